"""A circuit as plain data: write a gate list, and read one back strictly.

Every name is looked up in an allow-list, every number is checked, every size bounded: what comes out can
be simulated without another thought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NoReturn

import numpy as np

from autograder.answers import expressions, limits
from autograder.answers.fields import Malformed, field, garbled, number, real, text
from autograder.answers.unreadable import Encoded, Unreadable
from autograder.answers.values import GateList, Operation
from autograder.channels import CHANNELS
from autograder.gates import GATES

SDKS = ("braket", "qiskit", "openqasm")
#: How far a matrix may be from unitary, and Kraus matrices from complete.
MATRIX_TOLERANCE = 1e-6
MAX_POWER = 1e6

_DEFAULT = Operation("barrier")
_OPTIONAL = ("parameters", "controls", "control_state", "power", "matrices", "bits", "condition", "verbatim")


def encode_circuit(circuit: GateList) -> Encoded:
    """The plain-data form of a gate list.

    Raises:
        Unreadable: it is too large to hand in.
    """
    if len(circuit.operations) > limits.MAX_OPERATIONS:
        raise Unreadable("too-many-operations", given=len(circuit.operations), limit=limits.MAX_OPERATIONS)
    if circuit.qubits and max(circuit.qubits) > limits.MAX_QUBIT_LABEL:
        raise Unreadable("label-too-large", given=max(circuit.qubits), limit=limits.MAX_QUBIT_LABEL)
    return {
        "kind": "circuit",
        "sdk": circuit.sdk,
        "qubits": list(circuit.qubits),
        "operations": [_operation_data(operation) for operation in circuit.operations],
    }


def _operation_data(operation: Operation) -> Encoded:
    """One operation; fields that have their usual value are left out."""
    data: Encoded = {"name": operation.name, "targets": list(operation.targets)}
    for name in _OPTIONAL:
        value = getattr(operation, name)
        if name == "matrices":
            value = tuple(_matrix_data(matrix) for matrix in value)
        if value != getattr(_DEFAULT, name):
            data[name] = expressions.to_data(value)
    return data


def _matrix_data(matrix: np.ndarray) -> tuple[float, ...]:
    """The entries row by row, real and imaginary part in turn."""
    if len(matrix) > 2**limits.MAX_MATRIX_QUBITS:
        raise Unreadable("matrix-too-large", given=len(matrix), limit=2**limits.MAX_MATRIX_QUBITS)
    return tuple(np.ascontiguousarray(matrix, dtype=complex).view(float).ravel().tolist())


def decode_circuit(data: dict[str, Any]) -> GateList:
    """The gate list that ``data`` stands for.

    Raises:
        Malformed: it is none, or breaks a limit.
    """
    sdk, operations = field(data, "sdk", str), field(data, "operations", list)
    if sdk not in SDKS or set(data) - {"kind", "sdk", "qubits", "operations"}:
        garbled("circuit")
    if len(operations) > limits.MAX_OPERATIONS:
        raise Malformed("too-many-operations", given=len(operations), limit=limits.MAX_OPERATIONS)
    qubits = _labels(field(data, "qubits", list))
    if list(qubits) != sorted(qubits):
        garbled("qubits")
    decoder = _OperationDecoder(frozenset(qubits))
    return GateList(sdk, qubits, tuple(decoder.decode(operation) for operation in operations))


class _OperationDecoder:
    """Decodes the operations of one circuit, counting matrix entries and expression parts as it goes."""

    def __init__(self, qubits: frozenset[int]) -> None:
        self.qubits = qubits
        self.left = limits.MAX_TOTAL_ITEMS

    def decode(self, data: object) -> Operation:
        if type(data) is not dict or set(data) - {"name", "targets", *_OPTIONAL}:
            garbled("operation")
        self._spend(data)
        operation = Operation(
            name=text(data.get("name"), limits.MAX_NAME),
            targets=_labels(field(data, "targets", list)),
            parameters=tuple(expressions.from_data(part) for part in _list(data, "parameters", 16)),
            controls=_labels(_list(data, "controls")),
            control_state=tuple(_bit(bit) for bit in _list(data, "control_state")),
            power=_power(data.get("power", 1.0)),
            matrices=tuple(
                _matrix(matrix) for matrix in _list(data, "matrices", 4**limits.MAX_MATRIX_QUBITS)
            ),
            bits=_labels(_list(data, "bits")),
            condition=_condition(data.get("condition")),
            verbatim=_flag(data.get("verbatim", False)),
        )
        return self._checked(operation)

    def _spend(self, data: dict[str, Any]) -> None:
        parts = chain(_list(data, "parameters"), _list(data, "matrices"))
        self.left -= sum(_leaves(part) for part in parts)
        if self.left < 0:
            raise Malformed("too-large", given="more", limit=limits.MAX_TOTAL_ITEMS)

    def _checked(self, operation: Operation) -> Operation:
        if not self.qubits.issuperset(operation.qubits) or len(set(operation.qubits)) != len(
            operation.qubits
        ):
            garbled("targets")
        if len(operation.control_state) != len(operation.controls):
            garbled("control_state")
        if operation.name in GATES:
            _check_gate(operation)
        elif operation.name in CHANNELS:
            _check_channel(operation)
        else:
            _SPECIAL.get(operation.name, _unknown)(operation)
        return operation


def _leaves(part: object) -> int:
    """How many items a nested list holds; stops at the depth that is allowed anyway."""
    count, level = 0, [part]
    for _ in range(limits.MAX_EXPRESSION_DEPTH + 1):
        count += len(level)
        level = [item for entry in level if type(entry) is list for item in entry]
        if count + len(level) > limits.MAX_TOTAL_ITEMS:
            return count + len(level)
    return count


def _list(data: dict[str, Any], name: str, most: int = limits.MAX_QUBIT_LABEL) -> list[Any]:
    value = data.get(name, [])
    if type(value) is not list or len(value) > most:
        garbled(name)
    return value


def _labels(values: Sequence[object]) -> tuple[int, ...]:
    labels = tuple(_label(value) for value in values)
    if len(set(labels)) != len(labels):
        garbled("labels")
    return labels


def _label(value: object) -> int:
    if type(value) is not int or not 0 <= value <= limits.MAX_QUBIT_LABEL:
        garbled("label")
    return value


def _bit(value: object) -> int:
    if type(value) is not int or value not in (0, 1):
        garbled("bit")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        garbled("flag")
    return value


def _power(value: object) -> float:
    power = real(value)
    if abs(power) > MAX_POWER:
        raise Malformed("power-too-large", given=power, limit=MAX_POWER)
    return power


def _condition(value: object) -> tuple[tuple[int, ...], int] | None:
    if value is None:
        return None
    if type(value) is not list or len(value) != 2 or type(value[0]) is not list or type(value[1]) is not int:
        garbled("condition")
    return _labels(value[0]), int(number(value[1]))


def _matrix(data: object) -> np.ndarray:
    if type(data) is not list or not 2 <= len(data) <= 2 * 4**limits.MAX_MATRIX_QUBITS:
        garbled("matrix")
    size = round((len(data) / 2) ** 0.5)
    if 2 * size * size != len(data) or size & (size - 1):
        garbled("matrix")
    return np.array([real(value) for value in data]).view(complex).reshape(size, size)


def _check_gate(operation: Operation) -> None:
    gate = GATES[operation.name]
    if len(operation.targets) != gate.qubits or len(operation.parameters) != gate.parameters:
        garbled(operation.name)
    if operation.matrices or operation.bits:
        garbled(operation.name)


def _check_channel(operation: Operation) -> None:
    channel = CHANNELS[operation.name]
    if len(operation.targets) != channel.qubits or len(operation.parameters) != channel.parameters:
        garbled(operation.name)
    numbers = [value for value in operation.parameters if isinstance(value, float)]
    if any(not 0 <= value <= 1 for value in numbers):
        garbled("probability")
    if operation.name == "pauli_channel" and sum(numbers) > 1 + MATRIX_TOLERANCE:
        garbled("probability")
    _check_unmodified(operation)


def _check_unmodified(operation: Operation) -> None:
    if operation.controls or operation.power != 1:
        garbled(operation.name)


def _check_unitary(operation: Operation) -> None:
    if len(operation.matrices) != 1 or len(operation.matrices[0]) != 2 ** len(operation.targets):
        garbled("matrix")
    matrix = operation.matrices[0]
    with np.errstate(all="ignore"):  # an overflow is not unitary either
        close = _close(matrix @ matrix.conj().T, len(matrix))
    if not close:
        raise Malformed("not-unitary")


def _check_kraus(operation: Operation) -> None:
    size = 2 ** len(operation.targets)
    if not operation.matrices or any(len(matrix) != size for matrix in operation.matrices):
        garbled("matrix")
    with np.errstate(all="ignore"):
        close = _close(sum(matrix.conj().T @ matrix for matrix in operation.matrices), size)
    if not close:
        garbled("kraus")
    _check_unmodified(operation)


def _close(matrix: Any, size: int) -> bool:
    return bool(np.all(np.abs(matrix - np.eye(size)) <= MATRIX_TOLERANCE))


def _check_measure(operation: Operation) -> None:
    if len(operation.targets) != 1 or len(operation.bits) > 1 or operation.parameters:
        garbled("measure")
    _check_unmodified(operation)


def _check_plain(operation: Operation) -> None:
    if operation.parameters or operation.matrices or operation.bits:
        garbled(operation.name)
    _check_unmodified(operation)


def _unknown(operation: Operation) -> NoReturn:
    garbled(f"gate {operation.name[:40]}")


_SPECIAL: dict[str, Callable[[Operation], None]] = {
    "unitary": _check_unitary,
    "kraus": _check_kraus,
    "measure": _check_measure,
    "reset": _check_plain,
    "barrier": _check_plain,
}
