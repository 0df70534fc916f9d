"""Is a wrong circuit one gate away from a right one, and how?

Before each gate stands a state F, what the circuit has made of the input so far, and behind it a state B,
what the rest of the circuit takes to what was asked. A gate G in that place makes the circuit right when
⟨B|G|F⟩ has modulus one. For all gates on the same qubits that number follows from one small matrix
(the partial trace of |F⟩⟨B|), so that trying hundreds of gates in every place costs no simulation.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from autograder import simulate
from autograder.answers.values import GateList, Operation
from autograder.checks import rewrites
from autograder.findings import PLAUSIBLE, Finding
from autograder.gates import GATES, name_in

#: Gates that people leave out or take for another.
_ONE_QUBIT = ("h", "x", "y", "z", "s", "si", "t", "ti", "v", "vi")
_TWO_QUBITS = ("cnot", "cz", "cy", "swap", "iswap")
#: Work that a search may take: amplitudes looked at, some ten milliseconds.
_MOST_AMPLITUDES = 1_000_000
#: Unknown gates are looked for on groups of up to so many qubits.
_MOST_GROUPED = 3
#: Of fewer gates than four, naming the one to look at would say nearly everything.
_FEWEST_OPERATIONS, _MOST_OPERATIONS = 4, 60


@dataclass(frozen=True)
class Edit:
    """One changed gate: the finding's code, the place of the gate that it is about, the circuit changed."""

    code: str
    place: int
    circuit: GateList

    def finding(self, answer: GateList) -> Finding:
        """What a learner hears: which gate to look at where there is one, never what to put there."""
        values: dict[str, object] = {"gates": len(answer.operations)}
        if self.place < len(answer.operations):
            operation = answer.operations[self.place]
            on = ", ".join(map(str, operation.qubits)) or "no qubit"
            values |= {"number": self.place + 1, "gate": name_in(answer.sdk, operation.name), "qubits": on}
        return Finding(self.code, values, rank=PLAUSIBLE)


def of(
    answer: GateList,
    qubits: Sequence[int],
    inputs: np.ndarray,
    wanted: np.ndarray,
    threshold: float,
    values: Mapping[str, float] | None = None,
) -> Iterator[Edit]:
    """The changes of one gate after which a circuit takes the inputs to what is wanted, up to a phase.

    Args:
        answer: the circuit.
        qubits: the labels of the states' axes.
        inputs: normalised states as columns, shape (2**n, k).
        wanted: what should become of them, the same shape.
        threshold: the distance that counts as none.
        values: numbers for the free parameters.

    Finds ``one-gate-too-many``, ``two-gates-exchanged``, ``control-missing``, ``one-control-state``,
    ``gate-on-wrong-qubit``, ``one-angle-off``, ``one-gate-missing`` and ``one-gate-instead``.
    """
    gates = gates_only(answer).operations
    if not _FEWEST_OPERATIONS <= len(gates) <= _MOST_OPERATIONS:
        return
    search = _Search(replace(answer, operations=gates), qubits, inputs, wanted, threshold, values or {})
    for attempt in _ATTEMPTS:
        yield from attempt(search)


def gates_only(answer: GateList) -> GateList:
    """The circuit without barriers, and without resets: a caller has let pass only idle ones."""
    return replace(
        answer, operations=tuple(o for o in answer.operations if o.name not in ("barrier", "reset"))
    )


class _Search:
    """The states before and behind every gate."""

    def __init__(
        self,
        circuit: GateList,
        qubits: Sequence[int],
        inputs: np.ndarray,
        wanted: np.ndarray,
        threshold: float,
        values: Mapping[str, float],
    ) -> None:
        self.circuit, self.qubits, self.values = circuit, qubits, values
        self.width, self.columns = len(qubits), inputs.shape[1]
        self.enough = (1 - threshold**2 / 2) * self.columns
        operations = circuit.operations
        self.before = [inputs]
        for one in operations:
            self.before.append(self.acted(one, self.before[-1]))
        behind = [wanted]
        for one in reversed(operations):
            behind.append(self.acted(replace(one, power=-one.power), behind[-1]))
        self.behind = behind[::-1]

    def acted(self, operation: Operation, states: np.ndarray) -> np.ndarray:
        """What one gate makes of states."""
        return simulate.after(operation, states, self.qubits, self.values)

    def meets(self, states: np.ndarray, place: int) -> bool:
        """Whether the rest of the circuit from a place on takes states to what is wanted."""
        return abs(np.vdot(self.behind[place], states)) >= self.enough

    def fits(self, operation: Operation, place: int) -> bool:
        """Whether a circuit with another gate in a place is right."""
        return self.meets(self.acted(operation, self.before[place]), place + 1)

    def edit(self, code: str, place: int, *instead: Operation, gone: int = 1) -> Edit:
        """The circuit with other gates in a place."""
        operations = self.circuit.operations
        changed = (*operations[:place], *instead, *operations[place + gone :])
        return Edit(code, place, replace(self.circuit, operations=changed))

    def affords(self, places: int, amplitudes: int = 1) -> bool:
        """Whether looking at all states so often is quick enough."""
        return places * amplitudes * self.columns * 2**self.width <= _MOST_AMPLITUDES


