"""Pictures that checks put beside their findings, as data with a text alternative."""

from __future__ import annotations

import numpy as np

from autograder.findings import Picture
from autograder.kets import ket, without_phase

#: Pictures show at most this many amplitudes.
MOST_BARS = 16


def amplitudes(given: np.ndarray, wanted: np.ndarray) -> Picture | None:
    """Two states' amplitudes side by side, where they are few enough to be read."""
    if len(given) != len(wanted) or len(given) > MOST_BARS:
        return None
    width = len(given).bit_length() - 1
    data = {
        "labels": [f"{index:0{width}b}" for index in range(len(given))],
        "expected": _pairs(without_phase(wanted)),
        "given": _pairs(without_phase(given)),
    }
    alt = f"Amplitudes of your state, {ket(given)}, beside those of the state asked for, {ket(wanted)}."
    return Picture("amplitudes", data, alt)


def _pairs(state: np.ndarray) -> list[list[float]]:
    return [[float(amplitude.real), float(amplitude.imag)] for amplitude in state]
