"""The coordinator's side: start jails, hand submissions in, collect what comes out, end what won't end."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.asked import Asked
from autograder.sandbox import jail
from autograder.sandbox.messages import Told
from autograder.sandbox.modes import Mode, choose
from autograder.sandbox.ran import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT, Limits, Ran

#: What a sandbox has ready: see :mod:`autograder.sandbox.warm`.
WARM = ("numpy", "matplotlib", "braket", "qiskit", "gangway")

#: Seconds beyond the wall time of a cell that the process has for ending the cell by itself.
_GRACE = 10.0
#: Seconds that a killed process may take to be gone.
_PATIENCE = 30.0
_KILLED = -9


class SandboxFailed(RuntimeError):
    """The sandbox itself failed, whatever the submission did; the next run starts a new one."""


class Sandbox:
    """Runs submissions in jails, one after the other; for one thread at a time.

    Args:
        mode: how they are isolated; by default the fastest way that works here.
        warm: what is loaded beforehand: names of :data:`WARM`, or of any modules.

    Nothing is started before it is needed.
    """

    def __init__(self, mode: Mode | None = None, warm: tuple[str, ...] = WARM) -> None:
        self._asked_mode, self.warm = mode, warm
        self._jail: _Jail | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._asked_mode, self.warm)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def mode(self) -> Mode:
        """How submissions are isolated.

        Raises:
            NotIsolated: nothing works here.
        """
        if self._asked_mode is None:
            self._asked_mode = choose()
        return self._asked_mode

    @property
    def pids(self) -> tuple[int, ...]:
        """The process that is to be killed to kill everything inside; none where nothing runs."""
        return (self._jail.process.pid,) if self._jail else ()

    def start(self, limits: Limits | None = None) -> None:
        """Have a jail ready.

        Raises:
            NotIsolated: nothing works here.
            SandboxFailed: it did not start.
        """
        if self._jail is None:
            self._jail = _Jail(self.mode, self.warm, limits or Limits())

    def run(self, notebook: bytes, asked: Asked, limits: Limits | None = None) -> Ran:
        """Run a clean notebook's code cells in order; a cell that fails doesn't stop the next.

        Args:
            notebook: nbformat 4 JSON, as :func:`autograder.cohort.intake.clean` makes it.
            asked: what is asked (:func:`autograder.asked.table`).
            limits: what it may use.

        Raises:
            NotIsolated: nothing works here.
            SandboxFailed: the sandbox itself failed.
        """
        limits = limits or Limits()
        self.start(limits)
        assert self._jail is not None
        healthy = False
        try:
            ran, healthy = self._jail.run(_cells(notebook), asked, limits)
            return ran
        finally:
            if not healthy or self.mode is Mode.SINGLE:
                self.close()

    def session(self, asked: Asked, limits: Limits | None = None) -> Session:
        """Begin a submission whose cells come one by one; it must end before anything else runs here.

        Raises:
            NotIsolated: nothing works here.
            SandboxFailed: the sandbox itself failed.
        """
        limits = limits or Limits()
        self.start(limits)
        assert self._jail is not None
        return self._jail.session(asked, limits)

    def close(self) -> None:
        """End everything inside."""
        if self._jail is not None:
            self._jail.end()
            self._jail = None


def _cells(notebook: bytes) -> list[dict[str, str]]:
    """The code cells that there is something to run in."""
    cells = []
    for cell in json.loads(notebook)["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "code" and source.strip():
            cells.append({"id": cell["id"], "source": source})
    return cells


class _Jail:
    """One jail, and the program inside it."""

    def __init__(self, mode: Mode, warm: tuple[str, ...], limits: Limits) -> None:
        forks = mode is Mode.FORK
        self.mode = mode
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        life = os.pipe()
        self.life = life[0]  # open until the end: bubblewrap writes how its program ended
        named = ("fork" if forks else "single", str(theirs.fileno()), ",".join(map(str, life)))
        inner = jail.python("autograder.sandbox.zygote", *named, *warm)
        try:
            command = jail.command(inner, limits.files, life, theirs.fileno(), forks=forks)
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                pass_fds=(theirs.fileno(), *life),
                env={},
                cwd="/",
                start_new_session=True,
            )
        except (OSError, jail.Unavailable) as error:
            self.control.close()
            os.close(self.life)
            raise SandboxFailed(str(error)) from error
        finally:
            theirs.close()
            os.close(life[1])
        self._await_ready(limits.start_seconds)

    def _await_ready(self, seconds: float) -> None:
        self.control.settimeout(seconds)
        try:
            ready = json.loads(self.control.recv(1 << 16) or b"{}")
        except TimeoutError:
            ready = {"failed": f"it was not ready after {seconds:g} s"}
        self.control.settimeout(None)
        if not ready.get("ready"):
            self.process.kill()
            self.process.wait()
            why = ready.get("failed") or self.last_words()
            self.end()
            raise SandboxFailed(why)

    def last_words(self) -> str:
        """What was said on standard error, at its end."""
        self.errors.seek(0)
        said = self.errors.read()[-4000:].decode(errors="replace").strip().splitlines()
        return " ".join(said[-3:]) or f"it ended with exit code {self.process.poll()} and said nothing"

    def run(self, cells: list[dict[str, str]], asked: Asked, limits: Limits) -> tuple[Ran, bool]:
        """What came of the cells, and whether the jail can run more."""
        reads, writes = os.pipe()
        try:
            self._hand_in(_everything(cells, asked, limits), writes)
            os.close(writes)
            writes = -1
            return _Supervision(self, reads, Told({cell["id"] for cell in cells}, limits), limits).outcome()
        except OSError as error:
            raise SandboxFailed(f"{error}; {self.last_words()}") from error
        finally:
            for descriptor in (reads, writes):
                with contextlib.suppress(OSError):
                    os.close(descriptor)

    def session(self, asked: Asked, limits: Limits) -> Session:
        """Begin a submission whose cells come one by one."""
        cells, cells_in = os.pipe()
        results, results_in = os.pipe()
        try:
            self._hand_in(_everything([], asked, limits), results_in, cells)
        except OSError as error:
            os.close(cells_in)
            os.close(results)
            raise SandboxFailed(f"{error}; {self.last_words()}") from error
        finally:
            os.close(cells)
            os.close(results_in)
        return Session(self, cells_in, results)

    def _hand_in(self, everything: Mapping[str, Any], *descriptors: int) -> None:
        file = os.memfd_create("submission", os.MFD_CLOEXEC)
        try:
            data = memoryview(json.dumps(everything).encode())
            while data:
                data = data[os.write(file, data) :]
            os.lseek(file, 0, os.SEEK_SET)
            socket.send_fds(self.control, [b"run"], [file, *descriptors])
        finally:
            os.close(file)

    def kill_child(self) -> None:
        """End the submission that runs."""
        if self.mode is Mode.FORK:
            with contextlib.suppress(OSError):
                self.control.send(b"kill")
        else:
            self.process.kill()

    def interrupt_child(self) -> None:
        """Interrupt the cell that runs."""
        with contextlib.suppress(OSError):
            if self.mode is Mode.FORK:
                self.control.send(b"interrupt")
            else:
                of_the_process = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
                for child in Path(of_the_process).read_text().split():
                    os.kill(int(child), signal.SIGINT)

    def end(self) -> None:
        """End everything inside."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()
        os.close(self.life)


