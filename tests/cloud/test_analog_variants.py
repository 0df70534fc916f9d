"""Aquila's blind variants: seeded, absent from what is published, and found by measuring."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from gangway import devices
from gangway.cloud import controls
from gangway.cloud.engine import ahs, analog, few_atoms
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.run import run
from gangway.cloud.profiles.analog_variants import analog_variant
from gangway.cloud.profiles.capabilities import document
from gangway.cloud.profiles.faults import UnknownVariant
from gangway.cloud.profiles.variants import check

AQUILA = devices.device("aquila")
PUBLISHED = analog_variant("aquila")
BLIND = [analog_variant("aquila", f"blind-{number}") for number in range(1, 7)]
RAMP = 0.1e-6


def _texts(numbers):
    return [repr(float(number)) for number in numbers]


def series(*points):
    times, values = zip(*points, strict=True)
    found = {"time_series": {"times": _texts(times), "values": _texts(values)}}
    return {**found, "pattern": "uniform"}


def drive(sites, amplitude, detuning=0.0, phase=None):
    """A program of the schema; ``amplitude`` as points, detuning constant."""
    end = amplitude[-1][0]
    fields = {
        "amplitude": series(*amplitude),
        "detuning": series((0.0, detuning), (end, detuning)),
        "phase": series(*(phase or [(0.0, 0.0), (end, 0.0)])),
    }
    register = {"sites": [[repr(x), repr(y)] for x, y in sites], "filling": [1] * len(sites)}
    return {
        "braketSchemaHeader": {"name": "braket.ir.ahs.program", "version": "1"},
        "setup": {"ahs_register": register},
        "hamiltonian": {"drivingFields": [fields], "localDetuning": []},
    }


def pulse(omega, seconds):
    """A trapezium whose area is ``omega × seconds``."""
    return [(0.0, 0.0), (RAMP, omega), (seconds, omega), (round(seconds + RAMP, 9), 0.0)]


def excited(machine, content, seed=1, shots=1000):
    """The share of atoms in the Rydberg state, as the camera has it (a lost atom counts as excited)."""
    return 1 - analog.sample(AQUILA, machine, ahs.check(AQUILA, content), shots, seed).after.mean()


def row(count, spacing):
    return [(round(index * spacing, 8), 0.0) for index in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_atoms_are_followed_as_brakets_solver_does(count):
    phase = [(0.0, 0.0), (1e-6, 1.0), (2.1e-6, 1.0)]
    content = drive(row(count, 6e-6), pulse(5e6, 2e-6), detuning=2e6, phase=phase)
    program = ahs.check(AQUILA, content)
    configurations, expected = analog._solved(AQUILA, program, range(count))
    found = few_atoms.probabilities([program], range(count), ahs.interaction(AQUILA))[0]
    named = ["".join("gr"[bit] for bit in bits) for bits in itertools.product((0, 1), repeat=count)]
    expected = dict(zip(configurations, expected, strict=True))
    assert found == pytest.approx([expected[name] for name in named], abs=0.01)


def test_a_variant_is_seeded_and_all_its_faults_are_worse_than_published():
    drives = [PUBLISHED.errors["rydberg"]["rydbergGlobal"], PUBLISHED.errors["lattice"]]
    for machine in BLIND:
        assert analog_variant.__wrapped__("aquila", machine.name) == machine
        by_kind = {fault.kind: abs(fault.size) for fault in machine.faults}
        assert by_kind["rabi"] > 2 * drives[0]["rabiFrequencyErrorRel"]
        assert by_kind["detuning"] > 2 * drives[0]["detuningError"]
        assert by_kind["dephasing"] < drives[0]["T2StarSingle"] / 5
        assert by_kind["position"] > 4 * drives[1]["sitePositionError"]
    assert len({machine.faults for machine in BLIND}) == len(BLIND)


def test_nothing_published_shows_it():
    performance = json.loads(document("aquila"))["paradigm"]["performance"]
    assert performance["lattice"]["sitePositionError"] == pytest.approx(2.5e-8)
    assert float(performance["rydberg"]["rydbergGlobal"]["T2StarSingle"]) == 5e-6
    assert AQUILA.performance["lattice"]["sitePositionError"] == 2.5e-8
    assert PUBLISHED.faults == ()


def test_a_scan_of_the_pulse_area_finds_the_rabi_frequencys_error():
    """The first maximum of a strong resonant pulse lies where Ω·t is π, by the true Ω."""

    def area_of_half(machine):
        areas = np.linspace(2.0, 4.4, 13)
        shares = [excited(machine, drive([(0.0, 0.0)], pulse(400 * round(area / 0.3e-6 / 400), 0.3e-6)))
                  for area in areas]  # fmt: skip
        curve = np.polyfit(areas, shares, 2)
        return -curve[1] / (2 * curve[0])

    expected = area_of_half(PUBLISHED)
    for machine in BLIND[:3]:
        assert expected / area_of_half(machine) == pytest.approx(machine.rabi_factor, abs=0.035)


def test_a_scan_of_the_detuning_finds_its_offset():
    """A weak π pulse excites most where the program's detuning cancels the offset."""

    def centre(machine):
        scan = np.arange(-8e6, 8.1e6, 1e6)
        shares = [excited(machine, drive([(0.0, 0.0)], pulse(2.6e6, 1.2e-6), detuning)) for detuning in scan]
        weights = np.array(shares) - min(shares)
        return float(scan @ weights / weights.sum())

    for machine in BLIND[:2]:
        found = centre(machine)
        assert found == pytest.approx(-machine.detuning_offset, abs=1.5e6)
        assert np.sign(found) == -np.sign(machine.detuning_offset)
    assert abs(centre(PUBLISHED)) < 1.2e6


