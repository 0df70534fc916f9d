"""Hand an assignment out to a cohort: register it in the gradebook and lay its notebook down."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.cohort import personal
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


@dataclass(frozen=True)
class Private:
    """An instructor's own assignments: the course that they are, and the folder of learners' copies."""

    course: Course
    exercises: Path


def hand_out(
    cohort: Cohort,
    assignment: str,
    *,
    due: str | None = None,
    exchange: bool = False,
    sealed: bool = False,
    private: Private | None = None,
) -> Released:
    """Register the assignment and put its notebook into ``release/``.

    Args:
        cohort: for whom.
        assignment: its name, ``1-01-bell-pair``, or its lesson's id, ``1-01``.
        due: when it is due, ``2026-03-02 18:00+09:00`` (without a zone: UTC); ``None`` leaves what is set.
        exchange: whether to release it to nbgrader's exchange as well.
        sealed: whether the notebook asks for a learner's token; :mod:`autograder.cohort.personal` makes them.
        private: where it comes from, if not from the cohort's course.

    Raises:
        CohortError: the course has no such assignment, its released notebook is not in order, or nbgrader
            refuses (it does when cells have changed and there are submissions).
    """
    course = private.course if private else course_of(cohort)
    exercises = private.exercises if private else course.root / "exercises"
    name = full_name(exercises, assignment)
    source = load(exercises / name / f"{name}.ipynb")
    if faults := list(faults_of(source, course)):
        raise CohortError(f"exercises/{name} is not in order: {'; '.join(faults)}")
    moment = _moment(due)
    with _source(exercises, source, sealed) as folder, _kept_on_failure(cohort.released(name).parent):
        nbgrader = api(
            cohort,
            CourseDirectory={"source_directory": str(folder)},
            GenerateAssignment={"preprocessors": _REGISTER},
        )
        succeed(nbgrader.generate_assignment(name), f"{name} could not be handed out")
    if moment:
        with open_gradebook(cohort) as book:
            book.update_or_create_assignment(name, duedate=moment)
    if exchange:
        succeed(nbgrader.release_assignment(name), f"{name} could not be released to the exchange")
    return load(cohort.released(name))


@contextmanager
def _source(exercises: Path, source: Released, sealed: bool) -> Iterator[Path]:
    """The folder that nbgrader is to take the notebook from; a sealed one has the cell for the token."""
    if not sealed:
        yield exercises
        return
    with TemporaryDirectory(prefix="gangway-seal-") as aside:
        target = Path(aside) / source.assignment
        shutil.copytree(exercises / source.assignment, target)
        made = personal.with_token(source, "")
        (target / f"{source.assignment}.ipynb").write_text(
            json.dumps(made, ensure_ascii=False, indent=1), "utf-8"
        )
        yield Path(aside)


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


def full_name(exercises: Path, assignment: str) -> str:
    """An assignment's name, from itself or from its lesson's id.

    Raises:
        CohortError: the course has none; the message names those that there are.
    """
    wanted = assignment.removesuffix(".ipynb").strip("/")
    names = released_names(exercises)
    found = [name for name in names if wanted in (name, "-".join(name.split("-")[:2]))]
    if len(found) != 1:
        known = ", ".join(names) or "none; release them first with: gangway notebooks release"
        raise CohortError(f"there is no assignment {assignment!r} in {exercises}. There: {known}")
    return found[0]


def released_names(exercises: Path) -> list[str]:
    """The released assignments of a folder."""
    return sorted(path.parent.name for path in exercises.glob("*/*.ipynb") if path.stem == path.parent.name)


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
