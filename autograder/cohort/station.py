"""A place that grades: a warm sandbox, a warm judge, and a function from bytes to bytes between them.

A local pool has one station in each of its processes, a cluster one in each of its engines; a station's own
process never runs a learner's code and never judges. The sandbox and the judge are processes beside it that
know nothing of each other.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import platform
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from autograder.cohort import judging, plans, run, show
from autograder.cohort.intake import Accepted
from autograder.cohort.judge_client import Judge, JudgeFailed
from autograder.cohort.plans import Plan
from autograder.cohort.released import Released
from autograder.cohort.results import Graded, key_of
from autograder.cohort.run import Limits, NotIsolated, Ran
from autograder.sandbox import Mode, Sandbox, SandboxFailed

log = logging.getLogger(__name__)

#: What the runner is told of the exercises: see :func:`autograder.asked.table`.
Table = Mapping[str, Any]


class Runner(Protocol):
    """What runs a clean notebook: a warm sandbox, or a kernel without isolation."""

    def run(self, notebook: bytes, asked: Table, limits: Limits) -> Ran:
        """Run it; raises where the runner itself fails."""

    def close(self) -> None:
        """End what it keeps warm."""


@dataclass(frozen=True)
class Task:
    """One clean submission to grade.

    Attributes:
        assignment: its name.
        released: what was handed out, a notebook as plain data.
        notebook: the clean submission, nbformat JSON.
        notes: what intake noticed.
        course: where the course is here; a station elsewhere may have it at another place.
        version: a digest of the assignment's checks and of the grader.
        limits: what it may use.
        unsafe: whether its owner accepts running without isolation.
        last: whether a wall time-out counts; before, it is only reported, and the task is tried once more.
        given: the learner's own numbers by exercise, in plain data.
    """

    assignment: str
    released: Mapping[str, Any]
    notebook: bytes
    notes: tuple[str, ...]
    course: str
    version: str
    limits: Limits
    unsafe: bool = False
    last: bool = False
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, plan: Plan, taken: Accepted, limits: Limits, *, student: str = "", unsafe: bool = False
    ) -> Task:
        """The task of grading what intake has taken in; ``student`` is whose numbers it is judged with."""
        return cls(
            plan.assignment,
            plan.released.notebook,
            taken.notebook,
            taken.notes,
            str(plan.course_root),
            plan.version,
            limits,
            unsafe,
            given=plan.numbers(student) if student else {},
        )

    def dumps(self) -> bytes:
        """As bytes."""
        plain = {**vars(self), "notebook": self.notebook.decode(), "limits": asdict(self.limits)}
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def loads(cls, data: bytes) -> Task:
        """From :meth:`dumps`' bytes."""
        plain = json.loads(data)
        changed = {"notebook": plain["notebook"].encode(), "notes": tuple(plain["notes"])}
        return cls(**{**plain, **changed, "limits": Limits(**plain["limits"])})

    @property
    def handed_out(self) -> Released:
        """What was handed out to this learner."""
        return Released(self.assignment, self.released, self.given)

    @property
    def course_root(self) -> Path:
        """Where the course is at this station."""
        return _course_root(self.course)


def _course_root(named: str) -> Path:
    """The course at the same place as where grading was started, or where this machine has its own."""
    from autograder.course import course

    return course(Path(named) if Path(named).is_dir() else None).root


