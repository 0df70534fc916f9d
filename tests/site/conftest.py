"""A small course of its own: one lesson with what makes pages difficult, one assignment."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Course

CLONE = Path(__file__).resolve().parents[2]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FRONT_MATTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
gangway:
  lesson: "1-01"
  title: Bell pair
  promise: You build a circuit and you read its counts.
  minutes: {lesson: 45, exercises: 30}
  prerequisites: []
  objectives: [Build a circuit, "Read $|01\\\\rangle$"]
  devices: [braket_sv]
  cost: "$0"
---
"""
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = {
    "application/vnd.jupyter.widget-state+json": {
        "state": {
            "box": {"state": {"children": ["IPY_MODEL_slider", "IPY_MODEL_output", "IPY_MODEL_box"]}},
            "slider": {"state": {"value": 3}},
            "output": {
                "state": {
                    "outputs": [{"output_type": "stream", "name": "stdout", "text": "three amplitudes\n"}]
                }
            },
        }
    }
}


def widget(model: str, more=None):
    data = {WIDGET_VIEW: {"model_id": model, "version_major": 2}, "text/plain": "HBox(children=())"}
    return new_output("display_data", {**data, **(more or {})})


def lesson_notebook():
    """A lesson with a formula, feedback, a figure, instruments, and an output that no page can show."""
    feedback = '<div class="gangway-feedback"><svg role="img" aria-label="two bars"></svg></div>'
    figure = new_output("display_data", {"image/png": PIXEL}, metadata={"image/png": {"alt": "a <dot>"}})
    instrument = widget("unknown", {"image/png": PIXEL})
    interact = widget("box")
    only_live = widget("slider")
    unknown = new_output("display_data", {"application/vnd.gangway.answer+json": {}})
    link = "[assignment](../../exercises/1-01-bell-pair/1-01-bell-pair.ipynb)"
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# Bell pair\n\nIt costs \\$8.30, it prepares $(|00\\rangle + |11\\rangle)/\\sqrt 2$."
            ),
            new_markdown_cell("## One\n\nDo the " + link),
            new_code_cell("check()", outputs=[new_output("execute_result", {"text/html": feedback})]),
            new_code_cell("figure", outputs=[figure]),
            new_code_cell("instrument", outputs=[instrument, interact, only_live, unknown]),
        ],
        metadata={"widgets": WIDGET_STATE, "kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


@pytest.fixture
def sample(tmp_path: Path) -> Course:
    """The small course, with the real book round it."""
    lesson = tmp_path / "modules" / "1-education" / "01-bell-pair.md"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(FRONT_MATTER + "\n# Bell pair\n", "utf-8")
    nbformat.write(lesson_notebook(), lesson.with_suffix(".ipynb"))
    (tmp_path / "solutions" / "1-01-bell-pair").mkdir(parents=True)
    released = tmp_path / "exercises" / "1-01-bell-pair" / "1-01-bell-pair.ipynb"
    released.parent.mkdir(parents=True)
    cells = [new_markdown_cell("# Assignment: Bell pair"), new_code_cell("bell_pair = ...")]
    nbformat.write(new_notebook(cells=cells), released)
    shutil.copytree(CLONE / "book", tmp_path / "book", ignore=shutil.ignore_patterns("_build", "examples"))
    (tmp_path / "book" / "examples").mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(CLONE / name, tmp_path)
    return Course(tmp_path)
