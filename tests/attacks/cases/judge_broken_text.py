import pytest

from ..attack import Replied

BROKEN = [
    "\ud800",
    "x\udfff",
    "\x00",
    "a\x00b",
    "\x1b]8;;x\x07",
    "\u202e24",
    "\ufeff42",
    "\r\n\x0b\x85\u2028",
]


def show():
    """What writes such a text down fails."""
    with pytest.raises(UnicodeEncodeError):
        BROKEN[0].encode()


ATTACK = Replied(
    "Answers with halves of characters, NULs, control characters and turned-round text.",
    lambda: [
        made
        for text in BROKEN
        for made in (
            {"kind": "text", "value": text},
            {"kind": text},
            {"kind": "unreadable", "code": "wrong-type", "values": {"given": text}},
            {"kind": "unreadable", "code": text, "values": {text: text}},
            {
                "kind": "outputs",
                "name": text,
                "items": [{"kind": "raised", "type": text, "message": text}] * 3,
            },
            {"kind": "mapping", "items": [[text, {"kind": "number", "value": 42}]]},
        )
    ],
    exercise="function",
    show=show,
)
