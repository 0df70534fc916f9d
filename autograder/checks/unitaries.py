"""Is a circuit an operation? Compared on all basis states up to six qubits, on random states beyond.

Beyond six qubits both circuits act on three Gaussian random states, which must come out alike with one
common phase; a gate under many controls acts on so few of a random state's amplitudes that states are
added for it on which its controls are surely on. Free parameters are bound at random points.

The tolerance is the angle by which one rotation may be off: 2e-3 rad unless the exercise says otherwise, so
that 3.1416 and 3.14 pass for π. An error of ten times as much is caught in whatever gate it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, permutations

import numpy as np

from autograder import simulate
from autograder.answers import GateList
from autograder.answers.values import Operation
from autograder.checks import edits, rewrites
from autograder.checks.agreement import (
    TOLERANCE,
    common_phase,
    distance,
    random_states,
    with_zeros,
)
from autograder.checks.pictures import amplitudes
from autograder.checks.qubits import labels, width_finding
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding
from autograder.gates import GATES
from autograder.kets import ket

Findings = Iterator[Finding]
#: A matrix, a reference circuit, or a matrix as a function of the free parameters.
Target = np.ndarray | GateList | Callable[[Mapping[str, float]], np.ndarray]

#: Up to this many qubits every basis state is tried.
FULL_QUBITS = 6
#: Random states beyond that.
STIMULI = 3
#: Points at which free parameters are bound.
POINTS = 3
#: Gates with at least this many controls get a random state of their own, at most this many of them.
_MANY_CONTROLS, _MOST_AIMED = 4, 4
#: Permutations of qubits are tried up to this width.
_MOST_PERMUTED = 4
#: Random superpositions on which a gate is tried in another's place, and how many finds are then confirmed.
_MIXED, _MOST_TRIED = 4, 5
_SEED = 1735


def equals(
    answer: GateList,
    target: Target,
    *,
    phase: str = "free",
    ancillas: int = 0,
    on: np.ndarray | None = None,
    parameters: Sequence[str] = (),
    tolerance: float = TOLERANCE,
) -> Findings:
    """The circuit is the operation ``target``.

    Args:
        answer: the circuit; its first qubits are the operation's.
        target: a matrix of shape (2**n, 2**n), qubit 0 most significant; a reference circuit; or, with
            ``parameters``, a function from their values to a matrix.
        phase: ``"free"`` where a global phase makes no difference, ``"exact"`` where it does, and
            ``"controlled"`` where it does because the operation will be controlled.
        ancillas: how many further qubits it may use, given in |0⟩ and to be returned there.
        on: an orthonormal basis, as columns of shape (2**n, k), of the subspace on which it must be right.
        parameters: names of the free parameters that both have.
        tolerance: radians that one rotation may be off.
    """
    problem = _Problem.of(target, on, ancillas, parameters, phase, tolerance)
    if finding := _refused(answer, problem, parameters):
        yield finding
        return
    trial = problem.trial(answer)
    if not trial.right(answer):
        yield from _named(answer, trial)


def _refused(answer: GateList, problem: _Problem, parameters: Sequence[str]) -> Finding | None:
    """The finding about an answer that can't be compared."""
    if not all(
        operation.name in GATES or operation.name in ("unitary", "barrier") for operation in answer.operations
    ):
        return Finding("not-reversible", rank=LIKELY)
    if any(operation.condition is not None for operation in answer.operations):
        return Finding("not-reversible", rank=LIKELY)
    if missing := sorted(set(parameters) - answer.free_parameters):
        return Finding("missing-parameter", {"names": ", ".join(missing)}, rank=LIKELY)
    if unknown := sorted(answer.free_parameters - set(parameters)):
        return Finding("unknown-parameter", {"names": ", ".join(unknown)}, rank=LIKELY)
    return width_finding(answer, problem.width, problem.ancillas)


