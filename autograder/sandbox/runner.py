"""Run a notebook's cells in this process, through IPython's shell, and send each cell's outputs off.

This is the program that shares its process with a learner's code: what it says counts as a submission's
own word and nothing more.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.sandbox.ran import FINISHED, OUT_OF_MEMORY, TIMED_OUT, Limits
from autograder.sandbox.recorder import Hook, Publisher, Recorder, Stream

#: How often a cell that has used up its time is interrupted before its process ends.
INTERRUPTIONS = 3
#: Seconds between them.
BETWEEN = 1.0


class TimeIsUp(KeyboardInterrupt):
    """A cell has used up its time."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Shell(InteractiveShell):
    """IPython's shell without a terminal, a history or a profile of anybody's."""

    recorder: Recorder

    def init_io(self) -> None:
        """Streams are put in place when cells run."""

    def init_display_pub(self) -> None:
        self.display_pub = Publisher(parent=self, shell=self)

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        name = str(getattr(etype, "__name__", etype))
        self.recorder.add(
            {"output_type": "error", "ename": name, "evalue": _text(evalue), "traceback": list(map(str, stb))}
        )


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:
        return ""


def make_shell() -> Shell:
    """The shell, made ready before anybody's code is there."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.autoawait = True
    shell = Shell.instance(config=config, displayhook_class=Hook, user_module=None)
    shell.recorder = Recorder()
    for end in (shell.display_pub, shell.displayhook):
        end.recorder = shell.recorder  # type: ignore[union-attr]
    return shell


@dataclass
class Clock:
    """Interrupts a cell that takes too long: by CPU time of the process, and by wall time.

    Attributes:
        limits: how long is too long.
        give_up: what to do about a cell that goes on after it was interrupted; it must end the process.
    """

    limits: Limits
    give_up: Callable[[], None]
    struck: int = 0
    late: bool = False
    _running: bool = False

    def watch(self) -> None:
        """Take over the timers' signals."""
        signal.signal(signal.SIGPROF, self._strike)
        signal.signal(signal.SIGALRM, self._strike)
        signal.signal(signal.SIGINT, self._interrupt)

    @contextmanager
    def cell(self) -> Iterator[None]:
        """Time one cell."""
        self.struck, self.late, self._running = 0, False, True
        signal.setitimer(signal.ITIMER_PROF, self.limits.cell_seconds, BETWEEN)
        signal.setitimer(signal.ITIMER_REAL, self.limits.cell_wall, BETWEEN)
        try:
            yield
        finally:
            self._running = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self._running:
            raise KeyboardInterrupt

    def _strike(self, number: int, frame: FrameType | None) -> None:
        if not self._running:
            return
        self.struck += 1
        if self.struck == 1:
            self.late = number == signal.SIGALRM
        if self.struck > INTERRUPTIONS:
            self.give_up()
        seconds = self.limits.cell_wall if self.late else self.limits.cell_seconds
        raise TimeIsUp(f"This cell was stopped after {seconds:g} s{'' if self.late else ' of CPU time'}.")


class Run:
    """One notebook's run.

    Args:
        shell: the shell, made beforehand.
        limits: what the notebook may use.
        result: the descriptor that messages go to, a JSON object a line.
    """

    def __init__(self, shell: Shell, limits: Limits, result: int) -> None:
        self._shell, self._result = shell, result
        self._clock = Clock(limits, self._give_up)
        self._cell = ""
        shell.recorder.caps = (limits.output, limits.answers)

    def all(self, cells: Sequence[Mapping[str, Any]]) -> None:
        """Run cells (``id`` and ``source``) in order; one that fails doesn't stop the next."""
        self._prepare()
        for cell in cells:
            self._one(cell)
        self.send({"done": True})

    def session(self, cells: Iterable[bytes]) -> None:
        """Run cells as they come, a JSON object a line, until no more will."""
        self._prepare()
        for line in cells:
            self._one(json.loads(line))

    def _prepare(self) -> None:
        recorder = self._shell.recorder
        sys.stdout, sys.stderr = Stream(recorder, "stdout"), Stream(recorder, "stderr")
        self._clock.watch()

    def _one(self, cell: Mapping[str, Any]) -> None:
        self._cell = cell["id"]
        self.send({"begin": self._cell})
        self._shell.recorder.begin()
        error: BaseException | None = None
        try:
            with self._clock.cell():
                error = self._shell.run_cell(cell["source"], store_history=True).error_in_exec
        except BaseException as escaped:  # whatever it is, the next cell runs
            error = escaped
        self._report(OUT_OF_MEMORY if isinstance(error, MemoryError) else FINISHED)

    def _report(self, ended: str) -> None:
        ended = TIMED_OUT if self._clock.struck else ended
        report = {"cell": self._cell, "ended": ended, "late": self._clock.late}
        try:
            self.send({**report, "outputs": self._shell.recorder.outputs()})
        except MemoryError:
            self._shell.recorder.begin()
            self.send({**report, "ended": OUT_OF_MEMORY, "outputs": []})

    def _give_up(self) -> None:
        self._report(TIMED_OUT)
        self.send({"stopped": TIMED_OUT, "late": self._clock.late})
        os._exit(1)

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message off."""
        data = memoryview(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        while data:
            data = data[os.write(self._result, data) :]
