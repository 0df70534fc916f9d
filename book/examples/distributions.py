"""What counts say, where chance is part of the answer. Right counts are refused less than once in a
million times, and counts of too few shots to tell are sent back.
"""

from autograder.attempts import alternative, reference, wrong
from autograder.checks import distributions
from autograder.exercise import exercise
from autograder.kinds import Counts

HINTS = ("a question", "a pointer", "nearly the solution")


@exercise("close-to", takes=Counts(width=3), hints=HINTS)
def one_flipped_qubit(answer, given):
    yield from distributions.close_to(answer, {"001": 0.5, "111": 0.5})


@reference("close-to")
def about_half_and_half(given):
    return {"001": 489, "111": 511}


@alternative("close-to")
def another_run(given):
    return {"001": 5104, "111": 4896}


@wrong("close-to", "bit-order-reversed")
def read_from_the_other_end(given):
    return {"100": 489, "111": 511}


@exercise("marginals", takes=Counts(width=2), hints=HINTS)
def each_qubit_a_fair_coin(answer, given):
    yield from distributions.marginals(answer, {0: 0.5, 1: 0.5})


@reference("marginals")
def bell_counts(given):
    return {"00": 502, "11": 498}


@wrong("marginals", "wrong-marginal")
def one_is_stuck(given):
    return {"00": 502, "10": 498}


@exercise("correlator", takes=Counts(width=2), hints=HINTS)
def always_opposite(answer, given):
    yield from distributions.correlator(answer, [0, 1], -1.0)


@reference("correlator")
def singlet_counts(given):
    return {"01": 507, "10": 493}


@wrong("correlator", "opposite-correlation")
def always_equal(given):
    return {"00": 507, "11": 493}


@exercise("conditional", takes=Counts(width=2), hints=HINTS)
def qubit_1_where_qubit_0_is_1(answer, given):
    yield from distributions.conditional(answer, {0: 1}, {"1": 1.0})


@reference("conditional")
def follows(given):
    return {"00": 260, "01": 240, "11": 500}


@wrong("conditional", "condition-never-met")
def never_asked(given):
    return {"00": 500, "01": 500}


@exercise("total", takes=Counts(width=1), hints=HINTS)
def a_thousand_shots(answer, given):
    yield from distributions.total(answer, 1000)


@reference("total")
def a_thousand(given):
    return {"0": 497, "1": 503}


@wrong("total", "wrong-number-of-shots")
def a_hundred(given):
    return {"0": 49, "1": 51}
