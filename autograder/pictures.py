"""Draw a :class:`~autograder.findings.Picture` as SVG text.

The drawings work on light and dark pages: text and outlines take the page's own colour, the two data
colours keep a contrast of more than 3:1 on white and on near-black, and neither is needed to read the
picture, since what is expected is hollow and what was given is filled. Nothing outside is referred to.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from autograder.findings import Picture

#: Vermilion and blue of Okabe and Ito's palette, which colour-blind eyes tell apart.
GIVEN, EXPECTED = "var(--gangway-given, #d55e00)", "var(--gangway-expected, #0072b2)"

#: Width of every drawing in pixels: it fits a telephone's screen without being scaled down.
WIDTH = 320

#: More rows than this are not drawn; those with the largest values are.
MOST_ROWS = 16

#: Radius of an amplitude's dial in pixels, and the magnitude that is drawn as nothing.
_RADIUS, _NOTHING = 18, 5e-4

#: Pixels left free beside an axis, and how many outcomes are marked on it.
_MARGIN, _MOST_MARKS = 12, 200

#: Relative luminance of a phase's colour: 4:1 or more against white and against #111.
_LUMINANCE = 0.18


def svg(picture: Picture) -> str:
    """The picture as an ``<svg>`` element with ``role="img"`` and its text alternative as title and label.

    Raises:
        KeyError: there is no such form of picture, or its data lacks a part.
    """
    body, height = _FORMS[picture.form](picture.data)
    alt = escape(picture.alt, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{alt}" width="{WIDTH}"'
        f' height="{height:g}" viewBox="0 0 {WIDTH} {height:g}" style="max-width:100%;height:auto"'
        f' fill="currentColor"'
        f' font-family="system-ui, sans-serif" font-size="12"><title>{alt}</title>{"".join(body)}</svg>'
    )


def forms() -> list[str]:
    """The forms of picture that can be drawn."""
    return sorted(_FORMS)


#: SVG elements and the height that they take, in pixels.
Drawing = tuple[list[str], float]

#: A label, what is expected, what was given.
Pair = tuple[str, Any, Any]


def _bars(data: Mapping[str, Any]) -> Drawing:
    """Two horizontal bars for each outcome: expected hollow, given filled."""
    rows = _largest(data["labels"], data["expected"], data["given"])
    top = max((abs(value) for row in rows for value in row[1:]), default=0) or 1
    left = _label_width(rows)
    room = WIDTH - left - 48
    body, y = _legend(data), 30.0
    for label, *values in rows:
        body.append(_text(left - 6, y + 15, label, anchor="end", mono=True))
        for value, offset, hollow in zip(values, (0, 12), (True, False), strict=True):
            length = room * max(value, 0) / top
            body += [_bar(left, y + offset, length, hollow=hollow)] if length else []
            body.append(_text(left + length + 5, y + offset + 9, _short(value), size=11))
        y += 32
    body.append(f'<path d="M{left:g} 28V{y - 8:g}" stroke="currentColor" opacity="0.5"/>')
    return _with_rest(body, y, len(data["labels"]) - len(rows))


def _bar(x: float, y: float, length: float, *, hollow: bool) -> str:
    """A bar 10 pixels high; its outline lies inside, so that hollow and filled ones compare."""
    inset = 1 if hollow else 0
    hatching = 'stroke-width="2" stroke-dasharray="4 2"'
    colour = f'fill="none" stroke="{EXPECTED}" {hatching}' if hollow else f'fill="{GIVEN}"'
    return (
        f'<rect x="{x + inset:.1f}" y="{y + inset:.1f}" width="{max(length - 2 * inset, 0.5):.1f}"'
        f' height="{10 - 2 * inset}" {colour}/>'
    )


def _legend(data: Mapping[str, Any]) -> list[str]:
    """What hollow and filled mean, and the unit at the right where there is room for it."""
    expected, given = _names(data)
    second = 25 + 7 * len(expected) + 14
    parts = [_bar(1, 5, 18, hollow=True), _text(25, 14, expected)]
    parts += [_bar(second, 5, 18, hollow=False), _text(second + 24, 14, given)]
    unit = str(data.get("unit", ""))
    fits = second + 24 + 7 * (len(given) + len(unit)) < WIDTH
    return [*parts, _text(WIDTH - 2, 14, unit, anchor="end", size=11)] if unit and fits else parts


def _names(data: Mapping[str, Any]) -> tuple[str, str]:
    """What the picture calls what is expected and what was given."""
    legend = {"expected": "expected", "given": "yours"} | dict(data.get("legend") or {})
    return str(legend["expected"]), str(legend["given"])


def _amplitudes(data: Mapping[str, Any]) -> Drawing:
    """A dial for each amplitude: the hand's length is its magnitude, its angle and hue are its phase."""
    numbers = [[complex(*pair) for pair in data[name]] for name in ("expected", "given")]
    rows = _largest(data["labels"], *numbers)
    left = _label_width(rows) + 12
    columns = left, left + (WIDTH - left) / 2
    body = [_text(x, 14, name) for x, name in zip(columns, _names(data), strict=True)]
    y = 42.0
    for label, *amplitudes in rows:
        body.append(_text(left - 8, y + 4, f"|{label}⟩", anchor="end", mono=True))
        for x, amplitude in zip(columns, amplitudes, strict=True):
            body += _dial(x + _RADIUS, y, complex(amplitude))
        y += 2 * _RADIUS + 6
    return _with_rest(body, y - _RADIUS, len(data["labels"]) - len(rows))


