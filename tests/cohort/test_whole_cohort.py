"""A cohort from release to export: every step as an instructor takes it, learners simulated."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile

import pandas
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

from . import readers
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
    ("민준", '=HYPERLINK("http://example.org","김, 이")'),
    ("@Ann", "+Bo;Cho"),
]

#: What somebody has written into Moodle's worksheet about learners who handed in nothing.
COMMENT = 'Was ill, came back "soon".\n=1+1 시간\n\n- a list; of sorts'


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
    """Of twenty, twelve are right, six use the number itself, one hands in no notebook and one nothing."""
    place = number % 20
    return "solved" if place < 12 else "tried" if place < 18 else "broken" if place < 19 else "absent"


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
        # what was refused waits for a person, and platforms are not told that it is worth nothing
        for to, status in (("canvas", 3), ("moodle", 3), ("csv", 0), ("json", 0)):
            grade("export", "1-07", *at, "--to", to, "-o", exported(cohort, to), status=status)
        filled = ("--to", "moodle", "--merge", worksheet(tmp_path, people))
        grade("export", "1-07", *at, *filled, "-o", exported(cohort, "worksheet"), status=3)
        return cohort, took

    return run


def download(cohort, people, folder):
    """What Moodle would hand over: everybody's own notebook, worked on."""
    path = folder / "download.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (student, first, last) in enumerate(people):
            if work_of(number) == "absent":
                continue
            own = cohort.root / "personal" / NAME / student / f"{NAME}.ipynb"
            plain = json.loads(own.read_text("utf-8"))
            for cell in plain["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == "twice-answer":
                    cell["source"] = f'doubled = "{work_of(number)}"'
            content = b"%PDF" if work_of(number) == "broken" else json.dumps(plain).encode()
            # Moodle leaves these characters out of the names of files
            named = re.sub(r"[&<>\"`|':\\/]", "", f"{first} {last}")
            name = f"{named}_{900 + number}_assignsubmission_file_/{NAME}.ipynb"
            entry = zipfile.ZipInfo(name, (2026, 3, 1, 9, 0, 0))
            archive.writestr(entry, content)
    return path


def worksheet(folder, people):
    """Moodle's grading worksheet of these people, with a comment on those who handed in nothing."""
    path = folder / "worksheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Identifier", "Full name", "Email address", "Grade", "Feedback comments"])
        for number, (student, first, last) in enumerate(people):
            said = COMMENT if work_of(number) == "absent" else ""
            about = f"Participant {900 + number}", f"{first} {last}", f"{student}@example.org"
            writer.writerow([*about, "", said])
    return path


def exported(cohort, to):
    """Where a format's file is."""
    return cohort.root / f"scores-{to}.{'json' if to == 'json' else 'csv'}"


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def by_title(table):
    """The rows of a table that a reader gave, by the titles in its first row."""
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def whole(text, name):
    """Whether a field has a name whole: as it is, or with the apostrophe that keeps it from being run."""
    return text in (name, f"'{name}")


def came_out_whole(cohort, size, read):
    """What a reader finds in every file: everybody, with their name, their score and what they were told."""
    scores = {person(number)[0]: 2.0 * (work_of(number) == "solved") for number in range(size)}
    tables = {to: by_title(read(exported(cohort, to))) for to in ("canvas", "moodle", "csv", "worksheet")}
    tables["canvas"] = tables["canvas"][1:]  # the points possible
    for to, column in (("canvas", "SIS Login ID"), ("moodle", "Username"), ("csv", "id")):
        score = "score" if to == "csv" else NAME
        assert {row[column]: float(row[score] or 0) for row in tables[to]} == scores, to
    for number, rows in enumerate(zip(*tables.values(), strict=True)):
        names_and_words(number, *rows)


def names_and_words(number, canvas, moodle, table, filled):
    """One learner's row in each of the files."""
    _, first, last = person(number)
    assert whole(canvas["Student"], f"{last}, {first}")
    assert whole(filled["Full name"], f"{first} {last}")
    for row, names in ((moodle, ("First name", "Last name")), (table, ("first_name", "last_name"))):
        assert whole(row[names[0]], first)
        assert whole(row[names[1]], last)
    for field in (*canvas.values(), *moodle.values(), *table.values(), *filled.values()):
        assert not re.match(r"\s*[=+@-]", str(field)), "a spreadsheet would run this"
    told = {
        "solved": "Passed",
        "tried": "Asked was twice your own",
        "broken": "Not graded",
        "absent": COMMENT,
    }
    assert told[work_of(number)] in filled["Feedback comments"]
    assert work_of(number) == "absent" or filled["Feedback comments"] == moodle[f"{NAME} feedback"]


def json_is_whole(cohort, size):
    """The JSON, read by pandas, has everybody as they are, formulas included: no spreadsheet opens it."""
    frame = pandas.read_json(exported(cohort, "json"), dtype=False)
    people = [person(number) for number in range(size)]
    assert list(zip(frame["id"], frame["first_name"], frame["last_name"], strict=True)) == people
    solved = frame["score"].fillna(0) == 2
    assert solved.tolist() == [work_of(number) == "solved" for number in range(size)]


def pages_are_there(cohort, size):
    for number in range(size):
        student = person(number)[0]
        page = cohort.feedback(student, NAME) / f"{NAME}.html"
        assert page.is_file() == (work_of(number) != "absent")
        assert not page.is_file() or student in page.read_text("utf-8")


def numbers_are_their_own(cohort, size):
    seal = sealing.load(cohort, NAME)
    drawn = [json.dumps(seal.numbers[f"s{number:03}"]) for number in range(size)]
    assert len(set(drawn)) > 0.99 * size
    tokens = rows_of(cohort.root / "personal" / NAME / "tokens.csv")
    assert [loads(row["token"]).learner for row in tokens] == [row["id"] for row in tokens]


def test_twenty_learners_from_release_to_export(walk):
    cohort, _ = walk(20)
    came_out_whole(cohort, 20, readers.by_pandas)
    json_is_whole(cohort, 20)
    pages_are_there(cohort, 20)
    numbers_are_their_own(cohort, 20)
    report = (cohort.root / "reports" / f"{NAME}.html").read_text("utf-8")
    assert "<td>33 %</td><td>6</td><td>not twice</td>" in report
    assert plans.plan(cohort, NAME).course_root.name == "mine"


@pytest.mark.soak
def test_two_hundred_learners_from_release_to_export(walk):
    cohort, took = walk(200)
    came_out_whole(cohort, 200, readers.by_pandas)
    json_is_whole(cohort, 200)
    pages_are_there(cohort, 200)
    numbers_are_their_own(cohort, 200)
    print({name: round(seconds, 1) for name, seconds in took.items()})


@pytest.mark.soak
@pytest.mark.needs("libreoffice")
def test_libreoffice_opens_and_saves_every_file_whole(walk, tmp_path):
    """And changes nothing in it: what it ran or took for something else would be another field."""
    cohort, _ = walk(200)

    def read(path):
        return readers.by_libreoffice(path, tmp_path / f"office-{path.stem}")

    came_out_whole(cohort, 200, read)
    for to in ("canvas", "moodle", "csv", "worksheet"):
        path = exported(cohort, to)
        back = readers.by_the_standard_library(tmp_path / f"office-{path.stem}" / "saved" / "opened.csv")
        assert readers.in_figures(back) == readers.in_figures(readers.by_pandas(path)), to
