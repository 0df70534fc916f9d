"""A concept question: choose one option. Each wrong option is an idea that has a name.

The exercise is data (:attr:`Exercise.data`), judged by :func:`findings`, a pure function of that data and
the answer, so that a page without Python can do the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from autograder.checks.declared import declared
from autograder.checks.sayings import Saying, templates, with_catalogue
from autograder.exercise import Exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Option

#: What a page needs to say about an answer that is not well-formed.
MALFORMED = ("no-answer", "unknown-option", "wrong-type")


def choice(
    name: str,
    *,
    options: Mapping[str, str],
    right: Collection[str],
    says: Mapping[str, Saying],
    hints: Sequence[str],
    points: float = 1,
    graded: bool = False,
) -> Exercise:
    """An exercise that takes the letter of one option.

    Args:
        name: the exercise's name within its lesson.
        options: the text of each option by its letter, in the prompt's order.
        right: the letter of the right option, or those of several; any one of them is a right answer.
        says: for each wrong letter, its finding code and message; the message may use ``{option}`` (the
            letter) and ``{text}`` (the option's text).
        hints: three steps.
        points: what a right answer earns.
        graded: whether it counts in a cohort's gradebook.

    Raises:
        ValueError: a letter is unknown, nothing is right or wrong, or a wrong option has no message.
    """
    right = {right} if isinstance(right, str) else set(right)
    _must_fit(name, options, right, says)
    own = templates(says.values(), ("option", "text"))
    data = {
        "form": "choice",
        "options": dict(options),
        "right": sorted(right),
        "says": {letter: code for letter, (code, _) in says.items()},
        "messages": with_catalogue(own, MALFORMED),
    }

    takes = Option(tuple(options))
    return declared(name, takes, data, findings, own=own, hints=hints, points=points, graded=graded)


def findings(data: Mapping[str, Any], answer: str) -> Iterator[Finding]:
    """The findings about a letter: none for a right one, else the one that the option stands for."""
    if answer not in data["right"]:
        yield Finding(data["says"][answer], {"option": answer, "text": data["options"][answer]}, rank=LIKELY)


def _must_fit(name: str, options: Mapping[str, str], right: set[str], says: Mapping[str, Saying]) -> None:
    if unusable := [letter for letter in options if letter != letter.strip("(). ").lower() or not letter]:
        raise ValueError(f"choice {name!r}: options are named by lower-case letters, not {unusable[0]!r}")
    if unknown := (right | says.keys()) - options.keys():
        raise ValueError(f"choice {name!r} has no option {sorted(unknown)[0]!r}")
    if not right or right == set(options):
        raise ValueError(f"choice {name!r} needs a right option and a wrong one")
    if silent := options.keys() - right - says.keys():
        raise ValueError(f"choice {name!r} says nothing about the wrong option {sorted(silent)[0]!r}")
    if praised := right & says.keys():
        raise ValueError(f"choice {name!r} names a mistake for the right option {sorted(praised)[0]!r}")
