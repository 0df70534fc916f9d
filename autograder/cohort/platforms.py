"""Scores for Canvas and Moodle: files that they import as they are, new or filled into their own exports.

In a file that a platform exported, only the assignments' own columns are touched; lines keep their order.
Formulas in names are disarmed everywhere, since people open these files in spreadsheets.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.cohort.classlist import delimiter_of, text_of
from autograder.cohort.export import Row, disarmed, rows
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.results import Store

#: By learner, their rows by assignment.
Scores = Mapping[str, Mapping[str, Row]]

_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE = ("Username", "ID number", "First name", "Last name", "Email address")


@dataclass(frozen=True)
class Platform:
    """How a platform's files look.

    Attributes:
        new: makes a whole file.
        filled: fills the table of an exported file, its lines as lists; returns what could not be done.
    """

    new: Callable[[Cohort, Scores, Sequence[str]], list[list[str]]]
    filled: Callable[[Cohort, Scores, Sequence[str], list[list[str]]], list[str]]


def exported(
    cohort: Cohort, assignments: Sequence[str], to: str, merge: Path | None = None
) -> tuple[str, list[str]]:
    """The text to import, and what needs a look: who is on one side only, and scores that wait for a person.

    Args:
        cohort: whose scores.
        assignments: which.
        to: ``canvas`` or ``moodle``.
        merge: a file that the platform exported, to be filled in; without, a file is made.

    Raises:
        CohortError: the gradebook or the file can't be read, or the file isn't that platform's.
    """
    found = rows(cohort, assignments)
    platform, scores, waiting = PLATFORMS[to], _by_learner(found), _waiting(found)
    if merge is None:
        return _text(platform.new(cohort, scores, assignments), ","), waiting
    text = text_of(merge, "the gradebook")
    separator = delimiter_of(text)
    table = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if line]
    if not table:
        raise CohortError(f"{merge} is empty; export the gradebook once more")
    width = len(table[0])
    table = [line[:width] + [""] * (width - len(line)) for line in table]
    left = platform.filled(cohort, scores, assignments, table)
    return _text(table, separator), [*left, *waiting]


def _waiting(found: Sequence[Row]) -> list[str]:
    """How many scores of each assignment a person has yet to decide."""
    waits = Counter(row["assignment"] for row in found if row.get("needs_manual_grade"))
    return [
        f"{name}: scores that wait for you and are left empty: {number}. Give them: gangway grade formgrader"
        for name, number in waits.items()
    ]


def _by_learner(found: Sequence[Row]) -> dict[str, dict[str, Row]]:
    scores: dict[str, dict[str, Row]] = {}
    for row in found:
        scores.setdefault(row["id"], {})[row["assignment"]] = row
    return scores


def _text(table: Sequence[Sequence[str]], separator: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([[_safe(field) for field in line] for line in table])
    return text.getvalue()


def _safe(field: str) -> str:
    """A field that no spreadsheet runs; a number stays one, and so does one that is safe already."""
    return field if re.fullmatch(r"[-+]?\d+([.,]\d+)?", field.strip()) else disarmed(field)


def _score(row: Row | None) -> str:
    """A score as platforms read it; nothing where nothing was handed in or a person has yet to decide."""
    if row is None or row["score"] is None or row.get("needs_manual_grade"):
        return ""
    return f"{round(row['score'], 4):g}"


def _most(scores: Scores, assignment: str) -> str:
    most = [
        row["max_score"] for each in scores.values() if (row := each.get(assignment)) and row["max_score"]
    ]
    return f"{max(most):g}" if most else ""


# --- Canvas ------------------------------------------------------------------------------------------------


def _new_canvas(cohort: Cohort, scores: Scores, assignments: Sequence[str]) -> list[list[str]]:
    """Canvas' own columns; it finds people by ``SIS Login ID``, and by ``ID`` where the class list has it."""
    points = ["    Points Possible", "", "", "", "", *(_most(scores, name) for name in assignments)]
    numbers = _numbers(cohort)
    lines = [
        [
            _sortable(own),
            numbers.get(student, ""),
            "",
            student,
            "",
            *(_score(own.get(name)) for name in assignments),
        ]
        for student, own in scores.items()
    ]
    return [[*_CANVAS, *assignments], points, *lines]


def _numbers(cohort: Cohort) -> dict[str, str]:
    """The platform's numbers of the learners, where the class list has them."""
    from autograder.cohort import classlist

    if not cohort.roster.is_file():
        return {}
    return {student.id: student.lms_id for student in classlist.read(cohort.roster).students}


def _sortable(own: Mapping[str, Row]) -> str:
    row = next(iter(own.values()))
    return ", ".join(filter(None, (row["last_name"], row["first_name"])))


