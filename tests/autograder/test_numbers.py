"""Numbers: what is right within tolerance, and the slips that have names."""

import math

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from autograder.answers import encode
from autograder.checks import numbers
from autograder.exercise import exercise
from autograder.judge import judge
from autograder.kinds import Array, Interval, Number
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")


def asks(check, takes=None):
    return exercise("number", takes=takes or Number(), hints=HINTS)(lambda answer, given: check(answer))


def codes(asked, answer):
    verdict = judge(asked, encode(answer))
    assert all(text(finding, {"forgot-spin": {"does": "Spin."}}) for finding in verdict.findings)
    return list(verdict.codes)


def close(expected, **settings):
    return asks(lambda answer: numbers.close_to(answer, expected, **settings))


RIGHT = 0.37


@pytest.mark.parametrize("answer", [0.37, 0.3701, np.float64(0.37), np.array([0.37])])
def test_right_numbers_pass(answer):
    assert codes(close(RIGHT), answer) == []


@pytest.mark.parametrize(
    ("expected", "about", "answer", "code"),
    [
        (RIGHT, {}, None, "no-answer"),
        (RIGHT, {}, "0.37", "wrong-type"),
        (RIGHT, {}, True, "wrong-type"),
        (RIGHT, {}, math.nan, "not-finite"),
        (RIGHT, {}, -0.37, "wrong-sign"),
        (RIGHT, {}, 0.74, "off-by-two"),
        (RIGHT, {}, 0.185, "off-by-two"),
        (RIGHT, {}, 37.0, "percent-for-fraction"),
        (RIGHT, {}, 0.63, "complement"),
        (RIGHT, {}, 370.0, "order-of-magnitude"),
        (RIGHT, {}, 0.1369, "squared"),
        (RIGHT, {}, math.sqrt(0.37), "square-root"),
        (RIGHT, {}, 1 / 0.37, "reciprocal"),
        (RIGHT, {}, 0.37 * math.sqrt(2), "factor-root-two"),
        (RIGHT, {}, 0.37 * 2 * math.pi, "factor-two-pi"),
        (RIGHT, {}, 0.37 * math.log(2), "wrong-logarithm"),
        (RIGHT, {}, 0.9111, "wrong-number"),
        (math.pi / 3, {"angle": True}, 60.0, "angle-in-degrees"),
        (math.pi / 3, {"angle": True}, math.radians(math.pi / 3), "angle-converted-twice"),
        (12, {}, 13, "off-by-one"),
        (12, {}, 11.0, "off-by-one"),
        (0.05, {"samples": 400, "percent": False}, 0.0025, "one-over-n"),
        (0.025, {"samples": 400}, 0.5, "error-of-one-shot"),
        (8.3, {"units": {"cents": 100}}, 830.0, "unit-factor"),
        (8.3, {"misconceptions": {"forgot-spin": 7.1}}, 7.1, "forgot-spin"),
        (4.2e6, {}, 4.2, "order-of-magnitude"),
    ],
)
def test_slips_are_named(expected, about, answer, code):
    assert codes(close(expected, **about), answer) == [code]


@pytest.mark.parametrize(
    ("answer", "code"),
    [(1 - 2j, "conjugated"), (-1 - 2j, "wrong-sign"), (-2 + 1j, "factor-of-i"), (2 + 4j, "off-by-two")],
)
def test_complex_slips(answer, code):
    asked = asks(lambda answer: numbers.close_to(answer, 1 + 2j), Number(complex_=True))
    assert codes(asked, answer) == [code]
    assert codes(asked, 1 + 2j) == []


@drawn(st.floats(min_value=-1e9, max_value=1e9), st.floats(min_value=1e-6, max_value=1e6))
def test_a_slip_that_changes_nothing_is_never_named_and_the_right_value_always_passes(answer, expected):
    assert not list(numbers.close_to(expected, expected, angle=True, samples=1))
    for finding in numbers.close_to(answer, expected, angle=True, samples=100):
        assert abs(answer - expected) > 1e-3 * expected
        assert text(finding)


@drawn(st.integers(-(2**255), 2**255), st.integers(-(2**255), 2**255))
def test_huge_whole_numbers_are_compared_exactly(answer, expected):
    found = list(numbers.exactly(answer, expected))
    assert bool(found) == (answer != expected)
    assert all(text(finding) for finding in found)


def test_no_finding_carries_the_right_value():
    for answer in (-0.123456, 12.3456, 0.246912, 0.9):
        for finding in numbers.close_to(answer, 0.123456):
            assert "0.123456" not in text(finding).replace("-0.123456", "")


def test_one_of_several():
    asked = asks(lambda answer: numbers.one_of(answer, [3, -3]))
    assert codes(asked, 3) == codes(asked, -3) == []
    assert codes(asked, 6) == ["off-by-two"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (-1.137, []),
        (-1.1373, []),
        (-1.1373060358, []),
        (-1.14, ["too-few-digits"]),
        (-1.1, ["too-few-digits"]),
        (1.137, ["wrong-sign"]),
        (-1.2, ["wrong-number"]),
    ],
)
def test_significant_digits(answer, expected):
    assert codes(asks(lambda answer: numbers.to_digits(answer, -1.1373060358, 4)), answer) == expected


