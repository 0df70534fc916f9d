"""Feedback on an assignment: a page for each learner, and a report on the class for the instructor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.cohort import pages, report
from autograder.cohort.bridge import api, course_of, open_gradebook, succeed
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.pages import Marks
from autograder.cohort.released import Released, load
from autograder.cohort.results import Graded, Store, write_whole
from autograder.cohort.sections import Section, declared, section_for
from autograder.course import Course


def make(
    cohort: Cohort, assignment: str, *, exchange: bool = False, site: str = ""
) -> tuple[list[Path], list[str]]:
    """Make the feedback page of every graded submission, and the class report.

    Args:
        cohort: whose.
        assignment: which assignment.
        exchange: whether to release them through nbgrader's exchange as well.
        site: where the course's site is, for links to the lesson.

    Returns:
        The pages, and what went wrong, with the learner's name.

    Raises:
        CohortError: nothing is graded yet, or the exchange refused.
    """
    released = load(cohort.released(assignment))
    graded = dict(results(cohort, assignment))
    if not graded:
        raise CohortError(
            f"no submission of {assignment} is graded yet. Do it with: gangway grade run {assignment}"
        )
    found, sections = marks(cohort, assignment), sections_of(course_of(cohort), released)
    made, troubles = [], []
    for student, result in graded.items():
        name, own = found.get(student, (student, Marks()))
        try:
            path = cohort.feedback(student, assignment) / f"{assignment}.html"
            write_whole(path, pages.page(released, result, own, name, sections, site))
            made.append(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            troubles.append(f"{student}: {type(error).__name__}: {error}")
    write_whole(report_path(cohort, assignment), report.page(cohort, released, graded, found))
    if exchange:
        released_ = api(cohort).release_feedback(assignment)
        succeed(released_, f"the feedback of {assignment} could not be released")
    return made, troubles


def report_path(cohort: Cohort, assignment: str) -> Path:
    """Where the class report is; not among what learners get."""
    return cohort.root / "reports" / f"{assignment}.html"


def results(cohort: Cohort, assignment: str) -> Iterator[tuple[str, Graded]]:
    """The result that stands for each learner, of those who have one."""
    store = Store(cohort.results)
    for student in cohort.students_with(assignment):
        key = store.current(student, assignment)
        if key and (graded := store.get(key)):
            yield student, graded


def sections_of(course: Course, released: Released) -> dict[str, Section]:
    """By exercise, the section of the lesson to go back to.

    Private assignments go back to the course's own lesson of the same id, where there is one.
    """
    named = declared(released.notebook.get("metadata", {}).get("gangway", {}))
    found = {
        f"{released.lesson}/{name}": section_for(course, released.lesson, title)
        for name, title in named.items()
    }
    return {name: section for name, section in found.items() if section}


def marks(cohort: Cohort, assignment: str) -> dict[str, tuple[str, Marks]]:
    """By learner, their name and what the gradebook has.

    Raises:
        CohortError: the gradebook can't be read.
    """
    from nbgrader.api import MissingEntry

    with open_gradebook(cohort) as book:
        try:
            submissions = list(book.find_assignment(assignment).submissions)
        except MissingEntry:
            return {}
        return {one.student.id: (_name(one.student), _marks(one)) for one in submissions}


def _name(student: Any) -> str:
    named = " ".join(filter(None, (student.first_name, student.last_name)))
    return f"{named} ({student.id})" if named else str(student.id)


def _marks(submission: Any) -> Marks:
    scores: dict[str, tuple[float | None, float]] = {}
    comments: dict[str, str] = {}
    penalty = 0.0
    for notebook in submission.notebooks:
        penalty += notebook.late_submission_penalty or 0
        for grade in notebook.grades:
            waits = grade.auto_score is None and grade.manual_score is None
            scores[grade.name] = (None if waits else grade.score, grade.max_score)
        comments |= {one.name: one.manual_comment for one in notebook.comments if one.manual_comment}
    return Marks(scores, comments, submission.score, submission.max_score, penalty)
