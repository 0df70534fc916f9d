"""The coordinator's side: submissions in, what came of them out; and which ways of isolation work here."""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from typing import Any

from autograder.asked import Asked
from autograder.sandbox.inside import Jail, SandboxFailed, Session
from autograder.sandbox.messages import Told
from autograder.sandbox.modes import Finding, Mode, advice
from autograder.sandbox.ran import Limits, NotIsolated, Ran
from autograder.sandbox.supervision import Supervision
from autograder.sandbox.warm import WARM

__all__ = ["WARM", "Sandbox", "SandboxFailed", "Session", "choose", "probe"]


class Sandbox:
    """Runs submissions in jails, one after the other; for one thread at a time.

    Args:
        mode: how they are isolated; by default the fastest way that works here.
        warm: what is loaded beforehand: names of :data:`WARM`, or of any modules.

    Nothing is started before it is needed.
    """

    def __init__(self, mode: Mode | None = None, warm: tuple[str, ...] = WARM) -> None:
        self._asked_mode, self.warm = mode, warm
        self._jail: Jail | None = None

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

    def begin(self, limits: Limits | None = None) -> None:
        """Begin to make a jail ready, and don't wait for it.

        Raises:
            NotIsolated: nothing works here.
            SandboxFailed: it can't be made.
        """
        if self._jail is None:
            self._jail = Jail(self.mode, self.warm, limits or Limits())

    def start(self, limits: Limits | None = None) -> None:
        """Have a jail ready.

        Raises:
            NotIsolated: nothing works here.
            SandboxFailed: it did not start.
        """
        self.begin(limits)
        assert self._jail is not None
        try:
            self._jail.await_ready()
        except BaseException:
            self.close()
            raise

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
            cells = _cells(notebook)
            results = self._jail.run(cells, asked, limits)
            try:
                told = Told({cell["id"] for cell in cells}, limits)
                ran, healthy = Supervision(self._jail, results, told, limits).outcome()
            finally:
                os.close(results)
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


def probe() -> tuple[Finding, ...]:
    """Try each mode on this machine, for real, once for this process."""
    return tuple(map(_tried, Mode))


def choose() -> Mode:
    """The fastest mode that works here.

    Raises:
        NotIsolated: none does; it says why.
    """
    for mode in Mode:
        if _tried(mode).works:
            return mode
    raise NotIsolated([*(f"{finding.mode}: {finding.why}" for finding in probe()), advice()])


@cache
def _tried(mode: Mode) -> Finding:
    return Finding(mode, _attempt(mode))


def _attempt(mode: Mode) -> str:
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
