"""The one writer: graded submissions go into the gradebook in batches, each in one transaction.

Results are kept on disk before they are written, so that nothing depends on the gradebook being there: what
could not be written is tried again when the run ends, and by the next run.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

from autograder.cohort import gradebook
from autograder.cohort.bridge import Unavailable, open_gradebook
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.plans import Work
from autograder.cohort.results import Graded

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

log = logging.getLogger(__name__)

#: A batch is written when it holds so many submissions, or so many seconds after its first came in.
BATCH, SECONDS = 32, 2.0

#: How long to wait, in all, for a gradebook that is locked or gone before going on without it, in seconds.
PATIENCE = 30.0


#: A submission that could not be written yet, its result unless that is on disk, and why.
_Waiting = tuple[Work, Graded | None, str]


@dataclass(frozen=True)
class Entry:
    """What became of one submission: its result, whether that is fresh, and what needs a look."""

    student: str
    graded: Graded | None = None
    fresh: bool = False
    trouble: str | None = None
    assignment: str = ""


class Writer:
    """Collects graded submissions of one cohort and writes them. Use it as a context manager."""

    def __init__(self, cohort: Cohort, patience: float = PATIENCE) -> None:
        self._cohort = cohort
        self._patience = self._left = patience
        self._batch: list[tuple[Work, Graded]] = []
        self._waiting: list[_Waiting] = []
        self._began = 0.0
        self._book: Gradebook | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_book()

    def warm_up(self) -> None:
        """Import nbgrader and open the gradebook now, while others are busy; what fails is said later."""
        with contextlib.suppress(CohortError):
            self._opened()

    def put(self, item: Work, graded: Graded, *, kept: bool = False) -> Iterator[Entry]:
        """Keep a result and have it written; yields what became of those that were written just now.

        Raises:
            CohortError: it can't be kept.
        """
        if not kept:
            _open_anew(item)
            keep(item, graded)
        if not self._batch:
            self._began = monotonic()
        self._batch.append((item, graded))
        if len(self._batch) >= BATCH or monotonic() - self._began > SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Entry]:
        """Write what has come in."""
        batch, self._batch = self._batch, []
        if batch:
            yield from self._written(batch)

    def finish(self) -> Iterator[Entry]:
        """Write everything; yields what is left, with its trouble where it could not be written."""
        yield from self.flush()
        waiting, self._waiting = self._waiting, []
        self._left = min(self._left, self._patience)
        for some in _portions(waiting):
            batch = [(item, graded or item.plan.store.get(item.key)) for item, graded, _ in some]
            yield from self._written([(item, graded) for item, graded in batch if graded])
        for item, graded, trouble in self._waiting:
            graded = graded or item.plan.store.get(item.key)
            yield Entry(item.student, graded, fresh=True, trouble=trouble, assignment=item.plan.assignment)
        self._waiting = []

    def _written(self, batch: list[tuple[Work, Graded]]) -> Iterator[Entry]:
        """Write a batch as a whole; where that fails for one of them, one by one."""
        try:
            self._write(batch)
        except Unavailable as trouble:
            log.warning("%s", trouble)
            # what is on disk need not be held until the gradebook is back
            self._waiting += [
                (item, None if graded.scored else graded, str(trouble)) for item, graded in batch
            ]
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    yield from self._written([one])
                return
            log.debug("not written", exc_info=True)
            ((item, graded),) = batch
            trouble_of_one = str(error) if isinstance(error, CohortError) else _not_written(error)
            yield Entry(item.student, graded, True, trouble_of_one, item.plan.assignment)
        else:
            for item, graded in batch:
                settled(item, graded)
            for item, graded in batch:
                yield Entry(item.student, graded, fresh=True, assignment=item.plan.assignment)

    def _write(self, batch: list[tuple[Work, Graded]]) -> None:
        """Write, waiting a while for a gradebook that is locked or gone."""
        sheets = [gradebook.Sheet(item.plan.assignment, item.student, graded) for item, graded in batch]
        pause, until = 0.1, monotonic() + self._left
        while True:
            try:
                gradebook.write(self._opened(), self._cohort, sheets)
                self._left = self._patience
                return
            except Unavailable as trouble:
                self._close_book()
                if not trouble.passing or monotonic() >= until:
                    self._left = 0.0  # who comes next is not kept waiting as well
                    raise
                log.info("%s; trying again", trouble)
            sleep(pause)
            pause = min(2 * pause, 2.0)

    def _opened(self) -> Gradebook:
        if self._book is None:
            self._book = self._open.enter_context(open_gradebook(self._cohort))
        return self._book

    def _close_book(self) -> None:
        self._book = None
        with contextlib.suppress(Exception):
            self._open.close()


def settled(item: Work, graded: Graded) -> None:
    """Note that a result is in the gradebook. An unscored one doesn't stand: the next run tries again."""
    if graded.scored:
        item.plan.store.settle(item.student, item.plan.assignment, item.key)
    else:
        item.plan.store.unsettle(item.student, item.plan.assignment)


def _open_anew(item: Work) -> None:
    """Where the same was graded before: a run that is stopped must not leave the old one for what stands."""
    if item.plan.store.current(item.student, item.plan.assignment) == item.key:
        item.plan.store.unsettle(item.student, item.plan.assignment)


def keep(item: Work, graded: Graded) -> None:
    """Keep a result on disk; the grader's own fault is not kept: the next run tries again.

    Raises:
        CohortError: it can't be kept.
    """
    if not graded.scored:
        return
    try:
        item.plan.store.put(item.key, graded)
    except OSError as error:
        raise CohortError(
            f"the result of {item.student} can't be kept in {item.plan.cohort.results}: {error.strerror}. "
            "Mend that and run again: it goes on where it was, and nothing graded is lost"
        ) from error


def _not_written(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else str(error)
    return f"not written: {type(error).__name__}: {said}"


def _portions(waiting: list[_Waiting]) -> Iterator[list[_Waiting]]:
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]
