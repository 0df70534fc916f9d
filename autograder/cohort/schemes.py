"""How learning platforms and people name what they hand over: whose a file is, from its path alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from autograder.cohort.arrivals import File
from autograder.cohort.people import Claim

#: Moodle: ``Full Name_12345_assignsubmission_file_``, a folder or the beginning of a file's name.
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<what>file|onlinetext)_?(?P<file>.*)"
)

#: Canvas: ``lastfirst_LATE_12345_67890_file.ipynb``: user, submission; a second upload ends in ``-1``.
_CANVAS = re.compile(r"(?P<name>[^/]*?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<submission>\d+)_(?P<file>.+)")


@dataclass
class Parcel:
    """What one learner handed in, as far as names tell.

    Attributes:
        called: what to call it in a report.
        claim: whose it says it is.
        files: its files, with the name that each had on the learner's side.
        late: whether the platform marked it as late.
    """

    called: str
    claim: Claim
    files: list[tuple[str, File]] = field(default_factory=list)
    late: bool = False


def parcels(files: Sequence[File], assignment: str, known: Collection[str] = ()) -> list[Parcel]:
    """The files sorted by whose they claim to be, in the order in which they came."""
    depth = _wrapping(files, assignment, known)
    found: dict[tuple[str, str], Parcel] = {}
    for file in files:
        parcel, name = _parcel(file.path[depth:] or file.path, assignment)
        kept = found.setdefault((parcel.claim.name, parcel.claim.number), parcel)
        kept.late = kept.late or parcel.late
        kept.files.append((name, file))
    return list(found.values())


def _wrapping(files: Sequence[File], assignment: str, known: Collection[str]) -> int:
    """How many folders lie around everything: packers put one there."""
    depth = 0
    while files and all(len(file.path) > depth + 1 for file in files):
        heads = {file.path[depth] for file in files}
        (head,) = heads if len(heads) == 1 else ("",)
        if (
            not head
            or head in known
            or not any(_told(file.path[depth + 1 :], assignment, known) for file in files)
        ):
            break
        depth += 1
    return depth


def _told(path: tuple[str, ...], assignment: str, known: Collection[str]) -> bool:
    """Whether a path says whose it is."""
    head = path[0]
    scheme = _MOODLE.fullmatch(head) or (len(path) == 1 and _CANVAS.fullmatch(head))
    nbgrader = assignment in path[1:-1]
    return bool(scheme) or nbgrader or head.removesuffix(".ipynb") in known


def _parcel(path: tuple[str, ...], assignment: str) -> tuple[Parcel, str]:
    """Whose a file is, and what it was called there."""
    head, name = path[0], path[-1]
    if moodle := _MOODLE.fullmatch(head):
        return Parcel(head, Claim(moodle["name"], moodle["number"])), name if path[1:] else moodle["file"]
    if len(path) == 1:
        if canvas := _CANVAS.fullmatch(name):
            claim = Claim(canvas["name"], canvas["number"])
            return Parcel(name, claim, late=bool(canvas["late"])), canvas["file"]
        if name.endswith(".ipynb"):
            stem = name.removesuffix(".ipynb")
            return Parcel(name, Claim(stem)), f"{assignment}.ipynb"
        return Parcel(name, Claim(name)), name
    return Parcel(head, Claim(head, by_id=assignment in path[1:-1])), name
