from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(
        folder, changed(right, lambda plain: named(plain, "number-answer").update(source="answer = 24"))
    )
    (folder / "0-first.ipynb").write_bytes(right)
    (folder / "1-01-targets.IPYNB").write_bytes(right)
    (folder / ".1-01-targets.ipynb").write_bytes(right)


def show(folder, right, targets):
    """Who takes the first notebook takes another one than the learner's prompt names."""
    lay(folder, right, targets)
    assert sorted(folder.glob("*.ipynb"))[0].read_bytes() == right


ATTACK = HandedIn(
    "Hands in several notebooks, of which another may be graded than is shown.",
    lay,
    note="left out",
    ends={"number": NOTHING},
    show=show,
)
