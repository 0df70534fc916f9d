from ..attack import HandedIn
from ..handing_in import NAME
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    elsewhere = folder.parent.parent.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    lay_notebook(elsewhere, right)
    folder.rmdir()
    folder.symlink_to(elsewhere)


def show(folder, right, targets):
    """Who only asks for the notebook in the folder finds somebody else's right answers."""
    (folder / "student" / "one").mkdir(parents=True)
    lay(folder / "student" / "one", right, targets)
    assert (folder / "student" / "one" / NAME).read_bytes() == right


ATTACK = HandedIn(
    "Makes its folder a link to a folder with somebody else's right answers.",
    lay,
    refused="but a link",
    show=show,
)