def test_cut_digits():
    assert codes(asks(lambda answer: numbers.to_digits(answer, 2.71828, 3)), 2.71) == ["cut-not-rounded"]
    assert codes(asks(lambda answer: numbers.to_digits(answer, 2.71828, 3)), 2.72) == []


def test_ranges_and_intervals():
    asked = asks(lambda answer: numbers.within(answer, 2, 3))
    assert [codes(asked, value) for value in (2, 3, 1.9, 3.1)] == [[], [], ["below-range"], ["above-range"]]
    asked = asks(lambda answer: numbers.interval(answer, 469, 531), Interval())
    assert codes(asked, (470, 530)) == []
    assert codes(asked, (484, 516)) == ["one-sigma"]
    assert codes(asked, (490, 510)) == ["interval-narrower"]
    assert codes(asked, (400, 600)) == ["interval-wider"]
    assert codes(asked, (500, 562)) == ["interval-shifted"]


def test_a_share_of_shots_is_judged_exactly():
    from scipy.stats import binom

    asked = asks(lambda answer: numbers.proportion(answer, 0.3, 1000))
    assert all(codes(asked, k / 1000) == [] for k in (240, 300, 360))
    assert codes(asked, 0.7) == ["complement"]
    assert codes(asked, 0.62) == ["off-by-two"]
    assert codes(asked, 0.45) == ["beyond-chance"]
    accepted = [k for k in range(1001) if not list(numbers.proportion(k / 1000, 0.3, 1000))]
    refused = 1 - binom.pmf(accepted, 1000, 0.3).sum()
    assert refused <= 1e-6


def test_means_and_normal_estimates():
    asked = asks(lambda answer: numbers.mean(answer, -0.5, 10_000, span=2))
    assert codes(asked, -0.48) == []
    assert codes(asked, 0.5) == ["wrong-sign"]
    assert codes(asked, -0.7) == ["beyond-chance"]
    asked = asks(lambda answer: numbers.normal(answer, 2.0, 0.01))
    assert codes(asked, 2.04) == []
    assert codes(asked, 4.01) == ["off-by-two"]
    assert codes(asked, 2.1) == ["beyond-chance"]


def test_hoeffding_holds_exactly_for_coins():
    """The exact probability that the mean of 500 signs is refused, for the worst coin."""
    from scipy.stats import binom

    slack = [k for k in range(501) if list(numbers.mean(2 * k / 500 - 1, 0.0, 500, span=2))]
    assert 0 < binom.pmf(slack, 500, 0.5).sum() <= 1e-6


def test_the_smallest_shift_is_caught_with_99_percent_power():
    from scipy.stats import norm

    shift = numbers.smallest_shift(0.01)
    accepted = 0.01 * norm.isf(5e-7)
    assert norm.cdf((accepted - shift) / 0.01) - norm.cdf((-accepted - shift) / 0.01) <= 0.01 * (1 + 1e-9)
    assert list(numbers.normal(2 + shift, 2.0, 0.01))


def test_standard_errors():
    asked = asks(lambda answer: numbers.standard_error(answer, 0.0158, 1000))
    assert codes(asked, 0.0158) == codes(asked, 0.0167) == []
    assert codes(asked, 0.0005) == ["one-over-n"]
    assert codes(asked, 0.5) == ["error-of-one-shot"]
    assert codes(asked, 0.00025) == ["squared"]


MATRIX = np.array([[1, 2j], [3, 4]], dtype=complex)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (MATRIX, None),
        (MATRIX.tolist(), None),
        (MATRIX.T, "transposed"),
        (MATRIX.conj(), "conjugated"),
        (MATRIX.conj().T, "matrix-adjoint"),
        (2 * MATRIX, "off-by-two"),
        (-MATRIX, "wrong-sign"),
        (MATRIX + np.diag([1, 0]), "entries-differ"),
        (MATRIX[0], "wrong-shape"),
        ([], "wrong-shape"),
        (None, "no-answer"),
    ],
)
def test_arrays(answer, code):
    asked = asks(lambda answer: numbers.array_close_to(answer, MATRIX), Array(complex_=True))
    assert codes(asked, answer) == ([] if code is None else [code])


def test_state_vectors_up_to_phase():
    bell = np.array([1, 0, 0, 1]) / math.sqrt(2)
    strict = asks(lambda answer: numbers.array_close_to(answer, bell), Array((4,), complex_=True))
    loose = asks(
        lambda answer: numbers.array_close_to(answer, bell, up_to_phase=True), Array((4,), complex_=True)
    )
    assert codes(loose, 1j * bell) == []
    assert codes(strict, 1j * bell) == ["factor-of-i"]
    assert codes(loose, np.array([1, 0, 0, -1]) / math.sqrt(2)) == ["entries-differ"]
    assert codes(strict, np.array([1, 0, 0, 1])) == ["vector-unnormalised"]
    skewed = np.array([0.8, 0.6, 0, 0])
    asked = asks(lambda answer: numbers.array_close_to(answer, skewed), Array())
    assert codes(asked, skewed[::-1]) == ["entries-reversed"]
    assert codes(asked, skewed**2) == ["squared"]
    assert codes(asked, np.array([[0.8, 0.6, 0, 0]])) == ["wrong-shape"]
