"""The Bloch sphere, Measure and the CHSH bench in Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from braket.circuits import Circuit
from traitlets import TraitError

import gangway.widgets
from gangway.widgets import BlochSphere, ChshBench, Measure
from gangway.widgets.states import density_matrix


def test_the_sphere_takes_a_state_in_any_form():
    assert BlochSphere([1, 0]).vector == [0, 0, 1]
    assert BlochSphere(np.eye(2) / 2).vector == pytest.approx([0, 0, 0])
    assert BlochSphere(Circuit().h(0).s(0)).vector == pytest.approx([0, 1, 0])
    assert BlochSphere(vector=(0.5, 0, 0)).vector == [0.5, 0, 0]


def test_the_sphere_gives_its_density_matrix():
    plus = np.full((2, 2), 0.5)
    sphere = BlochSphere(plus)
    assert sphere.density_matrix == pytest.approx(plus)
    sphere.density_matrix = [0, 1]
    assert sphere.vector == pytest.approx([0, 0, -1])


def test_the_sphere_is_for_one_qubit():
    with pytest.raises(ValueError, match="one qubit; a state of dimension 4"):
        BlochSphere(Circuit().h(0).cnot(0, 1))
    with pytest.raises(ValueError, match="one is infinite or no number"):
        BlochSphere([math.inf, 0])


def test_the_sphere_in_words():
    assert "(pure)" in BlochSphere([1, 0]).words()
    assert "mixed, length 0.50" in BlochSphere(vector=(0.5, 0, 0)).words()
    assert "longer than 1" in BlochSphere(vector=(2, 0, 0)).words()


def test_measure_takes_a_superposition_and_a_mixture():
    measure = Measure(Circuit().h(0), against=np.eye(2) / 2, labels=("Superposition", "Mixture"))
    pure, mixed = (one["mixture"] for one in measure.preparations)
    assert [part["weight"] for part in pure] == [1.0]
    assert [part["weight"] for part in mixed] == pytest.approx([0.5, 0.5])
    assert measure.measurement_counts == [{}, {}]


def test_measure_gives_what_was_measured():
    measure = Measure(Circuit().h(0).cnot(0, 1))
    measure.set_state({"counts": [[48, 0, 0, 52]]})
    assert measure.measurement_counts == {"00": 48, "11": 52}
    assert "00 48 times and 11 52 times" in measure.words()


def test_measure_says_what_it_cannot_measure():
    assert "density matrix is square" in Measure(np.ones((2, 3))).words()
    assert "expected is a circuit" in Measure(object()).words()
    assert "one is infinite or no number" in Measure([math.nan, 0]).words()
    with pytest.raises(TraitError, match=r"any of \['x', 'y', 'z'\], not the str 'w'"):
        Measure([1, 0], basis="w")


def test_a_mixture_is_its_density_matrix_again():
    generator = np.random.default_rng(1)
    root = generator.normal(size=(4, 4)) + 1j * generator.normal(size=(4, 4))
    density = root @ root.conj().T / np.trace(root @ root.conj().T)
    assert density_matrix(density) == pytest.approx(density)


def test_the_bench_gives_s_with_its_error():
    bench = ChshBench()
    assert math.isnan(bench.s[0])
    bench.set_state({"counts": [[100, 85], [100, 85], [100, 85], [100, 15]]})
    value, error = bench.s
    assert value == pytest.approx(2.8)
    assert error == pytest.approx(math.sqrt(4 * (1 - 0.49) / 100))
    assert "S = 2.80 ± 0.28 (95 %)" in bench.words()


def test_every_instrument_has_its_module_and_its_name():
    for name in gangway.widgets.__all__:
        kind = getattr(gangway.widgets, name)
        assert kind._esm if isinstance(kind._esm, str) else str(kind._esm)
        assert name in dir(gangway.widgets)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        gangway.widgets.Nothing  # noqa: B018
