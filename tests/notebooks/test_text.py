"""Text to notebook and back: what is kept, what identifies a cell, and what tells that something changed."""

import pytest

from gangway.notebooks import text
from gangway.notebooks.pairs import Role, pairs
from gangway.trouble import Trouble


def made(tiny, role):
    pair = next(pair for pair in pairs(tiny) if pair.role is role)
    notebook = text.read_text(pair.text)
    text.name_cells(notebook, pair.text)
    return notebook


@pytest.mark.parametrize("role", list(Role))
def test_conversion_is_the_golden_notebook(tiny, golden, role):
    golden(f"{role}.ipynb", text.as_bytes(made(tiny, role)))


@pytest.mark.parametrize("role", list(Role))
def test_there_and_back_keeps_the_content(tiny, tmp_path, role):
    notebook = made(tiny, role)
    again = tmp_path / "again.md"
    again.write_text(text.as_text(notebook), "utf-8")
    assert text.content(text.read_text(again)) == text.content(notebook)
    assert text.as_text(text.read_text(again)) == again.read_text("utf-8")


def test_ids_name_exercise_cells_and_survive_a_new_cell(tiny, tmp_path):
    before = [cell["id"] for cell in made(tiny, Role.LESSON).cells]
    source = tiny.lessons["1-01"].source
    grown = tmp_path / "grown.md"
    grown.write_text(
        source.read_text("utf-8").replace("# Two plus two\n", "# Two plus two\n\n```{code-cell}\n0\n```\n\n")
    )
    notebook = text.read_text(grown)
    text.name_cells(notebook, grown)
    after = [cell["id"] for cell in notebook.cells]
    assert {"small-sum-prompt", "small-sum-answer", "small-sum-check"} <= set(before)
    assert set(before[1:]) <= set(after)
    assert len(set(after)) == len(after)


def test_equal_cells_are_told_apart_by_their_occurrence(tiny):
    ids = [cell["id"] for cell in made(tiny, Role.LESSON).cells if cell.source == "small_sum"]
    assert ids == [ids[0], f"{ids[0]}-2"]


@pytest.mark.parametrize("name", ["small-sum-check", "1-01/small-sum", "a b"])
def test_a_name_that_cannot_be_an_id_is_refused(tiny, name):
    source = tiny.lessons["1-01"].source
    source.write_text(source.read_text("utf-8").replace(":name: small-sum-answer", f":name: {name}"))
    with pytest.raises(Trouble, match=r"the cell name .* is used twice or can't be"):
        text.name_cells(text.read_text(source), source)


def test_views_of_a_cell_are_no_change(tiny):
    notebook = made(tiny, Role.LESSON)
    before = text.content(notebook), text.program(notebook)
    for cell in notebook.cells:
        cell.metadata |= {"scrolled": True, "editable": True, "jp-MarkdownHeadingCollapsed": True}
    notebook.metadata["language_info"]["version"] = "3.99"
    assert (text.content(notebook), text.program(notebook)) == before


def test_prose_changes_the_content_and_not_the_program(tiny):
    notebook = made(tiny, Role.LESSON)
    content, program = text.content(notebook), text.program(notebook)
    notebook.cells[0].source += " More."
    assert text.content(notebook) != content
    assert text.program(notebook) == program


def test_unreadable_files_are_told_with_what_is_expected(tmp_path):
    broken = tmp_path / "broken.md"
    broken.write_text("---\nkernelspec: [\n---\n\n```{code-cell}\n1\n```\n")
    with pytest.raises(Trouble, match=r"broken\.md can't be read as a MyST Markdown notebook"):
        text.read_text(broken)
    broken.with_suffix(".ipynb").write_text("{")
    with pytest.raises(Trouble, match="can't be read as a notebook"):
        text.read_notebook(broken.with_suffix(".ipynb"))


def test_jupyterlab_writes_the_same_text_and_keeps_the_record(synced, assignment_pair):
    from jupytext import TextFileContentsManager

    manager = TextFileContentsManager(root_dir=str(synced.root))
    path = assignment_pair.notebook.relative_to(synced.root).as_posix()
    model = manager.get(path, content=True)
    model["content"]["cells"][0]["source"] += "\n\nOne more sentence."
    manager.save(model, path)
    by_lab = assignment_pair.text.read_text("utf-8")
    assert "One more sentence." in by_lab
    notebook = text.read_notebook(assignment_pair.notebook)
    assert text.as_text(text.read_text(assignment_pair.text)) == by_lab
    assert text.content(notebook) == text.content(text.read_text(assignment_pair.text))
    assert "gangway_run" not in by_lab
    assert set(notebook.metadata["gangway_run"]) == {
        "content",
        "ran",
        "outputs",
    }
