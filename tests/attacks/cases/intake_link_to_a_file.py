import shutil

from ..attack import HandedIn
from ..handing_in import NAME


def lay(folder, right, targets):
    (folder / NAME).symlink_to(targets.folder / "secret.txt")


def show(folder, right, targets):
    """nbgrader copies a submission by shutil.copytree, which copies what a link points to."""
    lay(folder, right, targets)
    copied = shutil.copytree(folder, folder.parent / "copied")
    assert targets.token in (copied / NAME).read_text()


ATTACK = HandedIn(
    "Hands in a symbolic link to a file of the instructor's.", lay, refused="is a link", show=show
)
