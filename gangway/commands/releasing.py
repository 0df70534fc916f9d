"""``gangway grade release`` and ``gangway grade secret``: hand an assignment out to a cohort, sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from gangway.commands.cohorts import HERE, CohortOption, ExchangeOption, find, trouble

if TYPE_CHECKING:
    from autograder.cohort.gradebook import Student
    from autograder.cohort.handout import Private
    from autograder.cohort.layout import Cohort
    from autograder.cohort.released import Released

Assignment = Annotated[str, typer.Argument(help="The assignment, 1-01-bell-pair, or its lesson's id, 1-01.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``gangway grade``."""
    app.command()(release)
    app.command()(secret)


def release(
    assignment: Assignment,
    cohort: CohortOption = HERE,
    due: Annotated[str | None, typer.Option(help="When it is due: '2026-03-02 18:00+09:00'.")] = None,
    exchange: ExchangeOption = False,
    sealed: Annotated[
        bool, typer.Option("--seal/--open", help="Each learner's own numbers, and no verdicts from check().")
    ] = True,
    solutions: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Your own folder of private assignments.")
    ] = None,
) -> None:
    """Seal an assignment for the cohort, register it in the gradebook and hand its notebook out.

    Released again, it keeps everybody's numbers, and makes those of learners who came later.
    """
    from autograder.cohort import handout, sealing
    from autograder.cohort.layout import CohortError

    with trouble(), _private(cohort, solutions) as private:
        place = find(cohort)
        exercises = private.exercises if private else handout.course_of(place).root / "exercises"
        name = handout.full_name(exercises, assignment)
        if not sealed and (private or sealing.load(place, name)):
            why = "is private" if private else "was sealed for this cohort"
            raise CohortError(f"{name} {why}: release it with --seal, or make another cohort")
        was_open = sealed and _was_open(place, name)
        released = handout.hand_out(place, name, due=due, exchange=exchange, sealed=sealed, private=private)
        points = sum(cell.points for cell in released.grade_cells)
        print(f"{name} is handed out: {len(released.grade_cells)} graded cells, {points:g} points.")
        print(f"Give your class: {place.released(name)}")
        if sealed:
            _seal(place, released, private)
        if was_open:
            print("It was handed out open before: whoever works in that notebook needs the new one.")


def _was_open(cohort: Cohort, assignment: str) -> bool:
    """Whether an assignment was handed out without a seal before; with submissions it has to stay so."""
    from autograder.cohort import sealing
    from autograder.cohort.layout import CohortError

    if not cohort.released(assignment).is_file() or sealing.load(cohort, assignment):
        return False
    if number := len(cohort.students_with(assignment)):
        raise CohortError(
            f"{assignment} was handed out open, and there are submissions: {number}. Sealed, they would be "
            "judged by numbers that nobody was given. Release it again with --open, or make another cohort"
        )
    return True


def _seal(cohort: Cohort, released: Released, private: Private | None) -> None:
    """Draw everybody's numbers and write tokens and personal notebooks; say what to keep."""
    from autograder.cohort import handout, personal, sealing

    course = private.course if private else handout.course_of(cohort)
    fresh = not (cohort.root / "seal" / "secret").exists()
    people = _people(cohort)
    exercises = [str(cell.exercise) for cell in released.judged]
    seal, kept = sealing.seal(
        cohort, course, released.assignment, exercises, [student.id for student in people]
    )
    folder = personal.write(cohort, course, seal, released, people)
    print(f"It is sealed. {len(people)} learners have notebooks of their own: {folder}")
    if kept:
        print(f"{len(kept)} keep the numbers that they were handed before; the exercise draws others now.")
    if not people:
        print("Nobody is in roster.csv yet: fill it in, and release again for their tokens.")
    if fresh:
        print("The cohort's secret, to print and keep: with it, everybody's numbers can be recovered.")
        print(f"  {sealing.phrase(sealing.secret(cohort))}")


def _people(cohort: Cohort) -> list[Student]:
    from autograder.cohort import classlist

    return list(classlist.read(cohort.roster).students) if cohort.roster.is_file() else []


@contextmanager
def _private(cohort: Path, solutions: Path | None) -> Iterator[Private | None]:
    """An instructor's own assignments, with learners' copies made by the author's tools."""
    if solutions is None:
        yield None
        return
    from autograder.cohort.bridge import course_of
    from autograder.cohort.handout import Private
    from autograder.course import course
    from gangway.notebooks.release import released, settings
    from gangway.notebooks.text import as_bytes, read_text

    found, config = course(solutions), settings(course_of(find(cohort)).root)
    with TemporaryDirectory(prefix="gangway-private-") as aside:
        for lesson in found.lessons.values():
            target = Path(aside) / lesson.assignment.name
            target.mkdir()
            copy = as_bytes(released(read_text(lesson.assignment_source), config))
            (target / f"{target.name}.ipynb").write_bytes(copy)
        yield Private(found, Path(aside))


def secret(
    cohort: CohortOption = HERE,
    recover: Annotated[
        str | None, typer.Option(metavar="PHRASE", help="Put the secret back from its printed phrase.")
    ] = None,
) -> None:
    """Show the phrase of the cohort's secret, or put the secret back from it."""
    from autograder.cohort import sealing

    with trouble():
        place = find(cohort)
        if recover:
            sealing.recover(place, recover)
        print(sealing.phrase(sealing.secret(place)))