def _everything(cells: list[dict[str, str]], asked: Asked, limits: Limits) -> dict[str, Any]:
    program = b64encode(jail.filter_program()).decode()
    return {"cells": cells, "asked": asked, "limits": asdict(limits), "filter": program}


class Session:
    """A submission whose cells come one by one.

    Attributes:
        cells: the descriptor that cells are written to, ``{"id": …, "source": …}`` a line.
        results: the descriptor that messages are read from (:class:`autograder.sandbox.messages.Told`).
    """

    def __init__(self, inside: _Jail, cells: int, results: int) -> None:
        self._jail, self.cells, self.results = inside, cells, results
        self._ended = False

    def interrupt(self) -> None:
        """Interrupt the cell that runs."""
        self._jail.interrupt_child()

    def let_go(self) -> None:
        """Close this process's ends of both descriptors: another has them."""
        for descriptor in (self.cells, self.results):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self.cells = self.results = -1

    @property
    def ended(self) -> bool:
        """Whether its process has ended."""
        if not self._ended and self._jail.mode is Mode.FORK:
            self._ended = _readable(self._jail.control.fileno(), 0)
        return self._ended or self._jail.process.poll() is not None

    def end(self) -> bool:
        """End its process; whether the sandbox can run more."""
        if not self.ended:
            self._jail.kill_child()
        self.let_go()
        if self._jail.mode is Mode.SINGLE:
            self._jail.process.wait()
            return False
        control = self._jail.control
        try:
            return _readable(control.fileno(), _PATIENCE) and b'"ended"' in control.recv(1 << 16)
        except OSError:
            return False


