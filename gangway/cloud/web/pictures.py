"""Pictures of the page as SVG: shares as bars, a register of atoms, a drive over time.

Nothing in them is a style: the page's policy allows its own stylesheet only, which knows the classes used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

_WIDTH = 340.0
_ROW, _BAR = 24.0, 16.0
_LETTER = 7.6


@dataclass(frozen=True)
class Bars:
    """Values with labels.

    Attributes:
        title: what the picture shows, in words.
        labels, values: one of each for a bar.
        unit: what the values are; the axis' name.
        names: what the labels are; the other axis' name.
        most: where the axis ends; by default at a round number above the largest value.
        rest: how many further labels there are that have no bar, and the sum of their values.
    """

    title: str
    labels: Sequence[str]
    values: Sequence[float]
    unit: str
    names: str
    most: float | None = None
    rest: tuple[int, float] = (0, 0.0)

    @property
    def svg(self) -> Markup:
        """The picture."""
        left = 14 + _LETTER * max((len(label) for label in self.labels), default=1)
        bottom = 26 + _ROW * len(self.labels)
        ticks = nice_ticks(self.most or max(self.values, default=1.0))
        scale = (_WIDTH - left - 44) / ticks[-1]
        parts = [_text(left, 14, self.names, "axis")]
        for tick in ticks:
            x = left + scale * tick
            parts.append(_line(x, 20, x, bottom + 4, "grid"))
            parts.append(_text(x, bottom + 18, short(tick), "tick", "middle"))
        for row, (label, value) in enumerate(zip(self.labels, self.values, strict=True)):
            y = 24 + _ROW * row
            parts.append(_text(left - 6, y + 13, label, "code", "end"))
            width = max(scale * value, 0.8)
            parts.append(_element("rect", class_="bar", x=left, y=y, width=width, height=_BAR))
            parts.append(_text(left + scale * value + 5, y + 13, short(value), "tick"))
        parts.append(_text(left + scale * ticks[-1] / 2, bottom + 34, self.unit, "axis", "middle"))
        return _svg(self.title, bottom + 42, parts)


@dataclass(frozen=True)
class Register:
    """Atoms in the plane: places in metres, 1 where an atom is wanted, and shares to fill them by."""

    title: str
    sites: Sequence[tuple[float, float]]
    filling: Sequence[int]
    shares: Sequence[float] = ()

    @property
    def svg(self) -> Markup:
        """The picture; one scale for both axes, in micrometres."""
        places = [(1e6 * x, 1e6 * y) for x, y in self.sites]
        (left, right), (low, high) = (_extent([place[axis] for place in places]) for axis in (0, 1))
        scale = min((_WIDTH - 70) / (right - left), 320 / (high - low))
        height = scale * (high - low)

        def at(x: float, y: float) -> tuple[float, float]:
            return 52 + scale * (x - left), 12 + height - scale * (y - low)

        width = scale * (right - left)
        parts = [_element("rect", class_="frame", x=52, y=12, width=width, height=height)]
        for tick in ticks_between(left, right):
            x, _ = at(tick, low)
            parts += [
                _line(x, 12, x, 16 + height, "grid"),
                _text(x, 30 + height, short(tick), "tick", "middle"),
            ]
        for tick in ticks_between(low, high):
            _, y = at(left, tick)
            parts += [
                _line(48, y, 52 + scale * (right - left), y, "grid"),
                _text(45, y + 4, short(tick), "tick", "end"),
            ]
        shares = list(self.shares) or [0.0] * len(places)
        for (x, y), filled, share in zip(places, self.filling, shares, strict=True):
            (cx, cy), opacity = at(x, y), share if self.shares and filled else filled
            kind = "atom" if filled else "empty"
            parts.append(_element("circle", class_=kind, cx=cx, cy=cy, r=5, fill_opacity=opacity))
        parts.append(_text(52 + scale * (right - left) / 2, 46 + height, "x in µm", "axis", "middle"))
        parts.append(_text(8, 12 + height / 2, "y", "axis"))
        parts.append(_text(8, 26 + height / 2, "µm", "axis"))
        return _svg(self.title, height + 54, parts)


@dataclass(frozen=True)
class Drive:
    """One driving field over time: times in seconds, values in ``unit``; in steps, or straight between."""

    title: str
    times: Sequence[float]
    values: Sequence[float]
    unit: str
    steps: bool = False

    @property
    def svg(self) -> Markup:
        """The picture; time in microseconds."""
        times = [1e6 * time for time in self.times]
        low, high = min(0.0, *self.values), max(0.0, *self.values)
        low, high = (low, high) if high > low else (low - 1, high + 1)

        def at(time: float, value: float) -> tuple[float, float]:
            return 52 + (_WIDTH - 70) * time / (times[-1] or 1), 100 - 70 * (value - low) / (high - low)

        points = list(zip(times, self.values, strict=True))
        if self.steps:
            corners = [((a, v), (b, v)) for (a, v), (b, _) in pairwise(points)]
            points = [point for corner in corners for point in corner] + points[-1:]
        parts = [_text(6, 12, self.unit, "axis")]
        for value in dict.fromkeys((low, 0.0, high)):
            _, y = at(0, value)
            parts += [_line(48, y, _WIDTH - 18, y, "grid"), _text(45, y + 4, short(value), "tick", "end")]
        for tick in ticks_between(0, times[-1]):
            x, _ = at(tick, low)
            parts += [_line(x, 100, x, 104, "grid"), _text(x, 118, short(tick), "tick", "middle")]
        parts.append(_text(_WIDTH / 2, 134, "time in µs", "axis", "middle"))
        path = "L".join("{:.1f} {:.1f}".format(*at(*point)) for point in points)
        parts.append(_element("path", class_="curve", d=f"M{path}"))
        return _svg(self.title, 140, parts)


def nice_ticks(most: float) -> list[float]:
    """From 0 to just above ``most`` in three to six round steps."""
    if not math.isfinite(most) or most <= 0:
        return [0.0, 1.0]
    step = _round_step(most / 4)
    return [step * number for number in range(math.ceil(most / step - 1e-9) + 1)]


def ticks_between(low: float, high: float) -> list[float]:
    """Round numbers from ``low`` to ``high``."""
    step = _round_step((high - low) / 4 or 1.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * number for number in range(first, last + 1)]


def _round_step(about: float) -> float:
    size = 10.0 ** math.floor(math.log10(about))
    return size * next(number for number in (1, 2, 5, 10) if number * size >= about * 0.999)


def short(value: float) -> str:
    """A number with at most four digits, with a true minus sign."""
    text = f"{value:,.0f}" if abs(value) >= 1000 and abs(value) < 1e7 else f"{value:.4g}"
    return text.replace("-", "−") if value else "0"


def _extent(values: Sequence[float]) -> tuple[float, float]:
    """A range with room round the values."""
    low, high = min(values), max(values)
    room = max(0.12 * (high - low), 4.0)
    return low - room, high + room


def _svg(title: str, height: float, parts: Sequence[Markup]) -> Markup:
    """A picture with its description; scaled by the page, never wider than it."""
    box = f"0 0 {_WIDTH:g} {height:.0f}"
    about = {"role": "img", "aria_label": title, "viewBox": box, "width": _WIDTH, "height": height}
    return _element("svg", Markup("").join(parts), **about)


def _text(x: float, y: float, content: str, kind: str, anchor: str = "start") -> Markup:
    return _element("text", content, class_=kind, x=x, y=y, text_anchor=anchor)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return _element("line", class_=kind, x1=x1, y1=y1, x2=x2, y2=y2)


def _element(tag: str, content: str | Markup = "", **attributes: object) -> Markup:
    """One element; text and attributes are escaped, numbers written with two decimals at most."""
    written = Markup(" ").join(
        Markup('{}="{}"').format(name.rstrip("_").replace("_", "-"), _plain(value))
        for name, value in attributes.items()
    )
    return Markup("<{} {}>{}</{}>").format(tag, written, content, tag)


def _plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float | int) else value
