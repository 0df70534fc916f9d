from ..attack import Replied

LONG = "9" * 30_000_000


def show():
    """A message that repeats the answer is as long as the answer."""
    assert len(f"Your number is {LONG}.") > 30_000_000


ATTACK = Replied(
    "Answers with 30 MB of text, as text, as a name and as a report of what is wrong.",
    lambda: [
        {"kind": "text", "value": LONG},
        {"kind": LONG},
        {"kind": "outputs", "name": LONG, "items": [{"kind": "raised", "type": LONG, "message": LONG}]},
        {"kind": "unreadable", "code": "wrong-type", "values": {"given": LONG}},
        {"kind": "unreadable", "code": LONG, "values": {LONG: 1}},
        {"kind": "mapping", "items": [[LONG, {"kind": "nothing"}]]},
        {"kind": "counts", "items": [["0" * 1_000_000, 1]]},
    ],
    show=show,
)
