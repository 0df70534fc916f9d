from ..attack import Replied

EVIL = '<script>alert("evil")</script><img src=x onerror=alert(1)>[x](javascript:alert(1))`$x$'


def show():
    """A page that repeats what was given runs it."""
    assert "<script>" in f"<p>You gave {EVIL}</p>"


ATTACK = Replied(
    "Answers with markup that the feedback repeats.",
    lambda: [
        {"kind": "unreadable", "code": "wrong-type", "values": {"given": EVIL}},
        {
            "kind": "outputs",
            "name": EVIL[:200],
            "items": [{"kind": "raised", "type": EVIL[:99], "message": EVIL}] * 3,
        },
        {
            "kind": "outputs",
            "name": "f",
            "items": [{"kind": "unreadable", "code": "wrong-type", "values": {"given": EVIL}}] * 3,
        },
        {"kind": "text", "value": EVIL},
        {"kind": EVIL[:90]},
    ],
    exercise="function",
    show=show,
)