def usual_slips(
    answer: GateList,
    qubits: Sequence[int],
    inputs: np.ndarray,
    wanted: np.ndarray,
    threshold: float,
    values: Mapping[str, float] | None = None,
    codes: Container[str] | None = None,
) -> Iterator[Edit]:
    """The single gates that a usual slip explains (see :data:`autograder.checks.rewrites.ONE`).

    The arguments are those of :func:`of`; ``codes`` are the slips to look for, all by default.
    """
    gates = gates_only(answer).operations
    if len(gates) > _MOST_OPERATIONS:
        return
    search = _Search(replace(answer, operations=gates), qubits, inputs, wanted, threshold, values or {})
    for code, change in rewrites.ONE.items():
        if codes is None or code in codes:
            for place, operation in enumerate(gates):
                changed = change(operation)
                if changed != operation and search.fits(changed, place):
                    yield search.edit(code, place, changed)


def _too_many(search: _Search) -> Iterator[Edit]:
    for place in range(len(search.circuit.operations)):
        if search.meets(search.before[place], place + 1):
            yield search.edit("one-gate-too-many", place)


def _exchanged(search: _Search) -> Iterator[Edit]:
    operations = search.circuit.operations
    for place in range(len(operations) - 1):
        first, second = operations[place], operations[place + 1]
        if set(first.qubits) & set(second.qubits) and first != second:
            states = search.acted(first, search.acted(second, search.before[place]))
            if search.meets(states, place + 2):
                yield search.edit("two-gates-exchanged", place, second, first, gone=2)


def _each(code: str, alternatives: Callable[[Operation, _Search], Iterator[Operation]]) -> Any:
    """The search over other versions of each gate."""

    def search_all(search: _Search) -> Iterator[Edit]:
        if not search.affords(len(search.circuit.operations), 2 * search.width):
            return
        for place, operation in enumerate(search.circuit.operations):
            for other in alternatives(operation, search):
                if search.fits(other, place):
                    yield search.edit(code, place, other)

    return search_all


def _with_control(operation: Operation, search: _Search) -> Iterator[Operation]:
    """The gate under one control more, on 1; a forgotten control on 0 is too rare to try."""
    for qubit in search.qubits:
        if qubit not in operation.qubits:
            controls, state = (qubit, *operation.controls), (1, *operation.control_state)
            yield replace(operation, controls=controls, control_state=state)


def _other_states(operation: Operation, search: _Search) -> Iterator[Operation]:
    explicit = rewrites.with_modifier(operation)
    for flips in range(1, 2 ** min(len(explicit.controls), 4)):
        state = tuple(bit ^ (flips >> place & 1) for place, bit in enumerate(explicit.control_state))
        yield replace(explicit, control_state=state)


def _moved(operation: Operation, search: _Search) -> Iterator[Operation]:
    """The gate with one of its qubits exchanged for one that it does not touch."""
    for qubit in search.qubits:
        if qubit not in operation.qubits:
            for old in operation.qubits:
                yield replace(
                    operation,
                    targets=tuple(qubit if label == old else label for label in operation.targets),
                    controls=tuple(qubit if label == old else label for label in operation.controls),
                )


def _angle(search: _Search) -> Iterator[Edit]:
    """A gate whose angle alone is wrong.

    Its two eigenphases turn with the angle, so that ⟨B|G(θ)|F⟩ = p e^{−iaθ} + q e^{ibθ} with a + b = 1, which
    reaches |p| + |q|. Both follow from the values at 0 and π.
    """
    for place, operation in enumerate(search.circuit.operations):
        if operation.name not in _TURNING or not isinstance(operation.parameters[0], int | float):
            continue
        at = [
            complex(
                np.vdot(
                    search.behind[place + 1],
                    search.acted(replace(operation, parameters=(angle,)), search.before[place]),
                )
            )
            for angle in (0.0, np.pi)
        ]
        rotation = operation.name not in ("phaseshift", "cphaseshift") and not _own_controls(operation)
        turned = 1j * at[1] if rotation else at[1]
        if abs(at[0] + turned) / 2 + abs(at[0] - turned) / 2 >= search.enough:
            yield search.edit("one-angle-off", place, replace(operation, parameters=(_best(at, rotation),)))


#: Gates with one angle whose eigenvalues are e^{∓iθ/2}, or 1 and e^{iθ}.
_TURNING = frozenset({"rx", "ry", "rz", "xx", "yy", "zz", "rzx", "phaseshift", "cphaseshift"})


def _own_controls(operation: Operation) -> bool:
    """A rotation under control has three eigenvalues, and takes another formula: it is left out."""
    return bool(operation.controls)


