"""The one writer: results into nbgrader's gradebook and the graded notebooks beside it, by nbgrader's API.

It keeps to what ``nbgrader autograde`` does: scores of a person are left alone, a submission that a person
had scored is marked for another look, late penalties come from nbgrader's plugin, text answers wait for a
person unless they are untouched.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.cohort import plain_file
from autograder.cohort.bridge import Unavailable, configuration, database_trouble, may_pass, open_gradebook
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.results import SETTLED, Graded, Result, write_whole

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Student:
    """One line of a class list; ``lms_id`` is the learning platform's own number of the learner."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    def fields(self) -> dict[str, str]:
        """What nbgrader's gradebook keeps of it beside the id; what is empty is not set."""
        named = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        named["lms_user_id"] = self.lms_id
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Sheet:
    """One submission's result, to be written."""

    assignment: str
    student: str
    graded: Graded


def enrol(cohort: Cohort, students: Sequence[Student]) -> None:
    """Put a class list into the gradebook; who is there already is brought up to date.

    Raises:
        CohortError: the gradebook can't be written.
    """
    from sqlalchemy.exc import SQLAlchemyError

    with open_gradebook(cohort) as book:
        try:
            for student in students:
                book.update_or_create_student(student.id, **student.fields())
        except SQLAlchemyError as error:
            raise CohortError(f"the class list could not be written: {database_trouble(error)}") from error


def write(book: Gradebook, cohort: Cohort, sheets: Sequence[Sheet]) -> None:
    """Write results in one transaction: scores, comments, late penalties; then the graded notebooks.

    Raises:
        Unavailable: the gradebook can't be written.
        CohortError: one of the results can't be; nothing was written.
    """
    from nbgrader.api import InvalidEntry, MissingEntry
    from sqlalchemy.exc import IntegrityError, SQLAlchemyError

    penalties = _Penalties(cohort)
    try:
        with _one_transaction(book):
            for sheet in sheets:
                _record(book, cohort, sheet, penalties)
    except MissingEntry as error:
        names = ", ".join(sorted({sheet.assignment for sheet in sheets}))
        raise CohortError(f"{error}; hand it out with: gangway grade release {names}") from error
    except (InvalidEntry, IntegrityError) as error:
        raise CohortError(f"not written to the gradebook: {database_trouble(error)}") from error
    except SQLAlchemyError as error:
        said = f"not written to the gradebook: {database_trouble(error)}"
        raise Unavailable(said, passing=may_pass(error)) from error
    for sheet in sheets:
        _lay_down(cohort, sheet)


