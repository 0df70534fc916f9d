"""Collect submissions: from a folder or a zip file, however they are named, or from nbgrader's exchange.

Nothing is overwritten in silence: a submission that is superseded moves to ``earlier/``, under its time.
What came in and what became of it is written to ``collected/``, a line for each.
"""

from __future__ import annotations

import csv
import filecmp
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.cohort import plain_file, schemes
from autograder.cohort.arrivals import File, files_of
from autograder.cohort.bridge import api, open_gradebook, succeed
from autograder.cohort.gradebook import Student
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.people import People
from autograder.cohort.results import write_whole
from autograder.cohort.schemes import Parcel

#: How nbgrader writes a submission's time.
TIME = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class Event:
    """What happened to one entry: whose it is (or which file), what was done, and whether it needs a look."""

    who: str
    what: str
    trouble: bool = False
    source: str = ""


@dataclass(frozen=True)
class Terms:
    """On what terms submissions are taken.

    Attributes:
        due: the deadline; ``None`` where there is none.
        take_late: whether one after the deadline takes the place of one that was in time.
    """

    due: datetime | None = None
    take_late: bool = False


def from_inbox(cohort: Cohort, inbox: Path, assignment: str, known: Collection[str] = ()) -> list[Event]:
    """Take in the notebooks of a folder by their learners' ids; :func:`from_source` says the rest."""
    return from_source(cohort, inbox, assignment, [Student(name) for name in known])


def from_source(
    cohort: Cohort,
    source: Path,
    assignment: str,
    students: Sequence[Student] = (),
    terms: Terms | None = None,
) -> list[Event]:
    """Take in what a folder or a zip file holds; what is in it stays there.

    Understood are nbgrader's submitted tree (``ID/ASSIGNMENT/…ipynb``), Canvas' and Moodle's downloads, and
    notebooks or folders named by a learner's id or name.

    Args:
        cohort: where to.
        source: the folder or the zip file.
        assignment: which assignment they are for.
        students: the class list; others are reported and left out. Empty: everybody is taken, by id.
        terms: on what terms.

    Raises:
        CohortError: there is no such folder or file, or the zip can't be read.
    """
    people, terms = People(students), terms or Terms()
    found = schemes.parcels(files_of(source), assignment, [student.id for student in students])
    events = [_printable(_received(cohort, parcel, assignment, people, terms)) for parcel in found]
    _report(cohort, assignment, source, events)
    return events


def _printable(event: Event) -> Event:
    """The event without characters that a terminal would obey: names come from outside."""
    plain = ["".join(c if c.isprintable() else "\ufffd" for c in text) for text in (event.who, event.source)]
    return replace(event, who=plain[0], source=plain[1])


def _received(cohort: Cohort, parcel: Parcel, assignment: str, people: People, terms: Terms) -> Event:
    """Take one learner's parcel, or say why not."""
    name, file, problem = _notebook_of(parcel, assignment)
    if file is None:
        return Event(name, f"left out: {problem}", trouble=True, source=parcel.called)
    if file.trouble:
        return Event("/".join(file.path), f"left out: {file.trouble}", trouble=True, source=parcel.called)
    student, reason = people.find(parcel.claim)
    if student is None:
        who = parcel.called if "no learner's id" in reason else parcel.claim.name
        return Event(who, f"left out: {reason}", trouble=True, source=parcel.called)
    try:
        data = file.read()
        made, note = _time(file, parcel, assignment, terms)
        event = _take(cohort, student, data, made, assignment, terms)
    except OSError as error:
        return Event(student, f"left out: {error.strerror or error}", trouble=True, source=parcel.called)
    return Event(student, event.what + note, event.trouble or bool(note), parcel.called)


def _notebook_of(parcel: Parcel, assignment: str) -> tuple[str, File | None, str]:
    """The notebook to take; else what to call the parcel, and what is wrong with it."""
    notebooks = [(name, file) for name, file in parcel.files if name.endswith(".ipynb")]
    wanted = [entry for entry in notebooks if assignment in _plain_names(entry[0])]
    chosen = wanted or notebooks
    if len(chosen) == 1:
        return parcel.called, chosen[0][1], ""
    if not notebooks:
        troubles = [file.trouble for _, file in parcel.files if file.trouble]
        if len(parcel.files[0][1].path) == 1:
            return (
                parcel.called,
                None,
                troubles[0] if troubles else ("it is not a notebook (ID.ipynb) nor a learner's folder"),
            )
        return parcel.claim.name, None, troubles[0] if troubles else f"it holds no {assignment}.ipynb"
    whole = [entry for entry in wanted if not entry[1].trouble]
    if whole:  # several uploads of the same notebook: the last one is what the learner meant
        return parcel.called, max(whole, key=lambda entry: (entry[1].made, entry[0]))[1], ""
    names = ", ".join(name for name, _ in notebooks[:4])
    return parcel.claim.name, None, f"it holds no {assignment}.ipynb but {names}"


