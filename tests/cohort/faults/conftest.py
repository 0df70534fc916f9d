"""A cohort in which everything that is graded is known, and ways to see that nothing was lost or doubled."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cohort import pipeline
from autograder.cohort.layout import Cohort
from autograder.cohort.run import Limits

from ..conftest import ASSIGNMENT

LEARNERS = [f"learner-{number:02}" for number in range(12)]

#: What each learner's two answers earn: by turns everything, the first only, half the second.
EARNED = {"": (2.0, 3.0), "wrong": (0.0, 3.0), "half": (2.0, 1.5)}
KINDS = dict(zip(LEARNERS, [*EARNED] * 4, strict=True))
EXPECTED = {learner: EARNED[kind] for learner, kind in KINDS.items()}

_SOURCES = {
    "": ("answer = 42", "def double(x):\n    return 2 * x"),
    "wrong": ("answer = 24", "def double(x):\n    return 2 * x"),
    "half": ("answer = 42", "def double(x):\n    return 2 * abs(x)"),
}


@pytest.fixture(scope="session")
def known(handed_out, released, tmp_path_factory) -> Path:
    """A cohort's folder in which everybody has submitted; for copying."""
    root = Path(shutil.copytree(handed_out.root, tmp_path_factory.mktemp("known") / "class"))
    for learner, kind in KINDS.items():
        plain = json.loads(json.dumps(released.notebook))
        number, function = _SOURCES[kind]
        for cell in plain["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = {
                "answer-to-all-answer": f"{number}  # {learner}",
                "doubling-answer": function,
            }.get(name, cell["source"])
        folder = Cohort(root).submitted(learner, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(plain), "utf-8")
    return root


@pytest.fixture
def fresh(known, tmp_path) -> Callable[[], Cohort]:
    """A copy of that cohort."""
    made: list[Path] = []

    def copy() -> Cohort:
        made.append(tmp_path / f"class-{len(made)}")
        return Cohort(Path(shutil.copytree(known, made[-1])))

    return copy


def grade(cohort: Cohort, using, **settings) -> list[pipeline.Entry]:
    """One run to its end."""
    settings = {"unsafe": True, "patience": 0} | settings
    return list(pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), using, Limits(), **settings))


_SCORES = """
    SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
    FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""


def asked(cohort: Cohort, *questions: str) -> list[list[tuple]]:
    """What the gradebook's file answers: by SQLite itself, nothing of ours and nothing of nbgrader's."""
    with contextlib.closing(sqlite3.connect(cohort.root / "gradebook.db")) as database:
        return [database.execute(question).fetchall() for question in questions]


def scores(cohort: Cohort) -> dict[str, tuple]:
    """What the gradebook has, by learner."""
    (rows,) = asked(cohort, _SCORES)
    found: dict[str, dict] = {}
    for learner, cell, score in rows:
        found.setdefault(learner, {})[cell] = score
    return {
        learner: (cells["answer-to-all-check"], cells["doubling-check"]) for learner, cells in found.items()
    }


def sound(cohort: Cohort) -> None:
    """The gradebook is whole, nobody is in it twice, and every score in it is the right one."""
    whole, learners, grades = asked(
        cohort,
        "PRAGMA integrity_check",
        "SELECT student_id, assignment_id FROM submitted_assignment",
        "SELECT notebook_id, cell_id FROM grade",
    )
    assert whole == [("ok",)]
    assert max(Counter(learners).values(), default=1) == 1
    assert max(Counter(grades).values(), default=1) == 1
    for learner, found in scores(cohort).items():
        assert found == EXPECTED[learner], learner


def complete(cohort: Cohort) -> None:
    """Everybody has the right score, and what shows it."""
    sound(cohort)
    assert scores(cohort) == EXPECTED
    for learner, earned in EXPECTED.items():
        shown = json.loads(
            (cohort.autograded(learner, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
        )
        values = [
            output["data"]["text/plain"]
            for cell in shown["cells"]
            if cell["id"] in ("answer-to-all-check", "doubling-check")
            for output in cell["outputs"]
        ]
        assert tuple(map(float, values)) == earned, learner
