"""``gangway grade regrade``: after an exercise was mended, who gains and who loses, and then the scores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gangway.commands.cohorts import HERE, Assignment, CohortOption, find, handed_out, leave, say, trouble

if TYPE_CHECKING:
    from autograder.cohort.plans import Plan
    from autograder.cohort.regrade import Change
    from autograder.cohort.writer import Entry
    from gangway.grading import Summary


def add_to(app: typer.Typer) -> None:
    """Add the command to ``gangway grade``."""
    app.command()(regrade)


def regrade(
    assignment: Assignment,
    cohort: CohortOption = HERE,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="How many are graded at a time.  [one for each core]"),
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Run submissions WITHOUT ISOLATION.")] = False,
) -> None:
    """Grade again after an exercise was mended; shows who gains and who loses before anything is written.

    Only what was graded before, and only what changes. Exit status 3: done, but some need a look.
    """
    from autograder.cohort import engines, pipeline
    from autograder.cohort import regrade as regrading
    from autograder.cohort.run import Limits

    def using() -> engines.Engines:
        return engines.Engines(jobs or os.cpu_count() or 1)

    with trouble():
        place = find(cohort)
        plan = regrading.planned(pipeline.plan(place, handed_out(place, assignment)))
        if unsafe:
            print("Submissions run without isolation, with your rights.")
        found, summary = _previewed(plan, regrading.previewed(plan, using, Limits(), unsafe=unsafe))
        _show(found, len(plan.students))
        if found and not yes and not typer.confirm("Write this to the gradebook?"):
            print("Nothing was written.")
            raise typer.Exit
        written = [entry for entry in regrading.written(plan, using, Limits(), unsafe=unsafe) if entry.fresh]
        if found:
            print(f"Written: {regrading.report(place, plan.assignment, found)}")
    troubles = [f"{entry.student}: {entry.trouble}" for entry in written if entry.trouble]
    say([*summary.lines(), *troubles])
    leave(bool(summary.troubles or troubles))


def _previewed(plan: Plan, entries: Iterable[Entry]) -> tuple[list[Change], Summary]:
    """What would change, the greatest loss first, and how grading went; it is shown as it goes on."""
    from autograder.cohort import regrade as regrading
    from gangway.grading import Summary, watched

    found: list[Change] = []
    summary = Summary()
    for entry in watched(entries, len(plan.students)):
        summary.add(entry)
        found += regrading.changes(plan, entry)
    regrading.must_be_judged(found)
    return sorted(found, key=lambda change: (change.gain, change.student)), summary


def _show(found: Sequence[Change], total: int) -> None:
    """Who gains, who loses, and who is only told something else."""
    for what, some in (
        ("loses", [each for each in found if each.gain < 0]),
        ("gains", [each for each in found if each.gain > 0]),
    ):
        for each in some:
            print(
                f"{each.student} {what} {abs(each.gain):g} points in {each.exercise}: "
                f"{each.before.heading} -> {each.after.heading}"
            )
    words = sum(not each.gain for each in found)
    touched = len({each.student for each in found})
    print(f"{touched} of {total} submissions change; in {words} answers only the words.")
