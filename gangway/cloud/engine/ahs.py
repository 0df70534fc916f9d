"""Analog Hamiltonian simulation programs, checked against the machine's limits.

Every refusal says which limit, what the program asks for, and by how much that is outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import dist
from typing import Any

from gangway import devices
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.profiles.capabilities import document

#: The most states of one group of atoms that the practice cloud follows.
MAX_STATES = 2048
#: Up to this many atoms a group is followed in its whole space; above, strongly blockaded pairs are never
#: both excited, where their interaction exceeds so many times the largest Rabi frequency.
WHOLE_SPACE_ATOMS = 8
BLOCKADE_FACTOR = 5.0
#: Atoms whose interaction turns no phase by more than this, in radians, are followed apart.
APART = 0.1


@dataclass(frozen=True)
class Series:
    """A driving field's values (rad/s or rad) at its times (s)."""

    times: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Checked:
    """A program within the limits.

    Attributes:
        sites: positions in metres.
        filling: 1 where an atom is wanted.
        amplitude, phase, detuning: the drive.
        content: the program's own document.
    """

    sites: tuple[tuple[float, float], ...]
    filling: tuple[int, ...]
    amplitude: Series
    phase: Series
    detuning: Series
    content: Mapping[str, Any]

    @property
    def filled(self) -> int:
        """How many sites hold an atom."""
        return sum(self.filling)

    @property
    def atoms(self) -> list[int]:
        """The sites with an atom."""
        return [site for site, filled in enumerate(self.filling) if filled]


@cache
def _limits(slug: str) -> dict[str, Any]:
    return json.loads(document(slug))["paradigm"]


def check(device: devices.Device, content: Mapping[str, Any]) -> Checked:
    """Check an analog program for a device.

    Raises:
        Rejected: it is no analog program, is outside a limit, or is more than this machine simulates.
    """
    limits = _limits(device.slug)
    program = _read(device, content)
    _check_register(device, program, limits["lattice"])
    _check_drive(device, program, limits["rydberg"]["rydbergGlobal"])
    for group in groups(device, program):
        check_size(device, program, group)
    return program


def _read(device: devices.Device, content: Mapping[str, Any]) -> Checked:
    from braket.ir.ahs import Program

    try:
        parsed = Program.parse_obj(content)
    except ValueError as error:
        raise Rejected(f"The analog program doesn't fit Braket's schema: {error}") from error
    if getattr(parsed.hamiltonian, "localDetuning", None) or getattr(
        parsed.hamiltonian, "shiftingFields", None
    ):
        raise Rejected(f"{device.name} takes no local detuning on the practice cloud.")
    if len(parsed.hamiltonian.drivingFields) != 1:
        raise Rejected(f"{device.name} takes one driving field, not {len(parsed.hamiltonian.drivingFields)}.")
    drive, register = parsed.hamiltonian.drivingFields[0], parsed.setup.ahs_register
    if any(len(site) != 2 for site in register.sites):
        raise Rejected("Every site needs two coordinates, x and y.")
    return Checked(
        tuple((float(x), float(y)) for x, y in register.sites),
        tuple(register.filling),
        _series(device, "amplitude", drive.amplitude),
        _series(device, "phase", drive.phase),
        _series(device, "detuning", drive.detuning),
        content,
    )


def _series(device: devices.Device, name: str, field: Any) -> Series:
    if field.pattern != "uniform":
        raise Rejected(f"{device.name} drives all atoms alike: the {name}'s pattern must be 'uniform'.")
    times, values = field.time_series.times, field.time_series.values
    if len(times) != len(values) or len(times) < 2:
        raise Rejected(f"The {name} needs as many values as times, and at least two; it has"
                       f" {len(values)} values and {len(times)} times.")  # fmt: skip
    return Series(tuple(map(float, times)), tuple(map(float, values)))


# --- the register ------------------------------------------------------------------------------------------


