"""Grade a cohort: intake -> run -> judge in worker processes, write through one writer.

Runners and the judge live in different processes, so that no process that judges has ever been near a
learner's code. Whatever happens to one submission is reported under its learner's name; the rest goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from autograder.cohort import intake, judging, run, show
from autograder.cohort.intake import Refused
from autograder.cohort.released import Released
from autograder.cohort.results import Graded, Result
from autograder.cohort.run import Ran

log = logging.getLogger(__name__)

#: How long the judge may take over one submission, in seconds, before it is given up and asked once more.
JUDGE_SECONDS = 120.0


@dataclass(frozen=True)
class Work:
    """One submission to grade: whose it is, where it lies, and the key of its result."""

    student: str
    folder: Path
    key: str


class Engines:
    """The executors that run and judge; each is made anew when it breaks.

    By default local processes: ``workers`` runners, and one judge apart from them. A cluster's executors, or
    one that works in this process, take their place by ``make_runners`` and ``make_judge``.
    """

    def __init__(
        self,
        workers: int = 1,
        make_runners: Callable[[], Executor] | None = None,
        make_judge: Callable[[], Executor] | None = None,
    ) -> None:
        self._make_runners = make_runners or (lambda: _processes(workers))
        self._make_judge = make_judge or (lambda: _processes(1))
        self.runners, self.judge = self._make_runners(), self._make_judge()

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, *_: object) -> None:
        self.runners.shutdown(wait=True, cancel_futures=True)
        self.judge.shutdown(wait=False, cancel_futures=True)

    def new_runners(self) -> None:
        """Replace the runners."""
        self.runners.shutdown(wait=False, cancel_futures=True)
        self.runners = self._make_runners()

    def new_judge(self) -> None:
        """Replace the judge."""
        self.judge.shutdown(wait=False, cancel_futures=True)
        self.judge = self._make_judge()


def _processes(workers: int) -> Executor:
    # spawned, not forked: the coordinator may have threads, and a judge starts with nothing of a runner's
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def grade(
    work: Iterable[Work],
    released: Released,
    course_root: Path,
    using: Engines,
    limits: run.Limits,
    *,
    unsafe: bool,
) -> Iterator[tuple[Work, Graded]]:
    """Grade submissions, each yielded when it is done.

    Raises:
        NotIsolated: ``unsafe`` was not given; nothing has been run.
    """
    if not unsafe:
        raise run.NotIsolated
    accepted: list[_Taken] = []
    for item in work:
        taken = intake.admit(item.folder, released)
        if isinstance(taken, Refused):
            yield item, refused(released, taken.reason)
        else:
            accepted.append(_Taken(item, taken))
    again: list[_Taken] = []
    for taken_in, ran in _runs(accepted, course_root, using.runners, limits):
        # one runner's death takes its pool along, and a busy machine makes honest work late:
        # whoever met with that is run once more, alone
        if ran is None or ran.timed_out:
            again.append(taken_in)
        else:
            yield taken_in.work, _judged_submission(taken_in, ran, released, course_root, using)
    if again:
        using.new_runners()
    for taken_in in again:
        ((_, ran),) = _runs([taken_in], course_root, using.runners, limits)
        if ran is None:
            using.new_runners()
        yield taken_in.work, _judged_submission(taken_in, ran, released, course_root, using)


@dataclass(frozen=True, eq=False)
class _Taken:
    """A submission that intake let through."""

    work: Work
    clean: intake.Accepted
    began: float = field(default_factory=time.monotonic)


def _runs(
    taken: list[_Taken], course_root: Path, runners: Executor, limits: run.Limits
) -> Iterator[tuple[_Taken, Ran | None]]:
    """Run submissions, each yielded when it is done; ``None`` where the runner itself failed."""
    futures = {_submit(item, course_root, runners, limits): item for item in taken}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except Exception:
            log.warning("the runner of %s failed", futures[future].work.student, exc_info=True)
            yield futures[future], None


def _submit(item: _Taken, course_root: Path, runners: Executor, limits: run.Limits) -> Future[Ran]:
    try:
        return runners.submit(run.run, item.clean.notebook, course_root, limits, unsafe=True)
    except BrokenProcessPool as broken:
        failed: Future[Ran] = Future()
        failed.set_exception(broken)
        return failed


def refused(released: Released, reason: str) -> Graded:
    """The result of a submission that was refused at intake."""
    results = tuple(judging.refusal(cell, reason) for cell in released.judged)
    return Graded(results, (), show.refused_notebook(released, reason, results), refused=reason)


def _judged_submission(
    taken: _Taken, ran: Ran | None, released: Released, course_root: Path, using: Engines
) -> Graded:
    if ran is None:
        ran, results = Ran({}, run.CRASHED), [judging.grader_fault(cell) for cell in released.judged]
    else:
        results = judged(ran, released, course_root, using)
    notebook = show.graded_notebook(taken.clean.notebook, ran, results, taken.clean.notes)
    return Graded(tuple(results), taken.clean.notes, notebook, seconds=time.monotonic() - taken.began)


def judged(ran: Ran, released: Released, course_root: Path, using: Engines) -> list[Result]:
    """The results of one run; if the judge itself fails it is asked once more, then a person must look."""
    evidence = judging.gather(ran, released)
    for _ in range(2):
        try:
            return using.judge.submit(judging.judge_all, course_root, evidence).result(timeout=JUDGE_SECONDS)
        except (BrokenProcessPool, TimeoutError):
            log.exception("the judge failed; it is asked again")
            using.new_judge()
        except Exception:
            log.exception("the judge failed")
    return [judging.grader_fault(cell) for cell in released.judged]
