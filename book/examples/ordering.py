"""Given lines in an order that works. Every order that works is right, and some lines are not needed. It
is data, too.
"""

from autograder.attempts import alternative, reference, wrong
from autograder.checks.ordering import ordering

HINTS = ("a question", "a pointer", "nearly the solution")

bell_in_order = ordering(
    "ordering",
    lines={
        "a": "pair.cnot(0, 1)",
        "b": "pair = Circuit()",
        "c": "pair.h(0)",
        "d": "spare = Circuit().i(0)",
        "e": "pair.h(1)",
    },
    needed="abcd",
    before=["bc", "ca"],
    distractors="e",
    says={
        "e": (
            "superposition-everywhere",
            {
                "does": "Line e puts H on qubit 1 as well.",
                "look": "What does CNOT do to four equal amplitudes?",
            },
        ),
        ("a", "c"): (
            "cnot-before-h",
            {
                "does": "In your order CNOT acts while its control is still 0.",
                "look": "What must be true of qubit 0 before CNOT acts?",
            },
        ),
    },
    hints=HINTS,
)


@reference("ordering")
def one_order(given):
    return "b c a d"


@alternative("ordering")
def another_order(given):
    return "d b c a"


@wrong("ordering", "cnot-before-h")
def too_early(given):
    return "b a c d"
