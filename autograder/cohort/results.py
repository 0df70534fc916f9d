"""Results as plain data, and where they are kept.

A submission's result is stored under a key made of everything that it depends on, and written in one step:
a run that is stopped goes on where it was, and a later run touches only what has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.findings import Outcome

#: Outcomes whose score stands. The others wait for a person: they are flagged in the gradebook.
SETTLED = frozenset({Outcome.PASSED, Outcome.PARTLY, Outcome.WRONG, Outcome.NO_ANSWER, Outcome.MALFORMED})


@dataclass(frozen=True)
class Told:
    """One finding as a learner is told it: code, sentences, and a drawing with its text alternative."""

    code: str
    sentences: tuple[str, ...]
    svg: str | None = None
    alt: str | None = None


@dataclass(frozen=True)
class Result:
    """What one grade cell earned.

    Attributes:
        cell: the grade cell's id.
        exercise: what it checks, ``1-01/bell-pair``.
        outcome: how judging ended.
        score: the points earned; ``None`` where the grader itself failed, never a silent 0.
        points: the most it can earn.
        told: what the learner is told, the likeliest explanation first.
    """

    cell: str
    exercise: str
    outcome: Outcome
    score: float | None
    points: float
    told: tuple[Told, ...] = ()

    @property
    def text(self) -> str:
        """The findings as plain text, a line for each."""
        return "\n".join(" ".join(told.sentences) for told in self.told)

    @property
    def heading(self) -> str:
        """The outcome and the points in a few words."""
        earned = "not scored yet" if self.score is None else f"{self.score:g} of {self.points:g} points"
        return f"{self.outcome.capitalize()}: {earned}"

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Result:
        """From what :func:`dataclasses.asdict` makes of it."""
        told = tuple(Told(**{**item, "sentences": tuple(item["sentences"])}) for item in plain["told"])
        return cls(**{**plain, "outcome": Outcome(plain["outcome"]), "told": told})


@dataclass(frozen=True)
class Graded:
    """A graded submission: results by grade cell, notes for the instructor, and the notebook to show.

    ``notebook`` is the executed notebook (nbformat 4), its check cells showing the feedback. ``seconds``
    is how long running and judging took, ``cpu`` the CPU seconds of the learner's cells where it is known.
    """

    results: tuple[Result, ...]
    notes: tuple[str, ...]
    notebook: Mapping[str, Any]
    refused: str | None = None
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def scored(self) -> bool:
        """Whether everything has a score; where the grader itself failed, something has none."""
        return all(result.score is not None for result in self.results)

    def dumps(self) -> str:
        """As JSON."""
        plain = {**vars(self), "results": [asdict(result) for result in self.results]}
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Graded:
        """From :meth:`dumps`' JSON."""
        plain = json.loads(text)
        results = tuple(Result.from_plain(result) for result in plain["results"])
        return cls(**{**plain, "results": results, "notes": tuple(plain["notes"])})


def key_of(parts: Iterable[bytes]) -> str:
    """The key of a result: a digest of everything that it depends on, unambiguous where parts meet."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@dataclass(frozen=True)
class Store:
    """The folder of results. ``kept`` are the results by key; ``current`` says which one stands."""

    folder: Path

    def get(self, key: str) -> Graded | None:
        """The kept result, or ``None``; one that can't be read counts as missing."""
        try:
            return Graded.loads(self._kept(key).read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, graded: Graded) -> None:
        """Keep a result."""
        write_whole(self._kept(key), graded.dumps())

    def current(self, student: str, assignment: str) -> str | None:
        """The key of the result that stands in the gradebook for a submission."""
        try:
            return self._current(student, assignment).read_text("utf-8").strip()
        except OSError:
            return None

    def settle(self, student: str, assignment: str, key: str) -> None:
        """Note that the result under ``key`` has been written to the gradebook."""
        write_whole(self._current(student, assignment), key + "\n")

    def unsettle(self, student: str, assignment: str) -> None:
        """Note that it is open which result stands: one is about to be written."""
        self._current(student, assignment).unlink(missing_ok=True)

    def _kept(self, key: str) -> Path:
        return self.folder / "kept" / key[:2] / f"{key}.json"

    def _current(self, student: str, assignment: str) -> Path:
        return self.folder / "current" / assignment / student


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step: a reader sees the old text or the new, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
