"""The Rydberg Hamiltonian of a few atoms, followed exactly for many draws of the machine's errors at once.

H = Ω/2 Σ (e^{iφ}|r⟩⟨g| + h.c.) − Δ Σ n + Σ C₆/r⁶ n n, with the phase's sign as in Braket's own simulator
(1.41), which follows larger groups. It is taken as constant between near points in time and integrated by its
eigenvectors (the exponential midpoint rule).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from gangway.cloud.engine.ahs import Checked, Series

if TYPE_CHECKING:
    import numpy as np

#: How many atoms are few: their 2ⁿ states are small matrices, which are quick in large numbers.
MOST = 3
#: The longest time, in seconds, over which the drive is taken as constant.
STEP = 20e-9


def probabilities(drives: Sequence[Checked], group: Sequence[int], c6: float) -> np.ndarray:
    """The probabilities of the group's configurations at the end of each drive: (drives, 2ⁿ).

    Configurations count up in binary, 1 for an atom in its Rydberg state, the group's first atom first.

    Args:
        drives: the same program with different errors, all with the same times.
        group: which sites.
        c6: the interaction's coefficient in rad·m⁶/s.
    """
    import numpy as np

    edges = _edges(drives[0])
    middles, lengths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    count = len(group)
    states = np.zeros((len(drives), 2**count), dtype=complex)
    states[:, 0] = 1
    excited, flips = _operators(count)
    static = np.array([_interactions(drive, group, excited, c6) for drive in drives])
    for middle, length in zip(middles, lengths, strict=True):
        energies, vectors = np.linalg.eigh(_hamiltonians(drives, middle, excited, flips, static))
        inner = np.einsum("dji,dj->di", vectors.conj(), states) * np.exp(-1j * energies * length)
        states = np.einsum("dij,dj->di", vectors, inner)
    weights = np.abs(states) ** 2
    return weights / weights.sum(axis=1, keepdims=True)


def _edges(drive: Checked) -> np.ndarray:
    """Points in time, every one of the drive's own among them."""
    import numpy as np

    own = sorted({time for series in (drive.amplitude, drive.phase, drive.detuning) for time in series.times})
    parts = [np.linspace(a, b, max(1, round((b - a) / STEP)), endpoint=False) for a, b in pairwise(own)]
    return np.concatenate([*parts, own[-1:]])


def _operators(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Which atoms each state has excited, (2ⁿ, n), and the sum of all |g⟩⟨r|, (2ⁿ, 2ⁿ)."""
    import numpy as np

    numbers = np.arange(2**count)
    excited = (numbers[:, None] >> np.arange(count)[::-1]) & 1
    lowering = np.zeros((2**count, 2**count))
    for atom in range(count):
        bit = 1 << (count - 1 - atom)
        for number in numbers[excited[:, atom] == 1]:
            lowering[number ^ bit, number] = 1
    return excited, lowering


def _interactions(drive: Checked, group: Sequence[int], excited: np.ndarray, c6: float) -> np.ndarray:
    """The energy of each state by its excited pairs, in rad/s."""
    import numpy as np

    energies = np.zeros(len(excited))
    for (i, one), (j, other) in combinations(enumerate(group), 2):
        (x, y), (u, v) = drive.sites[one], drive.sites[other]
        energies += c6 / ((x - u) ** 2 + (y - v) ** 2) ** 3 * excited[:, i] * excited[:, j]
    return energies


def _hamiltonians(
    drives: Sequence[Checked], time: float, excited: np.ndarray, lowering: np.ndarray, static: np.ndarray
) -> np.ndarray:
    import numpy as np

    half = np.array([_linear(drive.amplitude, time) for drive in drives]) / 2
    turn = np.exp(-1j * np.array([_constant(drive.phase, time) for drive in drives]))
    detuned = np.array([_linear(drive.detuning, time) for drive in drives])
    down = (half * turn)[:, None, None] * lowering
    diagonal = static - detuned[:, None] * excited.sum(axis=1)
    return down + down.conj().swapaxes(1, 2) + diagonal[:, :, None] * np.eye(len(excited))


def _linear(series: Series, time: float) -> float:
    import numpy as np

    return float(np.interp(time, series.times, series.values))


def _constant(series: Series, time: float) -> float:
    """The phase keeps each value until the next."""
    return [value for at, value in zip(series.times, series.values, strict=True) if at <= time][-1]
