"""Analog programs: exercises of their own, each with a placeholder, right answers and named wrong ones."""

import json
from dataclasses import replace

import numpy as np
import pytest
from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField, LocalDetuning
from braket.ahs.field import Field
from braket.ahs.pattern import Pattern
from braket.timings.time_series import TimeSeries
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from autograder.answers import Malformed, decode, encode
from autograder.answers.analog import AnalogProgram, Drive, encode_analog
from autograder.answers.analog import TimeSeries as Series
from autograder.checks import analog
from autograder.checks.rydberg import Settings, probabilities
from autograder.exercise import exercise
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.kinds import Analog
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")
AQUILA = analog.Limits(
    width=75e-6,
    height=76e-6,
    spacing_min=4e-6,
    atoms_max=256,
    rabi_max=15.8e6,
    detuning_max=125e6,
    time_max=4e-6,
    rabi_slew_max=250e12,
    detuning_slew_max=2.5e15,
    time_step_min=50e-9,
    row_spacing_min=4e-6,
)


def series(*points):
    made = TimeSeries()
    for time, value in points:
        made.put(time, value)
    return made


def chain(atoms, spacing):
    register = AtomArrangement()
    for atom in range(atoms):
        register.add((atom * spacing, 0))
    return register


def field(rabi=15e6, start=-4e7, end=4e7, duration=4e-6, phase=0.0, ramp=0.25):
    first, last = ramp * duration, (1 - ramp) * duration
    return DrivingField(
        amplitude=series((0, 0), (first, rabi), (last, rabi), (duration, 0)),
        phase=series((0, phase), (duration, phase)),
        detuning=series((0, start), (first, start), (last, end), (duration, end)),
    )


def program(atoms=5, spacing=5.5e-6, **drive):
    return AnalogHamiltonianSimulation(register=chain(atoms, spacing), hamiltonian=field(**drive))


def record(answer):
    return decode(encode(answer))


def verdict(asked, answer):
    judged = judge(asked, encode(answer))
    assert judged.outcome is not Outcome.GRADER_FAULT
    assert all(text(finding) for finding in judged.findings)
    return judged


def asks(check, **kind):
    return exercise("analog", takes=Analog(**kind), hints=HINTS)(lambda answer, given: check(answer))


# The plain-data form


def test_a_program_comes_back_through_json():
    local = LocalDetuning(Field(series((0, 0), (4e-6, 1e7)), Pattern([0.5, 1.0])))
    answer = AnalogHamiltonianSimulation(register=chain(2, 6e-6), hamiltonian=field(phase=0.3) + local)
    back = decode(json.loads(json.dumps(encode(answer))))
    assert back.sites == ((0, 0), (6e-6, 0))
    assert back.filling == (1, 1)
    assert back.drives[0].amplitude.values == (0, 15e6, 15e6, 0)
    assert back.local[0].pattern == (0.5, 1.0)
    assert back == record(answer.to_ir()) == decode(encode_analog(back))


def test_a_register_or_a_drive_alone():
    assert record(chain(3, 5e-6)) == AnalogProgram(((0, 0), (5e-6, 0), (1e-5, 0)), (1, 1, 1))
    assert record(field()).drives == record(program()).drives


numbers = st.floats(-1e9, 1e9)
lists = st.lists(st.tuples(numbers, numbers), max_size=5)


@drawn(
    lists.map(
        lambda points: Series(*(tuple(x) for x in zip(*points, strict=True))) if points else Series((), ())
    )
)
def test_any_series_comes_back(made):

    whole = AnalogProgram(((0.0, 1.0),), (1,), (Drive(made, made, made),))
    assert decode(json.loads(json.dumps(encode_analog(whole)))) == whole


@pytest.mark.parametrize(
    "change",
    [
        {"sites": [[0, 0]]},
        {"sites": [[0, 0, 0]], "filling": [1]},
        {"sites": [["0", 0]], "filling": [1]},
        {"sites": [[float("nan"), 0]], "filling": [1]},
        {"sites": [[0, 0]], "filling": [2]},
        {"sites": [[0, 0]], "filling": [True]},
        {"sites": [[0, 0]] * 600, "filling": [1] * 600},
        {"drives": [[[[0], [0]]]]},
        {"drives": [[[[0], [0, 1]]] * 3]},
        {"drives": [[[[0] * 3000, [0] * 3000]] * 3]},
        {"drives": [[[[0], [0]]] * 3] * 9},
        {"local": [[[[0], [0]], [1]]]},
        {"local": 3},
        {"extra": 3},
    ],
)
def test_hostile_programs_are_malformed(change):
    data = {"kind": "analog", "sites": [], "filling": [], "drives": [], "local": [], **change}
    with pytest.raises(Malformed):
        decode(data)


