"""Exact evolution of a few Rydberg atoms under an analog program.

Atoms start in the ground state; 1 in a bitstring is the Rydberg state, the first atom of the register is the
leftmost character. The Hamiltonian is that of Braket's AHS simulator, in units of ħ, the sign of the phase
included (the docstring of DrivingField is not Hermitian and leaves it open):

    H(t) = Ω(t)/2 Σ_k (e^{iφ(t)} |r_k⟩⟨g_k| + h.c.)
           − Σ_k (Δ(t) + h_k Δ_local(t)) n_k + Σ_{j<k} C6/r_jk⁶ n_j n_k

A blockade radius leaves out the states with two excited atoms within it: an approximation, so that answer and
reference must be simulated with the same one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from autograder.answers import Malformed
from autograder.answers.analog import AnalogProgram, TimeSeries

#: Rydberg interaction of the rubidium states that Braket's AHS simulator assumes, in rad m⁶/s.
C6 = 5.42e-24
#: Largest number of states, and of radians of evolution (a norm of H times the duration), that is simulated.
MAX_STATES, MAX_RADIANS = 1 << 12, 5e4
#: Radians of one step, and least steps of each straight piece of the waveforms.
_STEP, _LEAST_STEPS = 8.0, 40


@dataclass(frozen=True)
class Settings:
    """How a program is simulated: interaction coefficient (rad m⁶/s) and blockade radius (m)."""

    c6: float = C6
    blockade_radius: float = 0.0


def probabilities(program: AnalogProgram, settings: Settings | None = None) -> dict[str, float]:
    """The exact probability of each bitstring at the end of a program; atoms only, no readout errors.

    Raises:
        Malformed: the program can't be simulated: times that do not ascend, atoms in one place, or more
            states or faster dynamics than are computed.
    """
    final = np.abs(_evolved(program, settings or Settings())) ** 2
    labels = _configurations(program, settings or Settings())
    return {label: float(p) for label, p in zip(labels, final, strict=True) if p > 1e-12}


def distances(program: AnalogProgram) -> dict[tuple[int, int], float]:
    """The distance in metres of each pair of atoms, by their places in the register."""
    atoms = program.atoms
    return {(j, k): math.dist(atoms[j], atoms[k]) for j, k in combinations(range(len(atoms)), 2)}


def value_at(series: TimeSeries, time: float, stepwise: bool = False) -> float:
    """The value of a time series; straight between points, or held until the next where ``stepwise``."""
    if not series.times:
        return 0.0
    if stepwise:
        at = max(0, int(np.searchsorted(series.times, time, side="right")) - 1)
        return series.values[at]
    return float(np.interp(time, series.times, series.values))


def _evolved(program: AnalogProgram, settings: Settings) -> np.ndarray:
    model = _Model(program, settings)
    state = np.zeros(len(model.labels), dtype=complex)
    state[0] = 1
    for start, end in model.pieces():
        state = model.evolve(state, start, end)
    return state / np.linalg.norm(state)


def _configurations(program: AnalogProgram, settings: Settings) -> list[str]:
    """The bitstrings with no two excited atoms within the blockade radius, all ground first."""
    near = {pair for pair, apart in distances(program).items() if apart <= settings.blockade_radius}
    labels = [""]
    for atom in range(len(program.atoms)):
        blocked = [other for other, later in near if later == atom]
        labels = [
            label + bit
            for label in labels
            for bit in ("0", "1")
            if bit == "0" or all(label[other] == "0" for other in blocked)
        ]
        if len(labels) > MAX_STATES:
            raise Malformed("beyond-simulation", limit=MAX_STATES)
    return labels


class _Model:
    """The Hamiltonian of one program on its configurations."""

    def __init__(self, program: AnalogProgram, settings: Settings) -> None:
        if not all(series.ascending for series in program.series):
            raise Malformed("times-not-ascending")
        self.program = program
        self.labels = _configurations(program, settings)
        bits = np.array([[int(bit) for bit in label] for label in self.labels], dtype=float)
        self.excited = bits.reshape(len(self.labels), -1)
        self.interaction = self._interaction(settings)
        self.flips = self._flips()
        self.number = self.excited.sum(axis=1)
        self.patterns = [self.excited @ self._pattern(term.pattern) for term in program.local]

    def _interaction(self, settings: Settings) -> np.ndarray:
        total = np.zeros(len(self.labels))
        for (j, k), apart in distances(self.program).items():
            if apart <= 0:
                raise Malformed("same-place", first=j, second=k)
            both = self.excited[:, j] * self.excited[:, k]
            with np.errstate(over="ignore", divide="ignore"):
                strength = settings.c6 / np.float64(apart) ** 6
            total[both > 0] += strength
        return total

    def _pattern(self, pattern: Sequence[float]) -> np.ndarray:
        filled = zip(pattern, self.program.filling, strict=True)
        return np.array([factor for factor, occupied in filled if occupied])

    def _flips(self):  # type: ignore[no-untyped-def]
        """The sparse matrix Σ_k (|r_k⟩⟨g_k| + |g_k⟩⟨r_k|)."""
        from scipy.sparse import csr_matrix

        index = {label: place for place, label in enumerate(self.labels)}
        raised = [
            (index[label[:atom] + "1" + label[atom + 1 :]], place)
            for label, place in index.items()
            for atom, bit in enumerate(label)
            if bit == "0" and label[:atom] + "1" + label[atom + 1 :] in index
        ]
        rows, columns = np.array(raised, dtype=int).reshape(-1, 2).T
        size = len(self.labels)
        raising = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
        return (raising + raising.T).tocsr()

    def pieces(self) -> Iterator[tuple[float, float]]:
        """The stretches of time between the points of all series."""
        times = sorted({0.0, *(time for series in self.program.series for time in series.times if time > 0)})
        return pairwise(times)

    def evolve(self, state: np.ndarray, start: float, end: float) -> np.ndarray:
        """The state after one stretch, by a commutator-free Magnus integrator of fourth order.

        Two exponentials a step, of H at the two Gauss points mixed with (3 ± 2√3)/12: Blanes and Moan, Appl.
        Numer. Math. 56 (2006) 1519.
        """
        radians = max(self._spread(time) for time in (start, (start + end) / 2, end)) * (end - start)
        if not radians <= MAX_RADIANS:
            raise Malformed("beyond-simulation", limit=MAX_STATES)
        steps = max(_LEAST_STEPS, math.ceil(radians / _STEP))
        step = (end - start) / steps
        frame = self._frame((start + end) / 2)
        state = frame.conj() * state
        for number in range(steps):
            state = self._step(state, start + number * step, step)
        return frame * state

    def _frame(self, time: float) -> np.ndarray:
        """The phases e^{iφn} of a frame in which the drive is real: φ is held between the points."""
        phase = sum(value_at(drive.phase, time, stepwise=True) for drive in self.program.drives[:1])
        return np.exp(1j * phase * self.number)

    def _step(self, state: np.ndarray, time: float, step: float) -> np.ndarray:
        offset, near, far = math.sqrt(3) / 6, (3 + 2 * math.sqrt(3)) / 12, (3 - 2 * math.sqrt(3)) / 12
        rabi, diagonal = self._fields(time + (0.5 - offset) * step)
        later_rabi, later_diagonal = self._fields(time + (0.5 + offset) * step)
        for a, b in ((near, far), (far, near)):
            mixed = a * diagonal + b * later_diagonal
            state = self._exponential(state, a * rabi + b * later_rabi, mixed, step)
        return state

    def _fields(self, time: float) -> tuple[float, np.ndarray]:
        """Half the Rabi frequency and the diagonal of H, at a time, both in rad/s."""
        rabi, diagonal = 0.0, self.interaction
        for drive in self.program.drives:
            rabi += value_at(drive.amplitude, time) / 2
            diagonal = diagonal - value_at(drive.detuning, time) * self.number
        for term, pattern in zip(self.program.local, self.patterns, strict=True):
            diagonal = diagonal - value_at(term.magnitude, time) * pattern
        return rabi, diagonal

    def _spread(self, time: float) -> float:
        """A bound on the spread of H's eigenvalues at a time, in rad/s."""
        with np.errstate(over="ignore", invalid="ignore"):  # refused by who asks
            rabi, diagonal = self._fields(time)
            return abs(rabi) * 2 * self.excited.shape[1] + float(np.ptp(diagonal))

    def _exponential(self, state: np.ndarray, rabi: float, diagonal: np.ndarray, step: float) -> np.ndarray:
        """exp(−i H step) applied to a state, up to a phase, by its Taylor series."""
        centred = diagonal - (diagonal.max() + diagonal.min()) / 2
        flips, factor = self.flips * rabi, -1j * step
        total, term = state, state
        for order in range(1, 100):
            term = (factor / order) * (flips @ term + centred * term)
            total = total + term
            if np.max(np.abs(term)) < 1e-13:
                break
        return total
