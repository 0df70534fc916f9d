"""Analog programs as plain data: a register of atoms and the fields that drive them.

All figures are in SI units as in Braket: metres, seconds, radians per second. Whoever hands in only a
register, or only a drive, gets a program with the rest left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from autograder.answers import limits
from autograder.answers.fields import Malformed, field, garbled, real
from autograder.answers.unreadable import Encoded, Unreadable

Site = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Values at times, in the order in which they were put; between them the value runs straight.

    A phase holds its value until the next time instead.
    """

    times: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def ascending(self) -> bool:
        """Whether each time is later than the one before."""
        return all(a < b for a, b in pairwise(self.times))

    @property
    def duration(self) -> float:
        """The last time, in seconds; 0 for an empty series."""
        return max(self.times, default=0.0)

    @property
    def slopes(self) -> tuple[float, ...]:
        """The change per second of each piece; the times must ascend."""
        points = list(zip(self.times, self.values, strict=True))
        return tuple((w - v) / (u - t) for (t, v), (u, w) in pairwise(points))


@dataclass(frozen=True, slots=True)
class Drive:
    """A field on all atoms: Rabi frequency and detuning in rad/s, phase in rad."""

    amplitude: TimeSeries
    phase: TimeSeries
    detuning: TimeSeries


@dataclass(frozen=True, slots=True)
class LocalDetuning:
    """A detuning in rad/s whose strength differs from site to site: ``pattern`` has a factor for each."""

    magnitude: TimeSeries
    pattern: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AnalogProgram:
    """A program of analog Hamiltonian simulation.

    Attributes:
        sites: the coordinates of every site, in metres.
        filling: for each site, 1 where an atom is asked for, 0 where it stays empty.
        drives: the global driving fields; devices take one.
        local: the local detunings.
    """

    sites: tuple[Site, ...] = ()
    filling: tuple[int, ...] = ()
    drives: tuple[Drive, ...] = ()
    local: tuple[LocalDetuning, ...] = ()

    @property
    def atoms(self) -> tuple[Site, ...]:
        """The sites that hold an atom, in the register's order."""
        return tuple(site for site, filled in zip(self.sites, self.filling, strict=True) if filled)

    @property
    def series(self) -> tuple[TimeSeries, ...]:
        """Every time series of the program."""
        driven = (part for drive in self.drives for part in (drive.amplitude, drive.phase, drive.detuning))
        return (*driven, *(detuning.magnitude for detuning in self.local))

    @property
    def duration(self) -> float:
        """When the last field ends, in seconds."""
        return max((series.duration for series in self.series), default=0.0)


def encode_analog(program: AnalogProgram) -> Encoded:
    """The plain-data form of a program.

    Raises:
        Unreadable: it has more sites or points than any device, or a figure that is not finite.
    """
    _bounded(program)
    return {
        "kind": "analog",
        "sites": [list(site) for site in program.sites],
        "filling": list(program.filling),
        "drives": [[_series_data(part) for part in _parts(drive)] for drive in program.drives],
        "local": [[_series_data(term.magnitude), list(term.pattern)] for term in program.local],
    }


def _bounded(program: AnalogProgram) -> None:
    if len(program.sites) > limits.MAX_SITES:
        raise Unreadable("too-many-sites", given=len(program.sites), limit=limits.MAX_SITES)
    points = max((len(series.times) for series in program.series), default=0)
    if points > limits.MAX_POINTS:
        raise Unreadable("too-many-points", given=points, limit=limits.MAX_POINTS)
    figures = [x for site in program.sites for x in site]
    figures += [x for series in program.series for x in (*series.times, *series.values)]
    if strange := [figure for figure in figures if figure != figure or abs(figure) == float("inf")]:
        raise Unreadable("not-finite", given=str(strange[0]))


def _parts(drive: Drive) -> tuple[TimeSeries, TimeSeries, TimeSeries]:
    return drive.amplitude, drive.phase, drive.detuning


def _series_data(series: TimeSeries) -> list[list[float]]:
    return [list(series.times), list(series.values)]


