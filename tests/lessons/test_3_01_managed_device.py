"""The figures that the prose of lesson 3-01 quotes, each worked out by another way than the lesson's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from autograder.course import course
from gangway import devices

FEE, FORTE, GARNET, CEPHEUS = Decimal("0.30"), Decimal("0.08"), Decimal("0.00145"), Decimal("0.000425")


def test_prices_are_those_that_the_prose_was_written_with():
    for name, shot in (("Forte-Enterprise-1", FORTE), ("Garnet", GARNET), ("Cepheus-1-108Q", CEPHEUS)):
        price = devices.device(name).price
        assert (Decimal(str(price.task)), Decimal(str(price.shot))) == (FEE, shot)


def test_the_invoice_and_the_chart():
    assert Decimal("3212") == 40 * (FEE + 1000 * FORTE)
    twelve = [12 * (FEE + 2500 * shot) for shot in (FORTE, GARNET, CEPHEUS)]
    assert twelve == [Decimal("2403.60"), Decimal("47.10"), Decimal("16.35")]
    assert Decimal("6.10") == FEE + 4000 * GARNET
    assert Decimal("44.10") == 2 * (FEE + 15_000 * GARNET)


def test_the_hundredfold_fee():
    one, many = FEE + 10_000 * GARNET, 100 * (FEE + 100 * GARNET)
    assert 2.9 < many / one < 3.1


def test_the_assignment_s_figures():
    assert 12 * (FEE + 1000 * GARNET) + 20 * 3 * Decimal("0.075") / 60 == Decimal("21.075")
    order = 6 * (FEE + 2401 * GARNET)
    assert round(order, 2) == Decimal("22.69")
    assert round(6 * 2401 * GARNET, 2) == Decimal("20.89")
    assert pytest.approx(Decimal("7.93"), abs=Decimal("0.01")) == 6 * (FEE + 2401 * CEPHEUS)
    assert 0.9 + 0.98 / 2401**0.5 < 0.95 - 0.98 / 2401**0.5, "told apart"
    assert 0.9 + 0.98 / 1200**0.5 > 0.95 - 0.98 / 1200**0.5, "not with half of the shots"


def test_every_plan_has_more_than_one_device_and_forte_breaks_the_budget():
    exercise = course().exercise("3-01/run-plan")
    for seed in map(str, range(50)):
        given = exercise.given(seed)
        shots = Decimal(int(np.ceil((0.98 / given["half_width"]) ** 2 - 1e-9)))
        costs = [given["circuits"] * (FEE + shots * price) for price in (CEPHEUS, GARNET, FORTE)]
        assert costs[1] <= given["budget"] < 300 < costs[2]
        assert costs[0] < costs[1]


def turn(angle, axis):
    """The matrix of prx: a turn by ``angle`` about the axis at ``axis`` from x towards y."""
    off = -1j * np.sin(angle / 2)
    return np.array(
        [[np.cos(angle / 2), off * np.exp(-1j * axis)], [off * np.exp(1j * axis), np.cos(angle / 2)]]
    )


def test_cnot_in_garnet_s_own_gates():
    right = np.pi / 2
    before, after = np.kron(np.eye(2), turn(-right, right)), np.kron(np.eye(2), turn(right, right))
    cnot = after @ np.diag([1, 1, 1, -1]) @ before
    assert np.allclose(cnot, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    assert np.allclose(turn(right, right) @ [1, 0], [2**-0.5, 2**-0.5])


def test_the_best_chain_of_that_day():
    pairs = devices.calibration("Garnet", "2026-05-05").pairs
    best = sorted(pairs, key=lambda pair: -pairs[pair].fidelity)[:2]
    assert best == [(16, 20), (19, 20)]
    assert [round(pairs[pair].fidelity, 4) for pair in best] == [0.9978, 0.9977]
    assert (17, 18) not in pairs
    assert (16, 17) in pairs


def test_the_pair_of_atoms_is_blockaded():
    aquila = devices.device("Aquila")
    rabi = np.pi / np.sqrt(2) / 0.9e-6
    assert aquila.figure("c6").value / 6e-6**6 > 30 * rabi
    assert rabi < aquila.figure("rabi_frequency_max").value
    assert rabi / 1e-7 < aquila.figure("rabi_slew_rate_max").value
