"""How every benchmark speaks: a table for people, and with ``--json`` one object.

The object is ``{"figures": [{"name", "value", "unit", "aim", "holds"}, …], "machine": {…}, "date": …}``.
An aim is a comparison as in ``"<= 50"``; ``holds`` says whether the value keeps it, ``null`` without one.
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq}


@dataclass(frozen=True)
class Figure:
    """One measured figure, in its unit, with the aim that it is held against, if any."""

    name: str
    value: float
    unit: str
    aim: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the value keeps the aim; a value that is no number keeps none."""
        if not self.aim:
            return None
        comparison, bound = self.aim.split()
        return bool(_COMPARISONS[comparison](self.value, float(bound)))


def run(title: str, measure: Callable[[], Iterable[Figure]]) -> None:
    """The command line of a benchmark: measure, then print the table, or with ``--json`` the object."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    figures = list(measure())
    print(json.dumps(as_object(figures), indent=2) if as_json else table(title, figures))


def as_object(figures: Iterable[Figure]) -> dict[str, object]:
    """The figures with the machine and the date, as plain data."""
    return {
        "figures": [
            {
                "name": figure.name,
                "value": round(figure.value, 6),
                "unit": figure.unit,
                "aim": figure.aim,
                "holds": figure.holds,
            }
            for figure in figures
        ],
        "machine": machine(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def machine() -> dict[str, object]:
    """What the figures were measured on; the load tells whether the machine had other work."""
    load = [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {
        "system": platform.platform(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": load,
    }


def table(title: str, figures: Sequence[Figure]) -> str:
    """The figures as a table for a terminal."""
    rows = [("figure", "value", "unit", "aim", "holds")]
    rows += [
        (figure.name, f"{figure.value:.4g}", figure.unit, figure.aim, _WORDS[figure.holds])
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    about = ", ".join(f"{name} {value}" for name, value in machine().items())
    return "\n".join([title, "", *(line.rstrip() for line in lines), "", about])


def median(values: Sequence[float]) -> float:
    """The median of a sample."""
    return statistics.median(values)


def percentile_95(values: Sequence[float]) -> float:
    """The 95th percentile of a sample of two or more."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


_WORDS = {True: "yes", False: "NO", None: ""}
