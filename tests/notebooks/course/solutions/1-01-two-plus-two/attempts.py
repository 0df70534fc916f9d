"""Answers that prove the tiny lesson of the tests."""

from autograder.attempts import alternative, placeholder, reference, wrong


@placeholder("small-sum", "wrong-sum")
def small_untouched(given):
    return 0


@reference("small-sum")
def small_right(given):
    return 2


@wrong("small-sum", "off-by-one")
def small_too_many(given):
    return 3


@wrong("small-sum", "off-by-one")
def small_too_few(given):
    return 1


@wrong("small-sum", "wrong-sum")
def small_joined(given):
    return 11


@placeholder("large-sum", "wrong-sum")
def large_untouched(given):
    return 0


@reference("large-sum")
def large_right(given):
    return 4


@alternative("large-sum")
def large_as_a_float(given):
    return 4.0


@wrong("large-sum", "off-by-one")
def large_too_many(given):
    return 5


@wrong("large-sum", "off-by-one")
def large_too_few(given):
    return 3


@wrong("large-sum", "wrong-sum")
def large_joined(given):
    return 22
