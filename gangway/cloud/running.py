"""The practice cloud's server as a process of this machine: found, started, asked, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gangway.trouble import Trouble

HOST = "127.0.0.1"
#: Where the server listens unless that port is taken; then on the next free one.
FIRST_PORT = 8790
#: What waiting is multiplied by unless a learner says otherwise: ten minutes in a queue become six seconds.
TIME_SCALE = 0.01
#: Seconds that a start and a stop may take.
START_PATIENCE, STOP_PATIENCE = 90.0, 15.0
#: In the environment of a server, the process id of whoever needs it: it stops when that process has ended,
#: however it ended. For tests and measurements; a learner's server outlasts its notebook.
ENDS_WITH = "GANGWAY_CLOUD_ENDS_WITH"
_LOCK, _RECORD, _LOG = "server.lock", "server.json", "server.log"


class Held(RuntimeError):
    """Another server keeps its things in that folder."""


@dataclass(frozen=True)
class Address:
    """A server that listens on this machine; ``instance`` is new at each start, ``token`` administers it."""

    port: int
    pid: int
    instance: str
    scale: float
    token: str

    @property
    def url(self) -> str:
        """What AWS clients are told to call."""
        return f"http://{HOST}:{self.port}"


def find(folder: Path) -> Address | None:
    """The server of a folder, if one runs and answers."""
    try:
        address = Address(**json.loads((folder / _RECORD).read_text("utf-8")))
        return address if _get(f"{address.url}/gangway/health")["instance"] == address.instance else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def start(
    folder: Path,
    port: int | None = None,
    scale: float = TIME_SCALE,
    seed: int | None = None,
    workers: int | None = None,
) -> Address:
    """Start a server in the background and wait until it answers; the one that runs already, if one does.

    Raises:
        Trouble: it doesn't start; the message has what it said last, or where it can't write.
    """
    if running := find(folder):
        return running
    command = command_line(folder, port if port is not None else free_port(), scale, seed, workers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        output = (folder / _LOG).open("ab")
    except OSError as error:
        raise Trouble(
            f"The practice cloud keeps its things in {folder}, and that can't be written to"
            f" ({error.strerror}). Name another place in GANGWAY_DATA."
        ) from None
    with output:
        begin = output.tell()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    if running := _answering(folder, process):
        return running
    said = (folder / _LOG).read_bytes()[begin:].decode(errors="replace").strip().splitlines()
    last = said[-1] if said else "it said nothing"
    raise Trouble(f"The practice cloud did not start: {last}\nIts log is {folder / _LOG}.")


def _answering(folder: Path, process: subprocess.Popen[bytes]) -> Address | None:
    """The server of a folder once it answers: this process, or another kernel's that was quicker."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        if running := find(folder):
            return running
        if ended:
            return None
        time.sleep(0.05)
    process.kill()
    return None


def command_line(folder: Path, port: int, scale: float, seed: int | None, workers: int | None) -> list[str]:
    """The command of a server."""
    options = {
        "--folder": folder,
        "--port": port,
        "--time-scale": scale,
        "--workers": workers or max(1, min(4, (os.cpu_count() or 2) - 1)),
        **({} if seed is None else {"--seed": seed}),
    }
    words = [str(word) for option in options.items() for word in option]
    return [sys.executable, "-m", "gangway.cloud.server", *words]


def stop(folder: Path) -> bool:
    """Stop the server of a folder, in order or else at once; whether there was one."""
    address = find(folder)
    if address is None:
        return False
    os.kill(address.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE
    while alive(address.pid):
        if time.monotonic() > deadline:
            _kill(address.pid)
            break
        time.sleep(0.05)
    (folder / _RECORD).unlink(missing_ok=True)
    return True


def ask(address: Address, command: str, access_key: str | None = None, **arguments: Any) -> dict[str, Any]:
    """Carry out a command (:mod:`gangway.cloud.controls`): as an account, or without a key as its keeper.

    Raises:
        Trouble: the server refuses, or is gone.
    """
    asked = {"command": command, "arguments": arguments, "access_key": access_key}
    headers = {"Content-Type": "application/json"}
    if access_key is None:
        headers["X-Gangway-Token"] = address.token
    request = urllib.request.Request(  # noqa: S310 (an address of this machine)
        f"{address.url}/gangway/control", json.dumps(asked).encode(), headers
    )
    try:
        return _get(request)
    except urllib.error.HTTPError as error:
        message = json.loads(error.read()).get("message", error.reason)
        raise Trouble(f"The practice cloud refuses: {message}") from None
    except OSError as error:
        raise Trouble(f"The practice cloud at {address.url} does not answer ({error}).") from None


def log_lines(folder: Path, count: int) -> list[str]:
    """The last lines of the server's log."""
    try:
        return (folder / _LOG).read_text("utf-8", errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []


def record(folder: Path, address: Address) -> None:
    """Say where a server is; readable by the user only, for the token."""
    part = folder / f"{_RECORD}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(asdict(address), out)
    part.replace(folder / _RECORD)


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep a folder to this process until the end, also if it is killed.

    Raises:
        Held: another process keeps it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+b") as lock:
        try:
            _lock(lock.fileno())
        except OSError:
            raise Held(f"A practice cloud runs already on {folder}.") from None
        yield


def free_port() -> int:
    """The first free port from :data:`FIRST_PORT` on."""
    for port in range(FIRST_PORT, FIRST_PORT + 50):
        with socket.socket() as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Trouble(f"No port from {FIRST_PORT} to {FIRST_PORT + 49} is free. Choose one with --port.")


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill(pid: int) -> None:
    """End a server and the processes that simulate for it: they are one group."""
    if os.name == "posix":
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGTERM)


def _get(address: str | urllib.request.Request) -> dict[str, Any]:
    """The JSON at an address of this machine, past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=30) as reply:
        return json.load(reply)


if os.name == "posix":

    def _lock(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

else:

    def _lock(descriptor: int) -> None:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
