"""Seal an assignment for a cohort: each learner's own numbers, from a secret that stays with the instructor.

A learner's numbers come from HMAC-SHA256 of the cohort's secret, the learner and the exercise. They are drawn
once, when the assignment is released, and written down in ``seal/``: grading judges with what was handed
out, even where the exercise draws otherwise by then. Whoever loses the folder recovers the secret from its
printed phrase, and with it everybody's numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.asked import plain
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.results import write_whole
from autograder.course import Course

#: By exercise id, a learner's numbers by name, in plain data.
Numbers = Mapping[str, Mapping[str, Any]]

#: Crockford's base 32: no letter that is taken for a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")

_BYTES, _CHECK_BITS, _GROUP = 16, 12, 4


@dataclass(frozen=True)
class Seal:
    """What was sealed of an assignment.

    Attributes:
        assignment: which.
        mark: a digest of the secret, which tells whether another secret is the same.
        exercises: the sealed exercises' ids.
        numbers: by learner, what was handed out.
        course: the folder of private assignments that it comes from; empty for the cohort's course.
    """

    assignment: str
    mark: str
    exercises: tuple[str, ...]
    numbers: Mapping[str, Numbers]
    course: str = ""


def numbers_of(cohort: Cohort, course: Course, sealed: Seal, student: str) -> Numbers:
    """A learner's numbers by exercise; of one who came after the release, those that they will be handed.

    Raises:
        CohortError: there are none written down, and the secret is gone.
    """
    if student in sealed.numbers:
        return sealed.numbers[student]
    return draw(secret(cohort), course, sealed.exercises, student)


def load(cohort: Cohort, assignment: str) -> Seal | None:
    """What was sealed of an assignment; ``None`` where it isn't sealed.

    Raises:
        CohortError: the record can't be read.
    """
    try:
        written = json.loads(_record(cohort, assignment).read_text("utf-8"))
        return Seal(**{**written, "exercises": tuple(written["exercises"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CohortError(
            f"{_record(cohort, assignment)} can't be read ({error}); put a copy back, or remove it and "
            "release again: the same secret gives everybody the same numbers"
        ) from error


def seal(
    cohort: Cohort, course: Course, assignment: str, exercises: Sequence[str], students: Sequence[str]
) -> tuple[Seal, list[str]]:
    """Draw the numbers of everybody who has none yet, and write them down.

    Returns:
        The seal, and whose numbers would be drawn otherwise today: they keep what was handed out.

    Raises:
        CohortError: the secret is gone, or is another than the one of the last release.
    """
    before, key = load(cohort, assignment), secret(cohort, make=not any(_folder(cohort).glob("*.json")))
    if before and before.mark != mark(key):
        raise CohortError(
            f"{assignment} was sealed with another secret than {_secret(cohort)} holds. "
            "Recover that one from its phrase: gangway grade secret --recover PHRASE"
        )
    drawn = {student: draw(key, course, exercises, student) for student in students}
    old = dict(before.numbers) if before else {}
    kept = [name for name, numbers in drawn.items() if name in old and _differ(old[name], numbers)]
    numbers = old | {name: {**own, **old.get(name, {})} for name, own in drawn.items()}
    where = str(course.root) if not (course.root / "modules").is_dir() else ""
    made = Seal(assignment, mark(key), tuple(exercises), numbers, where)
    write_whole(_record(cohort, assignment), json.dumps(asdict(made), ensure_ascii=False, indent=1))
    return made, kept


def _differ(old: Numbers, new: Numbers) -> bool:
    return any(old[name] != own for name, own in new.items() if name in old)


def draw(key: bytes, course: Course, exercises: Sequence[str], student: str) -> dict[str, Mapping[str, Any]]:
    """A learner's numbers, in plain data."""
    return {
        name: {
            item: plain(value)
            for item, value in course.exercise(name).given(seed(key, student, name)).items()
        }
        for name in exercises
    }


def seed(key: bytes, student: str, exercise: str) -> str:
    """The seed of a learner's numbers for an exercise: HMAC-SHA256 of both under the cohort's secret."""
    message = b"\0".join((b"gangway numbers 1", student.encode(), exercise.encode()))
    return hmac.digest(key, message, "sha256").hex()


def moved(cohort: Cohort, known: Seal, course: Path) -> Seal:
    """The seal with another place of its private assignments, written down."""
    made = replace(known, course=str(course))
    write_whole(_record(cohort, known.assignment), json.dumps(asdict(made), ensure_ascii=False, indent=1))
    return made


# --- the secret ------------------------------------------------------------------------------------------


def secret(cohort: Cohort, *, make: bool = False) -> bytes:
    """The cohort's secret; with ``make``, a new one where there is none.

    Raises:
        CohortError: there is none, or it is damaged.
    """
    path = _secret(cohort)
    try:
        return secret_of(path.read_text("ascii"))
    except FileNotFoundError as missing:
        if make:
            return _keep(cohort, secrets.token_bytes(_BYTES))
        raise CohortError(
            f"the cohort's secret is gone ({path}). Recover it from its phrase: "
            "gangway grade secret --recover PHRASE"
        ) from missing


def recover(cohort: Cohort, words: str) -> None:
    """Put the secret back from its phrase.

    Raises:
        CohortError: the phrase was mistyped, or is another cohort's.
    """
    key = secret_of(words)
    sealed = [load(cohort, path.stem) for path in _folder(cohort).glob("*.json")]
    others = [one.assignment for one in sealed if one and one.mark != mark(key)]
    if others:
        raise CohortError(f"this phrase is right in itself, but {', '.join(others)} was sealed with another")
    _keep(cohort, key)


def mark(key: bytes) -> str:
    """What tells secrets apart without saying them."""
    return hashlib.sha256(b"gangway secret\0" + key).hexdigest()[:16]


def phrase(key: bytes) -> str:
    """A secret for printing: its 128 bits, then the first 12 of their SHA-256, in Crockford's base 32."""
    number = int.from_bytes(key, "big") << _CHECK_BITS | _check(key)
    letters = [_LETTERS[number >> 5 * place & 31] for place in reversed(range(28))]
    return "-".join("".join(letters[start : start + _GROUP]) for start in range(0, 28, _GROUP))


def secret_of(words: str) -> bytes:
    """The secret of a phrase; case, spaces and hyphens don't matter, O and 0 are the same, I, L and 1 too.

    Raises:
        CohortError: it was mistyped.
    """
    letters = "".join(filter(str.isalnum, words.upper())).translate(_ALIKE)
    if len(letters) != 28 or set(letters) - set(_LETTERS):
        raise CohortError("a phrase is seven groups of four letters and digits, without the letter U")
    number = sum(_LETTERS.index(letter) << 5 * place for place, letter in enumerate(reversed(letters)))
    key = (number >> _CHECK_BITS).to_bytes(_BYTES, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check(key):
        raise CohortError("this phrase was mistyped: its check sum is wrong. Compare it letter by letter")
    return key


def _check(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(key).digest()[:2], "big") >> 16 - _CHECK_BITS


def _keep(cohort: Cohort, key: bytes) -> bytes:
    _folder(cohort).mkdir(mode=0o700, exist_ok=True)
    write_whole(_secret(cohort), phrase(key) + "\n")
    with suppress(OSError):  # a file system without rights
        os.chmod(_secret(cohort), 0o600)  # noqa: PTH101
    return key


def _folder(cohort: Cohort) -> Path:
    return cohort.root / "seal"


def _secret(cohort: Cohort) -> Path:
    return _folder(cohort) / "secret"


def _record(cohort: Cohort, assignment: str) -> Path:
    return _folder(cohort) / f"{assignment}.json"