def decode_analog(data: dict[str, Any]) -> AnalogProgram:
    """The program that ``data`` stands for.

    Raises:
        Malformed: it is none, or breaks a limit.
    """
    if set(data) - {"kind", "sites", "filling", "drives", "local"}:
        garbled("analog")
    sites = tuple(_site(site) for site in _list(data, "sites", limits.MAX_SITES))
    filling = tuple(_filled(value) for value in _list(data, "filling", limits.MAX_SITES))
    if len(filling) != len(sites):
        garbled("filling")
    drives = tuple(_drive(term) for term in _list(data, "drives", limits.MAX_FIELDS))
    local = tuple(_local(term, len(sites)) for term in _list(data, "local", limits.MAX_FIELDS))
    return AnalogProgram(sites, filling, drives, local)


def _list(data: dict[str, Any], name: str, most: int) -> list[Any]:
    return _items(field(data, name, list), most)


def _items(value: object, most: int) -> list[Any]:
    if type(value) is not list:
        garbled("analog")
    if len(value) > most:
        raise Malformed("too-large", given=len(value), limit=most)
    return value


def _site(data: object) -> Site:
    if len(pair := _items(data, 2)) != 2:
        garbled("site")
    return real(pair[0]), real(pair[1])


def _filled(value: object) -> int:
    if type(value) is not int or value not in (0, 1):
        garbled("filling")
    return value


def _series(data: object) -> TimeSeries:
    if len(pair := _items(data, 2)) != 2:
        garbled("series")
    times, values = (tuple(real(x) for x in _items(part, limits.MAX_POINTS)) for part in pair)
    if len(times) != len(values):
        garbled("series")
    return TimeSeries(times, values)


def _drive(data: object) -> Drive:
    if len(parts := _items(data, 3)) != 3:
        garbled("drive")
    return Drive(*(_series(part) for part in parts))


def _local(data: object, sites: int) -> LocalDetuning:
    if len(parts := _items(data, 2)) != 2:
        garbled("local")
    pattern = tuple(real(x) for x in _items(parts[1], limits.MAX_SITES))
    if len(pattern) != sites:
        garbled("pattern")
    return LocalDetuning(_series(parts[0]), pattern)


def program_of(answer: Any) -> AnalogProgram:
    """An ``AnalogHamiltonianSimulation`` of Braket as a record.

    Raises:
        Unreadable: its Hamiltonian holds something else than a drive and local detunings.
    """
    sites, filling = _register(answer.register)
    drives, local = _terms(answer.hamiltonian)
    return AnalogProgram(sites, filling, drives, local)


def _register(register: Any) -> tuple[tuple[Site, ...], tuple[int, ...]]:
    sites = list(register)
    places = tuple((float(site.coordinate[0]), float(site.coordinate[1])) for site in sites)
    return places, tuple(int(site.site_type.name == "FILLED") for site in sites)


def _terms(hamiltonian: Any) -> tuple[tuple[Drive, ...], tuple[LocalDetuning, ...]]:
    drives, local = [], []
    for term in hamiltonian.terms:
        if hasattr(term, "amplitude"):
            parts = (_field_series(part) for part in (term.amplitude, term.phase, term.detuning))
            drives.append(Drive(*parts))
        elif hasattr(term, "magnitude"):
            pattern = tuple(float(factor) for factor in term.magnitude.pattern.series)
            local.append(LocalDetuning(_field_series(term.magnitude), pattern))
        else:
            raise Unreadable("unsupported-field", given=type(term).__name__)
    return tuple(drives), tuple(local)


def _field_series(field: Any) -> TimeSeries:
    series = field.time_series
    return TimeSeries(_floats(series.times()), _floats(series.values()))


def _floats(values: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _program(answer: Any) -> Encoded:
    return encode_analog(program_of(answer))


def _ir_program(answer: Any) -> Encoded:
    from braket.ahs import AnalogHamiltonianSimulation

    return _program(AnalogHamiltonianSimulation.from_ir(answer))


def _register_alone(answer: Any) -> Encoded:
    sites, filling = _register(answer)
    return encode_analog(AnalogProgram(sites, filling))


def _hamiltonian_alone(answer: Any) -> Encoded:
    drives, local = _terms(answer)
    return encode_analog(AnalogProgram(drives=drives, local=local))


#: By the module and the name of Braket's class, what encodes it.
ENCODERS: dict[tuple[str, str], Callable[[Any], Encoded]] = {
    ("braket.ahs.analog_hamiltonian_simulation", "AnalogHamiltonianSimulation"): _program,
    ("braket.ir.ahs.program_v1", "Program"): _ir_program,
    ("braket.ahs.atom_arrangement", "AtomArrangement"): _register_alone,
    ("braket.ahs.hamiltonian", "Hamiltonian"): _hamiltonian_alone,
}
