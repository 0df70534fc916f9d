"""One jail from outside: started, handed submissions, ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.asked import Asked
from autograder.sandbox import cgroup, jail
from autograder.sandbox.modes import Mode
from autograder.sandbox.ran import Limits

#: Seconds that a killed process may take to be gone.
PATIENCE = 30.0


class SandboxFailed(RuntimeError):
    """The sandbox itself failed, whatever the submission did; the next run starts a new one."""


class Jail:
    """One jail, and the program inside it; :meth:`await_ready` before anything else."""

    def __init__(self, mode: Mode, warm: tuple[str, ...], limits: Limits) -> None:
        forks = mode is Mode.FORK
        self.mode, self._patience, self._ready = mode, limits.start_seconds, False
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        life = os.pipe()
        self.life = life[0]  # open until the end: bubblewrap writes how its program ended
        named = ("fork" if forks else "single", str(theirs.fileno()), ",".join(map(str, life)))
        inner = jail.python("autograder.sandbox.zygote", *named, *warm)
        self._group: cgroup.Group | None = None
        try:
            command = jail.command(inner, limits.files, life, theirs.fileno(), forks=forks)
            self._group = cgroup.make(jail.bounds(limits))
            self.process = subprocess.Popen(
                self._group.joined(command) if self._group else command,
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
            self._leave_group()
            raise SandboxFailed(str(error)) from error
        finally:
            theirs.close()
            os.close(life[1])

    def await_ready(self) -> None:
        """Wait until the program inside can take a submission.

        Raises:
            SandboxFailed: it did not start.
        """
        if self._ready:
            return
        seconds = self._patience
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
            raise SandboxFailed(why)
        self._ready = True

    def last_words(self) -> str:
        """What was said on standard error, at its end."""
        self.errors.seek(0)
        said = self.errors.read()[-4000:].decode(errors="replace").strip().splitlines()
        return " ".join(said[-3:]) or f"it ended with exit code {self.process.poll()} and said nothing"

    def run(self, cells: list[dict[str, str]], asked: Asked, limits: Limits) -> int:
        """Begin a submission whose cells are known; the descriptor that its messages are read from."""
        results, results_in = os.pipe()
        try:
            self._hand_in(everything_for(cells, asked, limits), results_in)
        except OSError as error:
            os.close(results)
            raise SandboxFailed(f"{error}; {self.last_words()}") from error
        finally:
            os.close(results_in)
        return results

    def session(self, asked: Asked, limits: Limits) -> Session:
        """Begin a submission whose cells come one by one."""
        cells, cells_in = os.pipe()
        results, results_in = os.pipe()
        try:
            self._hand_in(everything_for([], asked, limits), results_in, cells)
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
        self._leave_group()

    def _leave_group(self) -> None:
        if self._group:
            self._group.close()


def everything_for(cells: list[dict[str, str]], asked: Asked, limits: Limits) -> dict[str, Any]:
    program = b64encode(jail.filter_program()).decode()
    return {"cells": cells, "asked": asked, "limits": asdict(limits), "filter": program}


class Session:
    """A submission whose cells come one by one.

    Attributes:
        cells: the descriptor that cells are written to, ``{"id": …, "source": …}`` a line.
        results: the descriptor that messages are read from (:class:`autograder.sandbox.messages.Told`).
    """

    def __init__(self, inside: Jail, cells: int, results: int) -> None:
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
            self._ended = readable(self._jail.control.fileno(), 0)
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
            return readable(control.fileno(), PATIENCE) and b'"ended"' in control.recv(1 << 16)
        except OSError:
            return False


def readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read, or nothing will ever be."""
    poll = select.poll()  # unlike select(), for descriptors of any number
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(seconds, 0) * 1000))