def _dial(x: float, y: float, amplitude: complex) -> list[str]:
    """A circle of radius 1 in its own units, the hand in it, and both written beside it."""
    size, beside = abs(amplitude), x + _RADIUS + 6
    rim = f'<circle cx="{x:g}" cy="{y:g}" r="{_RADIUS}" fill="none" stroke="currentColor" opacity="0.5"/>'
    if size < _NOTHING:
        return [rim, _text(beside, y + 4, "0", size=11)]
    angle = math.atan2(amplitude.imag, amplitude.real)
    end = f"{x + _RADIUS * amplitude.real:.1f}", f"{y - _RADIUS * amplitude.imag:.1f}"
    colour = phase_colour(angle)
    hand = (
        f'<line x1="{x:g}" y1="{y:g}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}" stroke-width="3"/>'
        f'<circle cx="{end[0]}" cy="{end[1]}" r="3.5" fill="{colour}"/>'
    )
    return [rim, hand, _text(beside, y + 4, f"{_short(size)} ∠ {_degrees(angle)}", size=11)]


def _degrees(angle: float) -> str:
    degrees = round(math.degrees(angle)) % 360
    return f"{degrees if degrees <= 180 else degrees - 360}°".replace("-", "−")


def phase_colour(angle: float) -> str:
    """The colour of a phase in radians: its hue goes round with the angle, its luminance stays the same."""
    hue = (angle / (2 * math.pi)) % 1
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if _luminance(hue, middle) < _LUMINANCE else (low, middle)
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, low, 0.75))


def _luminance(hue: float, lightness: float) -> float:
    """Relative luminance of an HLS colour, as WCAG 2.2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colorsys.hls_to_rgb(hue, lightness, 0.75)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _interval(data: Mapping[str, Any]) -> Drawing:
    """The range that holds (hollow) above the range that was given (filled), on one axis with outcomes."""
    place = _axis(float(data["axis_low"]), float(data["axis_high"]))
    ranges = ((data["truth_low"], data["truth_high"]), 30, True), ((data["low"], data["high"]), 64, False)
    body = _legend({"legend": {"expected": "most runs"}} | dict(data))
    for ends, y, hollow in ranges:
        start, end = (place(float(value)) for value in ends)
        body.append(_bar(start, y, max(end - start, 3), hollow=hollow))
        middle = min(max((start + end) / 2, 60), WIDTH - 60)
        label = " … ".join(dict.fromkeys(map(_short, ends)))
        body.append(_text(middle, y + 23, label, anchor="middle", size=11))
    return [*body, *_ruler(data, place)], 134 if data.get("outcomes") else 118


def _axis(low: float, high: float) -> Callable[[float], float]:
    """Where a value lies on the axis, in pixels; values beyond its ends are drawn at them."""

    def place(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return _MARGIN + (WIDTH - 2 * _MARGIN) * min(max(share, 0.0), 1.0)

    return place


def _ruler(data: Mapping[str, Any], place: Callable[[float], float]) -> list[str]:
    """The axis line with its ends written, and a triangle under it for each thing that came out."""
    right = WIDTH - _MARGIN
    line = f'<path d="M{_MARGIN} 98H{right}M{_MARGIN} 94v8M{right} 94v8" fill="none" stroke="currentColor"/>'
    ends = [
        _text(_MARGIN, 115, _short(data["axis_low"]), size=11),
        _text(right, 115, _short(data["axis_high"]), anchor="end", size=11),
    ]
    outcomes = [float(outcome) for outcome in data.get("outcomes") or ()]
    marks = [f'<path d="M{place(outcome):.1f} 99l-4 8h8z"/>' for outcome in outcomes[:_MOST_MARKS]]
    legend = [_text(WIDTH / 2, 130, "▲ came out", anchor="middle", size=11)] if outcomes else []
    return [line, *ends, *marks, *legend]


_FORMS: dict[str, Callable[[Mapping[str, Any]], Drawing]] = {
    "bars": _bars,
    "amplitudes": _amplitudes,
    "interval": _interval,
}


def _largest(labels: Sequence[object], expected: Sequence[Any], given: Sequence[Any]) -> list[Pair]:
    """The rows to draw, in their own order: those with the largest values where there are too many."""
    rows = [(str(label), *values) for label, *values in zip(labels, expected, given, strict=True)]
    by_size = sorted(range(len(rows)), key=lambda i: -max(abs(rows[i][1]), abs(rows[i][2])))
    return [rows[i] for i in sorted(by_size[:MOST_ROWS])]


def _with_rest(body: list[str], y: float, left_out: int) -> Drawing:
    if not left_out:
        return body, y
    return [*body, _text(4, y + 14, f"and {left_out} more, none of them larger", size=11)], y + 22


def _label_width(rows: Sequence[Pair]) -> float:
    return min(24 + 8 * max((len(row[0]) for row in rows), default=0), WIDTH / 2)


def _short(value: float) -> str:
    """A number in three significant digits, without trailing zeros."""
    value = float(value)
    short = f"{value:.0f}" if abs(value) >= 1000 and value.is_integer() else f"{value:.3g}"
    return short.replace("-", "−")


def _text(
    x: float, y: float, content: object, *, anchor: str = "start", size: int = 12, mono: bool = False
) -> str:
    family = ' font-family="ui-monospace, monospace"' if mono else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{family}>'
        f"{escape(str(content))}</text>"
    )
