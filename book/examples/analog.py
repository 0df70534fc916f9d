"""Analog programs for neutral atoms: what a device allows, which atoms block each other, what comes out."""

from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
from braket.timings.time_series import TimeSeries

from autograder import kinds
from autograder.attempts import reference, wrong
from autograder.checks import analog
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")

LIMITS = analog.Limits(
    width=75e-6,
    height=76e-6,
    spacing_min=4e-6,
    atoms_max=256,
    rabi_max=15.8e6,
    detuning_max=125e6,
    time_max=4e-6,
    rabi_slew_max=250e12,
)


def series(*points):
    made = TimeSeries()
    for time, value in points:
        made.put(time, value)
    return made


def program(xs, rabi=15e6, detuning=4e7, ramp=1e-6):
    """Atoms on a line; the Rabi frequency is ramped up and down while the detuning changes its sign."""
    register = AtomArrangement()
    for x in xs:
        register.add((x, 0))
    drive = DrivingField(
        amplitude=series((0, 0), (ramp, rabi), (4e-6 - ramp, rabi), (4e-6, 0)),
        phase=series((0, 0), (4e-6, 0)),
        detuning=series((0, -detuning), (1e-6, -detuning), (3e-6, detuning), (4e-6, detuning)),
    )
    return AnalogHamiltonianSimulation(register=register, hamiltonian=drive)


@exercise("allowed", takes=kinds.Analog(), hints=HINTS)
def what_the_device_takes(answer, given):
    yield from analog.allowed(answer, LIMITS)


@reference("allowed")
def within_every_limit(given):
    return program([0, 5.5e-6, 11e-6])


@wrong("allowed", "rabi-too-large")
def too_strong(given):
    return program([0, 5.5e-6, 11e-6], rabi=20e6)


@exercise("register", takes=kinds.Analog(drive=False), hints=HINTS)
def atoms_that_fit(answer, given):
    yield from analog.register(answer, LIMITS)


@reference("register")
def far_enough_apart(given):
    return program([0, 5.5e-6])


@wrong("register", "micrometres-for-metres")
def in_micrometres(given):
    return program([0, 5.5])


@exercise("drive", takes=kinds.Analog(), hints=HINTS)
def waveforms_that_fit(answer, given):
    yield from analog.drive(answer, LIMITS)


@reference("drive")
def slow_enough(given):
    return program([0, 5.5e-6])


@wrong("drive", "rabi-too-steep")
def switched_on_at_once(given):
    return program([0, 5.5e-6], ramp=0.05e-6)


@exercise("blockaded", takes=kinds.Analog(), hints=HINTS)
def a_line_of_three_nodes(answer, given):
    yield from analog.blockaded(answer, [(0, 1), (1, 2)], radius=8e-6)


@reference("blockaded")
def neighbours_only(given):
    return program([0, 5.5e-6, 11e-6])


@wrong("blockaded", "atoms-inside-blockade")
def all_of_them(given):
    return program([0, 4e-6, 7.5e-6])


@exercise("prepares", takes=kinds.Analog(), hints=HINTS)
def every_other_atom(answer, given):
    yield from analog.prepares(answer, {"101": 1.0}, tolerance=0.1)


@reference("prepares")
def swept_upwards(given):
    return program([0, 5.5e-6, 11e-6])


@wrong("prepares", "other-outcomes")
def too_far_apart(given):
    return program([0, 20e-6, 40e-6])


@exercise("at-least", takes=kinds.Analog(), hints=HINTS)
def mostly_ordered(answer, given):
    yield from analog.at_least(answer, ["101"], 0.8)


@reference("at-least")
def slowly(given):
    return program([0, 5.5e-6, 11e-6])


@wrong("at-least", "stays-in-ground-state")
def hardly_driven(given):
    return program([0, 5.5e-6, 11e-6], rabi=1e3)
