"""Braket's objects as plain data: circuits, results with counts, OpenQASM programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

from autograder.answers import analog, expressions
from autograder.answers.by_class import Encoders
from autograder.answers.gatelist import encode_circuit
from autograder.answers.unreadable import Encoded, Unreadable
from autograder.answers.values import GateList, Operation
from autograder.channels import CHANNELS
from autograder.gates import GATES


def _circuit(circuit: Any) -> Encoded:
    return encode_circuit(gate_list(circuit))


def gate_list(circuit: Any) -> GateList:
    """A ``braket.circuits.Circuit`` as a gate list, every operation as it was written.

    Raises:
        Unreadable: it holds a pulse gate, or a parameter that can't be read.
    """
    operations = tuple(_operations(circuit))
    used = {qubit for operation in operations for qubit in operation.qubits}
    qubits = used | {int(qubit) for qubit in circuit.qubits}
    return GateList("braket", tuple(sorted(qubits)), operations)


def _operations(circuit: Any) -> Iterator[Operation]:
    verbatim, feedback, bit = False, _FeedbackBits(), count()
    for instruction in circuit.instructions:
        kind = type(instruction.operator).__name__
        if kind in ("StartVerbatimBox", "EndVerbatimBox"):
            verbatim = kind == "StartVerbatimBox"
        elif kind == "Measure":
            yield Operation("measure", _ints(instruction.target), bits=(next(bit),), verbatim=verbatim)
        elif kind in ("MeasureFF", "CCPRx"):
            yield feedback.operation(kind, instruction, verbatim)
        else:
            yield _operation(kind, instruction, verbatim)


def _operation(kind: str, instruction: Any, verbatim: bool) -> Operation:
    operator, name = instruction.operator, _name(kind)
    targets = _ints(instruction.target)
    if name in GATES:
        angles = tuple(_parameter(angle) for angle in getattr(operator, "parameters", ()) or ())
        return Operation(name, targets, angles, **_modifiers(instruction), verbatim=verbatim)
    if name == "unitary":
        matrices = (operator.to_matrix(),)
        return Operation(name, targets, matrices=matrices, **_modifiers(instruction), verbatim=verbatim)
    if name == "barrier":
        return Operation(name, targets, verbatim=verbatim)
    if _snake(kind) in CHANNELS:
        rates = tuple(_parameter(rate) for rate in operator.parameters)
        return Operation(_snake(kind), targets, rates, verbatim=verbatim)
    if hasattr(operator, "to_matrix") and kind in ("Kraus", "TwoQubitPauliChannel"):
        return Operation("kraus", targets, matrices=tuple(operator.to_matrix()), verbatim=verbatim)
    raise Unreadable("unsupported-operation", given=kind)


class _FeedbackBits:
    """Numbers the feedback keys of measure_ff and cc_prx, which are Braket's measurement and condition."""

    def __init__(self) -> None:
        self.keys: dict[object, int] = {}

    def operation(self, kind: str, instruction: Any, verbatim: bool) -> Operation:
        targets, parameters = _ints(instruction.target), list(instruction.operator.parameters)
        bit = self.keys.setdefault(parameters[-1], 2048 + len(self.keys))
        if kind == "MeasureFF":
            return Operation("measure", targets, bits=(bit,), verbatim=verbatim)
        angles = tuple(_parameter(angle) for angle in parameters[:2])
        return Operation("prx", targets, angles, condition=((bit,), 1), verbatim=verbatim)


def _name(kind: str) -> str:
    return kind.lower()


def _snake(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


def _ints(qubits: Any) -> tuple[int, ...]:
    return tuple(int(qubit) for qubit in qubits)


def _modifiers(instruction: Any) -> dict[str, Any]:
    controls = _ints(instruction.control)
    state = tuple(int(bit) for bit in instruction.control_state.as_tuple) if controls else ()
    return {"controls": controls, "control_state": state, "power": float(instruction.power)}


def _parameter(value: Any) -> object:
    return expressions.from_sympy(getattr(value, "expression", value))


def _counts(result: Any) -> Encoded:
    """A result's counts, its columns sorted by qubit: qubit 0 leftmost."""
    if result.measurement_counts is None:
        raise Unreadable("no-counts")
    columns = sorted(range(len(result.measured_qubits)), key=lambda column: result.measured_qubits[column])
    counts: Counter[str] = Counter()
    for key, shots in result.measurement_counts.items():
        counts["".join(key[column] for column in columns)] += int(shots)
    return {"kind": "counts", "items": [[key, shots] for key, shots in sorted(counts.items())]}


def _task(task: Any) -> Encoded:
    return _counts(task.result())


def _program(program: Any) -> Encoded:
    from autograder.answers import openqasm

    return encode_circuit(openqasm.gate_list(program.source))


ENCODERS: Encoders = {
    **analog.ENCODERS,
    ("braket.circuits.circuit", "Circuit"): _circuit,
    ("braket.tasks.gate_model_quantum_task_result", "GateModelQuantumTaskResult"): _counts,
    ("braket.tasks.local_quantum_task", "LocalQuantumTask"): _task,
    ("braket.ir.openqasm.program_v1", "Program"): _program,
}
