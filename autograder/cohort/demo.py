"""A cohort to try grading on: a dozen submissions made from a lesson's ``attempts.py``.

Somebody is right, somebody is right by other means, each named mistake is made by somebody, and there are
an empty submission, a broken one and one that is half done.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.attempts import Attempt, Role
from autograder.cohort import classlist, collect, gradebook, handout, layout
from autograder.cohort.bridge import course_of
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.released import Released, checked_call, source_of
from autograder.course import Lesson

#: Names for the learners: the ids are the nbgrader ids, the names have what class lists trip over.
_LEARNERS = (
    ("ada", "Ada", "Lovelace"), ("bora", "보라", "김"), ("chen", "Chen", "Li, Jr."),
    ("dina", 'Dina "D"', "Novak"),
    ("emil", "Émil", "Dubois"), ("fay", "Fay", "O'Hara"), ("gil", "Gil", "Ben-Ami"), ("hana", "하나", "박"),
    ("ivo", "Ivo", "=SUM(A1)"), ("jin", "진", "이"), ("kai", "Kai", "Nakamura"), ("lee", "Lee", "Park"),
    ("mia", "Mia", "Rossi"), ("nils", "Nils", "Berg"), ("oya", "Oya", "Demir"), ("pia", "Pia", "Schmid"),
)  # fmt: skip

_MANUAL = "A learner's own words would stand here."


@dataclass(frozen=True)
class Submission:
    """One made submission: what it shows, and each exercise's attempt (``None``: not answered)."""

    student: str
    shows: str
    attempts: Mapping[str, Attempt | None] = field(default_factory=dict)
    broken: bool = False


@dataclass(frozen=True)
class Demo:
    """What was made."""

    cohort: Cohort
    assignment: str
    submissions: tuple[Submission, ...]


def build(folder: Path, assignment: str = "1-01", course_root: Path | None = None) -> Demo:
    """Make a cohort in ``folder``, hand the assignment out to it and hand submissions in.

    Raises:
        CohortError: the folder is a cohort already, or the course has no such assignment.
    """
    cohort = layout.create(folder, course_root)
    course = course_of(cohort)
    released = handout.hand_out(cohort, assignment)
    lesson = course.lesson(released.lesson)
    made = submissions(lesson, released)
    _enrol(cohort, made)
    for number, submission in enumerate(made):
        path = cohort.inbox / f"{submission.student}.ipynb"
        path.write_text(
            json.dumps(notebook_of(submission, released, lesson), ensure_ascii=False, indent=1), "utf-8"
        )
        moment = (datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=17 * number)).timestamp()
        os.utime(path, (moment, moment))
    collect.from_inbox(cohort, cohort.inbox, released.assignment, [item.student for item in made])
    return Demo(cohort, released.assignment, made)


