"""Messages between a job and its cloud over two pipes: a length, a JSON head, then the body's bytes."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")


def write(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Send a message.

    Raises:
        OSError: the other end is gone.
    """
    text = json.dumps(head).encode()
    pipe.write(_LENGTHS.pack(len(text), len(body)) + text + body)
    pipe.flush()


def read(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Wait for a message; None when the other end is gone."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    text = pipe.read(head)
    return (json.loads(text), pipe.read(body)) if len(text) == head else None
