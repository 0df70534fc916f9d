"""What a notebook becomes as a page."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat.v4 import new_output

import gangway
from gangway.site import dress, stills


@pytest.fixture
def notebook(sample):
    return nbformat.read(sample.lesson("1-01").notebook, as_version=4)


@pytest.fixture
def page(sample, notebook):
    return dress.lesson_page(notebook, sample.lesson("1-01"), sample, has_assignment=True)


def outputs(page, source):
    return next(cell.outputs for cell in page.cells if cell.source == source)


def test_the_box_stands_under_the_title_and_says_what_the_lesson_is(page):
    title, box, text, *_ = [cell.source for cell in page.cells]
    assert title == "# Bell pair"
    assert "You build a circuit and you read its counts." in box
    assert "45 min, and 30 min for the exercises" in box
    assert "**Cost** \\$0" in box
    assert "Braket's local state vector simulator" in box
    assert "- Read $|01\\rangle$" in box
    assert "(/exercises/1-01-bell-pair/1-01-bell-pair.ipynb)" in box
    assert text.startswith("It costs")


def test_a_promise_that_the_text_makes_at_once_is_not_made_twice(sample, notebook):
    notebook.cells[0].source = "# Bell pair\n\nYou build a circuit and you read its counts, here and now."
    page = dress.lesson_page(notebook, sample.lesson("1-01"), sample, has_assignment=True)
    assert "gw-promise" not in page.cells[1].source
    assert "Afterwards you can" in page.cells[1].source


def test_the_committed_notebook_is_left_alone(sample, notebook):
    before = copy.deepcopy(notebook)
    dress.lesson_page(notebook, sample.lesson("1-01"), sample, has_assignment=True)
    assert notebook == before


def test_feedback_comes_through_whole(page):
    [feedback] = outputs(page, "check()")
    assert 'aria-label="two bars"' in feedback.data["text/html"]


def test_a_figure_keeps_its_alternative_text(page):
    [figure] = outputs(page, "figure")
    assert list(figure.data) == ["text/html"]
    assert 'alt="a &lt;dot&gt;"' in figure.data["text/html"]


def test_an_instrument_becomes_what_it_showed_and_a_sentence(page):
    own, said, stored, said_again, only_said = outputs(page, "instrument")
    assert list(own.data) == ["image/png"]
    assert stored.text == "three amplitudes\n"
    for sentence in (said, said_again):
        assert stills.MOVES in sentence.data["text/html"]
        assert stills.PICTURE in sentence.data["text/html"]
    assert only_said.data["text/html"] == f'<p class="gw-still">{stills.MOVES}</p>'
    assert "widgets" not in page.metadata


@pytest.mark.parametrize(
    ("exercise_id", "ask", "said"),
    [
        ("1-01/which-bit", "check", stills.ANSWER),
        ("1-01/counts", "predict", stills.PREDICT),
        ("1-01/counts", "check", stills.ANSWER),
    ],
)
def test_a_call_that_waits_for_an_answer_says_where_to_answer(exercise_id, ask, said):
    feedback = getattr(gangway, ask)(exercise_id, ...)
    output = new_output("execute_result", dict(feedback._repr_mimebundle_()))
    [shown] = stills.Stills({}).of(output)
    assert said in shown.data["text/html"]


def test_the_assignment_leads_back_to_its_lesson(sample):
    lesson = sample.lesson("1-01")
    released = nbformat.read(
        sample.root / "exercises" / "1-01-bell-pair" / "1-01-bell-pair.ipynb", as_version=4
    )
    title, box, *_ = dress.assignment(released, lesson).cells
    assert title.source == "# Assignment: Bell pair"
    assert "[Lesson 1-01](/modules/1-education/01-bell-pair.ipynb)" in box.source


def test_a_page_of_the_course_loses_the_outputs_that_are_a_learners_own():
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    shown = new_code_cell("gangway.progress()", outputs=[new_output("stream", text="0 of 9")])
    page = new_notebook(cells=[new_markdown_cell("# Module 1"), shown])
    dressed = dress.course_page(page)
    assert [cell.source for cell in dressed.cells] == ["# Module 1", "gangway.progress()"]
    assert not dressed.cells[1].outputs
    assert shown.outputs, "the committed notebook is left alone"
