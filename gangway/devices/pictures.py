"""The catalogue as pictures: how a device's qubits are coupled and how well, and devices side by side.

Each is a :class:`Drawing`, shown with its description wherever a notebook shows the value of a cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as Canvas

from gangway.devices.calibration_tables import calibration
from gangway.devices.calibrations import Calibration, Pair
from gangway.devices.records import Device, Figure, catalogue
from gangway.devices.records import device as find
from gangway.devices.table import label
from gangway.figures import EXPECTED, bundle

#: The fidelity that is published for a pair that is out of order: no better than chance.
DEAD = 0.5

_GREY, _EDGE = "#8a8a8a", "#333333"
_COLOURS = "cividis"

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A picture with its description.

    Attributes:
        figure: the matplotlib figure.
        alt: what it shows, in words.
    """

    figure: Canvas = field(repr=False)
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return bundle(self.figure, self.alt)


def connectivity(name: str, date: str | None = None) -> Drawing:
    """How the qubits of a device (name or ARN) are coupled, each coupler coloured by its published fidelity.

    ``date`` chooses the calibration; by default the newest.

    Raises:
        UnknownDevice: there is no such device.
        LookupError: no calibration table of it is at hand, or none of that date.
    """
    found = find(name)
    if not found.calibrations:
        drawn = ", ".join(device.name for device in catalogue(elsewhere=True) if device.calibrations)
        raise LookupError(
            f"the fidelity of each coupler of {found.name} is not published here "
            f"(connectivity: {found.connectivity}); there are tables for: {drawn}"
        )
    table = calibration(found.name, date)
    return Drawing(_draw_couplers(table), _couplers_in_words(table))


def comparison(figure: str = "two_qubit_fidelity", retired: bool = False) -> Drawing:
    """One figure of every device that it is published for, as a chart of dots with dates.

    Simulators have no hardware figures and are left out. Gate machines for which the figure is not published
    are listed below the chart, not drawn; ``retired=True`` has retired machines too.

    Raises:
        LookupError: no machine has a figure of that name.
    """
    machines = [device for device in catalogue(retired, elsewhere=True) if device.paradigm != "simulator"]
    found = [(device, device.figure(figure)) for device in machines]
    known = [(device, value) for device, value in found if isinstance(value, Figure)]
    if not known:
        names = sorted({name for device in machines for name in device.figures})
        raise LookupError(f"no device has a figure {figure!r}; there are: {', '.join(names)}")
    ranked = sorted(known, key=lambda entry: entry[1].value)
    missing = [device.name for device, value in found if not value and device.paradigm == "gate"]
    return Drawing(_draw_dots(figure, ranked, missing), _dots_in_words(figure, ranked, missing))


def positions(qubits: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, Point]:
    """Where each qubit is drawn: on its lattice where the numbers run along its rows, else on a circle.

    On a lattice that is numbered row by row a coupler between neighbouring numbers lies along a row, and
    every other coupler leads to the next row. If that puts two qubits in one place, or one coupler at two
    lengths, the device isn't such a lattice.
    """
    numbers, couplers = sorted(qubits), sorted(pairs)
    placed = _on_lattice(numbers, couplers)
    steps = {(a, b): (1.0, 0.0) if b - a == 1 else (0.0, -1.0) for a, b in couplers}
    fits = len(placed) == len(numbers) == len(set(placed.values())) and all(
        _sum(placed[a], step) == placed[b] for (a, b), step in steps.items()
    )
    return placed if fits else _on_circle(numbers)


def _on_lattice(numbers: Sequence[int], couplers: Sequence[tuple[int, int]]) -> dict[int, Point]:
    """Follow the couplers from the lowest number; a qubit with none follows its predecessor in the row."""
    steps: dict[int, list[tuple[int, Point]]] = {number: [] for number in numbers}
    for a, b in couplers:
        x, y = (1.0, 0.0) if b - a == 1 else (0.0, -1.0)
        steps[a].append((b, (x, y)))
        steps[b].append((a, (-x, -y)))
    placed: dict[int, Point] = {numbers[0]: (0.0, 0.0)}
    waiting = [numbers[0]]
    while waiting:
        here = waiting.pop(0)
        for there, step in steps[here]:
            if there not in placed:
                placed[there] = _sum(placed[here], step)
                waiting.append(there)
    for number in numbers:
        if not steps[number] and number - 1 in placed:
            placed[number] = _sum(placed[number - 1], (1.0, 0.0))
    return placed


def _on_circle(numbers: Sequence[int]) -> dict[int, Point]:
    turn, radius = math.tau / len(numbers), len(numbers) / math.tau
    return {
        number: (radius * math.sin(turn * place), radius * math.cos(turn * place))
        for place, number in enumerate(numbers)
    }


def _sum(point: Point, step: Point) -> Point:
    return point[0] + step[0], point[1] + step[1]


def _live_and_dead(table: Calibration) -> tuple[list[Pair], list[Pair]]:
    pairs = sorted(table.pairs.values(), key=lambda pair: (pair.fidelity, pair.a, pair.b))
    return [p for p in pairs if p.fidelity > DEAD], [p for p in pairs if p.fidelity <= DEAD]


