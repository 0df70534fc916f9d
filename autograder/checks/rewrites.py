"""What a learner may have meant: circuits that differ from theirs by one usual mistake.

A check that finds an answer wrong tries these, and the one that turns out right names the mistake. First
come changes of the whole circuit, then other control states.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations, islice
from math import pi

from autograder.answers.values import GateList, Operation
from autograder.gates import CONTROLLED, GATES

Rewrite = Callable[[GateList], GateList]
Change = Callable[[Operation], Operation]

#: Gates that an exchange of their two qubits changes.
_DIRECTED = frozenset({"cnot", "cy", "ch", "cv", "crx", "cry", "crz", "cu", "cu3", "ecr", "dcx", "rzx"})
_INVERSES = {"s": "si", "si": "s", "t": "ti", "ti": "t", "v": "vi", "vi": "v", "cs": "csdg", "csdg": "cs"}
#: Radians beyond which an angle is taken for degrees: more than half a turn.
_LARGE_ANGLE = 3.2
#: Control states are tried out for at most this many control qubits.
_MOST_CONTROLS = 4


def of(
    circuit: GateList, budget: int = 200, codes: Container[str] | None = None
) -> Iterator[tuple[str, GateList]]:
    """Finding code and rewritten circuit, the likeliest mistake first; each differs from the circuit.

    Args:
        circuit: what was handed in.
        budget: at most this many; wide circuits afford fewer.
        codes: only these mistakes.
    """
    candidates = chain(_whole(circuit), _control_states(circuit))
    wanted = ((code, rewritten) for code, rewritten in candidates if codes is None or code in codes)
    yield from islice(wanted, budget)


def budget_for(circuit: GateList) -> int:
    """How many rewritten circuits can be simulated on one state in about a fifth of a second."""
    cost = max(1, len(circuit.operations) * (30_000 + 8 * 2**circuit.width))  # nanoseconds for one
    return 0 if cost > 200_000_000 else max(3, min(200, 200_000_000 // cost))


def reversed_order(circuit: GateList) -> GateList:
    """The same gates, the last one first."""
    return replace(circuit, operations=circuit.operations[::-1])


def adjoint(circuit: GateList) -> GateList:
    """The circuit that undoes this one."""
    undone = tuple(replace(one, power=-one.power) for one in reversed(circuit.operations))
    return replace(circuit, operations=undone)


def _whole(circuit: GateList) -> Iterator[tuple[str, GateList]]:
    for code, rewrite in _WHOLE.items():
        rewritten = rewrite(circuit)
        if rewritten.operations != circuit.operations:
            yield code, rewritten


def _each(change: Change) -> Rewrite:
    """A change of every operation."""
    return lambda circuit: replace(circuit, operations=tuple(map(change, circuit.operations)))


def _exchange(operation: Operation) -> Operation:
    """Control and target of a two-qubit gate exchanged."""
    if operation.name in _DIRECTED and not operation.controls:
        return replace(operation, targets=operation.targets[::-1])
    if len(operation.controls) == len(operation.targets) == 1:
        return replace(operation, controls=operation.targets, targets=operation.controls)
    return operation


def _scale(factor: float) -> Change:
    """Every angle of a gate multiplied by a factor."""

    def change(operation: Operation) -> Operation:
        if operation.name not in GATES or not operation.parameters:
            return operation
        parameters = tuple(_times(part, factor) for part in operation.parameters)
        return replace(operation, parameters=parameters)

    return change


def _times(parameter: object, factor: float) -> object:
    return parameter * factor if isinstance(parameter, int | float) else ("mul", factor, parameter)


def _invert(operation: Operation) -> Operation:
    """The inverse where it has a name of its own."""
    return replace(operation, name=_INVERSES.get(operation.name, operation.name))


def _in_degrees(operation: Operation) -> Operation:
    """Angles too large for radians read as degrees."""
    if any(isinstance(part, float | int) and abs(part) > _LARGE_ANGLE for part in operation.parameters):
        return _scale(pi / 180)(operation)
    return operation


_HALF, _DOUBLE, _SIGN = _scale(0.5), _scale(2.0), _scale(-1.0)

_WHOLE: Mapping[str, Rewrite] = {
    "reversed-order": reversed_order,
    "control-target-swapped": _each(_exchange),
    "angle-halved": _each(_DOUBLE),
    "angle-doubled": _each(_HALF),
    "angle-sign": _each(_SIGN),
    "degrees-for-radians": _each(_in_degrees),
    "adjoint": adjoint,
}

#: Usual slips in a single gate; :mod:`autograder.checks.edits` tries them, which takes no simulation.
ONE: Mapping[str, Change] = {
    "control-target-swapped": _exchange,
    "angle-halved": _DOUBLE,
    "angle-doubled": _HALF,
    "angle-sign": _SIGN,
    "degrees-for-radians": _in_degrees,
    "inverse-gate": _invert,
}


def _control_states(circuit: GateList) -> Iterator[tuple[str, GateList]]:
    """Other values of the control qubits, all controlled gates alike."""
    explicit = replace(circuit, operations=tuple(map(with_modifier, circuit.operations)))
    controls = sorted({qubit for operation in explicit.operations for qubit in operation.controls})
    if not 0 < len(controls) <= _MOST_CONTROLS:
        return
    for size in range(len(controls), 0, -1):
        for flipped in combinations(controls, size):
            yield "control-state", _each(_flip(frozenset(flipped)))(explicit)


def with_modifier(operation: Operation) -> Operation:
    """A gate such as cnot as its base under a control modifier."""
    if operation.name not in CONTROLLED:
        return operation
    count, base = CONTROLLED[operation.name]
    return replace(
        operation,
        name=base,
        controls=operation.controls + operation.targets[:count],
        control_state=operation.control_state + (1,) * count,
        targets=operation.targets[count:],
    )


def _flip(qubits: frozenset[int]) -> Change:
    def change(operation: Operation) -> Operation:
        pairs = zip(operation.controls, operation.control_state, strict=True)
        return replace(operation, control_state=tuple(bit ^ (qubit in qubits) for qubit, bit in pairs))

    return change