def test_places_and_dephasing_reach_the_atoms():
    """Of many drawn programs: the deviation of an atom's place, and of its detuning."""
    content = drive(row(2, 6e-6), pulse(5e6, 1e-6))
    program, machine = ahs.check(AQUILA, content), BLIND[0]
    rng = np.random.default_rng(1)
    drawn = [analog._drawn(program, machine, rng) for _ in range(400)]
    faults = {fault.kind: fault.size for fault in machine.faults}
    places = np.array([each.sites for each in drawn])
    assert places.std(axis=0).mean() == pytest.approx(faults["position"], rel=0.1)
    spread = np.std([each.detuning.values[0] for each in drawn])
    assert spread == pytest.approx((1e6**2 + 2 / faults["dephasing"] ** 2) ** 0.5, rel=0.1)
    assert np.mean([each.detuning.values[0] for each in drawn]) == pytest.approx(faults["detuning"], rel=0.2)


def test_a_task_runs_on_a_variant_and_the_same_seed_gives_the_same():
    action = json.dumps(drive(row(2, 6e-6), pulse(5e6, 1e-6)))
    found = [run("aquila", "blind-1", action, 50, "{}", 3) for _ in range(2)]
    assert found[0] == found[1] != run("aquila", None, action, 50, "{}", 3)
    assert json.loads(found[0])["additionalMetadata"]["practiceCloud"]["variant"] == "blind-1"
    with pytest.raises(Rejected, match="no variant 'blind-0' of Aquila"):
        run("aquila", "blind-0", action, 50, "{}", 3)


def test_a_simulator_has_no_variants():
    check("sv1", None)
    check("dm1", "published")
    for slug in ("sv1", "dm1"):
        with pytest.raises(UnknownVariant, match="is a simulator without errors, so it has no variant"):
            check(slug, "blind-1")


def test_a_learner_chooses_and_is_refused(inside):
    inside.use_variant("Aquila", "blind-1")
    inside.use_variant("Aquila", None)
    for device in ("SV1", "Aquila"):
        with pytest.raises(controls.BadCommand, match=r"no variant 'worst'"):
            inside.use_variant(device, "worst")
