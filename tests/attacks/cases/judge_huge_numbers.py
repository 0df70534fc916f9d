import json

import pytest

from ..attack import Replied

HUGE = [10**400, -(10**4000), 1 << 1_000_000, 10**18, json.loads("1" + "0" * 4000)]


def show():
    """A judge that makes floats of them fails."""
    with pytest.raises(OverflowError):
        float(HUGE[0])


ATTACK = Replied(
    "Answers with integers of thousands of digits.",
    lambda: [
        *({"kind": "number", "value": value} for value in HUGE),
        *({"kind": "array", "dtype": "int", "shape": [1], "data": [value]} for value in HUGE),
        *({"kind": "counts", "items": [["0", value]]} for value in HUGE),
        *(
            {"kind": "unreadable", "code": "too-large", "values": {"given": value, "limit": 1}}
            for value in HUGE
        ),
    ],
    show=show,
)
