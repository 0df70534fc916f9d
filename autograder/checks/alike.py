"""Whether two values are the same: numbers, arrays, records, counts, as they come out of an answer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.answers import Raised, Unanswered
from autograder.answers.values import Counts, GateList
from autograder.kinds import name_of


def same(first: object, second: object) -> bool:
    """Equality of decoded values, arrays and records among them; numbers up to rounding, True is not 1."""
    if isinstance(first, Counts):
        first = dict(first.counts)
    if isinstance(second, Counts):
        second = dict(second.counts)
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        both = isinstance(first, np.ndarray) and isinstance(second, np.ndarray)
        return both and np.array_equal(first, second)  # type: ignore[arg-type]
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, float) and isinstance(second, int | float) and not isinstance(second, bool):
        return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    return bool(first == second)


def close(output: Any, value: Any, *, relative: float = 1e-6, absolute: float = 1e-6) -> bool:
    """Equality but for rounding: numbers and arrays within tolerance, all else as in :func:`same`.

    An array of another shape is another array.
    """
    try:
        if np.shape(output) != np.shape(value):
            return False
        return bool(np.allclose(output, value, rtol=relative, atol=absolute))
    except (TypeError, ValueError, OverflowError):  # no numbers, or one that is too large for a float
        return same(output, value)


def mirrored(expected: object) -> object | None:
    """What the value becomes when every bitstring in it is read from the other end."""
    if isinstance(expected, str) and expected and set(expected) <= {"0", "1"}:
        return expected[::-1]
    if isinstance(expected, dict) and all(mirrored(key) is not None for key in expected):
        return {str(mirrored(key)): value for key, value in expected.items()}
    if isinstance(expected, list | tuple) and all(isinstance(item, int) for item in expected):
        return list(reversed(expected))
    if isinstance(expected, list | tuple) and all(mirrored(item) is not None for item in expected):
        return [mirrored(item) for item in expected]
    return None


def describe(output: object) -> str:
    """What an output is, in a few words: the value if it is short, else its kind."""
    if isinstance(output, Raised):
        return f"{output.type}: {output.message}"[:120]
    if isinstance(output, Unanswered):
        return "nothing" if output.code == "no-answer" else "something that can't be read"
    if isinstance(output, Counts):
        output = dict(output.counts)
    if isinstance(output, GateList):
        return f"a circuit of {_many(output.width, 'qubit')} and {_many(len(output.operations), 'gate')}"
    listed = output.tolist() if isinstance(output, np.ndarray) else output
    written = repr(shortened(listed)) if _small(output) else ""
    return written if 0 < len(written) <= 80 else name_of(output)


def shortened(value: object) -> object:
    """A value's numbers with seven digits, and without an imaginary part of 0: a long tail tells nothing."""
    if isinstance(value, complex) and value.imag == 0:
        value = value.real
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, complex):
        return complex(float(f"{value.real:.7g}"), float(f"{value.imag:.7g}"))
    if isinstance(value, list | tuple):
        listed = [shortened(item) for item in value]
        return tuple(listed) if isinstance(value, tuple) else listed
    return {key: shortened(item) for key, item in value.items()} if isinstance(value, dict) else value


def _many(number: int, things: str) -> str:
    return f"{number} {things}" if number == 1 else f"{number} {things}s"


def _small(output: object) -> bool:
    """Whether writing it out is cheap."""
    if isinstance(output, int):
        return output.bit_length() <= 128
    if isinstance(output, str | list | dict | tuple):
        return len(output) <= 40
    return not isinstance(output, np.ndarray) or output.size <= 16
