"""The figures that the prose of lesson 1-05 quotes, each worked out by another way than the lesson's."""

from __future__ import annotations

from math import exp, pi, sin, sqrt

import numpy as np
import pytest
from scipy.stats import binom, norm

from autograder.course import course
from gangway import devices

I2 = np.eye(2)
X = np.array([[0, 1], [1, 0]], dtype=complex)
Y = np.array([[0, -1j], [1j, 0]])
Z = np.diag([1.0 + 0j, -1])
H = np.array([[1, 1], [1, -1]]) / sqrt(2)
PLUS = np.full((2, 2), 0.5)


def struck(rho, *parts):
    """A density matrix after Kraus operators, each given with its probability."""
    return sum(p * K @ rho @ K.conj().T for p, K in parts)


def test_the_quotes():
    assert devices.estimate("Forte-Enterprise-1", shots=100).total == 8.30
    assert devices.estimate("Cepheus-1-108Q", shots=10_000).total == 4.55
    for shots, bar in ((100, 0.08), (10_000, 0.008)):
        assert 1.96 * sqrt(0.16 / shots) == pytest.approx(bar, rel=0.025)


def test_shots_for_a_wanted_error():
    at_6147, before = (1.96 * sqrt(0.16 / shots) for shots in (6147, 6146))
    assert at_6147 <= 0.01 < before
    assert 1.96 * sqrt(0.25 / 9604) == pytest.approx(0.01)
    assert exp(-3) == pytest.approx(0.97**100, abs=3e-3)


def test_the_walds_coverage_fails_near_zero():
    ones = np.arange(101)
    half = 1.96 * np.sqrt(ones / 100 * (1 - ones / 100) / 100)
    for p, expected in ((0.5, 0.943), (0.01, 0.634)):
        holds = abs(ones / 100 - p) <= half
        assert binom(100, p).pmf(ones)[holds].sum() == pytest.approx(expected, abs=2e-3)


def test_wilsons_ends_are_their_own_standard_errors_away():
    for ones, ends in ((0, (0.0, 0.037)), (2, (0.006, 0.070)), (50, (0.404, 0.596))):
        share, z = ones / 100, 1.96
        roots = np.roots([1 + z * z / 100, -(2 * share + z * z / 100), share * share])
        assert sorted(roots) == pytest.approx(list(ends), abs=6e-4)
        for end in roots:
            assert abs(share - end) == pytest.approx(z * sqrt(max(0.0, end * (1 - end)) / 100), abs=1e-9)


def test_a_difference_scatters_by_both():
    assert course().exercise("1-05/second-run").data["truth"] == [-22, 22]
    assert (0.26 - 0.2) / sqrt(0.26 * 0.74 / 400 + 0.16 / 400) == pytest.approx(2.02, abs=5e-3)
    assert 2 * norm.sf(3.02) == pytest.approx(0.05 / 20, rel=0.02)
    assert pytest.approx(0.64, abs=5e-3) == 1 - 0.95**20


@pytest.mark.parametrize("p", [0.1, 0.3])
def test_what_noise_does_to_the_arrow(p):
    arrow = np.array([0.3, -0.5, 0.7])
    rho = (I2 + arrow[0] * X + arrow[1] * Y + arrow[2] * Z) / 2

    def seen(rho):
        return [np.trace(rho @ pauli).real for pauli in (X, Y, Z)]

    x, y, z = arrow
    flip = 1 - 2 * p
    assert seen(struck(rho, (1 - p, I2), (p, X))) == pytest.approx([x, flip * y, flip * z])
    assert seen(struck(rho, (1 - p, I2), (p, Z))) == pytest.approx([flip * x, flip * y, z])
    mixed = struck(rho, (1 - p, I2), (p / 3, X), (p / 3, Y), (p / 3, Z))
    assert seen(mixed) == pytest.approx(list((1 - 4 * p / 3) * arrow))
    stays, falls = np.diag([1, sqrt(1 - p)]), np.array([[0, sqrt(p)], [0, 0]])
    damped = struck(rho, (1, stays), (1, falls))
    assert seen(damped) == pytest.approx([sqrt(1 - p) * x, sqrt(1 - p) * y, p + (1 - p) * z])


def test_which_noise_shows_in_the_x_basis():
    phase, bit = (struck(PLUS, (0.7, I2), (0.3, gate)) for gate in (Z, X))
    assert np.diag(H @ phase @ H).real == pytest.approx([0.7, 0.3])
    assert np.diag(H @ bit @ H).real == pytest.approx([1, 0])


def test_a_steady_error_is_worse_than_random_ones_of_the_same_fidelity():
    excess = 0.01 * pi
    turned = np.cos((pi + excess) / 2) * I2 - 1j * np.sin((pi + excess) / 2) * X
    fidelity = (abs(np.trace(turned.conj().T @ X)) ** 2 + 2) / 6  # (|tr U†V|² + d) / (d² + d)
    assert 1 - fidelity == pytest.approx(2 / 3 * sin(excess / 2) ** 2)
    steady = abs((np.linalg.matrix_power(turned, 20))[1, 0]) ** 2
    random = 0.5 - 0.5 * (1 - 2 * (1 - fidelity)) ** 20
    assert steady / random == pytest.approx(29, abs=0.5)


def test_the_share_that_each_machine_is_expected_to_give():
    """A walk through the chain, bit by bit: each step turns the bit with its own probability."""
    for name, expected in (("Forte-Enterprise-1", 0.2116), ("Garnet", 0.2162), ("Cepheus-1-108Q", 0.2380)):
        facts = devices.device(name)
        one, two, read = (
            1 - facts.figure(f"{what}_fidelity").value for what in ("one_qubit", "two_qubit", "readout")
        )
        share = 0.2
        for turned in (one, 2 * two / 3, 2 * two / 3, 2 * two / 3, read):
            share = share * (1 - turned) + (1 - share) * turned
        assert share == pytest.approx(expected, abs=5e-5)


def test_total_errors_of_the_two_quotes():
    for share, shots, expected in ((0.2116, 100, 0.042), (0.2380, 10_000, 0.038), (0.2116, 1000, 0.017)):
        assert sqrt((share - 0.2) ** 2 + share * (1 - share) / shots) == pytest.approx(expected, abs=6e-4)