def test_too_large_a_register_is_reported():
    assert verdict(asks(lambda answer: ()), chain(600, 5e-6)).codes == ("too-many-sites",)
    assert verdict(asks(lambda answer: ()), program(20)).codes == ("too-many-sites",)


# The simulation, against Braket's own and against formulas


@pytest.mark.parametrize(
    ("answer", "radius"),
    [
        (program(2, 7e-6, phase=1.2, start=-1e7, end=2e7), 0.0),
        (program(4, 5.5e-6, end=1e7), 6e-6),
        (
            AnalogHamiltonianSimulation(
                register=chain(2, 7e-6),
                hamiltonian=DrivingField(
                    amplitude=series((0, 0), (1e-6, 8e6), (4e-6, 0)),
                    phase=series((0, 0), (2e-6, 1.2), (4e-6, 1.2)),
                    detuning=series((0, -1e7), (4e-6, 2e7)),
                )
                + LocalDetuning(Field(series((0, 0), (1e-6, 1e7), (4e-6, 0)), Pattern([0.0, 0.5]))),
            ),
            0.0,
        ),
    ],
)
def test_the_simulation_agrees_with_brakets(answer, radius):
    from braket.devices import LocalSimulator

    from autograder.answers import Counts
    from autograder.checks import distributions

    np.random.seed(5)
    result = LocalSimulator("braket_ahs").run(answer, shots=4000, steps=600, blockade_radius=radius).result()
    counts = {key.replace("g", "0").replace("r", "1"): int(n) for key, n in result.get_counts().items()}
    expected = probabilities(record(answer), Settings(blockade_radius=radius))
    assert distributions.consistent(Counts(counts), expected, 1e-6)


def constant(rabi, detuning, duration):
    return record(
        DrivingField(
            amplitude=series((0, rabi), (duration, rabi)),
            phase=series((0, 0), (duration, 0)),
            detuning=series((0, detuning), (duration, detuning)),
        )
    )


@pytest.mark.parametrize(("rabi", "detuning"), [(5e6, 0), (5e6, 3e6), (1e7, -2e7)])
def test_one_atom_follows_rabis_formula(rabi, detuning):
    duration, strength = 0.7e-6, np.hypot(rabi, detuning)
    made = replace(constant(rabi, detuning, duration), sites=((0.0, 0.0),), filling=(1,))
    expected = (rabi / strength) ** 2 * np.sin(strength * duration / 2) ** 2
    assert probabilities(made).get("1", 0) == pytest.approx(expected, abs=1e-6)


def test_blockaded_atoms_share_one_excitation_root_n_faster():
    """N atoms that block each other oscillate at √N Ω."""
    rabi, duration = 2e6, 0.9e-6
    for atoms in (2, 3):
        places = ((0.0, 0.0), (4e-6, 0.0), (2e-6, 3.46e-6))[:atoms]
        made = replace(constant(rabi, 0, duration), sites=places, filling=(1,) * atoms)
        given = probabilities(made, Settings(blockade_radius=5e-6))
        expected = np.cos(np.sqrt(atoms) * rabi * duration / 2) ** 2
        assert given["0" * atoms] == pytest.approx(expected, abs=1e-6)


def test_vacant_sites_hold_no_atom():
    made = replace(record(program(1)), sites=((0.0, 0.0), (1e-9, 0.0)), filling=(1, 0))
    assert probabilities(made) == probabilities(record(program(1)))


# Exercise 1: a program that the device takes

LIMITED = asks(lambda answer: analog.allowed(answer, AQUILA), max_atoms=256)


@pytest.mark.parametrize("answer", [program(), program(11, 7e-6), program().to_ir(), program(phase=3.1)])
def test_allowed_programs_pass(answer):
    assert verdict(LIMITED, answer).passed


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        (AnalogHamiltonianSimulation(register=AtomArrangement(), hamiltonian=field()), "no-register"),
        (chain(3, 5e-6), "no-drive"),
        (program(spacing=5.5), "micrometres-for-metres"),
        (program(spacing=3e-6), "atoms-too-close"),
        (program(spacing=0.0), "same-place"),
        (program(11, 8e-6), "outside-area"),
        (program(duration=4.0), "microseconds-for-seconds"),
        (program(rabi=15.0), "megahertz-for-hertz"),
        (program(duration=5e-6), "lasts-too-long"),
        (program(rabi=20e6), "rabi-too-large"),
        (program(rabi=-5e6), "rabi-negative"),
        (program(end=2e8), "detuning-too-large"),
        (program(ramp=0.01), "points-too-close"),
        (program(duration=0.2e-6), "rabi-too-steep"),
        (program(duration=3.9e-6, ramp=0.495, start=-1.2e8, end=1.2e8), "points-too-close"),
        (3, "wrong-type"),
    ],
)
def test_each_broken_limit_is_named(answer, code):
    assert verdict(LIMITED, answer).codes[0] == code


