"""Counts of one qubit, as an exercise gives them to a learner's function."""

from __future__ import annotations

from collections.abc import Mapping


def tossed(ones: int, shots: int) -> dict[str, int]:
    """Counts with so many ones; what never came is not in them, as in a real result."""
    return {bit: number for bit, number in (("0", shots - ones), ("1", ones)) if number}


def with_expectation(expectation: float, shots: int) -> dict[str, int]:
    """Counts whose expectation value is the given one, to the nearest shot."""
    return tossed(shots - round(shots * (1 + expectation) / 2), shots)


def expectation(counts: Mapping[str, int]) -> float:
    """The mean of +1 for each zero and −1 for each one."""
    zeros, ones = counts.get("0", 0), counts.get("1", 0)
    return (zeros - ones) / (zeros + ones)
