"""Refuses, in the process that calls ``guard()``, every connection elsewhere, and notes what was tried.

A kernel talks with its client through ZeroMQ, which doesn't use Python's sockets, and with itself through
pairs of Unix sockets: so all that is refused here would have left the kernel.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

#: Names the file in which attempts are noted.
NOTED_IN = "GANGWAY_TRIED"


class LeftTheMachine(ConnectionError):
    """A connection was attempted."""


def guard() -> None:
    """Refuse connections, datagrams and questions for addresses, from now on."""
    own = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def connect(name: str) -> Any:
        def refusing(self: socket.socket, address: Any) -> Any:
            if self.family == getattr(socket, "AF_UNIX", None):
                return own[name](self, address)
            return _refuse(address)

        return refusing

    for name in own:
        setattr(socket.socket, name, connect(name))
    socket.socket.sendto = lambda self, *arguments: _refuse(arguments[-1])  # type: ignore[method-assign]
    socket.getaddrinfo = lambda host, *_, **__: _refuse(host)


def startup(folder: Path) -> dict[str, str]:
    """The environment in which every kernel guards itself; ``folder`` is where it is prepared."""
    scripts = folder / "ipython" / "profile_default" / "startup"
    scripts.mkdir(parents=True, exist_ok=True)
    (scripts / "00-offline.py").write_text(
        f"__import__('runpy').run_path({__file__!r})['guard']()\n", encoding="utf-8"
    )
    return {"IPYTHONDIR": str(folder / "ipython"), NOTED_IN: str(tried(folder))}


def tried(folder: Path) -> Path:
    """The file in which a guarded kernel's attempts are noted; there is none as long as nothing was tried."""
    return folder / "tried.txt"


def _refuse(address: Any) -> Any:
    if path := os.environ.get(NOTED_IN):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{address}\n")
    raise LeftTheMachine(f"a connection to {address} was attempted")
