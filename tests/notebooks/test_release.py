"""What learners get of an assignment, and what they don't."""

import subprocess
import sys

import nbformat
import pytest

from gangway.notebooks import release, text
from gangway.notebooks.sync import release_exercises
from gangway.trouble import Trouble


@pytest.fixture
def folder(synced):
    return synced.root / "exercises" / "1-01-two-plus-two"


def test_release_is_the_golden_notebook(folder, golden):
    golden("released.ipynb", (folder / "1-01-two-plus-two.ipynb").read_bytes())


def test_only_the_notebook_is_handed_out(folder):
    assert [path.name for path in folder.iterdir()] == ["1-01-two-plus-two.ipynb"]


def test_nothing_of_the_author_is_in_it(folder):
    notebook = nbformat.read(folder / "1-01-two-plus-two.ipynb", 4)
    said = "\n".join(cell.source for cell in notebook.cells)
    assert "SOLUTION" not in said
    assert "large_sum = 4" not in said
    assert "Two and two are four" not in said
    assert set(notebook.metadata) == {"gangway", "kernelspec", "language_info"}
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_stub_is_a_comment_and_starter_code_stays(folder):
    notebook = nbformat.read(folder / "1-01-two-plus-two.ipynb", 4)
    answer = next(cell for cell in notebook.cells if cell["id"] == "large-sum-answer")
    assert answer.source == "large_sum = 0\n# Your code here"


def test_data_files_go_along_and_stale_ones_go(synced, assignment_pair, folder):
    source = assignment_pair.text.parent
    (source / "data").mkdir()
    (source / "data" / "counts.csv").write_text("00,1\n")
    (source / "__pycache__").mkdir(exist_ok=True)
    (source / "__pycache__" / "checks.pyc").write_bytes(b"")
    (folder / "stale.txt").write_text("old")
    assert release_exercises(assignment_pair, synced) == ["released"]
    assert set(release.present(folder)) == {"1-01-two-plus-two.ipynb", "data/counts.csv"}
    assert release_exercises(assignment_pair, synced) == []


def test_nbgrader_itself_releases_the_same(synced, folder):
    ours = (folder / "1-01-two-plus-two.ipynb").read_bytes()
    (folder / "1-01-two-plus-two.ipynb").unlink()
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        "generate_assignment",
        "--no-db",
        "--force",
        "1-01-two-plus-two",
    ]
    done = subprocess.run(command, cwd=synced.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert nbformat.read(folder / "1-01-two-plus-two.ipynb", 4) == nbformat.reads(ours.decode(), 4)
    assert not (folder / "checks.py").exists()


def test_a_solution_outside_an_answer_cell_is_refused(synced, assignment_pair):
    notebook = text.read_notebook(assignment_pair.notebook)
    notebook.cells[1].source = "### BEGIN SOLUTION\n4\n### END SOLUTION"
    with pytest.raises(Trouble, match=r"nbgrader can't release it: .*detected in a non-solution cell"):
        release.released(notebook, release.settings(synced.root))


def test_without_its_configuration_release_says_what_is_missing(tmp_path):
    with pytest.raises(Trouble, match=r"nbgrader_config\.py is missing"):
        release.settings(tmp_path)