def submissions(lesson: Lesson, released: Released) -> tuple[Submission, ...]:
    """The submissions: right, right by other means, wrong in turn, empty, broken, half done."""
    names = [str(cell.exercise).partition("/")[2] for cell in released.judged]
    by_role = {role: {name: _attempts(lesson, name, role) for name in names} for role in Role}
    right = {name: by_role[Role.REFERENCE][name][0] for name in names}
    made: list[tuple[str, Mapping[str, Attempt | None], bool]] = [("right", right, False)]
    made.append(("right by other means", _turn(by_role[Role.ALTERNATIVE], 0, right), False))
    named = {name: _one_of_each(found) for name, found in by_role[Role.WRONG].items()}
    turns = range(max(len(found) for found in named.values()))
    made += [(f"wrong, {turn + 1}", _turn(named, turn, right), False) for turn in turns]
    half = {name: right[name] if index < len(names) // 2 else None for index, name in enumerate(names)}
    made += [("empty", {}, False), ("broken", right, True), ("half done", half, False)]
    if len(made) > len(_LEARNERS):
        raise CohortError(
            f"{released.assignment} has attempts for {len(made)} learners; there are {len(_LEARNERS)}"
        )
    return tuple(
        Submission(learner[0], shows, attempts, broken)
        for learner, (shows, attempts, broken) in zip(_LEARNERS, made, strict=False)
    )


def _attempts(lesson: Lesson, name: str, role: Role) -> list[Attempt]:
    return [attempt for attempt in lesson.attempts if attempt.exercise == name and attempt.role is role]


def _one_of_each(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The first attempt for each finding."""
    return list({attempt.finds: attempt for attempt in reversed(attempts)}.values())[::-1]


def _turn(
    attempts: Mapping[str, Sequence[Attempt]], turn: int, right: Mapping[str, Attempt]
) -> dict[str, Attempt | None]:
    """The attempt of each exercise in this turn; whoever has fewer begins again, who has none is right."""
    return {name: found[turn % len(found)] if found else right[name] for name, found in attempts.items()}


def _enrol(cohort: Cohort, made: Sequence[Submission]) -> None:
    known = {submission.student for submission in made}
    lines = [
        f'{i},"{_quoted(first)}","{_quoted(last)}",{i}@example.org'
        for i, first, last in _LEARNERS
        if i in known
    ]
    cohort.roster.write_text("\n".join(["id,first_name,last_name,email", *lines, ""]), "utf-8")
    gradebook.enrol(cohort, classlist.read(cohort.roster).students)


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def notebook_of(submission: Submission, released: Released, lesson: Lesson) -> dict[str, object]:
    """The submission as a notebook: the released one with its answer cells filled in."""
    notebook = copy.deepcopy(dict(released.notebook))
    answers = _answers(submission, released, lesson)
    for cell in notebook["cells"]:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    return notebook


def _answers(submission: Submission, released: Released, lesson: Lesson) -> dict[str, str]:
    """The source of each answer cell that the learner has touched."""
    answers: dict[str, str] = {}
    for cell in released.grade_cells:
        attempt = submission.attempts.get(str(cell.exercise).partition("/")[2])
        if cell.exercise is None and submission.attempts:
            answers[cell.id] = _MANUAL
        elif attempt and cell.answer:
            answers[cell.answer] = source_for(attempt, _variable(released, cell.id), lesson)
    if submission.broken and answers:
        first = next(name for name in answers if released.cells[name]["cell_type"] == "code")
        answers[first] += "\n)  # a bracket too many"
    return answers


def _variable(released: Released, check: str) -> str:
    """The variable that a check cell hands to ``check()``."""
    call = checked_call(source_of(released.cells[check]))
    if call is None or len(call.args) < 2 or not isinstance(call.args[1], ast.Name):
        raise CohortError(f"the cell {check} doesn't check a variable: check(exercise, variable) is expected")
    return call.args[1].id


def source_for(attempt: Attempt, variable: str, lesson: Lesson) -> str:
    """An answer cell that makes the attempt's answer: its function, what the function stands on, a call."""
    tree = ast.parse(Path(str(inspect.getsourcefile(attempt.make))).read_text("utf-8"))
    given = dict(lesson.exercise(attempt.exercise).given())
    lines = [ast.unparse(_Functions().visit(node)) for node in _needed(tree.body, attempt.make.__name__)]
    if not lines:
        raise CohortError(f"attempts.py has no function {attempt.make.__name__}: it has changed; try again")
    return "\n".join([*lines, f"{variable} = {attempt.make.__name__}({given!r})"])


class _Functions(ast.NodeTransformer):
    """What another attempt makes, ``ghz.make({})``, is made by its function, which has no decorator here."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Leave the attribute out."""
        self.generic_visit(node)
        return node.value if node.attr == "make" and isinstance(node.value, ast.Name) else node


def _needed(body: Sequence[ast.stmt], name: str) -> list[ast.stmt]:
    """The statements of attempts.py that a function needs, itself included and without its decorators."""
    wanted, before = {name}, 0
    while len(wanted) > before:
        before = len(wanted)
        used = [inner for node in body if _bound(node) & wanted for inner in ast.walk(_bare(node, wanted))]
        wanted |= {inner.id for inner in used if isinstance(inner, ast.Name)}
    return [_bare(node, wanted) for node in body if _bound(node) & wanted]


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {
        inner.id for target in targets if target for inner in ast.walk(target) if isinstance(inner, ast.Name)
    }


def _bare(node: ast.stmt, names: set[str]) -> ast.stmt:
    """The statement without its decorators; of an import only the names that are wanted."""
    if isinstance(node, ast.FunctionDef):
        return ast.FunctionDef(**{**dict(ast.iter_fields(node)), "decorator_list": []}, lineno=node.lineno)
    if isinstance(node, ast.ImportFrom):
        aliases = [alias for alias in node.names if (alias.asname or alias.name) in names]
        return ast.ImportFrom(node.module, aliases, node.level)
    return node