def _plain_names(name: str) -> tuple[str, str]:
    """A notebook's name without its suffix, and also without the number that a second upload gets."""
    stem = name.removesuffix(".ipynb")
    return stem, re.sub(r"-\d$", "", stem)


def _time(file: File, parcel: Parcel, assignment: str, terms: Terms) -> tuple[datetime, str]:
    """When a submission was made, and what to say about that. The platform's mark of lateness counts."""
    made = _stamped(parcel, file) or file.made
    if parcel.late and terms.due and made <= terms.due:
        return terms.due + timedelta(seconds=1), " (marked late; its file's time lies before the deadline)"
    return made, ""


def _stamped(parcel: Parcel, notebook: File) -> datetime | None:
    """What nbgrader's ``timestamp.txt`` beside the notebook says."""
    for name, file in parcel.files:
        if name == "timestamp.txt" and file.path[:-1] == notebook.path[:-1] and not file.trouble:
            return _moment(file.read()[:100].decode("utf-8", "replace").strip())
    return None


def _take(cohort: Cohort, student: str, data: bytes, made: datetime, assignment: str, terms: Terms) -> Event:
    place = cohort.submitted(student, assignment)
    before = time_of(place)
    for kept in [place, *_folders(cohort.earlier(student, assignment))]:
        if not _holds(kept / f"{assignment}.ipynb", data):
            continue
        if kept == place or not (terms.take_late and before and before < made):
            return Event(student, "collected before")
        shutil.rmtree(kept)  # it was kept for being late, and is taken now
    if before and before > made:
        _lay_down(data, made, _free(cohort.earlier(student, assignment), made), assignment)
        return Event(student, "kept as an earlier submission; a later one is in place")
    if before and terms.due and before <= terms.due < made and not terms.take_late:
        _lay_down(data, made, _free(cohort.earlier(student, assignment), made), assignment)
        return Event(
            student,
            "came after the deadline and is kept in earlier/; the one in time counts (else: --take-late)",
            trouble=True,
        )
    said = "collected"
    if place.exists():
        set_aside(cohort, student, assignment)
        said = "collected anew; the submission before is kept in earlier/"
    _lay_down(data, made, place, assignment)
    return Event(student, said)


def _holds(kept: Path, data: bytes) -> bool:
    """Whether that file is there and holds just this."""
    try:
        return (
            kept.stat(follow_symlinks=False).st_size == len(data)
            and plain_file.read(kept, len(data) + 1) == data
        )
    except OSError:
        return False


def _lay_down(data: bytes, made: datetime, place: Path, assignment: str) -> None:
    place.mkdir(parents=True)
    (place / f"{assignment}.ipynb").write_bytes(data)
    write_whole(place / "timestamp.txt", made.strftime(TIME))


def _report(cohort: Cohort, assignment: str, source: Path, events: Sequence[Event]) -> None:
    """Add what became of each entry to the assignment's list of what was collected."""
    from autograder.cohort.export import disarmed

    path = cohort.root / "collected" / f"{assignment}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    new, now = not path.exists(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with path.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(["when", "from", "entry", "learner", "what", "needs a look"])
        for event in events:
            words = (now, source.name, event.source or event.who, event.who, event.what)
            writer.writerow([*map(disarmed, words), "yes" if event.trouble else ""])


def deadline(cohort: Cohort, assignment: str) -> datetime | None:
    """When the gradebook says that an assignment is due.

    Raises:
        CohortError: the gradebook can't be opened.
    """
    from nbgrader.api import MissingEntry

    with open_gradebook(cohort) as book:
        try:
            due: datetime | None = book.find_assignment(assignment).duedate
        except MissingEntry:
            return None
    return due.replace(tzinfo=UTC) if due else None


def time_of(place: Path) -> datetime | None:
    """When the submission in a folder was made; ``None`` where there is none or it doesn't say."""
    return _moment(plain_file.stamp(place))


def _moment(text: str) -> datetime | None:
    """A time as nbgrader writes it; ``None`` where the text is none."""
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
    nbgrader = api(cohort, ExchangeFactory={"collect": "autograder.cohort.exchange.Collect"})
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
