"""Pictures that checks put beside their findings, as data with a text alternative."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.findings import Picture
from autograder.kets import ket, without_phase

#: Pictures show at most this many amplitudes or outcomes.
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


def shares(
    given: Mapping[str, float],
    expected: Mapping[str, float],
    heading: str,
    *,
    said: str = "",
    most: int = MOST_BARS,
) -> Picture:
    """Shares by outcome beside those asked for; of many outcomes the ``most`` that matter.

    The text alternative is ``heading``, then the given share of each outcome, followed by ``said``.
    """
    weight = {key: max(given.get(key, 0.0), expected.get(key, 0.0)) for key in given.keys() | expected.keys()}
    shown = sorted(sorted(weight, key=lambda key: (-weight[key], key))[:most])
    told = "; ".join(f"{key}: {100 * given.get(key, 0.0):.3g} %{said}" for key in shown)
    data = {
        "labels": shown,
        "expected": [expected.get(key, 0.0) for key in shown],
        "given": [given.get(key, 0.0) for key in shown],
        "unit": "probability",
    }
    return Picture("bars", data, f"{heading} {told}.")


def _pairs(state: np.ndarray) -> list[list[float]]:
    return [[float(amplitude.real), float(amplitude.imag)] for amplitude in state]
