"""Read a class list: CSV as spreadsheets and learning platforms export it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.cohort.gradebook import Student
from autograder.cohort.layout import CohortError, valid_id

#: What a column may be called, in lower case, and which field it fills.
_COLUMNS = {
    "id": ("id", "student_id", "student id", "username", "학번"),
    "first_name": ("first_name", "first name", "firstname", "given name", "이름"),
    "last_name": ("last_name", "last name", "lastname", "surname", "성"),
    "email": ("email", "e-mail", "email address", "이메일"),
}


@dataclass(frozen=True)
class ClassList:
    """The learners of a class list, and what was wrong with it, line by line."""

    students: tuple[Student, ...]
    problems: tuple[str, ...]


def read(path: Path) -> ClassList:
    """Read a class list in UTF-8 (with or without a byte order mark) or Korean Windows' CP949.

    A line that can't be used is left out and named among the problems.

    Raises:
        CohortError: the file can't be read, or it has no column of ids.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CohortError(f"the class list {path} can't be read: {error.strerror}") from error
    return parse(_decoded(data, path), path.name)


def parse(text: str, name: str = "class list") -> ClassList:
    """The class list in CSV text; commas, semicolons and tabs may separate its fields."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    places = _places(next(rows, []), name)
    taken: dict[str, int] = {}
    students, problems = [], []
    for row in rows:
        if not any(field.strip() for field in row):
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
    return ClassList(tuple(students), tuple(problems))


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CohortError(f"the class list {path} is neither UTF-8 nor CP949 text; export it as CSV (UTF-8)")


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _places(header: list[str], name: str) -> dict[str, int]:
    """The column of each field."""
    titles = [title.strip().lower() for title in header]
    found = {
        field: titles.index(title)
        for field, known in _COLUMNS.items()
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
    return Student(**fields), None
