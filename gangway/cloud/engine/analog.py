"""Analog programs on an emulated machine: Braket's solver for the atoms, and the machine's own errors.

From shot to shot the Rabi frequency, the detuning and the atoms' places are a little off (a few draws of
them are solved, and the shots shared among these); sites are sometimes empty, and the pictures before and
after the drive are sometimes misread. What is left out: decay to other states during the drive, and that an
empty site changes what its neighbours do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.engine.ahs import Checked, blockade_radius, groups, interaction

if TYPE_CHECKING:
    import numpy as np

#: How many draws of the drive's errors are solved for a task.
DRAWS = 4
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


def sample(device: devices.Device, program: Checked, shots: int, seed: int) -> Shots:
    """Run an analog program."""
    import numpy as np

    rng = np.random.default_rng(seed)
    excited = np.zeros((shots, len(program.sites)), dtype=np.uint8)
    errors = device.performance
    for part in np.array_split(np.arange(shots), min(DRAWS, shots)):
        drive = _drawn(program, errors, rng)
        for group in groups(device, program):
            excited[np.ix_(part, np.array(group))] = _excitations(device, drive, group, len(part), rng)
    return _pictures(program, excited, errors, rng)


def _drawn(program: Checked, errors: Mapping[str, Any], rng: np.random.Generator) -> Checked:
    """The program as the machine happens to do it: a factor on Ω, an offset of Δ, places a little off.

    T2* is dephasing by detunings that differ from shot to shot, with deviation √2/T2*.
    """
    from dataclasses import replace

    rydberg, lattice = errors["rydberg"]["rydbergGlobal"], errors["lattice"]
    factor = 1 + rng.normal(0, rydberg["rabiFrequencyGlobalErrorRel"])
    spread = (rydberg["detuningInhomogeneity"] ** 2 + 2 / rydberg["T2StarSingle"] ** 2) ** 0.5
    offset, jitter = rng.normal(0, spread), float(lattice["sitePositionError"])
    moved = [(x + dx, y + dy) for (x, y), (dx, dy) in
             zip(program.sites, rng.normal(0, jitter, (len(program.sites), 2)), strict=True)]  # fmt: skip
    return replace(
        program,
        sites=tuple(moved),
        amplitude=replace(program.amplitude, values=tuple(v * factor for v in program.amplitude.values)),
        detuning=replace(program.detuning, values=tuple(v + offset for v in program.detuning.values)),
    )


def _excitations(
    device: devices.Device, drive: Checked, group: Sequence[int], shots: int, rng: np.random.Generator
) -> np.ndarray:
    """1 where an atom of the group is in its Rydberg state at the end: (shots, atoms)."""
    import numpy as np

    configurations, weights = _solved(device, drive, group)
    bits = np.array([[letter == "r" for letter in each] for each in configurations], dtype=np.uint8)
    return bits[rng.choice(len(bits), size=shots, p=weights)]


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
