"""Submissions as learning platforms hand them over, honest and hostile."""

from __future__ import annotations

import csv
import io
import os
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.cohort import arrivals, classlist, collect
from autograder.cohort.collect import Terms
from autograder.cohort.gradebook import Student
from autograder.cohort.layout import CohortError
from autograder.cohort.people import folded

from .conftest import ASSIGNMENT

CLASS = (
    Student("ada", "Ada", "Lovelace", "ada@example.org", "501"),
    Student("bora", "보라", "김", "bora@example.org"),
    Student("emil", "Émil", "Dubois", "emil@example.org"),
    Student("kim1", "Min", "Kim", "kim1@example.org"),
    Student("kim2", "Min", "Kim", "kim2@example.org"),
)


def moment(hour: int) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=UTC)


def packed(path, files, extra=True):
    """A zip file of names and contents, an hour after the other."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for hour, (name, data) in enumerate(files):
            entry = zipfile.ZipInfo(name, (2026, 3, 2, hour, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if extra:
                entry.extra = struct.pack("<HHBi", 0x5455, 5, 1, int(moment(hour).timestamp()))
            archive.writestr(entry, data)
    return path


@pytest.fixture
def taken(cohort, tmp_path):
    """Collect a zip of names and contents; returns the events by learner or entry."""

    def take(*files, students=CLASS, **terms):
        source = packed(tmp_path / "download.zip", files)
        events = collect.from_source(cohort, source, ASSIGNMENT, students, Terms(**terms))
        return {event.who: event for event in events}

    return take


@pytest.fixture
def now(cohort):
    """What stands as a learner's submission."""
    return lambda who: (cohort.submitted(who, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes()


def test_a_canvas_download(cohort, taken, now):
    events = taken(
        (f"lovelaceada_501_9001_{ASSIGNMENT}.ipynb", b"ada"),
        ("김보라_LATE_502_9002_whatever.ipynb", b"bora"),
        ("duboisemil_503_9003_notes.pdf", b"%PDF"),
        (f"duboisemil_503_9003_{ASSIGNMENT}-1.ipynb", b"emil"),
        (f"kimmin_504_9004_{ASSIGNMENT}.ipynb", b"?"),
        (f"nobody_505_9005_{ASSIGNMENT}.ipynb", b"?"),
        due=moment(5),
    )
    assert (now("ada"), now("bora"), now("emil")) == (b"ada", b"bora", b"emil")
    assert "marked late" in events["bora"].what
    assert collect.time_of(cohort.submitted("bora", ASSIGNMENT)) > moment(5)
    assert "2 people are called kimmin: kim1, kim2" in events["kimmin"].what
    assert "not in the class list" in events["nobody"].what
    assert cohort.students_with(ASSIGNMENT) == ["ada", "bora", "emil"]


@pytest.mark.parametrize("folder", [True, False], ids=["folders", "flat"])
def test_a_moodle_download(taken, now, folder):
    end = "/" if folder else ""
    events = taken(
        (f"Ada Lovelace_77_assignsubmission_file_{end}{ASSIGNMENT}.ipynb", b"ada"),
        (f"보라 김_78_assignsubmission_file_{end}mine.ipynb", b"bora"),
        (f"Dubois Émil_79_assignsubmission_file_{end}{ASSIGNMENT}.ipynb", b"emil"),
        (f"Min Kim_80_assignsubmission_file_{end}{ASSIGNMENT}.ipynb", b"?"),
    )
    assert (now("ada"), now("bora"), now("emil")) == (b"ada", b"bora", b"emil")
    assert "2 people are called Min Kim" in events["Min Kim"].what


def test_moodles_worksheet_tells_two_of_the_same_name_apart(tmp_path, taken, now):
    worksheet = tmp_path / "worksheet.csv"
    lines = "Identifier,Full name,Email address\nParticipant 80,Min Kim,kim2@example.org\n"
    worksheet.write_text(lines + "Participant 81,Min Kim,kim1@example.org\n", "utf-8-sig")
    events = taken(
        (f"Min Kim_80_assignsubmission_file_/{ASSIGNMENT}.ipynb", b"second"),
        (f"Min Kim_81_assignsubmission_file_/{ASSIGNMENT}.ipynb", b"first"),
        (f"Ada Lovelace_80_assignsubmission_file_/{ASSIGNMENT}.ipynb", b"whose?"),
        students=classlist.with_numbers(CLASS, worksheet),
    )
    assert (now("kim1"), now("kim2")) == (b"first", b"second")
    assert "its number 80 is kim2's, its name ada's" in events["Ada Lovelace"].what


def test_nbgraders_tree_with_its_times_whatever_is_wrapped_around(cohort, tmp_path, now):
    inner = [
        (f"ada/{ASSIGNMENT}/{ASSIGNMENT}.ipynb", b"ada"),
        (f"ada/{ASSIGNMENT}/timestamp.txt", b"2026-03-01 08:00:00.000000 UTC"),
        (f"stranger/{ASSIGNMENT}/{ASSIGNMENT}.ipynb", b"?"),
    ]
    for name in ("", "submitted/", "class/submitted/"):
        source = packed(tmp_path / "tree.zip", [(name + path, data) for path, data in inner])
        events = {e.who: e for e in collect.from_source(cohort, source, ASSIGNMENT, CLASS)}
        assert now("ada") == b"ada"
        assert "not in the class list" in events["stranger"].what
    assert collect.time_of(cohort.submitted("ada", ASSIGNMENT)) == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert events["ada"].what == "collected before"


def test_a_folder_of_notebooks_named_by_people(cohort, tmp_path, now):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("ada", "Dubois, Émil", "김보라", "Min Kim"):
        (folder / f"{name}.ipynb").write_bytes(name.encode())
    events = collect.from_source(cohort, folder, ASSIGNMENT, CLASS)
    assert now("emil") == "Dubois, Émil".encode()
    assert now("bora") == "김보라".encode()
    assert [event.who for event in events if event.trouble] == ["Min Kim"]


def test_what_was_refused_is_reported_in_a_file(cohort, taken):
    taken(("=cmd.ipynb", b"?"), ("ada.ipynb", b"1"))
    text = (cohort.root / "collected" / f"{ASSIGNMENT}.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["learner"], row["needs a look"]) for row in rows] == [("'=cmd.ipynb", "yes"), ("ada", "")]
    assert rows[0]["from"] == "download.zip"


@pytest.mark.parametrize(
    ("name", "said", "called"),
    [
        ("../../ada.ipynb", "leads out of the zip file", "../../ada.ipynb"),
        ("/etc/ada.ipynb", "leads out of the zip file", "etc/ada.ipynb"),
        ("C:\\ada.ipynb", "leads out of the zip file", "C:/ada.ipynb"),
        ("..\\ada.ipynb", "leads out of the zip file", "../ada.ipynb"),
        ("ada/\x1b[31m.ipynb", "control characters", "ada/\ufffd[31m.ipynb"),
    ],
)
def test_odd_paths(cohort, tmp_path, taken, name, said, called):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    events = taken((name, b"1"), ("bora.ipynb", b"2"))
    assert said in events[called].what
    assert cohort.students_with(ASSIGNMENT) == ["bora"]
    new = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {path.name for path in before}
    assert new == {"download.zip", f"{ASSIGNMENT}.csv", f"{ASSIGNMENT}.ipynb", "timestamp.txt"} - {
        path.name for path in before
    }


def test_links_twins_and_bombs(cohort, tmp_path):
    source = tmp_path / "bad.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("ada.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bora.ipynb", b"0" * 10_000_000)
        archive.writestr("emil.ipynb", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("emil.ipynb", b"2")
        archive.writestr("kim1.ipynb", os.urandom(21_000_000))
    events = collect.from_source(cohort, source, ASSIGNMENT, CLASS)
    said = " ".join(event.what for event in events)
    for words in ("it is a link", "zip bomb", "larger than 20 MB"):
        assert words in said
    assert cohort.students_with(ASSIGNMENT) == ["emil"]
    assert (cohort.submitted("emil", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes() == b"1"


def test_a_size_that_lies_is_found_while_reading(cohort, tmp_path):
    source = packed(tmp_path / "lie.zip", [("ada.ipynb", b"0" * 3_000_000), ("bora.ipynb", b"fine")])
    data = source.read_bytes()
    true, lie = struct.pack("<I", 3_000_000), struct.pack("<I", 10)
    assert data.count(true) == 2
    source.write_bytes(data.replace(true, lie))
    events = {e.who: e for e in collect.from_source(cohort, source, ASSIGNMENT, CLASS)}
    assert events["ada"].trouble
    assert cohort.students_with(ASSIGNMENT) == ["bora"]


def test_no_zip_and_too_much_of_it(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(CohortError, match="no zip file that can be read"):
        arrivals.files_of(tmp_path / "a.zip")
    monkeypatch.setattr(arrivals, "MOST_FILES", 1)
    packed(tmp_path / "b.zip", [("a", b""), ("b", b"")])
    with pytest.raises(CohortError, match="Split it"):
        arrivals.files_of(tmp_path / "b.zip")


def test_korean_names_of_old_packers(tmp_path):
    path = packed(tmp_path / "old.zip", [("XXXX.ipynb", b"1")])
    path.write_bytes(path.read_bytes().replace(b"XXXX", "김보".encode("cp949")))
    assert [file.name for file in arrivals.files_of(path)] == ["김보.ipynb"]


def test_after_the_deadline_the_one_in_time_counts_unless_told(cohort, taken, now):
    taken(("ada.ipynb", b"in time"))
    late = [("x.txt", b""), ("y.txt", b""), ("ada.ipynb", b"too late")]
    events = taken(*late, due=moment(1))
    assert "after the deadline" in events["ada"].what
    assert now("ada") == b"in time"
    kept = [path.read_bytes() for path in cohort.earlier("ada", ASSIGNMENT).rglob("*.ipynb")]
    assert kept == [b"too late"]
    assert taken(*late, due=moment(1))["ada"].what == "collected before"
    # told so afterwards, the same file is taken, and the one in time is kept
    assert "collected anew" in taken(*late, due=moment(1), take_late=True)["ada"].what
    assert now("ada") == b"too late"
    kept = [path.read_bytes() for path in cohort.earlier("ada", ASSIGNMENT).rglob("*.ipynb")]
    assert kept == [b"in time"]
    assert taken(*late, due=moment(1), take_late=True)["ada"].what == "collected before"
    assert taken(("ada.ipynb", b"in time"), take_late=True)["ada"].what == "collected before"
    # who has nothing in time is taken; nbgrader's penalty is for that
    assert taken(("x", b""), ("y", b""), ("bora.ipynb", b"late"), due=moment(1))["bora"].what == "collected"


def test_it_can_be_told_to_take_what_came_late(taken, now):
    taken(("ada.ipynb", b"in time"))
    events = taken(("x.txt", b""), ("y.txt", b""), ("ada.ipynb", b"late"), due=moment(1), take_late=True)
    assert "collected anew" in events["ada"].what
    assert now("ada") == b"late"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp949"])
def test_a_canvas_gradebook_is_a_class_list(tmp_path, encoding):
    path = tmp_path / "grades.csv"
    head = "Student,ID,SIS User ID,SIS Login ID,Section,1-01 (9)\r\n    Points Possible,,,,,5.0\r\n"
    path.write_bytes((head + '"김, 보라",502,S2,bora,A,\r\n').encode(encoding))
    assert classlist.read(path).students == (Student("bora", "보라", "김", "", "502"),)


def test_moodles_participants_are_a_class_list():
    text = "First name,Last name,ID number,Email address\nAda,Lovelace,ada,ada@example.org\n"
    assert classlist.parse(text).students == (Student("ada", "Ada", "Lovelace", "ada@example.org"),)


def test_names_are_compared_as_people_write_them():
    assert folded("Émil  DUBOIS") == folded("E\u0301mil Dubois") == "emildubois"
    assert folded("김보라") == folded("\u1100\u1175\u11b7보라")
