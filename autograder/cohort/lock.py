"""One coordinator at a time for a cohort: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from autograder.cohort.layout import Cohort, CohortError


@contextmanager
def alone(cohort: Cohort) -> Iterator[None]:
    """Hold the cohort's lock. The file stays; what counts is the system's lock on it.

    Raises:
        CohortError: another process holds it; the message says which.
    """
    cohort.results.mkdir(parents=True, exist_ok=True)
    with (cohort.results / "grading.lock").open("a+", encoding="utf-8") as file:
        if not _locked(file):
            raise CohortError(
                f"another grading run of {cohort.root} is under way ({_holder(file)}). "
                "Wait until it is done, or stop it, and run again; nothing graded is lost"
            )
        _sign(file)
        yield


def _locked(file: IO[str]) -> bool:
    """Whether the lock could be taken; it ends when the file is closed, by whatever death."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # far behind the text, which others are to read
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(file: IO[str]) -> None:
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()} on {platform.node()}")
    file.flush()


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200) or "it has not said who it is"
