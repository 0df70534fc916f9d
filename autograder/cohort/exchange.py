"""Nbgrader's exchange, but what is collected from it is copied with care.

Nbgrader's own collector copies what a link points to, with the rights of whoever collects: a learner whose
notebook is a link to the instructor's would hand in the solution.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

#: The most that is copied of one submission: files, and bytes of a file and of all.
MOST_FILES, MOST_OF_ONE, MOST = 200, 20_000_000, 100_000_000


class Collect(ExchangeCollect):
    """Collects regular files and nothing else; a cohort's configuration puts it in nbgrader's place."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission; what is left out of it is said in the log."""
        Path(dest).mkdir(parents=True)
        for name in copied(Path(src), Path(dest)):
            self.log.warning("%s was left out: a link, no regular file, or too much", Path(src, name))


def copied(source: Path, target: Path) -> list[str]:
    """Copy the regular files of a folder, however it changes meanwhile; returns what was left out.

    Every name is opened below the folder that it stands in and never through a link, so that nobody who
    swaps a file or a folder for a link while this runs gains anything. A folder that is a link holds nothing.
    """
    left_out, files, room = [], 0, MOST
    for place, folders, names, descriptor in os.fwalk(source, follow_symlinks=False):
        below = Path(place).relative_to(source)
        (target / below).mkdir(parents=True, exist_ok=True)
        left_out += [str(below / name) for name in folders if _is_link(name, descriptor)]
        for name in names:
            files += 1
            data = _content(name, descriptor) if files <= MOST_FILES else None
            if data is None or len(data) > min(MOST_OF_ONE, room):
                left_out.append(str(below / name))
                continue
            room -= len(data)
            (target / below / name).write_bytes(data)
    return left_out


def _is_link(name: str, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return True


def _content(name: str, folder: int) -> bytes | None:
    """A regular file's bytes; ``None`` if it is none, or can't be read."""
    try:
        # a pipe that nobody writes to would keep a blocking open waiting for ever
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MOST_OF_ONE + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
