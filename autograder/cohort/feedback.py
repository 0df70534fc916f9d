"""nbgrader's feedback pages, made from the graded notebooks."""

from __future__ import annotations

from pathlib import Path

from autograder.cohort.bridge import api, succeed
from autograder.cohort.layout import Cohort, CohortError


def make(cohort: Cohort, assignment: str, *, exchange: bool = False) -> tuple[list[Path], list[str]]:
    """Make the feedback page of every graded submission.

    Args:
        cohort: whose.
        assignment: which assignment.
        exchange: whether to release them through nbgrader's exchange as well.

    Returns:
        The pages, and what went wrong, with the learner's name.

    Raises:
        CohortError: nothing is graded yet, or the exchange refused.
    """
    graded = [
        name for name in cohort.students_with(assignment) if cohort.autograded(name, assignment).is_dir()
    ]
    if not graded:
        raise CohortError(
            f"no submission of {assignment} is graded yet. Do it with: gangway grade run {assignment}"
        )
    nbgrader = api(cohort)
    pages, troubles = [], []
    for student in graded:
        try:
            succeed(nbgrader.generate_feedback(assignment, student), student)
            pages.append(cohort.feedback(student, assignment) / f"{assignment}.html")
        except CohortError as trouble:
            troubles.append(str(trouble))
    if exchange:
        succeed(nbgrader.release_feedback(assignment), f"the feedback of {assignment} could not be released")
    return pages, troubles
