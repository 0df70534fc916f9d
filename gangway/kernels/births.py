"""What a forked child is given to become a kernel, and how it and the warm parent tell the lab of it."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from typing import Any

#: The most of a message, in bytes.
MESSAGE = 1 << 12


@dataclass(frozen=True)
class Birth:
    """What a forked child needs to become a kernel.

    Attributes:
        asked: ``command``, ``env`` and ``cwd``, as Jupyter asks for them.
        line: where it says that it is up.
        lab: a descriptor of the lab's process, which it ends with.
        given: the environment that the warm parent began with.
    """

    asked: dict[str, Any]
    line: socket.socket
    lab: int
    given: dict[str, str]


def tell(line: socket.socket, message: dict[str, Any], *descriptors: int) -> bool:
    """Send a message; whether there is still somebody to take it."""
    try:
        socket.send_fds(line, [json.dumps(message).encode()[:MESSAGE]], descriptors)
    except OSError:
        return False
    return True
