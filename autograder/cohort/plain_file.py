"""Read a file that a learner has laid down: never through a link, never waiting, never more than wanted."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read(path: Path, most: int) -> bytes | None:
    """The first ``most`` bytes of a regular file; ``None`` if it is none, or is not there.

    Raises:
        OSError: it is there and can't be read.
    """
    if path.is_symlink():
        return None
    try:
        # a pipe that nobody writes to would keep a blocking open waiting for ever
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most)


def stamp(folder: Path) -> str:
    """What a submission's ``timestamp.txt`` says, empty where that is no time but something else."""
    try:
        said = read(folder / "timestamp.txt", 100)
    except OSError:
        return ""
    return (said or b"").decode("utf-8", "replace").strip()
