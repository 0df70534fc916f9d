"""One run, watched from outside until its process has ended."""

from __future__ import annotations

import json
import os
import time

from autograder.sandbox.inside import PATIENCE, Jail, SandboxFailed, readable
from autograder.sandbox.messages import Told
from autograder.sandbox.modes import Mode
from autograder.sandbox.ran import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT, Limits, Ran

#: Seconds beyond the wall time of a cell that the process has for ending the cell by itself.
GRACE = 10.0
_KILLED = -9


class Supervision:
    """One run, watched from outside until its process has ended."""

    def __init__(self, inside: Jail, reads: int, told: Told, limits: Limits) -> None:
        self._jail, self._reads, self._told, self._limits = inside, reads, told, limits
        self._late = self._killed = False
        self._code, self._cpu = 0, 0.0

    def outcome(self) -> tuple[Ran, bool]:
        """What came of it, and whether the jail can run more."""
        if not self._listen():
            self._kill()
        healthy = self._await_end()
        self._cpu = max(self._cpu - self._told.spent, 0.0)
        if not self._told.sealed:
            raise SandboxFailed(f"the submission's process did not start: {self._jail.last_words()}")
        return self._ran(), healthy

    def _listen(self) -> bool:
        """Read until there is no more; false if something has run out."""
        total = time.monotonic() + self._limits.total_wall + self._limits.start_seconds
        cell = time.monotonic() + self._limits.start_seconds
        while (left := min(cell, total) - time.monotonic()) > 0:
            if not readable(self._reads, left):
                continue
            if not (data := os.read(self._reads, 1 << 20)):
                return True
            if self._told.take(data):
                cell = time.monotonic() + self._limits.cell_wall + GRACE
            if self._told.too_much:
                return False
        self._late = True
        return False

    def _await_end(self) -> bool:
        """Wait for the end of a process that says no more, or was killed."""
        for patience in (PATIENCE / 6, PATIENCE):
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
        if not readable(control.fileno(), seconds):
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
            if not readable(watched, seconds):
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
        late = self._late or told.late
        return Ran(told.cells, ended, late=late, killed=ended != FINISHED and self._by_others, cpu=self._cpu)

    def _ending(self) -> str:
        if self._told.done:
            return FINISHED
        if self._late or self._told.stopped or self._cpu >= self._limits.total_seconds:
            return TIMED_OUT
        # nobody else should kill: when the machine's memory runs out, the kernel does
        return OUT_OF_MEMORY if self._by_others else CRASHED

    @property
    def _by_others(self) -> bool:
        """Whether it was killed, and not from here."""
        return self._code == _KILLED and not self._killed
