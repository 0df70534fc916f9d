"""What an exercise is: a name, points, hints, the kind of answer it takes, and one function that judges.

A lesson's ``checks.py`` declares its exercises with :func:`exercise` and with the builders of
:mod:`autograder.checks.choice`, :mod:`~autograder.checks.ordering` and
:mod:`~autograder.checks.prediction`, whose exercises are data.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.findings import Finding
from autograder.kinds import Function, Kind
from autograder.messages import Templates

Given = Mapping[str, Any]
Judgement = Callable[[Any, Given], Iterable[Finding]]
Variant = Callable[[random.Random], Given]

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HINT_STEPS = 3
#: Said of functions: one that prints its result returns nothing, and looks like one not written yet.
OF_FUNCTIONS: Templates = {
    "no-answer": {
        "look": "Write the function's body in place of the placeholder, and let it return its result."
    }
}


@dataclass(frozen=True)
class Exercise:
    """One auto-checked exercise of a lesson.

    Attributes:
        name: the exercise's name within its lesson, ``bell-pair``.
        takes: the kind of answer, which says what is well-formed (see :mod:`autograder.kinds`).
        judgement: yields findings about a well-formed answer; none means right.
        points: what a right answer earns.
        hints: three steps: a question, a pointer, a near-solution.
        variant: draws the exercise's numbers from a seeded generator; ``None`` where there are none.
        messages: templates of this exercise's own, laid over the catalogue's.
        data: what a page without Python needs to judge the answer; ``None`` where it can't.
        graded: whether it counts in a cohort's gradebook; in-lesson exercises do not.
        heading: what stands above the feedback on an answer that passes, where nothing is marked as right;
            ``None`` for the usual heading.
    """

    name: str
    takes: Kind
    judgement: Judgement
    points: float = 1
    hints: Sequence[str] = ()
    variant: Variant | None = None
    messages: Templates = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    graded: bool = True
    heading: str | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"an exercise's name is lower-case words joined by hyphens, not {self.name!r}")
        if len(self.hints) != HINT_STEPS:
            raise ValueError(f"exercise {self.name!r} has {len(self.hints)} hints; it needs {HINT_STEPS}")
        if self.points <= 0:
            raise ValueError(f"exercise {self.name!r} has {self.points} points; it needs more than none")

    def given(self, seed: str | None = None) -> Given:
        """The exercise's numbers for a seed; without one, those that everybody sees who learns alone."""
        if self.variant is None:
            return {}
        digest = hashlib.sha256((seed or self.name).encode()).digest()
        seeded = random.Random(int.from_bytes(digest, "big"))  # noqa: S311 (numbers to work with, no secret)
        return dict(self.variant(seeded))


def exercise(
    name: str, *, takes: Kind, hints: Sequence[str], **settings: Any
) -> Callable[[Judgement], Exercise]:
    """Declare an exercise around the function that judges it; ``settings`` are :class:`Exercise`'s.

    The function is called with the decoded answer and the exercise's numbers, and yields findings::

        @exercise("bell-pair", takes=Circuit(), points=2, hints=[…, …, …])
        def bell_pair(answer, given):
            yield from states.prepares(answer, BELL_PHI_PLUS)
    """
    if isinstance(takes, Function):
        settings["messages"] = {**OF_FUNCTIONS, **settings.get("messages", {})}

    def declare(judgement: Judgement) -> Exercise:
        return Exercise(name=name, takes=takes, judgement=judgement, hints=tuple(hints), **settings)

    return declare
