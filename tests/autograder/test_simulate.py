"""Density matrices, measurements, resets and conditions, against Braket's simulator and by hand."""

import numpy as np
import pytest
from braket.circuits import Circuit, FreeParameter, Instruction, noises
from braket.devices import LocalSimulator
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter

from autograder import simulate
from autograder.answers import Malformed, decode, encode
from autograder.answers.values import GateList, Operation
from autograder.checks.states import leaves

NOISE = {
    "BitFlip": (0.1,),
    "PhaseFlip": (0.2,),
    "PauliChannel": (0.1, 0.2, 0.3),
    "Depolarizing": (0.3,),
    "TwoQubitDepolarizing": (0.3,),
    "TwoQubitDephasing": (0.3,),
    "AmplitudeDamping": (0.4,),
    "GeneralizedAmplitudeDamping": (0.4, 0.3),
    "PhaseDamping": (0.4,),
    "Kraus": ([np.sqrt(0.7) * np.eye(2), np.sqrt(0.3) * np.diag([1, 1j])],),
}


def rho_of(circuit, **options):
    return simulate.density_matrix(decode(encode(circuit)), **options)


@pytest.mark.parametrize("name", NOISE)
def test_noise_channels(name):
    noise = getattr(noises, name)(*NOISE[name])
    circuit = Circuit().ry(0, 0.4).ry(1, 1.1).cnot(0, 1).rx(2, 0.3).cnot(1, 2)
    circuit.add_instruction(noise_on(noise, [2, 0])).ry(0, 0.7)
    expected = LocalSimulator("braket_dm").run(circuit.copy().density_matrix()).result().values[0]
    assert np.allclose(rho_of(circuit), expected)


def noise_on(noise, qubits):
    return Instruction(noise, qubits[: noise.qubit_count])


def test_the_two_qubit_pauli_channel_which_braket_does_not_simulate():
    noise = noises.TwoQubitPauliChannel({"XI": 0.1, "IX": 0.2, "XX": 0.3})
    circuit = Circuit().i(0).i(1).add_instruction(Instruction(noise, [0, 1]))
    assert np.allclose(np.diagonal(rho_of(circuit)), [0.4, 0.2, 0.1, 0.3])


def test_a_pure_circuit_has_the_density_matrix_of_its_state():
    circuit = Circuit().h(0).cnot(0, 2).rx(1, 0.3, control=[0, 2], control_state=[1, 0])
    state = simulate.state_vector(decode(encode(circuit)))
    assert np.allclose(rho_of(circuit), np.outer(state, state.conj()))


def teleport(angle):
    circuit = QuantumCircuit(3, 2)
    circuit.ry(angle, 0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure([0, 1], [0, 1])
    with circuit.if_test((circuit.clbits[1], 1)):
        circuit.x(2)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.z(2)
    return circuit


def test_teleportation_leaves_the_state():
    answer = decode(encode(teleport(0.7)))
    assert list(leaves(answer, np.array([np.cos(0.35), np.sin(0.35)]), [2], width=3)) == []


def test_without_the_corrections_it_leaves_a_mixture():
    circuit = teleport(0.7)
    del circuit.data[-2:]
    found = list(leaves(decode(encode(circuit)), np.array([np.cos(0.35), np.sin(0.35)]), [2], width=3))
    assert [finding.code for finding in found] == ["not-pure"]


def test_conditions_on_registers_and_else_branches():
    circuit = QuantumCircuit(3, 2)
    circuit.x(1)
    circuit.measure([0, 1], [0, 1])
    with circuit.if_test((circuit.cregs[0], 2)):
        circuit.x(2)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.z(2)
    with otherwise:
        circuit.x(0)
    rho = rho_of(circuit)
    assert rho[7, 7] == pytest.approx(1)


def test_reset_forgets_and_a_leading_reset_does_nothing():
    qiskit = QuantumCircuit(2)
    qiskit.reset(0)
    qiskit.h(0)
    qiskit.cx(0, 1)
    assert simulate.is_unitary(decode(encode(qiskit)))
    qiskit.reset(0)
    assert np.allclose(rho_of(qiskit), np.diag([0.5, 0.5, 0, 0]))


def test_initialize_is_a_state_preparation():
    circuit = QuantumCircuit(2)
    circuit.initialize([0, 0.6, 0.8, 0])
    state = simulate.state_vector(decode(encode(circuit)))
    assert np.allclose(np.abs(state), [0, 0.8, 0.6, 0])


def test_a_loop_is_unrolled_with_its_variable():
    circuit, step = QuantumCircuit(1), Parameter("step")
    with circuit.for_loop(range(1, 4), step):
        circuit.ry(0.1 * step, 0)
    answer = decode(encode(circuit))
    assert [operation.parameters[0] for operation in answer.operations] == pytest.approx([0.1, 0.2, 0.3])


def test_free_parameters_take_values():
    theta = FreeParameter("theta")
    answer = decode(encode(Circuit().rx(0, 2 * theta + 0.1).phaseshift(0, -theta / 3)))
    bound = decode(encode(Circuit().rx(0, 0.7).phaseshift(0, -0.1)))
    assert np.allclose(simulate.state_vector(answer, {"theta": 0.3}), simulate.state_vector(bound))


def test_a_simulation_that_would_take_too_long_is_refused():
    many = (Operation("h", (0,)),) * 20_000
    with pytest.raises(Malformed) as refused:
        simulate.state_vector(GateList("braket", tuple(range(16)), many))
    assert refused.value.finding.code == "too-costly"
    with pytest.raises(Malformed):
        simulate.density_matrix(GateList("braket", tuple(range(12)), many))


def test_many_conditioned_measurements_are_refused():
    operations = []
    for bit in range(12):
        operations += [Operation("h", (0,)), Operation("measure", (0,), bits=(bit,))]
    operations.append(Operation("x", (0,), condition=(tuple(range(12)), 5)))
    with pytest.raises(Malformed):
        simulate.density_matrix(GateList("qiskit", (0,), tuple(operations)))


def test_records_of_wide_circuits_are_refused_before_they_fill_the_memory():
    operations = [Operation("h", (qubit,)) for qubit in range(3)]
    operations += [Operation("measure", (qubit,), bits=(qubit,)) for qubit in range(3)]
    operations.append(Operation("x", (0,), condition=((0, 1, 2), 5)))
    assert simulate.density_matrix(GateList("qiskit", tuple(range(6)), tuple(operations))).shape == (64, 64)
    with pytest.raises(Malformed) as refused:
        simulate.density_matrix(GateList("qiskit", tuple(range(11)), tuple(operations)))
    assert refused.value.finding.code == "too-costly"
    with pytest.raises(Malformed):
        simulate.density_matrix(GateList("qiskit", tuple(range(13)), (Operation("h", (0,)),)))
