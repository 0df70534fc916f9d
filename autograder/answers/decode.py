"""Decode an answer strictly, on the judge's side.

The data may come from a process that a learner controlled. Every field is checked before it is used;
whatever does not fit raises :class:`Malformed`, never another exception, in bounded time and memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import numpy as np

from autograder.answers import limits
from autograder.answers.fields import Malformed, NoAnswer, field, garbled, number, real, text, typed
from autograder.answers.values import Counts, Outputs, Raised, Unanswered
from autograder.findings import Finding

MAX_REPORTED_VALUES = 8


def decode(data: object) -> object:
    """The answer that ``data`` stands for: numbers, text, lists, dictionaries, arrays or one of the records
    of :mod:`autograder.answers.values`.

    Raises:
        NoAnswer: nothing was answered.
        Malformed: the data is not an encoded answer, or breaks a limit.
    """
    try:
        return _Decoder().decode(data, limits.MAX_DEPTH)
    except RecursionError:
        raise Malformed("nested-too-deep", limit=limits.MAX_DEPTH) from None


class _Decoder:
    """Decodes one answer, counting its items as it goes."""

    def __init__(self) -> None:
        self.left = limits.MAX_TOTAL_ITEMS

    def decode(self, data: object, depth: int) -> object:
        if depth == 0:
            raise Malformed("nested-too-deep", limit=limits.MAX_DEPTH)
        self.spend(1)
        if type(data) is not dict:
            garbled("kind")
        kind = data.get("kind")
        decoder = _KINDS.get(kind) if type(kind) is str else None
        if decoder is None:
            garbled("kind")
        return decoder(self, data, depth)

    def spend(self, items: int) -> None:
        self.left -= items
        if self.left < 0:
            raise Malformed("too-large", given="more", limit=limits.MAX_TOTAL_ITEMS)

    def items(self, data: dict[str, Any], name: str = "items", most: int = limits.MAX_ITEMS) -> list[Any]:
        items = field(data, name, list)
        if len(items) > most:
            raise Malformed("too-large", given=len(items), limit=most)
        return items

    def raw_items(self, data: dict[str, Any], name: str, most: int) -> list[Any]:
        """Items that are no encoded answers themselves, which :meth:`decode` would count."""
        items = self.items(data, name, most)
        self.spend(len(items))
        return items

    def nothing(self, data: dict[str, Any], depth: int) -> NoReturn:
        raise NoAnswer("no-answer")

    def unreadable(self, data: dict[str, Any], depth: int) -> NoReturn:
        reported = _reported(data)
        raise Malformed(reported.code, **reported.values)

    def number(self, data: dict[str, Any], depth: int) -> int | float:
        return number(data.get("value"))

    def complex(self, data: dict[str, Any], depth: int) -> complex:
        return complex(number(data.get("re")), number(data.get("im")))

    def text(self, data: dict[str, Any], depth: int) -> str:
        return text(data.get("value"), limits.MAX_TEXT)

    def flag(self, data: dict[str, Any], depth: int) -> bool:
        return field(data, "value", bool)

    def list(self, data: dict[str, Any], depth: int) -> list[object]:
        return [self.decode(item, depth - 1) for item in self.items(data)]

    def mapping(self, data: dict[str, Any], depth: int) -> dict[str, object]:
        decoded: dict[str, object] = {}
        empty: list[str] = []
        for pair in self.items(data):
            if type(pair) is not list or len(pair) != 2:
                garbled("items")
            key = text(pair[0], limits.MAX_NAME)
            if key in decoded or key in empty:
                garbled("items")
            if type(pair[1]) is dict and pair[1].get("kind") == "nothing":
                empty.append(key)
            else:
                decoded[key] = self.decode(pair[1], depth - 1)
        if empty:
            raise _unfilled(empty, decoded)
        return decoded

    def array(self, data: dict[str, Any], depth: int) -> np.ndarray:
        dtype = {"bool": bool, "int": int, "float": float, "complex": complex}.get(field(data, "dtype", str))
        shape = [_size(size) for size in self.items(data, "shape", most=limits.MAX_DEPTH)]
        entries = math.prod(shape)
        values = self.items(data, "data", most=2 * limits.MAX_ITEMS)
        if dtype is None or len(values) != entries * (2 if dtype is complex else 1):
            garbled("shape")
        if entries > limits.MAX_ITEMS or math.prod(size or 1 for size in shape) > limits.MAX_ITEMS:
            raise Malformed("too-large", given=entries, limit=limits.MAX_ITEMS)
        self.spend(entries)
        if dtype is bool:
            return np.array([typed(value, bool) for value in values], dtype=bool).reshape(shape)
        flat = [number(value) for value in values]
        if dtype is int:
            return _integers(flat).reshape(shape)
        floats = np.array([real(value) for value in flat], dtype=float)
        return (floats.view(complex) if dtype is complex else floats).reshape(shape)

    def counts(self, data: dict[str, Any], depth: int) -> Counts:
        counts: dict[str, int] = {}
        for pair in self.raw_items(data, "items", limits.MAX_ITEMS):
            if type(pair) is not list or len(pair) != 2 or type(pair[1]) is not int or pair[1] < 0:
                garbled("items")
            key = text(pair[0], limits.MAX_NAME)
            if not key or key in counts or set(key) - {"0", "1"}:
                garbled("items")
            counts[key] = number(pair[1])  # type: ignore[assignment]
        if len({len(key) for key in counts}) > 1:
            shortest, longest = min(counts, key=len), max(counts, key=len)
            raise Malformed("mixed-widths", given=f"{shortest!r} and {longest!r}")
        return Counts(counts, order="braket")

    def outputs(self, data: dict[str, Any], depth: int) -> Outputs:
        name = text(data.get("name"), limits.MAX_NAME)
        return Outputs(name, tuple(self.output(item, depth - 1) for item in self.items(data)))

    def output(self, item: object, depth: int) -> object:
        if type(item) is dict and item.get("kind") == "raised":
            return Raised(text(item.get("type"), limits.MAX_NAME), text(item.get("message"), 1000))
        try:
            return self.decode(item, depth)
        except Malformed as malformed:
            return Unanswered(malformed.finding.code, malformed.finding.values)

    def analog(self, data: dict[str, Any], depth: int) -> object:
        from autograder.answers.analog import decode_analog

        return decode_analog(data)

    def circuit(self, data: dict[str, Any], depth: int) -> object:
        from autograder.answers.gatelist import decode_circuit

        self.spend(len(self.items(data, "operations", most=limits.MAX_OPERATIONS)))
        return decode_circuit(data)


def _unfilled(empty: list[str], filled: Mapping[str, object]) -> NoAnswer:
    """What is said of a dictionary with placeholders in it: all of its entries, or these."""
    if not filled:
        return NoAnswer("no-answer")
    more = [] if len(empty) <= MAX_REPORTED_VALUES else ["…"]
    return NoAnswer("entries-open", keys=", ".join([*empty[:MAX_REPORTED_VALUES], *more]))


def _size(value: object) -> int:
    if type(value) is not int or not 0 <= value <= limits.MAX_ITEMS:
        garbled("shape")
    return value


def _integers(values: list[int | float]) -> np.ndarray:
    if any(type(value) is not int for value in values):
        garbled("data")
    fits = all(-(2**63) <= value < 2**63 for value in values)
    return np.array(values, dtype=np.int64 if fits else object)


def _reported(data: dict[str, Any]) -> Unanswered:
    """What the learner's side reports of an answer that it could not encode: a known code, plain values."""
    code, values = text(data.get("code"), limits.MAX_NAME), field(data, "values", dict)
    if len(values) > MAX_REPORTED_VALUES or not all(map(_is_name, values)):
        garbled("values")
    plain = {name: _plain(value) for name, value in values.items()}
    if not _reportable(code, plain):
        garbled("code")
    return Unanswered(code, plain)


def _is_name(name: object) -> bool:
    return type(name) is str and len(name) <= limits.MAX_NAME


def _plain(value: object) -> str | int | float:
    return text(value[:300], limits.MAX_NAME * 2) if type(value) is str else number(value)


def _reportable(code: str, values: Mapping[str, object]) -> bool:
    """Whether the learner's side may report the code, and its message can be filled with the values."""
    from autograder.messages import codes_of, sentences

    if code not in codes_of("answers") - {"grader-fault"}:
        return False
    try:
        sentences(Finding(code, {"expected": "", **values}))  # which the judge adds
    except (KeyError, ValueError):
        return False
    return True


_KINDS: dict[str, Callable[[_Decoder, dict[str, Any], int], object]] = {
    name: getattr(_Decoder, name)
    for name in [
        "nothing",
        "unreadable",
        "number",
        "complex",
        "text",
        "flag",
        "list",
        "mapping",
        "array",
        "counts",
        "outputs",
        "circuit",
        "analog",
    ]
}