def _best(at: Sequence[complex], rotation: bool) -> float:
    """The angle at which p + q e^{iθ} (times a phase) is largest."""
    turned = 1j * at[1] if rotation else at[1]
    constant, turning = (at[0] + turned) / 2, (at[0] - turned) / 2
    return float(np.angle(constant) - np.angle(turning)) if abs(turning) > 1e-12 else 0.0


def _usual_gate(search: _Search) -> Iterator[Edit]:
    """A usual gate that is missing, or that should stand in place of another."""
    yield from _replaced(search, "one-gate-missing", 0, _usual_found)
    yield from _replaced(search, "one-gate-instead", 1, _usual_found)


def _any_gate(search: _Search) -> Iterator[Edit]:
    """Any gate at all, where it has more to explain than there are qubits for it to change."""
    if search.columns > 1:
        yield from _replaced(search, "one-gate-instead", 1, _any_found)
        yield from _replaced(search, "one-gate-missing", 0, _any_found)


def _replaced(search: _Search, code: str, gone: int, found: _Finder) -> Iterator[Edit]:
    """In each place the gates found that make the circuit right, instead of ``gone`` that stand there."""
    places = len(search.circuit.operations) + 1 - gone
    before, behind = np.array(search.before[:places]), np.array(search.behind[gone:])
    for size in range(1, min(search.width, _MOST_GROUPED) + 1):
        if not search.affords(places, comb(search.width, size)):
            return
        for group in combinations(range(search.width), size):
            for place, operation in found(search, group, _crossed(before, behind, group, search.width)):
                if gone and size > 1 and not _covers(search.circuit.operations[place], operation):
                    continue
                yield search.edit(code, place, operation, gone=gone)


def _covers(operation: Operation, other: Operation) -> bool:
    """Whether a gate acts on every qubit of another."""
    return set(other.targets) <= set(operation.qubits)


def _usual_found(search: _Search, group: Sequence[int], small: np.ndarray) -> Iterator[Found]:
    """The usual gates G for which |tr(G X)| is large enough, X being one of the small matrices."""
    if len(group) > 2:
        return
    names, matrices = _usual()[len(group) - 1]
    overlaps = np.abs(np.einsum("gab,pba->pg", matrices, small))
    for place, index in np.argwhere(overlaps >= search.enough):
        name, order = names[index]
        yield int(place), Operation(name, tuple(search.qubits[group[i]] for i in order))


def _any_found(search: _Search, group: Sequence[int], small: np.ndarray) -> Iterator[Found]:
    """The best unitary G in each place, if it is good enough: |tr(G X)| reaches X's nuclear norm."""
    if len(group) == search.width:
        return
    left, sizes, right = np.linalg.svd(small)
    for place in np.flatnonzero(sizes.sum(axis=1) >= search.enough):
        best = (left[place] @ right[place]).conj().T
        qubits = tuple(search.qubits[i] for i in group)
        yield int(place), Operation("unitary", qubits, matrices=(best,))


Found = tuple[int, Operation]
_Finder = Callable[[_Search, Sequence[int], np.ndarray], Iterator[Found]]


def _crossed(before: np.ndarray, behind: np.ndarray, group: Sequence[int], width: int) -> np.ndarray:
    """The partial traces of |before⟩⟨behind| over all qubits but a group, place by place."""
    return _traced(before, group, width) @ _traced(behind, group, width).conj().transpose(0, 2, 1)


def _traced(states: np.ndarray, group: Sequence[int], width: int) -> np.ndarray:
    """The states of each place with the qubits of a group as rows, everything else as columns."""
    tensor = states.reshape((len(states),) + (2,) * width + (-1,))
    moved = np.moveaxis(tensor, [qubit + 1 for qubit in group], range(1, len(group) + 1))
    return moved.reshape(len(states), 2 ** len(group), -1)


#: A gate's name and the order of its qubits.
Named = tuple[str, tuple[int, ...]]


@cache
def _usual() -> Sequence[tuple[list[Named], np.ndarray]]:
    """Names and matrices of the usual gates, those of two qubits in either order."""
    one: list[Named] = [(name, (0,)) for name in _ONE_QUBIT]
    turn = GATES["swap"].matrix()
    two: list[Named] = [(name, order) for name in _TWO_QUBITS for order in ((0, 1), (1, 0))]
    matrices = [GATES[name].matrix() for name, _ in two]
    both = [m if order == (0, 1) else turn @ m @ turn for m, (_, order) in zip(matrices, two, strict=True)]
    return (one, np.array([GATES[name].matrix() for name, _ in one])), (two, np.array(both))


_ATTEMPTS: Sequence[Callable[[_Search], Iterator[Edit]]] = (
    _too_many,
    _exchanged,
    _each("control-missing", _with_control),
    _each("one-control-state", _other_states),
    _each("gate-on-wrong-qubit", _moved),
    _angle,
    _usual_gate,
    _any_gate,
)
