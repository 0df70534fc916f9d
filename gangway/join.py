"""Join a cohort: ``join()`` reads a learner's token; from then on the numbers are theirs.

The assignment's exercises are sealed then: ``check()`` says whether an answer is well-formed and recorded,
and the score comes with the instructor's feedback. Exercises of lessons keep their feedback.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.answers import Malformed, NoAnswer
from autograder.findings import Finding
from autograder.tokens import NoToken, Token, loads, read, well_formed
from gangway import phrases
from gangway.feedback import Feedback, Point, Tone
from gangway.modes import Mode, current_mode

#: What this kernel has joined: the token by assignment, ``None`` while it is missing.
_joined: dict[str, Token | None] = {}


def join(assignment: str, token: str = "") -> Feedback:
    """Take up your own numbers for a sealed assignment.

    Args:
        assignment: its name, as the notebook has it.
        token: your token, or the name of a file that holds it; by default ``token.txt`` beside the notebook.

    Returns:
        What to do next, or whose numbers these are.
    """
    if current_mode() is Mode.EMIT:
        return Feedback(phrases.RECORDED)
    text = token.strip() or "token.txt"
    _joined[assignment] = None
    try:
        found = loads(_content(text))
    except NoToken as trouble:
        why = phrases.UNJOINED_WHY if not token.strip() else f"{str(trouble).capitalize()}."
        return Feedback(phrases.UNJOINED, Tone.WRONG, (Point((why,)),))
    if found.assignment != assignment:
        why = phrases.JOINED_OTHER.format(given=found.assignment, asked=assignment)
        return Feedback(phrases.UNJOINED, Tone.WRONG, (Point((why,)),))
    _joined[assignment] = found
    return Feedback(phrases.JOINED.format(learner=found.learner), Tone.NOTE, (Point((phrases.JOINED_WHY,)),))


def _content(text: str) -> str:
    """A token itself, or what the file of that name holds."""
    if text.startswith("gw1.") or len(text) > 200:
        return text
    try:
        return Path(text).read_text("utf-8")[:1_000_000]
    except (OSError, UnicodeDecodeError):
        return text


def sealed(exercise_id: str) -> tuple[bool, Mapping[str, Any] | None]:
    """Whether an exercise is sealed here, and what the token says of it; ``None`` while there is no token."""
    name = exercise_id.strip()
    for assignment, token in _joined.items():
        if token is not None and name in token.exercises:
            return True, token.exercises[name]
        if token is None and name.partition("/")[0] == "-".join(assignment.split("-")[:2]):
            return True, None
    return False, None


def checked(exercise_id: str, entry: Mapping[str, Any] | None, answer: object) -> tuple[Feedback, bool]:
    """What ``check()`` says of a sealed exercise's answer, and whether it counts as recorded."""
    if entry is None:
        return Feedback(phrases.UNJOINED, Tone.WRONG, (Point((phrases.UNJOINED_WHY,)),)), False
    try:
        well_formed(entry["kind"], answer)
    except NoAnswer:
        return Feedback(phrases.SEALED_NOTHING, Tone.NOTE, (Point((phrases.SEALED_NOTHING_WHY,)),)), False
    except Malformed as malformed:
        why = Point(_said(malformed.finding, entry))
        return Feedback(phrases.SEALED_MALFORMED, Tone.WRONG, (why,)), False
    return Feedback(phrases.SEALED, Tone.NOTE, (Point((phrases.SEALED_WHY,)),)), True


def _said(finding: Finding, entry: Mapping[str, Any]) -> tuple[str, ...]:
    from autograder.messages import sentences

    kind = read(entry["kind"])
    expected = kind.expected if kind else entry["kind"]["expected"]
    told = Finding(finding.code, {"expected": expected, **finding.values})
    try:
        return tuple(sentences(told, None).values())
    except (KeyError, ValueError):
        return (phrases.SEALED_MALFORMED_WHY.format(expected=expected),)
