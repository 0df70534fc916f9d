"""The page of what can be checked is what the judge says."""

from __future__ import annotations

import inspect
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import autograder.checks
from autograder.attempts import Attempt, Role, judged
from gangway.site import checked
from gangway.trouble import Trouble

#: Modules that checks are made of: no checks.py uses them.
INNER_MODULES = {"declared", "edits", "rewrites", "slips", "state_ideas"}
#: Parts of checks that yield findings too.
INNER = {
    "choice.findings",
    "functions.equals",
    "numbers.all_of",
    "ordering.findings",
    "prediction.calibration",
    "prediction.misconception",
}
#: It has no opinion where an extra is not installed, so it is told of and not shown.
OPTIONAL = {"unitaries.agrees_with_qcec"}
#: A predicted distribution that is well-formed is never wrong.
NEVER_WRONG = {"prediction.distribution"}

EXAMPLES = Path(__file__).resolve().parents[2] / "book" / "examples"

DECLARED = '''"""Numbers that are right or not."""

from autograder.attempts import reference, wrong
from autograder.exercise import exercise
from autograder.findings import Finding
from autograder.kinds import Number


@exercise("close-to", takes=Number(), hints="abc", messages={"not-seven": {"does": "It is {given}."}})
def seven(answer, given):
    if answer != 7:
        yield Finding("not-seven", {"given": answer})


@reference("close-to")
def by_counting(given):
    days = 7
    return days


@wrong("close-to", "not-seven")
def off_by_one(given):
    return 6 < 8 and 6
'''


@pytest.fixture
def page(tmp_path):
    (tmp_path / "numbers.py").write_text(DECLARED, "utf-8")
    return checked.gallery(tmp_path)


def test_each_check_is_shown_as_an_author_declares_it(page):
    assert "## Numbers\n\nNumbers that are right or not." in page
    assert "### `numbers.close_to`" in page
    assert '@exercise("close-to", takes=Number()' in page


def test_answers_are_shown_as_a_learner_writes_them(page):
    assert "days = 7\ndays\n```" in page
    assert "return" not in page


def test_feedback_is_what_the_judge_said(page):
    right, wrong = page.split("**Wrong**")
    assert "It is 6." in wrong
    assert "Right." in right


def test_an_attempt_at_nothing_is_named(tmp_path):
    (tmp_path / "numbers.py").write_text(DECLARED.replace('@wrong("close-to"', '@wrong("close-by"'), "utf-8")
    with pytest.raises(Trouble, match="close-by/wrong/off_by_one"):
        checked.gallery(tmp_path)


def shown() -> list[tuple[checked.Examples, Attempt]]:
    found = [checked.examples(path) for path in sorted(EXAMPLES.glob("*.py"))]
    return [(examples, attempt) for examples in found for attempt in examples.attempts]


@pytest.mark.parametrize(
    ("examples", "attempt"), [pytest.param(*one, id=f"{one[0].name}/{one[1].name}") for one in shown()]
)
def test_every_answer_on_the_page_gets_the_verdict_that_it_is_there_for(examples, attempt):
    exercise = next(item for item in examples.exercises.values() if item.name == attempt.exercise)
    verdict = judged(exercise, attempt)
    if attempt.role is Role.WRONG:
        assert verdict.codes[0] == attempt.finds
    else:
        assert verdict.passed, verdict


def checks() -> set[str]:
    """Every check there is: what yields findings about an answer, or makes an exercise from data."""
    names = {info.name for info in iter_modules(autograder.checks.__path__)} - INNER_MODULES
    modules = [import_module(f"autograder.checks.{name}") for name in sorted(names)]
    return (
        {
            f"{module.__name__.rpartition('.')[2]}.{name}"
            for module in modules
            for name, item in vars(module).items()
            if inspect.isfunction(item) and item.__module__ == module.__name__ and not name.startswith("_")
            if item.__annotations__.get("return") in ("Findings", "Iterator[Finding]", "Exercise")
        }
        - INNER
        - OPTIONAL
    )


def test_every_check_has_a_right_and_a_wrong_answer_on_the_page():
    judged_as = defaultdict(set)
    for examples, attempt in shown():
        exercise = next(item for item in examples.exercises.values() if item.name == attempt.exercise)
        judged_as[f"{examples.name}.{checked.check_of(examples.name, exercise)[0]}"].add(attempt.role)
    assert checks() - judged_as.keys() == set()
    lacking = {name for name, roles in judged_as.items() if not {Role.REFERENCE, Role.WRONG} <= roles}
    assert lacking == NEVER_WRONG
