"""Scores for other programs: CSV for spreadsheets and learning platforms, JSON with everything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograder.cohort.bridge import database_trouble, open_gradebook
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.results import Graded, Store

if TYPE_CHECKING:
    from nbgrader.api import SubmittedAssignment

Row = dict[str, Any]

#: A spreadsheet takes a field that starts with one of these for a formula and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_COLUMNS = [
    "id",
    "last_name",
    "first_name",
    "email",
    "assignment",
    "submitted",
    "seconds_late",
    "late_penalty",
    "score",
    "max_score",
    "needs_manual_grade",
    "outcomes",
]


def rows(cohort: Cohort, assignments: Sequence[str]) -> list[Row]:
    """One row for each learner and assignment, those without a submission included.

    ``score`` is after the late penalty. ``cells`` has a row for each grade cell.

    Raises:
        CohortError: the gradebook can't be read.
    """
    from nbgrader.api import MissingEntry
    from sqlalchemy.exc import SQLAlchemyError

    made: list[Row] = []
    with open_gradebook(cohort) as book:
        try:
            for student in sorted(book.students, key=lambda student: student.id):
                for assignment in assignments:
                    try:
                        submission = book.find_submission(assignment, student.id)
                    except MissingEntry:
                        submission = None
                    about = _about(student, assignment)
                    made.append(about | _scores(submission) | _said(cohort, student.id, assignment))
        except SQLAlchemyError as error:
            raise CohortError(f"the gradebook can't be read: {database_trouble(error)}") from error
    return made


def _about(student: Any, assignment: str) -> Row:
    named = {name: getattr(student, name) or "" for name in ("id", "last_name", "first_name", "email")}
    return named | {"assignment": assignment}


def _scores(submission: SubmittedAssignment | None) -> Row:
    if submission is None:
        return {"submitted": None, "score": None, "max_score": None, "cells": []}
    penalty = sum(notebook.late_submission_penalty or 0 for notebook in submission.notebooks)
    return {
        "submitted": submission.timestamp.isoformat() if submission.timestamp else None,
        "seconds_late": submission.total_seconds_late,
        "late_penalty": penalty,
        "score": submission.score - penalty,
        "max_score": submission.max_score,
        "needs_manual_grade": submission.needs_manual_grade,
        "cells": [_cell(grade) for notebook in submission.notebooks for grade in notebook.grades],
    }


def _cell(grade: Any) -> Row:
    fields = (
        "name",
        "auto_score",
        "manual_score",
        "extra_credit",
        "score",
        "max_score",
        "needs_manual_grade",
    )
    return {field: getattr(grade, field) for field in fields}


def _said(cohort: Cohort, student: str, assignment: str) -> Row:
    """What the judge said, where this cohort's own grading has run."""
    store = Store(cohort.results)
    graded = store.get(key) if (key := store.current(student, assignment)) else None
    if graded is None:
        return {"outcomes": {}, "findings": {}, "notes": []}
    return {"outcomes": _outcomes(graded), "findings": _findings(graded), "notes": list(graded.notes)}


def _outcomes(graded: Graded) -> dict[str, str]:
    return {result.exercise: str(result.outcome) for result in graded.results}


def _findings(graded: Graded) -> dict[str, list[str]]:
    return {result.exercise: [told.code for told in result.told] for result in graded.results}


def as_csv(table: Iterable[Row]) -> str:
    """The rows as CSV: quoted where it must be, formulas disarmed, a column for each grade cell's score."""
    table = list(table)
    cells = list(dict.fromkeys(cell["name"] for row in table for cell in row["cells"]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *map(disarmed, cells)])
    for row in table:
        scores = {cell["name"]: cell["score"] for cell in row["cells"]}
        writer.writerow(
            [*(_field(row.get(name)) for name in _COLUMNS), *(_field(scores.get(name)) for name in cells)]
        )
    return text.getvalue()


def as_json(table: Iterable[Row]) -> str:
    """The rows with everything in them, as JSON."""
    return json.dumps(list(table), ensure_ascii=False, indent=2)


#: Makers of text from rows, by format.
MAKERS = {"csv": as_csv, "json": as_json}


def _field(value: object) -> object:
    if isinstance(value, Mapping):
        value = "; ".join(f"{name}: {said}" for name, said in value.items())
    return disarmed(value) if isinstance(value, str) else "" if value is None else value


def disarmed(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
