"""Submissions that are alike: found by what their answers share that was not handed out. Shown, not judged.

Answers are compared as sequences of tokens in which names, numbers and comments don't count, by their runs
of a fixed length (Schleimer, Wilkerson, Aiken 2003, doi:10.1145/872757.872770, without the sampling).
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

#: So many tokens in a row make a run; a submission with fewer runs of its own says nothing.
RUN, LEAST = 8, 12

#: Runs that this share of the class has are what everybody writes.
COMMON = 0.3

_LEFT_OUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER)


@dataclass(frozen=True)
class Pair:
    """Two learners, and the share of runs that their answers have in common (Jaccard, 0 to 1)."""

    one: str
    other: str
    share: float


def pairs(answers: Mapping[str, str], handed_out: str, least: float = 0.7) -> list[Pair]:
    """Pairs of learners whose answers share ``least`` of their runs and more, the most alike first.

    Args:
        answers: by learner, the source of all their answers.
        handed_out: the source of the answer cells as they were handed out.
        least: the smallest share that is reported.
    """
    stub = runs(handed_out)
    own = {student: runs(source) - stub for student, source in answers.items()}
    spread = Counter(run for each in own.values() for run in each)
    most = max(2, COMMON * len(own))
    own = {student: {run for run in each if spread[run] <= most} for student, each in own.items()}
    told = {student: each for student, each in own.items() if len(each) >= LEAST}
    found = [Pair(one, other, _share(told[one], told[other])) for one, other in combinations(sorted(told), 2)]
    return sorted((pair for pair in found if pair.share >= least), key=lambda pair: -pair.share)


def _share(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


def runs(source: str) -> set[tuple[str, ...]]:
    """The runs of a source's tokens; what can't be read as Python counts by its words."""
    words = _tokens(source)
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _tokens(source: str) -> list[str]:
    words = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _LEFT_OUT:
                words.append(_form(token))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        pass  # what could be read so far is compared
    return words


def _form(token: tokenize.TokenInfo) -> str:
    """A token without what a learner changes to hide where it comes from."""
    if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
        return "name"
    if token.type in (tokenize.NUMBER, tokenize.STRING):
        return tokenize.tok_name[token.type]
    return token.string if token.type == tokenize.OP or token.type == tokenize.NAME else token.string.strip()
