"""QUBO and Ising models, solutions and energies: exercises of their own."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from autograder.answers import Counts, QuadraticForm, encode
from autograder.checks import optimisation
from autograder.exercise import exercise
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.kinds import Bits, Number, Quadratic
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")


def asks(takes, check):
    return exercise("optimise", takes=takes, hints=HINTS)(lambda answer, given: check(answer))


def verdict(asked, answer):
    judged = judge(asked, encode(answer))
    assert judged.outcome is not Outcome.GRADER_FAULT
    assert all(text(finding, {"forgot-repulsion": {"does": "{given}"}}) for finding in judged.findings)
    return judged


# Exercise 1: maximum cut of a weighted graph as a QUBO, by the energy of every bitstring

WEIGHTS = {(0, 1): 1.0, (1, 2): 2.0, (2, 3): 3.0, (0, 3): 1.5}


def cut(bits):
    return sum(weight for (i, j), weight in WEIGHTS.items() if bits[i] != bits[j])


MINUS_CUT = optimisation.table(lambda bits: -cut(bits), 4)


def upper_triangle():
    matrix = np.zeros((4, 4))
    for (i, j), weight in WEIGHTS.items():
        matrix[i, i] -= weight
        matrix[j, j] -= weight
        matrix[i, j] += 2 * weight
    return matrix


def diagonal(matrix):
    return np.diag(np.diag(matrix))


UPPER = upper_triangle()
CUT = asks(Quadratic(4), lambda answer: optimisation.same_energies(answer, MINUS_CUT))


def as_dictionary(matrix, **more):
    entries = {(int(i), int(j)): float(matrix[i, j]) for i, j in np.argwhere(matrix)}
    return {**entries, **more}


@pytest.mark.parametrize(
    "answer",
    [
        UPPER,
        UPPER.T,
        (UPPER + UPPER.T) / 2,
        UPPER.tolist(),
        as_dictionary(UPPER),
        {
            **{key: value for key, value in as_dictionary(UPPER).items() if key[0] != key[1]},
            **{i: UPPER[i, i] for i in range(4)},
        },
        as_dictionary(UPPER, offset=0),
    ],
    ids=["upper", "lower", "symmetric", "lists", "pairs", "singles", "offset"],
)
def test_any_way_of_writing_the_model_passes(answer):
    assert verdict(CUT, answer).passed


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        ({}, "no-answer"),
        (np.zeros((3, 3)), "wrong-shape"),
        ({(0, 9): 1.0}, "unknown-variable"),
        ({"a": 1.0}, "unknown-variable"),
        ({(0, 1): "x"}, "wrong-type"),
        (-UPPER, "objective-sign"),
        (UPPER + UPPER.T - diagonal(UPPER), "couplings-doubled"),
        ((UPPER + diagonal(UPPER)) / 2, "couplings-halved"),
        (UPPER[::-1, ::-1], "bit-order-reversed"),
        (as_dictionary(UPPER, offset=7.0), "offset-dropped"),
        (2 * UPPER, "scale-differs"),
        (np.zeros((4, 4)), "other-energies"),
        (UPPER + np.diag([1, 0, 0, 0]), "other-energies"),
    ],
)
def test_wrong_models_are_named(answer, code):
    assert verdict(CUT, answer).codes == (code,)


def test_offset_and_scale_where_they_do_not_matter():
    free = asks(
        Quadratic(4), lambda answer: optimisation.same_energies(answer, MINUS_CUT, offset=True, scale=True)
    )
    assert verdict(free, as_dictionary(3 * UPPER, offset=7.0)).passed
    assert verdict(free, -UPPER).codes == ("objective-sign",)
    scaled = asks(Quadratic(4), lambda answer: optimisation.same_energies(answer, MINUS_CUT, scale=True))
    assert verdict(scaled, 3 * UPPER).passed
    assert verdict(scaled, as_dictionary(UPPER, offset=7.0)).codes == ("offset-dropped",)


# The same as an Ising model

ISING = QuadraticForm(np.array([[0, 0.5, 0, 0.75], [0, 0, 1, 0], [0, 0, 0, 1.5], [0, 0, 0, 0]]), -3.75)


def test_the_ising_form_of_the_same_cut():
    assert np.allclose(optimisation.energies(ISING, spins=True), MINUS_CUT)


FIELDS = QuadraticForm(np.array([[1.0, 0.5], [0, -2.0]]))
SPINS = asks(Quadratic(2), lambda answer: optimisation.same_energies(answer, FIELDS, spins=True))


def test_spins_and_bits_are_told_apart():
    as_bits = QuadraticForm(np.array([[-3.0, 2.0], [0, 3.0]]), -0.5)
    assert np.allclose(optimisation.energies(as_bits), optimisation.energies(FIELDS, spins=True))
    assert verdict(SPINS, FIELDS.factors).passed
    assert verdict(SPINS, as_dictionary(as_bits.factors, offset=-0.5)).codes == ("bits-for-spins",)
    bits = asks(Quadratic(2), lambda answer: optimisation.same_energies(answer, as_bits))
    assert verdict(bits, FIELDS.factors).codes == ("spins-for-bits",)
    flipped = np.array([[-1.0, 0.5], [0, 2.0]])
    assert verdict(SPINS, flipped).codes == ("zeros-and-ones-swapped",)


@drawn(st.lists(st.floats(-5, 5), min_size=9, max_size=9))
def test_energies_agree_with_the_definition(values):
    form = QuadraticForm(np.reshape(values, (3, 3)), 0.5)
    for index, energy in enumerate(optimisation.energies(form)):
        x = [int(bit) for bit in f"{index:03b}"]
        assert energy == pytest.approx(np.array(x) @ form.factors @ np.array(x) + 0.5, abs=1e-9)
    for index, energy in enumerate(optimisation.energies(form, spins=True)):
        s = [1 - 2 * int(bit) for bit in f"{index:03b}"]
        pairs = sum(form.factors[i, j] * s[i] * s[j] for i in range(3) for j in range(3) if i != j)
        assert energy == pytest.approx(
            pairs + sum(form.factors[i, i] * s[i] for i in range(3)) + 0.5, abs=1e-9
        )


# Exercise 2: independent set with a penalty that holds

EDGES = ((0, 1), (1, 2), (2, 3))
VALUE = (3.0, 2.0, 2.5, 1.0)
MINUS_VALUE = optimisation.table(
    lambda bits: -sum(v for v, bit in zip(VALUE, bits, strict=True) if bit == "1"), 4
)
BROKEN = optimisation.table(lambda bits: sum(bits[i] == bits[j] == "1" for i, j in EDGES), 4)


def independent(bits):
    return not any(bits[i] == bits[j] == "1" for i, j in EDGES)


def penalised(factor, extra=0.0):
    matrix = -np.diag(VALUE)
    for i, j in EDGES:
        matrix[i, j] = factor
    matrix[0, 2] = extra
    return matrix


SITING = asks(Quadratic(4), lambda answer: optimisation.feasible_optimum(answer, MINUS_VALUE, independent))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (penalised(2.5), None),
        (penalised(50), None),
        (2 * penalised(3), None),
        (None, "no-answer"),
        (penalised(0.5), "optimum-infeasible"),
        (penalised(0), "optimum-infeasible"),
        (-penalised(3), "optimum-infeasible"),
        (penalised(3, extra=9), "optimum-not-best"),
        (np.zeros((4, 4)), "optimum-infeasible"),
    ],
)
def test_penalties_in_a_model(answer, code):
    assert list(verdict(SITING, answer).codes) == ([] if code is None else [code])


FACTOR = asks(Number(), lambda answer: optimisation.penalty(answer, MINUS_VALUE, BROKEN))


def test_the_minimal_penalty_is_the_least_that_holds():
    least = optimisation.minimal_penalty(MINUS_VALUE, BROKEN)
    assert least == pytest.approx(1.0)
    for factor, holds in ((least + 1e-6, True), (least - 1e-6, False)):
        lowest = int(np.argmin(MINUS_VALUE + factor * BROKEN))
        assert independent(f"{lowest:04b}") == holds


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (2, None),
        (3.0, None),
        (0.9, "penalty-too-small"),
        (0, "penalty-too-small"),
        (-3, "penalty-too-small"),
        (1.0, "penalty-ties"),
        (1000, "penalty-too-large"),
    ],
)
def test_penalty_factors(answer, code):
    assert list(verdict(FACTOR, answer).codes) == ([] if code is None else [code])


def test_no_penalty_is_needed_where_breaking_never_pays():
    assert optimisation.minimal_penalty(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 0


# Exercise 3: any optimal bitstring

SOLVED = asks(
    Bits(4),
    lambda answer: optimisation.solution(answer, MINUS_VALUE, {"neighbours must not both send": independent}),
)
CUT_SOLVED = asks(Bits(4), lambda answer: optimisation.solution(answer, MINUS_CUT))


@pytest.mark.parametrize("answer", ["1010", [1, 0, 1, 0], np.array([1, 0, 1, 0]), " 1010 "])
def test_the_best_choice_passes(answer):
    assert verdict(SOLVED, answer).passed


def test_both_halves_of_a_cut_pass():
    best = [f"{index:04b}" for index in np.flatnonzero(MINUS_CUT.min() == MINUS_CUT)]
    assert len(best) == 2
    assert all(verdict(CUT_SOLVED, bits).passed for bits in best)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        ("", "no-answer"),
        ("10", "wrong-width"),
        ("10a0", "not-a-bitstring"),
        (7, "wrong-type"),
        ("0101", "bit-order-reversed"),
        ("1100", "infeasible-solution"),
        ("0000", "worst-solution"),
        ("1000", "not-optimal"),
    ],
)
def test_wrong_choices_are_named(answer, code):
    assert verdict(SOLVED, answer).codes == (code,)


def test_a_complemented_choice():
    taken = asks(
        Bits(3), lambda answer: optimisation.solution(answer, optimisation.table(lambda b: -int(b, 2), 3))
    )
    assert verdict(taken, "000").codes == ("solution-complemented",)


# Exercise 4: mean against best sample, and energies below the ground state

COUNTS = Counts({"1010": 30, "1000": 50, "0000": 20})
MEAN = asks(Number(), lambda answer: optimisation.mean_energy(answer, COUNTS, MINUS_VALUE))
BEST = asks(
    Number(), lambda answer: optimisation.best_energy(answer, Counts({"1000": 60, "0000": 40}), MINUS_VALUE)
)


@pytest.mark.parametrize(
    ("asked", "answer", "code"),
    [
        (MEAN, 0.3 * -5.5 + 0.5 * -3, None),
        (MEAN, -5.5, "best-for-mean"),
        (MEAN, -3.0, "most-frequent-for-mean"),
        (MEAN, -8.5 / 3, "outcomes-not-weighted"),
        (MEAN, 3.15, "wrong-sign"),
        (MEAN, -9.77, "below-ground-state"),
        (MEAN, -4.4, "wrong-number"),
        (BEST, -3.0, None),
        (BEST, -1.8, "mean-for-best"),
        (BEST, -8.5, "optimum-for-best"),
        (BEST, 0.0, "highest-for-best"),
    ],
)
def test_mean_and_best(asked, answer, code):
    assert list(verdict(asked, answer).codes) == ([] if code is None else [code])


# Exercise 5: H2's energy to chemical accuracy (STO-3G, 0.735 Å)

GROUND, REPULSION = -1.1373060358, 0.7199689945
ENERGY = asks(
    Number(),
    lambda answer: optimisation.ground_energy(
        answer,
        GROUND,
        tolerance=1.6e-3,
        misconceptions={"forgot-repulsion": GROUND - REPULSION, "not-converged": -1.1169989968},
    ),
)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (-1.1373060358, None),
        (-1.1365, None),
        (None, "no-answer"),
        (GROUND - REPULSION, "forgot-repulsion"),
        (1.1373, "wrong-sign"),
        (-1.1402, "below-ground-state"),
        (-1.12, "not-converged"),
        (0.475, "not-converged"),
    ],
)
def test_variational_energies(answer, code):
    judged = judge(ENERGY, encode(answer))
    assert list(judged.codes) == ([] if code is None else [code])


def test_too_many_variables_are_the_authors_mistake():
    with pytest.raises(ValueError, match="too many"):
        optimisation.table(lambda bits: 0, 30)


extreme = st.sampled_from([0.0, -0.0, 1e308, -1e308, 5e-324, 1e-300, 2**255, -(2**255), 1, -1]) | st.floats(
    allow_nan=False, allow_infinity=False
)


@drawn(extreme, st.lists(extreme, min_size=16, max_size=16))
def test_extreme_answers_get_a_clean_verdict(number, factors):
    for asked in (FACTOR, MEAN, BEST, ENERGY):
        verdict_of = judge(asked, encode(number))
        assert verdict_of.outcome is not Outcome.GRADER_FAULT
    for asked in (CUT, SITING):
        judged = judge(asked, encode([factors[4 * row : 4 * row + 4] for row in range(4)]))
        assert judged.outcome is not Outcome.GRADER_FAULT


def test_factors_that_overflow_are_refused():
    assert verdict(SITING, np.full((4, 4), 1e308)).codes == ("too-large",)
