"""Grade again after an exercise was mended: what would change is known before anything is written.

Only what was graded before is looked at; submissions that came in since are for the next run. Where nothing
changes, nothing is written: the gradebook and the graded notebook stay as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.cohort import pipeline
from autograder.cohort.engines import Engines
from autograder.cohort.export import disarmed
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.plans import Plan, Work
from autograder.cohort.results import Graded, Result
from autograder.cohort.run import Limits
from autograder.cohort.writer import Entry, Writer
from autograder.findings import Outcome


@dataclass(frozen=True)
class Change:
    """What would change for one learner in one exercise; a score of ``None`` waits for a person."""

    student: str
    exercise: str
    before: Result
    after: Result

    @property
    def gain(self) -> float:
        """By how many points the score goes up."""
        return (self.after.score or 0.0) - (self.before.score or 0.0)


def planned(plan: Plan) -> Plan:
    """The part of a plan that was graded before.

    Raises:
        CohortError: nothing was.
    """
    graded = tuple(name for name in plan.students if plan.store.current(name, plan.assignment))
    if not graded:
        raise CohortError(
            f"no submission of {plan.assignment} is graded yet. "
            f"Do it with: gangway grade run {plan.assignment}"
        )
    return replace(plan, students=graded)


def previewed(
    plan: Plan, using: Callable[[], Engines], limits: Limits, *, unsafe: bool
) -> Generator[Entry, None, None]:
    """Grade what has to be graded again and keep the results; the gradebook is not touched."""
    return pipeline.carry_out(plan, using, limits, unsafe=unsafe, writer_of=_Keeper)


def written(
    plan: Plan, using: Callable[[], Engines], limits: Limits, *, unsafe: bool
) -> Generator[Entry, None, None]:
    """Write what has changed; an entry is ``fresh`` only then."""
    return pipeline.carry_out(plan, using, limits, unsafe=unsafe, writer_of=_OnlyChanged)


def changes(plan: Plan, entry: Entry) -> list[Change]:
    """What a previewed entry would change; empty where nothing does."""
    before = _stands(plan, entry.student)
    if before is None or entry.graded is None:
        return []
    after = {result.cell: result for result in entry.graded.results}
    return [
        Change(entry.student, old.exercise, old, after[old.cell])
        for old in before.results
        if old.cell in after and after[old.cell] != old
    ]


def must_be_judged(found: Sequence[Change]) -> None:
    """Let no failing check take a score away that stands.

    Raises:
        CohortError: a check failed where it had come to a score before.
    """
    failed = [
        each for each in found if each.after.outcome == Outcome.GRADER_FAULT and each.before.score is not None
    ]
    if failed:
        names, learners = sorted({each.exercise for each in failed}), {each.student for each in failed}
        raise CohortError(
            f"nothing was written: the check of {', '.join(names)} fails by itself, for {len(learners)} "
            "learners. Its error stands above. Mend it, try it on your attempts, and regrade again"
        )


def report(cohort: Cohort, assignment: str, found: Sequence[Change]) -> Path:
    """Write down who gained and who lost; returns the file."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    path = cohort.root / "reports" / f"{assignment}-regrade-{moment}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["learner", "exercise", "score before", "score after", "was", "is"])
        for each in found:
            outcomes = (str(each.before.outcome), str(each.after.outcome))
            scores = (each.before.score, each.after.score)
            writer.writerow([disarmed(each.student), each.exercise, *scores, *outcomes])
    return path


def _stands(plan: Plan, student: str) -> Graded | None:
    key = plan.store.current(student, plan.assignment)
    return plan.store.get(key) if key else None


class _Keeper(Writer):
    """Keeps results and writes nothing."""

    def warm_up(self) -> None:
        """Nothing to open."""

    def _written(self, batch: list[tuple[Work, Graded]]) -> Iterator[Entry]:
        for item, graded in batch:
            yield Entry(item.student, graded, fresh=True, assignment=item.plan.assignment)


class _OnlyChanged(Writer):
    """Writes what differs from what stands; the rest is only noted to be up to date."""

    def _written(self, batch: list[tuple[Work, Graded]]) -> Iterator[Entry]:
        changed = []
        for item, graded in batch:
            before = _stands(item.plan, item.student)
            if before is None or before.results != graded.results or before.refused != graded.refused:
                changed.append((item, graded))
            else:
                item.plan.store.settle(item.student, item.plan.assignment, item.key)
                yield Entry(item.student, graded, assignment=item.plan.assignment)
        if changed:
            yield from super()._written(changed)