class _Supervision:
    """One run, watched from outside until its process has ended."""

    def __init__(self, inside: _Jail, reads: int, told: Told, limits: Limits) -> None:
        self._jail, self._reads, self._told, self._limits = inside, reads, told, limits
        self._late = self._killed = False
        self._code, self._cpu = 0, 0.0

    def outcome(self) -> tuple[Ran, bool]:
        """What came of it, and whether the jail can run more."""
        if not self._listen():
            self._kill()
        healthy = self._await_end()
        if not self._told.sealed:
            raise SandboxFailed(f"the submission's process did not start: {self._jail.last_words()}")
        return self._ran(), healthy

    def _listen(self) -> bool:
        """Read until there is no more; false if something has run out."""
        total = time.monotonic() + self._limits.total_wall + self._limits.start_seconds
        cell = time.monotonic() + self._limits.start_seconds
        while (left := min(cell, total) - time.monotonic()) > 0:
            if not _readable(self._reads, left):
                continue
            if not (data := os.read(self._reads, 1 << 20)):
                return True
            if self._told.take(data):
                cell = time.monotonic() + self._limits.cell_wall + _GRACE
            if self._told.too_much:
                return False
        self._late = True
        return False

    def _await_end(self) -> bool:
        """Wait for the end of a process that says no more, or was killed."""
        for patience in (_PATIENCE / 6, _PATIENCE):
            if self._jail.mode is Mode.SINGLE and self._exited(patience):
                return False
            if self._jail.mode is Mode.FORK and self._heard(patience):
                return True
            self._kill()
        raise SandboxFailed("the submission's process could not be ended")

    def _kill(self) -> None:
        self._killed = True
        self._jail.kill_child()

    def _heard(self, seconds: float) -> bool:
        """Whether the parent in the jail has told the end."""
        control = self._jail.control
        if not _readable(control.fileno(), seconds):
            return False
        try:
            message = json.loads(control.recv(1 << 16) or b"{}")
        except OSError as error:
            raise SandboxFailed(f"the sandbox is gone: {error}") from error
        if "ended" not in message:
            raise SandboxFailed(message.get("failed") or f"the sandbox is gone: {self._jail.last_words()}")
        self._code, self._cpu = message["ended"], message["cpu"]
        return True

    def _exited(self, seconds: float) -> bool:
        """Whether the jail has ended."""
        process = self._jail.process
        watched = os.pidfd_open(process.pid)
        try:
            if not _readable(watched, seconds):
                return False
        finally:
            os.close(watched)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self._cpu = used.ru_utime + used.ru_stime
        # bubblewrap ends as the program inside did: 128 and the signal's number
        self._code = 128 - process.returncode if process.returncode > 128 else process.returncode
        if process.returncode < 0 and not self._killed:
            raise SandboxFailed(f"the sandbox was ended by signal {-process.returncode}")
        return True

    def _ran(self) -> Ran:
        ended, told = self._ending(), self._told
        if ended != FINISHED and told.begun is not None:
            told.cells[told.begun] = {"ended": ended, "outputs": []}
        return Ran(told.cells, ended, late=self._late or told.late, cpu=self._cpu)

    def _ending(self) -> str:
        if self._told.done:
            return FINISHED
        if self._late or self._told.stopped or self._cpu >= self._limits.total_seconds:
            return TIMED_OUT
        # nobody else kills: when memory runs out, the kernel does
        return OUT_OF_MEMORY if self._code == _KILLED and not self._killed else CRASHED


def _readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read, or nothing will ever be."""
    poll = select.poll()  # unlike select(), for descriptors of any number
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(seconds, 0) * 1000))


def attempt(mode: Mode) -> str:
    """Try a mode for real: why it doesn't work here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "jails are made of what the Linux kernel has; this is not Linux"
    notebook = {"cells": [{"id": "it", "cell_type": "code", "source": "6 * 7"}]}
    try:
        with Sandbox(mode, warm=()) as sandbox:
            ran = sandbox.run(json.dumps(notebook).encode(), {})
    except SandboxFailed as failed:
        return str(failed)
    texts = [output.get("data", {}).get("text/plain") for output in ran.outputs("it")]
    return "" if texts == ["42"] else f"a trial run {ran.ended} and gave {texts}"