@dataclass(frozen=True)
class _Problem:
    """What an operation has to do, at each point of its parameters."""

    width: int
    ancillas: int
    points: Sequence[Mapping[str, float]]
    reference: GateList | None
    matrices: Sequence[np.ndarray]
    on: np.ndarray | None
    phase: str
    tolerance: float

    @classmethod
    def of(cls, target: Target, on, ancillas, names, phase, tolerance) -> _Problem:  # type: ignore[no-untyped-def]
        if phase not in ("free", "exact", "controlled"):
            raise ValueError(f"phase is 'free', 'exact' or 'controlled', not {phase!r}")
        points = _points(names)
        if isinstance(target, GateList):
            return cls(target.width, ancillas, points, target, (), on, phase, tolerance)
        matrices = [target(point) if callable(target) else target for point in points]
        width = len(matrices[0]).bit_length() - 1
        return cls(width, ancillas, points, None, matrices, on, phase, tolerance)

    def trial(self, answer: GateList) -> _Trial:
        """The inputs on which an answer is tried, and what must come out."""
        qubits = labels(answer, self.width)
        spare = len(qubits) - self.width
        inputs = self._inputs(answer, qubits, spare)
        wanted = [with_zeros(self._wanted(index, inputs), spare) for index in range(len(self.points))]
        return _Trial(self, qubits, inputs, with_zeros(inputs, spare), wanted)

    def _inputs(self, answer: GateList, qubits: Sequence[int], spare: int) -> np.ndarray:
        """Columns of shape (2**n, k), an orthonormal basis where there is room for one."""
        if self.on is not None:
            return self.on
        if self.width <= FULL_QUBITS:
            return np.eye(2**self.width, dtype=complex)
        rng = np.random.default_rng(_SEED)
        states = random_states(self.width, STIMULI, rng)
        aimed = [] if spare else [*self._aimed(answer, qubits, rng), *self._aimed_at_reference(rng)]
        return np.column_stack([states, *aimed]) if aimed else states

    def _aimed(
        self, circuit: GateList, qubits: Sequence[int], rng: np.random.Generator
    ) -> Iterator[np.ndarray]:
        """Random inputs that reach a gate under many controls with all of them on."""
        many = [index for index, one in enumerate(circuit.operations) if len(_fixed(one)) >= _MANY_CONTROLS]
        for index in many[:_MOST_AIMED]:
            state = _projected(random_states(self.width, 1, rng), _fixed(circuit.operations[index]), qubits)
            before = rewrites.adjoint(replace(circuit, operations=circuit.operations[:index]))
            yield simulate.apply(before, state, self.points[0], qubits)[:, 0]

    def _aimed_at_reference(self, rng: np.random.Generator) -> Iterator[np.ndarray]:
        if self.reference is not None:
            yield from self._aimed(self.reference, self.reference.qubits, rng)

    def _wanted(self, index: int, inputs: np.ndarray) -> np.ndarray:
        if self.reference is not None:
            return simulate.apply(self.reference, inputs, self.points[index])
        return self.matrices[index] @ inputs


def _points(names: Sequence[str]) -> Sequence[Mapping[str, float]]:
    """Random values of the free parameters, the same ones every time; one empty point without any."""
    rng = np.random.default_rng(_SEED)
    if not names:
        return ({},)
    return [dict(zip(names, rng.uniform(-np.pi, np.pi, len(names)), strict=True)) for _ in range(POINTS)]


def _fixed(operation: Operation) -> dict[int, int]:
    """The qubits that switch a gate on, with the value that does."""
    own = GATES[operation.name].controls if operation.name in GATES else 0
    pairs = zip(operation.controls, operation.control_state, strict=True)
    return dict.fromkeys(operation.targets[:own], 1) | dict(pairs)


def _projected(state: np.ndarray, fixed: Mapping[int, int], qubits: Sequence[int]) -> np.ndarray:
    """The normalised part of a state where some qubits have given values."""
    tensor = np.zeros_like(state).reshape((2,) * len(qubits) + (-1,))
    where = tuple(fixed.get(label, slice(None)) for label in qubits)
    tensor[where] = state.reshape(tensor.shape)[where]
    return tensor.reshape(state.shape) / np.linalg.norm(tensor)


@dataclass(frozen=True)
class _Trial:
    """Inputs and wanted outputs of one comparison, in the qubits of one answer."""

    problem: _Problem
    qubits: Sequence[int]
    inputs: np.ndarray
    padded: np.ndarray
    wanted: Sequence[np.ndarray]

    @property
    def threshold(self) -> float:
        """The largest distance that is still right."""
        return self.problem.tolerance * 1.01

    def outputs(self, circuit: GateList, index: int = 0) -> np.ndarray:
        """What a circuit makes of the inputs at one point of the parameters."""
        return simulate.apply(circuit, self.padded, self.problem.points[index], self.qubits)

    def right(self, circuit: GateList, phase_free: bool | None = None) -> bool:
        """Whether a circuit gives what is wanted at every point."""
        free = self.problem.phase == "free" if phase_free is None else phase_free
        return all(
            distance(self.outputs(circuit, index), wanted, free) <= self.threshold
            for index, wanted in enumerate(self.wanted)
        )

    def worth_trying(self, circuit: GateList) -> bool:
        """Whether a circuit does right by one random input; nearly all wrong ones do not."""
        state, wanted = self.padded @ self.mix, self.wanted[0] @ self.mix
        given = simulate.apply(circuit, state, self.problem.points[0], self.qubits)
        return distance(given, wanted) <= self.threshold * float(np.linalg.norm(state))

    @cached_property
    def mix(self) -> np.ndarray:
        """Coefficients of one random superposition of the inputs, shape (k, 1)."""
        rng = np.random.default_rng(_SEED)
        mix = rng.normal(size=(self.inputs.shape[1], 1)) + 1j * rng.normal(size=(self.inputs.shape[1], 1))
        return mix / np.linalg.norm(mix)


def _named(answer: GateList, trial: _Trial) -> Findings:
    """The likeliest idea behind an operation that is not the wanted one."""
    if trial.problem.phase != "free" and trial.right(answer, phase_free=True):
        yield _global_phase(answer, trial)
    elif code := _idea(answer, trial):
        yield Finding(code, rank=LIKELY)
    elif (edit := _one_gate_away(answer, trial)) and edit.code in rewrites.ONE:
        yield Finding(edit.code, rank=LIKELY)
    else:
        if edit:
            yield edit.finding(answer)
        yield _witness(answer, trial)


