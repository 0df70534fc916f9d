"""Qiskit's objects as plain data: circuits, states and operators, counts and results.

This is where Qiskit's order is turned round, once: in a bitstring, a state or a matrix of Qiskit's, qubit 0
is the last and least significant; everywhere else in the grader it is the first and most significant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from autograder.answers import expressions, limits
from autograder.answers.by_class import Encoders, encoder
from autograder.answers.gatelist import encode_circuit
from autograder.answers.numeric import encode_array
from autograder.answers.unreadable import Encoded, Unreadable
from autograder.answers.values import GateList, Operation
from autograder.gates import FROM_QISKIT, GATES

#: How deep instructions may be defined by other instructions.
MAX_DEFINITION_DEPTH = 24


def _circuit(circuit: Any) -> Encoded:
    return encode_circuit(gate_list(circuit))


def gate_list(circuit: Any) -> GateList:
    """A ``QuantumCircuit`` as a gate list.

    Standard gates stay as they were written; an instruction that is defined by others is replaced by what
    it is made of, all the way down.

    Raises:
        Unreadable: it holds something without a gate-list form, or is too large.
    """
    scope = _Scope.of(circuit)
    operations = tuple(_bounded(_body(circuit, scope)))
    return GateList("qiskit", tuple(range(circuit.num_qubits)), operations)


def _bounded(operations: Iterator[Operation]) -> Iterator[Operation]:
    for index, operation in enumerate(operations):
        if index >= limits.MAX_OPERATIONS:
            raise Unreadable("too-many-operations", given="more", limit=limits.MAX_OPERATIONS)
        yield operation


@dataclass(frozen=True)
class _Scope:
    """What a circuit's own qubits and bits are in the whole, and what its operations stand under."""

    qubits: Mapping[Any, int]
    bits: Mapping[Any, int]
    controls: tuple[int, ...] = ()
    control_state: tuple[int, ...] = ()
    condition: tuple[tuple[int, ...], int] | None = None
    depth: int = MAX_DEFINITION_DEPTH
    values: Mapping[Any, float] = field(default_factory=dict)

    @classmethod
    def of(cls, circuit: Any) -> _Scope:
        return cls(
            {qubit: index for index, qubit in enumerate(circuit.qubits)},
            {bit: index for index, bit in enumerate(circuit.clbits)},
        )

    def inside(self, body: Any, targets: Sequence[int], bits: Sequence[int]) -> _Scope:
        """The scope of a body whose qubits and bits are these of the whole."""
        if self.depth == 0:
            raise Unreadable("nested-too-deep", limit=MAX_DEFINITION_DEPTH)
        return replace(
            self,
            qubits=dict(zip(body.qubits, targets, strict=True)),
            bits=dict(zip(body.clbits, bits, strict=True)),
            depth=self.depth - 1,
        )

    def under(self, controls: Sequence[int], state: Sequence[int]) -> _Scope:
        """The same scope under further controls."""
        return replace(
            self,
            controls=self.controls + tuple(controls),
            control_state=self.control_state + tuple(state),
        )

    def if_equal(self, bits: Sequence[int], value: int) -> _Scope:
        """The same scope under the further condition that the bits hold a value."""
        before, base = self.condition or ((), 0)
        if set(before) & set(bits):
            raise Unreadable("unsupported-operation", given="a condition inside a condition on the same bit")
        return replace(self, condition=((*before, *bits), base | value << len(before)))

    def operation(
        self, name: str, targets: Sequence[int], parameters: Sequence[object] = (), **rest: Any
    ) -> Operation:
        """An operation in this scope, under its controls and its condition."""
        return Operation(
            name,
            tuple(targets),
            tuple(parameters),
            controls=self.controls,
            control_state=self.control_state,
            condition=self.condition,
            **rest,
        )

    def angle(self, value: Any) -> object:
        """A parameter as a number or an expression, loop variables replaced."""
        if not hasattr(value, "sympify"):
            return expressions.from_sympy(value)
        known = {name: number for name, number in self.values.items() if name in value.parameters}
        return expressions.from_sympy((value.bind(known) if known else value).sympify())


def _body(circuit: Any, scope: _Scope) -> Iterator[Operation]:
    phase = scope.angle(circuit.global_phase)
    if phase != 0:
        yield scope.operation("gphase", (), (phase,))
    for entry in circuit.data:
        targets = [scope.qubits[qubit] for qubit in entry.qubits]
        bits = [scope.bits[bit] for bit in entry.clbits]
        yield from _instruction(entry.operation, targets, bits, scope)


