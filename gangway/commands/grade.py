"""gangway grade: an assignment for a cohort, from handing it out to the scores."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gangway.commands import cohorts, regrading, releasing
from gangway.commands.cohorts import HERE, NEEDS_A_LOOK, CohortOption
from gangway.commands.cohorts import find as _find
from gangway.commands.cohorts import handed_out as _handed_out
from gangway.commands.cohorts import leave as _leave
from gangway.commands.cohorts import say as _say
from gangway.commands.cohorts import trouble as _trouble

__all__ = ["INTERRUPTED", "NEEDS_A_LOOK", "app"]

if TYPE_CHECKING:
    from autograder.cohort.engines import Engines
    from autograder.cohort.layout import Cohort
    from autograder.cohort.plans import Plan
    from autograder.cohort.writer import Entry
    from gangway.grading import Summary

app = typer.Typer(no_args_is_help=True)

#: The exit status of a run that was stopped by Ctrl-C, as shells know it.
INTERRUPTED = 130

Assignment = Annotated[str, typer.Argument(help="The assignment, 1-01-bell-pair, or its lesson's id, 1-01.")]


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    course: Annotated[Path | None, typer.Option(help="The course, if not the installed one.")] = None,
    course_id: Annotated[
        str | None, typer.Option(help="nbgrader's name of it; by default the folder's.")
    ] = None,
) -> None:
    """Make a cohort folder: nbgrader_config.py, roster.csv, inbox/ and submitted/."""
    from autograder.cohort import layout

    with _trouble():
        made = layout.create(folder, course, course_id)
    print(f"Made {made.root}. Next: fill in roster.csv, then: gangway grade roster --cohort {folder}")


@app.command()
def roster(
    file: Annotated[
        Path | None, typer.Argument(help="The class list, CSV; by default the cohort's roster.csv.")
    ] = None,
    cohort: CohortOption = HERE,
) -> None:
    """Put a class list into the gradebook; lines that can't be used are named."""
    from autograder.cohort import classlist, gradebook

    with _trouble():
        place = _find(cohort)
        found = classlist.read(file or place.roster)
        gradebook.enrol(place, found.students)
    print(f"{len(found.students)} learners are in the gradebook.")
    _say(found.problems)
    _leave(bool(found.problems))


@app.command()
def run(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Which, 1-01-bell-pair or 1-01; by default all.", show_default=False),
    ] = None,
    cohort: CohortOption = HERE,
    students: Annotated[
        list[str] | None,
        typer.Option("--student", metavar="ID", help="Only this learner; may be given several times."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="How many are graded at a time.  [one for each core]"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="PROFILE", help="Grade on the ipyparallel cluster of this profile."),
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Run submissions WITHOUT ISOLATION.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    seconds: Annotated[
        float, typer.Option(min=1, help="The most CPU time that one cell may take, in seconds.")
    ] = 60,
) -> None:
    """Grade new and changed submissions. Stop it when you like: run again, it goes on where it was.

    Exit status 3: done, but some submissions need a look.
    """
    from autograder.cohort.pipeline import carry_out
    from autograder.cohort.run import Limits, total_for

    with _trouble():
        place = _find(cohort)
        plans = _plans(place, assignments or place.assignments(), students or (), force)
        limits = Limits(cell_seconds=seconds, total_seconds=total_for(seconds))
        if unsafe:
            print("Submissions run without isolation, with your rights.")
        entries = carry_out(plans, lambda: _engines(jobs, cluster, plans), limits, unsafe=unsafe)
        summary = _summed_up(entries, sum(len(plan.students) for plan in plans))
    summary.show()
    _say(summary.lines(several=len(plans) > 1))
    _leave(bool(summary.troubles))


def _summed_up(entries: Generator[Entry, None, None], total: int) -> Summary:
    """How grading went, which is shown as it goes on; a run that is stopped says how to go on."""
    from gangway.grading import Summary, watched

    summary = Summary()
    try:
        for entry in watched(entries, total):
            summary.add(entry)
    except KeyboardInterrupt:
        entries.close()
        summary.show()
        print("Stopped. Run the same again: it goes on where it was.")
        raise typer.Exit(INTERRUPTED) from None
    return summary


def _plans(cohort: Cohort, assignments: Sequence[str], students: Sequence[str], force: bool) -> list[Plan]:
    """What to grade; of several assignments, a learner need not have submitted all."""
    from autograder.cohort import pipeline

    names = list(dict.fromkeys(_handed_out(cohort, name) for name in assignments))
    if len(names) == 1 or not students:
        return [pipeline.plan(cohort, name, students, force=force) for name in names]
    submitted = {name: set(cohort.students_with(name)) for name in names}
    return [
        pipeline.plan(cohort, name, sorted(chosen), force=force)
        for name in names
        if (chosen := submitted[name].intersection(students))
    ]


def _engines(jobs: int | None, profile: str | None, plans: Sequence[Plan]) -> Engines:
    from autograder.cohort import engines

    if profile:
        from autograder.cohort import cluster

        return cluster.engines(profile, plans)
    return engines.Engines(jobs or os.cpu_count() or 1)


@app.command()
def formgrader(
    cohort: CohortOption = HERE,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only.")] = 8888,
) -> None:
    """Open nbgrader's formgrader on this cohort, in JupyterLab. Stop it with Ctrl-C."""
    from autograder.cohort import formgrader as serving

    with _trouble():
        raise typer.Exit(serving.serve(_find(cohort), port, browser=browser))


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    assignment: Annotated[str, typer.Argument(help="Which assignment is handed in.")] = "1-01",
    course: Annotated[Path | None, typer.Option(help="The course, if not the installed one.")] = None,
) -> None:
    """Make a cohort with a dozen submissions to try grading on: right ones, wrong ones, broken ones."""
    from autograder.cohort import demo as making

    with _trouble():
        made = making.build(folder, assignment, course)
    print(f"Made {folder} with {len(made.submissions)} submissions of {made.assignment}.")
    print(f"Next: gangway grade run {made.assignment} --cohort {folder}")


releasing.add_to(app)
regrading.add_to(app)
cohorts.add_to(app)
