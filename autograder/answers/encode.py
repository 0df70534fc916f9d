"""Encode an answer as plain data, on the learner's side.

What can't be encoded becomes ``{"kind": "unreadable", "code": …, "values": …}``, so that a learner hears
the same sentence alone and in a cohort.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from autograder.answers.by_class import Encoder, encoder
from autograder.answers.limits import MAX_DEPTH, MAX_ITEMS, MAX_NAME, MAX_TOTAL_ITEMS
from autograder.answers.numeric import encode_array, encode_number
from autograder.answers.unreadable import Encoded, Unreadable
from autograder.answers.values import GateList

_Sized = TypeVar("_Sized", Sequence[Any], Mapping[Any, Any])
Prepare = Callable[[object], object]
#: Makes what one call of a learner's function runs in: a limit on its time.
Within = Callable[[], AbstractContextManager[object]]

#: The types that most items have: no need to ask where their class was defined.
_COMMON = frozenset({type(None), str, bool, int, float, complex})
#: Where instruments are defined; those that an answer may come from have a method ``as_answer``.
_INSTRUMENTS = "gangway.widgets."


def encode(answer: object, prepare: Prepare | None = None) -> Encoded:
    """The plain-data form of an answer: JSON's own types, with a ``"kind"``.

    Takes numbers, text, lists, dictionaries, numpy arrays, circuits of Braket, Qiskit and OpenQASM 3,
    counts and results of both SDKs, Braket's analog programs, and instruments in which an answer was made.
    Never raises for a learner's mistake.

    Args:
        answer: what the learner handed in.
        prepare: what the exercise makes of it first (:meth:`autograder.kinds.Kind.prepare`).
    """
    try:
        meant = _meant(answer)
        return _Encoder().encode(meant if prepare is None else prepare(meant), MAX_DEPTH)
    except Unreadable as unreadable:
        return {"kind": "unreadable", "code": unreadable.code, "values": unreadable.values}


def call(
    function: object,
    inputs: Sequence[Sequence[Any]],
    prepare: Prepare | None = None,
    within: Within = nullcontext,
) -> Encoded:
    """Call the learner's function on inputs that the judge chose and encode what it returned.

    An exception, of ``within`` too, becomes ``{"kind": "raised", …}`` in place of that output;
    ``KeyboardInterrupt`` passes.
    """
    if not callable(function) or _sdk_encoder(function):  # Braket's circuits can be called
        return encode(function)
    outputs = [_called(function, arguments, prepare, within) for arguments in inputs]
    name = str(getattr(function, "__name__", "function"))[:MAX_NAME]
    return {"kind": "outputs", "name": name, "items": outputs}


def _meant(answer: object) -> object:
    """What was made in an instrument, where the instrument itself is handed in; else the answer as it is.

    Raises:
        Unreadable: what was made in it can't be written down.
    """
    if type(answer) in _COMMON or not any(
        cls.__module__.startswith(_INSTRUMENTS) for cls in type(answer).__mro__
    ):
        return answer
    as_answer = getattr(answer, "as_answer", None)
    return answer if as_answer is None else as_answer()


def _called(
    function: Callable[..., object], arguments: Sequence[Any], prepare: Prepare | None, within: Within
) -> Encoded:
    try:
        with within():
            returned = function(*arguments)
        return encode(returned, prepare)
    except (Exception, SystemExit) as error:  # exit() in a function is a mistake like another
        return {"kind": "raised", "type": type(error).__name__[:MAX_NAME], "message": _message(error)}


def _message(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return ""


class _Encoder:
    """Encodes one answer, counting its items as it goes: one list may hold another many times over."""

    def __init__(self) -> None:
        self.left = MAX_TOTAL_ITEMS

    def encode(self, answer: object, depth: int) -> Encoded:
        if depth == 0:
            raise Unreadable("nested-too-deep", limit=MAX_DEPTH)
        if type(answer) in _COMMON:
            return _plain(answer)
        answer = _meant(answer)
        if sdk := _sdk_encoder(answer):
            return sdk(answer)
        if isinstance(answer, Mapping):
            return {"kind": "mapping", "items": [list(pair) for pair in self._pairs(answer, depth)]}
        if isinstance(answer, list | tuple | range):
            return {"kind": "list", "items": [self.encode(item, depth - 1) for item in self._bounded(answer)]}
        return _plain(answer)

    def _pairs(self, answer: Mapping[Any, object], depth: int) -> list[tuple[str, Encoded]]:
        pairs = [(_key(key), self.encode(value, depth - 1)) for key, value in self._bounded(answer).items()]
        if len({key for key, _ in pairs}) < len(pairs):
            keys = sorted(key for key, _ in pairs)
            repeated = next(key for key, following in pairwise(keys) if key == following)
            raise Unreadable("repeated-key", given=repeated[:80])
        return pairs

    def _bounded(self, answer: _Sized) -> _Sized:
        self.left -= len(answer)
        if len(answer) > MAX_ITEMS:
            raise Unreadable("too-large", given=len(answer), limit=MAX_ITEMS)
        if self.left < 0:
            raise Unreadable("too-large", given=MAX_TOTAL_ITEMS - self.left, limit=MAX_TOTAL_ITEMS)
        return answer


def _plain(answer: object) -> Encoded:
    """An answer that holds no others."""
    if answer is None or answer is Ellipsis:
        return {"kind": "nothing"}
    if isinstance(answer, str):
        return {"kind": "text", "value": str(answer)}
    if isinstance(answer, bool | np.bool_):
        return {"kind": "flag", "value": bool(answer)}
    if isinstance(answer, numbers.Number):
        return encode_number(answer)
    if isinstance(answer, np.ndarray):
        return encode_array(answer)
    if isinstance(answer, GateList):
        return _gate_list(answer)
    if callable(answer):
        raise Unreadable("not-called", given=_function_name(answer))
    raise Unreadable("wrong-type", given=_type_name(answer))


def _gate_list(answer: GateList) -> Encoded:
    from autograder.answers.gatelist import encode_circuit

    return encode_circuit(answer)


def _key(key: object) -> str:
    if isinstance(key, str):
        return str(key)
    if isinstance(key, numbers.Integral) and not isinstance(key, bool):
        return str(int(key))
    if isinstance(key, tuple) and all(isinstance(part, numbers.Integral) for part in key):
        return ",".join(str(int(part)) for part in key)
    raise Unreadable("wrong-key", given=repr(key)[:80])


def _sdk_encoder(answer: object) -> Encoder | None:
    """The encoder of an SDK's object, found by where its class was defined; imports no SDK by itself."""
    for cls in type(answer).__mro__:
        top = cls.__module__.partition(".")[0]
        if top == "braket":
            from autograder.answers import braket

            return encoder(braket.ENCODERS, cls)
        if top == "qiskit":
            from autograder.answers import qiskit

            return encoder(qiskit.ENCODERS, cls)
    return None


def _type_name(answer: object) -> str:
    cls = type(answer)
    return (
        cls.__qualname__
        if cls.__module__ == "builtins"
        else f"{cls.__module__.partition('.')[0]}'s {cls.__qualname__}"
    )


def _function_name(answer: object) -> str:
    """What to call a function or a class that was passed instead of what it makes."""
    name = str(getattr(answer, "__name__", type(answer).__name__))[:80]
    return f"the class {name}" if isinstance(answer, type) else f"the function {name}"
