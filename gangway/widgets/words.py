"""States in words: what a picture of them says to those who can't see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Outcomes rarer than this are not mentioned, and at most so many of the others.
RARE, MOST = 5e-4, 4


def outcomes(probabilities: Sequence[float] | np.ndarray) -> str:
    """The likeliest bitstrings with their probabilities, qubit 0 leftmost."""
    shares = np.asarray(probabilities, dtype=float)
    width = max(1, int(np.log2(len(shares))))
    order = [int(at) for at in np.argsort(-shares, kind="stable") if shares[at] > RARE]
    told = [f"{at:0{width}b} with {100 * shares[at]:.3g} %" for at in order[:MOST]]
    rest = [f"{len(order) - MOST} more"] if len(order) > MOST else []
    return listed([*told, *rest])


def listed(parts: Sequence[str]) -> str:
    """The parts with commas, the last one with "and"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
