"""Analog programs on an emulated machine: Braket's solver for the atoms, and the machine's own errors.

From shot to shot the Rabi frequency, the detuning and the atoms' places are a little off (a number of draws
of them is solved, and the shots shared among these); sites are sometimes empty, and the pictures before and
after the drive are sometimes misread. What is left out: decay to other states during the drive, and that an
empty site changes what its neighbours do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.engine import few_atoms
from gangway.cloud.engine.ahs import Checked, blockade_radius, groups, interaction

if TYPE_CHECKING:
    import numpy as np

    from gangway.cloud.profiles.analog_variants import AnalogVariant

#: How many draws of the drive's errors are solved for a task: where no group has more than a few atoms, and
#: otherwise.
DRAWS_OF_FEW, DRAWS = 40, 4
#: Points in time between which the drive is taken as constant.
STEPS = 160
#: Up to this many states the implicit solver is the quicker one.
_FEW_STATES = 64


@dataclass(frozen=True)
class Shots:
    """The pictures: (shots, sites) of 0 and 1, before the drive (an atom is there) and after it (an atom in
    its ground state is there).
    """

    before: np.ndarray
    after: np.ndarray


def sample(device: devices.Device, machine: AnalogVariant, program: Checked, shots: int, seed: int) -> Shots:
    """Run an analog program on a variant of a machine."""
    import numpy as np

    rng = np.random.default_rng(seed)
    excited = np.zeros((shots, len(program.sites)), dtype=np.uint8)
    together = groups(device, program)
    few = max(map(len, together)) <= few_atoms.MOST
    parts = np.array_split(np.arange(shots), min(DRAWS_OF_FEW if few else DRAWS, shots))
    drives = [_drawn(program, machine, rng) for _ in parts]
    for group in together:
        for part, (bits, weights) in zip(parts, _ends(device, drives, group), strict=True):
            chosen = rng.choice(len(bits), size=len(part), p=weights)
            excited[np.ix_(part, np.array(group))] = bits[chosen]
    return _pictures(program, excited, machine.errors, rng)


def _drawn(program: Checked, machine: AnalogVariant, rng: np.random.Generator) -> Checked:
    """The program as the machine happens to do it: a factor on Ω, an offset of Δ, places a little off.

    T2* is dephasing by detunings that differ from shot to shot, with deviation √2/T2*.
    """
    from dataclasses import replace

    rydberg, lattice = machine.errors["rydberg"]["rydbergGlobal"], machine.errors["lattice"]
    factor = machine.rabi_factor * (1 + rng.normal(0, rydberg["rabiFrequencyGlobalErrorRel"]))
    spread = (rydberg["detuningInhomogeneity"] ** 2 + 2 / rydberg["T2StarSingle"] ** 2) ** 0.5
    offset, jitter = machine.detuning_offset + rng.normal(0, spread), float(lattice["sitePositionError"])
    moved = [(x + dx, y + dy) for (x, y), (dx, dy) in
             zip(program.sites, rng.normal(0, jitter, (len(program.sites), 2)), strict=True)]  # fmt: skip
    return replace(
        program,
        sites=tuple(moved),
        amplitude=replace(program.amplitude, values=tuple(v * factor for v in program.amplitude.values)),
        detuning=replace(program.detuning, values=tuple(v + offset for v in program.detuning.values)),
    )


def _ends(
    device: devices.Device, drives: Sequence[Checked], group: Sequence[int]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each drive the group's configurations, (how many, atoms) with 1 for an atom in its Rydberg state,
    and their probabilities at the end.
    """
    import numpy as np

    if len(group) <= few_atoms.MOST:
        every = np.array(list(product((0, 1), repeat=len(group))), dtype=np.uint8)
        for weights in few_atoms.probabilities(drives, group, interaction(device)):
            yield every, weights
        return
    for drive in drives:
        configurations, weights = _solved(device, drive, group)
        yield np.array([[letter == "r" for letter in each] for each in configurations], np.uint8), weights


def _solved(device: devices.Device, drive: Checked, group: Sequence[int]) -> tuple[list[str], np.ndarray]:
    """The group's configurations (``g`` and ``r`` by atom) and their probabilities at the end."""
    import numpy as np
    from braket.analog_hamiltonian_simulator.rydberg.numpy_solver import rk_run
    from braket.analog_hamiltonian_simulator.rydberg.rydberg_simulator_helpers import (
        get_blockade_configurations,
    )
    from braket.analog_hamiltonian_simulator.rydberg.rydberg_simulator_unit_converter import convert_unit
    from braket.analog_hamiltonian_simulator.rydberg.scipy_solver import scipy_integrate_ode_run

    program = convert_unit(_program(drive, group))
    radius = blockade_radius(device, drive, group) * 1e6
    configurations = get_blockade_configurations(program.setup.ahs_register, radius)
    times = np.linspace(0, drive.amplitude.times[-1] * 1e6, STEPS)
    strength = interaction(device) * 1e30  # rad·m⁶/s to rad·µm⁶/µs
    if len(configurations) <= _FEW_STATES:
        states = rk_run(program, configurations, times, strength, progress_bar=False)
    else:
        states = scipy_integrate_ode_run(program, configurations, times, strength, atol=1e-7, rtol=1e-5)
    weights = np.abs(np.asarray(states[-1]).ravel()) ** 2
    return configurations, weights / weights.sum()


def _program(drive: Checked, group: Sequence[int]) -> Any:
    """Braket's program of one group of atoms."""
    from braket.ir.ahs import Program

    def field(series: Any) -> dict[str, Any]:
        values = {"times": [repr(t) for t in series.times], "values": [repr(float(v)) for v in series.values]}
        return {"time_series": values, "pattern": "uniform"}

    sites = [[repr(float(value)) for value in drive.sites[site]] for site in group]
    fields = {name: field(getattr(drive, name)) for name in ("amplitude", "phase", "detuning")}
    return Program.parse_obj(
        {
            "setup": {"ahs_register": {"sites": sites, "filling": [1] * len(sites)}},
            "hamiltonian": {"drivingFields": [fields], "localDetuning": []},
        }
    )


def _pictures(
    program: Checked, excited: np.ndarray, errors: Mapping[str, Any], rng: np.random.Generator
) -> Shots:
    """What the camera sees, with empty sites and misread ones."""
    import numpy as np

    lattice, rydberg = errors["lattice"], errors["rydberg"]["rydbergGlobal"]
    wanted = np.array(program.filling, dtype=bool)
    there = wanted & (rng.random(excited.shape) >= lattice["vacancyErrorTypical"])
    missed = rng.random(excited.shape) < lattice["atomDetectionErrorFalseNegativeTypical"]
    imagined = rng.random(excited.shape) < lattice["atomDetectionErrorFalsePositiveTypical"]
    before = np.where(there, ~missed, imagined)
    chance = np.where(excited == 1, rydberg["rydbergDetectionError"], 1 - rydberg["groundDetectionError"])
    after = there & (rng.random(excited.shape) < chance)
    return Shots(before.astype(np.uint8), after.astype(np.uint8))
