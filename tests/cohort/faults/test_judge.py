"""The judge under its own limits: what an answer makes a check do costs that check only."""

from __future__ import annotations

import shutil
import sys

import pytest

from autograder.cohort import intake
from autograder.cohort.judge_client import Judge, JudgeLimits
from autograder.findings import Outcome

from ..conftest import ran_with

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux has the judge limits")

#: What the check of the test's course does with some numbers.
TRAPS = """

_judge = answer_to_all.judgement


def trapped(answer, given):
    if answer == 11:
        while True:
            pass
    if answer == 12:
        held = [bytes(1 << 20) for _ in range(1 << 12)]
    if answer == 13:
        import os

        os.kill(os.getpid(), 9)
    if answer == 14:
        print("a word too many")
        raise ZeroDivisionError
    yield from _judge(answer, given)


object.__setattr__(answer_to_all, "judgement", trapped)
"""


@pytest.fixture(scope="module")
def trapped(course_root, tmp_path_factory):
    root = shutil.copytree(course_root, tmp_path_factory.mktemp("trapped") / "course")
    with next(root.glob("solutions/*/checks.py")).open("a", encoding="utf-8") as file:
        file.write(TRAPS)
    return root


@pytest.fixture(scope="module")
def judge():
    with Judge(JudgeLimits(cpu_seconds=1, memory=256 << 20)) as judge:
        yield judge


@pytest.mark.parametrize("number", [11, 12, 13, 14])
def test_an_answer_that_breaks_the_judge_is_unscored_and_the_next_is_judged(
    trapped, judge, released, fill, number
):
    notebook = intake.clean(fill(), released).notebook
    graded = judge.graded(trapped, released, notebook, ran_with(answer_to_all=number), ())
    assert graded.results[0].outcome is Outcome.GRADER_FAULT
    assert graded.results[0].score is None
    assert "not scored yet" in str(graded.notebook)
    parent = judge.pid
    graded = judge.graded(trapped, released, notebook, ran_with(answer_to_all=42), ())
    assert (graded.results[0].outcome, graded.results[0].score) == (Outcome.PASSED, 2.0)
    assert judge.pid == parent


def test_checks_that_have_changed_are_loaded_anew(trapped, released, fill):
    notebook = intake.clean(fill(), released).notebook
    checks = next(trapped.glob("solutions/*/checks.py"))
    with Judge() as judge:
        for version, wanted in (("a", Outcome.PASSED), ("b", Outcome.WRONG)):
            judge.refresh(trapped, released.assignment, version)
            graded = judge.graded(trapped, released, notebook, ran_with(answer_to_all=42), ())
            assert graded.results[0].outcome is wanted
            checks.write_text(checks.read_text("utf-8").replace("answer != 42", "answer != 43"), "utf-8")
