"""Grade submissions: intake here, run and judge at the stations, a bounded number at a time.

Whatever happens to one submission is reported under its learner's name; the rest goes on.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace

from autograder.cohort import intake, judging, show, station
from autograder.cohort.engines import Engines
from autograder.cohort.intake import Refused
from autograder.cohort.plans import Work
from autograder.cohort.released import Released
from autograder.cohort.results import Graded
from autograder.cohort.run import Limits
from autograder.cohort.station import Task

log = logging.getLogger(__name__)

#: A submission that changes this often while it is taken in is left for the next run.
_PATIENCE = 3


@dataclass(frozen=True)
class Terms:
    """On what terms submissions are run."""

    limits: Limits
    unsafe: bool = False


class Grading:
    """Grades submissions as they are taken on; each is yielded when it is done, ``None`` if it kept changing.

    At most a few for each job are held at a time, so that any number can be graded. One that was late, or
    whose station died, is tried once more when all others are done, alone.
    """

    def __init__(self, using: Engines, terms: Terms) -> None:
        if not terms.unsafe and using.local:
            from autograder import sandbox

            using.mode = sandbox.choose()
        self._using, self._terms = using, terms
        self._most = 4 * using.jobs + 4
        self._pending: dict[Future[bytes], Work] = {}
        self._again: deque[Work] = deque()

    def stop(self) -> None:
        """End the engines; what is under way is given up."""
        self._using.stop()

    def take(self, item: Work) -> Iterator[tuple[Work, Graded | None]]:
        """Take on one submission, and wait while there are too many."""
        taken, task = self._admitted(item)
        if not isinstance(task, Task):
            yield taken, task
            return
        self._pending[self._using.submit(task)] = taken
        while len(self._pending) >= self._most:
            yield from self._finished()

    def rest(self) -> Iterator[tuple[Work, Graded | None]]:
        """What is still under way; then what is to be tried again, one at a time: now it counts."""
        while self._pending:
            yield from self._finished()
        while self._again:
            taken, task = self._admitted(self._again.popleft())
            if not isinstance(task, Task):
                yield taken, task
                continue
            future = self._using.submit(replace(task, last=True))
            graded = self._result(future, taken)
            yield taken, graded or station.faulty(taken.plan.released, task.notebook, task.notes)

    def _admitted(self, item: Work) -> tuple[Work, Task | Graded | None]:
        """The submission as it is now, with its task or its refusal; ``None`` where it keeps changing."""
        for _ in range(_PATIENCE):
            taken = intake.admit(item.folder, item.plan.released)
            if item.current:
                if isinstance(taken, Refused):
                    return item, refused(item.plan.released, taken.reason)
                return item, Task.of(
                    item.plan, taken, self._terms.limits, student=item.student, unsafe=self._terms.unsafe
                )
            item = item.renewed()
        return item, None

    def _finished(self) -> Iterator[tuple[Work, Graded]]:
        """Wait for one at least; those to be tried again are put aside."""
        done, _ = wait(self._pending, return_when=FIRST_COMPLETED)
        for future in done:
            item = self._pending.pop(future)
            graded = self._result(future, item)
            if graded is None:
                self._again.append(item)  # taken in again when its turn comes: nothing of it is held
            else:
                yield item, graded

    def _result(self, future: Future[bytes], item: Work) -> Graded | None:
        """A task's result; ``None`` where it was late or its station died."""
        try:
            said = future.result()
        except Exception as error:
            if isinstance(error, station.NotIsolated):
                raise
            if getattr(error, "ename", None) == "NotIsolated":  # of an engine of a cluster
                raise station.NotIsolated([str(error)]) from error
            log.warning("the station that graded %s failed: %s", item.student, error or type(error).__name__)
            self._using.renew(future)
            return None
        return None if said == station.AGAIN else Graded.loads(said.decode())


def refused(released: Released, reason: str) -> Graded:
    """The result of a submission that was refused at intake."""
    results = tuple(judging.refusal(cell, reason) for cell in released.judged)
    return Graded(results, (), show.refused_notebook(released, reason, results), refused=reason)
