"""Turn what the judge noticed into what a learner is shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from autograder.exercise import Exercise
from autograder.findings import Finding, Outcome, Picture, Verdict
from autograder.messages import sentences
from gangway import phrases
from gangway.feedback import Feedback, Point, Tone

log = logging.getLogger(__name__)

_TONES = {
    Outcome.PASSED: Tone.RIGHT,
    Outcome.PARTLY: Tone.PARTLY,
    Outcome.NO_ANSWER: Tone.NOTE,
}


def about_verdict(
    exercise: Exercise,
    verdict: Verdict,
    notes: Sequence[str] = (),
    heading: str | None = None,
    tone: Tone | None = None,
) -> Feedback:
    """The feedback on a verdict: its heading, the findings to show, and ``notes`` below them."""
    template = phrases.HEADINGS.get(verdict.outcome, phrases.OTHER_HEADING)
    filled = template.format(score=verdict.score, points=verdict.points, outcome=verdict.outcome.value)
    points = [about_finding(exercise, finding) for finding in verdict.shown]
    if exercise.heading and verdict.passed:
        heading, tone = heading or exercise.heading, tone or Tone.NOTE
    return Feedback(
        heading or filled,
        tone or _TONES.get(verdict.outcome, Tone.WRONG),
        tuple(_each_picture_once(points)),
        tuple(notes),
        verdict,
    )


def about_finding(exercise: Exercise, finding: Finding) -> Point:
    """The finding in sentences, with its picture.

    An answer that reports its own unreadability may come with values that don't fit; then only its code is
    told, since feedback must not fail.
    """
    values = {"expected": exercise.takes.expected, **finding.values}
    try:
        said = sentences(Finding(finding.code, values), exercise.messages)
    except (KeyError, ValueError):
        log.exception("no sentence for %s of exercise %s", finding.code, exercise.name)
        said = {"does": finding.code}
    return Point(tuple(said.values()), finding.picture)


def _each_picture_once(points: Sequence[Point]) -> list[Point]:
    seen: list[Picture] = []
    once = []
    for point in points:
        again = point.picture is not None and point.picture in seen
        once.append(Point(point.lines) if again else point)
        seen += [point.picture] if point.picture else []
    return once
