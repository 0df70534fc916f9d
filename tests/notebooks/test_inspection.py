"""What ``gangway notebooks check`` complains about, shown on a tiny course in which only that is wrong."""

import nbformat
import pytest

from gangway.notebooks import text
from gangway.notebooks.comparison import compared, never_executed
from gangway.notebooks.inspection import leftovers, problems
from gangway.notebooks.pairs import pairs
from gangway.notebooks.sync import RECORD


def found(made):
    return [problem.line(made.root) for problem in [*problems(made, pairs(made)), *leftovers(made)]]


def edit(path, old, new):
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")


def change_outputs(pair, change):
    """Change a notebook as if it had come out of a run like that."""
    notebook = text.read_notebook(pair.notebook)
    change(notebook.cells)
    notebook.metadata[RECORD]["outputs"] = text.outputs(notebook)
    nbformat.write(notebook, pair.notebook)


def test_a_synced_course_has_no_problem(synced):
    assert found(synced) == []


def test_check_executes_nothing_and_writes_nothing(synced, monkeypatch):
    monkeypatch.setattr("gangway.notebooks.execute.run", lambda *_: pytest.fail("executed"))
    before = {path: path.stat().st_mtime_ns for path in synced.root.rglob("*.ipynb")}
    found(synced)
    assert {path: path.stat().st_mtime_ns for path in synced.root.rglob("*.ipynb")} == before


FRONT = [
    ("lesson: 1-01", "lesson: 1-02", "lesson is '1-02'; write lesson: 1-01"),
    ("title: Two plus two", "title: ''", "there is no title"),
    ("wrong.\n", "wrong. And more.\n", "promise is not one sentence"),
    ("    lesson: 45", "    lesson: 61", "minutes.lesson is 61; give whole minutes from 40 to 60"),
    ("    exercises: 30", "    exercises: half an hour", "minutes.exercises is 'half an hour'"),
    ("  - draw a sum as two bars\n", "", "objectives are not a list of the right length; give 3 to 5"),
    ("add two whole numbers", "understand numbers", "objective 'understand numbers' can't be observed"),
    ("prerequisites: []", "prerequisites: ['1-07']", "prerequisite '1-07' is no lesson"),
    ("prerequisites: []", "prerequisites: ['1-01']", "prerequisite '1-01' comes later"),
    ("prerequisites: []", "prerequisites: none", "prerequisites is not a list"),
    ("devices: [CPU]", "devices: CPU", "devices is not a list of names"),
    ("cost: $0", "cost: free", "cost is 'free'"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), FRONT)
def test_front_matter(synced, lesson_pair, old, new, complaint):
    edit(lesson_pair.text, old, new)
    assert any(f"01-two-plus-two.md:front matter: {complaint}" in line for line in found(synced)), found(
        synced
    )


LONG_CODE = "```{code-cell} ipython3\n" + "1\n" * 21 + "```\n\n## Sources"
CELLS = [
    ("## Sources", LONG_CODE, "the code cell has 21 lines; split it: at most 20"),
    ("Two and two,", "Two and two, " + "word " * 330, "the prose cell has 1"),
    ("Two and two,", "From \\$2 to \\$4,", "a line has two dollar signs"),
    ("Two and two,", "![](sum.png)", "the picture '![](' has no text alternative"),
    ("Two and two,", '<img src="sum.png">', "has no text alternative"),
    ("Two and two,", '<img src="sum.png" alt="">', "has no text alternative"),
    (
        "Two and two,",
        "```{figure} sum.png\n:width: 10\n```\n",
        "the picture '```{figure}' has no text alternative",
    ),
    ("1889; read 2026-11-22", "", "has no date; give its year"),
    ("- Peano", "Peano", "there is no list of sources"),
    ("## Sources", "## Literature", "there is no section about 'sources'"),
    ("small_sum = 2", "", "the code cell is empty"),
    ("two-plus-two.ipynb", "two-plus-three.ipynb", "no link leads to the assignment"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), CELLS)
def test_cells(synced, lesson_pair, old, new, complaint):
    edit(lesson_pair.text, old, new)
    assert any(complaint in line for line in found(synced)), found(synced)


@pytest.mark.parametrize(
    "described",
    [
        "![Two bars](sum.png)",
        '<img alt="Two bars" src="sum.png">',
        "```{figure} sum.png\n:width: 10\n:alt: Two bars\n```\n",
        ":::{image} sum.png\n:alt: Two bars\n:::\n",
    ],
)
def test_a_described_picture_is_fine(synced, lesson_pair, described):
    edit(lesson_pair.text, "Two and two,", described)
    assert not any("text alternative" in line for line in found(synced))


