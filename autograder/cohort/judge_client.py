"""The judge as whoever grades sees it: a process that is asked, once more where it fails."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from autograder import one_thread
from autograder.cohort import judging, show
from autograder.cohort.judge_process import receive, send
from autograder.cohort.released import Released
from autograder.cohort.results import Graded, Result
from autograder.cohort.run import Ran
from autograder.findings import Outcome

log = logging.getLogger(__name__)

Reply = dict[str, Any]


@dataclass(frozen=True)
class JudgeLimits:
    """What the judgement of one submission may take.

    Attributes:
        cpu_seconds: CPU time.
        memory: bytes beyond what the judge has loaded.
        wall_seconds: time; generous, since a machine may be busy.
    """

    cpu_seconds: int = 60
    memory: int = 1 << 30
    wall_seconds: float = 300.0


class JudgeFailed(RuntimeError):
    """The judge's process failed, or its child did; the message says how."""


class Judge:
    """A judge's process, started when it is first asked and anew when it has died.

    Use it from one thread at a time, and :meth:`close` it; it ends by itself when its owner dies.
    """

    def __init__(self, limits: JudgeLimits | None = None) -> None:
        self.limits = limits or JudgeLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._loaded: dict[tuple[str, str], str] = {}

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process, if it runs."""
        return self._process.pid if self._process else None

    def begin(self) -> None:
        """Start the process, and don't wait for it."""
        self._pipes()

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def table(self, course_root: Path, released: Released) -> Mapping[str, Any]:
        """What the runner may know of the exercises (:func:`autograder.asked.table`), as plain data.

        Raises:
            JudgeFailed: twice.
        """
        request = self._about(course_root, released) | {"ask": "table"}
        found: Mapping[str, Any] = self._asked_twice(request, wanted="table")["table"]
        return found

    def graded(
        self, course_root: Path, released: Released, notebook: bytes, ran: Ran, notes: Sequence[str]
    ) -> Graded:
        """The verdicts on a run and the notebook that shows them.

        What can't be judged the second time either is the grader's own fault: unscored and flagged.
        """
        evidence = judging.gather(ran, released)
        request = self._about(course_root, released) | {
            "ask": "verdicts",
            "limits": asdict(self.limits),
            "evidence": [piece.as_plain() for piece in evidence],
            "ran": asdict(ran),
            "notebook": notebook.decode(),
            "notes": list(notes),
        }
        try:
            reply = self._asked_twice(request, wanted="results")
        except JudgeFailed:
            log.exception("the judge failed twice; a person must look")
            reply, results = {}, [judging.grader_fault(cell) for cell in released.judged]
        else:
            results = [Result.from_plain(plain) for plain in reply["results"]]
        shown = reply.get("notebook") or show.graded_notebook(notebook, Ran({}), results, notes)
        return Graded(tuple(results), tuple(notes), shown)

    def refresh(self, course_root: Path, assignment: str, version: str) -> None:
        """Start anew if the checks of an assignment have changed since they were loaded."""
        key = (str(course_root), assignment)
        if self._loaded.setdefault(key, version) != version:
            self.close()
            self._loaded = {key: version}

    def _about(self, course_root: Path, released: Released) -> Reply:
        cells = [asdict(cell) for cell in released.judged]
        return {"course": str(course_root), "cells": cells, "given": dict(released.given)}

    def _asked_twice(self, request: Reply, wanted: str) -> Reply:
        message = json.dumps(request, ensure_ascii=False).encode("utf-8", "replace")
        try:
            reply = self._ask(message, wanted)
        except JudgeFailed as failed:
            log.warning("%s; it is asked again", failed)
            return self._ask(message, wanted)
        if _at_fault(reply):
            log.warning("the judge could not judge everything; it is asked again")
            with contextlib.suppress(JudgeFailed):
                return self._ask(message, wanted)
        return reply

    def _ask(self, message: bytes, wanted: str) -> Reply:
        """One answer, its lines as one mapping."""
        stdin, stdout = self._pipes()
        try:
            send(stdin, message)
            said = receive(stdout)
        except OSError:
            said = None
        if said is None:
            status = self._process.poll() if self._process else None
            self.close()
            raise JudgeFailed(f"the judge's process is gone (exit status {status})")
        reply: Reply = {}
        for line in said.splitlines():
            reply |= json.loads(line)
        if wanted not in reply:
            raise JudgeFailed(f"the judge failed: {reply.get('failed', 'it said nothing')}")
        return reply

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _started()
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise JudgeFailed("the judge's process has no pipes")
        return cast(BinaryIO, stdin), cast(BinaryIO, stdout)


def _at_fault(reply: Mapping[str, Any]) -> bool:
    return any(result["outcome"] == Outcome.GRADER_FAULT for result in reply.get("results", ()))


def _started() -> subprocess.Popen[bytes]:
    # the judge computes small things for many learners
    environment = os.environ | one_thread.ENVIRONMENT
    environment.pop("GANGWAY_ANSWERS", None)
    # -P: nothing is imported from the folder where grading was started
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder.cohort.judge_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl-C is for the coordinator, which ends it
    )
