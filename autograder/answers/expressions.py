"""Parameter expressions as nested tuples: ``("mul", 2.0, ("free", "theta"))``.

Both SDKs keep theirs as sympy expressions; the judge evaluates the tuples without sympy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograder.answers import limits
from autograder.answers.fields import Malformed, garbled, real, text
from autograder.answers.unreadable import Unreadable

#: Operator -> how many parts it takes (``None``: two or more) and what it does.
OPERATORS: Mapping[str, tuple[int | None, Callable[..., float]]] = {
    "add": (None, lambda *parts: math.fsum(parts)),
    "mul": (None, lambda *parts: math.prod(parts)),
    "pow": (2, lambda base, exponent: base**exponent),
    "mod": (2, lambda left, right: left % right),
    "sin": (1, math.sin),
    "cos": (1, math.cos),
    "tan": (1, math.tan),
    "asin": (1, math.asin),
    "acos": (1, math.acos),
    "atan": (1, math.atan),
    "exp": (1, math.exp),
    "log": (1, math.log),
    "abs": (1, abs),
    "sign": (1, lambda value: float((value > 0) - (value < 0))),
    "floor": (1, lambda value: float(math.floor(value))),
    "ceiling": (1, lambda value: float(math.ceil(value))),
}


def from_sympy(expression: Any, depth: int = limits.MAX_EXPRESSION_DEPTH) -> object:
    """A sympy expression as a float or a nested tuple; raises :class:`Unreadable` for other functions."""
    if depth == 0:
        raise Unreadable("unreadable-parameter", given=str(expression)[:60])
    if not getattr(expression, "free_symbols", None):
        return _value(expression)
    if expression.is_Symbol:
        return ("free", str(expression.name)[: limits.MAX_NAME])
    name = type(expression).__name__.lower()
    if name not in OPERATORS:
        raise Unreadable("unreadable-parameter", given=str(expression)[:60])
    return (name, *(from_sympy(part, depth - 1) for part in expression.args))


def _value(expression: Any) -> float:
    try:
        value = float(expression)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable("unreadable-parameter", given=str(expression)[:60]) from None
    if not math.isfinite(value):
        raise Unreadable("not-finite", given=str(value))
    return value


def to_data(parameter: object) -> object:
    """The JSON form of a parameter: a number, or nested lists."""
    return [to_data(part) for part in parameter] if isinstance(parameter, tuple) else parameter


def from_data(data: object, depth: int = limits.MAX_EXPRESSION_DEPTH) -> object:
    """A parameter from its JSON form, checked: a float, or a nested tuple of bounded depth."""
    if type(data) is not list:
        return real(data)
    if depth == 0 or not 2 <= len(data) <= limits.MAX_EXPRESSION_PARTS:
        garbled("parameter")
    operator = text(data[0], limits.MAX_NAME)
    if operator == "free" and len(data) == 2:
        return ("free", text(data[1], limits.MAX_NAME))
    arity = OPERATORS[operator][0] if operator in OPERATORS else 0
    if arity not in (None, len(data) - 1):
        garbled("parameter")
    return (operator, *(from_data(part, depth - 1) for part in data[1:]))


def evaluate(parameter: object, values: Mapping[str, float]) -> float:
    """The number that a parameter stands for once its free names have ``values``.

    Raises:
        Malformed: it has no real finite value there.
        KeyError: a name has no value.
    """
    try:
        value = _evaluate(parameter, values)
    except (ArithmeticError, ValueError):
        value = math.nan
    if isinstance(value, complex) or not math.isfinite(value):
        raise Malformed("undefined-parameter", names=", ".join(sorted(values)) or "numbers")
    return value


def _evaluate(parameter: object, values: Mapping[str, float]) -> Any:
    if not isinstance(parameter, tuple):
        return parameter
    if parameter[0] == "free":
        return values[parameter[1]]
    return OPERATORS[parameter[0]][1](*(_evaluate(part, values) for part in parameter[1:]))
