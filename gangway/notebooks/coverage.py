"""Whether a lesson's exercises, the cells that ask them and the attempts that prove them fit together."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.attempts import Attempt, Role
from autograder.cohort import sections
from autograder.course import Lesson
from autograder.exercise import Exercise
from autograder.messages import catalogue
from gangway.notebooks.contract import FRONT, limits
from gangway.notebooks.problems import Problem
from gangway.notebooks.text import cell_name

_CALLS = ("ask", "check", "predict", "hint", "given")
_ASKING = ("ask", "check", "predict")


@dataclass(frozen=True)
class Call:
    """A call such as ``check("1-01/bell-pair", …)`` in a code cell."""

    function: str
    exercise: str
    cell: NotebookNode


def calls(notebook: NotebookNode) -> list[Call]:
    """Every call of ask(), check(), predict(), hint() and given() with a written-out id, in order."""
    return [
        Call(function, exercise, cell)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for function, exercise in _calls_in(cell.source)
    ]


def _calls_in(source: str) -> Iterator[tuple[str, str]]:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _CALLS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.func.id, first.value


def problems(lesson: Lesson, notebook: NotebookNode, assignment: NotebookNode) -> Iterator[Problem]:
    """Everything that doesn't fit between ``checks.py``, ``attempts.py`` and the two notebooks.

    Args:
        lesson: whose exercises and attempts are declared.
        notebook: the lesson's cells, with ids.
        assignment: the assignment's cells, with ids.
    """
    yield from _unknown(lesson, lesson.source, notebook)
    yield from _numbers(lesson)
    for exercise in lesson.exercises.values():
        if not exercise.graded:
            yield from _in_lesson(lesson, exercise, notebook)
    yield from assignment_problems(lesson, assignment)
    yield from section_problems(lesson, assignment, lesson)


def assignment_problems(lesson: Lesson, assignment: NotebookNode) -> Iterator[Problem]:
    """What doesn't fit between an assignment, its ``checks.py`` and its ``attempts.py``."""
    yield from _unknown(lesson, lesson.assignment_source, assignment)
    for exercise in lesson.exercises.values():
        if exercise.graded:
            yield from _graded(lesson, exercise, assignment)
    yield from attempt_problems(lesson)


def section_problems(
    lesson: Lesson, assignment: NotebookNode, read: Lesson | None, *, optional: bool = False
) -> Iterator[Problem]:
    """Graded exercises that don't say which section of a lesson to read again, or name none that exists.

    Args:
        lesson: whose exercises.
        assignment: where they name their sections.
        read: the lesson that has the sections; ``None`` where there is none.
        optional: whether an exercise may name no section.
    """
    named = sections.declared(assignment.metadata.get("gangway", {}))
    graded = [exercise.name for exercise in lesson.exercises.values() if exercise.graded]
    for name in graded:
        if name not in named and not optional:
            what = f"exercise {name!r} names no section of the lesson under {sections.DECLARED}"
            remedy = f"write {sections.DECLARED}: {{{name}: a heading of the lesson}} under gangway:"
            yield Problem(lesson.assignment_source, FRONT, what, remedy)
    for name, title in named.items():
        if name not in graded:
            what = f"{sections.DECLARED} has {name!r}, which is no graded exercise"
            yield Problem(lesson.assignment_source, FRONT, what, f"use one of {', '.join(graded)}")
        elif len(found := sections.found_in(read, title) if read else []) != 1:
            what = f"{sections.DECLARED}: lesson {lesson.id} has {len(found)} headings {title!r} for {name}"
            yield Problem(lesson.assignment_source, FRONT, what, _instead(read, title))


def _instead(read: Lesson | None, title: str) -> str:
    if read is None:
        return "leave it out: the course has no lesson of this id"
    near = difflib.get_close_matches(title, sections.headings(read), n=1, cutoff=0.4)
    return f"write {near[0]!r}" if near else "write a heading of the lesson as it stands there"


def _unknown(lesson: Lesson, path: Path, notebook: NotebookNode) -> Iterator[Problem]:
    known = {f"{lesson.id}/{name}" for name in lesson.exercises}
    for call in calls(notebook):
        if call.exercise not in known:
            what = f"{call.function}() names {call.exercise!r}, which is not declared"
            yield Problem(
                path,
                call.cell["id"],
                what,
                f"declare it in checks.py or use one of {', '.join(sorted(known))}",
            )


def _numbers(lesson: Lesson) -> Iterator[Problem]:
    allowed, graded = limits(lesson.id), sum(exercise.graded for exercise in lesson.exercises.values())
    inside = len(lesson.exercises) - graded
    checks = lesson.assignment / "checks.py"
    if inside < allowed.in_lesson:
        remedy = f"declare {allowed.in_lesson}: two predictions, one ordering, one choice"
        yield Problem(checks, "", f"{inside} exercises are inside the lesson (graded=False)", remedy)
    if graded < allowed.in_assignment:
        what = f"{graded} exercises are in the assignment (graded=True)"
        yield Problem(checks, "", what, f"declare {allowed.in_assignment} coding exercises")


