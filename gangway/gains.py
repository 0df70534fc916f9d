"""What was learned between the two sittings of a module's concept test, idea by idea.

For one learner from their own progress; for a class from the files that its learners have exported with
``gangway progress export``, which hold no names.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.concepts import LEFT_OPEN, RIGHT, Concept, ConceptTest, concept_test
from autograder.course import course
from gangway.concepts import AFTER, BEFORE, SAT, event_name
from gangway.progress import store
from gangway.trouble import Trouble

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: By concept, the code that a learner's answer stands for; ``None`` for a sitting that didn't take place.
Found = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """What one learner answered before and after."""

    before: Found | None
    after: Found | None

    @property
    def complete(self) -> bool:
        """Whether both sittings took place."""
        return self.before is not None and self.after is not None


@dataclass(frozen=True)
class Row:
    """One idea: how many of the learners with both sittings had it right before and after."""

    concept: Concept
    learners: int
    before: int
    after: int
    wrong_after: Mapping[str, int]

    @property
    def commonest(self) -> str:
        """The commonest wrong idea of the second sitting, and how many had it; empty where there is none."""
        if not self.wrong_after:
            return ""
        code = max(self.wrong_after, key=lambda code: (self.wrong_after[code], code))
        return f"{code} ({self.wrong_after[code]} of {self.learners})"


@dataclass(frozen=True)
class Gain:
    """What one learner or a class has gained: rich in a notebook, plain text elsewhere.

    Attributes:
        test: the module's concept test.
        pairs: a pair for each learner who has sat at least once.
        own: whether it is told to the learner whose gain it is.
    """

    test: ConceptTest
    pairs: Sequence[Pair]
    own: bool = False

    @property
    def rows(self) -> list[Row]:
        """A row for each idea, over the learners with both sittings."""
        return [_row(concept, self.complete) for concept in self.test.concepts]

    @property
    def complete(self) -> list[Pair]:
        """The learners with both sittings; only they can show a gain."""
        return [pair for pair in self.pairs if pair.complete]

    @property
    def shares(self) -> tuple[float, float]:
        """The share of right answers before and after, over all ideas and complete learners."""
        asked = len(self.complete) * len(self.test.concepts)
        return (
            sum(row.before for row in self.rows) / asked,
            sum(row.after for row in self.rows) / asked,
        )

    @property
    def normalised(self) -> float | None:
        """The gain as a share of what was left to gain; ``None`` if everything was right before.

        (after − before) / (1 − before), with shares averaged over learners: R. R. Hake, Am. J. Phys. 66,
        64 (1998).
        """
        before, after = self.shares
        return (after - before) / (1 - before) if before < 1 else None

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[Mapping[str, str], Mapping[str, Any]]:
        if not self.complete:
            return {"text/plain": self.text(), "text/html": f"<p>{escape(self.text())}</p>"}, {}
        from gangway.figures import bundle

        data, metadata = bundle(self.figure(), self.alt())
        return {**data, "text/plain": self.text()}, metadata

    def text(self) -> str:
        """The gain as plain text: the total, then a line for each idea."""
        if not self.complete:
            return self._lacking()
        lines = [self._summary(), ""]
        width = max(len(row.concept.title) for row in self.rows)
        for row in self.rows:
            marks = f"{_mark(row.before, row.learners)} → {_mark(row.after, row.learners)}"
            read = f"  lesson {row.concept.lesson}" if row.after < row.learners else ""
            lines.append(f"  {row.concept.title:<{width}}  {marks}{read}")
            if row.commonest and row.learners > 1:
                lines.append(f"  {'':<{width}}  commonest wrong idea: {row.commonest}")
        return "\n".join(lines)

    def alt(self) -> str:
        """The picture in words."""
        told = (
            f"{row.concept.title}: {_mark(row.before, row.learners)} before,"
            f" {_mark(row.after, row.learners)} after"
            for row in self.rows
        )
        return f"{self._summary()} {'; '.join(told)}."

    def figure(self) -> Figure:
        """A line for each idea, from the share of right answers before to that after."""
        from matplotlib.figure import Figure

        from gangway.figures import BAND, EXPECTED, MEASURED

        rows = self.rows
        figure = Figure(figsize=(7, 0.34 * len(rows) + 1.1), layout="constrained")
        axes = figure.subplots()
        places = range(len(rows))
        before = [row.before / row.learners for row in rows]
        after = [row.after / row.learners for row in rows]
        axes.hlines(places, before, after, color=BAND, linewidth=3, zorder=1)
        for shares, offset, form, colour, label in (
            (before, -0.12, "s", MEASURED, "before"),
            (after, 0.12, "o", EXPECTED, "after"),
        ):
            bars = _bars(shares, len(self.complete))
            at = [place + offset * (bars is not None) for place in places]
            axes.errorbar(shares, at, xerr=bars, fmt=form, color=colour, capsize=2, label=label)
        axes.set_yticks(list(places), [f"{row.concept.title} ({row.concept.lesson})" for row in rows])
        axes.set(xlim=(-0.05, 1.05), xlabel="share of right answers")
        axes.invert_yaxis()
        figure.legend(loc="outside upper right", ncols=2)
        return figure

    def _summary(self) -> str:
        before, after = (round(share * len(self.test.concepts), 1) for share in self.shares)
        many = len(self.complete)
        who = "You had" if self.own else f"{many} learner{'s' * (many > 1)} had on average"
        asked = len(self.test.concepts)
        told = f"{who} {before:g} of {asked} right before the module and {after:g} after it."
        if self.normalised is not None:
            told += f" That is {self.normalised:.0%} of what was left to gain."
        if rest := len(self.pairs) - many:
            told += f" ({rest} more sat only once and {'is' if rest == 1 else 'are'} left out.)"
        return told

    def _lacking(self) -> str:
        if not any(self.pairs):
            return "No answers yet: the test before the module and the one after it are both to be taken."
        lacking = BEFORE if all(pair.before is None for pair in self.pairs) else AFTER
        return f"A gain takes both sittings. The one {lacking} the module is missing."


def gain(module: int | str) -> Gain:
    """What you have gained, idea by idea, from your own progress on this machine."""
    test = concept_test(course().root, module)
    events = store().events(event_name(test.module), SAT)
    pair = _pair(event.detail for event in events)
    return Gain(test, [pair] if pair else [], own=True)


def gain_of(module: int | str, files: Iterable[Path]) -> Gain:
    """What a class has gained, from progress files that its learners exported: one learner a file.

    Raises:
        Trouble: a file can't be read or is no exported progress.
    """
    test = concept_test(course().root, module)
    pairs = [_pair(_sittings(path, event_name(test.module))) for path in files]
    return Gain(test, [pair for pair in pairs if pair])


def _sittings(path: Path, exercise: str) -> list[Mapping[str, Any]]:
    """The details of the sittings in one exported file, oldest first."""
    try:
        events = json.loads(path.read_text("utf-8"))["events"]
        return [e["detail"] for e in events if (e["exercise"], e["what"]) == (exercise, SAT)]
    except OSError as error:
        raise Trouble(f"{path} can't be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(
            f"{path} is no exported progress. Learners write such a file with 'gangway progress export FILE'."
        ) from error


def _pair(details: Iterable[Mapping[str, Any]]) -> Pair | None:
    """The first sitting of each kind, ``None`` where there is neither.

    Questions "before" that were answered after those "after" are no beginning, and don't count.
    """
    first: dict[str, Found] = {}
    for detail in details:
        when, found = detail.get("when"), detail.get("found")
        if isinstance(found, dict) and (when == AFTER or (when == BEFORE and AFTER not in first)):
            first.setdefault(when, found)
    return Pair(first.get(BEFORE), first.get(AFTER)) if first else None


def _row(concept: Concept, pairs: Sequence[Pair]) -> Row:
    before = [(pair.before or {}).get(concept.name, LEFT_OPEN) for pair in pairs]
    after = [(pair.after or {}).get(concept.name, LEFT_OPEN) for pair in pairs]
    known = {RIGHT, LEFT_OPEN, *concept.says}
    wrong = Counter(code for code in after if code != RIGHT and code in known)
    return Row(concept, len(pairs), before.count(RIGHT), after.count(RIGHT), wrong)


def _bars(shares: Sequence[float], learners: int) -> list[list[float]] | None:
    """95 % intervals of shares (Wilson 1927), as lengths to the left and right; none for one learner."""
    if learners == 1:
        return None
    from scipy.stats import binomtest

    ends = [binomtest(round(share * learners), learners).proportion_ci(method="wilson") for share in shares]
    return [
        [max(0.0, share - end.low) for share, end in zip(shares, ends, strict=True)],
        [max(0.0, end.high - share) for share, end in zip(shares, ends, strict=True)],
    ]


def _mark(right: int, learners: int) -> str:
    """How many had it right: a sign for one learner, a share for a class."""
    return ("✓" if right else "✗") if learners == 1 else f"{right / learners:4.0%}"