def _draw_couplers(table: Calibration) -> Canvas:
    where = positions(table.qubits, table.pairs)
    live, dead = _live_and_dead(table)
    width, height = (max(axis) - min(axis) for axis in zip(*where.values(), strict=True))
    canvas = Canvas(figsize=(max(4.5, 0.62 * width + 2.6), max(3.2, 0.62 * height + 1.6)))
    axes = canvas.add_subplot()
    colours = _scale(live)
    for pair in dead:
        _line(axes, where, pair, color=_GREY, linewidth=2, linestyle=(0, (2, 2)))
    tints = colours.to_rgba(np.array([pair.fidelity for pair in live]))
    for pair, tint in zip(live, tints, strict=True):
        _line(axes, where, pair, color=_EDGE, linewidth=6)
        _line(axes, where, pair, color=tint, linewidth=4.4)
    _draw_qubits(axes, where)
    _finish_couplers(canvas, axes, table, colours)
    return canvas


def _scale(live: Sequence[Pair]) -> ScalarMappable:
    best = live[-1].fidelity if live else 1.0
    return ScalarMappable(Normalize(_lowest_shown(live), best), _COLOURS)


def _lowest_shown(live: Sequence[Pair]) -> float:
    """The 5th percentile, so that a few bad couplers don't make all others look alike."""
    values = [pair.fidelity for pair in live]
    return max(quantiles(values, n=20)[0], values[0]) if len(values) > 1 else DEAD


def _line(axes: Axes, where: Mapping[int, Point], pair: Pair, **look: object) -> None:
    (x1, y1), (x2, y2) = where[pair.a], where[pair.b]
    axes.plot([x1, x2], [y1, y2], solid_capstyle="butt", zorder=1, **look)  # type: ignore[arg-type]


def _draw_qubits(axes: Axes, where: Mapping[int, Point]) -> None:
    across, up = zip(*where.values(), strict=True)
    axes.scatter(across, up, s=300, color="white", edgecolors=_EDGE, zorder=2)
    for number, (x, y) in where.items():
        axes.text(x, y, str(number), ha="center", va="center_baseline", fontsize=8.5, zorder=3)


def _finish_couplers(canvas: Canvas, axes: Axes, table: Calibration, colours: ScalarMappable) -> None:
    live, dead = _live_and_dead(table)
    axes.set_aspect("equal")
    axes.margins(0.08)
    axes.axis("off")
    axes.set_title(f"{label(find(table.device))}, calibration of {table.date}")
    if dead:
        axes.plot([], [], color=_GREY, linewidth=2, linestyle=(0, (2, 2)), label="dead pair")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), frameon=False)
    gates = "/".join(sorted({pair.gate.upper() for pair in table.pairs.values()}))
    below = bool(live) and live[0].fidelity < _lowest_shown(live)
    canvas.colorbar(
        colours, ax=axes, label=f"{gates} fidelity", shrink=0.8, extend="min" if below else "neither"
    )


def _couplers_in_words(table: Calibration) -> str:
    live, dead = _live_and_dead(table)
    said = (
        f"{label(find(table.device))} on {table.date}: {len(table.qubits)} qubits, {len(table.pairs)} coupled"
        f" pairs, coloured by two-qubit fidelity."
    )
    if live:
        worst, best = live[0], live[-1]
        said += (
            f" Median of the working pairs {median(pair.fidelity for pair in live):.4f};"
            f" best {best.a}–{best.b} with {best.fidelity:.4f},"
            f" worst {worst.a}–{worst.b} with {worst.fidelity:.4f}."
        )
    return said + (f" Dead pairs: {_listed(dead)}." if dead else " No pair is dead.")


def _listed(pairs: Sequence[Pair]) -> str:
    return ", ".join(f"{pair.a}–{pair.b}" for pair in sorted(pairs, key=lambda pair: (pair.a, pair.b)))


def _title(name: str, unit: str = "") -> str:
    words = name.replace("_", " ").replace("two qubit", "two-qubit").replace("one qubit", "one-qubit")
    words = words.upper() if name in ("t1", "t2") else words
    return f"{words} ({unit})" if unit else words


def _draw_dots(name: str, ranked: Sequence[tuple[Device, Figure]], missing: Sequence[str]) -> Canvas:
    canvas = Canvas(figsize=(7.2, 0.62 * len(ranked) + 1.5))
    axes = canvas.add_subplot()
    values = [figure.value for _, figure in ranked]
    axes.scatter(values, range(len(values)), s=70, color=EXPECTED, zorder=3)
    for row, (_, figure) in enumerate(ranked):
        place = (figure.value, row)
        axes.annotate(_dot_label(figure), place, (0, 9), textcoords="offset points", ha="center", fontsize=8)
    axes.set_yticks(range(len(ranked)), [f"{label(device)}\n{device.vendor}" for device, _ in ranked])
    axes.set_ylim(-0.5, len(ranked) - 0.3)
    if min(values) > 0 and max(values) / min(values) > 100:
        axes.set_xscale("log")
    axes.margins(x=0.25)
    axes.grid(axis="x", alpha=0.4)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(_title(name, ranked[0][1].unit))
    if missing:
        canvas.text(0.5, -0.02, f"not published: {', '.join(missing)}", ha="center", va="top", fontsize=9)
    return canvas


def _dot_label(figure: Figure) -> str:
    statistic = figure.statistic.partition(",")[0].partition(";")[0]
    return ", ".join(filter(None, (f"{figure.value:g}", statistic, figure.as_of)))


def _dots_in_words(name: str, ranked: Sequence[tuple[Device, Figure]], missing: Sequence[str]) -> str:
    unit = ranked[0][1].unit
    said = "; ".join(f"{label(device)} {_dot_label(figure)}" for device, figure in reversed(ranked))
    absent = f" Not published: {', '.join(missing)}." if missing else ""
    return f"{_title(name, unit)} by device, as published: {said}.{absent}"