def _instruction(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    if handler := _BY_NAME.get(operation.name):
        yield from handler(operation, targets, bits, scope)
    elif operation.name.startswith(("save_", "delay")):
        return
    else:
        yield from _gate(operation, targets, bits, scope)


def _gate(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    if _is_standard(operation):
        name = FROM_QISKIT.get(operation.name, operation.name)
        yield scope.operation(name, targets, [scope.angle(angle) for angle in operation.params])
    elif hasattr(operation, "modifiers"):
        yield from _annotated(operation, targets, scope)
    elif hasattr(operation, "num_ctrl_qubits") and getattr(operation, "base_gate", None) is not None:
        yield from _controlled(operation, targets, scope)
    elif (definition := _written_out(operation)) is not None:
        yield from _body(definition, scope.inside(definition, targets, bits))
    else:
        raise Unreadable("unsupported-operation", given=operation.name)


def _written_out(operation: Any) -> Any:
    """The circuit that an operation stands for, ``None`` where Qiskit knows none."""
    if operation.name == "permutation":  # Qiskit leaves it to the transpiler
        from qiskit.synthesis import synth_permutation_basic

        return synth_permutation_basic(operation.params[0])
    if operation.name == "clifford" and hasattr(operation, "to_circuit"):
        return operation.to_circuit()
    return getattr(operation, "definition", None)


@cache
def _standard_classes() -> dict[str, type]:
    from qiskit.circuit.library import get_standard_gate_name_mapping

    known = get_standard_gate_name_mapping().items()
    return {name: gate.base_class for name, gate in known if FROM_QISKIT.get(name, name) in GATES}


def _is_standard(operation: Any) -> bool:
    """Whether it is one of Qiskit's standard gates and no other under the same name."""
    expected = _standard_classes().get(operation.name)
    return expected is not None and getattr(operation, "base_class", None) is expected


def _controlled(operation: Any, targets: list[int], scope: _Scope) -> Iterator[Operation]:
    count = operation.num_ctrl_qubits
    state = [operation.ctrl_state >> index & 1 for index in range(count)]
    inner = scope.under(targets[:count], state)
    base, rest = operation.base_gate, targets[count:]
    if len(operation.params) == 4 and base.name == "u":  # a controlled U's fourth angle is its phase
        angles = [scope.angle(angle) for angle in operation.params]
        yield inner.operation("gphase", (), angles[3:])
        yield inner.operation("u", rest, angles[:3])
    else:
        yield from _instruction(base, rest, [], inner)


def _annotated(operation: Any, targets: list[int], scope: _Scope) -> Iterator[Operation]:
    """A gate under modifiers; the last modifier is the outermost."""
    if not operation.modifiers:
        yield from _instruction(operation.base_op, targets, [], scope)
        return
    last = operation.modifiers[-1]
    inner = type(operation)(operation.base_op, list(operation.modifiers[:-1]))
    if hasattr(last, "num_ctrl_qubits"):
        state = [last.ctrl_state >> index & 1 for index in range(last.num_ctrl_qubits)]
        under = scope.under(targets[: last.num_ctrl_qubits], state)
        yield from _annotated(inner, targets[last.num_ctrl_qubits :], under)
    else:
        power = getattr(last, "power", -1.0)
        yield from _to_power(tuple(_bounded(_annotated(inner, targets, scope))), float(power), targets, scope)


def _to_power(
    operations: Sequence[Operation], power: float, targets: list[int], scope: _Scope
) -> Iterator[Operation]:
    """A sequence to a power: of one gate by its own exponent, whole powers of several by repetition."""
    if len(operations) == 1 and (power == -1 or operations[0].power == 1):
        yield replace(operations[0], power=operations[0].power * power)
    elif power.is_integer():
        once = operations if power >= 0 else [replace(one, power=-one.power) for one in reversed(operations)]
        for _ in range(abs(int(power))):
            yield from once
    else:
        raise Unreadable("unsupported-operation", given=f"a composite gate to the power {power:g}")


def _matrix(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    """An explicit matrix; read with its qubits reversed it is in Braket's order as it stands."""
    if len(targets) > limits.MAX_MATRIX_QUBITS:
        raise Unreadable("matrix-too-large", given=2 ** len(targets), limit=2**limits.MAX_MATRIX_QUBITS)
    yield scope.operation("unitary", targets[::-1], matrices=(np.asarray(operation.params[0]),))


def _plain(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    yield scope.operation(operation.name, targets, bits=tuple(bits))


def _barrier(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    yield Operation("barrier", tuple(targets))


def _if_else(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    tested, value = _tested(operation.condition, scope)
    blocks = list(operation.blocks)
    yield from _body(blocks[0], scope.inside(blocks[0], targets, bits).if_equal(tested, value))
    if len(blocks) > 1:
        if len(tested) > 1:
            raise Unreadable("unsupported-operation", given="an else branch of a condition on several bits")
        yield from _body(blocks[1], scope.inside(blocks[1], targets, bits).if_equal(tested, 1 - value))


def _tested(condition: Any, scope: _Scope) -> tuple[tuple[int, ...], int]:
    """The bits that a condition tests, the least significant first, and the value that fulfils it."""
    if not isinstance(condition, tuple):
        condition = _simple(condition)
    where, value = condition
    bits = [where] if where in scope.bits else list(where)
    return tuple(scope.bits[bit] for bit in bits), int(value)


def _simple(condition: Any) -> tuple[Any, int]:
    """A classical expression as (bit or register, value): a bit, its negation, or an equality."""
    operator = getattr(getattr(condition, "op", None), "name", None)
    if operator is None and hasattr(condition, "var"):
        return condition.var, 1
    if operator in ("LOGIC_NOT", "BIT_NOT") and hasattr(condition.operand, "var"):
        return condition.operand.var, 0
    if operator == "EQUAL" and hasattr(condition.left, "var") and hasattr(condition.right, "value"):
        return condition.left.var, int(condition.right.value)
    raise Unreadable("unsupported-operation", given="a classical condition that is no plain equality")


def _for_loop(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    indices, variable, body = operation.params
    inner = scope.inside(body, targets, bits)
    for index in indices:
        values = inner.values if variable is None else {**inner.values, variable: float(index)}
        yield from _body(body, replace(inner, values=values))


def _box(operation: Any, targets: list[int], bits: list[int], scope: _Scope) -> Iterator[Operation]:
    body = operation.blocks[0]
    yield from _body(body, scope.inside(body, targets, bits))


_Handler = Callable[[Any, list[int], list[int], _Scope], Iterator[Operation]]
_BY_NAME: dict[str, _Handler] = {
    "unitary": _matrix,
    "measure": _plain,
    "reset": _plain,
    "barrier": _barrier,
    "if_else": _if_else,
    "for_loop": _for_loop,
    "box": _box,
}


def _counts(counts: Mapping[str, int]) -> Encoded:
    """Counts turned round: spaces between registers go, bit 0 comes first."""
    turned: Counter[str] = Counter()
    for key, shots in counts.items():
        turned[key.replace(" ", "")[::-1]] += int(shots)
    return {"kind": "counts", "items": [[key, shots] for key, shots in sorted(turned.items())]}


def _result(result: Any) -> Encoded:
    counts = result.get_counts()
    if not isinstance(counts, dict):
        raise Unreadable("several-results", given=len(counts))
    return _counts(counts)


def _bit_array(array: Any) -> Encoded:
    return _counts(array.get_counts())


def _data_bin(data: Any) -> Encoded:
    from qiskit.primitives import BitArray

    registers = [value for value in data.values() if isinstance(value, BitArray)]
    if not registers:
        raise Unreadable("no-counts")
    return _bit_array(BitArray.concatenate_bits(registers) if len(registers) > 1 else registers[0])


def _pub_result(result: Any) -> Encoded:
    return _data_bin(result.data)


def _primitive_result(result: Any) -> Encoded:
    if len(result) != 1:
        raise Unreadable("several-results", given=len(result))
    return _pub_result(result[0])


def _job(job: Any) -> Encoded:
    result = job.result()
    if known := encoder(ENCODERS, type(result)):
        return known(result)
    raise Unreadable("no-counts")


def _state(state: Any) -> Encoded:
    return encode_array(np.asarray(state.reverse_qargs().data))


ENCODERS: Encoders = {
    ("qiskit.circuit.quantumcircuit", "QuantumCircuit"): _circuit,
    ("qiskit.result.counts", "Counts"): _counts,
    ("qiskit.result.result", "Result"): _result,
    ("qiskit.primitives.containers.bit_array", "BitArray"): _bit_array,
    ("qiskit.primitives.containers.data_bin", "DataBin"): _data_bin,
    ("qiskit.primitives.containers.pub_result", "PubResult"): _pub_result,
    ("qiskit.primitives.containers.primitive_result", "PrimitiveResult"): _primitive_result,
    ("qiskit.primitives.base.base_primitive_job", "BasePrimitiveJob"): _job,
    ("qiskit.providers.job", "JobV1"): _job,
    ("qiskit.quantum_info.states.statevector", "Statevector"): _state,
    ("qiskit.quantum_info.states.densitymatrix", "DensityMatrix"): _state,
    ("qiskit.quantum_info.operators.operator", "Operator"): _state,
}
