"""A regrade after an exercise was mended: shown first, and only what changes is written."""

from __future__ import annotations

import csv
import shutil

import pytest
from typer.testing import CliRunner

from autograder.cohort import bridge, export, pipeline
from autograder.cohort.engines import Engines
from autograder.cohort.run import Limits
from gangway.commands.grade import app
from gangway.trouble import Trouble

from .conftest import ASSIGNMENT, RIGHT, Canned, CannedRunner


@pytest.fixture
def mended(cohort, course_root, tmp_path, fill):
    """A cohort on a course of its own, graded; a function that mends its check."""
    root = shutil.copytree(course_root, tmp_path / "course")
    config = cohort.config_file.read_text("utf-8")
    cohort.config_file.write_text(config.replace(repr(str(course_root)), repr(str(root))), "utf-8")
    assert bridge.course_of(cohort).root == root
    for student in ("ann", "kim"):
        folder = cohort.submitted(student, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(fill(answer_to_all_answer=f"answer = 24  # {student}"))

    def mend(old: str, new: str) -> None:
        checks = root / "solutions" / ASSIGNMENT / "checks.py"
        text = checks.read_text("utf-8")
        assert old in text
        checks.write_text(text.replace(old, new), "utf-8")
        _forget(root)

    plan = pipeline.plan(cohort, ASSIGNMENT)
    list(pipeline.carry_out(plan, engines, Limits(), unsafe=True))
    return cohort, mend


def _forget(root) -> None:
    """Let this process load the checks anew; the judge's own process does it by itself."""
    import sys

    for name in [name for name in sys.modules if name.startswith("_gangway_content_")]:
        del sys.modules[name]


class _Wrong(CannedRunner):
    """Ann's answer is 24, everybody else's is 42."""

    def run(self, notebook, asked, limits):
        from .conftest import ran_with

        answer = 24 if b"# ann" in notebook else 42
        return ran_with(answer_to_all=answer, doubling=RIGHT["doubling"])


def engines(jobs: int = 1) -> Engines:
    return Engines(make=lambda: Canned(_Wrong()))


@pytest.fixture
def regrade(mended, monkeypatch):
    cohort, _ = mended
    monkeypatch.setattr("autograder.cohort.engines.Engines", lambda jobs: engines())

    def run(*arguments: str, say: str = ""):
        line = ["regrade", "1-01", "--cohort", str(cohort.root), "--unsafe", *arguments]
        result = CliRunner().invoke(app, line, input=say)
        if isinstance(result.exception, Trouble):
            raise result.exception
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result.output

    return run


def scores(cohort):
    return {row["id"]: row["score"] for row in export.rows(cohort, [ASSIGNMENT])}


def test_who_gains_and_loses_is_shown_before_it_is_written(mended, regrade):
    cohort, mend = mended
    assert scores(cohort) == {"ann": 3.0, "kim": 5.0}
    mend("elif answer != 42:", "elif answer == 42:")
    mend("if answer == 24:", "if answer == -1:")
    said = regrade(say="n\n")
    assert "ann gains 2 points in 1-01/answer-to-all" in said
    assert "kim loses 2 points in 1-01/answer-to-all" in said
    assert said.index("kim loses") < said.index("ann gains")
    assert "Nothing was written" in said
    assert scores(cohort) == {"ann": 3.0, "kim": 5.0}
    said = regrade(say="y\n")
    assert scores(cohort) == {"ann": 5.0, "kim": 3.0}
    (path,) = (cohort.root / "reports").glob("*-regrade-*.csv")
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    assert rows[1][:4] == ["kim", "1-01/answer-to-all", "2.0", "0.0"]
    assert "0 of 2 submissions change" in regrade()


def test_only_what_changes_is_written(mended, regrade, monkeypatch):
    from autograder.cohort import gradebook

    cohort, mend = mended
    with bridge.open_gradebook(cohort) as book:
        notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "kim")
        next(one for one in notebook.grades if one.name == "doubling-check").manual_score = 1
        book.db.commit()
    mend("rank=LIKELY, picture", "credit=0.5, rank=LIKELY, picture")
    touched = []
    real = gradebook.write

    def write(book, place, sheets):
        touched.extend(sheet.student for sheet in sheets)
        real(book, place, sheets)

    monkeypatch.setattr(gradebook, "write", write)
    regrade("--yes")
    assert touched == ["ann"]
    assert scores(cohort) == {"ann": 4.0, "kim": 3.0}


def test_a_mended_check_that_fails_takes_no_score_away(mended, regrade):
    cohort, mend = mended
    mend("if answer == 24:", "if answer == nothing:")
    with pytest.raises(
        Trouble, match=r"nothing was written: the check of 1-01/answer-to-all fails.* 2 learners"
    ):
        regrade("--yes")
    assert scores(cohort) == {"ann": 3.0, "kim": 5.0}
    assert not list((cohort.root / "reports").glob("*"))
    mend("if answer == nothing:", "if answer == 24:")
    assert "0 of 2 submissions change" in regrade("--yes")


def test_nothing_to_do_where_nothing_was_mended(mended, regrade):
    assert "0 of 2 submissions change" in regrade()


def test_what_came_in_since_is_left_for_the_next_run(mended, regrade, fill):
    cohort, mend = mended
    folder = cohort.submitted("new", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(fill())
    mend("is {given}, with", "was {given}, with")
    said = regrade("--yes")
    assert "1 of 2 submissions change; in 1 answers only the words" in said
    assert "new" not in scores(cohort)
