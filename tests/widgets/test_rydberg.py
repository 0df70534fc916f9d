"""The Rydberg bench: its engine against Braket's simulator and against the course's own, and its programs."""

from __future__ import annotations

import numpy as np
import pytest
from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField, LocalDetuning
from braket.ahs.field import Field
from braket.ahs.pattern import Pattern
from braket.timings import TimeSeries

from gangway.widgets import RydbergBench
from gangway.widgets.rydberg import START

pytestmark = pytest.mark.needs("npm")

MICRO = 1e-6


def design(generator: np.random.Generator, atoms: int, *, phase: bool) -> dict:
    """Atoms some 6 µm apart at random, a ramped Ω, a swept Δ, and a phase that jumps once."""
    places = [(x, y) for x in range(3) for y in range(3)][:atoms]
    shifted = [(6.5 * x + generator.uniform(-1, 1), 6.5 * y + generator.uniform(-1, 1)) for x, y in places]
    end = float(generator.uniform(1, 4))
    times = [0.0, 0.1 * end * MICRO, 0.8 * end * MICRO, end * MICRO]
    rabi, low, high = generator.uniform(5e6, 15e6), *generator.uniform(-3e7, 3e7, 2)
    jump = float(generator.uniform(-3, 3)) if phase else 0.0
    return {
        "positions": [[x * MICRO, y * MICRO] for x, y in shifted],
        "amplitude": {"times": times, "values": [0.0, rabi, rabi, 0.0]},
        "detuning": {"times": times, "values": [low, low, high, high]},
        "phase": {"times": [0.0, 0.5 * end * MICRO, end * MICRO], "values": [0.0, jump, jump]},
    }


def from_braket(program: AnalogHamiltonianSimulation, steps: int) -> np.ndarray:
    """The final distribution of Braket's own integrator, without its sampling."""
    from braket.analog_hamiltonian_simulator.rydberg.numpy_solver import rk_run
    from braket.analog_hamiltonian_simulator.rydberg.rydberg_simulator_helpers import (
        get_blockade_configurations,
    )
    from braket.analog_hamiltonian_simulator.rydberg.rydberg_simulator_unit_converter import convert_unit

    ir = convert_unit(program.to_ir())
    states = get_blockade_configurations(ir.setup.ahs_register, 0.0)
    end = float(ir.hamiltonian.drivingFields[0].amplitude.time_series.times[-1])
    final = rk_run(ir, states, np.linspace(0, end, steps), 5.42e-24 * 1e36 / 1e6)[-1]
    order = np.argsort([int(state.replace("g", "0").replace("r", "1"), 2) for state in states])
    return (np.abs(final) ** 2)[order]


def test_the_engine_agrees_with_brakets_simulator(ask_javascript):
    generator = np.random.default_rng(8)
    designs = [design(generator, atoms, phase=False) for atoms in (1, 3)]
    found = ask_javascript([{"about": "rydberg", "design": one, "tolerance": 1e-6} for one in designs])
    for one, shares in zip(designs, found, strict=True):
        wanted = from_braket(RydbergBench(design=one).program, 1000)
        assert np.max(np.abs(np.array(shares) - wanted)) < 2e-5


def test_the_engine_agrees_with_the_courses_own_integrator(ask_javascript):
    generator = np.random.default_rng(9)
    designs = [design(generator, atoms, phase=True) for atoms in (1, 2, 3, 4, 5, 5, 6)]
    found = ask_javascript([{"about": "rydberg", "design": one, "tolerance": 1e-6} for one in designs])
    for one, shares in zip(designs, found, strict=True):
        wanted = RydbergBench(design=one).probabilities()
        width = len(one["positions"])
        listed = [wanted.get(f"{state:0{width}b}", 0.0) for state in range(2**width)]
        assert np.max(np.abs(np.array(shares) - listed)) < 1e-6