def _in_lesson(lesson: Lesson, exercise: Exercise, notebook: NotebookNode) -> Iterator[Problem]:
    from autograder.checks.prediction import is_prediction

    asking = [call for call in calls(notebook) if _asks(call, lesson, exercise)]
    roles = {"predict": "predict", "check": "reveal"} if is_prediction(exercise) else {"check": "check"}
    for function, role in roles.items():
        asked_by = (function,) if role == "reveal" else (function, "ask")
        named = [call for call in asking if call.function in asked_by]
        yield from _asked_in(lesson.source, exercise, function, f"{exercise.name}-{role}", named)
    if [call.function for call in asking if call.function in roles][:1] == ["check"] and len(roles) == 2:
        what = f"{exercise.name} is revealed before it is predicted"
        yield Problem(lesson.source, asking[0].cell["id"], what, "put the predict() cell first")
    if not any(cell_name(cell) == f"{exercise.name}-prompt" for cell in notebook.cells):
        yield _no_prompt(lesson.source, exercise)


def _asks(call: Call, lesson: Lesson, exercise: Exercise) -> bool:
    return call.function in _ASKING and call.exercise == f"{lesson.id}/{exercise.name}"


def _asked_in(
    path: Path, exercise: Exercise, function: str, name: str, found: list[Call]
) -> Iterator[Problem]:
    if not found:
        what = f"exercise {exercise.name!r} is declared and no cell calls {function}() for it"
        yield Problem(path, "", what, f"ask it in a cell named {name}, or remove it from checks.py")
    elif not any(cell_name(call.cell) == name for call in found):
        yield Problem(
            path, found[0].cell["id"], f"{function}() stands in an unnamed cell", f"name the cell {name}"
        )


def _no_prompt(path: Path, exercise: Exercise) -> Problem:
    remedy = f"name the Markdown cell that asks it {exercise.name}-prompt"
    return Problem(path, "", f"exercise {exercise.name!r} has no prompt", remedy)


def _graded(lesson: Lesson, exercise: Exercise, assignment: NotebookNode) -> Iterator[Problem]:
    path, named = lesson.assignment_source, {cell_name(cell): cell for cell in assignment.cells}
    found = [call for call in calls(assignment) if call.function == "check" and _asks(call, lesson, exercise)]
    yield from _asked_in(path, exercise, "check", f"{exercise.name}-check", found)
    if f"{exercise.name}-prompt" not in named:
        yield _no_prompt(path, exercise)
    if cell := named.get(f"{exercise.name}-check"):
        yield from _check_cell(path, exercise, cell)
    answer = named.get(f"{exercise.name}-answer")
    if answer is None or not answer.metadata.get("nbgrader", {}).get("solution"):
        remedy = f"give its code cell grade_id: {exercise.name}-answer and solution: true"
        yield Problem(path, "", f"exercise {exercise.name!r} has no answer cell", remedy)
    elif "### BEGIN SOLUTION" not in answer.source:
        yield Problem(
            path,
            answer["id"],
            "no solution is marked",
            "put ### BEGIN SOLUTION and ### END SOLUTION round it",
        )


def _check_cell(path: Path, exercise: Exercise, cell: NotebookNode) -> Iterator[Problem]:
    grading = cell.metadata.get("nbgrader", {})
    if not (grading.get("grade") and grading.get("locked")) or grading.get("solution"):
        remedy = "set grade: true, locked: true, solution: false"
        yield Problem(path, cell["id"], "the check is not a locked nbgrader test", remedy)
    if grading.get("points") != exercise.points:
        what = f"nbgrader's points are {grading.get('points')}, checks.py says {exercise.points:g}"
        yield Problem(path, cell["id"], what, "make them equal")


def attempt_problems(lesson: Lesson) -> Iterator[Problem]:
    """What ``attempts.py`` lacks: each exercise has its placeholder, reference and wrong attempts."""
    path = lesson.assignment / "attempts.py"
    for attempt in lesson.attempts:
        if attempt.exercise not in lesson.exercises:
            what = f"it is an attempt at {attempt.exercise!r}, which is not declared"
            yield Problem(path, attempt.make.__name__, what, f"use one of {', '.join(lesson.exercises)}")
    for exercise in lesson.exercises.values():
        yield from _attempted(
            lesson, exercise, [one for one in lesson.attempts if one.exercise == exercise.name]
        )


def _attempted(lesson: Lesson, exercise: Exercise, attempts: list[Attempt]) -> Iterator[Problem]:
    path, have = lesson.assignment / "attempts.py", Counter(attempt.role for attempt in attempts)
    least = {Role.PLACEHOLDER: 1, Role.REFERENCE: 1, Role.WRONG: limits(lesson.id).wrong}
    for role, number in least.items():
        if have[role] < number:
            what = f"{exercise.name} has {have[role]} {role} attempts"
            yield Problem(path, exercise.name, what, f"write at least {number} with @{role}")
    sayable = catalogue().keys() | exercise.messages.keys()
    for attempt in attempts:
        if attempt.finds is not None and attempt.finds not in sayable:
            what = f"the finding {attempt.finds!r} has no message"
            remedy = "write one in autograder/messages/ or in the exercise's messages"
            yield Problem(path, attempt.make.__name__, what, remedy)
