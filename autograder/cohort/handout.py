"""Hand an assignment out to a cohort: register it in the gradebook and lay its notebook down."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.cohort.bridge import api, course_of, open_gradebook, succeed
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.released import Released, load
from autograder.course import Course, UnknownName

#: nbgrader's steps for a notebook that is released already: nothing is left to clear, its cells are recorded.
_REGISTER = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]


def hand_out(cohort: Cohort, assignment: str, *, due: str | None = None, exchange: bool = False) -> Released:
    """Register the assignment and put its notebook into ``release/``.

    Args:
        cohort: for whom.
        assignment: its name, ``1-01-bell-pair``, or its lesson's id, ``1-01``.
        due: when it is due, ``2026-03-02 18:00+09:00`` (without a zone: UTC); ``None`` leaves what is set.
        exchange: whether to release it to nbgrader's exchange as well.

    Raises:
        CohortError: the course has no such assignment, its released notebook is not in order, or nbgrader
            refuses (it does when cells have changed and there are submissions).
    """
    course = course_of(cohort)
    name = full_name(course, assignment)
    source = load(course.root / "exercises" / name / f"{name}.ipynb")
    if faults := list(faults_of(source, course)):
        raise CohortError(f"exercises/{name} is not in order: {'; '.join(faults)}")
    moment = _moment(due)
    nbgrader = api(
        cohort,
        CourseDirectory={"source_directory": str(course.root / "exercises")},
        GenerateAssignment={"preprocessors": _REGISTER},
    )
    with _kept_on_failure(cohort.released(name).parent):
        succeed(nbgrader.generate_assignment(name), f"{name} could not be handed out")
    if moment:
        with open_gradebook(cohort) as book:
            book.update_or_create_assignment(name, duedate=moment)
    if exchange:
        succeed(nbgrader.release_assignment(name), f"{name} could not be released to the exchange")
    return load(cohort.released(name))


def _moment(due: str | None) -> datetime | None:
    """A date and time as nbgrader keeps it: in UTC. (nbgrader's own reader takes +0900 for 900 seconds.)"""
    if due is None:
        return None
    try:
        moment = datetime.fromisoformat(
            due.strip().replace(" +", "+").replace(" -", "-").removesuffix(" UTC")
        )
    except ValueError as error:
        raise CohortError(f"{due!r} is no date and time; write it as 2026-03-02 18:00+09:00") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@contextmanager
def _kept_on_failure(folder: Path) -> Iterator[None]:
    """Put a folder back as it was if nbgrader, which empties it first, fails."""
    with TemporaryDirectory(prefix="gangway-release-") as aside:
        kept = Path(aside) / "it"
        if folder.is_dir():
            shutil.copytree(folder, kept)
        try:
            yield
        except CohortError:
            if kept.is_dir():
                shutil.copytree(kept, folder, dirs_exist_ok=True)
            raise


def full_name(course: Course, assignment: str) -> str:
    """An assignment's name, from itself or from its lesson's id.

    Raises:
        CohortError: the course has none; the message names those that there are.
    """
    wanted = assignment.removesuffix(".ipynb").strip("/")
    names = released_names(course.root)
    found = [name for name in names if wanted in (name, "-".join(name.split("-")[:2]))]
    if len(found) != 1:
        known = ", ".join(names) or "none; release them first with: gangway notebooks release"
        raise CohortError(
            f"there is no assignment {assignment!r} in {course.root / 'exercises'}. There: {known}"
        )
    return found[0]


def released_names(root: Path) -> list[str]:
    """The assignments that the course has released."""
    return sorted(
        path.parent.name for path in (root / "exercises").glob("*/*.ipynb") if path.stem == path.parent.name
    )


def faults_of(released: Released, course: Course) -> Iterator[str]:
    """What would keep the judge from grading by this notebook."""
    for cell in released.grade_cells:
        marks = released.cells[cell.id]["metadata"]["nbgrader"]
        if marks.get("solution"):
            continue
        if cell.exercise is None:
            yield f"grade cell {cell.id} has no check() call that names its exercise"
            continue
        try:
            exercise = course.exercise(cell.exercise)
        except UnknownName as unknown:
            yield f"grade cell {cell.id}: {unknown}"
            continue
        if float(exercise.points) != cell.points:
            yield f"grade cell {cell.id} is worth {cell.points:g} points, its exercise {exercise.points:g}"
