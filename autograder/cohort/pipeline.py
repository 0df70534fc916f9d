"""Grade what is new or changed in a cohort, and say what became of each submission.

It can be stopped at any point, by whatever death: results are kept as they come, and the next run goes on
where this one was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence

from autograder.cohort import lock
from autograder.cohort.engines import Engines
from autograder.cohort.grade import Grading, Terms
from autograder.cohort.layout import Cohort, valid_id
from autograder.cohort.plans import Plan, Work, plan
from autograder.cohort.results import Graded
from autograder.cohort.run import Limits
from autograder.cohort.writer import PATIENCE, Entry, Writer

__all__ = ["Entry", "Plan", "carry_out", "plan"]

_CHANGING = "the submission keeps changing while it is graded; let it settle and run again"


def carry_out(
    plans: Plan | Sequence[Plan],
    using: Callable[[], Engines],
    limits: Limits,
    *,
    unsafe: bool,
    patience: float = PATIENCE,
    writer_of: Callable[[Cohort, float], Writer] = Writer,
) -> Generator[Entry, None, None]:
    """Grade and write, each submission reported when it is done.

    Results are kept before they are written: where the gradebook can't be written, the next run only writes.

    Args:
        plans: what to grade, all of one cohort.
        using: makes the engines, when there is something to run.
        limits: what a submission may use.
        unsafe: that the caller accepts running without isolation.
        patience: how long to wait for a gradebook that is locked or gone, in seconds.
        writer_of: makes what writes, of a cohort and that patience.

    Raises:
        NotIsolated: there is something to run, no isolation, and ``unsafe`` was not given.
        CohortError: another run is under way, or results can't be kept.
    """
    plans = [plans] if isinstance(plans, Plan) else list(plans)
    if not plans:
        return
    with lock.alone(plans[0].cohort), writer_of(plans[0].cohort, patience) as writer:
        run = _Run(writer, using, Terms(limits, unsafe))
        try:
            for one in plans:
                for item in one.work():
                    yield from run.entries(item, one)
            yield from run.rest()
        except (KeyboardInterrupt, GeneratorExit):
            with contextlib.suppress(Exception):
                list(writer.flush())
            raise
        finally:
            run.stop()


class _Run:
    """One run: what is under way, and what has to be looked at again."""

    def __init__(self, writer: Writer, using: Callable[[], Engines], terms: Terms) -> None:
        self._writer, self._using, self._terms = writer, using, terms
        self._grading: Grading | None = None
        self._changed: list[Work] = []

    def stop(self) -> None:
        if self._grading is not None:
            self._grading.stop()

    def entries(self, item: Work, plan: Plan) -> Iterator[Entry]:
        """Take one submission on; yields whatever is done by now."""
        kept = None if plan.force else plan.store.get(item.key)
        if not valid_id(item.student):
            trouble = "the folder's name is no learner's id; rename it"
            yield Entry(item.student, trouble=trouble, assignment=plan.assignment)
        elif kept is None:
            yield from self._done(self._started().take(item))
        elif plan.store.current(item.student, plan.assignment) == item.key:
            yield Entry(item.student, kept, assignment=plan.assignment)
        else:
            yield from self._writer.put(item, kept, kept=True)

    def rest(self) -> Iterator[Entry]:
        """Everything that is still under way."""
        if self._grading is not None:
            yield from self._done(self._grading.rest())
            changed, self._changed = self._changed, []
            for item in changed:
                yield from self._done(self._grading.take(item.renewed()), last=True)
            yield from self._done(self._grading.rest(), last=True)
        yield from self._writer.finish()

    def _started(self) -> Grading:
        if self._grading is None:
            self._grading = Grading(self._using(), self._terms)
            self._writer.warm_up()
        return self._grading

    def _done(self, graded: Iterator[tuple[Work, Graded | None]], *, last: bool = False) -> Iterator[Entry]:
        for item, result in graded:
            if result is not None and item.current:
                yield from self._writer.put(item, result)
            elif last or result is None:
                yield Entry(item.student, trouble=_CHANGING, assignment=item.plan.assignment)
            else:
                self._changed.append(item)