def test_text_that_differs_is_told_with_the_command(synced, lesson_pair):
    edit(lesson_pair.text, "Two and two,", "Three and one,")
    (line,) = found(synced)
    assert line == (
        "modules/1-education/01-two-plus-two.ipynb: it differs from the text beside it; "
        "run gangway notebooks sync modules/1-education/01-two-plus-two.md"
    )


def test_outputs_of_another_source_are_told_though_counts_are_good(synced, page):
    """The trap: text and notebook agree, every cell has a count, and the output is of older code."""
    edit(page.text, '"welcome"', '"hello"')
    edit(page.notebook, '\\"welcome\\"', '\\"hello\\"')
    assert any(
        "start-here.ipynb: its outputs are not those of a run of this source" in line
        for line in found(synced)
    )


def test_outputs_of_other_checks_are_told(synced, lesson_pair):
    edit(lesson_pair.lesson.assignment / "checks.py", "one off.", "one away.")
    stale = [line for line in found(synced) if "its outputs are not those" in line]
    assert len(stale) == 2


def test_a_missing_notebook_and_a_missing_text_are_told(synced, page, lesson_pair):
    page.notebook.unlink()
    lesson_pair.text.rename(lesson_pair.text.with_name("02-other.md"))
    lines = found(synced)
    assert any("modules/start-here.ipynb: the notebook is missing" in line for line in lines)
    assert any("01-two-plus-two.ipynb: there is no text notebook beside it" in line for line in lines)


def null_count(cells):
    cells[1].execution_count = None


def late_count(cells):
    cells[1].execution_count = 9


def with_error(cells):
    cells[1].outputs = [nbformat.v4.new_output("error", ename="KeyError", evalue="x", traceback=[])]


def without_alt(cells):
    del cells[3].outputs[0].metadata["image/png"]


def with_address(cells):
    cells[1].outputs[0].text = "<object at 0x7f0012345678>"


def with_html(cells):
    bundle = {"text/html": "<p><svg width='1'></svg></p>", "text/plain": "x"}
    cells[1].outputs = [nbformat.v4.new_output("display_data", bundle)]


OUTPUTS = [
    (with_html, "a picture in its HTML has no text alternative"),
    (null_count, "the cell was not executed in its turn"),
    (late_count, "the cell was not executed in its turn"),
    (with_error, "the output is an error, KeyError"),
    (without_alt, "a picture has no text alternative"),
    (with_address, "the output shows a memory address"),
]


@pytest.mark.parametrize(("change", "complaint"), OUTPUTS)
def test_outputs(synced, lesson_pair, change, complaint):
    change_outputs(lesson_pair, change)
    (line,) = found(synced)
    assert complaint in line


def test_a_path_of_this_machine_is_told(synced, lesson_pair):
    def with_path(cells):
        cells[1].outputs[0].text = f"{synced.root}/modules"

    change_outputs(lesson_pair, with_path)
    assert any("a path of this machine" in line for line in found(synced))


def test_a_changed_release_is_told(synced):
    released = synced.root / "exercises" / "1-01-two-plus-two" / "1-01-two-plus-two.ipynb"
    edit(released, "large_sum = 0", "large_sum = 1")
    (released.parent / "notes.txt").write_text("mine")
    (synced.root / "exercises" / "1-09-gone").mkdir()
    lines = found(synced)
    assert any("1-01-two-plus-two.ipynb: it is not what release makes" in line for line in lines)
    assert any("notes.txt: it is not what release makes" in line for line in lines)
    assert any("exercises/1-09-gone: there is no assignment solutions/1-09-gone" in line for line in lines)


def test_a_lesson_in_which_nothing_is_compared_is_told(synced, lesson_pair):
    def silent(cells):
        for cell in cells:
            if cell.cell_type == "code":
                cell.outputs = []

    change_outputs(lesson_pair, silent)
    assert any("nbval has no output to compare" in line for line in found(synced))


def test_the_guard_counts_what_nbval_compares(lesson_pair):
    notebook = text.read_notebook(lesson_pair.notebook)
    whole = compared(notebook)
    assert whole >= 4
    notebook.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    notebook.cells[3].outputs[0].data.pop("text/plain")
    assert compared(notebook) == whole - 2
    notebook.cells[5].execution_count = None
    assert never_executed(notebook) == ["small-sum-answer"]


def test_a_broken_checks_file_is_one_line(synced, lesson_pair):
    (lesson_pair.lesson.assignment / "checks.py").write_text("import nothing_like_it")
    lines = found(synced)
    assert any("can't be looked at: ModuleNotFoundError" in line for line in lines)
    assert all("\n" not in line for line in lines)
