"""Class lists in, scores out, submissions collected: what spreadsheets and people do to them."""

from __future__ import annotations

import csv
import io
import json
import os
import sys

import pytest

from autograder.cohort import classlist, collect, export, gradebook, layout
from autograder.cohort.gradebook import Student
from autograder.cohort.layout import CohortError

from .conftest import ASSIGNMENT

# --- class lists ---------------------------------------------------------------------------------------

LIST = """id,first_name,last_name,email
kim,민준,김,kim@example.org
lee,"Lee, Jr.","O""Hara",
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Núñez", "is taken, but is 'N夾ez' the name?"),
        ("Åsa", "is taken, but is '흒a' the name?"),
        ("Anna", None),
        ("김민준A", None),
    ],
)
def test_a_western_encoding_that_looks_korean_is_asked_about(tmp_path, name, said):
    path = tmp_path / "list.csv"
    encoding = "cp949" if "김" in name else "cp1252"
    path.write_bytes(f"id,first_name\nann,{name}\n".encode(encoding))
    found = classlist.read(path)
    assert [student.id for student in found.students] == ["ann"]
    assert len(found.problems) == (said is not None)
    assert all(said in problem for problem in found.problems)


def test_another_encoding_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("id,first_name\nann,Émil\nbo,Müller\n".encode("cp1252"))
    with pytest.raises(CohortError, match=r"neither UTF-8, UTF-16 nor CP949.*export it as CSV \(UTF-8\)"):
        classlist.read(path)


def test_commas_quotes_and_korean_names():
    found = classlist.parse(LIST)
    assert found.problems == ()
    assert found.students == (
        Student("kim", "민준", "김", "kim@example.org"),
        Student("lee", "Lee, Jr.", 'O"Hara'),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_encodings_of_korean_spreadsheets(tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_bytes(LIST.encode(encoding))
    assert classlist.read(path).students[0].last_name == "김"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separators_and_titles_of_other_programs(separator):
    text = (
        separator.join(["학번", "성", "이름"]) + "\r\n" + separator.join(["20261234", "박", "하나"]) + "\r\n"
    )
    assert classlist.parse(text).students == (Student("20261234", "하나", "박"),)


def test_each_bad_line_is_named_and_the_rest_is_taken():
    text = 'id,first_name,last_name\nkim,A,B\nkim,C,D\n,E,F\n../etc,G,H\n\n"lee,I,J\nann,K,L\n'
    found = classlist.parse(text, "roster.csv")
    assert [student.id for student in found.students] == ["kim"]
    said = "\n".join(found.problems)
    assert "line 3: the id kim is on line 2 already" in said
    assert "line 4: there is no id for E F" in said
    assert "line 5: '../etc' can't be an id" in said
    assert "quotation mark" in said


def test_a_list_without_ids_or_that_is_no_text_is_refused(tmp_path):
    with pytest.raises(CohortError, match="no column called id"):
        classlist.parse("name,points\nKim,3\n")
    with pytest.raises(CohortError, match="empty"):
        classlist.parse("")
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04\xff\xfe\x81\x00\xff")
    with pytest.raises(CohortError, match="export it as CSV"):
        classlist.read(tmp_path / "list.xlsx")
    with pytest.raises(CohortError, match="can't be read"):
        classlist.read(tmp_path / "nothing.csv")


@pytest.mark.parametrize("name", ["kim", "20261234", "김민준", "a.b@example.org", "kim_1"])
def test_ids(name):
    assert layout.valid_id(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", "*", "a b", "-x", "a+b", "a..b", "k\n", "x" * 65, "[a]"]
)
def test_what_is_no_id(name):
    assert not layout.valid_id(name)


# --- scores --------------------------------------------------------------------------------------------


@pytest.fixture
def scored(cohort, submit, fill, graded):
    gradebook.enrol(
        cohort, [Student("kim", "민준", '=HYPERLINK("http://x","김")'), Student("lee", "Lee, Jr.", '"Q"')]
    )
    submit("kim", fill(why_written="Because."))
    graded()
    return export.rows(cohort, [ASSIGNMENT])


def test_csv_reads_back_with_formulas_disarmed(scored):
    rows = list(csv.DictReader(io.StringIO(export.as_csv(scored))))
    kim, lee = rows
    assert kim["last_name"] == '\'=HYPERLINK("http://x","김")'
    assert kim["first_name"] == "민준"
    assert (kim["score"], kim["max_score"], kim["doubling-check"]) == ("5.0", "9.0", "3.0")
    assert kim["needs_manual_grade"] == "True"
    assert "1-01/answer-to-all: passed" in kim["outcomes"]
    assert (lee["first_name"], lee["last_name"], lee["score"]) == ("Lee, Jr.", '"Q"', "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_formulas(text):
    assert export.disarmed(text) == f"'{text}"


def test_json_has_everything_as_it_is(scored):
    kim, lee = json.loads(export.as_json(scored))
    assert kim["last_name"] == '=HYPERLINK("http://x","김")'
    assert kim["findings"] == {"1-01/answer-to-all": [], "1-01/doubling": []}
    assert {cell["name"] for cell in kim["cells"]} == {"answer-to-all-check", "doubling-check", "why-written"}
    assert lee["cells"] == []


# --- collecting ----------------------------------------------------------------------------------------


def put(inbox, name, content: bytes, moment: int = 1_770_000_000):
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (moment, moment))
    return path


def collected(cohort, known=()):
    return {event.who: event for event in collect.from_inbox(cohort, cohort.inbox, ASSIGNMENT, known)}


def test_files_and_folders_are_collected_with_their_time(cohort):
    put(cohort.inbox, "kim.ipynb", b"1")
    put(cohort.inbox, f"lee/{ASSIGNMENT}.ipynb", b"2")
    put(cohort.inbox, "ann/whatever.ipynb", b"3")
    events = collected(cohort)
    assert {who for who, event in events.items() if event.what == "collected"} == {"kim", "lee", "ann"}
    assert (cohort.submitted("ann", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes() == b"3"
    from nbgrader.utils import parse_utc

    stamp = (cohort.submitted("kim", ASSIGNMENT) / "timestamp.txt").read_text()
    assert parse_utc(stamp).timestamp() - parse_utc("2026-02-02 02:40:00 UTC").timestamp() == 0


def test_nothing_is_overwritten_in_silence(cohort):
    def now() -> bytes:
        return (cohort.submitted("kim", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes()

    def earlier() -> list[bytes]:
        return sorted(path.read_bytes() for path in cohort.earlier("kim", ASSIGNMENT).rglob("*.ipynb"))

    put(cohort.inbox, "kim.ipynb", b"first")
    collected(cohort)
    assert collected(cohort)["kim"].what == "collected before"
    put(cohort.inbox, "kim.ipynb", b"second", 1_770_000_100)
    assert "earlier/" in collected(cohort)["kim"].what
    assert (now(), earlier()) == (b"second", [b"first"])
    # one that is older than what is in place does not take its place
    put(cohort.inbox, "kim.ipynb", b"zeroth", 1_769_000_000)
    assert "later one is in place" in collected(cohort)["kim"].what
    assert (now(), earlier()) == (b"second", [b"first", b"zeroth"])
    assert collected(cohort)["kim"].what == "collected before"


def test_what_cannot_be_collected_is_named_and_the_rest_goes_on(cohort):
    put(cohort.inbox, "kim.ipynb", b"1")
    put(cohort.inbox, "notes.docx", b"x")
    put(cohort.inbox, "stranger.ipynb", b"1")
    put(cohort.inbox, "-x y.ipynb", b"1")
    put(cohort.inbox, "lee/a.ipynb", b"1")
    put(cohort.inbox, "lee/b.ipynb", b"1")
    events = collected(cohort, known=("kim", "lee"))
    assert not events["kim"].trouble
    for who, said in (
        ("notes.docx", "not a notebook"),
        ("stranger", "not in the class list"),
        ("-x y.ipynb", "no learner's id"),
        ("lee", f"no {ASSIGNMENT}.ipynb"),
    ):
        assert events[who].trouble
        assert said in events[who].what
    assert cohort.students_with(ASSIGNMENT) == ["kim"]


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody can make a link")
def test_links_are_not_followed(cohort, tmp_path):
    secret = put(tmp_path, "secret.ipynb", b"secret")
    (cohort.inbox / "kim.ipynb").symlink_to(secret)
    (cohort.inbox / "lee").mkdir()
    (cohort.inbox / "lee" / f"{ASSIGNMENT}.ipynb").symlink_to(secret)
    events = collected(cohort)
    assert all("link" in event.what for event in events.values())
    assert cohort.students_with(ASSIGNMENT) == []


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems with nbgrader's exchange")
def test_the_exchange_round_trip_keeps_what_it_replaces(cohort, course_root):
    from autograder.cohort import handout

    handout.hand_out(cohort, ASSIGNMENT, exchange=True)
    outbound = cohort.root / "exchange" / "class" / "outbound" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert outbound.is_file()
    inbound = cohort.root / "exchange" / "class" / "inbound"
    for moment, content in (("2026-03-02 09:00:00 UTC", b"1"), ("2026-03-02 10:00:00 UTC", b"2")):
        folder = inbound / f"kim+{ASSIGNMENT}+{moment}+abc"
        put(folder, f"{ASSIGNMENT}.ipynb", content)
        put(folder, "timestamp.txt", moment.encode())
        (event,) = collect.from_exchange(cohort, ASSIGNMENT)
        assert event.who == "kim"
    assert "earlier/" in event.what
    (kept,) = cohort.earlier("kim", ASSIGNMENT).rglob("*.ipynb")
    assert kept.read_bytes() == b"1"
    (event,) = collect.from_exchange(cohort, ASSIGNMENT)
    assert event.what == "collected before"


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems with nbgrader's exchange")
def test_nothing_is_collected_from_the_exchange_through_a_link(cohort, tmp_path, course_root):
    from autograder.cohort import handout

    put(tmp_path / "private", f"{ASSIGNMENT}.ipynb", b"the instructor's solution")
    handout.hand_out(cohort, ASSIGNMENT, exchange=True)
    inbound = cohort.root / "exchange" / "class" / "inbound"
    moment = "2026-03-02 09:00:00 UTC"
    kim = inbound / f"kim+{ASSIGNMENT}+{moment}+abc"
    put(kim, "timestamp.txt", moment.encode())
    put(kim / "more", "notes.txt", b"notes")
    (kim / f"{ASSIGNMENT}.ipynb").symlink_to(tmp_path / "private" / f"{ASSIGNMENT}.ipynb")
    (kim / "folder").symlink_to(tmp_path / "private")
    (inbound / f"lee+{ASSIGNMENT}+{moment}+abc").symlink_to(tmp_path / "private")
    collect.from_exchange(cohort, ASSIGNMENT)
    found = [path for path in (cohort.root / "submitted").rglob("*") if path.is_file()]
    assert sorted(path.name for path in found) == ["notes.txt", "timestamp.txt"]
    assert not any(path.is_symlink() for path in (cohort.root / "submitted").rglob("*"))
