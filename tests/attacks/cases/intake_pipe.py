import os
import subprocess

import pytest

from ..attack import HandedIn
from ..handing_in import NAME


def lay(folder, right, targets):
    os.mkfifo(folder / NAME)


def show(folder, right, targets):
    """Who reads it waits for ever."""
    lay(folder, right, targets)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["cat", folder / NAME], timeout=1, check=False)


ATTACK = HandedIn(
    "Hands in a named pipe that nobody writes to.", lay, refused="not a regular file", show=show
)
