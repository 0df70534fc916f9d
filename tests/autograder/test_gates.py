"""Every gate of both SDKs, with controls, control states and powers, against the SDKs' own simulators."""

import inspect
from itertools import product

import numpy as np
import pytest
from braket.circuits import Circuit, Instruction
from braket.circuits.gate import Gate as BraketGate
from braket.devices import LocalSimulator
from qiskit import QuantumCircuit
from qiskit.circuit.library import DiagonalGate, PermutationGate, get_standard_gate_name_mapping
from qiskit.quantum_info import Clifford, Operator
from scipy.linalg import fractional_matrix_power

from autograder import simulate
from autograder.answers import decode, encode
from autograder.gates import FROM_QISKIT, GATES, power_of

BRAKET = {
    name: cls
    for name, cls in vars(BraketGate).items()
    if inspect.isclass(cls) and name not in ("Unitary", "PulseGate")
}
QISKIT = {
    name: gate
    for name, gate in get_standard_gate_name_mapping().items()
    if name not in ("measure", "reset", "delay")
}
#: Gates whose fractional powers Braket's simulator takes for the gate itself.
POWERS_DROPPED = ("CNot", "Swap", "GPhase")
SIMULATOR = LocalSimulator("braket_sv")


def make(cls, rng):
    count = len(inspect.signature(cls.__init__).parameters) - 1
    return cls(*rng.uniform(-3, 3, count))


def scrambled(width, rng):
    """A circuit that prepares a state without symmetries, so that every entry of a gate shows."""
    circuit = Circuit()
    for qubit in range(width):
        circuit.ry(qubit, rng.uniform(0.3, 2.8)).rz(qubit, rng.uniform(0.3, 2.8))
    for qubit in range(width - 1):
        circuit.cnot(qubit, qubit + 1).ry(qubit, rng.uniform(0.3, 2.8))
    return circuit


def by_braket(circuit):
    return SIMULATOR.run(circuit.copy().state_vector()).result().values[0]


def by_us(circuit):
    return simulate.state_vector(decode(encode(circuit)))


def test_every_named_gate_is_unitary():
    rng = np.random.default_rng(1)
    for gate in GATES.values():
        matrix = gate.matrix(*rng.uniform(-3, 3, gate.parameters))
        assert np.allclose(matrix @ matrix.conj().T, np.eye(len(matrix))), gate.name


@pytest.mark.parametrize("name", BRAKET)
def test_braket_gate(name):
    rng = np.random.default_rng(2)
    gate = make(BRAKET[name], rng)
    width = max(gate.qubit_count, 1)
    for targets in ([*range(gate.qubit_count)], [*range(gate.qubit_count)][::-1]):
        circuit = scrambled(width, rng).add_instruction(Instruction(gate, targets))
        assert np.allclose(by_us(circuit), by_braket(circuit), atol=1e-9)


@pytest.mark.parametrize("name", BRAKET)
def test_braket_gate_under_mixed_controls_and_powers(name):
    rng = np.random.default_rng(3)
    gate = make(BRAKET[name], rng)
    width = gate.qubit_count
    circuit = scrambled(width + 2, rng)
    # Braket's simulator has no phase gate under a control that is 0, and drops some gates' powers (below)
    states = ([0, 1], [1, 0], [0, 0]) if name != "GPhase" else ([1, 1],)
    powers = (1, -1) if name in POWERS_DROPPED else (1, -1, 2, 0.5, -0.3)
    for state, power in product(states, powers):
        controls = {"control": [width, width + 1], "control_state": state, "power": power}
        circuit.add_instruction(Instruction(gate, range(width), **controls))
        circuit.ry(width, 0.4).ry(width + 1, 0.7)
    assert np.allclose(by_us(circuit), by_braket(circuit), atol=1e-7)


@pytest.mark.parametrize("name", QISKIT)
def test_qiskit_gate(name):
    rng = np.random.default_rng(4)
    gate = with_angles(QISKIT[name], rng)
    width = gate.num_qubits
    for order in ([*range(width)], [*range(width)][::-1]):
        circuit = QuantumCircuit(max(width, 1))
        circuit.append(gate, order)
        assert_same_operator(circuit)
    answer = decode(encode(circuit))
    assert [operation.name for operation in answer.operations] == [FROM_QISKIT.get(name, name)]


@pytest.mark.parametrize("name", [name for name in QISKIT if QISKIT[name].num_qubits < 4])
def test_qiskit_gate_under_open_controls(name):
    rng = np.random.default_rng(5)
    gate = with_angles(QISKIT[name], rng)
    for state, annotated in product((0, 1, 2), (False, True)):
        controlled = gate.control(2, ctrl_state=state, annotated=annotated)
        circuit = QuantumCircuit(controlled.num_qubits)
        circuit.append(controlled, [*range(controlled.num_qubits)][::-1])
        assert_same_operator(circuit)


@pytest.mark.parametrize("name", [name for name in QISKIT if QISKIT[name].num_qubits])
def test_qiskit_gate_inverse_and_power(name):
    rng = np.random.default_rng(6)
    gate = with_angles(QISKIT[name], rng)
    for changed in (gate.inverse(), gate.inverse(annotated=True), gate.power(2), gate.power(0.5)):
        circuit = QuantumCircuit(gate.num_qubits)
        circuit.append(changed, range(gate.num_qubits))
        assert_same_operator(circuit)


