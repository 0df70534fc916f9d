"""Which side wins, what is executed, and that nothing is lost."""

import nbformat
import pytest

from gangway.notebooks import text
from gangway.notebooks.pairs import chosen, pairs
from gangway.notebooks.sync import RECORD, Side, release_exercises, sync
from gangway.trouble import Trouble


def everything(root):
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def edit(path, old, new):
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")


def outputs_of(pair):
    notebook = text.read_notebook(pair.notebook)
    return [
        "".join(o.get("text", "") for o in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_twice_changes_nothing(synced):
    before = everything(synced.root)
    done = [sync(pair, synced.root) + release_exercises(pair, synced) for pair in pairs(synced)]
    assert not any(done)
    assert everything(synced.root) == before


def test_a_run_leaves_outputs_and_nothing_of_the_machine(lesson_pair):
    notebook = text.read_notebook(lesson_pair.notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert code[0].outputs[0].text == "4\ndone\n"
    assert code[1].outputs[0].metadata["image/png"]["alt"] == "One red dot on white."
    assert set(notebook.metadata) == {"gangway", RECORD, "kernelspec", "language_info"}
    assert "version" not in notebook.metadata["language_info"]
    assert not any("execution" in cell.metadata for cell in code)


def test_changed_code_in_the_text_is_executed(synced, page):
    edit(page.text, 'print("welcome")', 'print("hello")')
    done = sync(page, synced.root)
    assert "executed" in done[0]
    assert outputs_of(page) == ["hello\n"]


def test_changed_prose_is_taken_over_without_a_run(synced, lesson_pair):
    before = outputs_of(lesson_pair)
    edit(lesson_pair.text, "Two and two", "Two and again two")
    assert sync(lesson_pair, synced.root) == ["notebook written"]
    assert outputs_of(lesson_pair) == before
    assert sync(lesson_pair, synced.root) == []


def test_a_notebook_edited_alone_makes_the_text(synced, page):
    notebook = text.read_notebook(page.notebook)
    notebook.cells[1].source = 'print("from the notebook")'
    nbformat.write(notebook, page.notebook)
    done = sync(page, synced.root)
    assert "text written" in done
    assert 'print("from the notebook")' in page.text.read_text("utf-8")
    assert outputs_of(page) == ["from the notebook\n"]
    assert sync(page, synced.root) == []


def test_a_notebook_without_text_gets_one(synced, page):
    page.text.unlink()
    assert sync(page, synced.root)[0] == "text written"
    assert 'print("welcome")' in page.text.read_text("utf-8")


@pytest.mark.parametrize(("keep", "said"), [(Side.TEXT, "text\n"), (Side.NOTEBOOK, "notebook\n")])
def test_both_changed_differently_is_refused_until_one_is_chosen(synced, page, keep, said):
    edit(page.text, '"welcome"', '"text"')
    notebook = text.read_notebook(page.notebook)
    notebook.cells[1].source = 'print("notebook")'
    nbformat.write(notebook, page.notebook)
    before = everything(synced.root)
    with pytest.raises(Trouble, match="gangway notebooks sync --keep text"):
        sync(page, synced.root)
    assert everything(synced.root) == before
    sync(page, synced.root, prefer=keep)
    assert outputs_of(page) == [said]


def test_a_pasted_picture_is_not_lost_in_silence(synced, page):
    notebook = text.read_notebook(page.notebook)
    notebook.cells[0].source += "\n\n![bars](attachment:bars.png)"
    notebook.cells[0].attachments = {"bars.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.write(notebook, page.notebook)
    with pytest.raises(Trouble, match=r"has a pasted picture, which text can't hold"):
        sync(page, synced.root)
    assert "attachments" in text.read_notebook(page.notebook).cells[0]


def test_outputs_changed_by_hand_are_made_anew(synced, page):
    notebook = text.read_notebook(page.notebook)
    notebook.cells[1].outputs[0].text = "invented\n"
    nbformat.write(notebook, page.notebook)
    sync(page, synced.root)
    assert outputs_of(page) == ["welcome\n"]


def test_changed_checks_are_a_reason_to_run(synced, lesson_pair, assignment_pair, page):
    edit(lesson_pair.lesson.assignment / "checks.py", "one off.", "one away.")
    assert "executed" in sync(assignment_pair, synced.root)[0]
    assert sync(page, synced.root) == []


def test_a_failing_cell_stops_with_the_cell_and_nothing_is_written(synced, page):
    edit(page.text, 'print("welcome")', "answer = 1\nanswer / 0")
    before = everything(synced.root)
    with pytest.raises(Trouble) as trouble:
        sync(page, synced.root)
    assert "start-here.md: cell" in str(trouble.value)
    assert "    answer / 0\n  ZeroDivisionError: division by zero" in str(trouble.value)
    assert everything(synced.root) == before


def test_an_error_that_is_meant_is_kept(synced, page):
    edit(
        page.text,
        '```{code-cell} ipython3\nprint("welcome")',
        "```{code-cell} ipython3\n:tags: [raises-exception]\n\n1 / 0",
    )
    sync(page, synced.root)
    notebook = text.read_notebook(page.notebook)
    assert notebook.cells[1].outputs[0].ename == "ZeroDivisionError"


def test_a_run_sees_nothing_of_the_author(synced, page, monkeypatch, tmp_path):
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "mine"))
    monkeypatch.setenv("GANGWAY_ANSWERS", "emit")
    looks = [
        "import os",
        f"print(os.environ['GANGWAY_DATA'] == {str(tmp_path / 'mine')!r})",
        "print('GANGWAY_ANSWERS' in os.environ, os.environ['OMP_NUM_THREADS'])",
    ]
    edit(page.text, 'print("welcome")', "\n".join(looks))
    sync(page, synced.root)
    assert outputs_of(page) == ["False\nFalse 1\n"]


def test_paths_choose_pairs(synced, page, lesson_pair, assignment_pair):
    root = synced.root
    assert chosen(synced, []) == [page, lesson_pair, assignment_pair]
    assert chosen(synced, [root / "modules" / "1-education"]) == [lesson_pair]
    assert chosen(synced, [lesson_pair.notebook, root / "solutions"]) == [lesson_pair, assignment_pair]
    assert chosen(synced, [assignment_pair.text.parent / "checks.py"]) == [lesson_pair, assignment_pair]
    with pytest.raises(Trouble, match=r"no text notebook at .*nowhere"):
        chosen(synced, [root / "nowhere"])
