"""``gangway grade regrade``: after an exercise was mended, who gains and who loses, and then the scores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gangway.commands.cohorts import HERE, Assignment, CohortOption, find, handed_out, leave, say, trouble

if TYPE_CHECKING:
    from autograder.cohort.regrade import Change


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
    from gangway.grading import Summary, watched

    def using() -> engines.Engines:
        return engines.Engines(jobs or os.cpu_count() or 1)

    with trouble():
        place = find(cohort)
        plan = regrading.planned(pipeline.plan(place, handed_out(place, assignment)))
        if unsafe:
            print("Submissions run without isolation, with your rights.")
        found: list[Change] = []
        summary = Summary()
        preview = regrading.previewed(plan, using, Limits(), unsafe=unsafe)
        for entry in watched(preview, len(plan.students)):
            summary.add(entry)
            found += regrading.changes(plan, entry)
        found.sort(key=lambda change: (change.gain, change.student))
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
