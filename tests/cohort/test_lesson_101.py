"""The course's own first assignment, handed in and graded three ways."""

from __future__ import annotations

import json

import pytest

from autograder.attempts import Role
from autograder.cohort import collect, demo, handout, layout, pipeline
from autograder.cohort.bridge import course_of
from autograder.cohort.demo import Demo, Submission
from autograder.cohort.run import Limits

from .conftest import in_this_process as engines
from .three_ways import by_stock_nbgrader, by_the_plugin, scores

# nbgrader's own session complains about nbgrader's own objects
pytestmark = [
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.needs("bubblewrap"),
]


def ours(made: Demo) -> dict:
    """Grade by ``gangway grade``; returns the scores, and checks that nothing needed a look."""
    plan = pipeline.plan(made.cohort, made.assignment)
    assert [entry.trouble for entry in pipeline.carry_out(plan, engines, Limits(), unsafe=False)] == [
        None for _ in made.submissions
    ]
    return scores(made.cohort, made.assignment)


def mixed(folder) -> Demo:
    """One submission of everything: right, right by other means, and wrong in two ways."""
    cohort = layout.create(folder)
    released = handout.hand_out(cohort, "1-01")
    lesson = course_of(cohort).lesson("1-01")
    chosen = (
        ("bell-pair", Role.ALTERNATIVE, None),
        ("singlet", Role.WRONG, "relative-phase"),
        ("ghz", Role.WRONG, "fails-for-some-inputs"),
        ("find-the-flip", Role.REFERENCE, None),
    )
    attempts = {
        name: next(
            one for one in lesson.attempts if (one.exercise, one.role, one.finds) == (name, role, finds)
        )
        for name, role, finds in chosen
    }
    submission = Submission("kim", "mixed", attempts)
    notebook = demo.notebook_of(submission, released, lesson)
    (cohort.inbox / "kim.ipynb").write_text(json.dumps(notebook), "utf-8")
    collect.from_inbox(cohort, cohort.inbox, released.assignment)
    return Demo(cohort, released.assignment, (submission,))


@pytest.mark.soak  # the small course goes the three ways in every run: see test_demo
def test_a_mixed_submission_by_us_and_by_stock_nbgrader(tmp_path, monkeypatch):
    made = mixed(tmp_path / "class")
    stock = by_stock_nbgrader(made, tmp_path / "stock", monkeypatch)
    graded = ours(made)
    assert {name: score for name, (score, _) in graded["kim"].items() if name.endswith("-check")} == {
        "bell-pair-check": 2.0,
        "singlet-check": 0.0,
        "ghz-check": pytest.approx(graded["kim"]["ghz-check"][0]),
        "find-the-flip-check": 5.0,
    }
    assert graded["kim"]["ghz-check"][0] < 4.0
    written = [needs for name, (score, needs) in graded["kim"].items() if score is None]
    assert written == [True]
    assert stock == graded


@pytest.mark.soak
def test_the_whole_demonstration_three_ways(tmp_path, monkeypatch):
    made = demo.build(tmp_path / "class")
    plugged = by_the_plugin(made, tmp_path / "plugin", monkeypatch)
    stock = by_stock_nbgrader(made, tmp_path / "stock", monkeypatch)
    graded = ours(made)
    assert len(graded) >= 12
    assert plugged == graded
    assert stock == graded
