"""What was handed out: the cells that a submission is held against."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.cohort.layout import CohortError

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class GradeCell:
    """A cell that earns points.

    Attributes:
        id: its nbgrader id, ``bell-pair-check``.
        points: the most it can earn.
        exercise: the exercise it checks, ``1-01/bell-pair``; ``None`` where a person grades it.
        answer: the id of the solution cell before it.
    """

    id: str
    points: float
    exercise: str | None
    answer: str | None


@dataclass(frozen=True)
class Released:
    """A released assignment notebook.

    Attributes:
        assignment: nbgrader's name of it, which the notebook bears too: ``1-01-bell-pair``.
        notebook: the notebook as plain data (nbformat 4).
        given: a learner's own numbers by exercise, in plain data; none where everybody has the same.
    """

    assignment: str
    notebook: Mapping[str, Any]
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The cells that nbgrader knows, by their id, in order."""
        return {name: cell for cell in self.notebook["cells"] if (name := grade_id(cell))}

    @cached_property
    def grade_cells(self) -> list[GradeCell]:
        """The cells that earn points, in order."""
        answer, found = None, []
        for name, cell in self.cells.items():
            marks = cell["metadata"]["nbgrader"]
            if marks.get("solution"):
                answer = name
            if marks.get("grade"):
                exercise = None if marks.get("solution") else checked_exercise(source_of(cell))
                found.append(GradeCell(name, float(marks["points"]), exercise, answer))
        return found

    @property
    def judged(self) -> list[GradeCell]:
        """The grade cells that the judge decides."""
        return [cell for cell in self.grade_cells if cell.exercise]

    @property
    def lesson(self) -> str:
        """The id of the lesson, ``1-01``."""
        return "-".join(self.assignment.split("-")[:2])


def load(path: Path) -> Released:
    """Read a released notebook.

    Raises:
        CohortError: it is missing, or not a notebook.
    """
    try:
        notebook = json.loads(path.read_text("utf-8"))
        cells = [{**cell, "source": source_of(cell)} for cell in notebook["cells"]]
        return Released(path.stem, {**notebook, "cells": cells})
    except FileNotFoundError as missing:
        raise CohortError(
            f"{path.stem} has not been handed out to this cohort (no {path}). "
            f"Do it with: gangway grade release {path.stem}"
        ) from missing
    except (ValueError, KeyError, TypeError) as error:
        raise CohortError(f"{path} is no notebook ({error}); release it again") from error


def grade_id(cell: Cell) -> str | None:
    """A cell's nbgrader id, if nbgrader has any business with it."""
    marks = cell.get("metadata", {}).get("nbgrader")
    if not isinstance(marks, Mapping):
        return None
    wanted = any(marks.get(flag) for flag in ("grade", "solution", "locked", "task"))
    name = marks.get("grade_id")
    return name if wanted and isinstance(name, str) and name else None


def source_of(cell: Cell) -> str:
    """A cell's source as one text."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def checked_call(source: str) -> ast.Call | None:
    """The ``check("…", …)`` call that a check cell consists of."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return next((call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "check"), None)


def checked_exercise(source: str) -> str | None:
    """The exercise that a check cell is about: the text that its ``check()`` call starts with."""
    call = checked_call(source)
    first = call.args[0] if call and call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
