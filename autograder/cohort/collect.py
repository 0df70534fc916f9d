"""Collect submissions: from an inbox of notebooks, or from nbgrader's exchange.

Nothing is overwritten in silence: a submission that is superseded moves to ``earlier/``, under its time.
"""

from __future__ import annotations

import filecmp
import shutil
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.cohort import plain_file
from autograder.cohort.bridge import api, succeed
from autograder.cohort.layout import Cohort, CohortError, valid_id
from autograder.cohort.results import write_whole

#: How nbgrader writes a submission's time.
TIME = "%Y-%m-%d %H:%M:%S.%f UTC"

#: A larger file is not copied.
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Event:
    """What happened to one entry: whose it is (or which file), what was done, and whether it needs a look."""

    who: str
    what: str
    trouble: bool = False


def from_inbox(cohort: Cohort, inbox: Path, assignment: str, known: Collection[str] = ()) -> list[Event]:
    """Take in the notebooks of ``inbox``: ``ID.ipynb``, or a folder ``ID`` with one notebook in it.

    Args:
        cohort: where to.
        inbox: the folder; what is in it stays there.
        assignment: which assignment they are for.
        known: the class list's ids; others are reported and left out. Empty: everybody is taken.

    Raises:
        CohortError: there is no such folder.
    """
    if not inbox.is_dir():
        raise CohortError(f"there is no folder {inbox} to collect from; name one with --inbox")
    entries = sorted(entry for entry in inbox.iterdir() if not entry.name.startswith("."))
    return [_entry(cohort, entry, assignment, known) for entry in entries]


def _entry(cohort: Cohort, entry: Path, assignment: str, known: Collection[str]) -> Event:
    if entry.is_symlink():
        return Event(entry.name, "left out: it is a link", trouble=True)
    student = entry.name if entry.is_dir() else entry.stem
    if not entry.is_dir() and entry.suffix != ".ipynb":
        return Event(
            entry.name, "left out: it is not a notebook (ID.ipynb) nor a learner's folder", trouble=True
        )
    if not valid_id(student):
        return Event(entry.name, "left out: its name is no learner's id", trouble=True)
    if known and student not in known:
        return Event(student, "left out: not in the class list", trouble=True)
    notebook = _notebook_in(entry, assignment) if entry.is_dir() else entry
    if notebook is None:
        return Event(student, f"left out: the folder holds no {assignment}.ipynb", trouble=True)
    try:
        return _take(cohort, student, notebook, assignment)
    except OSError as error:
        return Event(student, f"left out: {error.strerror or error}", trouble=True)


def _notebook_in(folder: Path, assignment: str) -> Path | None:
    wanted = folder / f"{assignment}.ipynb"
    if wanted.exists() or wanted.is_symlink():
        return wanted
    found = sorted(folder.glob("*.ipynb"))
    return found[0] if len(found) == 1 else None


def _take(cohort: Cohort, student: str, notebook: Path, assignment: str) -> Event:
    status = notebook.lstat()
    if not stat.S_ISREG(status.st_mode):
        return Event(student, f"left out: {notebook.name} is a link or no regular file", trouble=True)
    if status.st_size > MAX_BYTES:
        return Event(student, f"left out: larger than {MAX_BYTES // 1_000_000} MB", trouble=True)
    made, place = datetime.fromtimestamp(status.st_mtime, UTC), cohort.submitted(student, assignment)
    for kept in [place, *_folders(cohort.earlier(student, assignment))]:
        if _same(kept / f"{assignment}.ipynb", notebook):
            return Event(student, "collected before")
    if (before := time_of(place)) and before > made:
        _lay_down(notebook, made, _free(cohort.earlier(student, assignment), made), assignment)
        return Event(student, "kept as an earlier submission; a later one is in place")
    said = "collected"
    if place.exists():
        set_aside(cohort, student, assignment)
        said = "collected anew; the submission before is kept in earlier/"
    _lay_down(notebook, made, place, assignment)
    return Event(student, said)


def _lay_down(notebook: Path, made: datetime, place: Path, assignment: str) -> None:
    place.mkdir(parents=True)
    shutil.copyfile(notebook, place / f"{assignment}.ipynb", follow_symlinks=False)
    write_whole(place / "timestamp.txt", made.strftime(TIME))


def time_of(place: Path) -> datetime | None:
    """When the submission in a folder was made; ``None`` where there is none or it doesn't say."""
    text = plain_file.stamp(place)
    try:
        return datetime.strptime(text.rpartition(" ")[0], TIME.rpartition(" ")[0]).replace(tzinfo=UTC)
    except ValueError:
        return None


def set_aside(cohort: Cohort, student: str, assignment: str) -> Path:
    """Move a learner's current submission to ``earlier/``; returns where it is now."""
    place = cohort.submitted(student, assignment)
    target = _free(cohort.earlier(student, assignment), time_of(place))
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(place, target))


def _free(folder: Path, made: datetime | None) -> Path:
    """A name in ``folder`` for a submission of that time, not taken yet."""
    name = made.strftime("%Y-%m-%dT%H-%M-%S") if made else "unknown-time"
    count = 1
    while (folder / (name if count == 1 else f"{name}-{count}")).exists():
        count += 1
    return folder / (name if count == 1 else f"{name}-{count}")


def _folders(folder: Path) -> Iterator[Path]:
    return (entry for entry in sorted(folder.iterdir()) if entry.is_dir()) if folder.is_dir() else iter(())


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and not one.is_symlink() and filecmp.cmp(one, other, shallow=False)


def from_exchange(cohort: Cohort, assignment: str) -> list[Event]:
    """Collect from nbgrader's exchange; submissions that it replaces are kept in ``earlier/``.

    Raises:
        CohortError: nbgrader has no exchange for this cohort, or reports an error.
    """
    nbgrader = api(cohort)
    if not nbgrader.exchange_is_functional:
        raise CohortError("nbgrader's exchange is not set up: see c.Exchange.root in nbgrader_config.py")
    copies = {
        student: _copy_aside(cohort, student, assignment) for student in cohort.students_with(assignment)
    }
    succeed(nbgrader.collect(assignment), f"{assignment} could not be collected")
    return [_exchanged(cohort, student, assignment, copies) for student in cohort.students_with(assignment)]


def _copy_aside(cohort: Cohort, student: str, assignment: str) -> Path:
    place = cohort.submitted(student, assignment)
    target = _free(cohort.earlier(student, assignment), time_of(place))
    return Path(shutil.copytree(place, target, symlinks=True))


def _exchanged(cohort: Cohort, student: str, assignment: str, copies: dict[str, Path]) -> Event:
    place, copy = cohort.submitted(student, assignment), copies.get(student)
    if copy is None:
        return Event(student, "collected")
    names = [sorted(path.relative_to(folder) for path in folder.rglob("*")) for folder in (place, copy)]
    if names[0] == names[1] and all(_same(place / name, copy / name) for name in names[0]):
        shutil.rmtree(copy)
        return Event(student, "collected before")
    return Event(student, "collected anew; the submission before is kept in earlier/")
