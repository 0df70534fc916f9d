import shutil

from ..attack import HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right)
    (folder / "data.txt").symlink_to(targets.folder / "secret.txt")
    (folder / "all").symlink_to(targets.folder)
    (folder / "endless.csv").symlink_to("/dev/zero")


def show(folder, right, targets):
    """nbgrader copies what lies beside the notebook, and what links there point to."""
    lay(folder, right, targets)
    (folder / "endless.csv").unlink()
    (folder / "all").unlink()
    copied = shutil.copytree(folder, folder.parent / "copied")
    assert targets.token in (copied / "data.txt").read_text()


ATTACK = HandedIn(
    "Lays links to files, folders and devices beside its notebook.", lay, note="left out", show=show
)
