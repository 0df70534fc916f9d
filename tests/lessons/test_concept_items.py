"""What the concept test calls right, worked out: the states by matrices, the shots by arithmetic."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from autograder.concepts import RIGHT, concept_test
from autograder.course import course

TEST = {concept.name: concept for concept in concept_test(course().root, 1).concepts}

I2 = np.eye(2)
H = np.array([[1, 1], [1, -1]]) / sqrt(2)
X = np.array([[0, 1], [1, 0]])
CNOT = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
CZ = np.diag([1, 1, 1, -1])
ZERO, ONE = I2
PLUS, MINUS = H @ ZERO, H @ ONE
BELL = CNOT @ np.kron(PLUS, ZERO)


def right(concept, form):
    item = TEST[concept].items[form]
    return item.options[item.right]


def option(concept, form, code):
    item = TEST[concept].items[form]
    return next(item.options[letter] for letter, one in item.codes.items() if one == code)


def reduced(state, qubit):
    """The density matrix of one of two qubits."""
    table = np.asarray(state).reshape(2, 2)
    table = table if qubit == 0 else table.T
    return table @ table.conj().T


def test_cnot_makes_one_state_of_two_qubits():
    assert abs(BELL[0] * BELL[3] - BELL[1] * BELL[2]) == pytest.approx(0.5)
    assert "neither has a state of its own" in right("cnot-copies", "A")
    a, b = 0.6, 0.8
    assert np.allclose(CNOT @ np.kron([a, b], ZERO), [a, 0, 0, b])
    assert "a|00⟩ + b|11⟩" in right("cnot-copies", "B")


def test_bit_order_of_both_sdks():
    from braket.circuits import Circuit
    from braket.devices import LocalSimulator
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Statevector

    def printed(qubits, ones):
        braket, qiskit = Circuit().i(range(qubits)), QuantumCircuit(qubits)
        for one in ones:
            braket.x(one)
            qiskit.x(one)
        [counted] = LocalSimulator().run(braket, shots=10).result().measurement_counts
        [counts] = Statevector(qiskit).probabilities_dict()
        return counted, counts

    assert right("bit-order", "A") == "Braket prints {}, Qiskit prints {}.".format(*printed(3, [0]))
    braket, qiskit = printed(4, [0, 1])
    assert qiskit == "0011"
    assert right("bit-order", "B") == f"Qubits 0 and 1. Braket would print {braket}."


def test_h_tells_the_superposition_from_the_mixture():
    assert np.allclose(abs(H @ PLUS) ** 2, [1, 0])
    mixture = (np.outer(ZERO, ZERO) + np.outer(ONE, ONE)) / 2
    assert np.allclose(np.diag(H @ mixture @ H), [0.5, 0.5])
    plus_i = np.array([1, 1j]) / sqrt(2)
    assert abs(np.vdot(plus_i, PLUS)) ** 2 == pytest.approx(0.5), "so not every other basis shows it"
    assert "H" in right("superposition-is-mixture", "A")


def test_a_measurement_in_x_leaves_z_random():
    rho = np.outer(ZERO, ZERO)
    after = sum(np.outer(s, s) @ rho @ np.outer(s, s) for s in (PLUS, MINUS))
    assert np.allclose(np.diag(after), [0.5, 0.5])
    assert "half each" in right("measurement-only-reads", "A")


def test_which_phases_show():
    assert abs(np.vdot(ONE, -ONE)) == pytest.approx(1)
    assert abs(np.vdot(PLUS, MINUS)) == pytest.approx(0)
    assert abs(np.vdot(PLUS, 1j * PLUS)) == pytest.approx(1)
    assert abs(np.vdot(PLUS, np.diag([1, 1j]) @ PLUS)) < 0.9
    assert right("phase", "A") == "Pair 2 only."
    assert right("phase", "B") == "Device 2 only."


def test_the_control_changes():
    assert np.allclose(CNOT @ np.kron(PLUS, MINUS), np.kron(MINUS, MINUS))
    assert np.allclose(CZ @ np.kron(PLUS, ONE), np.kron(MINUS, ONE))
    assert right("control-unchanged", "A") == right("control-unchanged", "B")
    assert "|0⟩ − |1⟩" in right("control-unchanged", "A")


def test_coins_agree_in_z_and_not_in_x():
    glued = (np.outer(*[np.kron(ZERO, ZERO)] * 2) + np.outer(*[np.kron(ONE, ONE)] * 2)) / 2
    z = np.diag([1, -1])
    assert np.trace(glued @ np.kron(z, z)) == pytest.approx(1)
    assert np.trace(glued @ np.kron(X, X)) == pytest.approx(0)
    assert "two coins" in right("entanglement-is-correlation", "B")


def test_nothing_shows_at_the_other_end():
    at_rest = reduced(BELL, 1)
    assert np.allclose(reduced(np.kron(X, I2) @ BELL, 1), at_rest)
    measured = sum(reduced(np.kron(np.outer(s, s), I2) @ BELL, 1) for s in (PLUS, MINUS))
    assert np.allclose(measured, at_rest)
    assert "the same for 0 and for 1" in right("entanglement-signals", "B")


def test_shots_and_dollars():
    assert right("one-over-n", "A") == f"{2500 * (2 / 0.5) ** 2:,.0f}"
    assert option("one-over-n", "A", "one-over-n") == f"{2500 * (2 / 0.5):,.0f}"
    assert option("one-over-n", "A", "squared-twice") == f"{2500 * (2 / 0.5) ** 4:,.0f}"
    assert right("one-over-n", "B") == f"{80 * 3**2:,.0f} dollars"
    assert option("one-over-n", "B", "one-over-n") == f"{80 * 3:,.0f} dollars"
    assert option("one-over-n", "B", "squared-twice") == f"{80 * 3**4:,.0f} dollars"


def test_the_error_bars_of_the_biased_readings():
    assert 1.96 * sqrt(0.05 * 0.95 / 10_000) == pytest.approx(0.004, abs=5e-4)
    assert 1.96 * sqrt(0.05 * 0.95 / 1_000_000) == pytest.approx(0.0004, abs=5e-5)
    assert "a tenth as large" in right("noise-averages-out", "A")
    assert right("noise-averages-out", "B") == "About −0.91 ± 0.001."


def test_every_item_has_one_right_option():
    for concept in TEST.values():
        for item in concept.items.values():
            assert list(item.codes.values()).count(RIGHT) == 1
