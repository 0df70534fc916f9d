"""What is wrong with an instructor's private assignments, told before a class sees them.

A private assignment has no lesson of its own and is in no site. Its cells, checks and attempts have to fit
together as the course's do, and its attempts are tried, for the numbers of several learners.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.attempts import Attempt, Role, judged
from autograder.course import Course, Lesson
from autograder.exercise import Exercise
from autograder.findings import Verdict
from gangway.notebooks import coverage, text
from gangway.notebooks.problems import Problem

#: Whose numbers the attempts are tried with; ``None`` is whoever has no token.
LEARNERS = (None, *(f"learner {number}" for number in range(20)))

_MUST_PASS = (Role.REFERENCE, Role.ALTERNATIVE)


def problems(private: Course, course: Course) -> Iterator[Problem]:
    """Everything that doesn't fit in a folder of private assignments; ``course`` has the public lessons."""
    for lesson in private.lessons.values():
        try:
            yield from _assignment(lesson, course)
        except Exception as error:
            what = f"it can't be looked at: {type(error).__name__}: {error}".replace("\n", " ")
            yield Problem(lesson.assignment, "", what, "mend that first")


def _assignment(lesson: Lesson, course: Course) -> Iterator[Problem]:
    notebook = text.read_text(lesson.assignment_source)
    text.name_cells(notebook, lesson.assignment_source)
    yield from coverage.assignment_problems(lesson, notebook)
    yield from coverage.section_problems(lesson, notebook, course.lessons.get(lesson.id), optional=True)
    for attempt in lesson.attempts:
        if attempt.exercise in lesson.exercises:
            yield from _tried(lesson, lesson.exercises[attempt.exercise], attempt)


def _tried(lesson: Lesson, exercise: Exercise, attempt: Attempt) -> Iterator[Problem]:
    """The first learner for whom an attempt is not met as its author says, if any."""
    for learner in LEARNERS if exercise.variant else LEARNERS[:1]:
        verdict = judged(exercise, attempt, learner)
        if what := _unlike(attempt, verdict):
            numbers = f" with {dict(exercise.given(learner))}" if exercise.variant else ""
            where = lesson.assignment / "attempts.py"
            yield Problem(where, attempt.make.__name__, what + numbers, "mend the check or the attempt")
            return


def _unlike(attempt: Attempt, verdict: Verdict) -> str:
    """How a verdict differs from what the attempt is there to show; empty if it doesn't."""
    if attempt.role in _MUST_PASS:
        found = ", ".join(verdict.codes) or str(verdict.outcome)
        return "" if verdict.passed else f"the {attempt.role} answer doesn't pass: {found}"
    if verdict.passed:
        return f"the {attempt.role} answer passes"
    if verdict.codes[:1] != (attempt.finds,):
        return f"it is met with {', '.join(verdict.codes) or 'nothing'}, not with {attempt.finds}"
    return ""
