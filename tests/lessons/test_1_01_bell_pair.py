"""The figures that the prose of lesson 1-01 quotes, each worked out by another way than the lesson's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import permutations, product
from math import sqrt

import numpy as np
import pytest
from scipy.stats import binom

from autograder.course import course
from gangway.workspace import Workspace

H = np.array([[1, 1], [1, -1]]) / sqrt(2)
X = np.array([[0, 1], [1, 0]])
I2 = np.eye(2)
CNOT = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
TONQC = np.array([[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0]])
START = np.array([1, 0, 0, 0])
BELL = np.array([1, 0, 0, 1]) / sqrt(2)
PAULIS = [I2, X, np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]

F1, F2, READ = 0.9999, 0.9925, 0.9955


def test_shots_of_one_qubit():
    coin = binom(1000, 0.5)
    assert round(1.96 * coin.std()) == 31
    assert coin.cdf(531) - coin.cdf(468) == pytest.approx(0.954, abs=5e-4)
    assert coin.cdf(510) - coin.cdf(489) == pytest.approx(0.5, abs=0.01)
    assert course().exercise("1-01/one-qubit").data["truth"] == [469, 531]
    assert round((1.96 * 0.5 / 0.01) ** 2) == 9604


def test_steps_and_ideas():
    assert np.allclose(CNOT @ np.kron(H, I2) @ START, BELL)
    assert np.allclose(TONQC @ np.kron(I2, H) @ START, BELL)
    assert np.allclose(CNOT @ np.kron(H, H) @ START, np.full(4, 0.5))
    assert np.allclose(np.kron(H, I2) @ CNOT @ START, [1 / sqrt(2), 0, 1 / sqrt(2), 0])
    assert np.allclose(np.kron(H, H) @ BELL, BELL)
    assert np.allclose(np.kron(H, H) @ np.kron(H, H) @ START, START)
    assert np.allclose(CNOT @ np.kron(H @ X, I2) @ START, np.array([1, 0, 0, -1]) / sqrt(2))
    assert np.allclose(TONQC @ np.kron(I2, H @ X) @ START, np.array([1, 0, 0, -1]) / sqrt(2))


def test_determinant_decides_entanglement():
    random = np.random.default_rng(1)
    for first, second in random.normal(size=(20, 2, 2)):
        state = np.kron(first, second)
        assert abs(state[0] * state[3] - state[1] * state[2]) < 1e-12
    for state in random.normal(size=(20, 4)):
        entangled = np.linalg.matrix_rank(state.reshape(2, 2)) == 2
        assert entangled == (abs(state[0] * state[3] - state[1] * state[2]) > 1e-12)


def test_overlap_without_matching_the_order():
    ours, theirs = np.zeros(8), np.zeros(8)
    ours[[0b100, 0b111]] = theirs[[0b001, 0b111]] = 1 / sqrt(2)
    assert abs(ours @ theirs) == pytest.approx(0.5)


def _average_fidelity(errors: list[np.ndarray], chance: float) -> float:
    """Nielsen 2002: (d·F_e + 1)/(d + 1), the entanglement fidelity from the operators' traces."""
    d = len(errors[0])
    weights = [1 - chance] + [chance / (len(errors) - 1)] * (len(errors) - 1)
    entanglement = sum(w * abs(np.trace(error)) ** 2 for w, error in zip(weights, errors, strict=True)) / d**2
    return (d * entanglement + 1) / (d + 1)


def _disagree(rho: np.ndarray) -> float:
    return float(np.real(rho[1, 1] + rho[2, 2]))


def test_noise_model_has_the_published_fidelities():
    pairs = [np.kron(a, b) for a, b in product(PAULIS, PAULIS)]
    assert _average_fidelity(PAULIS, 1.5 * (1 - F1)) == pytest.approx(F1)
    assert _average_fidelity(pairs, 1.25 * (1 - F2)) == pytest.approx(F2)
    turned = [_disagree(np.outer(e @ BELL, (e @ BELL).conj())) > 0.5 for e in pairs[1:]]
    assert (sum(turned), len(turned)) == (8, 15)


def test_disagreeing_shots():
    gate, wrong = (1 - F2) * 2 / 3, 1 - READ
    one_reading_wrong = 2 * wrong * (1 - wrong)
    odd = (
        gate * (1 - one_reading_wrong) + (1 - gate) * one_reading_wrong
    )  # an error of H leaves the counts alone
    assert 1000 * odd == pytest.approx(13.9, abs=0.05)
    assert 100 * odd == pytest.approx(1.4, abs=0.05)
    assert (1 - odd) ** 100 == pytest.approx(0.25, abs=0.005)
    assert binom(1000, odd).cdf(21) - binom(1000, odd).cdf(6) == pytest.approx(0.96, abs=0.005)
    assert 1 - binom(1000, odd).cdf(29) < 2e-4
    assert (1000 * 2 * wrong, 1000 * (2 * wrong + 1 - F2)) == pytest.approx((9, 16.5))


def _after(gates: Iterable[np.ndarray]) -> np.ndarray:
    state = START
    for gate in gates:
        state = gate @ state
    return state


def test_order_lines_has_one_answer():
    """No other choice and order of the lines that add gates gives the counts of a Bell pair."""
    gates = {"f": np.kron(H, I2), "b": CNOT, "d": np.kron(I2, H)}
    right = [
        order
        for length in range(4)
        for order in permutations(gates, length)
        if np.allclose(
            abs(np.linalg.multi_dot([START, *(gates[g].T for g in order), np.eye(4)])) ** 2, BELL**2
        )
    ]
    assert right == [("f", "b")]


def test_price_of_a_hundredth():
    shots, per_task, per_shot, most = 9600, 0.30, 0.08, 5000
    assert round(-(-shots // most) * per_task + shots * per_shot) == 769
    assert round(per_task + 100 * per_shot, 2) == 8.30


def test_a_learners_copy_does_not_give_the_answers_away(tmp_path):
    Workspace(tmp_path / "ws", course().root).update()
    copy = json.loads((tmp_path / "ws/modules/1-education/01-bell-pair.ipynb").read_text("utf-8"))
    outputs = {cell["id"]: cell["outputs"] for cell in copy["cells"] if cell["cell_type"] == "code"}
    assert outputs["one-qubit-reveal"] == outputs["counts-reveal"] == []
    assert sum(bool(output) for output in outputs.values()) > 10