def with_angles(gate, rng):
    return type(gate)(*rng.uniform(-3, 3, len(gate.params))) if gate.params else gate


def assert_same_operator(circuit):
    expected = Operator(circuit).reverse_qargs().data
    assert np.allclose(simulate.unitary(decode(encode(circuit))), expected, atol=1e-9)


def test_half_powers_take_the_principal_branch():
    for name in ("x", "y", "z", "h", "swap"):
        matrix = GATES[name].matrix()
        root = power_of(matrix, 0.5)
        assert np.allclose(root @ root, matrix)
        assert np.all(np.angle(np.linalg.eigvals(root)) > -1e-9)


def test_composites_are_expanded_with_their_phases_and_controls():
    inner = QuantumCircuit(2, global_phase=0.4)
    inner.h(0)
    inner.cx(0, 1)
    inner.rz(0.3, 1)
    outer = QuantumCircuit(4)
    outer.append(inner.to_gate(label="mine").control(2, ctrl_state=1), [3, 1, 0, 2])
    outer.append(inner.to_gate().repeat(3), [2, 0])
    outer.append(inner.to_gate().inverse(), [1, 2])
    assert_same_operator(outer)


def test_a_gate_under_a_standard_name_is_read_by_what_it_contains():
    body = QuantumCircuit(2, name="cx")
    body.swap(0, 1)
    circuit = QuantumCircuit(2)
    circuit.append(body.to_gate(), [0, 1])
    assert [operation.name for operation in decode(encode(circuit)).operations] == ["swap"]


def three_cliffords():
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 2)
    circuit.s(1)
    return circuit


@pytest.mark.parametrize(
    "build",
    [
        lambda c: c.mcx([0, 1, 2], 3, ctrl_state=5),
        lambda c: c.mcp(0.7, [0, 1], 2),
        lambda c: c.mcrx(0.7, [0, 1], 2),
        lambda c: c.unitary(Operator(QISKIT["ccx"]), [2, 0, 1]),
        lambda c: c.append(DiagonalGate([1, 1j, -1, 1]), [0, 2]),
        lambda c: c.prepare_state([0.6, 0, 0, 0.8j], [1, 2]),
        lambda c: c.pauli("XYZ", [0, 1, 2]),
        lambda c: c.append(PermutationGate([2, 3, 0, 1]), [1, 0, 3, 2]),
        lambda c: c.append(PermutationGate([1, 2, 0]).control(1, annotated=True), range(4)),
        lambda c: c.append(Clifford(three_cliffords()), [2, 0, 1]),
    ],
)
def test_qiskit_library_instructions(build):
    circuit = QuantumCircuit(4)
    circuit.h(range(4))
    build(circuit)
    assert_same_operator(circuit)


@pytest.mark.parametrize(("name", "basis"), [("CNot", "10"), ("Swap", "10"), ("GPhase", "10")])
def test_the_simulator_drops_fractional_powers_of_some_gates_and_we_do_not(name, basis):
    gate = make(BRAKET[name], np.random.default_rng(9))
    circuit = Circuit().x(0).i(1).add_instruction(Instruction(gate, range(gate.qubit_count), power=0.5))
    whole = Circuit().x(0).i(1).add_instruction(Instruction(gate, range(gate.qubit_count)))
    assert np.allclose(by_braket(circuit), by_braket(whole))
    matrix = fractional_matrix_power(gate.to_matrix(), 0.5)
    start = np.eye(4)[int(basis, 2)]
    assert np.allclose(by_us(circuit), (matrix @ start) if gate.qubit_count else matrix[0, 0] * start)


def test_to_unitary_is_wrong_for_mixed_control_states_and_we_are_not():
    circuit = scrambled(3, np.random.default_rng(7)).x(2, control=[0, 1], control_state=[0, 1])
    assert np.allclose(by_us(circuit), by_braket(circuit))
    assert not np.allclose(circuit.to_unitary()[:, 0], by_braket(circuit))


def test_the_density_matrix_simulator_is_wrong_for_mixed_control_states_and_we_are_not():
    circuit = scrambled(3, np.random.default_rng(8)).x(2, control=[0, 1], control_state=[0, 1])
    state = by_braket(circuit)
    ours = simulate.density_matrix(decode(encode(circuit)))
    assert np.allclose(ours, np.outer(state, state.conj()))
    theirs = LocalSimulator("braket_dm").run(circuit.copy().density_matrix()).result().values[0]
    assert not np.allclose(theirs, ours)


def test_unused_qubits_are_compacted_in_ascending_order():
    answer = decode(encode(Circuit().h(3).cnot(3, 1)))
    assert answer.qubits == (1, 3)
    assert np.allclose(simulate.state_vector(answer), [2**-0.5, 0, 0, 2**-0.5])


def test_measurements_are_seen_where_to_unitary_ignores_them():
    answer = decode(encode(Circuit().h(0).measure(0)))
    with pytest.raises(simulate.NotUnitary):
        simulate.state_vector(answer)
