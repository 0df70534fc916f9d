from ..attack import NOTHING, PASSED, InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Changes, from a later cell, what an earlier check handed out, by updating its display.",
    {
        "number-answer": FORGE
        + """
answer = 24
def check(exercise, answer=None):
    value = 24 if exercise == "1-01/number" else 42
    shown = {KIND: {"exercise": "1-01/number", "answer": {"kind": "number", "value": value}}}
    publish_display_data(shown, transient={"display_id": "mine"}, update=value == 42)
""",
    },
    shown=Shown.CREDULOUS,
    # in a kernel, updating a display is part of the protocol: what comes to stand there is the learner's answer
    ends=NOTHING | PASSED,
)
