"""Predictions, made before a result is seen. They earn their points for being made: what the judge notices
is a remark, and no remark costs anything.
"""

from autograder.attempts import reference, wrong
from autograder.checks import prediction

HINTS = ("a question", "a pointer", "nearly the solution")

bell_counts = prediction.distribution(
    "distribution",
    width=2,
    misconceptions={
        "two-random-coins": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal bars: that is what two separate coins give.",
                "look": "What does CNOT make of qubit 1 when qubit 0 is 0, and when it is 1?",
            },
        ),
    },
    hints=HINTS,
)


@reference("distribution")
def two_coins(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


ones = prediction.interval(
    "interval",
    truth=prediction.binomial(shots=1000, probability=0.5),
    unit="ones in 1,000 shots",
    hints=HINTS,
)


@reference("interval")
def half_of_the_range(given):
    return (250, 750)


@wrong("interval", "reversed-interval")
def upside_down(given):
    return (531, 469)