def test_what_the_bench_shows_is_good_to_a_hundredth_of_a_per_cent(ask_javascript):
    generator = np.random.default_rng(10)
    designs = [design(generator, atoms, phase=True) for atoms in (2, 4, 6)]
    quick, fine = (
        ask_javascript([{"about": "rydberg", "design": one, "tolerance": t} for one in designs])
        for t in (1e-3, 1e-6)
    )
    for rough, exact in zip(quick, fine, strict=True):
        assert np.max(np.abs(np.subtract(rough, exact))) < 1e-4


def test_one_atom_on_resonance_turns_over_in_a_pi_pulse(ask_javascript):
    pulse = {"times": [0.0, np.pi / 4 * MICRO], "values": [4e6, 4e6]}
    still = {"times": pulse["times"], "values": [0.0, 0.0]}
    one = {"positions": [[0, 0]], "amplitude": pulse, "detuning": still, "phase": still}
    assert ask_javascript([{"about": "rydberg", "design": one, "tolerance": 1e-7}])[0] == pytest.approx(
        [0, 1]
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"positions": [[0, 0], [0, 0]]}, "same place"),
        ({"positions": []}, "no atom yet"),
        ({"positions": [[k * 6e-6, 0] for k in range(9)]}, "up to 8"),
        ({"amplitude": {"times": [0.0, 0.0], "values": [0, 0]}}, "must ascend"),
    ],
)
def test_what_cannot_be_computed_gets_a_sentence(ask_javascript, change, sentence):
    said = ask_javascript([{"about": "rydberg", "design": START | change, "tolerance": 1e-3}])[0]
    assert sentence in said["refused"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"positions": [[0, 0], [3e-6, 0]]}, "3 µm apart; the least is 4 µm"),
        ({"positions": [[0, 0], [80e-6, 0]]}, "larger than 75 µm"),
        ({"amplitude": {"times": [0, 1e-6, 2e-6], "values": [0, 2e7, 0]}}, "above 15.8 rad/µs"),
        ({"amplitude": {"times": [0, 1e-6, 2e-6], "values": [1e6, 1e6, 0]}}, "begin and end at zero"),
        ({"amplitude": {"times": [0, 3e-8, 2e-6], "values": [0, 1e6, 0]}}, "closer than 50 ns"),
        ({"amplitude": {"times": [0, 5e-8, 2e-6], "values": [0, 1.5e7, 0]}}, "changes faster than 250"),
        ({"detuning": {"times": [0, 5e-6], "values": [0, 2e8]}}, "beyond ±125"),
        ({"detuning": {"times": [0, 5e-6], "values": [0, 2e7]}}, "lasts longer than 4 µs"),
    ],
)
def test_what_the_device_would_refuse_is_said(ask_javascript, change, sentence):
    bench = RydbergBench()
    said = ask_javascript([{"about": "limits", "design": START | change, "limits": bench.limits}])[0]
    assert any(sentence in one for one in said), said


def test_the_start_is_within_the_limits(ask_javascript):
    assert ask_javascript([{"about": "limits", "design": START, "limits": RydbergBench().limits}]) == [[]]


def test_a_program_goes_out_and_comes_in_again():
    one = design(np.random.default_rng(3), 5, phase=True)
    program = RydbergBench(design=one).program
    assert isinstance(program, AnalogHamiltonianSimulation)
    bench = RydbergBench()
    bench.program = program
    assert bench.design == one
    assert bench.notice == ""


def test_what_cannot_be_shown_is_said_and_leaves_the_bench_as_it_was():
    register = AtomArrangement().add((0, 0)).add((6e-6, 0))
    still = TimeSeries.from_lists([0, 1e-6], [0, 0])
    local = LocalDetuning(Field(time_series=still, pattern=Pattern([0.5, 1])))
    drive = DrivingField(amplitude=still, phase=still, detuning=still)
    bench = RydbergBench(AnalogHamiltonianSimulation(register=register, hamiltonian=drive + local))
    assert "local detuning" in bench.notice
    assert bench.design == START
    bench.program = "ring"
    assert bench.notice.startswith("A str was given")
    assert bench.words() == bench.notice


def test_words_say_what_a_measurement_gives():
    assert "01 with 50 % and 10 with 50 %" in RydbergBench().words()
    assert "1 to 8 atoms" in RydbergBench(design=START | {"positions": []}).words()
