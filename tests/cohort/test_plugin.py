"""``nbgrader autograde`` with our preprocessors on bad input: named, and the rest goes on."""

from __future__ import annotations

import json
import os
import sys

import pytest

from autograder import nbgrader_plugin
from autograder.cohort import bridge, station
from autograder.cohort.run import NotIsolated

from .conftest import ASSIGNMENT
from .three_ways import copied, scores

pytestmark = [
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.filterwarnings("ignore:Non-unique cell id"),
    pytest.mark.needs("bubblewrap"),
]


def twice(notebook: bytes) -> bytes:
    """A submission in which every cell is there twice."""
    plain = json.loads(notebook)
    return json.dumps({**plain, "cells": plain["cells"] * 2}).encode()


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody can make a link")
def test_bad_submissions_are_named_and_the_rest_is_graded(cohort, submit, fill, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("an instructor's secret", "utf-8")
    (submit("doubled", twice(fill(answer_to_all_answer="answer = 42"))) / "notes.txt").symlink_to(secret)
    submit("pdf", b"%PDF")
    submit(
        "other",
        fill().replace(b"answer-to-all", b"other").replace(b"doubling", b"or").replace(b"why-", b"or-"),
    )
    folder = submit("linked", b"")
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to(secret)

    result = bridge.api(cohort).autograde(ASSIGNMENT, "*")

    assert not result["success"]
    for name in ("pdf", "other", "linked"):
        assert f"for student '{name}'" in result["log"]
        assert not cohort.autograded(name, ASSIGNMENT).exists()
    assert "for student 'doubled'" not in result["log"]
    assert "not the notebook of 1-01-small-steps" in result["log"]
    assert scores(cohort, ASSIGNMENT)["doubled"]["answer-to-all-check"] == (2.0, False)
    assert not list((cohort.root / "autograded").rglob("notes.txt"))


def test_what_fails_leaves_the_process_as_it_was(cohort, submit, fill, monkeypatch):
    """nbgrader marks its own process while it grades; a lab that it grades in starts kernels afterwards."""
    submit("ada", fill())
    monkeypatch.setattr(station, "here", lambda: 1 / 0)
    assert not bridge.api(cohort).autograde(ASSIGNMENT, "*")["success"]
    assert "NBGRADER_EXECUTION" not in os.environ


def handed_in(folder):
    """Nbgrader's hook, as it is called for a submission in a folder."""
    nbgrader_plugin.keep_to_files(ASSIGNMENT, "ada", [str(folder / f"{ASSIGNMENT}.ipynb")])


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody can make a pipe")
def test_a_pipe_is_not_waited_for(tmp_path):
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "notes.txt").write_text("notes", "utf-8")
    os.mkfifo(tmp_path / f"{ASSIGNMENT}.ipynb")
    os.mkfifo(tmp_path / "beside" / "pipe")
    handed_in(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if not path.is_dir()] == ["notes.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody can make a link")
@pytest.mark.parametrize("linked", ["ada", f"ada/{ASSIGNMENT}"])
def test_what_a_linked_folder_holds_is_left_alone(tmp_path, linked):
    somebodys = tmp_path / "somebodys"
    (somebodys / ASSIGNMENT).mkdir(parents=True)
    (somebodys / ASSIGNMENT / "link").symlink_to("/")
    place = tmp_path / "submitted" / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(somebodys if linked == "ada" else somebodys / ASSIGNMENT)
    handed_in(tmp_path / "submitted" / "ada" / ASSIGNMENT)
    assert (somebodys / ASSIGNMENT / "link").is_symlink()
    assert not place.is_symlink()


BY_KERNELS = """
c.Autograde.autograde_preprocessors[:1] = [
    "autograder.nbgrader_plugin.ExecuteInJail", "autograder.nbgrader_plugin.JudgeOutputs",
]
"""


def outputs(cohort, student: str) -> str:
    """What the cells of a graded notebook show."""
    shown = json.loads((cohort.autograded(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    return json.dumps([cell.get("outputs") for cell in shown["cells"]])


def test_jupyters_kernels_in_the_jail_give_the_same_scores(
    cohort, submit, fill, tmp_path, monkeypatch, course_root
):
    monkeypatch.setenv("GANGWAY_COURSE", str(course_root))
    submit("right", fill(answer_to_all_answer="answer = 42", doubling_answer="double = lambda x: 2 * x"))
    submit("half", fill(answer_to_all_answer="answer = 24", doubling_answer="double = lambda x: 2 * abs(x)"))
    looks = "import errno, os\ntry: os.fork()\nexcept OSError as no: print(errno.errorcode[no.errno])"
    submit("fails", fill(answer_to_all_answer=f"{looks}\nanswer = 1 / 0", why_written="Because."))
    by_kernels = copied(cohort, tmp_path / "kernels")
    with by_kernels.config_file.open("a", encoding="utf-8") as file:
        file.write(BY_KERNELS)
    for one in (cohort, by_kernels):
        result = bridge.api(one).autograde(ASSIGNMENT, "*")
        assert result["success"], result["log"]
    found = scores(by_kernels, ASSIGNMENT)
    assert found == scores(cohort, ASSIGNMENT)
    assert found["half"]["doubling-check"] == (1.5, False)
    # and its kernel was none of this account's
    assert "EPERM" in outputs(by_kernels, "fails")


def test_kernels_that_are_not_isolated_are_refused(cohort, submit, fill):
    submit("kim", fill())
    with cohort.config_file.open("a", encoding="utf-8") as file:
        file.write(
            BY_KERNELS.replace("autograder.nbgrader_plugin.ExecuteInJail", "nbgrader.preprocessors.Execute")
        )
    result = bridge.api(cohort).autograde(ASSIGNMENT, "*")
    assert not result["success"]
    assert "ExecuteInJail" in result["log"]
    assert not cohort.autograded("kim", ASSIGNMENT).exists()


def test_it_fails_closed(cohort, submit, fill, monkeypatch):
    def choose():
        raise NotIsolated(["fork in jail: not on this machine"])

    station.close()
    monkeypatch.setattr("autograder.sandbox.box.choose", choose)
    submit("kim", fill())
    result = bridge.api(cohort).autograde(ASSIGNMENT, "*")
    assert not result["success"]
    assert "without isolation" in result["log"]
    assert "not on this machine" in result["log"]
    assert not cohort.autograded("kim", ASSIGNMENT).exists()
