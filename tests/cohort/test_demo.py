"""The demonstration cohort, graded three ways: by ``gangway grade``, by nbgrader with our preprocessors, and
by nbgrader with nothing of ours configured. The scores must be the same."""

from __future__ import annotations

import re

import pytest

from autograder.attempts import Role, judged
from autograder.cohort import bridge, demo, export, feedback, pipeline
from autograder.cohort.bridge import course_of
from autograder.cohort.run import Limits
from autograder.course import course

from .conftest import in_this_process as engines
from .three_ways import by_stock_nbgrader, by_the_plugin, copied, scores

# nbgrader's own session complains about nbgrader's own objects
pytestmark = [
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.needs("bubblewrap"),
]


@pytest.fixture(scope="module")
def made(course_root, tmp_path_factory):
    return demo.build(tmp_path_factory.mktemp("demo") / "class", "1-01", course_root)


@pytest.fixture(scope="module")
def graded(made, tmp_path_factory):
    """The cohort graded by ``gangway grade run``, and what was reported by learner."""
    cohort = copied(made.cohort, tmp_path_factory.mktemp("ours") / "class")
    plan = pipeline.plan(cohort, made.assignment)
    return cohort, {
        entry.student: entry for entry in pipeline.carry_out(plan, engines, Limits(), unsafe=False)
    }


def expected(made, submission) -> dict[str, float]:
    """By exercise, what the judge says of the attempts themselves."""
    course = course_of(made.cohort)
    lesson = course.lesson("1-01")
    untouched = {one.exercise: one for one in lesson.attempts if one.role is Role.PLACEHOLDER}
    graded_names = [name for name, exercise in lesson.exercises.items() if exercise.graded]
    chosen = {name: submission.attempts.get(name) or untouched[name] for name in graded_names}
    return {f"1-01/{name}": judged(lesson.exercise(name), attempt).score for name, attempt in chosen.items()}


def test_every_submission_gets_the_score_of_its_attempts(made, graded):
    _, entries = graded
    for submission in made.submissions:
        wanted = expected(made, submission)
        if submission.broken:
            wanted["1-01/answer-to-all"] = 0.0
        results = entries[submission.student].graded.results
        assert {result.exercise: result.score for result in results} == wanted, submission


def test_an_answer_that_stands_on_another_attempt_runs_without_it():
    """In attempts.py it calls ``most_frequent_string.make({})``; a learner's cell has a function."""
    lesson = course().lesson("1-01")
    attempt = next(one for one in lesson.attempts if one.name == "find-the-flip/wrong/counted_from_one")
    cell = demo.source_for(attempt, "find_the_flip", lesson)
    assert "most_frequent_string({})" in cell
    names = {}
    exec(cell, names)
    assert names["find_the_flip"]({"0001": 9, "1110": 8}, "braket") == 4


def test_every_kind_of_submission_is_there(made):
    shown = {submission.shows.partition(",")[0] for submission in made.submissions}
    assert shown == {"right", "right by other means", "wrong", "empty", "broken", "half done"}
    in_use = {
        attempt for submission in made.submissions for attempt in submission.attempts.values() if attempt
    }
    named = [one for one in course_of(made.cohort).lesson("1-01").attempts if one.role is Role.WRONG]
    assert {(one.exercise, one.finds) for one in named} <= {(one.exercise, one.finds) for one in in_use}


def test_wrong_attempts_are_named(made, graded):
    _, entries = graded
    for submission in made.submissions:
        for result in entries[submission.student].graded.results:
            attempt = submission.attempts.get(result.exercise.partition("/")[2])
            if attempt and attempt.finds and not submission.broken:
                assert result.told[0].code == attempt.finds


def test_all_three_ways_give_the_same_scores(made, graded, tmp_path, monkeypatch):
    cohort, _ = graded
    ours = scores(cohort, made.assignment)
    assert by_the_plugin(made, tmp_path / "plugin", monkeypatch) == ours
    assert by_stock_nbgrader(made, tmp_path / "stock", monkeypatch) == ours


def test_feedback_pages_say_what_was_found(made, graded):
    cohort, entries = graded
    pages, troubles = feedback.make(cohort, made.assignment)
    assert not troubles
    assert len(pages) == len(made.submissions)
    pictures = 0
    for page in pages:
        text = page.read_text("utf-8")
        results = entries[page.parts[-3]].graded.results
        for result in results:
            assert result.heading in text
            assert all(sentence.split("'")[0] in text for told in result.told for sentence in told.sentences)
        pictures += len(re.findall("<svg", text))
        assert "Why written" in text
    assert pictures == 1


def test_a_person_grades_the_text_answer(made, graded):
    cohort, _ = graded
    before = {row["id"]: row for row in export.rows(cohort, [made.assignment])}
    ada = before["ada"]
    assert ada["needs_manual_grade"]
    assert ada["score"] == 5.0
    empty = next(one.student for one in made.submissions if one.shows == "empty")
    assert not before[empty]["needs_manual_grade"]

    with bridge.open_gradebook(cohort) as book:
        grade = book.find_grade("why-written", made.assignment, made.assignment, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    after = {row["id"]: row for row in export.rows(cohort, [made.assignment])}["ada"]
    assert (after["score"], after["needs_manual_grade"]) == (8.0, False)

    # grading again leaves what a person gave, and asks the person to look again
    plan = pipeline.plan(cohort, made.assignment, ["ada"], force=True)
    assert [entry.trouble for entry in pipeline.carry_out(plan, engines, Limits(), unsafe=False)] == [None]
    again = {row["id"]: row for row in export.rows(cohort, [made.assignment])}["ada"]
    assert (again["score"], again["needs_manual_grade"]) == (8.0, True)
