"""Exact simulation of a gate list with numpy, in Braket's qubit order.

Axis i of a state is the i-th of ``qubits``, ascending labels by default, so that the lowest label is the
most significant bit of an index. A circuit of unitary operations is applied to state vectors; one with
noise, resets, measurements or conditions becomes a density matrix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from autograder.answers import Malformed
from autograder.answers.expressions import evaluate
from autograder.answers.values import GateList, Operation
from autograder.channels import CHANNELS
from autograder.gates import GATES, power_of

Values = Mapping[str, float]

#: Amplitudes that one simulation may update, over all its operations: a few seconds at most.
MAX_UPDATES = 1 << 29
#: Classical records that a density matrix is kept for, and entries of all of them together (128 MB).
MAX_RECORDS, MAX_ENTRIES = 256, 1 << 23
_NO_VALUES: Values = {}


class NotUnitary(ValueError):
    """The circuit measures, resets, is noisy or has conditions, so that it has no state vector of its own."""


def is_unitary(circuit: GateList) -> bool:
    """Whether every operation is a gate: no measurement, no noise, no condition, no reset of a used qubit."""
    return all(_is_gate(operation) for operation in _gates(circuit.operations))


def _is_gate(operation: Operation) -> bool:
    return (operation.name in GATES or operation.name == "unitary") and operation.condition is None


def _gates(operations: Iterable[Operation]) -> list[Operation]:
    """The operations without barriers and without resets of qubits that are still in |0⟩."""
    kept: list[Operation] = []
    touched: set[int] = set()
    for operation in operations:
        if operation.name == "barrier":
            continue
        if operation.name != "reset" or touched.intersection(operation.targets) or operation.condition:
            kept.append(operation)
            touched.update(operation.qubits)
    return kept


def state_vector(
    circuit: GateList, values: Values = _NO_VALUES, qubits: Sequence[int] | None = None
) -> np.ndarray:
    """The state that a circuit prepares from |0…0⟩, shape (2**n,).

    Args:
        circuit: the gate list.
        values: numbers for its free parameters.
        qubits: the labels of the axes, when others than the circuit's own are wanted too.

    Raises:
        NotUnitary: see :func:`is_unitary`; ask for :func:`density_matrix` then.
        Malformed: the simulation would take too long.
    """
    labels = tuple(circuit.qubits if qubits is None else qubits)
    start = np.zeros((2 ** len(labels), 1), dtype=complex)
    start[0, 0] = 1
    return _run(_gates(circuit.operations), start, labels, values)[:, 0]


def apply(
    circuit: GateList, states: np.ndarray, values: Values = _NO_VALUES, qubits: Sequence[int] | None = None
) -> np.ndarray:
    """What a circuit makes of the state vectors in the columns of ``states``, shape (2**n, k).

    Raises:
        NotUnitary: an operation is no gate; here a reset never is.
        Malformed: the simulation would take too long.
    """
    labels = tuple(circuit.qubits if qubits is None else qubits)
    operations = [operation for operation in circuit.operations if operation.name != "barrier"]
    return _run(operations, np.array(states, dtype=complex), labels, values)


def after(
    operation: Operation, states: np.ndarray, qubits: Sequence[int], values: Values = _NO_VALUES
) -> np.ndarray:
    """What one gate makes of the state vectors in the columns of ``states``: :func:`apply`, but quick.

    Raises:
        NotUnitary: the operation is no gate.
    """
    if not _is_gate(operation):
        raise NotUnitary
    tensor = np.array(states, dtype=complex).reshape((2,) * len(qubits) + (-1,))
    _act(tensor, _Action(operation, values, {label: index for index, label in enumerate(qubits)}))
    return tensor.reshape(states.shape)


def unitary(
    circuit: GateList, values: Values = _NO_VALUES, qubits: Sequence[int] | None = None
) -> np.ndarray:
    """The whole matrix of a circuit, shape (2**n, 2**n)."""
    width = len(circuit.qubits if qubits is None else qubits)
    return apply(circuit, np.eye(2**width, dtype=complex), values, qubits)


def _run(
    operations: Sequence[Operation], states: np.ndarray, labels: tuple[int, ...], values: Values
) -> np.ndarray:
    if not all(_is_gate(operation) for operation in operations):
        raise NotUnitary
    _afford(len(operations) * states.size)
    axis = {label: index for index, label in enumerate(labels)}
    tensor = np.ascontiguousarray(states).reshape((2,) * len(labels) + (-1,))
    for operation in operations:
        _act(tensor, _Action(operation, values, axis))
    return tensor.reshape(states.shape)


def _afford(updates: int) -> None:
    if updates > MAX_UPDATES:
        raise Malformed("too-costly", given=f"{updates:.1e}", limit=f"{MAX_UPDATES:.1e}")


def _fit(entries: int) -> None:
    """Refuse density matrices that would fill the memory."""
    if entries > MAX_ENTRIES:
        raise Malformed("too-costly", given=f"{entries:.1e} entries", limit=f"{MAX_ENTRIES:.1e}")


class _Action:
    """A gate made ready: a matrix, the axes it acts on, and the axes that must hold given bits."""

    __slots__ = ("axes", "fixed", "matrix")

    def __init__(self, operation: Operation, values: Values, axis: Mapping[int, int]) -> None:
        matrix, controls = matrix_of(operation, values)
        self.matrix = matrix
        self.axes = [axis[qubit] for qubit in operation.targets[controls:]]
        self.fixed = {axis[qubit]: 1 for qubit in operation.targets[:controls]}
        for qubit, bit in zip(operation.controls, operation.control_state, strict=True):
            self.fixed[axis[qubit]] = bit

    def shifted(self, by: int) -> _Action:
        """The complex conjugate on the axes ``by`` further on: what a gate does to the bras."""
        other = object.__new__(_Action)
        other.matrix = self.matrix.conj()
        other.axes = [axis + by for axis in self.axes]
        other.fixed = {axis + by: bit for axis, bit in self.fixed.items()}
        return other


def matrix_of(operation: Operation, values: Values = _NO_VALUES) -> tuple[np.ndarray, int]:
    """A gate's matrix, and how many of its first targets are controls that the matrix leaves out.

    The controls of a ``control`` modifier are left out too.
    """
    if operation.name == "unitary":
        return power_of(operation.matrices[0], operation.power), 0
    angles = tuple(evaluate(parameter, values) for parameter in operation.parameters)
    return _named(operation.name, angles, operation.power), GATES[operation.name].controls


@lru_cache(maxsize=4096)
def _named(name: str, angles: tuple[float, ...], power: float) -> np.ndarray:
    return power_of(GATES[name].base(*angles), power)


def _act(tensor: np.ndarray, action: _Action) -> None:
    """Apply a gate in place."""
    view, axes = tensor, action.axes
    if action.fixed:
        view = tensor[tuple(action.fixed.get(axis, slice(None)) for axis in range(tensor.ndim))]
        axes = [axis - sum(gone < axis for gone in action.fixed) for axis in axes]
    others = [axis for axis in range(view.ndim) if axis not in axes]
    front = view.transpose(*axes, *others)
    front[...] = (action.matrix @ front.reshape(len(action.matrix), -1)).reshape(front.shape)


def density_matrix(
    circuit: GateList, values: Values = _NO_VALUES, qubits: Sequence[int] | None = None
) -> np.ndarray:
    """The density matrix that a circuit leaves behind, averaged over what is measured, shape (2**n, 2**n).

    Noise, resets, measurements and conditions are exact: one matrix is kept for each record of the
    classical bits that a later condition reads.

    Raises:
        Malformed: the simulation would take too long.
    """
    labels = tuple(circuit.qubits if qubits is None else qubits)
    operations = _gates(circuit.operations)
    width = len(labels)
    _afford(2 * len(operations) * 4**width)
    _fit(4**width)
    start = np.zeros((2,) * (2 * width) + (1,), dtype=complex)
    start[(0,) * (2 * width + 1)] = 1
    evolution = _Evolution(start, {label: index for index, label in enumerate(labels)}, values)
    for index, operation in enumerate(operations):
        evolution.step(operation, _read_later(operations[index + 1 :], operation))
    return evolution.total().reshape(2**width, 2**width)


def _read_later(rest: Sequence[Operation], operation: Operation) -> bool:
    """Whether a later condition reads a bit that this operation writes."""
    return bool(operation.bits) and any(
        later.condition is not None and set(operation.bits) & set(later.condition[0]) for later in rest
    )


Record = frozenset[int]


class _Evolution:
    """Unnormalised density matrices as tensors, by the set of classical bits that are 1."""

    def __init__(self, start: np.ndarray, axis: Mapping[int, int], values: Values) -> None:
        self.records: dict[Record, np.ndarray] = {frozenset(): start}
        self.axis, self.values = axis, values

    def step(self, operation: Operation, remember: bool) -> None:
        """Let one operation happen in every record whose bits fulfil its condition."""
        before, self.records = self.records, {}
        for record, rho in before.items():
            if _holds(operation.condition, record):
                self._happen(operation, record, rho, remember)
            else:
                self._keep(record, rho)

    def total(self) -> np.ndarray:
        """The sum over all records."""
        return sum(self.records.values(), start=np.zeros(1))

    def _happen(self, operation: Operation, record: Record, rho: np.ndarray, remember: bool) -> None:
        if _is_gate_name(operation):
            action = _Action(operation, self.values, self.axis)
            self._keep(record, self._conjugated(rho, action))
        elif operation.name == "measure":
            self._measure(operation, record, rho, remember)
        else:
            parts = (self._conjugated(rho, self._plain(k, operation)) for k in _kraus(operation, self.values))
            self._keep(record, sum(parts, start=np.zeros(1)))

    def _measure(self, operation: Operation, record: Record, rho: np.ndarray, remember: bool) -> None:
        for outcome in (0, 1):
            projector = np.diag([1.0 - outcome, outcome]).astype(complex)
            after = self._conjugated(rho, self._plain(projector, operation))
            bits = frozenset(operation.bits) if remember else frozenset()
            self._keep(record | bits if outcome else record - bits, after)

    def _keep(self, record: Record, rho: np.ndarray) -> None:
        self.records[record] = self.records[record] + rho if record in self.records else rho
        if len(self.records) > MAX_RECORDS:
            raise Malformed("too-costly", given=f"{len(self.records)} records", limit=f"{MAX_RECORDS}")
        _fit(len(self.records) * rho.size)

    def _plain(self, matrix: np.ndarray, operation: Operation) -> _Action:
        action = object.__new__(_Action)
        action.matrix, action.fixed = matrix, {}
        action.axes = [self.axis[qubit] for qubit in operation.targets]
        return action

    def _conjugated(self, rho: np.ndarray, action: _Action) -> np.ndarray:
        result = rho.copy()
        _act(result, action)
        _act(result, action.shifted(rho.ndim // 2))
        return result


def _is_gate_name(operation: Operation) -> bool:
    return operation.name in GATES or operation.name == "unitary"


def _holds(condition: tuple[tuple[int, ...], int] | None, record: Record) -> bool:
    if condition is None:
        return True
    bits, value = condition
    return sum((bit in record) << place for place, bit in enumerate(bits)) == value


def _kraus(operation: Operation, values: Values) -> Sequence[np.ndarray]:
    """The Kraus matrices of a noise channel or of a reset."""
    if operation.name == "reset":
        return np.array([[1, 0], [0, 0]], dtype=complex), np.array([[0, 1], [0, 0]], dtype=complex)
    if operation.name == "kraus":
        return operation.matrices
    rates = [evaluate(parameter, values) for parameter in operation.parameters]
    if not all(0 <= rate <= 1 for rate in rates):
        raise Malformed("not-a-probability", given=", ".join(f"{rate:g}" for rate in rates))
    return CHANNELS[operation.name].kraus(*rates)
