"""A learner's token: their own numbers for a sealed assignment, as one line of text to paste.

It holds what ``check()`` and ``given()`` need on the learner's side: which exercises are sealed, how an
answer to each is read, when it is well-formed, and the learner's numbers. Nothing in it is secret from its
learner: no expected value, no input of a hidden test, and not the cohort's secret. A check sum tells a token
that was copied in part from a whole one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder import kinds
from autograder.asked import plain, reading, value_of
from autograder.kinds import Function, Kind

_BEGINNING = "gw1"
_TOKEN = re.compile(r"gw1\.([A-Za-z0-9_-]+)\.([0-9a-f]{8})")

#: The most that a token unpacks to, in bytes.
_MOST = 1_000_000


class NoToken(ValueError):
    """Text that is no token, or not a whole one; the message says so."""


@dataclass(frozen=True)
class Token:
    """What a token says.

    Attributes:
        assignment: for which assignment, ``1-01-bell-pair``.
        learner: whose it is.
        exercises: by exercise id, ``{"kind": …, "given": {…}}`` in plain data.
    """

    assignment: str
    learner: str
    exercises: Mapping[str, Mapping[str, Any]]

    def dumps(self) -> str:
        """As text: letters, digits, ``. _ -``."""
        packed = zlib.compress(json.dumps(vars(self), ensure_ascii=False).encode(), 9)
        body = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        return f"{_BEGINNING}.{body}.{_sum(body)}"


def loads(text: str) -> Token:
    """The token in a text, whatever stands around it.

    Raises:
        NoToken: there is none, or a part of it is missing.
    """
    match = _TOKEN.search(re.sub(r"\s", "", text))
    if match is None:
        raise NoToken(f"this is no token; a token begins with {_BEGINNING}. and is copied whole")
    body, check = match.groups()
    if _sum(body) != check:
        raise NoToken("this token is damaged: copy it once more, from its first letter to its last")
    packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return Token(**json.loads(zlib.decompressobj().decompress(packed, _MOST)))


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:8]


def entry(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a token says of an exercise; ``given`` is plain already (:func:`autograder.asked.plain`)."""
    return {"kind": written(kind), "given": dict(given)}


def written(kind: Kind) -> Any:
    """A kind of answer as plain data; of a function's kind, not the inputs that it is judged on."""
    if type(kind) is not getattr(kinds, type(kind).__name__, None):
        return {"is": "unknown", "expected": kind.expected, "reads": reading(kind)}
    parts = {}
    for name, value in vars(kind).items():
        if isinstance(value, Kind):
            parts[name] = {"kind": written(value)}
        elif isinstance(value, Mapping) and all(isinstance(item, Kind) for item in value.values()):
            parts[name] = {"kinds": {key: written(item) for key, item in value.items()}}
        elif not callable(value):
            parts[name] = {"value": plain(value)}
    return {"is": type(kind).__name__, "parts": parts}


def read(form: Mapping[str, Any]) -> Kind | None:
    """The kind that :func:`written` wrote; ``None`` for one that only its exercise knows."""
    cls = getattr(kinds, form["is"], None)
    if not (isinstance(cls, type) and issubclass(cls, Kind)):
        return None
    parts = {name: _part(part) for name, part in form["parts"].items()}
    if cls is Function:
        return Function(lambda _: (), parts["returns"])
    return cls(**parts)


def _part(part: Mapping[str, Any]) -> Any:
    if "kind" in part:
        return read(part["kind"])
    if "kinds" in part:
        return {name: read(form) for name, form in part["kinds"].items()}
    return value_of(part["value"])


def well_formed(form: Mapping[str, Any], answer: object) -> None:
    """Do nothing if an answer is well-formed, as far as that shows without its check.

    Raises:
        Malformed: it isn't, or it is the placeholder.
    """
    from autograder.answers import decode, encode

    kind = read(form)
    if isinstance(kind, Function):
        if not callable(answer):
            raise kind.wrong_type(decode(encode(answer)))
        return
    decoded = decode(encode(answer, kind.prepare if kind else None))
    if kind:
        kind.accept(decoded)
