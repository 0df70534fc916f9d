"""What a learner is shown: rich in a notebook, plain text elsewhere.

A :class:`Feedback` is a heading, a few points with a picture each, and notes. The outcome is said in words
and by a symbol, not by colour alone. The HTML refers to nothing outside itself, takes the page's own
colours, so that it reads in light and in dark, and stays readable where a page strips styles and pictures
from outputs that it doesn't trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.findings import Picture, Verdict


class Tone(Enum):
    """What sort of news it is: a symbol, and a colour that is readable on white and on near-black."""

    RIGHT = "✓", "#008a64"
    PARTLY = "◐", "#a6790a"
    WRONG = "✗", "#d55e00"
    NOTE = "→", "#0072b2"

    @property
    def symbol(self) -> str:
        """The sign that goes before the heading."""
        return self.value[0]

    @property
    def colour(self) -> str:
        """The colour of the edge."""
        return self.value[1]


@dataclass(frozen=True)
class Point:
    """One thing to say: a line each for what the answer does, what was asked and where to look."""

    lines: tuple[str, ...]
    picture: Picture | None = None


@dataclass(frozen=True)
class Feedback:
    """What ``check()``, ``hint()`` and ``predict()`` return.

    Attributes:
        heading: the outcome in a few words.
        tone: what sort of news it is.
        points: what is said, the most important first.
        notes: asides, a sentence each.
        verdict: the judge's verdict, where there is one.
    """

    heading: str
    tone: Tone = Tone.NOTE
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer earned every point."""
        return self.verdict is not None and self.verdict.passed

    @property
    def score(self) -> float:
        """The points that the answer earned; 0 where nothing was judged."""
        return self.verdict.score if self.verdict else 0.0

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}

    def text(self) -> str:
        """The feedback as plain text; a picture is told by its text alternative."""
        lines = [f"{self.tone.symbol} {self.heading}"]
        for point in self.points:
            lines += ["", *point.lines]
            if point.picture:
                lines.append(f"[Picture: {point.picture.alt}]")
        if self.notes:
            lines += ["", *self.notes]
        return "\n".join(lines)

    def html(self) -> str:
        """The feedback as one HTML element."""
        parts = [
            f'<p style="margin:0 0 .4em"><span aria-hidden="true">{self.tone.symbol}</span>'
            f" <strong>{escaped(self.heading)}</strong></p>"
        ]
        parts += [_point(point, prominent=number == 0) for number, point in enumerate(self.points)]
        parts += [f'<p style="margin:.6em 0 0;font-size:.92em">{_prose(note)}</p>' for note in self.notes]
        return (
            f'<div class="gangway-feedback" role="status" style="border-left:4px solid {self.tone.colour};'
            f'padding:.5em .9em;margin:.3em 0;max-width:46em;line-height:1.45;overflow-wrap:anywhere">'
            f"{''.join(parts)}</div>"
        )


def _point(point: Point, *, prominent: bool) -> str:
    look = "font-size:1.05em" if prominent else "margin-top:.8em;padding-top:.6em;border-top:1px solid"
    lines = "".join(f'<p style="margin:.25em 0">{_prose(line)}</p>' for line in point.lines)
    return f'<div style="{look}">{lines}{_figure(point.picture) if point.picture else ""}</div>'


def _figure(picture: Picture) -> str:
    """The drawing, and its text alternative for those who don't see it, to be opened."""
    from autograder.pictures import svg

    return (
        f'<figure style="margin:.7em 0 .2em">{svg(picture)}<details style="font-size:.92em">'
        f"<summary>The picture in words</summary>{escaped(picture.alt)}</details></figure>"
    )


def escaped(text: str) -> str:
    """Text as HTML. A dollar sign stands alone, or a page would take two prices for a formula."""
    return escape(text).replace("$", "<span>$</span>")


def _prose(line: str) -> str:
    """A line as HTML: everything escaped, text between backquotes as code."""
    pieces = [escaped(piece) for piece in line.split("`")]
    if len(pieces) % 2 == 0:
        return escaped(line)
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))
