"""Intake: bad submissions are refused by name, repairable ones repaired with a note."""

from __future__ import annotations

import json
import os
import sys

import pytest

from autograder.cohort import intake
from autograder.cohort.intake import Accepted, Limits, Refused, admit, clean
from autograder.cohort.released import load

from .conftest import ASSIGNMENT


def edited(fill, change) -> bytes:
    """A submission whose list of cells was changed."""
    plain = json.loads(fill(answer_to_all_answer="answer = 42"))
    cells = change(plain["cells"])
    return json.dumps({**plain, "cells": cells}).encode()


def named(cells, name):
    return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def cells_of(accepted: Accepted) -> list[dict]:
    return json.loads(accepted.notebook)["cells"]


def ids(accepted: Accepted) -> list[str]:
    return [cell["id"] for cell in cells_of(accepted)]


def test_an_honest_submission_keeps_its_answers_and_loses_its_outputs(fill, released):
    plain = json.loads(fill(answer_to_all_answer="answer = 42", why_written="Because."))
    for cell in plain["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    taken = clean(json.dumps(plain).encode(), released)
    assert taken.notes == ()
    kept = {cell["id"]: cell for cell in cells_of(taken)}
    assert kept["answer-to-all-answer"]["source"] == "answer = 42"
    assert kept["why-written"]["source"] == "Because."
    assert all(not cell.get("outputs") for cell in kept.values())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"  \n", "empty file"),
        (b"%PDF-1.7 ...", "not a Jupyter notebook"),
        (b"\xff\xfe\x00", "not a Jupyter notebook"),
        (b"[" * 100_000, "not a Jupyter notebook"),
        (b'{"cells": 3}', "no list of cells"),
        (b"[1, 2]", "no list of cells"),
        (b'{"cells": [], "nbformat": 4}', "no cells"),
        (b'{"cells": [{}], "nbformat": 3}', "old format"),
        (b'{"cells": [{}], "nbformat": 4}', "Cell 1 is no notebook cell"),
        (b'{"cells": [7], "nbformat": 4}', "Cell 1 is no notebook cell"),
        (b'{"cells": [{"cell_type": "code", "source": {"a": 1}}], "nbformat": 4}', "Cell 1 has no text"),
        (b'{"cells": [{"cell_type": "code", "source": "x=1"}], "nbformat": 4}', "not the notebook of"),
    ],
)
def test_what_is_no_notebook_of_this_assignment_is_refused(content, reason, released):
    taken = clean(content, released)
    assert isinstance(taken, Refused)
    assert reason in taken.reason


def test_another_assignment_is_refused_and_its_cells_named(fill, released):
    other = (
        fill()
        .replace(b"answer-to-all", b"other-thing")
        .replace(b"doubling", b"halving")
        .replace(b"why-", b"how-")
    )
    taken = clean(other, released)
    assert isinstance(taken, Refused)
    assert "other-thing-answer" in taken.reason


def test_of_duplicated_cells_the_last_counts(fill, released):
    def double(cells):
        copy = {**named(cells, "answer-to-all-answer"), "source": "answer = 24"}
        return [copy, *cells]

    taken = clean(edited(fill, double), released)
    assert taken.notes == ("cell answer-to-all-answer is there 2 times; the last one counts",)
    counted = [cell for cell in cells_of(taken) if cell["id"] == "answer-to-all-answer"]
    assert [cell["source"] for cell in counted] == ["answer = 42"]
    assert any(cell["source"] == "answer = 24" and not cell["metadata"] for cell in cells_of(taken))


def test_missing_cells_are_put_back_where_they_were(fill, released):
    taken = clean(
        edited(fill, lambda cells: [c for c in cells if c is not named(cells, "answer-to-all-check")]),
        released,
    )
    assert taken.notes == ("cell answer-to-all-check is missing; it was put back as released",)
    order = [name for name in ids(taken) if name in released.cells]
    assert order == list(released.cells)


def test_a_renamed_cell_earns_nothing_and_is_named(fill, released):
    def rename(cells):
        named(cells, "doubling-check")["metadata"]["nbgrader"]["grade_id"] = "tripling-check"
        return cells

    taken = clean(edited(fill, rename), released)
    assert "cell doubling-check is missing; it was put back as released" in taken.notes
    assert any("tripling-check is none of this assignment's" in note for note in taken.notes)


