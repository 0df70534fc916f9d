"""A cohort from release to export: every step as an instructor takes it, learners simulated."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import time
import zipfile
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from autograder import asked
from autograder.answers import encode
from autograder.cohort import judging, plans, sealing
from autograder.cohort.engines import Engines
from autograder.cohort.run import FINISHED, Ran
from autograder.course import course
from autograder.tokens import loads
from gangway.commands.grade import app

from .conftest import Canned, JudgeHere
from .test_sealing import EXERCISE, NAME, private

__all__ = ["private"]

#: Given names and family names that class lists and spreadsheets trip over.
NAMES = [
    ("보라", "김"),
    ("Émil", "Dubois"),
    ('Dina "D"', "O'Hara"),
    ("Ivo", "=SUM(A1)"),
    ("Lee, Jr.", "-Park"),
]


class _Judge(JudgeHere):
    """A judge in this process that says what is asked, too."""

    def table(self, course_root, released):
        names = [cell.exercise for cell in released.judged]
        return asked.table(course(course_root), names, given=judging.numbers(released.given))


class _Learner:
    """Answers as the notebook's source says: right, the number itself, or nothing."""

    def run(self, notebook, table, limits):
        source = notebook.decode()
        number = asked.given(table[EXERCISE])["number"]
        answer = 2 * number if "solved" in source else number if "tried" in source else None
        bundle = {judging.ANSWER: {"exercise": EXERCISE, "answer": encode(answer)}}
        output = {"output_type": "display_data", "metadata": {}, "data": bundle}
        return Ran({"twice-check": {"ended": FINISHED, "outputs": [output]}})

    def close(self):
        pass


def person(number):
    first, last = NAMES[number % len(NAMES)]
    return f"s{number:03}", f"{first} {number}", last


def work_of(number):
    """Six in ten are right, three use the number itself, one hands in something else."""
    return "solved" if number % 10 < 6 else "tried" if number % 10 < 9 else "broken"


@pytest.fixture
def walk(cohort, tmp_path, private, monkeypatch):
    """Take a cohort of some size through every step; returns its folder, and the seconds of each step."""
    monkeypatch.setattr(
        "autograder.cohort.engines.Engines", lambda jobs: Engines(make=lambda: Canned(_Learner(), _Judge()))
    )
    took: dict[str, float] = {}

    def grade(*arguments, status=0):
        began = time.perf_counter()
        result = CliRunner().invoke(app, [*map(str, arguments)])
        assert result.exit_code == status, (result.output, result.exc_info)
        took[f"{arguments[0]} {len(took)}"] = time.perf_counter() - began
        return result.output

    def run(size):
        at = ("--cohort", cohort.root)
        people = [person(number) for number in range(size)]
        with cohort.roster.open("w", encoding="utf-16", newline="") as file:
            rows = [(*each, f"{each[0]}@example.org") for each in people]
            csv.writer(file).writerows([("id", "first_name", "last_name", "email"), *rows])
        grade("roster", *at)
        grade("release", "1-07", *at, "--solutions", private, "--due", "2026-03-02 18:00+09:00")
        grade("collect", "1-07", download(cohort, people, tmp_path), *at)
        grade("run", *at, status=3)
        grade("feedback", "1-07", *at)
        for to in ("canvas", "moodle", "csv", "json"):
            grade("export", "1-07", *at, "--to", to, "-o", cohort.root / f"scores-{to}.{to}")
        return cohort, took

    return run


def download(cohort, people, folder):
    """What Moodle would hand over: everybody's own notebook, worked on."""
    path = folder / "download.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (student, first, last) in enumerate(people):
            own = cohort.root / "personal" / NAME / student / f"{NAME}.ipynb"
            plain = json.loads(own.read_text("utf-8"))
            for cell in plain["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == "twice-answer":
                    cell["source"] = f'doubled = "{work_of(number)}"'
            content = b"%PDF" if work_of(number) == "broken" else json.dumps(plain).encode()
            name = f"{first} {last}_{900 + number}_assignsubmission_file_/{NAME}.ipynb"
            entry = zipfile.ZipInfo(name, (2026, 3, 1, 9, 0, 0))
            archive.writestr(entry, content)
    return path


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def came_out_whole(cohort, size):
    """Every file, read back, has everybody with their name and their score."""
    scores = {f"s{number:03}": 2 * (work_of(number) == "solved") for number in range(size)}
    canvas = rows_of(cohort.root / "scores-canvas.canvas")[1:]
    assert {row["SIS Login ID"]: float(row[NAME] or 0) for row in canvas} == scores
    moodle = rows_of(cohort.root / "scores-moodle.moodle")
    assert {row["Username"]: float(row[NAME] or 0) for row in moodle} == scores
    table = rows_of(cohort.root / "scores-csv.csv")
    plain = json.loads((cohort.root / "scores-json.json").read_text("utf-8"))
    assert {row["id"]: row["score"] for row in plain} == scores
    for number in range(size):
        student, first, last = person(number)
        assert (plain[number]["first_name"], plain[number]["last_name"]) == (first, last)
        assert (table[number]["first_name"], table[number]["last_name"].lstrip("'")) == (first, last)
        assert moodle[number]["First name"] == first
        assert not re.match(r"\s*[=+@-]", table[number]["last_name"] + canvas[number]["Student"])
        expected = {"solved": "Passed", "tried": "Asked was twice your own", "broken": "Not graded"}
        assert expected[work_of(number)] in moodle[number][f"{NAME} feedback"]
        page = (cohort.feedback(student, NAME) / f"{NAME}.html").read_text("utf-8")
        assert student in page


def numbers_are_their_own(cohort, size):
    seal = sealing.load(cohort, NAME)
    drawn = [json.dumps(seal.numbers[f"s{number:03}"]) for number in range(size)]
    assert len(set(drawn)) > 0.99 * size
    tokens = rows_of(cohort.root / "personal" / NAME / "tokens.csv")
    assert [loads(row["token"]).learner for row in tokens] == [row["id"] for row in tokens]


def test_twenty_learners_from_release_to_export(walk):
    cohort, _ = walk(20)
    came_out_whole(cohort, 20)
    numbers_are_their_own(cohort, 20)
    report = (cohort.root / "reports" / f"{NAME}.html").read_text("utf-8")
    assert "<td>33 %</td><td>6</td><td>not twice</td>" in report
    assert plans.plan(cohort, NAME).course_root.name == "mine"


@pytest.mark.soak
def test_two_hundred_learners_from_release_to_export(walk, tmp_path):
    cohort, took = walk(200)
    came_out_whole(cohort, 200)
    numbers_are_their_own(cohort, 200)
    print({name: round(seconds, 1) for name, seconds in took.items()})
    if find_spec("pandas"):
        import pandas

        for name in ("canvas", "moodle", "csv"):
            frame = pandas.read_csv(cohort.root / f"scores-{name}.{name}", encoding="utf-8-sig")
            assert len(frame) == 200 + (name == "canvas")
            assert frame.to_string().count("김") >= 40
    if office := shutil.which("soffice"):
        source = shutil.copy(cohort.root / "scores-csv.csv", tmp_path / "back.csv")
        kind = "csv:Text - txt - csv (StarCalc):44,34,76"
        target = ["--outdir", tmp_path / "office", source]
        subprocess.run([office, "--headless", "--convert-to", kind, *target], check=True, timeout=300)
        assert len(rows_of(tmp_path / "office" / "back.csv")) == 200
