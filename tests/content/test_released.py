"""The released assignments, run: starter code fails every graded check, the solutions pass every one.

The cells run in a kernel in the mode in which a cohort is graded, and their answers are judged here. One
kernel for each lesson runs both notebooks, the released one first, with all names cleared in between.
"""

import json

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import course
from autograder.judge import judge
from gangway.modes import ANSWER_TYPE

LESSONS = list(course().lessons.values())
ROOT = course().root


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_starter_code_fails_and_solutions_pass(lesson, monkeypatch, tmp_path):
    graded = {name for name, exercise in lesson.exercises.items() if exercise.graded}
    starter, solved = answers_of(lesson, monkeypatch, tmp_path)
    assert starter.keys() == solved.keys() == graded
    passing = {name for name in graded if judge(lesson.exercises[name], starter[name]).passed}
    assert not passing, f"starter code passes: {passing}"
    failing = {
        name: verdict.codes
        for name in graded
        if not (verdict := judge(lesson.exercises[name], solved[name])).passed
    }
    assert not failing, f"solutions fail: {failing}"


def answers_of(lesson, monkeypatch, tmp_path):
    """The answers that the released notebook and the solutions give, by exercise name."""
    monkeypatch.setenv("GANGWAY_ANSWERS", "emit")
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path))
    name = lesson.assignment.name
    released = code_of(ROOT / "exercises" / name / f"{name}.ipynb")
    solutions = code_of(lesson.assignment_source.with_suffix(".ipynb"))
    together = new_notebook(cells=[*released, new_code_cell("%reset -f"), *solutions])
    NotebookClient(
        together,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(lesson.assignment)}},
    ).execute()
    cells = together.cells
    return emitted(cells[: len(released)], lesson), emitted(cells[len(released) + 1 :], lesson)


def code_of(path):
    cells = nbformat.read(path, 4).cells
    return [new_code_cell(cell.source) for cell in cells if cell.cell_type == "code"]


def emitted(cells, lesson):
    bundles = [output.data for cell in cells for output in cell.outputs if "data" in output]
    published = [bundle[ANSWER_TYPE] for bundle in bundles if ANSWER_TYPE in bundle]
    answers = {one["exercise"].removeprefix(f"{lesson.id}/"): one["answer"] for one in published}
    return json.loads(json.dumps(answers))