def _check_register(device: devices.Device, program: Checked, lattice: Mapping[str, Any]) -> None:
    geometry, area = lattice["geometry"], lattice["area"]
    count, most = len(program.sites), geometry["numberSitesMax"]
    if not 1 <= count <= most:
        raise Rejected(f"{device.name} has 1 to {most} sites; the program has {count}.")
    if len(program.filling) != count or not set(program.filling) <= {0, 1} or not program.filled:
        raise Rejected(f"The filling needs a 0 or 1 for each of the {count} sites, and at least one 1.")
    for axis, name, room in ((0, "x", area["width"]), (1, "y", area["height"])):
        places = [float(site[axis]) for site in program.sites]
        _at_most(device, f"the register's extent along {name}", max(places) - min(places), float(room), "m")
    _check_resolution(device, "site position", (value for site in program.sites for value in site),
                      float(geometry["positionResolution"]), "m")  # fmt: skip
    _check_spacing(device, program, geometry)


def _check_spacing(device: devices.Device, program: Checked, geometry: Mapping[str, Any]) -> None:
    radial, vertical = float(geometry["spacingRadialMin"]), float(geometry["spacingVerticalMin"])
    for (i, one), (j, other) in combinations(enumerate(program.sites), 2):
        between = f"between sites {i} and {j}"
        _at_least(device, f"the distance {between}", dist(one, other), radial, "m")
        rows = abs(one[1] - other[1])
        if rows > 1e-9:
            _at_least(device, f"the distance of rows {between}", rows, vertical, "m")


# --- the drive ---------------------------------------------------------------------------------------------


def _check_drive(device: devices.Device, program: Checked, drive: Mapping[str, Any]) -> None:
    named = (("amplitude", program.amplitude), ("phase", program.phase), ("detuning", program.detuning))
    for name, series in named:
        _check_times(device, name, series, drive)
    if len({series.times[-1] for _, series in named}) > 1:
        ends = ", ".join(f"{name} at {series.times[-1]:g} s" for name, series in named)
        raise Rejected(f"Amplitude, phase and detuning must end together; they end: {ends}.")
    _check_amplitude(device, program.amplitude, drive)
    _check_values(device, "detuning", program.detuning, drive["detuningRange"], "rad/s")
    _check_slew(device, "detuning", program.detuning, float(drive["detuningSlewRateMax"]))
    _check_values(device, "phase", program.phase, drive["phaseRange"], "rad")
    if program.phase.values[0] != 0:
        raise Rejected(
            f"{device.name} starts at phase 0; the program starts at {program.phase.values[0]:g} rad."
        )
    for name, series, key in (
        ("amplitude", program.amplitude, "rabiFrequencyResolution"),
        ("detuning", program.detuning, "detuningResolution"),
        ("phase", program.phase, "phaseResolution"),
    ):
        _check_resolution(
            device, name, series.values, float(drive[key]), "rad" if name == "phase" else "rad/s"
        )


def _check_times(device: devices.Device, name: str, series: Series, drive: Mapping[str, Any]) -> None:
    if series.times[0] != 0:
        raise Rejected(f"The {name} must start at 0 s; it starts at {series.times[0]:g} s.")
    _at_most(device, f"the duration of the {name}", series.times[-1], float(drive["timeMax"]), "s")
    for before, after in pairwise(series.times):
        if after <= before:
            raise Rejected(f"The times of the {name} must increase; {after:g} s follows {before:g} s.")
        step = f"the time step of the {name} after {before:g} s"
        _at_least(device, step, after - before, float(drive["timeDeltaMin"]), "s")
    _check_resolution(device, f"time of the {name}", series.times, float(drive["timeResolution"]), "s")


def _check_amplitude(device: devices.Device, series: Series, drive: Mapping[str, Any]) -> None:
    _check_values(device, "amplitude", series, drive["rabiFrequencyRange"], "rad/s")
    _check_slew(device, "amplitude", series, float(drive["rabiFrequencySlewRateMax"]))
    for when, value in (("start", series.values[0]), ("end", series.values[-1])):
        if value != 0:
            raise Rejected(
                f"The amplitude must {when} at 0 rad/s on {device.name}; it {when}s at {value:g} rad/s."
            )


