"""Read a class list: CSV as spreadsheets and learning platforms export it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.cohort.gradebook import Student
from autograder.cohort.layout import CohortError, valid_id

#: What a column may be called, in lower case, and which field it fills; of several the first one counts.
_COLUMNS = {
    "id": ("id", "student_id", "student id", "username", "id number", "학번"),
    "first_name": ("first_name", "first name", "firstname", "given name", "이름"),
    "last_name": ("last_name", "last name", "lastname", "surname", "성"),
    "full_name": ("full name", "name", "성명"),
    "email": ("email", "e-mail", "email address", "이메일"),
    "lms_id": ("lms_id", "lms id", "identifier"),
}

#: Canvas' gradebook has a number of its own in the column ID; people are known by what they log in with.
_CANVAS = {"id": ("sis login id",), "lms_id": ("id",), "full_name": ("student",), "email": ("email",)}

#: A byte order mark, and the encoding that it announces.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


#: Western letters in another encoding than ours come out as East Asian ones beside small Latin ones.
_GARBLED = re.compile(r"[a-z][\u3400-\u9fff\uac00-\ud7a3]|[\u3400-\u9fff\uac00-\ud7a3][a-z]")


@dataclass(frozen=True)
class ClassList:
    """The learners of a class list, and what was wrong with it, line by line."""

    students: tuple[Student, ...]
    problems: tuple[str, ...]


def read(path: Path) -> ClassList:
    """Read a class list in UTF-8, UTF-16 (Excel's "Unicode text") or Korean Windows' CP949.

    A line that can't be used is left out and named among the problems.

    Raises:
        CohortError: the file can't be read, or it has no column of ids.
    """
    return parse(text_of(path), path.name)


def text_of(path: Path, what: str = "the class list") -> str:
    """The text of a spreadsheet's CSV file, in whichever of the encodings it was saved.

    Raises:
        CohortError: it can't be read, or it is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CohortError(f"{what} {path} can't be read: {error.strerror}") from error
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or ("utf-8", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CohortError(f"{what} {path} is neither UTF-8, UTF-16 nor CP949 text; export it as CSV (UTF-8)")


def parse(text: str, name: str = "class list") -> ClassList:
    """The class list in CSV text; commas, semicolons and tabs may separate its fields."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    places = _places(next(rows, []), name)
    taken: dict[str, int] = {}
    students, problems = [], []
    for row in rows:
        if not any(field.strip() for field in row) or _is_canvas_points(row):
            continue
        student, problem = _student(row, places)
        line = rows.line_num
        if student and student.id in taken:
            problem = f"the id {student.id} is on line {taken[student.id]} already; the first one counts"
        if problem:
            problems.append(f"{name}, line {line}: {problem}")
        elif student:
            taken[student.id] = line
            students.append(student)
            named = f"{student.first_name} {student.last_name}".strip()
            if _GARBLED.search(named):
                problems.append(
                    f"{name}, line {line}: {student.id} is taken, but is {named!r} the name? "
                    "If not, save the list as CSV in UTF-8 and read it again"
                )
    return ClassList(tuple(students), tuple(problems))


def with_numbers(students: Sequence[Student], worksheet: Path) -> list[Student]:
    """The learners with the numbers that Moodle's grading worksheet has for them, found by their email.

    Raises:
        CohortError: the worksheet can't be read, or lacks the columns "Identifier" and "Email address".
    """
    text = text_of(worksheet, "the worksheet")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    if not {"Identifier", "Email address"} <= set(rows.fieldnames or ()):
        raise CohortError(
            f"{worksheet} is no grading worksheet of Moodle: it has no columns Identifier and Email address"
        )
    numbers = {row["Email address"].strip().lower(): _digits(row["Identifier"]) for row in rows}
    return [
        replace(student, lms_id=numbers.get(student.email.lower(), student.lms_id) if student.email else "")
        for student in students
    ]


def delimiter_of(text: str) -> str:
    """What separates the fields of a CSV text: comma, semicolon or tab."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _digits(text: str) -> str:
    """The number in Moodle's ``Participant 12345``."""
    return "".join(re.findall(r"\d+", text or ""))


def _is_canvas_points(row: list[str]) -> bool:
    """Whether a line is the one in which Canvas says how many points there are."""
    return row[0].strip().lower() in ("points possible", "student, test")


def _places(header: list[str], name: str) -> dict[str, int]:
    """The column of each field."""
    titles = [title.strip().lower() for title in header]
    found = {
        field: titles.index(title)
        for field, known in (_CANVAS if "sis login id" in titles else _COLUMNS).items()
        for title in known[::-1]
        if title in titles
    }
    if "id" not in found:
        raise CohortError(
            f"{name} has no column called id; its first line is: {', '.join(header)[:120] or 'empty'}. "
            "Expected columns: id, first_name, last_name, email"
        )
    return found


def _student(row: list[str], places: Mapping[str, int]) -> tuple[Student | None, str | None]:
    fields = {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
    if not fields["id"]:
        return None, f"there is no id for {' '.join(filter(None, fields.values())) or 'this line'}"
    if any("\n" in field or "\r" in field for field in fields.values()):
        return (
            None,
            f"the entry of {fields['id'][:40]!r} runs over several lines: is a quotation mark missing?",
        )
    if not valid_id(fields["id"]):
        return None, (
            f"{fields['id'][:70]!r} can't be an id: use letters, digits and . _ - @, 64 at most, "
            "with a letter or digit first"
        )
    return Student(**_named(fields)), None


def _named(fields: dict[str, str]) -> dict[str, str]:
    """The fields with a full name taken apart, ``Lovelace, Ada``; without a comma it is left whole."""
    whole = fields.pop("full_name", "")
    if whole and not (fields.get("first_name") or fields.get("last_name")):
        last, comma, first = whole.partition(",")
        names = (first.strip(), last.strip()) if comma else (whole, "")
        fields["first_name"], fields["last_name"] = names
    if "lms_id" in fields:
        fields["lms_id"] = _digits(fields["lms_id"])
    return fields
