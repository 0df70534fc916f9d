"""A private assignment as `gangway notebooks new assignment` makes it: proved, released, sealed, graded."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autograder.cohort import export, feedback
from gangway.commands import grade, notebooks
from gangway.trouble import Trouble

from .conftest import in_this_process

NAME = "1-07-ones-in-a-run"
WORK = {
    "ann": 'numbers = given("1-07/ones")\nones = numbers["shots"] * numbers["share"]',
    "kim": 'numbers = given("1-07/ones")\nones = numbers["shots"]',
    "lee": None,  # handed in as it was handed out
}


def run(app, *arguments, status=0):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if isinstance(result.exception, Trouble):
        raise result.exception
    assert result.exit_code == status, (result.output, result.exc_info)
    return result.output


@pytest.fixture
def exams(tmp_path, course_root, monkeypatch):
    """An instructor's folder with the assignment as it is made."""
    monkeypatch.setenv("GANGWAY_COURSE", str(course_root))
    folder = tmp_path / "exams"
    run(notebooks.app, "new", "assignment", "1-07", "Ones in a run", "--solutions", folder)
    return folder


def test_it_is_small_but_whole(exams):
    assert sorted(path.name for path in (exams / NAME).iterdir()) == [
        f"{NAME}.md",
        "attempts.py",
        "checks.py",
    ]
    assert "fit together: 1-07" in run(notebooks.app, "check", "--solutions", exams)


def mended(exams, file, old, new):
    path = exams / NAME / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return " ".join(run(notebooks.app, "check", "--solutions", exams, status=1).split())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "attempts.py",
            'return given["share"]',
            'return given["shots"] * given["share"]',
            "wrong answer passes",
        ),
        ("attempts.py", 'given["shots"] * given["share"]', '100 * given["share"]', "doesn't pass"),
        ("attempts.py", '"ones", "every-shot"', '"ones", "zeros-counted"', "met with every-shot, not with"),
        ("attempts.py", '"ones", "every-shot"', '"twos", "every-shot"', "'twos', which is not declared"),
        ("attempts.py", 'return given["shots"]\n', "return 1 / 0\n", "can't be looked at: ZeroDivisionError"),
        (f"{NAME}.md", "points: 2", "points: 3", "nbgrader's points are 3, checks.py says 2"),
        (f"{NAME}.md", "### BEGIN SOLUTION\n", "", "no solution is marked"),
        (
            f"{NAME}.md",
            '"Ones in a run"',
            "x\n  read_again: {ones: Y}",
            "the course has no lesson of this id",
        ),
    ],
)
def test_what_does_not_fit_is_told(exams, file, old, new, said):
    assert said in mended(exams, file, old, new)


def test_where_it_can_not_be_made_is_told(exams, course_root, tmp_path):
    words = ("new", "assignment", "1-07", "Another")
    with pytest.raises(Trouble, match=r"assignment 1-07 exists"):
        run(notebooks.app, *words, "--solutions", exams)
    with pytest.raises(Trouble, match="whose solutions are public"):
        run(notebooks.app, *words, "--solutions", course_root / "solutions")
    with pytest.raises(Trouble, match="a folder of your own"):
        run(notebooks.app, *words)
    with pytest.raises(Trouble, match="an id and a title"):
        run(notebooks.app, "new", "assignment", "1-07", "--solutions", exams)
    with pytest.raises(Trouble, match="an id such as 1-07"):
        run(notebooks.app, "new", "assignment", "7", "양자", "--solutions", exams)
    with pytest.raises(Trouble, match=r"no private assignments in .*nowhere"):
        run(notebooks.app, "check", "--solutions", tmp_path / "nowhere")


def hand_in(cohort, student):
    """Fill in the learner's own notebook, as it was handed out, and put it into the inbox."""
    notebook = json.loads((cohort.root / "personal" / NAME / student / f"{NAME}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "ones-answer":
            assert "share" not in "".join(cell["source"]), "the solution was handed out"
            cell["source"] = WORK[student] or cell["source"]
    (cohort.inbox / f"{student}.ipynb").write_text(json.dumps(notebook), "utf-8")


def test_it_is_released_sealed_and_graded(cohort, exams, monkeypatch):
    monkeypatch.setattr("autograder.cohort.engines.Engines", lambda jobs: in_this_process())
    at = ("--cohort", cohort.root)
    cohort.roster.write_text("id,first_name,last_name\nann,,\nkim,민준,김\nlee,,\n", "utf-8")
    assert "1 graded cells, 2 points" in run(grade.app, "release", "1-07", *at, "--solutions", exams)
    cohort.inbox.mkdir(exist_ok=True)
    for student in WORK:
        hand_in(cohort, student)
    run(grade.app, "collect", "1-07", *at)
    run(grade.app, "run", "1-07", *at, "--unsafe")
    scores = {row["id"]: row["score"] for row in export.rows(cohort, [NAME])}
    assert scores == {"ann": 2.0, "kim": 0.0, "lee": 0.0}
    run(grade.app, "feedback", "1-07", *at)
    said = (cohort.feedback("kim", NAME) / f"{NAME}.html").read_text("utf-8")
    assert "Your answer counts every shot." in said
    # the course has no lesson of this id to go back to
    assert "Read again" not in said
    assert feedback.report_path(cohort, NAME).is_file()