def _check_values(
    device: devices.Device, name: str, series: Series, limits: Sequence[float], unit: str
) -> None:
    low, high = (float(limit) for limit in limits)
    for time, value in zip(series.times, series.values, strict=True):
        _at_most(device, f"the {name} at {time:g} s", value, high, unit)
        _at_least(device, f"the {name} at {time:g} s", value, low, unit)


def _check_slew(device: devices.Device, name: str, series: Series, most: float) -> None:
    points = list(zip(series.times, series.values, strict=True))
    for (start, first), (end, last) in pairwise(points):
        rate = abs(last - first) / (end - start)
        _at_most(device, f"the slew rate of the {name} from {start:g} to {end:g} s", rate, most, "rad/s²")


def _check_resolution(
    device: devices.Device, what: str, values: Sequence[float] | Iterator[float], step: float, unit: str
) -> None:
    for value in values:
        if abs(value / step - round(value / step)) > 1e-3:
            raise Rejected(
                f"{device.name} sets each {what} in steps of {step:g} {unit}, and {value:g} {unit} is none."
                " Round the program with its discretize(device)."
            )


def _at_most(device: devices.Device, what: str, value: float, limit: float, unit: str) -> None:
    if value > limit * (1 + 1e-9) + 1e-15:
        raise _outside(device, what, value, f"at most {limit:g}", value - limit, "too much", unit)


def _at_least(device: devices.Device, what: str, value: float, limit: float, unit: str) -> None:
    if value < limit - abs(limit) * 1e-9 - 1e-15:
        raise _outside(device, what, value, f"at least {limit:g}", limit - value, "too little", unit)


def _outside(
    device: devices.Device, what: str, value: float, limit: str, by: float, way: str, unit: str
) -> Rejected:
    return Rejected(
        f"{device.name}'s limits: {what} is {value:g} {unit}, {limit} {unit} is allowed; that is {by:.3g}"
        f" {unit} {way}."
    )


# --- how much there is to follow ---------------------------------------------------------------------------


def interaction(device: devices.Device) -> float:
    """The C6 coefficient, in rad·m⁶/s."""
    return float(_limits(device.slug)["rydberg"]["c6Coefficient"])


def groups(device: devices.Device, program: Checked) -> list[list[int]]:
    """The filled sites in groups that hardly feel each other within the program's duration."""
    reach = (interaction(device) * program.amplitude.times[-1] / APART) ** (1 / 6)
    left, found = set(program.atoms), []
    while left:
        group, frontier = [], [min(left)]
        left.discard(frontier[0])
        while frontier:
            site = frontier.pop()
            group.append(site)
            near = [other for other in left if dist(program.sites[site], program.sites[other]) <= reach]
            left.difference_update(near)
            frontier.extend(near)
        found.append(sorted(group))
    return found


def blockade_radius(device: devices.Device, program: Checked, group: Sequence[int]) -> float:
    """Within which distance, in metres, two atoms of a group are never followed into both being excited."""
    strongest = max(program.amplitude.values)
    if len(group) <= WHOLE_SPACE_ATOMS or strongest <= 0:
        return 0.0
    return (interaction(device) / (BLOCKADE_FACTOR * strongest)) ** (1 / 6)


def check_size(device: devices.Device, program: Checked, group: Sequence[int]) -> None:
    """Refuse a group with more states than the practice cloud follows.

    Raises:
        Rejected: it has.
    """
    radius = blockade_radius(device, program, group)
    if _states(program, group, radius) > MAX_STATES:
        raise Rejected(
            f"The practice cloud is a simulation on this machine: it follows up to {MAX_STATES:,} states of"
            f" atoms that interact, and the group of {len(group)} atoms round site {group[0]} has more."
            " Use fewer atoms, or place them closer, so that the blockade leaves fewer states."
        )


def _states(program: Checked, group: Sequence[int], radius: float) -> int:
    """How many sets of excited atoms have no pair within the radius, counted up to just over the most."""
    sets: list[tuple[int, ...]] = [()]
    for site in group:
        place = program.sites[site]
        sets += [
            (*chosen, site)
            for chosen in sets
            if all(dist(place, program.sites[other]) > radius for other in chosen)
        ]
        if len(sets) > MAX_STATES:
            break
    return len(sets)
