import numpy as np

from ..attack import Replied


def answers():
    """Arrays of strange types and shapes, and fields of the wrong type."""
    for dtype in (
        "object",
        "O",
        "datetime64[s]",
        "float128",
        "V8",
        "U9",
        "",
        None,
        3,
        ["int"],
        "Float",
        "int\x00",
    ):
        yield {"kind": "array", "dtype": dtype, "shape": [1], "data": [42]}
    for shape in (
        [-1],
        [1, -1],
        [1 << 62],
        [1 << 31, 1 << 33],
        [0, 1 << 17, 1 << 17],
        [1.0],
        ["1"],
        [True],
        [[1]],
        "1",
    ):
        yield {"kind": "array", "dtype": "int", "shape": shape, "data": [42]}
    for value in (True, "42", [42], {"value": 42}, None, b"42".decode(), {"kind": "number", "value": 42}):
        yield {"kind": "number", "value": value}
        yield {"kind": "complex", "re": value, "im": 0}
        yield {"kind": "flag", "value": value}
        yield {"kind": value, "value": 42}
    yield from (None, True, 42, 42.0, "42", [], [42], {}, {"value": 42}, {"kind": ["number"], "value": 42})


def show():
    """A judge that asks numpy for the array is asked for an exabyte, or gets objects."""
    try:
        np.empty([1 << 31, 1 << 28])
    except (MemoryError, ValueError):
        return
    raise AssertionError("there was room for an exabyte")


ATTACK = Replied("Answers with arrays of impossible types and shapes.", lambda: list(answers()), show=show)
