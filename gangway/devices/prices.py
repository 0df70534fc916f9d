"""What a price and a cost are. Prices are dollars (USD), before tax, as published on their date."""

from __future__ import annotations

import math
from dataclasses import dataclass


class NoPrice(LookupError):
    """The price of this device is not known."""


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
        return f"${self.total:,.2f} (prices as of {self.as_of})"
