"""What a price and a cost are. Prices are dollars (USD), before tax, as published on their date."""

from __future__ import annotations

import math
from dataclasses import dataclass


class NoPrice(LookupError):
    """The price of this device is not known."""


#: What stands in place of a date where a source has none.
UNDATED = "undated"


def dated(as_of: str) -> str:
    """How old prices are, in words; a source without a date is called that."""
    return "prices from an undated source" if as_of == UNDATED else f"prices as of {as_of}"


@dataclass(frozen=True)
class Price:
    """A device's price: by task and shot (QPUs), or by the minute of simulation (managed simulators)."""

    as_of: str
    source: str
    task: float = 0.0
    shot: float = 0.0
    minute: float = 0.0
    minimum_seconds: float = 0.0


@dataclass(frozen=True)
class Cost:
    """An estimate in dollars, with the parts that it is made of."""

    tasks: float
    shots: float
    time: float
    as_of: str

    @property
    def total(self) -> float:
        """The sum of the parts, rounded up to the cent."""
        return math.ceil(round((self.tasks + self.shots + self.time) * 100, 6)) / 100

    def __str__(self) -> str:
        return f"${self.total:,.2f} ({dated(self.as_of)})"
