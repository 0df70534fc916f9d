import json

from ..attack import NOTHING, PASSED, Replied


def show():
    """JSON takes the last of two equal keys without a word; others take the first."""
    assert json.loads('{"value": 24, "value": 42}') == {"value": 42}


NUMBER = {"kind": "number", "value": 42}

ATTACK = Replied(
    "Answers with mappings and counts that name a key twice.",
    lambda: [
        {"kind": "mapping", "items": [["x", NUMBER], ["x", NUMBER]]},
        {"kind": "counts", "items": [["00", 1], ["00", 1000]]},
        {"kind": "counts", "items": [["00", 1], ["0", 1000]]},
        {"kind": "mapping", "items": [["x"], ["x", NUMBER, NUMBER], "xy", [1, NUMBER]]},
        # which of the two counts is the runner's business: the judge sees one
        json.loads('{"kind": "number", "value": 42, "value": 24, "kind": "number"}'),
    ],
    show=show,
    ends=NOTHING - PASSED,
)