def test_flags_points_and_locked_sources_come_from_what_was_released(fill, released):
    def cheat(cells):
        check = named(cells, "answer-to-all-check")
        check["source"] = "100.0"
        check["metadata"]["nbgrader"].update(points=100, locked=False)
        named(cells, "doubling-check")["metadata"]["nbgrader"].update(grade=False, solution=True)
        return cells

    taken = clean(edited(fill, cheat), released)
    kept = {cell["id"]: cell for cell in cells_of(taken)}
    for name, original in released.cells.items():
        assert kept[name]["metadata"]["nbgrader"] == original["metadata"]["nbgrader"]
    assert "check(" in kept["answer-to-all-check"]["source"]
    assert "check(" in kept["doubling-check"]["source"]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(cells=3), "at most 3"),
        (Limits(source=5), "longer than 5"),
        (Limits(file_bytes=100), "larger than"),
    ],
)
def test_limits(limits, reason, fill, released, tmp_path):
    (tmp_path / f"{ASSIGNMENT}.ipynb").write_bytes(fill())
    taken = admit(tmp_path, released, limits)
    assert isinstance(taken, Refused)
    assert reason in taken.reason


def test_pasted_pictures_stay_and_other_attachments_go(fill, released):
    def paste(cells):
        named(cells, "why-written")["attachments"] = {
            "a.png": {"image/png": "iVBORw0KGgo="},
            "b.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"},
        }
        return cells

    kept = {cell["id"]: cell for cell in cells_of(clean(edited(fill, paste), released))}
    assert kept["why-written"]["attachments"] == {"a.png": {"image/png": "iVBORw0KGgo="}, "b.svg": {}}


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody can make a link")
def test_links_are_refused(fill, released, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(fill())
    submission = tmp_path / "learner" / ASSIGNMENT
    submission.mkdir(parents=True)
    (submission / f"{ASSIGNMENT}.ipynb").symlink_to(secret)
    taken = admit(submission, released)
    assert isinstance(taken, Refused)
    assert "link" in taken.reason

    linked = tmp_path / "linked"
    linked.symlink_to(tmp_path)
    assert isinstance(admit(linked, released), Refused)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only on systems with named pipes")
def test_a_pipe_is_refused_at_once(released, tmp_path):
    os.mkfifo(tmp_path / f"{ASSIGNMENT}.ipynb")
    taken = admit(tmp_path, released)
    assert isinstance(taken, Refused)
    assert "not a regular file" in taken.reason


def test_one_notebook_of_another_name_is_taken_and_others_left_out(fill, released, tmp_path):
    (tmp_path / "My answers (2).ipynb").write_bytes(fill())
    (tmp_path / "numpy.py").write_text("raise SystemExit")
    (tmp_path / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC")
    taken = admit(tmp_path, released)
    assert isinstance(taken, Accepted)
    assert any("My answers (2).ipynb" in note for note in taken.notes)
    assert "left out: numpy.py" in taken.notes


def test_a_submission_without_a_notebook_says_what_it_holds(released, tmp_path):
    (tmp_path / "answers.docx").write_text("x")
    taken = admit(tmp_path, released)
    assert isinstance(taken, Refused)
    assert "answers.docx" in taken.reason


def test_the_clean_notebook_is_valid_nbformat(fill, released):
    import nbformat

    def shuffle(cells):
        return [*cells[::-1], {"cell_type": "raw", "metadata": {}, "source": "\ud800 lone"}]

    taken = clean(edited(fill, shuffle), released)
    nbformat.validate(nbformat.reads(taken.notebook.decode(), as_version=4))


def test_released_says_what_each_grade_cell_is_for(released):
    cells = {cell.id: cell for cell in released.grade_cells}
    assert cells["answer-to-all-check"].exercise == "1-01/answer-to-all"
    assert cells["answer-to-all-check"].answer == "answer-to-all-answer"
    assert cells["why-written"].exercise is None
    assert released.lesson == "1-01"


def test_what_was_never_released_is_said_so(tmp_path):
    from autograder.cohort.layout import CohortError

    with pytest.raises(CohortError, match="gangway grade release"):
        load(tmp_path / "1-01-nothing.ipynb")
    assert intake.Limits().file_bytes > 0
