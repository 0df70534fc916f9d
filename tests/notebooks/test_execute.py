"""What a run leaves behind."""

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gangway import phrases
from gangway.notebooks.execute import clean, run
from gangway.trouble import Trouble

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def with_widgets(*models):
    shown = new_output("display_data", {VIEW: {"model_id": models[-1]}, "text/plain": "IntSlider()"})
    notebook = new_notebook(cells=[new_code_cell("slider", id="one", outputs=[shown])])
    state = {model: {"model_name": "LayoutModel", "state": {}} for model in models}
    state[models[-1]]["state"] = {"layout": f"IPY_MODEL_{models[0]}"}
    notebook.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}
    return from_dict(notebook)


def test_random_widget_ids_become_their_order():
    first, second = with_widgets("ab12" * 8, "cd34" * 8), with_widgets("0fed" * 8, "0abc" * 8)
    clean(first)
    clean(second)
    assert first == second
    state = first.metadata["widgets"][STATE]["state"]
    (layout, slider) = state
    assert state[slider]["state"]["layout"] == f"IPY_MODEL_{layout}"
    assert first.cells[0].outputs[0].data[VIEW]["model_id"] == slider


def test_progress_counts_code_cells_and_the_run_is_timed(tmp_path):
    cells = [new_markdown_cell("one"), new_code_cell("1"), new_code_cell(""), new_code_cell("print(2)")]
    notebook, seen = new_notebook(cells=cells), []
    seconds = run(notebook, tmp_path, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    assert seconds > 0
    assert cells[3].outputs[0].text == "2\n"


def test_streams_come_as_one_and_without_colours(tmp_path):
    lines = [
        "import time",
        "for i in range(3):",
        "    print('\\x1b[31mred\\x1b[0m', i, flush=True)",
        "    time.sleep(0.05)",
    ]
    source = "\n".join(lines)
    notebook = new_notebook(cells=[new_code_cell(source)])
    run(notebook, tmp_path, tmp_path)
    assert [output.text for output in notebook.cells[0].outputs] == ["red 0\nred 1\nred 2\n"]


def test_a_check_that_fails_by_itself_is_not_kept(tmp_path):
    notebook = new_notebook(cells=[new_code_cell(f"print({phrases.FAULT!r})", id="half-check")])
    with pytest.raises(Trouble, match=r"half-check.*checks\.py"):
        run(notebook, tmp_path, tmp_path)
