"""Analog programs: what a device allows, which atoms block each other, and what the program prepares.

Device limits come in as an argument. Bitstrings have 1 for an atom in the Rydberg state, the first atom of
the register leftmost (a measurement of the real device sees such an atom as lost).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from autograder.answers.analog import AnalogProgram, Drive, TimeSeries
from autograder.checks.pictures import shares
from autograder.checks.rydberg import C6, Settings, distances, probabilities
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding

#: A relative overshoot of a limit that is rounding, not a mistake.
_ROUNDING = 1e-9
#: Figures so large, or small, that their unit can't be what the programs use.
_LARGEST_METRES, _LONGEST_SECONDS, _SLOWEST_RABI = 1e-2, 1e-2, 1e3
#: How far the distribution of an answer may be from the reference's: total variation distance.
TOLERANCE = 0.05


@dataclass(frozen=True)
class Limits:
    """What an analog device allows, in SI units (metres, seconds, rad/s, rad/s²); ``None``: not limited."""

    width: float
    height: float
    spacing_min: float
    atoms_max: int
    rabi_max: float
    detuning_max: float
    time_max: float
    rabi_slew_max: float | None = None
    detuning_slew_max: float | None = None
    time_step_min: float | None = None
    row_spacing_min: float | None = None


def allowed(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    """The device would take the program: what :func:`register` and :func:`drive` ask."""
    yield from register(program, limits)
    yield from drive(program, limits)


def register(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    """The atoms fit the device.

    Finds ``micrometres-for-metres``, ``too-many-atoms``, ``outside-area``, ``same-place``,
    ``atoms-too-close``, ``rows-too-close``.
    """
    largest = max((abs(x) for site in program.sites for x in site), default=0.0)
    if largest > _LARGEST_METRES:
        yield Finding("micrometres-for-metres", {"given": f"{largest:g}"}, rank=LIKELY)
        return
    if len(program.sites) > limits.atoms_max:
        yield Finding("too-many-atoms", {"given": len(program.sites), "limit": limits.atoms_max})
    yield from _area(program, limits)
    yield from _spacing(program, limits)


def drive(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    """The waveforms fit the device.

    Finds ``microseconds-for-seconds``, ``megahertz-for-hertz``, ``more-than-one-drive``,
    ``times-not-ascending``, ``does-not-start-at-zero``, ``different-durations``, ``lasts-too-long``,
    ``points-too-close``, ``rabi-not-zero-at-ends``, ``rabi-negative``, ``rabi-too-large``,
    ``detuning-too-large``, ``rabi-too-steep``, ``detuning-too-steep``.
    """
    if units := list(_units(program)):
        yield from units
        return
    if len(program.drives) != 1:
        yield Finding("more-than-one-drive", {"given": len(program.drives)}, rank=LIKELY)
        return
    if not all(series.times and series.ascending for series in program.series):
        yield Finding("times-not-ascending", {}, rank=LIKELY)
        return
    yield from _times(program, limits)
    yield from _rabi(program.drives[0].amplitude, limits)
    yield from _detuning(program.drives[0].detuning, limits)


def blockade_radius(rabi: float, detuning: float = 0.0, c6: float = C6) -> float:
    """The distance in metres at which the interaction equals the drive's strength √(Ω² + Δ²).

    The usual convention R = (C6/√(Ω² + Δ²))^(1/6): Browaeys and Lahaye, Nature Physics 16 (2020) 132.
    """
    return (c6 / math.hypot(rabi, detuning)) ** (1 / 6)


def blockaded(
    program: AnalogProgram, edges: Collection[tuple[int, int]], radius: float, *, labelled: bool = True
) -> Iterator[Finding]:
    """Just the pairs of atoms that are ``edges`` are nearer than ``radius``.

    Args:
        program: the answer; atom k of its register stands for node k.
        edges: the pairs of nodes that must block each other.
        radius: the blockade radius, in metres.
        labelled: whether the order of the atoms matters; otherwise any register with this graph passes.

    Finds ``wrong-number-of-atoms``, ``atoms-inside-blockade`` (a pair that should be free) and
    ``atoms-outside-blockade`` (a pair that should block).
    """
    atoms = 1 + max((node for edge in edges for node in edge), default=-1)
    if len(program.atoms) < atoms:
        yield Finding("wrong-number-of-atoms", {"given": len(program.atoms), "expected": atoms}, rank=LIKELY)
        return
    apart = distances(program)
    near = {pair for pair, distance in apart.items() if distance < radius}
    wanted = {(min(edge), max(edge)) for edge in edges}
    if near == wanted or (not labelled and _same_graph(len(program.atoms), near, wanted)):
        return
    for code, pairs in (("atoms-inside-blockade", near - wanted), ("atoms-outside-blockade", wanted - near)):
        if pairs:
            first, second = min(pairs)
            values = {
                "first": first,
                "second": second,
                "distance": _micrometres(apart[first, second]),
                "radius": _micrometres(radius),
                "pairs": len(pairs),
            }
            yield Finding(code, values, rank=PLAUSIBLE)


def prepares(
    program: AnalogProgram,
    reference: AnalogProgram | Mapping[str, float],
    settings: Settings | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Iterator[Finding]:
    """The program ends in the distribution of outcomes that the reference ends in.

    Args:
        program: the answer, simulated exactly.
        reference: a program, simulated in the same way, or the probabilities themselves.
        settings: interaction coefficient and blockade radius, those of the reference.
        tolerance: the total variation distance that is allowed.

    Finds ``wrong-number-of-atoms``, ``stays-in-ground-state``, ``detuning-sign``, ``rabi-factor-two``,
    ``rabi-factor-two-pi``, ``atoms-in-reverse-order`` and ``other-outcomes``.
    """
    expected = probabilities(reference, settings) if isinstance(reference, AnalogProgram) else dict(reference)
    width = len(next(iter(expected)))
    if len(program.atoms) != width:
        yield Finding("wrong-number-of-atoms", {"given": len(program.atoms), "expected": width}, rank=LIKELY)
        return
    given = probabilities(program, settings)
    if _distance(given, expected) <= tolerance:
        return
    picture = shares(given, expected, "What your program ends in, beside what was asked for.", most=12)
    yield replace(_explained(program, given, expected, settings, tolerance), picture=picture)


def at_least(
    program: AnalogProgram,
    outcomes: Collection[str],
    probability: float,
    settings: Settings | None = None,
) -> Iterator[Finding]:
    """The outcomes, together, have at least that probability at the end.

    Finds ``wrong-number-of-atoms``, ``stays-in-ground-state``, ``detuning-sign`` (where the other sign would
    do) and ``target-too-rare``.
    """
    width = len(next(iter(outcomes)))
    if len(program.atoms) != width:
        yield Finding("wrong-number-of-atoms", {"given": len(program.atoms), "expected": width}, rank=LIKELY)
        return

    def share(probed: Mapping[str, float]) -> float:
        return sum(probed.get(outcome, 0.0) for outcome in outcomes)

    given = probabilities(program, settings)
    if share(given) >= probability:
        return
    values = {
        "given": _percent(share(given)),
        "asked": _percent(probability),
        "most": max(given, key=given.__getitem__),
    }
    if _in_ground_state(given):
        yield Finding("stays-in-ground-state", _ground_values(given), rank=LIKELY)
        return
    if share(probabilities(_with_drives(program, detuning=-1.0), settings)) >= probability:
        yield Finding("detuning-sign", {}, rank=LIKELY)
        return
    yield Finding("target-too-rare", values, rank=FALLBACK)


def _units(program: AnalogProgram) -> Iterator[Finding]:
    if program.duration > _LONGEST_SECONDS:
        yield Finding("microseconds-for-seconds", {"given": f"{program.duration:g}"}, rank=LIKELY)
    fastest = max((abs(v) for drive in program.drives for v in drive.amplitude.values), default=0.0)
    if 0 < fastest < _SLOWEST_RABI:
        yield Finding("megahertz-for-hertz", {"given": f"{fastest:g}"}, rank=LIKELY)


def _area(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    for axis, most in ((0, limits.width), (1, limits.height)):
        places = [site[axis] for site in program.sites] or [0.0]
        extent = max(places) - min(places)
        if not extent <= most * (1 + _ROUNDING):
            values = {"extent": _micrometres(extent), "limit": _micrometres(most), "axis": "xy"[axis]}
            yield Finding("outside-area", values)
            return


def _spacing(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    everywhere = replace(program, filling=(1,) * len(program.sites))
    apart = distances(everywhere)
    if not apart:
        return
    (first, second), nearest = min(apart.items(), key=lambda entry: entry[1])
    values = {"first": first, "second": second, "distance": _micrometres(nearest)}
    if nearest == 0:
        yield Finding("same-place", values, rank=LIKELY)
    elif nearest < limits.spacing_min * (1 - _ROUNDING):
        yield Finding("atoms-too-close", {**values, "limit": _micrometres(limits.spacing_min)})
    elif limits.row_spacing_min:
        yield from _rows(program, limits.row_spacing_min)


def _rows(program: AnalogProgram, least: float) -> Iterator[Finding]:
    """Sites in different rows are moved by different tweezers, which must not come too close."""
    rows = sorted({site[1] for site in program.sites})
    gaps = [(b - a) for a, b in pairwise(rows) if b - a > 1e-9]
    if gaps and min(gaps) < least * (1 - _ROUNDING):
        yield Finding("rows-too-close", {"distance": _micrometres(min(gaps)), "limit": _micrometres(least)})


def _times(program: AnalogProgram, limits: Limits) -> Iterator[Finding]:
    durations = {round(series.duration, 12) for series in program.series}
    if any(series.times[0] != 0 for series in program.series):
        yield Finding("does-not-start-at-zero", {})
    if len(durations) > 1:
        shown = " and ".join(f"{_micro(end)} µs" for end in (min(durations), max(durations)))
        yield Finding("different-durations", {"given": shown})
    if program.duration > limits.time_max * (1 + _ROUNDING):
        yield Finding("lasts-too-long", {"given": _micro(program.duration), "limit": _micro(limits.time_max)})
    steps = [b - a for series in program.series for a, b in pairwise(series.times)]
    if limits.time_step_min and steps and min(steps) < limits.time_step_min * (1 - _ROUNDING):
        values = {"given": f"{1e9 * min(steps):.4g}", "limit": f"{1e9 * limits.time_step_min:.4g}"}
        yield Finding("points-too-close", values)


def _rabi(series: TimeSeries, limits: Limits) -> Iterator[Finding]:
    if series.values[0] != 0 or series.values[-1] != 0:
        values = {"start": _mega(series.values[0]), "end": _mega(series.values[-1])}
        yield Finding("rabi-not-zero-at-ends", values)
    if min(series.values) < 0:
        yield Finding("rabi-negative", {"given": _mega(min(series.values))})
    if max(series.values) > limits.rabi_max * (1 + _ROUNDING):
        yield Finding("rabi-too-large", {"given": _mega(max(series.values)), "limit": _mega(limits.rabi_max)})
    yield from _steep("rabi-too-steep", series, limits.rabi_slew_max)


def _detuning(series: TimeSeries, limits: Limits) -> Iterator[Finding]:
    largest = max(abs(value) for value in series.values)
    if largest > limits.detuning_max * (1 + _ROUNDING):
        yield Finding("detuning-too-large", {"given": _mega(largest), "limit": _mega(limits.detuning_max)})
    yield from _steep("detuning-too-steep", series, limits.detuning_slew_max)


def _steep(code: str, series: TimeSeries, most: float | None) -> Iterator[Finding]:
    steepest = max((abs(slope) for slope in series.slopes), default=0.0)
    if most is not None and steepest > most * (1 + _ROUNDING):
        yield Finding(code, {"given": _mega(steepest * 1e-6), "limit": _mega(most * 1e-6)})


def _explained(
    program: AnalogProgram,
    given: Mapping[str, float],
    expected: Mapping[str, float],
    settings: Settings | None,
    tolerance: float,
) -> Finding:
    """The likeliest idea behind a distribution that is not the expected one."""
    if _in_ground_state(given) and not _in_ground_state(expected):
        return Finding("stays-in-ground-state", _ground_values(given), rank=LIKELY)
    if _distance({label[::-1]: p for label, p in given.items()}, expected) <= tolerance:
        return Finding("atoms-in-reverse-order", {}, rank=LIKELY)
    for code, changed in _changes(program):
        if _distance(probabilities(changed, settings), expected) <= tolerance:
            return Finding(code, {}, rank=LIKELY)
    most = max(given, key=given.__getitem__)
    values = {
        "outcome": most,
        "given": _percent(given[most]),
        "distance": _percent(_distance(given, expected)),
    }
    return Finding("other-outcomes", values, rank=FALLBACK)


def _changes(program: AnalogProgram) -> Iterator[tuple[str, AnalogProgram]]:
    """The program with one slip undone: after which a wrong answer would be right."""
    yield "detuning-sign", _with_drives(program, detuning=-1.0)
    for factor in (2.0, 0.5):
        yield "rabi-factor-two", _with_drives(program, amplitude=factor)
    for factor in (2 * math.pi, 1 / (2 * math.pi)):
        yield "rabi-factor-two-pi", _with_drives(program, amplitude=factor)
        yield "rabi-factor-two-pi", _with_drives(program, amplitude=factor, detuning=factor)


def _with_drives(program: AnalogProgram, amplitude: float = 1.0, detuning: float = 1.0) -> AnalogProgram:
    drives = (
        Drive(_scaled(part.amplitude, amplitude), part.phase, _scaled(part.detuning, detuning))
        for part in program.drives
    )
    return replace(program, drives=tuple(drives))


def _scaled(series: TimeSeries, factor: float) -> TimeSeries:
    return TimeSeries(series.times, tuple(factor * value for value in series.values))


def _in_ground_state(given: Mapping[str, float]) -> bool:
    return sum(p for label, p in given.items() if "1" not in label) > 0.95


def _ground_values(given: Mapping[str, float]) -> dict[str, object]:
    return {"given": _percent(sum(p for label, p in given.items() if "1" not in label))}


def _same_graph(nodes: int, first: Collection[tuple[int, int]], second: Collection[tuple[int, int]]) -> bool:
    import rustworkx

    def graph(edges: Collection[tuple[int, int]]) -> rustworkx.PyGraph:
        made: rustworkx.PyGraph = rustworkx.PyGraph()
        made.add_nodes_from(range(nodes))
        made.add_edges_from_no_data(sorted(edges))
        return made

    return rustworkx.is_isomorphic(graph(first), graph(second))


def _distance(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in first.keys() | second.keys()) / 2


def _percent(share: float) -> str:
    return f"{100 * share:.3g}"


def _micrometres(metres: float) -> str:
    return f"{1e6 * metres:.4g}"


def _micro(seconds: float) -> str:
    return f"{1e6 * seconds:.4g}"


def _mega(rate: float) -> str:
    return f"{1e-6 * rate:.4g}"
