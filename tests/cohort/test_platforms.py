"""Scores for Canvas and Moodle, new and filled into what those platforms export."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.cohort import export, gradebook, platforms
from autograder.cohort.gradebook import Student
from autograder.cohort.layout import CohortError

from .conftest import ASSIGNMENT

PEOPLE = (
    Student("kim", "민준", "김", "kim@example.org", "501"),
    Student("lee", "=1+1", "Lee, Jr.", "lee@example.org", "502"),
    Student("ann", "Ann", "Other", "ann@example.org"),
)


#: Lee's text is not graded either: what was refused is for a person to look at.
WAITING = f"{ASSIGNMENT}: scores that wait for you and are left empty: 1. Give them: gangway grade formgrader"


@pytest.fixture
def scored(cohort, submit, fill, graded):
    """Kim is right, Lee was refused, Ann has handed nothing in."""
    lines = [f'{p.id},"{p.first_name}","{p.last_name}",{p.email},{p.lms_id}' for p in PEOPLE]
    cohort.roster.write_text("\n".join(["id,first_name,last_name,email,lms_id", *lines, ""]), "utf-8")
    gradebook.enrol(cohort, PEOPLE)
    submit("kim", fill())
    submit("lee", b"%PDF")
    graded()
    return cohort


@pytest.fixture
def exported(scored, tmp_path):
    """Export, filling in a file's text if one is given; returns the rows and who is left."""

    def run(to, *files, encoding="utf-8"):
        merge = None
        if files:
            merge = tmp_path / "platform.csv"
            merge.write_bytes(files[0].encode(encoding))
        text, left = platforms.exported(scored, [ASSIGNMENT], to, merge)
        return list(csv.reader(io.StringIO(text))), left

    return run


def test_a_new_file_for_canvas(exported):
    table, left = exported("canvas")
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert table[1][0].strip() == "Points Possible"
    assert table[1][-1] == "9"
    assert {row[3]: row for row in table[2:]} == {
        "kim": ["김, 민준", "501", "", "kim", "", "5"],
        "lee": ["Lee, Jr., =1+1", "502", "", "lee", "", ""],
        "ann": ["Other, Ann", "", "", "ann", "", ""],
    }
    assert left == [WAITING]


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Essay (7),{name} (12),Final Score
    Points Possible,,,,,10.0,9.0,(read only)
"김, 민준",501,,kim,A,=cmd|' /C calc'!A0,,-3.5
"Lee, Jr.",502,,,A,8,1,
"Stranger, A",999,,nobody,A,9,,
"Student, Test",1,,,A,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_canvas_own_gradebook_is_filled_and_otherwise_left(exported, encoding):
    table, left = exported("canvas", CANVAS.format(name=ASSIGNMENT), encoding=encoding)
    before = list(csv.reader(io.StringIO(CANVAS.format(name=ASSIGNMENT))))
    assert table[0] == before[0]
    assert table[1] == before[1]
    assert table[2] == ["김, 민준", "501", "", "kim", "A", "'=cmd|' /C calc'!A0", "5", "-3.5"]
    assert table[3:] == before[3:]
    assert left == [
        "Stranger, A: in the platform's file and not in the cohort",
        "ann: in the cohort and not in the platform's file",
        WAITING,
    ]


def test_a_new_file_for_moodle_has_feedback(exported):
    table, _ = exported("moodle")
    assert table[0][:5] == ["Username", "ID number", "First name", "Last name", "Email address"]
    rows = {row[0]: row for row in table[1:]}
    assert rows["kim"][2:6] == ["민준", "김", "kim@example.org", "5"]
    assert "1-01/answer-to-all: Passed: 2 of 2 points" in rows["kim"][6]
    assert rows["lee"][2] == "'=1+1"
    assert "Not graded" in rows["lee"][6]
    assert rows["ann"][5:] == ["", ""]


def test_moodles_worksheet_and_gradebook_are_filled(exported):
    worksheet = (
        "Identifier,Full name,Email address,Grade,Maximum Grade,Feedback comments\n"
        "Participant 71,민준 김,KIM@example.org,,9.00,\n"
        "Participant 72,Ann Other,ann@example.org,3,9.00,mine\n"
    )
    table, left = exported("moodle", worksheet)
    assert table[1][:5] == ["Participant 71", "민준 김", "KIM@example.org", "5", "9.00"]
    assert "Passed" in table[1][5]
    assert table[2] == ["Participant 72", "Ann Other", "ann@example.org", "3", "9.00", "mine"]
    assert left == ["lee: in the cohort and not in the platform's file", WAITING]
    book = f"First name;Email address;Assignment: {ASSIGNMENT} (Real)\nA;kim@example.org;-\n"
    table, _ = exported("moodle", book)
    assert [row.split(";")[2] for row in [table[1][0]]] == ["5"]


@pytest.mark.parametrize(("to", "text"), [("canvas", "a,b\n1,2\n"), ("moodle", "a,b\n1,2\n"), ("canvas", "")])
def test_a_file_of_another_kind_is_refused(exported, to, text):
    with pytest.raises(CohortError, match=r"gradebook|Moodle"):
        exported(to, text)


def test_who_waits_for_a_person_has_no_score_yet(cohort, submit, fill, graded):
    submit("kim", fill(why_written="Because."))
    graded()
    assert export.rows(cohort, [ASSIGNMENT])[0]["needs_manual_grade"]
    text, left = platforms.exported(cohort, [ASSIGNMENT], "canvas")
    assert list(csv.reader(io.StringIO(text)))[2][-1] == ""
    assert left == [WAITING]