@contextmanager
def _one_transaction(book: Gradebook) -> Iterator[None]:
    """Let nbgrader's API, which commits after each step, take part in one transaction.

    On SQLite a commit costs 50 ms on a common disk: one for a batch in place of five for a submission.
    """
    with book.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            # wait for other writers here, not in the middle; a reader that turns writer is not waited for
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        book.db.remove()
        book.db.configure(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        try:
            yield
            book.db.flush()
        finally:
            book.db.remove()
            book.db.configure(
                bind=book.engine, join_transaction_mode="conditional_savepoint", expire_on_commit=True
            )


def _record(book: Gradebook, cohort: Cohort, sheet: Sheet, penalties: _Penalties) -> None:
    assignment, student, graded = sheet.assignment, sheet.student, sheet.graded
    stamp = timestamp(cohort.submitted(student, assignment))
    book.update_or_create_student(student)
    with book.db.no_autoflush:
        submission = book.update_or_create_submission(
            assignment, student, **({"timestamp": stamp} if stamp else {})
        )
    notebook = next(one for one in submission.notebooks if one.name == assignment)
    score(notebook, graded.results, graded.notebook["cells"])
    notebook.flagged = graded.refused is not None or any(r.outcome not in SETTLED for r in graded.results)
    penalties.assign(book, submission, notebook, student)


class _Penalties:
    """nbgrader's late penalties, by whichever plugin the configuration names."""

    def __init__(self, cohort: Cohort) -> None:
        self._cohort = cohort
        self._plugin: Any = None

    def assign(self, book: Gradebook, submission: Any, notebook: Any, student: str) -> None:
        """Set the penalty of a submitted notebook, as nbgrader's AssignLatePenalties does."""
        seconds = submission.total_seconds_late
        notebook.late_submission_penalty = None
        if seconds <= 0:
            return
        book.db.flush()
        book.db.refresh(notebook)  # its score is a sum that the database makes
        penalty = self._asked(student, notebook.score, seconds)
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _asked(self, student: str, score: float, seconds: float) -> float | None:
        if self._plugin is None:
            from nbgrader.preprocessors import AssignLatePenalties

            step = AssignLatePenalties(config=configuration(self._cohort))
            step.init_plugin()
            self._plugin = step.plugin_inst
        penalty: float | None = self._plugin.late_submission_penalty(student, score, seconds)
        return penalty


def score(notebook: Any, results: Sequence[Result], cells: Sequence[Mapping[str, Any]]) -> None:
    """Set the automatic scores and comments of a submitted notebook.

    Args:
        notebook: the gradebook's :class:`nbgrader.api.SubmittedNotebook`; the caller commits.
        results: the judge's results by grade cell.
        cells: the notebook's cells, for those that a person grades.
    """
    by_cell = {result.cell: result for result in results}
    shown = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells if _marks(cell).get("grade_id")}
    for grade in notebook.grades:
        result = by_cell.get(grade.name)
        grade.auto_score = result.score if result else _written(shown.get(grade.name))
        unsettled = result is not None and result.outcome not in SETTLED
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None or unsettled
    comments = dict(_comments(shown, by_cell))
    for comment in notebook.comments:
        comment.auto_comment = comments.get(comment.name)


def _marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, Mapping) else {}


def _written(cell: Mapping[str, Any] | None) -> float | None:
    """What nbgrader scores a text answer by itself: nothing where it is untouched, else a person decides."""
    return 0.0 if cell is None or _untouched(cell) else None


def _untouched(cell: Mapping[str, Any]) -> bool:
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    checksum = _marks(cell).get("checksum")
    return checksum is not None and checksum == compute_checksum(from_dict(cell))


def _comments(shown: Mapping[str, Mapping[str, Any]], by_cell: Mapping[str, Result]) -> Any:
    """The comment on each answer cell: what the judge said, or nbgrader's own remark on an untouched one."""
    answer = None
    for name, cell in shown.items():
        if _marks(cell).get("solution"):
            answer = name
            if _untouched(cell):
                yield name, "No response."
        elif answer and (result := by_cell.get(name)):
            yield answer, as_comment(result)


def as_comment(result: Result) -> str:
    """A result as the Markdown of a comment; nothing that a learner wrote is read as markup."""
    lines = [f"**{result.heading}**", *result.text.splitlines()]
    return "\n\n".join(line if line.startswith("**") else _literal(line) for line in lines)


def _literal(line: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#!$" else letter for letter in line)


def timestamp(folder: Path) -> str | None:
    """When a submission was made, as its ``timestamp.txt`` says; ``None`` where it says nothing readable."""
    from nbgrader.utils import parse_utc

    text = plain_file.stamp(folder)
    try:
        parse_utc(text)
    except (ValueError, OverflowError):
        return None
    return text or None


def _lay_down(cohort: Cohort, sheet: Sheet) -> None:
    """Put the graded notebook where the formgrader and the feedback look for it."""
    folder = cohort.autograded(sheet.student, sheet.assignment)
    shutil.rmtree(folder, ignore_errors=True)
    write_whole(
        folder / f"{sheet.assignment}.ipynb", json.dumps(sheet.graded.notebook, ensure_ascii=False, indent=1)
    )
    if stamp := plain_file.stamp(cohort.submitted(sheet.student, sheet.assignment)):
        write_whole(folder / "timestamp.txt", stamp)
