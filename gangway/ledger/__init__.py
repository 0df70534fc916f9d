"""The ledger of claims: what was claimed of quantum computers, what classical methods answered, and when.

The facts stand in ``claims.toml``. The status of a claim is not a fact but a rule applied to them, so that
it can be asked for any month, and so that readers can disagree with a fact and see what follows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

#: What a challenge can reach, from nothing to everything that was claimed.
REACHES = ("none", "part", "whole")
#: What can become of a claim, with the rule in words; the first that fits counts.
STATUSES: Mapping[str, str] = {
    "overturned": "a peer-reviewed classical method does everything that was claimed, as well and as fast",
    "contested": "a classical method does part of it, or all of it in a preprint",
    "stands": "no classical method does any of it, and another group got the result on its own machine",
    "open": "no classical method does any of it, and nobody else has reproduced it",
}
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Challenge:
    """A classical answer to a claim.

    Attributes:
        by: its authors.
        posted: the month in which it became public, as ``2021-11``.
        published: the month in which a peer-reviewed journal printed it; ``None`` for a preprint.
        reaches: how much of the claim it does: one of :data:`REACHES`.
        says: what it found, in a sentence.
        source: where it stands.
        link: where it can be read.
    """

    by: str
    posted: str
    reaches: str
    says: str
    source: str
    link: str
    published: str | None = None

    def reviewed(self, on: str) -> bool:
        """Whether it had passed peer review in that month."""
        return self.published is not None and self.published <= on


@dataclass(frozen=True)
class Claim:
    """One claim; ``reproduced`` is the month of an independent reproduction, ``None`` if there is none."""

    id: str
    title: str
    who: str
    date: str
    claim: str
    use: str
    industry: bool
    source: str
    link: str
    challenges: tuple[Challenge, ...] = ()
    reproduced: str | None = None
    note: str = ""

    def known(self, on: str | None = None) -> tuple[Challenge, ...]:
        """The challenges that were public in a month, by default in the one of the last check."""
        on = month(on)
        return tuple(challenge for challenge in self.challenges if challenge.posted <= on)

    def status(self, on: str | None = None) -> str:
        """What had become of the claim in a month, by default in the one of the last check.

        Raises:
            ValueError: the claim had not been made yet.
        """
        on = month(on)
        if on < self.date:
            raise ValueError(f"{self.id} was claimed in {self.date}; {on} is before that")
        reached = [(each.reaches, each.reviewed(on)) for each in self.known(on)]
        if ("whole", True) in reached:
            return "overturned"
        if any(reaches != "none" for reaches, _ in reached):
            return "contested"
        return "stands" if self.reproduced is not None and self.reproduced <= on else "open"


def claims() -> tuple[Claim, ...]:
    """Every claim of the ledger, in the order in which they were made."""
    return tuple(sorted((_claim(entry) for entry in _table()["claims"]), key=lambda claim: claim.date))


def claim(name: str) -> Claim:
    """The claim of that id.

    Raises:
        LookupError: there is none; the message lists the ids.
    """
    found = {each.id: each for each in claims()}
    if name not in found:
        raise LookupError(f"no claim is called {name!r}; the ledger has {', '.join(found)}")
    return found[name]


def checked() -> date:
    """The day on which the whole ledger was last checked against the literature."""
    day = _table()["checked"]
    assert isinstance(day, date)
    return day


def sentence_holds(on: str | None = None) -> bool:
    """Whether the course's sentence holds: no claim about a problem of industry stands."""
    return not [
        each for each in claims() if each.industry and each.date <= month(on) and each.status(on) == "stands"
    ]


def month(on: str | None) -> str:
    """A month as ``2021-11``; without one, that of the last check.

    Raises:
        ValueError: it is written otherwise.
    """
    if on is None:
        return f"{checked():%Y-%m}"
    if not _MONTH.fullmatch(on):
        raise ValueError(f"a month is written like 2021-11, not {on!r}")
    return on


def _claim(entry: Mapping[str, Any]) -> Claim:
    answers = tuple(Challenge(**answer) for answer in entry.get("challenges", ()))
    return Claim(**{**entry, "challenges": answers})


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__name__).joinpath("claims.toml").read_text("utf-8"))
