"""The gradebook locked, or gone and back; a disk that is full."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cohort import writer
from autograder.cohort.results import Store

from .conftest import EXPECTED, complete, grade, scores, sound
from .readers import reading

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")


def quickly(cohort) -> None:
    """SQLite itself waits no longer for a lock than the test wants to."""
    with cohort.config_file.open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.db_url = f\"sqlite:///{HERE / 'gradebook.db'}?timeout=0.1\"\n")


def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(fresh, monkeypatch):
    cohort = fresh()
    quickly(cohort)
    holder = sqlite3.connect(cohort.root / "gradebook.db")
    holder.execute("BEGIN EXCLUSIVE")
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            holder.rollback()
            holder.close()

    monkeypatch.setattr(writer, "sleep", pause)
    entries = grade(cohort, reading, patience=600)
    assert len(pauses) == 3
    assert [entry.trouble for entry in entries] == [None] * len(EXPECTED)
    complete(cohort)


def test_a_gradebook_that_is_gone_is_waited_for_and_found_again(fresh, monkeypatch):
    cohort = fresh()
    file, away = cohort.root / "gradebook.db", cohort.root / "away.db"
    file.rename(away)
    file.mkdir()

    def pause(seconds: float) -> None:
        file.rmdir()
        away.rename(file)

    monkeypatch.setattr(writer, "sleep", pause)
    assert {entry.trouble for entry in grade(cohort, reading, patience=600)} == {None}
    complete(cohort)


def test_a_gradebook_that_stays_away_costs_no_grade(fresh):
    cohort = fresh()
    file, away = cohort.root / "gradebook.db", cohort.root / "away.db"
    file.rename(away)
    file.mkdir()
    entries = grade(cohort, reading)
    assert len(entries) == len(EXPECTED)
    assert all("can't be opened" in entry.trouble for entry in entries)
    assert all(entry.graded and entry.graded.results for entry in entries)
    file.rmdir()
    away.rename(file)
    assert scores(cohort) == {}

    def nobody():
        raise AssertionError("nothing has to run again")

    assert {entry.trouble for entry in grade(cohort, nobody)} == {None}
    complete(cohort)


def test_a_submission_that_the_gradebook_refuses_does_not_take_the_batch_along(fresh, monkeypatch):
    from autograder.cohort import gradebook

    cohort, odd = fresh(), sorted(EXPECTED)[4]
    record = gradebook._record

    def refusing(book, cohort, sheet, penalties):
        record(book, cohort, sheet, penalties)
        if sheet.student == odd:
            raise ValueError("a plugin's own trouble")

    monkeypatch.setattr(gradebook, "_record", refusing)
    troubles = {entry.student: entry.trouble for entry in grade(cohort, reading) if entry.trouble}
    assert troubles == {odd: "not written: ValueError: a plugin's own trouble"}
    assert set(scores(cohort)) == set(EXPECTED) - {odd}
    monkeypatch.undo()
    grade(cohort, reading)
    complete(cohort)


ON_A_SMALL_DISK = """
import json, shutil, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from autograder.cohort.layout import Cohort, CohortError
from tests.cohort.faults.conftest import complete, grade, scores, sound
from tests.cohort.faults.readers import reading

cohort = Cohort(Path(shutil.copytree(sys.argv[1], Path(sys.argv[2]) / "class")))
ballast = Path(sys.argv[2]) / "ballast"
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
with ballast.open("r+b") as file:
    file.truncate(ballast.stat().st_size - 150_000)
try:
    said = [entry.trouble for entry in grade(cohort, reading)]
except CohortError as error:
    said = [str(error)]
ballast.unlink()
sound(cohort)
before = len(scores(cohort))
grade(cohort, reading)
complete(cohort)
print(json.dumps({"said": [line for line in said if line], "before": before}))
"""


@pytest.mark.needs("bubblewrap")
def test_a_disk_that_is_full_loses_nothing_and_is_named(known, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    jail = ["bwrap", "--dev-bind", "/", "/", "--size", "4000000", "--tmpfs", str(small)]
    root = str(Path(__file__).resolve().parents[3])
    program = [sys.executable, "-W", "ignore", "-c", ON_A_SMALL_DISK, str(known), str(small), root]
    done = subprocess.run([*jail, *program], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["before"] < len(EXPECTED)
    assert any("No space left" in line or "disk is full" in line for line in found["said"]), found


def test_results_that_were_cut_short_are_made_again(fresh):
    cohort = fresh()
    grade(cohort, reading)
    store = Store(cohort.results)
    for number, path in enumerate(sorted(store.folder.glob("kept/*/*.json"))[:4]):
        path.write_text(path.read_text("utf-8")[: 40 * number], "utf-8")
    assert sum(entry.fresh for entry in grade(cohort, reading)) == 4
    sound(cohort)
    complete(cohort)
