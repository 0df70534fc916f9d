"""Answers that prove the small lesson of the cohort's tests."""

import operator

from autograder.attempts import alternative, placeholder, reference, wrong


@placeholder("answer-to-all", "not-the-answer")
def untouched(given):
    return 0


@reference("answer-to-all")
def right(given):
    return 42


@alternative("answer-to-all")
def as_a_float(given):
    return 42.0


@wrong("answer-to-all", "reversed-digits")
def reversed_digits(given):
    return 24


@wrong("answer-to-all", "not-the-answer")
def zero(given):
    return 0


@wrong("answer-to-all", "wrong-type")
def spelt(given):
    return "forty-two"


@placeholder("doubling", "never")
def no_function(given):
    return lambda x: None


@reference("doubling")
def twice(given):
    return lambda x: 2 * x


@alternative("doubling")
def added(given):
    return lambda x: operator.add(x, x)


@wrong("doubling", "halfway")
def only_positive(given):
    return lambda x: 2 * x if x > 0 else x


@wrong("doubling", "never")
def squared_more(given):
    return _power


def _power(x):
    return 4 * x**2 + 1


@wrong("doubling", "never")
def raises(given):
    return lambda x: 1 / 0
