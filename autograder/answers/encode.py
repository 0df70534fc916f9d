"""Encode an answer as plain data, on the learner's side.

What can't be encoded becomes ``{"kind": "unreadable", "code": …, "values": …}``, so that a learner hears
the same sentence alone and in a cohort.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from autograder.answers.limits import MAX_DEPTH, MAX_ITEMS
from autograder.answers.values import GateList

Encoded = dict[str, Any]
_Sized = TypeVar("_Sized", Sequence[Any], Mapping[Any, Any])


class Unreadable(Exception):
    """An answer that has no plain-data form; carries the code and the values of the finding to report."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


Prepare = Callable[[object], object]


def encode(answer: object, prepare: Prepare | None = None) -> Encoded:
    """The plain-data form of an answer: JSON's own types, with a ``"kind"``.

    Takes numbers, text, lists, dictionaries, numpy arrays, circuits of Braket, Qiskit and OpenQASM 3,
    counts and results of both SDKs, and Braket's analog programs. Never raises for a learner's mistake.

    Args:
        answer: what the learner handed in.
        prepare: what the exercise makes of it first (:meth:`autograder.kinds.Kind.prepare`).
    """
    try:
        return _encode(answer if prepare is None else prepare(answer), MAX_DEPTH)
    except Unreadable as unreadable:
        return {"kind": "unreadable", "code": unreadable.code, "values": unreadable.values}


def call(function: object, inputs: Sequence[Sequence[Any]], prepare: Prepare | None = None) -> Encoded:
    """Call the learner's function on inputs that the judge chose and encode what it returned.

    An exception becomes ``{"kind": "raised", …}`` in place of that output; ``KeyboardInterrupt`` passes.
    """
    if not callable(function) or _sdk_encoder(function):  # Braket's circuits can be called
        return encode(function)
    outputs = [_called(function, arguments, prepare) for arguments in inputs]
    return {"kind": "outputs", "name": getattr(function, "__name__", "function"), "items": outputs}


def _called(function: Callable[..., object], arguments: Sequence[Any], prepare: Prepare | None) -> Encoded:
    try:
        return encode(function(*arguments), prepare)
    except Exception as error:
        return {"kind": "raised", "type": type(error).__name__, "message": str(error)[:300]}


def _encode(answer: object, depth: int) -> Encoded:
    if depth == 0:
        raise Unreadable("nested-too-deep", limit=MAX_DEPTH)
    if answer is None or answer is Ellipsis:
        return {"kind": "nothing"}
    if isinstance(answer, str):
        return {"kind": "text", "value": str(answer)}
    if isinstance(answer, bool | np.bool_):
        return {"kind": "flag", "value": bool(answer)}
    if isinstance(answer, numbers.Number):
        return _number(answer)
    if isinstance(answer, np.ndarray):
        return _array(answer)
    if isinstance(answer, GateList):
        return _gate_list(answer)
    if sdk := _sdk_encoder(answer):
        return sdk(answer)
    if isinstance(answer, Mapping):
        return _mapping(answer, depth)
    if isinstance(answer, list | tuple):
        return {"kind": "list", "items": [_encode(item, depth - 1) for item in _bounded(answer)]}
    if callable(answer):
        raise Unreadable("not-called", given=_function_name(answer))
    raise Unreadable("wrong-type", given=_type_name(answer))


def _gate_list(answer: GateList) -> Encoded:
    from autograder.answers.gatelist import encode_circuit

    return encode_circuit(answer)


def _number(answer: Any) -> Encoded:
    if isinstance(answer, numbers.Integral):
        return {"kind": "number", "value": int(answer)}
    if isinstance(answer, numbers.Real):
        return {"kind": "number", "value": _finite(float(answer))}
    value = complex(answer)
    return {"kind": "complex", "re": _finite(value.real), "im": _finite(value.imag)}


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Unreadable("not-finite", given=str(value))
    return value


def _array(answer: np.ndarray) -> Encoded:
    types = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
    if answer.dtype.kind not in types:
        raise Unreadable("wrong-type", given=f"an array of {answer.dtype}")
    if answer.size > MAX_ITEMS:
        raise Unreadable("too-large", given=answer.size, limit=MAX_ITEMS)
    if not np.all(np.isfinite(answer)):
        raise Unreadable("not-finite", given=str(answer[~np.isfinite(answer)].flat[0]))
    flat = np.ascontiguousarray(answer).ravel()
    flat = flat.astype(complex).view(float) if answer.dtype.kind == "c" else flat
    return {
        "kind": "array",
        "dtype": types[answer.dtype.kind],
        "shape": list(answer.shape),
        "data": flat.tolist(),
    }


def _mapping(answer: Mapping[Any, object], depth: int) -> Encoded:
    items = [[_key(key), _encode(value, depth - 1)] for key, value in _bounded(answer).items()]
    return {"kind": "mapping", "items": items}


def _key(key: object) -> str:
    if isinstance(key, str):
        return str(key)
    if isinstance(key, numbers.Integral) and not isinstance(key, bool):
        return str(int(key))
    if isinstance(key, tuple) and all(isinstance(part, numbers.Integral) for part in key):
        return ",".join(str(int(part)) for part in key)
    raise Unreadable("wrong-key", given=repr(key)[:80])


def _bounded(answer: _Sized) -> _Sized:
    if len(answer) > MAX_ITEMS:
        raise Unreadable("too-large", given=len(answer), limit=MAX_ITEMS)
    return answer


def _sdk_encoder(answer: object) -> Callable[[Any], Encoded] | None:
    """The encoder of an SDK's object, found by where its class was defined; imports no SDK by itself."""
    for cls in type(answer).__mro__:
        top = cls.__module__.partition(".")[0]
        if top == "braket":
            from autograder.answers import braket

            return braket.encoder(cls)
        if top == "qiskit":
            from autograder.answers import qiskit

            return qiskit.encoder(cls)
    return None


def _type_name(answer: object) -> str:
    cls = type(answer)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__.partition('.')[0]}'s {cls.__qualname__}"


def _function_name(answer: object) -> str:
    """What to call a function or a class that was passed instead of what it makes."""
    name = str(getattr(answer, "__name__", type(answer).__name__))[:80]
    return f"the class {name}" if isinstance(answer, type) else f"the function {name}"