def _one_gate_away(answer: GateList, trial: _Trial) -> edits.Edit | None:
    """The one gate that is wrong, if one is: by a usual slip, or in another way."""
    rng = np.random.default_rng(_SEED)
    mix = random_states(trial.inputs.shape[1].bit_length(), _MIXED, rng)[: trial.inputs.shape[1]]
    inputs, wanted = trial.padded @ mix, trial.wanted[0] @ mix
    norms = np.linalg.norm(inputs, axis=0)
    about = answer, trial.qubits, inputs / norms, wanted / norms, trial.threshold, trial.problem.points[0]
    found = islice(chain(edits.usual_slips(*about), edits.of(*about)), _MOST_TRIED)
    return next((edit for edit in found if trial.right(edit.circuit)), None)


def _global_phase(answer: GateList, trial: _Trial) -> Finding:
    code = "global-phase" if trial.problem.phase == "exact" else "phase-once-controlled"
    angle = float(np.angle(common_phase(trial.outputs(answer), trial.wanted[0])))
    return Finding(code, {"angle": angle}, rank=LIKELY)


def _idea(answer: GateList, trial: _Trial) -> str | None:
    if _leaks(answer, trial):
        return "ancillas-not-returned"
    if not trial.problem.ancillas and trial.problem.on is None and (code := _relabelled(answer, trial)):
        return code
    for code, other in rewrites.of(answer, rewrites.budget_for(answer)):
        if trial.worth_trying(other) and trial.right(other):
            return code
    return None


def _leaks(answer: GateList, trial: _Trial) -> bool:
    """Whether ancillas end outside |0⟩."""
    spare = len(trial.qubits) - trial.problem.width
    if not spare:
        return False
    outputs = trial.outputs(answer).reshape(2**trial.problem.width, 2**spare, -1)
    return bool(np.linalg.norm(outputs[:, 1:], axis=(0, 1)).max() > trial.threshold)


def _relabelled(answer: GateList, trial: _Trial) -> str | None:
    """Whether the answer is right with its qubits numbered in another way."""
    width = trial.problem.width
    if width < 2:
        return None
    if trial.right(_relabel(answer, trial.qubits, list(range(width))[::-1])):
        return "reversed-qubits"
    orders = list(permutations(range(width)))[1:] if 2 < width <= _MOST_PERMUTED else []
    others = (_relabel(answer, trial.qubits, order) for order in orders)
    return "permuted-qubits" if any(trial.right(other) for other in others) else None


def _relabel(circuit: GateList, qubits: Sequence[int], order: Sequence[int]) -> GateList:
    """The circuit with qubit i renamed to the label in place ``order[i]``."""
    name = {label: qubits[place] for label, place in zip(qubits, order, strict=True)}
    operations = tuple(
        replace(
            one,
            targets=tuple(name[label] for label in one.targets),
            controls=tuple(name[label] for label in one.controls),
        )
        for one in circuit.operations
    )
    return replace(circuit, operations=operations)


def _witness(answer: GateList, trial: _Trial) -> Finding:
    """A basis state of which the answer makes something else than it should."""
    if trial.problem.width > FULL_QUBITS or trial.problem.on is not None:
        return Finding("different-operation", rank=FALLBACK)
    given, wanted = trial.outputs(answer), trial.wanted[0]
    overlaps = np.abs(np.sum(wanted.conj() * given, axis=0))
    column = int(np.argmin(overlaps))
    if overlaps[column] > 1 - (trial.threshold) ** 2 / 2:
        return Finding("relative-phases", _phases(given, wanted), rank=PLAUSIBLE)
    values = {
        "input": f"|{column:0{trial.problem.width}b}⟩",
        "given": ket(given[:, column]),
        "wanted": ket(wanted[:, column]),
    }
    return Finding(
        "wrong-on-basis-state", values, rank=FALLBACK, picture=amplitudes(given[:, column], wanted[:, column])
    )


def _phases(given: np.ndarray, wanted: np.ndarray) -> dict[str, object]:
    """Two basis states whose relative phase is wrong, and by how much."""
    angles = np.angle(np.sum(wanted.conj() * given, axis=0))
    off = np.angle(np.exp(1j * (angles - angles[0])))
    column, width = int(np.argmax(np.abs(off))), len(given).bit_length() - 1
    return {"first": f"|{0:0{width}b}⟩", "second": f"|{column:0{width}b}⟩", "angle": float(off[column])}


def agrees_with_qcec(answer: GateList, target: GateList, seconds: float = 10.0) -> Findings:
    """A second opinion, above twelve qubits say: an equivalence checker finds no difference.

    It is exact where :func:`equals` allows for rounding, so it is for circuits whose angles are exact. It
    says nothing where the extra ``qcec`` is not installed, or where it does not finish in time.
    """
    from autograder.second_opinion import NoOpinion, equivalent

    try:
        agrees = equivalent(answer, target, seconds)
    except NoOpinion:
        return
    if not agrees:
        yield Finding("not-equivalent", rank=FALLBACK)
