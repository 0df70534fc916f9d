"""What the judge says: findings, pictures and verdicts.

A finding is data: a stable code and the values that fill the code's message template. The sentences live
in ``autograder/messages/*.toml`` and, for what only one exercise says, in the exercise itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

#: Lower ranks are shown first. A check picks the rank by how likely its explanation is.
LIKELY, PLAUSIBLE, FALLBACK = 10, 50, 90

#: At most this many findings are shown at once.
SHOWN_AT_ONCE = 2


class Outcome(StrEnum):
    """How judging an answer ended. The kinds are told apart in the gradebook and in the feedback."""

    PASSED = "passed"
    PARTLY = "partly"
    WRONG = "wrong"
    NO_ANSWER = "no answer"
    MALFORMED = "malformed answer"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    REFUSED = "refused at intake"
    GRADER_FAULT = "grader's own fault"


@dataclass(frozen=True)
class Picture:
    """A picture as data: drawn as SVG for a notebook or a page, read out by ``alt`` everywhere.

    ``form`` names the drawing (see :mod:`autograder.pictures`), ``data`` is what it draws, and ``alt``
    says in words what the picture shows.
    """

    form: str
    data: Mapping[str, object]
    alt: str


@dataclass(frozen=True)
class Finding:
    """One thing that the judge noticed about an answer.

    ``code`` is stable and names the message template; ``values`` fill it. ``credit`` is the share of the
    points that an answer with this finding keeps: 0 is a plain mistake, 1 a remark that costs nothing.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    credit: float = 0.0
    rank: int = PLAUSIBLE
    picture: Picture | None = None


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer: the outcome, the score out of ``points``, and what was noticed.

    ``findings`` holds everything, the likeliest first; :attr:`shown` is what a learner is told.
    """

    exercise: str
    outcome: Outcome
    points: float
    score: float
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the answer earned every point."""
        return self.outcome is Outcome.PASSED

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings a learner is shown: at most two, the likeliest first."""
        return self.findings[:SHOWN_AT_ONCE]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all findings, the likeliest first."""
        return tuple(finding.code for finding in self.findings)