def with_series(**changed):
    """A program one of whose series is another."""
    made = field()
    parts = {
        "amplitude": made.amplitude.time_series,
        "phase": made.phase.time_series,
        "detuning": made.detuning.time_series,
    }
    return AnalogHamiltonianSimulation(
        register=chain(2, 6e-6), hamiltonian=DrivingField(**{**parts, **changed})
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amplitude": series((0, 1e6), (4e-6, 0))}, "rabi-not-zero-at-ends"),
        ({"phase": series((0, 0), (3e-6, 0))}, "different-durations"),
        ({"detuning": series((1e-6, 0), (4e-6, 0))}, "does-not-start-at-zero"),
        ({"detuning": series((0, -1.2e8), (5.1e-8, 1.2e8), (4e-6, 1.2e8))}, "detuning-too-steep"),
    ],
)
def test_each_broken_waveform_is_named(changed, code):
    assert verdict(LIMITED, with_series(**changed)).codes[0] == code


def test_two_drives_and_two_rows():
    twice = AnalogHamiltonianSimulation(register=chain(2, 6e-6), hamiltonian=field() + field())
    assert verdict(LIMITED, twice).codes == ("more-than-one-drive",)
    rows = AtomArrangement().add((0, 0)).add((10e-6, 2e-6))
    assert verdict(LIMITED, AnalogHamiltonianSimulation(rows, field())).codes == ("rows-too-close",)


def test_times_that_do_not_ascend():
    made = record(program())
    drive = replace(made.drives[0], detuning=Series((0.0, 2e-6, 1e-6, 4e-6), (0.0, 0.0, 0.0, 0.0)))
    judged = judge(LIMITED, encode_analog(replace(made, drives=(drive,))))
    assert judged.codes == ("times-not-ascending",)
    simulated = asks(lambda answer: analog.prepares(answer, {"00000": 1.0}))
    assert judge(simulated, encode_analog(replace(made, drives=(drive,)))).codes == ("times-not-ascending",)


# Exercise 2: a register whose blockade graph is the prompt's

RADIUS = analog.blockade_radius(15e6)
PATH = asks(lambda answer: analog.blockaded(answer, [(0, 1), (1, 2)], RADIUS), drive=False)
ANY_PATH = asks(
    lambda answer: analog.blockaded(answer, [(0, 1), (1, 2)], RADIUS, labelled=False), drive=False
)


def placed(*places):
    register = AtomArrangement()
    for place in places:
        register.add(place)
    return register


def test_the_blockade_radius_of_the_literature():
    assert pytest.approx(8.44e-6, abs=0.02e-6) == RADIUS
    assert analog.blockade_radius(1e6, 1e6) < analog.blockade_radius(1e6)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (chain(3, 6e-6), None),
        (placed((0, 0), (0, 6e-6), (6e-6, 6e-6)), None),
        (program(3, 6e-6), None),
        (None, "no-answer"),
        (AtomArrangement(), "empty-program"),
        (chain(2, 6e-6), "wrong-number-of-atoms"),
        (chain(3, 4e-6), "atoms-inside-blockade"),
        (chain(3, 9e-6), "atoms-outside-blockade"),
        (placed((0, 0), (12e-6, 0), (6e-6, 0)), "atoms-inside-blockade"),
    ],
)
def test_blockade_graphs(answer, code):
    assert list(verdict(PATH, answer).codes)[:1] == ([] if code is None else [code])


def test_blockade_graphs_up_to_labels():
    assert verdict(ANY_PATH, placed((0, 0), (12e-6, 0), (6e-6, 0))).passed
    assert verdict(ANY_PATH, chain(3, 4e-6)).codes == ("atoms-inside-blockade",)


# Exercise 3: prepare the ordered phase, judged against a reference and by its probability

SETTINGS = Settings(blockade_radius=6e-6)
REFERENCE = record(program())
ORDERED = asks(lambda answer: analog.prepares(answer, REFERENCE, SETTINGS))
LIKELY_ORDERED = asks(lambda answer: analog.at_least(answer, ["10101"], 0.6, SETTINGS))


@pytest.mark.parametrize(
    "answer", [program(), program(ramp=0.24), program(phase=1.0), program(spacing=5.6e-6)]
)
def test_other_ways_to_the_ordered_phase_pass(answer):
    assert verdict(ORDERED, answer).passed
    assert verdict(LIKELY_ORDERED, answer).passed


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        (program(rabi=1e-3), "stays-in-ground-state"),
        (program(4), "wrong-number-of-atoms"),
        (program(duration=0.4e-6), "other-outcomes"),
    ],
)
def test_wrong_preparations_are_named(answer, code):
    assert verdict(ORDERED, answer).codes == (code,)


