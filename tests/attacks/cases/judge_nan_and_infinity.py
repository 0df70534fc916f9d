import json
import math

from ..attack import Replied


def answers():
    """NaN, infinities, overflowing, denormal and negative zero numbers, in every place that takes one."""
    strange = [math.nan, math.inf, -math.inf, json.loads("1e400"), 5e-324, -0.0, 1.7976931348623157e308]
    yield from ({"kind": "number", "value": value} for value in strange)
    yield from ({"kind": "complex", "re": 42.0, "im": value} for value in strange[:4])
    yield from ({"kind": "array", "dtype": "float", "shape": [1], "data": [value]} for value in strange)
    yield from (
        {"kind": "array", "dtype": "complex", "shape": [1], "data": [42.0, value]} for value in strange[:4]
    )


def show():
    """A check that asks whether the difference is too large lets NaN pass."""
    assert not (abs(math.nan - 42) > 1e-9)


ATTACK = Replied(
    "Answers with NaN, infinity and numbers at the ends of the range.", lambda: list(answers()), show=show
)
