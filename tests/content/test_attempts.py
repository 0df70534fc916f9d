"""Every attempt of every lesson is met as its author says: verdict and finding."""

from collections import Counter
from string import Formatter

import pytest

from autograder.attempts import Role, judged
from autograder.checks.prediction import is_prediction
from autograder.course import course
from autograder.findings import Outcome
from autograder.messages import text
from gangway.notebooks.coverage import attempt_problems

LESSONS = list(course().lessons.values())
ATTEMPTS = [
    pytest.param(lesson.exercise(attempt.exercise), attempt, id=f"{lesson.id}/{attempt.name}")
    for lesson in LESSONS
    for attempt in lesson.attempts
]
#: None is what everybody has who learns alone; the others stand for a cohort's learners.
SEEDS = (None, "first learner", "second learner", "third learner")


def seeds(exercise):
    return SEEDS if exercise.variant else SEEDS[:1]


@pytest.mark.parametrize(("exercise", "attempt"), ATTEMPTS)
def test_attempt(exercise, attempt):
    must_be_met(exercise, attempt, seeds(exercise))


@pytest.mark.soak
def test_every_attempt_with_numbers_of_its_own_for_fifty_learners():
    varied = [one.values for one in ATTEMPTS if one.values[0].variant]
    for exercise, attempt in varied:
        must_be_met(exercise, attempt, [f"learner {number}" for number in range(50)])


def must_be_met(exercise, attempt, seeds):
    """As its author says, for each seed."""
    for seed in seeds:
        verdict = judged(exercise, attempt, seed)
        assert verdict.outcome is not Outcome.GRADER_FAULT, f"the check fails for seed {seed!r}"
        if attempt.role in (Role.REFERENCE, Role.ALTERNATIVE):
            assert verdict.passed, (seed, verdict.codes)
            assert verdict.score == exercise.points
        else:
            must_be_named(exercise, attempt, verdict)


def must_be_named(exercise, attempt, verdict):
    """Not passed, with the declared finding first; only a prediction isn't marked for being wrong."""
    committed = is_prediction(exercise) and attempt.role is Role.WRONG
    assert verdict.passed <= committed, "it passes"
    assert verdict.codes[:1] == (attempt.finds,), verdict.codes
    assert len(text(verdict.findings[0], exercise.messages)) > 20


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_exercise_is_proved(lesson):
    assert not [problem.line(lesson.assignment) for problem in attempt_problems(lesson)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_wrong_attempts_are_different_mistakes(lesson):
    """Three attempts that hear the same prove one finding, not three."""
    for name in lesson.exercises:
        wrong = [one for one in lesson.attempts if one.exercise == name and one.role is Role.WRONG]
        assert len({one.finds for one in wrong}) >= 2, f"{name}: {Counter(one.finds for one in wrong)}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_brace_in_a_message_names_a_value(lesson):
    """A dictionary written out in a message needs its braces doubled, or learners are shown the bare code."""
    for name, exercise in lesson.exercises.items():
        for code, parts in exercise.messages.items():
            fields = [field for part in parts.values() for _, field, _, _ in Formatter().parse(part) if field]
            assert all(field.isidentifier() for field in fields), (name, code, fields)


def test_the_course_has_lessons():
    assert LESSONS
