"""Counts of one qubit."""

import pytest

from autograder.checks import coins


def test_what_never_came_is_not_in_counts():
    assert coins.tossed(3, 10) == {"0": 7, "1": 3}
    assert coins.tossed(0, 10) == {"0": 10}
    assert coins.tossed(10, 10) == {"1": 10}


@pytest.mark.parametrize("wanted", [-1.0, -0.8, 0.0, 0.36, 1.0])
def test_counts_have_the_expectation_value_that_was_asked_for(wanted):
    counts = coins.with_expectation(wanted, 1000)
    assert sum(counts.values()) == 1000
    assert coins.expectation(counts) == pytest.approx(wanted, abs=1e-3)
