"""The page of what can be checked is what the judge says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangway.cli import Trouble
from gangway.site import checked

EXAMPLES = Path(__file__).resolve().parents[2] / "book" / "examples"

DECLARED = '''"""Numbers that are right or not."""

from autograder.attempts import reference, wrong
from autograder.exercise import exercise
from autograder.findings import Finding
from autograder.kinds import Number


@exercise("is-seven", takes=Number(), hints="abc", messages={"not-seven": {"does": "It is {given}."}})
def seven(answer, given):
    if answer != 7:
        yield Finding("not-seven", {"given": answer})


@reference("is-seven")
def by_counting(given):
    days = 7
    return days


@wrong("is-seven", "not-seven")
def off_by_one(given):
    return 6 < 8 and 6
'''


@pytest.fixture
def page(tmp_path):
    (tmp_path / "numbers.py").write_text(DECLARED, "utf-8")
    return checked.gallery(tmp_path)


def test_each_check_is_shown_as_an_author_declares_it(page):
    assert "## Numbers\n\nNumbers that are right or not." in page
    assert "### `numbers.is_seven`" in page
    assert '@exercise("is-seven", takes=Number()' in page


def test_answers_are_shown_as_a_learner_writes_them(page):
    assert "days = 7\ndays\n```" in page
    assert "return" not in page


def test_feedback_is_what_the_judge_said(page):
    right, wrong = page.split("**Wrong**")
    assert "It is 6." in wrong
    assert "It is" not in right


def test_an_attempt_at_nothing_is_named(tmp_path):
    (tmp_path / "numbers.py").write_text(DECLARED.replace('@wrong("is-seven"', '@wrong("is-eight"'), "utf-8")
    with pytest.raises(Trouble, match="is-eight/wrong/off_by_one"):
        checked.gallery(tmp_path)
