import json

from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook


def flipped(plain):
    named(plain, "number-answer")["source"] = "answer = 24"
    for cell in plain["cells"]:
        if marks := cell["metadata"].get("nbgrader"):
            marks.update(points=1000, locked=not marks["locked"], solution=not marks["solution"])
            marks.update(grade=not marks["grade"], task=True, schema_version=99, cell_type="raw")


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, flipped))


def show(folder, right, targets):
    """Who believes the notebook's own flags gives a thousand points."""
    import nbformat
    from nbgrader.utils import determine_grade

    plain = json.loads(right)
    cell = nbformat.from_dict(named(plain, "number-check"))
    cell.metadata.nbgrader.points = 1000
    assert determine_grade(cell)[0] == 1000


ATTACK = HandedIn(
    "Flips every flag of its cells and claims a thousand points for each.",
    lay,
    ends={"number": NOTHING},
    show=show,
)