class Station:
    """A runner and a judge, each started when it is first needed. Use it from one thread at a time."""

    def __init__(self, runner: Runner | None = None, judge: Judge | None = None) -> None:
        self._runner, self._unsafe = runner, False
        self._given = runner is not None
        self._judge = judge or Judge()
        self._tables: dict[tuple[str, str], Table] = {}

    def close(self) -> None:
        """End the processes beside it."""
        self._drop_runner()
        self._judge.close()

    def begin(self, task: Task) -> None:
        """Start runner and judge, beside each other; what fails is said when it is needed.

        Raises:
            NotIsolated: there is no isolation here, and nobody has accepted running without.
        """
        fresh = self._runner is None
        runner = self._runner_for(task)
        if fresh:
            self._judge.begin()
            if begin := getattr(runner, "begin", None):
                with suppress(SandboxFailed):
                    begin(task.limits)

    def grade(self, task: Task) -> Graded | None:
        """Run and judge one submission; ``None`` where the machine may be to blame for how it ended, and it
        may be tried once more, alone.

        What the grader itself can't do is its own fault in the result: unscored and flagged.

        Raises:
            NotIsolated: there is no isolation here, and nobody has accepted running without.
        """
        began, released = time.monotonic(), task.handed_out
        root = task.course_root
        self._judge.refresh(root, task.assignment, task.version)
        self.begin(task)
        try:
            ran = self._ran(task, self._asked(root, released, task.version))
        except NotIsolated:
            raise
        except Exception:
            log.exception("a submission could not be run; a person must look")
            return faulty(released, task.notebook, task.notes)
        if ran.excused and not task.last:
            return None
        return replace(self.judged(task, ran), seconds=time.monotonic() - began, cpu=ran.cpu)

    def judged(self, task: Task, ran: Ran) -> Graded:
        """Judge what came of running a task's notebook, wherever that was."""
        root = task.course_root
        self._judge.refresh(root, task.assignment, task.version)
        return self._judge.graded(root, task.handed_out, task.notebook, ran, task.notes)

    def _asked(self, root: Path, released: Released, version: str) -> Table:
        key = (released.assignment, version)
        if released.given:
            return self._judge.table(root, released)  # this learner's own
        if key not in self._tables:
            try:
                self._tables[key] = self._judge.table(root, released)
            except JudgeFailed:
                log.exception("the judge can't say what to ask %s", released.assignment)
                raise
        return self._tables[key]

    def _ran(self, task: Task, asked: Table) -> Ran:
        """What came of running; a runner that fails is started anew, once."""
        try:
            return self._runner_for(task).run(task.notebook, asked, task.limits)
        except NotIsolated:
            raise
        except Exception as error:
            log.warning("the runner failed (%s: %s); it is started anew", type(error).__name__, error)
            self._drop_runner()
        return self._runner_for(task).run(task.notebook, asked, task.limits)

    def _runner_for(self, task: Task) -> Runner:
        if self._runner is not None and not self._given and self._unsafe != task.unsafe:
            self._drop_runner()
        if self._runner is None:
            self._runner = _Unsafe(task.course_root) if task.unsafe else _sandbox()
            self._unsafe = task.unsafe
        return self._runner

    def _drop_runner(self) -> None:
        if self._runner is not None:
            with suppress(Exception):
                self._runner.close()
        if not self._given:
            self._runner = None


class _Unsafe:
    """Kernels without isolation, for those who accept them by name."""

    def __init__(self, course_root: Path) -> None:
        self._course_root = course_root

    def run(self, notebook: bytes, asked: Table, limits: Limits) -> Ran:
        return run.run(notebook, self._course_root, limits, unsafe=True, asked=asked)

    def close(self) -> None:
        pass


def _sandbox() -> Runner:
    return Sandbox(_mode)


def faulty(released: Released, notebook: bytes, notes: tuple[str, ...]) -> Graded:
    """The result where the grader itself failed: unscored, so that a person looks at it."""
    results = [judging.grader_fault(cell) for cell in released.judged]
    return Graded(tuple(results), notes, show.graded_notebook(notebook, Ran({}, run.CRASHED), results, notes))


# --- the station of this process ---------------------------------------------------------------------------

_here: Station | None = None
#: How this process' station isolates; if not told, it finds out.
_mode: Mode | None = None

#: What :func:`grade` answers where a submission is to be tried once more.
AGAIN = b"again"


def here() -> Station:
    """This process' station, closed when the process ends."""
    global _here
    if _here is None:
        _here = Station()
        atexit.register(close)
    return _here


def close() -> None:
    """Close this process' station, if it has one."""
    global _here
    if _here is not None:
        closing, _here = _here, None
        closing.close()


def grade(task: bytes) -> bytes:
    """Grade a task at this process' station: a :class:`Task` in; out a :class:`Graded`, or :data:`AGAIN`."""
    graded = here().grade(Task.loads(task))
    return AGAIN if graded is None else graded.dumps().encode("utf-8", "replace")


def digest(course: str, assignment: str) -> str:
    """What results depend on at this station: the grader, its packages, and an assignment's checks."""
    checks = plans.checks_of(_course_root(course), assignment)
    return key_of([plans.grader_fingerprint(), platform.python_version().encode(), *checks])


def begin(lifeline: Any, mode: Mode | None = None) -> None:
    """Make this process a pool's: it ends when the other end of ``lifeline`` is closed, by whatever death."""
    global _mode
    _mode = mode
    if hasattr(os, "setsid"):
        with suppress(OSError):
            os.setsid()  # Ctrl-C is for the coordinator
    threading.Thread(target=_end_with, args=(lifeline,), name="lifeline", daemon=True).start()


def _end_with(lifeline: Any) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(0)
