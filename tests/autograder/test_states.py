"""Which circuits prepare a state, and what the others hear."""

import numpy as np
import pytest
from braket.circuits import Circuit
from qiskit import QuantumCircuit

from autograder import simulate
from autograder.answers import decode, encode
from autograder.checks import states
from autograder.checks.named_states import (
    BELL_PHI_PLUS,
    BELL_PSI_MINUS,
    BELL_PSI_PLUS,
    PLUS,
    basis,
    ghz,
    superposition,
    uniform,
    w,
)
from autograder.kets import ket
from autograder.messages import text


def read(circuit):
    return decode(encode(circuit))


def codes(findings):
    """The codes found; every one of them has a message that its values fill."""
    found = list(findings)
    assert all(text(finding) for finding in found)
    return [finding.code for finding in found]


def prepared(circuit, target=BELL_PHI_PLUS, **options):
    return codes(states.prepares(read(circuit), target, **options))


def qiskit(width, *steps):
    circuit = QuantumCircuit(width)
    for name, *arguments in steps:
        getattr(circuit, name)(*arguments)
    return circuit


RIGHT = {
    "textbook": Circuit().h(0).cnot(0, 1),
    "from the other qubit": Circuit().h(1).cnot(1, 0),
    "in Qiskit": qiskit(2, ("h", 0), ("cx", 0, 1)),
    "by a phase gate": Circuit().h(0).h(1).cz(0, 1).h(1),
    "with a global phase": Circuit().h(0).cnot(0, 1).gphase(1.1),
    "3.1416 for π": Circuit().ry(0, 3.1416 / 2).cnot(0, 1),
    "1.57 for π/2": Circuit().ry(0, 1.57).cnot(0, 1),
    "on other labels": Circuit().h(4).cnot(4, 9),
    "by a control modifier": Circuit().h(0).x(1, control=0),
    "with inverses in between": Circuit().h(0).t(0).ti(0).cnot(0, 1).z(1).z(1),
    "by initialisation": qiskit(2, ("initialize", [2**-0.5, 0, 0, 2**-0.5])),
    "with a reset of nothing": qiskit(2, ("reset", 0), ("h", 0), ("cx", 0, 1)),
}

