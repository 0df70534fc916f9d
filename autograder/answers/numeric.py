"""Numbers and arrays of them as plain data."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from typing import Any

import numpy as np

from autograder.answers.limits import MAX_ITEMS
from autograder.answers.unreadable import Encoded, Unreadable


def encode_number(answer: Any) -> Encoded:
    """A number of any kind; raises :class:`Unreadable` if it isn't finite."""
    if isinstance(answer, numbers.Integral):
        return {"kind": "number", "value": int(answer)}
    try:
        if isinstance(answer, numbers.Real | Decimal):
            return {"kind": "number", "value": _finite(float(answer))}
        value = complex(answer)
    except (OverflowError, ValueError):  # a fraction of huge numbers, a signalling NaN
        raise Unreadable("not-finite", given=type(answer).__name__) from None
    return {"kind": "complex", "re": _finite(value.real), "im": _finite(value.imag)}


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Unreadable("not-finite", given=str(value))
    return value


def encode_array(answer: np.ndarray) -> Encoded:
    """A numpy array of numbers or flags; raises :class:`Unreadable` if it isn't one, or is too large."""
    types = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
    if answer.dtype.kind not in types:
        raise Unreadable("wrong-type", given=f"an array of {answer.dtype}")
    if answer.size > MAX_ITEMS:
        raise Unreadable("too-large", given=answer.size, limit=MAX_ITEMS)
    if not np.all(finite := np.isfinite(answer)):
        raise Unreadable("not-finite", given=str(answer[~finite].flat[0]))
    flat = np.ascontiguousarray(answer).ravel()  # a plain array, whatever subclass or layout came
    if answer.dtype.kind in "fc":
        with np.errstate(over="ignore"):
            flat = flat.astype(complex).view(float) if answer.dtype.kind == "c" else flat.astype(float)
        if not np.all(np.isfinite(flat)):  # a long double beyond a double's range
            raise Unreadable("not-finite", given="a number too large")
    return {
        "kind": "array",
        "dtype": types[answer.dtype.kind],
        "shape": list(answer.shape),
        "data": flat.tolist(),
    }
