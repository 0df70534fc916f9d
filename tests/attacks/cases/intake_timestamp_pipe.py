import os
import subprocess

import pytest

from ..attack import PASSED, HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right)
    os.mkfifo(folder / "timestamp.txt")


def show(folder, right, targets):
    """nbgrader reads the time of a submission by open().read(), which waits for ever."""
    lay(folder, right, targets)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["cat", folder / "timestamp.txt"], timeout=1, check=False)


ATTACK = HandedIn(
    "Hands in a named pipe in place of its timestamp, so that the writer of grades waits for ever.",
    lay,
    ends={"number": PASSED},
    show=show,
)