WRONG = {
    "wrong-basis-state": [Circuit().cnot(0, 1), Circuit().h(0).cnot(0, 1).x(1), Circuit().x(0)],
    "not-entangled": [
        Circuit().h(0).h(1).cnot(0, 1),
        Circuit().h(0).h(1),
        Circuit().h(0),
        qiskit(2, ("h", 0)),
    ],
    "relative-phase": [Circuit().x(0).h(0).cnot(0, 1), Circuit().h(0).s(0).cnot(0, 1)],
    "reversed-order": [Circuit().cnot(0, 1).h(0), qiskit(2, ("cx", 0, 1), ("h", 0))],
    "control-target-swapped": [Circuit().h(0).cnot(1, 0)],
    "wrong-weights": [Circuit().ry(0, 1.0).cnot(0, 1)],
    "angle-halved": [Circuit().ry(0, np.pi / 4).cnot(0, 1)],
    "angle-doubled": [Circuit().ry(0, np.pi).cnot(0, 1)],
    "degrees-for-radians": [Circuit().ry(0, 90).cnot(0, 1)],
    "measured-circuit": [Circuit().h(0).cnot(0, 1).measure([0, 1])],
    "too-many-qubits": [Circuit().h(0).cnot(0, 1).i(2), qiskit(3, ("h", 0), ("cx", 0, 1))],
    "too-few-qubits": [Circuit().h(5)],
    "mixture": [Circuit().h(0).cnot(0, 1).phase_flip(0, 0.5)],
    "not-pure": [
        Circuit().h(0).cnot(0, 1).depolarizing(0, 0.3),
        qiskit(2, ("h", 0), ("cx", 0, 1), ("reset", 0)),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_pass(name):
    assert prepared(RIGHT[name]) == []


@pytest.mark.parametrize("code", WRONG)
def test_wrong_answers_are_named(code):
    for circuit in WRONG[code]:
        assert prepared(circuit) == [code]


def test_the_singlet_of_the_first_lesson():
    assert prepared(Circuit().x(0).h(0).x(1).cnot(0, 1), BELL_PSI_MINUS) == []
    assert prepared(Circuit().h(0).x(1).cnot(0, 1).z(1), BELL_PSI_MINUS) == [], "a global minus"
    assert prepared(Circuit().h(0).cnot(0, 1).x(1), BELL_PSI_MINUS) == ["relative-phase"]
    assert prepared(Circuit().x(0).h(0).cnot(0, 1), BELL_PSI_MINUS) == ["wrong-basis-state"]


@pytest.mark.parametrize("qubits", range(1, 9))
def test_ghz_by_chain_and_by_fan_out(qubits):
    chain, fan = Circuit().h(0), QuantumCircuit(qubits)
    fan.h(0)
    for qubit in range(1, qubits):
        chain.cnot(qubit - 1, qubit)
        fan.cx(0, qubit)
    assert prepared(chain, ghz(qubits)) == prepared(fan, ghz(qubits)) == []
    if qubits > 1:
        assert prepared(Circuit().h(range(qubits)), ghz(qubits)) == ["not-entangled"]


def test_braket_leaves_out_qubits_that_no_gate_uses():
    assert prepared(Circuit().x(0), basis("10")) == []
    assert prepared(Circuit().x(1), basis("010")) == []


def test_reversed_and_permuted_qubits():
    assert prepared(Circuit().ry(0, 1.0).i(1), superposition({"00": np.cos(0.5), "01": np.sin(0.5)})) == [
        "reversed-qubits"
    ]
    target = superposition({"000": 1, "011": 1})
    assert prepared(Circuit().h(0).cnot(0, 2).i(1), target) == ["permuted-qubits"]


def test_ancillas_may_be_used_but_must_be_returned():
    clean = Circuit().h(0).cnot(0, 1).cnot(0, 2).cnot(1, 2)
    assert prepared(clean, ancillas=1) == []
    assert prepared(Circuit().h(0).cnot(0, 1), ancillas=1) == []
    assert prepared(clean.copy().x(2), ancillas=1) == ["ancillas-not-returned"]
    assert prepared(clean.copy().i(3), ancillas=1) == ["too-many-ancillas"]


def test_the_tolerance_separates_rounding_from_errors():
    assert prepared(Circuit().ry(0, np.pi / 2 + 1.9e-3).cnot(0, 1)) == []
    assert prepared(Circuit().ry(0, np.pi / 2 + 2e-2).cnot(0, 1)) == ["wrong-weights"]
    assert prepared(Circuit().h(0).rz(0, 2e-2).cnot(0, 1)) == ["relative-phase"]


def test_the_message_says_what_the_circuit_does():
    finding = next(states.prepares(read(Circuit().x(0).h(0).cnot(0, 1)), BELL_PHI_PLUS))
    said = text(finding)
    assert "(|00⟩ − |11⟩)/√2" in said
    assert "(|00⟩ + |11⟩)/√2" in said
    assert finding.picture is not None
    assert finding.picture.data["labels"] == ["00", "01", "10", "11"]
    assert "(|00⟩ − |11⟩)/√2" in finding.picture.alt


@pytest.mark.parametrize(
    ("state", "written"),
    [
        (BELL_PHI_PLUS, "(|00⟩ + |11⟩)/√2"),
        (-1j * BELL_PSI_MINUS, "(|01⟩ − |10⟩)/√2"),
        (superposition({"0": 1, "1": -1j}), "(|0⟩ − i|1⟩)/√2"),
        (basis("101"), "|101⟩"),
        (w(3), "(|001⟩ + |010⟩ + |100⟩)/√3"),
        (uniform(2), "(|00⟩ + |01⟩ + |10⟩ + |11⟩)/2"),
        (uniform(3), "|+++⟩"),
        (np.array([0.6, -0.8]), "0.6|0⟩ − 0.8|1⟩"),
        (np.array([1, np.exp(0.25j * np.pi)]) / 2**0.5, "(|0⟩ + e^(0.25πi)|1⟩)/√2"),
    ],
)
def test_kets(state, written):
    assert ket(state) == written


def test_states_up_to_local_unitaries():
    def found(circuit, target):
        return codes(states.prepares_up_to_local_unitaries(read(circuit), target))

    turned = Circuit().h(0).cnot(0, 1).rx(0, 0.3).ry(1, 1.1).t(1)
    assert found(turned, BELL_PSI_PLUS) == []
    assert found(Circuit().ry(0, 1.0).cnot(0, 1), BELL_PSI_PLUS) == ["wrong-entanglement"]
    assert found(Circuit().h(0).h(1), BELL_PSI_PLUS) == ["not-entangled"]
    three = Circuit().h(0).cnot(0, 1).cnot(1, 2).rx(0, 0.3).ry(1, 1.1).rz(2, 0.7).h(2)
    assert found(three, ghz(3)) == []
    assert found(three, w(3)) == ["wrong-entanglement"]
    assert found(three.copy().bit_flip(0, 0.1), ghz(3)) == ["not-gates-only"]


def test_mixtures():
    def found(circuit, target):
        return codes(states.prepares_mixture(read(circuit), target))

    half = np.eye(2) / 2
    assert found(Circuit().x(0).bit_flip(0, 0.5), half) == []
    assert found(Circuit().h(0).phase_flip(0, 0.5), half) == []
    assert found(Circuit().h(0), half) == ["mixture-coherences"]
    assert found(Circuit().x(0), half) == ["not-mixed"]
    assert found(Circuit().x(0).bit_flip(0, 0.3), half) == ["wrong-mixture"]


def test_a_reduced_state():
    half = np.eye(2) / 2
    answer = read(Circuit().h(0).cnot(0, 1))
    assert codes(states.leaves(answer, half, [1], width=2)) == []
    assert codes(states.leaves(answer, PLUS, [1], width=2)) == ["mixture"]


def test_arrays_as_states():
    def found(values, target=BELL_PHI_PLUS):
        return codes(states.is_state(np.array(values), target))

    root = 2**-0.5
    assert found([root, 0, 0, root]) == found([0.7071, 0, 0, 0.7071]) == found([-root, 0, 0, -root]) == []
    assert found([1, 0, 0, 1]) == ["norm-not-one"]
    assert found([1, 0, 0, -1]) == ["norm-not-one", "relative-phase"]
    assert found([root, 0, root, 0]) == ["not-entangled"]
    assert found([root, root]) == ["wrong-length"]
    assert found([0, 0, 0, 0]) == ["norm-not-one"]
    assert found([0, 0, 1, 0], basis("01")) == ["reversed-qubits"]


def test_arrays_as_density_matrices():
    def found(values):
        return codes(states.is_density_matrix(np.array(values), np.eye(2) / 2))

    assert found([[0.5, 0], [0, 0.5]]) == []
    assert found([[1, 0], [0, 1]]) == ["trace-not-one"]
    assert found([[0, 0], [0, 0]]) == ["trace-not-one"]
    assert found([[0.5, 0.5], [0, 0.5]]) == ["not-hermitian"]
    assert found([[0.5, 0.9], [0.9, 0.5]]) == ["negative-eigenvalue"]
    assert found([[0.5, 0.5], [0.5, 0.5]]) == ["mixture-coherences"]
    assert found(np.eye(4) / 4) == ["wrong-length"]


def test_a_wrong_circuit_that_begins_with_resets_and_has_barriers_is_named():
    circuit = QuantumCircuit(3)
    circuit.reset(range(3))
    circuit.ry(0.4, 0)
    circuit.barrier()
    for target in (1, 2):
        circuit.cx(0, target)
    circuit.ry(0.3, 1)
    assert prepared(circuit, ghz(3)) == ["wrong-basis-state"]
    circuit.data[3].operation.params[0] = np.pi / 2
    circuit.rx(0.3, 2)
    assert prepared(circuit, ghz(3)) == ["wrong-basis-state"]


def test_the_one_wrong_gate_is_pointed_at_in_longer_circuits():
    right = Circuit().ry(0, 0.7).cnot(0, 1).ry(2, 0.4).cnot(1, 2).rx(0, 0.3)
    target = simulate.state_vector(decode(encode(right)))
    assert prepared(right.copy().h(1), target) == ["wrong-weights", "one-gate-too-many"]
    moved = Circuit().ry(0, 0.7).cnot(0, 1).ry(0, 0.4).cnot(1, 2).rx(0, 0.3)
    assert "gate-on-wrong-qubit" in prepared(moved, target)
