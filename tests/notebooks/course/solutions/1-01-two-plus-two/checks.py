"""What is right in the tiny lesson of the tests."""

from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Number

HINTS = ["What is a sum?", "Count on your fingers.", "Hold up two fingers, then two more."]
MESSAGES = {
    "off-by-one": {"does": "Your sum is {given}, one off.", "look": "Count again."},
    "wrong-sum": {"does": "Your sum is {given}."},
}


def _sum(answer, right):
    if abs(answer - right) == 1:
        yield Finding("off-by-one", {"given": answer}, rank=LIKELY)
    elif answer != right:
        yield Finding("wrong-sum", {"given": answer})


@exercise("small-sum", takes=Number(), hints=HINTS, messages=MESSAGES, graded=False)
def small_sum(answer, given):
    yield from _sum(answer, 2)


@exercise("large-sum", takes=Number(), points=2, hints=HINTS, messages=MESSAGES)
def large_sum(answer, given):
    yield from _sum(answer, 4)