def test_slips_of_the_drive_are_named():
    pulse = record(pi_pulse(1e-6))
    asked = asks(lambda answer: analog.prepares(answer, pulse, SETTINGS))
    assert verdict(asked, pi_pulse(1e-6)).passed
    assert verdict(asked, pi_pulse(2e-6)).codes == ("stays-in-ground-state",)
    assert verdict(asked, pi_pulse(0.5e-6)).codes == ("rabi-factor-two",)
    assert verdict(asked, pi_pulse(1e-6 / (2 * np.pi))).codes[0] in (
        "rabi-factor-two-pi",
        "stays-in-ground-state",
    )
    swept = asks(lambda answer: analog.at_least(answer, ["101"], 0.8, SETTINGS))
    assert verdict(swept, program(3)).passed
    assert verdict(swept, program(3, duration=0.4e-6)).codes == ("target-too-rare",)


def pair(detuning):
    """Two atoms whose interaction a positive detuning makes up for: both are excited together."""
    drive = DrivingField(
        amplitude=series((0, 5e6), (0.9e-6, 5e6)),
        phase=series((0, 0), (0.9e-6, 0)),
        detuning=series((0, detuning), (0.9e-6, detuning)),
    )
    return AnalogHamiltonianSimulation(register=chain(2, 8.5e-6), hamiltonian=drive)


def test_the_sign_of_the_detuning_is_named():
    both = probabilities(record(pair(7.2e6)))["11"]
    assert both > 0.5
    for asked in (
        asks(lambda answer: analog.prepares(answer, record(pair(7.2e6)))),
        asks(lambda answer: analog.at_least(answer, ["11"], 0.9 * both)),
    ):
        assert verdict(asked, pair(7.2e6)).passed
        assert verdict(asked, pair(-7.2e6)).codes == ("detuning-sign",)


def pi_pulse(duration):
    """A triangular pulse on one atom whose area is π when it lasts a microsecond."""
    half = duration / 2
    return AnalogHamiltonianSimulation(
        register=chain(1, 1),
        hamiltonian=DrivingField(
            amplitude=series((0, 0), (half, 2 * np.pi * 1e6), (duration, 0)),
            phase=series((0, 0), (duration, 0)),
            detuning=series((0, 0), (duration, 0)),
        ),
    )


def test_a_register_read_from_the_other_end():
    uneven = placed((0, 0), (5e-6, 0), (30e-6, 0))
    asked = asks(lambda answer: analog.prepares(answer, {"011": 1.0}, SETTINGS, tolerance=0.2))
    judged = verdict(asked, AnalogHamiltonianSimulation(placed((0, 0), (25e-6, 0), (50e-6, 0)), field()))
    assert judged.codes == ("other-outcomes",)
    three = record(AnalogHamiltonianSimulation(uneven, field()))
    turned = {key[::-1]: p for key, p in probabilities(three, SETTINGS).items()}
    asked = asks(lambda answer: analog.prepares(answer, turned, SETTINGS))
    assert verdict(asked, AnalogHamiltonianSimulation(uneven, field())).codes == ("atoms-in-reverse-order",)


def test_a_picture_shows_the_outcomes():
    picture = verdict(ORDERED, program(duration=0.4e-6)).findings[0].picture
    assert picture.form == "bars"
    assert len(picture.data["labels"]) == len(picture.data["given"]) == len(picture.data["expected"]) <= 12


def test_programs_beyond_simulation_are_refused_quickly():
    asked = asks(lambda answer: analog.prepares(answer, {"0" * 14: 1.0}), max_atoms=20)
    assert verdict(asked, program(14)).codes == ("beyond-simulation",)
    fast = asks(lambda answer: analog.prepares(answer, {"0" * 5: 1.0}))
    assert verdict(fast, program(rabi=1e15)).codes == ("beyond-simulation",)


figures = st.sampled_from([0.0, 1e-308, 1e308, -1e308, 1e60, 4e-6, 1e-6]) | st.floats(
    allow_nan=False, allow_infinity=False
)
waveforms = st.lists(st.tuples(figures, figures), max_size=4).map(
    lambda points: Series(tuple(time for time, _ in points), tuple(value for _, value in points))
)


@settings(max_examples=60, deadline=None)
@drawn(st.lists(st.tuples(figures, figures), min_size=5, max_size=5), waveforms, waveforms, waveforms)
def test_extreme_programs_get_a_clean_verdict(sites, amplitude, phase, detuning):
    made = AnalogProgram(tuple(sites), (1,) * 5, (Drive(amplitude, phase, detuning),))
    for asked in (LIMITED, ORDERED, LIKELY_ORDERED, PATH):
        judged = judge(asked, encode_analog(made))
        assert judged.outcome is not Outcome.GRADER_FAULT
        assert all(text(finding) for finding in judged.findings)