def _fill_canvas(
    cohort: Cohort, scores: Scores, assignments: Sequence[str], table: list[list[str]]
) -> list[str]:
    header = [title.strip().lower() for title in table[0]]
    if "student" not in header or "id" not in header:
        raise CohortError("this is no gradebook of Canvas: it has no columns Student and ID")
    points = next((line for line in table[1:3] if line[0].strip().lower() == "points possible"), None)
    people = [line for line in table[1:] if line is not points and line[0].strip().lower() != "student, test"]
    people = [line for line in people if line[0].strip()]
    by_number = {number: student for student, number in _numbers(cohort).items() if number}
    columns = [_column(table, name, rf"{re.escape(name)}( \(\d+\))?") for name in assignments]
    for column, name in zip(columns, assignments, strict=True):
        if points is not None and not points[column].strip():
            points[column] = _most(scores, name)

    def learner(line: list[str]) -> str | None:
        named = dict(zip(header, line, strict=False))
        candidates = [named.get(title, "") for title in ("sis login id", "sis user id", "email")]
        return _known(scores, candidates) or by_number.get(named["id"].strip())

    return _fill(scores, assignments, columns, people, learner)


# --- Moodle ------------------------------------------------------------------------------------------------


def _new_moodle(cohort: Cohort, scores: Scores, assignments: Sequence[str]) -> list[list[str]]:
    """A file for Moodle's import of grades: a column with the score and one with the feedback for each."""
    titles = [title for name in assignments for title in (name, f"{name} feedback")]
    lines = []
    for student, own in scores.items():
        row = next(iter(own.values()))
        told = [
            text for name in assignments for text in (_score(own.get(name)), _said(cohort, student, name))
        ]
        lines.append([student, student, row["first_name"], row["last_name"], row["email"], *told])
    return [[*_MOODLE, *titles], *lines]


def _said(cohort: Cohort, student: str, assignment: str) -> str:
    """What a learner is told, in a line for each exercise; nothing before grading."""
    store = Store(cohort.results)
    graded = store.get(key) if (key := store.current(student, assignment)) else None
    if graded is None:
        return ""
    if graded.refused:
        return f"Not graded: {graded.refused}"
    return "\n".join(
        f"{each.exercise}: {each.heading}. {' '.join(each.text.split())}".strip() for each in graded.results
    )


def _fill_moodle(
    cohort: Cohort, scores: Scores, assignments: Sequence[str], table: list[list[str]]
) -> list[str]:
    header = [title.strip().lower() for title in table[0]]
    if "email address" not in header and "id number" not in header and "username" not in header:
        raise CohortError(
            "this is no file of Moodle's: it has no column Email address, ID number or Username"
        )
    worksheet = "identifier" in header and "grade" in header
    if worksheet and len(assignments) != 1:
        raise CohortError("a grading worksheet is for one assignment: name it, gangway grade export 1-01 …")
    if worksheet:
        columns = [header.index("grade")]
        comments = [_column(table, "Feedback comments", "feedback comments")]
    else:
        columns = [
            _column(table, name, rf"(assignment: *)?{re.escape(name)}( \(real\))?") for name in assignments
        ]
        comments = [
            _column(table, f"{name} feedback", rf"(assignment: *)?{re.escape(name)} \(?feedback\)?")
            for name in assignments
        ]
    emails = {
        own["email"].lower(): student
        for student, each in scores.items()
        if (own := next(iter(each.values())))["email"]
    }

    def learner(line: list[str]) -> str | None:
        named = dict(zip(header, line, strict=False))
        candidates = [named.get(title, "") for title in ("username", "id number", "email address")]
        return _known(scores, candidates) or emails.get(named.get("email address", "").strip().lower())

    left = _fill(scores, assignments, columns, table[1:], learner)
    for line in table[1:]:
        if student := learner(line):
            for column, name in zip(comments, assignments, strict=True):
                line[column] = _said(cohort, student, name) or line[column]
    return left


# --- what both do ----------------------------------------------------------------------------------------


def _known(scores: Scores, candidates: Sequence[str]) -> str | None:
    return next((text for each in candidates if (text := each.strip().removeprefix("'")) in scores), None)


def _column(table: list[list[str]], title: str, pattern: str) -> int:
    """The column of an assignment, added at the end where there is none."""
    for place, found in enumerate(table[0]):
        if re.fullmatch(pattern, found.strip(), re.IGNORECASE):
            return place
    table[0].append(title)
    for line in table[1:]:
        line.append("")
    return len(table[0]) - 1


def _fill(
    scores: Scores,
    assignments: Sequence[str],
    columns: Sequence[int],
    people: Sequence[list[str]],
    learner: Callable[[list[str]], str | None],
) -> list[str]:
    """Put scores into lines; what has no score stays as it is. Returns who is on one side only."""
    met: dict[str, int] = {}
    left = []
    for line in people:
        student = learner(line)
        if student is None:
            left.append(f"{line[0]}: in the platform's file and not in the cohort")
            continue
        if student in met:
            left.append(f"{student}: twice in the platform's file")
        met[student] = 1
        for column, name in zip(columns, assignments, strict=True):
            line[column] = _score(scores[student].get(name)) or line[column]
    left += [
        f"{student}: in the cohort and not in the platform's file" for student in scores if student not in met
    ]
    return left


#: The platforms that scores can go to.
PLATFORMS: dict[str, Any] = {
    "canvas": Platform(_new_canvas, _fill_canvas),
    "moodle": Platform(_new_moodle, _fill_moodle),
}
