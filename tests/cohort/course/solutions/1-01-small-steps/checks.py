"""What is right in the small lesson of the cohort's tests."""

from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding, Picture
from autograder.kinds import Function, Number

HINTS = ["What was the question?", "It is below a hundred.", "It is six times seven."]
MESSAGES = {
    "reversed-digits": {
        "does": "Your number is {given}, with its digits the other way round.",
        "look": "Read it again.",
    },
    "not-the-answer": {"does": "Your number is {given}.", "asked": "Asked was the answer."},
    "halfway": {
        "does": "Your function doubles only some numbers: not {given}.",
        "look": "Try negative numbers.",
    },
    "never": {"does": "Your function doubles nothing."},
}
INPUTS = ((1,), (3,), (-2,))


@exercise("answer-to-all", takes=Number(), points=2, hints=HINTS, messages=MESSAGES)
def answer_to_all(answer, given):
    if answer == 24:
        bars = {"labels": ["it"], "expected": [0.42], "given": [0.24], "unit": "probability"}
        picture = Picture("bars", bars, "One bar of 0.24 where 0.42 was asked.")
        yield Finding("reversed-digits", {"given": answer}, rank=LIKELY, picture=picture)
    elif answer != 42:
        yield Finding("not-the-answer", {"given": answer})


@exercise(
    "doubling", takes=Function(lambda given: INPUTS, Number()), points=3, hints=HINTS, messages=MESSAGES
)
def doubling(answer, given):
    failed = [x for (x,), y in zip(INPUTS, answer.items, strict=True) if y != 2 * x]
    if len(failed) == len(INPUTS):
        yield Finding("never")
    elif failed:
        yield Finding("halfway", {"given": failed[0]}, credit=0.5)
