"""Exercises that are data: a table says what is right, so that a page without Python can judge them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograder.checks.sayings import Templates
from autograder.exercise import Exercise, Given
from autograder.findings import Finding
from autograder.kinds import Kind


def declared(
    name: str,
    takes: Kind,
    data: dict[str, Any],
    findings: Callable[[Mapping[str, Any], Any], Iterator[Finding]],
    *,
    own: Templates,
    hints: Sequence[str],
    points: float,
    graded: bool,
) -> Exercise:
    """The exercise whose judgement is ``findings(data, answer)``; ``own`` are its messages by code."""

    def judgement(answer: Any, given: Given) -> Iterator[Finding]:
        return findings(data, answer)

    return Exercise(
        name=name,
        takes=takes,
        judgement=judgement,
        points=points,
        hints=tuple(hints),
        messages=own,
        data=data,
        graded=graded,
    )
