"""Filters of the searches: comparisons of times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from gangway.cloud.errors import invalid

_COMPARISONS: dict[str, Callable[[Any, float], Any]] = {"LT": lt, "LTE": le, "EQUAL": eq, "GT": gt, "GTE": ge}


def number(column: Any, operator: str, values: list[float]) -> Any:
    """``column`` compared with the value, or between the two values.

    Raises:
        ServiceError: another number of values than the operator takes.
    """
    wanted = 2 if operator == "BETWEEN" else 1
    if len(values) != wanted:
        raise invalid(f"The operator {operator} takes {wanted} value{'s' * (wanted > 1)}, not {len(values)}.")
    if operator == "BETWEEN":
        return column.between(*sorted(values))
    return _COMPARISONS[operator](column, values[0])


def seconds(text: str) -> float:
    """A time as clients write it (ISO 8601, or seconds since 1970) in seconds since 1970.

    Raises:
        ServiceError: it is none.
    """
    try:
        return float(text)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(f"{text!r} is no time; write it as in 2026-11-22T12:00:00Z.") from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
