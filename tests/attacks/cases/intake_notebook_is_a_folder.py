import pytest

from ..attack import HandedIn
from ..handing_in import NAME


def lay(folder, right, targets):
    (folder / NAME).mkdir()
    (folder / NAME / "x").write_text("x")


def show(folder, right, targets):
    """Who opens it fails, and with it the run that didn't expect it."""
    lay(folder, right, targets)
    with pytest.raises(IsADirectoryError):
        (folder / NAME).read_text()


ATTACK = HandedIn(
    "Hands in a folder that is called like a notebook.",
    lay,
    refused="can't be read|not a regular file",
    show=show,
)
