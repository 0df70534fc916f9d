"""The lab's side of the warm parent: start it, ask it for kernels, notice when it is gone."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gangway.kernels import fitness
from gangway.kernels.status import Status

#: How often a warm parent that died is replaced.
MOST_STARTS = 3
#: Linear algebra starts its threads when it is loaded, unless it is told to do with one.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
_MESSAGE = 1 << 12
_GRACE = 5.0


class Cold(Exception):
    """No kernel can be forked; the message is the reason."""


class Forked:
    """A forked kernel's process, used as a :class:`subprocess.Popen` is.

    Args:
        pid: its process id, which is its group's, too.
        watched: a descriptor of the process.
        line: where its exit status is told.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, watched: int, line: socket.socket) -> None:
        self.pid, self.returncode = pid, None
        self._watched, self._line, self._ended = watched, line, 0.0

    returncode: int | None

    def poll(self) -> int | None:
        """Its exit status once it has ended and that is told, negative for a signal; 1 if nobody knows it."""
        if self.returncode is None and _readable(self._watched, 0):
            self._ended = self._ended or time.monotonic()
            self.returncode = self._status()
            if self.returncode is not None:
                os.close(self._watched)
                self._line.close()
        return self.returncode

    def _status(self) -> int | None:
        """What the warm parent tells of its end; None while it may yet tell."""
        try:
            while data := self._line.recv(_MESSAGE, socket.MSG_DONTWAIT):
                if "ended" in (said := json.loads(data)):
                    return int(said["ended"])
        except BlockingIOError:
            return None if time.monotonic() < self._ended + _GRACE else 1
        except OSError:
            return 1
        return 1

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; its exit status.

        Raises:
            subprocess.TimeoutExpired: it has not, in ``timeout`` seconds.
        """
        if self.returncode is None and not _readable(self._watched, timeout):
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        while (status := self.poll()) is None:
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watched, number)

    def kill(self) -> None:
        """End it now."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _readable(descriptor: int, seconds: float | None) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(None if seconds is None else int(1000 * seconds)))


@dataclass(frozen=True)
class _Asked:
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: str

    def as_file(self) -> int:
        """A descriptor of a file in memory with all of it, to be read from its beginning."""
        file = os.memfd_create("kernel", os.MFD_CLOEXEC)
        data = {"command": list(self.command), "env": dict(self.env), "cwd": self.cwd}
        with os.fdopen(os.dup(file), "wb") as writing:
            writing.write(json.dumps(data).encode("utf-8", "surrogateescape"))
        os.lseek(file, 0, os.SEEK_SET)
        return file


