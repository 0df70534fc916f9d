"""``gangway grade`` from the shell: what it prints, and with which exit status."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autograder.cohort.bridge import open_gradebook
from gangway.commands.grade import NEEDS_A_LOOK, app
from gangway.trouble import Trouble

from .conftest import ASSIGNMENT


@pytest.fixture
def grade(cohort, canned, monkeypatch):
    """Run a command on the cohort; kernels are replaced."""
    monkeypatch.setattr("autograder.cohort.engines.Engines", lambda jobs: canned()())

    def run(*arguments: str, at: bool = True):
        options = ["--cohort", str(cohort.root)] if at else []
        result = CliRunner().invoke(app, [*arguments, *options])
        if isinstance(result.exception, Trouble):
            return 1, str(result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result.exit_code, result.output

    return run


def test_from_class_list_to_scores(cohort, grade, fill):
    cohort.roster.write_text("id,first_name,last_name\nkim,민준,김\nlee,A,B\nlee,C,D\nann,E,F\n", "utf-8")
    status, said = grade("roster")
    assert status == NEEDS_A_LOOK
    assert "3 learners are in the gradebook" in said
    assert "lee is on line 3 already" in said

    status, said = grade("release", "1-01", "--due", "2026-03-02 18:00 +0900")
    assert status == 0
    with open_gradebook(cohort) as book:
        assert book.find_assignment(ASSIGNMENT).duedate.isoformat() == "2026-03-02T09:00:00"
    assert f"{ASSIGNMENT} is handed out: 3 graded cells, 9 points" in said

    (cohort.inbox / "kim.ipynb").write_bytes(fill())
    (cohort.inbox / "lee.ipynb").write_bytes(b"%PDF")
    (cohort.inbox / "stranger.ipynb").write_bytes(fill())
    status, said = grade("collect", "1-01")
    assert status == NEEDS_A_LOOK
    assert "collected: 2" in said
    assert "stranger: left out: not in the class list" in said

    status, said = grade("run")
    assert status == NEEDS_A_LOOK
    assert "without isolation" not in said
    assert "2 submissions: 2 graded now, 0 unchanged" in said
    assert "lee: refused at intake: This is not a Jupyter notebook" in said
    status, said = grade("run", "1-01", "--student", "kim")
    assert status == 0
    assert "1 submissions: 0 graded now, 1 unchanged" in said

    status, said = grade("feedback", "1-01")
    assert status == 0
    assert "2 feedback pages" in said
    page = cohort.feedback("lee", ASSIGNMENT) / f"{ASSIGNMENT}.html"
    assert "This submission was not graded" in page.read_text("utf-8")

    target = cohort.root / "scores.csv"
    assert grade("export", "--output", str(target))[0] == 0
    assert target.read_bytes().startswith("\ufeffid,".encode())
    assert "김" in target.read_text("utf-8-sig")
    status, said = grade("export", "1-01", "--format", "json")
    assert [(row["id"], row["score"]) for row in json.loads(said)] == [
        ("ann", None),
        ("kim", 5.0),
        ("lee", 0.0),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "9-99"), "'9-99' is not handed out to this cohort (handed out: 1-01-small-steps)"),
        (("release", "1-01", "--due", "tomorrowish"), "'tomorrowish' is no date and time"),
        (("release", "9-99"), "there is no assignment '9-99'"),
        (("collect", "1-01", "--inbox", "/nowhere/at/all"), "no folder /nowhere/at/all"),
        (("feedback", "1-01"), "gangway grade run"),
        (("run", "1-01", "--student", "nobody"), "no submission of 1-01-small-steps by nobody"),
        (("export", "--format", "xml"), "take csv or json"),
        (("roster", "/nowhere.csv"), "/nowhere.csv can't be read"),
    ],
)
def test_trouble_says_what_to_do(grade, arguments, said):
    status, message = grade(*arguments)
    assert status == 1
    assert said in message


def test_without_isolation_it_says_why_and_how_to_go_on(cohort, submit, fill, monkeypatch):
    from autograder.sandbox import NotIsolated

    def choose():
        raise NotIsolated(["one jail per submission: bubblewrap is not installed"])

    submit("kim", fill())
    monkeypatch.setattr("autograder.sandbox.choose", choose)
    result = CliRunner().invoke(app, ["run", "--cohort", str(cohort.root)])
    assert isinstance(result.exception, Trouble)
    assert "--unsafe" in str(result.exception)
    assert "bubblewrap is not installed" in str(result.exception)
    assert not cohort.autograded("kim", ASSIGNMENT).exists()


def test_accepting_no_isolation_is_said_again(submit, fill, grade):
    submit("kim", fill())
    status, said = grade("run", "--unsafe")
    assert status == 0
    assert "without isolation" in said


def test_a_folder_that_is_no_cohort(tmp_path, grade):
    status, said = grade("run", "1-01", "--cohort", str(tmp_path), at=False)
    assert status == 1
    assert "gangway grade init" in said


def test_init_makes_a_folder_once(tmp_path, grade, course_root):
    folder = tmp_path / "autumn"
    status, said = grade("init", str(folder), "--course", str(course_root), at=False)
    assert status == 0
    assert "roster.csv" in said
    assert (folder / "inbox").is_dir()
    status, said = grade("init", str(folder), at=False)
    assert status == 1
    assert "has an nbgrader_config.py already" in said


def test_what_nbgrader_refuses_leaves_what_was_handed_out(cohort, grade, course_root, submit, fill):
    submit("kim", fill())
    assert grade("run", "1-01", "--unsafe")[0] == 0
    before = cohort.released(ASSIGNMENT).read_bytes()
    notebook = course_root / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    good = notebook.read_text("utf-8")
    try:
        notebook.write_text(good.replace("doubling-answer", "twofold-answer"), "utf-8")
        status, said = grade("release", "1-01", "--open")
    finally:
        notebook.write_text(good, "utf-8")
    assert status == 1
    assert "Cannot add or remove cells" in said
    assert cohort.released(ASSIGNMENT).read_bytes() == before


def test_an_assignment_that_is_not_in_order_is_not_handed_out(cohort, grade, course_root):
    notebook = course_root / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    good = notebook.read_text("utf-8")
    try:
        notebook.write_text(
            good.replace('"points": 3', '"points": 30').replace("1-01/answer-to-all", "1-01/nothing")
        )
        status, said = grade("release", "1-01")
    finally:
        notebook.write_text(good, "utf-8")
    assert status == 1
    assert "worth 30 points, its exercise 3" in said
    assert "1-01/nothing" in said
