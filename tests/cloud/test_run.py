"""Tasks from their action to their result document, read back by the SDK's own classes."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pytest

from gangway import devices
from gangway.cloud.engine import ahs
from gangway.cloud.engine.run import Rejected, run

QUBITS = "OPENQASM 3.0;\nqubit[2] q;\n"
BELL = QUBITS + "bit[2] b;\nh q[0];\ncnot q[0], q[1];\nb[0] = measure q[0];\nb[1] = measure q[1];\n"
QPUS = ("garnet", "emerald", "cepheus-1-108q", "forte-1", "forte-enterprise-1", "ibex-q1")


def action(source: str, **inputs: object) -> str:
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    return json.dumps({"braketSchemaHeader": header, "source": source, "inputs": inputs})


def result(slug: str, source: str, shots: int, variant: str | None = None, seed: int = 1, **inputs: object):
    from braket.tasks import GateModelQuantumTaskResult

    text = run(slug, variant, action(source, **inputs), shots, "{}", seed)
    return GateModelQuantumTaskResult.from_string(text)


@pytest.mark.parametrize("slug", ["sv1", "dm1", *QPUS])
def test_a_bell_pair_comes_out_correlated(slug):
    found = result(slug, BELL, 1000)

    assert found.measurements.shape == (1000, 2)
    assert found.measured_qubits == [0, 1]
    assert found.measurement_probabilities["00"] + found.measurement_probabilities["11"] > 0.85
    assert 0.4 < found.measurement_probabilities["00"] < 0.6
    assert found.task_metadata.deviceId == devices.device(slug).arn


@pytest.mark.parametrize("slug", ["sv1", "dm1", *QPUS])
def test_the_same_seed_gives_the_same_document(slug):
    assert run(slug, None, action(BELL), 100, "{}", 3) == run(slug, None, action(BELL), 100, "{}", 3)
    assert run(slug, None, action(BELL), 100, "{}", 3) != run(slug, None, action(BELL), 100, "{}", 4)


@pytest.mark.parametrize("slug", ["sv1", *QPUS])
def test_every_result_says_that_it_is_emulated(slug):
    about = json.loads(run(slug, None, action(BELL), 100, "{}", 1))["additionalMetadata"]

    assert about["practiceCloud"]["emulated"] is True
    assert "EMULATED" in about["practiceCloud"]["summary"]
    vendor = devices.device(slug).vendor.lower()
    if vendor in ("iqm", "rigetti"):
        assert "EMULATED" in about[f"{vendor}Metadata"]["compiledProgram"]


def test_exact_results_of_the_simulators():
    turned = (
        "input float t;\nqubit[2] q;\nrx(t) q[0];\ncnot q[0], q[1];\n"
        "#pragma braket result expectation z(q[0]) @ z(q[1])\n#pragma braket result probability q[0]\n"
        "#pragma braket result variance z(q[0])\n"
    )
    for slug in ("sv1", "dm1"):
        zz, probability, variance = result(slug, turned, 0, t=0.3).values

        assert zz == pytest.approx(1)
        assert probability == pytest.approx([np.cos(0.15) ** 2, np.sin(0.15) ** 2])
        assert variance == pytest.approx(np.sin(0.3) ** 2)
    amplitude = result("sv1", QUBITS + 'h q[0];\ncnot q[0], q[1];\n#pragma braket result amplitude "11"\n', 0)
    assert amplitude.values[0]["11"] == pytest.approx(np.sqrt(0.5))


def test_noise_of_the_learners_own_on_dm1():
    source = (
        QUBITS + "x q[0];\n#pragma braket noise bit_flip(0.1) q[0]\n#pragma braket result probability q[0]\n"
    )

    assert result("dm1", source, 0).values[0] == pytest.approx([0.1, 0.9])


@pytest.mark.parametrize("slug", ["sv1", "garnet", "cepheus-1-108q", "forte-enterprise-1"])
def test_sampled_result_types_are_measured_in_their_bases(slug):
    circuit = QUBITS + "h q[0];\ncnot q[0], q[1];\n"
    same = "#pragma braket result expectation {0}(q[0]) @ {0}(q[1])\n"
    for basis, expected in (("x", 1), ("y", -1), ("z", 1)):
        found = result(slug, circuit + same.format(basis), 1000).values[0]

        assert found == pytest.approx(expected, abs=0.25)
    sample = result(slug, QUBITS + "ry(pi/4) q[0];\n#pragma braket result sample h(q[0])\n", 500).values[0]
    assert np.mean(sample) > 0.85


def test_one_circuit_measures_a_qubit_in_one_basis():
    asked = [f"#pragma braket result expectation {basis}(q[0])" for basis in "xz"]
    source = "\n".join([QUBITS, "h q[0];", *asked])

    for slug in ("garnet", "sv1"):
        with pytest.raises(Rejected):
            run(slug, None, action(source), 100)


def test_physical_qubits_are_reported_by_their_numbers():
    source = "bit[2] b;\nh $3;\ncnot $3, $4;\nb[0] = measure $3;\nb[1] = measure $4;"

    assert result("garnet", source, 100).measured_qubits == [3, 4]


def test_bits_come_out_where_they_were_measured_into():
    source = QUBITS + "bit[2] b;\nx q[0];\nb[1] = measure q[0];\nb[0] = measure q[1];\n"
    for slug in ("sv1", "garnet", "forte-enterprise-1"):
        found = result(slug, source, 200)

        assert found.measured_qubits == [1, 0]
        assert found.measurements[:, 1].mean() > 0.9 > 0.1 > found.measurements[:, 0].mean()


def test_clifford_circuits_wider_than_a_state_run_on_sv1():
    count = 30
    chain = "".join(f"cnot q[{i}], q[{i + 1}];\n" for i in range(count - 1))
    found = result("sv1", f"qubit[{count}] q;\nbit[{count}] b;\nh q[0];\n{chain}b = measure q;", 50)

    assert set(found.measurement_counts) == {"0" * count, "1" * count}


def test_a_program_set_comes_back_program_by_program():
    from braket.task_result import ProgramSetTaskResult

    turn = "input float t;\nbit[1] b;\nqubit[1] q;\nrx(t) q[0];\nb[0] = measure q[0];\n"
    header = {"name": "braket.ir.openqasm.program_set", "version": "1"}
    programs = [{"source": turn, "inputs": {"t": [0.0, np.pi]}}, {"source": BELL, "inputs": {}}]
    given = json.dumps({"braketSchemaHeader": header, "programs": programs})
    for slug in ("sv1", "garnet"):
        found = ProgramSetTaskResult.parse_raw(run(slug, None, given, 300, "{}", 1))

        assert found.taskMetadata.successfulShots == 300
        (zero, one), (pair,) = (program.executableResults for program in found.programResults)
        assert [zero.inputsIndex, one.inputsIndex] == [0, 1]
        assert np.mean(zero.measurements) < 0.1 < 0.9 < np.mean(one.measurements)
        assert np.shape(pair.measurements) == (100, 2)


def test_a_blind_variant_runs_under_its_name_and_no_other_does():
    hidden = run("garnet", "blind-1", action(BELL), 100, "{}", 1)

    assert json.loads(hidden)["additionalMetadata"]["practiceCloud"]["variant"] == "blind-1"
    for slug in ("garnet", "sv1"):
        with pytest.raises(Rejected, match="variant"):
            run(slug, "blind-0", action(BELL), 100)


# --- analog ------------------------------------------------------------------------------------------------


def analog(sites, amplitude=15e6, detuning=0.0, duration=0.4e-6, ramp=0.06e-6, **changes) -> str:
    """A drive that is switched on, held and switched off."""
    times = [0, ramp, duration - ramp, duration]

    def field(values):
        return {
            "pattern": "uniform",
            "time_series": {
                "times": [str(Decimal(str(t))) for t in times],
                "values": [str(v) for v in values],
            },
        }

    drive = {
        "amplitude": field([0, amplitude, amplitude, 0]),
        "phase": field([0, 0, 0, 0]),
        "detuning": field([detuning] * 4),
        **changes,
    }
    register = {"sites": [[str(x), str(y)] for x, y in sites], "filling": [1] * len(sites)}
    return json.dumps(
        {
            "braketSchemaHeader": {"name": "braket.ir.ahs.program", "version": "1"},
            "setup": {"ahs_register": register},
            "hamiltonian": {"drivingFields": [drive], "localDetuning": []},
        }
    )


PAIR = [(0.0, 0.0), (0.0, 5.5e-6)]


def excited(program: str, shots: int = 400) -> np.ndarray:
    """How often each filled site was seen without its atom after the drive."""
    from braket.task_result import AnalogHamiltonianSimulationTaskResult
    from braket.tasks.analog_hamiltonian_simulation_quantum_task_result import (
        AnalogHamiltonianSimulationQuantumTaskResult,
    )

    text = run("aquila", None, program, shots, "{}", 1)
    found = AnalogHamiltonianSimulationQuantumTaskResult.from_object(
        AnalogHamiltonianSimulationTaskResult.parse_raw(text)
    )
    assert len(found.measurements) == shots
    return 1 - np.mean([shot.post_sequence for shot in found.measurements], axis=0)


def test_a_pi_pulse_excites_and_is_seen_with_the_detection_error():
    area = np.pi
    flat = area / 15e6
    program = analog([(0.0, 0.0)], duration=round(flat + 0.06e-6, 9))

    errors = devices.device("aquila").performance["rydberg"]["rydbergGlobal"]
    assert excited(program, 1000)[0] == pytest.approx(1 - errors["rydbergDetectionError"], abs=0.05)
    assert excited(analog([(0.0, 0.0)], amplitude=0.0), 1000)[0] < 0.05


def test_two_close_atoms_are_not_excited_together_and_two_far_ones_are():
    duration = round(np.pi / 15e6 + 0.06e-6, 9)

    close = excited(analog(PAIR, duration=duration))
    far = excited(analog([(0.0, 0.0), (0.0, 6e-5)], duration=duration))

    assert close.sum() < 1.2
    assert far.sum() > 1.6


def test_empty_sites_stay_empty():
    program = json.loads(analog(PAIR))
    program["setup"]["ahs_register"]["filling"] = [1, 0]
    measured = json.loads(run("aquila", None, json.dumps(program), 100, "{}", 1))["measurements"]

    assert sum(shot["shotResult"]["preSequence"][0] for shot in measured) > 90
    assert sum(shot["shotResult"]["preSequence"][1] for shot in measured) < 10
    assert sum(shot["shotResult"]["postSequence"][1] for shot in measured) == 0


def test_many_atoms_apart_are_followed_one_by_one():
    grid = [(x * 2.5e-5, y * 2.5e-5) for x in range(3) for y in range(3)]

    assert excited(analog(grid, duration=round(np.pi / 15e6 + 0.06e-6, 9)), 100).mean() > 0.7


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (analog([(0.0, 0.0), (0.0, 3e-6)]), ("between sites 0 and 1", "3e-06 m", "1e-06 m too little")),
        (analog([(0.0, 0.0), (8e-5, 0.0)]), ("extent along x", "8e-05 m", "7.5e-05", "5e-06 m too much")),
        (analog([(0.0, 0.0), (6e-6, 1e-6)]), ("distance of rows", "4e-06")),
        (analog([(0.0, 0.0), (0.0, 4.55e-6)]), ("steps of 1e-07 m", "discretize")),
        (analog(PAIR, amplitude=16e6, ramp=0.1e-6), ("amplitude at 1e-07 s", "2e+05 rad/s too much")),
        (analog(PAIR, ramp=0.05e-6), ("slew rate of the amplitude", "2.5e+14", "5e+13 rad/s² too much")),
        (analog(PAIR, detuning=126e6), ("detuning at 0 s", "1.25e+08", "1e+06 rad/s too much")),
        (analog(PAIR, duration=4.2e-6), ("duration of the amplitude", "4e-06", "2e-07 s too much")),
        (analog(PAIR, duration=0.14e-6), ("time step of the amplitude", "5e-08", "too little")),
        (analog([(x * 5e-6, y * 5e-6) for x in range(15) for y in range(15)]), ("2,048 states", "225 atoms")),
        (analog([(0.0, 0.0)] * 300), ("1 to 256 sites", "300")),
    ],
)  # fmt: skip
def test_outside_a_limit_it_is_said_which_and_by_how_much(program, said):
    with pytest.raises(Rejected) as refused:
        run("aquila", None, program, 100)

    assert all(part in str(refused.value) for part in said), str(refused.value)


def test_a_program_that_is_not_analog_is_refused():
    broken = json.loads(analog(PAIR))
    broken["setup"]["ahs_register"]["filling"] = [1]
    doubled = json.loads(analog(PAIR))
    doubled["hamiltonian"]["drivingFields"] *= 2
    for program, said in (
        (broken, "filling"),
        (doubled, "one driving field"),
        ({**broken, "setup": 3}, "schema"),
    ):
        with pytest.raises(Rejected, match=said):
            run("aquila", None, json.dumps(program), 100)
    with pytest.raises(Rejected, match="1 to 1,000 shots"):
        run("aquila", None, analog(PAIR), 2000)


def test_groups_of_atoms_are_those_that_feel_each_other():
    aquila = devices.device("aquila")
    program = ahs.check(aquila, json.loads(analog([*PAIR, (5e-5, 0.0)])))

    assert ahs.groups(aquila, program) == [[0, 1], [2]]
