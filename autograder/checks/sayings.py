"""What one exercise says in its own words: finding codes with a message each.

An author gives ``(code, message)``; the message is one sentence or a table with some of ``does``,
``asked`` and ``look``. Braces in it are filled from the finding's values, so a literal one is doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autograder.answers.fields import CODE
from autograder.findings import Finding
from autograder.messages import PARTS, catalogue, sentences

Message = str | Mapping[str, str]
Saying = tuple[str, Message]
Templates = dict[str, dict[str, str]]


def templates(sayings: Iterable[Saying], values: Sequence[str]) -> Templates:
    """The templates of an exercise's own finding codes; ``values`` names what they may be filled with.

    Raises:
        ValueError: a code is not lower-case words joined by hyphens, two messages share a code, or a
            message can't be filled.
    """
    own: Templates = {}
    for code, message in sayings:
        template = {"does": message} if isinstance(message, str) else dict(message)
        if own.setdefault(code, template) != template:
            raise ValueError(f"two messages for one finding code {code!r}: give each its own code")
        _must_fill(code, template, values)
    return own


def _must_fill(code: str, template: Mapping[str, str], values: Sequence[str]) -> None:
    if not CODE.fullmatch(code):
        raise ValueError(f"a finding code is lower-case words joined by hyphens, not {code!r}")
    if not template or set(template) - set(PARTS):
        raise ValueError(f"the message of {code!r} is a sentence or a table with some of {', '.join(PARTS)}")
    try:
        sentences(Finding(code, dict.fromkeys(values, 0)), {code: template})
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"the message of {code!r} can't be filled ({error}): it may use "
            f"{', '.join(values) or 'no values'}; a literal brace is written twice"
        ) from error


def with_catalogue(own: Templates, codes: Iterable[str]) -> Templates:
    """The templates that a page needs: the exercise's own over the catalogue's, for the codes in use."""
    shared = catalogue()
    return {code: {**shared.get(code, {}), **own.get(code, {})} for code in [*own, *codes]}
