"""Find the learner whom a submission claims to be from: by id, by a learning platform's number, by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.cohort.gradebook import Student
from autograder.cohort.layout import valid_id


@dataclass(frozen=True)
class Claim:
    """Whose a submission says it is.

    Attributes:
        name: an id or a name, as the file or folder has it.
        number: the learning platform's number of the learner, where the scheme has one.
        by_id: whether ``name`` can only be an id.
    """

    name: str
    number: str = ""
    by_id: bool = False


class People:
    """A class list that can be asked; an empty one takes everybody by their id."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._ids = {student.id: student for student in students}
        self._numbers = {student.lms_id: student for student in students if student.lms_id}
        self._names: dict[str, list[str]] = {}
        for student in students:
            for key in _keys(student):
                self._names.setdefault(key, []).append(student.id)

    def find(self, claim: Claim) -> tuple[str | None, str]:
        """The learner's id, or ``None`` with the reason why the claim can't be settled."""
        if claim.number in self._numbers:
            return self._by_number(claim)
        if claim.name in self._ids or (not self._ids and not claim.number):
            return (claim.name, "") if valid_id(claim.name) else (None, "its name is no learner's id")
        if not self._ids:
            return None, "its name is no learner's id; fill in roster.csv, so that names can be told"
        found = [] if claim.by_id else self._names.get(folded(claim.name), [])
        if len(found) > 1:
            return None, (
                f"{len(found)} people are called {claim.name}: {', '.join(found)}. Name the file by the"
                " learner's id, or give the platform's numbers in the class list (lms_id)"
            )
        return (found[0], "") if found else (None, self._nobody(claim))

    def _by_number(self, claim: Claim) -> tuple[str | None, str]:
        """By the platform's number, as long as the name doesn't contradict it."""
        student = self._numbers[claim.number]
        others = set(self._names.get(folded(claim.name), ())) - {student.id}
        if others and folded(claim.name) not in _keys(student):
            return None, (
                f"its number {claim.number} is {student.id}'s, its name {', '.join(sorted(others))}'s"
            )
        return student.id, ""

    def _nobody(self, claim: Claim) -> str:
        if not claim.number and not valid_id(claim.name):
            return "its name is no learner's id"
        return "not in the class list"


def _keys(student: Student) -> set[str]:
    """What a learner may be called: in either order, since platforms and languages differ."""
    pair = (student.first_name, student.last_name)
    return {folded("".join(order)) for order in (pair, pair[::-1])} - {""}


def folded(name: str) -> str:
    """A name for comparing: no case, no accents, letters and digits alone, composed as one writes it."""
    apart = unicodedata.normalize("NFD", name.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))
    return "".join(letter for letter in unicodedata.normalize("NFKC", plain) if letter.isalnum())
