from ..attack import HandedIn
from ..handing_in import changed
from ..handing_in import lay as lay_notebook


def renamed(plain):
    for number, cell in enumerate(plain["cells"]):
        if marks := cell["metadata"].get("nbgrader"):
            marks["grade_id"] = f"\ud800<script>{number}" * 100_000


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, renamed))


def show(folder, right, targets):
    """A reason that repeats the names is megabytes long, and can't be written down."""
    reason = "Its cells are " + "\ud800<script>0" * 100_000
    assert len(reason) > 1_000_000
    try:
        reason.encode()
    except UnicodeEncodeError:
        return
    raise AssertionError("it could be written")


ATTACK = HandedIn(
    "Hands in a notebook of another assignment whose ids are megabytes of broken text.",
    lay,
    refused="not the notebook of",
    show=show,
)
