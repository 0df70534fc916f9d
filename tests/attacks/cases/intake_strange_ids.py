from pathlib import Path

from ..attack import PASSED, HandedIn
from ..handing_in import changed
from ..handing_in import lay as lay_notebook

IDS = [
    "../../../planted",
    "/etc/planted",
    "a/b",
    "..",
    "x" * 1_000_000,
    "\x00",
    "\ud800",
    "<script>",
    "*",
    "number-check ",
]


def added(plain):
    for name in IDS * 2:
        marks = {
            "grade_id": name,
            "grade": True,
            "solution": False,
            "locked": True,
            "points": 9,
            "schema_version": 3,
        }
        cell = {
            "cell_type": "code",
            "source": "9.0",
            "metadata": {"nbgrader": marks},
            "outputs": [],
            "id": name,
        }
        plain["cells"].append(cell)
    plain["cells"].append(
        {"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": ["x"], "grade": True}}}
    )
    plain["cells"].append({"cell_type": "code", "source": "1", "metadata": {"nbgrader": "x"}})
    plain["cells"].append({"cell_type": "code", "source": "1", "metadata": None})


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, added))


def show(folder, right, targets):
    """A file called after such a cell lies outside of the folder that it was meant for."""
    assert not (folder / IDS[0]).resolve().is_relative_to(folder.resolve())
    assert (folder / IDS[1]) == Path("/etc/planted")


ATTACK = HandedIn(
    "Adds graded cells whose ids are paths, markup, a megabyte long, or halves of characters.",
    lay,
    note="is none of this assignment's",
    ends={"number": PASSED},
    show=show,
)
