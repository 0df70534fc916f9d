"""Which encoder an SDK's object has, told by where its class was defined: no SDK is imported for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.answers.unreadable import Encoded

Encoder = Callable[[Any], Encoded]
#: What encodes an object, by the module and the name of its class.
Encoders = Mapping[tuple[str, str], Encoder]


def encoder(encoders: Encoders, cls: type) -> Encoder | None:
    """The encoder of a class, or of the first class above it that has one; ``None`` if none has."""
    above = ((base.__module__, base.__name__) for base in cls.__mro__)
    return next((encoders[base] for base in above if base in encoders), None)
