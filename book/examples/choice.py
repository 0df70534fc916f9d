"""One option of several. Each wrong option stands for an idea that has a name. The exercise is data, so a
page without Python can judge it too.
"""

from autograder.attempts import reference, wrong
from autograder.checks.choice import choice

HINTS = ("a question", "a pointer", "nearly the solution")

copying = choice(
    "choice",
    options={
        "a": "CNOT makes a copy of any qubit.",
        "b": "CNOT copies 0 and 1, but no superposition.",
        "c": "CNOT never changes anything but its target.",
    },
    right="b",
    says={
        "a": (
            "copies-everything",
            {
                "does": "Option {option} says that CNOT copies every state.",
                "look": "Let CNOT act on a superposition. Are there two superpositions afterwards?",
            },
        ),
        "c": (
            "control-untouched",
            {
                "does": "Option {option} says that the control always stays as it is.",
                "look": "Put the target into |−⟩ first. What becomes of the control?",
            },
        ),
    },
    hints=HINTS,
)


@reference("choice")
def only_basis_states(given):
    return "b"


@wrong("choice", "copies-everything")
def everything(given):
    return "a"
