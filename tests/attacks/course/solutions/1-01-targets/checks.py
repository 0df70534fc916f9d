"""What is right in the assignment that is attacked. It holds a canary, which no learner may ever see."""

from autograder.checks import states
from autograder.checks.named_states import BELL_PHI_PLUS
from autograder.exercise import exercise
from autograder.findings import Finding
from autograder.kinds import Circuit, Function, Number

CANARY = "the canary of the checks"
HINTS = ["What was asked?", "It is below a hundred.", "It is six times seven."]
MESSAGES = {
    "not-it": {"does": "Your number is {given}.", "asked": "Asked was another."},
    "not-doubled": {"does": "Your function doubles not every number."},
}
INPUTS = ((1,), (3,), (-2,))


@exercise("number", takes=Number(), points=2, hints=HINTS, messages=MESSAGES)
def number(answer, given):
    if not abs(answer - 42) <= 1e-9:
        yield Finding("not-it", {"given": answer})


@exercise(
    "function", takes=Function(lambda given: INPUTS, Number()), points=3, hints=HINTS, messages=MESSAGES
)
def function(answer, given):
    if any(y != 2 * x for (x,), y in zip(INPUTS, answer.items, strict=True)):
        yield Finding("not-doubled")


@exercise("circuit", takes=Circuit(), points=2, hints=HINTS)
def circuit(answer, given):
    yield from states.prepares(answer, BELL_PHI_PLUS)
