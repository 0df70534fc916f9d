"""The demonstration cohort, end to end."""

from __future__ import annotations

import json

import pytest

from autograder.attempts import Role, judged
from autograder.cohort import demo, export, feedback, pipeline
from autograder.cohort.run import Limits


@pytest.fixture(scope="module")
def made(course_root, tmp_path_factory):
    return demo.build(tmp_path_factory.mktemp("demo") / "class", "1-01", course_root)


def expected_scores(course, submission, released):
    """By exercise, what the judge says about the attempts themselves."""
    scores = {}
    for cell in released.judged:
        name = cell.exercise.partition("/")[2]
        attempt = submission.attempts.get(name)
        attempt = attempt or next(
            one for one in course.lesson(released.lesson).attempts
            if one.exercise == name and one.role is Role.PLACEHOLDER
        )
        scores[cell.id] = judged(course.exercise(cell.exercise), attempt).score
    return scores


def test_graded(made, in_process):
    plan = pipeline.plan(made.cohort, made.assignment)
    entries = {e.student: e for e in pipeline.carry_out(plan, in_process, Limits(), unsafe=True)}
    for e in entries.values():
        print(e.student, e.trouble, [(r.outcome, r.score, r.told) for r in e.graded.results], e.graded.notes, e.graded.seconds)
    course = made.cohort.course()
    for submission in made.submissions:
        if submission.broken:
            continue
        want = expected_scores(course, submission, plan.released)
        got = {r.cell: r.score for r in entries[submission.student].graded.results}
        assert got == want, submission
    print(export.as_csv(export.rows(made.cohort, [made.assignment])))
    print(feedback.make(made.cohort, made.assignment))
