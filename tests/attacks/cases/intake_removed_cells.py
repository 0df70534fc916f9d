import json

from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook


def removed(plain):
    named(plain, "number-answer")["source"] = "answer = 24"
    plain["cells"] = [plain["cells"][1], named(plain, "number-answer"), named(plain, "function-answer")]


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, removed))


def show(folder, right, targets):
    """Who grades the cells that are there finds none that fails."""
    cells = json.loads(changed(right, removed))["cells"]
    assert not any(cell["metadata"].get("nbgrader", {}).get("grade") for cell in cells)


ATTACK = HandedIn("Removes every check cell.", lay, note="is missing", ends={"number": NOTHING}, show=show)