class WarmParent:
    """A warm parent, as whoever started it sees it. Its methods may be called by any thread.

    Args:
        rehearse: what it is to rehearse, by the names of :mod:`~gangway.kernels.rehearsals`; all by default.
    """

    def __init__(self, rehearse: Sequence[str] = ()) -> None:
        self.status = Status(os.getpid())
        self._rehearse = tuple(rehearse)
        self._environment = dict(os.environ)
        self._lock = threading.Lock()
        self._starts = 0
        self._ending = False
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        if why := fitness.why_not_here():
            self._is("off", why)
        else:
            self._start()

    # --- its life ------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._starts += 1
        self._installed = fitness.installed()
        self._is("starting")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "gangway.kernels.nursery", str(theirs.fileno()), str(os.getpid())]
        command += self._rehearse
        with theirs:
            self._process = subprocess.Popen(
                command,
                env=_for_parent(self._environment),
                cwd="/",  # a learner's folder may hold modules with the names of libraries
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        threading.Thread(
            target=self._listen, args=(self._control, self._process), name="warm-parent", daemon=True
        ).start()

    def _listen(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        """Hear how it stands, until the warm parent is gone; replace one that died."""
        with suppress(OSError):
            while data := control.recv(_MESSAGE):
                said = json.loads(data)
                if "unfit" in said:
                    self._is("off", said["unfit"])
                else:
                    self.status.seconds = said["ready"]
                    self._is("ready")
        control.close()
        status = process.wait()
        if self._ending or self.status.state == "off":
            return
        self._is("gone", f"the warm parent ended ({_how(status)})")
        if self._starts < MOST_STARTS:
            self._start()

    def _is(self, state: str, why: str = "") -> None:
        self.status.state, self.status.why = state, why
        self.status.keep()

    def wait(self, seconds: float) -> str:
        """Wait until it is ready, or off, at most so long; its state."""
        end = time.monotonic() + seconds
        while self.status.state in ("starting", "gone") and time.monotonic() < end:
            time.sleep(0.05)
        return self.status.state

    def _renew(self) -> None:
        """Have another take its place; kernels of the old one go on."""
        self._starts = 0
        assert self._control is not None
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End it. Kernels that it forked go on; they end with this process."""
        self._ending = True
        if self._control is not None and self._process is not None:
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_RDWR)
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    # --- kernels -------------------------------------------------------------------------------------------

    def fork(self, command: Sequence[str], arguments: Mapping[str, Any], patience: float) -> Forked:
        """A kernel that is up.

        Args:
            command: the one that would start it cold.
            arguments: those that Popen would get.
            patience: seconds that it may take until it is up.

        Raises:
            Cold: it has to be started cold, and why.
        """
        try:
            forked = self._fork(command, arguments, time.monotonic() + patience)
        except Cold as why:
            self.started_cold(str(why))
            raise
        self.status.warm += 1
        self.status.keep()
        return forked

    def started_cold(self, why: str) -> None:
        """Note that a kernel starts cold."""
        self.status.cold, self.status.why_cold = self.status.cold + 1, why
        self.status.keep()

    def _fork(self, command: Sequence[str], arguments: Mapping[str, Any], end: float) -> Forked:
        environment = arguments.get("env") or os.environ
        if self.status.state in ("off", "gone"):
            raise Cold(self.status.why)
        if why := fitness.why_not_this_command(command, arguments):
            raise Cold(why)
        if self._installed != fitness.installed():
            self._renew()
            raise Cold("the course or an installed package changed since the warm parent was started")
        if why := fitness.why_not_this_environment(environment, self._environment):
            raise Cold(why)
        environment = {**environment, "JPY_PARENT_PID": str(os.getpid())}  # as Jupyter's own launcher does
        asked = _Asked(command, environment, str(arguments.get("cwd") or os.getcwd()))  # noqa: PTH109
        return _until_up(self._ask(asked), end)

    def _ask(self, asked: _Asked) -> socket.socket:
        """Ask for a kernel; the line on which it is heard of."""
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        file = asked.as_file()
        try:
            with theirs, self._lock:
                assert self._control is not None
                socket.send_fds(self._control, [b"kernel"], [file, theirs.fileno()])
        except OSError as error:
            line.close()
            raise Cold(f"the warm parent does not take requests ({error})") from None
        finally:
            os.close(file)
        return line


def _until_up(line: socket.socket, end: float) -> Forked:
    """Wait until the kernel says that it is up; one that doesn't in time is ended."""
    forked: Forked | None = None
    try:
        while True:
            line.settimeout(max(end - time.monotonic(), 0.001))
            data, descriptors, _, _ = socket.recv_fds(line, _MESSAGE, 1)
            said: dict[str, Any] = json.loads(data) if data else {"refused": "the warm parent ended"}
            if "born" in said:
                forked = Forked(said["born"], descriptors[0], line)
            elif "up" in said and forked:
                return forked
            else:
                raise Cold(_told(said))
    except OSError as error:
        raise _ended(forked, line, f"it was not up in time ({error})") from None
    except Cold as why:
        raise _ended(forked, line, str(why)) from None


def _ended(forked: Forked | None, line: socket.socket, why: str) -> Cold:
    if forked:
        forked.kill()
        forked.wait(_GRACE)
    line.close()
    return Cold(why)


def _told(said: Mapping[str, Any]) -> str:
    if "ended" in said:
        return f"the forked process ended before it was a kernel ({_how(said['ended'])})"
    return str(said.get("refused") or said.get("failed") or said)


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def _for_parent(environment: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in environment.items() if not name.startswith("JPY_")}
    return {**own, **_ONE_THREAD}


# --- the lab's ---------------------------------------------------------------------------------------------

_current: list[WarmParent] = []


def start(rehearse: Sequence[str] = ()) -> WarmParent:
    """Start this process's warm parent, in the background, unless it has one."""
    if not _current:
        _current.append(WarmParent(rehearse))
    return _current[0]


def current() -> WarmParent | None:
    """This process's warm parent, if it was started."""
    return _current[0] if _current else None


def stop() -> None:
    """End this process's warm parent."""
    while _current:
        _current.pop().close()
