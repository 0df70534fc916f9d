"""Published calibration tables: a row a qubit and a row a pair, for each date that one is at hand.

The CSV files in ``calibration/`` are the course's own tables of the figures in Amazon Braket's device
documents of those dates; an empty field was not published. Odd values are kept as published: a fidelity of
0.5 marks a pair that is out of order, and a T2 of 0 a failed fit. IBM's tables are read from the package that
distributes them (:mod:`gangway.devices.ibm`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from gangway.devices.calibrations import Calibration, Pair, Qubit
from gangway.devices.ibm import snapshot
from gangway.devices.records import device as find


@cache
def calibration(device: str, date: str | None = None) -> Calibration:
    """The calibration of a device (name or ARN) on a date; by default the newest.

    Raises:
        UnknownDevice: there is no such device.
        LookupError: there is no table for it, or none of that date.
    """
    found = find(device)
    if not found.calibrations:
        raise LookupError(f"no calibration table of {found.name} is published here")
    chosen = date or max(found.calibrations)
    if chosen not in found.calibrations:
        raise LookupError(
            f"no calibration of {found.name} for {chosen}; there are: {', '.join(found.calibrations)}"
        )
    if found.backend:
        return snapshot(found)
    stem = f"{found.slug}-{chosen}"
    qubits = {row.qubit: row for row in map(_qubit, _rows(f"{stem}-qubits.csv"))}
    pairs = {(row.a, row.b): row for row in map(_pair, _rows(f"{stem}-pairs.csv"))}
    return Calibration(found.name, chosen, qubits, pairs)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("calibration", name).read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _qubit(row: dict[str, str]) -> Qubit:
    numbers = {name: _number(value) for name, value in row.items() if name != "qubit"}
    return Qubit(qubit=int(row["qubit"]), **numbers)


def _pair(row: dict[str, str]) -> Pair:
    fidelity = float(row["fidelity"])
    return Pair(int(row["a"]), int(row["b"]), row["gate"], fidelity, _number(row["standard_error"]))


def _number(value: str) -> float | None:
    return float(value) if value else None
