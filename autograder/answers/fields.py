"""The fields of an encoded answer, each checked before it is used."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from autograder.answers import limits
from autograder.findings import Finding

T = TypeVar("T")
#: A finding's code, as an answer may report it.
CODE = re.compile(r"[a-z]+(-[a-z]+){0,7}")


class Malformed(Exception):
    """An answer that can't be judged, with the finding that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, values)


class NoAnswer(Malformed):
    """Nothing was answered."""


def garbled(what: str) -> NoReturn:
    """Raise the finding for data that no encoder of ours makes."""
    raise Malformed("garbled", what=what)


def field(data: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """The field ``name`` of an encoded answer, which must be exactly of type ``kind``."""
    value = data.get(name)
    if type(value) is not kind:
        garbled(name)
    return value


def number(value: object) -> int | float:
    """A finite number of bounded size; booleans are none."""
    if type(value) is int:
        if value.bit_length() > limits.MAX_INTEGER_BITS:
            raise Malformed("number-too-large", bits=limits.MAX_INTEGER_BITS)
        return value
    if type(value) is float:
        if math.isfinite(value):
            return value
        raise Malformed("not-finite", given=str(value))
    garbled("number")


def real(value: object) -> float:
    """A finite number as a float."""
    return float(number(value))


def text(value: object, most: int) -> str:
    """A text of bounded length that can be written as UTF-8."""
    if type(value) is not str:
        garbled("text")
    if len(value) > most:
        raise Malformed("too-large", given=len(value), limit=most)
    return value.encode("utf-8", "replace").decode("utf-8")


def typed(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        garbled(kind.__name__)
    return value
