"""The Amazon Braket SDK: devices, tasks, batches, program sets, analog programs, the cost tracker."""

from __future__ import annotations

import pytest

from ..working import NONE
from .place import SV1
from .table import JOBS, QPU, SHOTS, SIMULATOR, conforms


def bell():
    from braket.circuits import Circuit

    return Circuit().h(0).cnot(0, 1)


@conforms("Braket SDK", "GetDevice", "SearchDevices")
def test_devices_are_found_in_every_region(cloud):
    from braket.aws import AwsDevice

    found = {each.arn: each for each in AwsDevice.get_devices()}
    assert {SV1, cloud.qpu} <= found.keys()
    device = found[cloud.qpu]
    assert device.properties.paradigm.qubitCount >= 2
    assert device.topology_graph.number_of_nodes() >= 2
    assert "QueueType.NORMAL" in repr(device.queue_depth())


@conforms("Braket SDK", "GetDevice", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR])
def test_a_circuit_on_the_simulator(cloud):
    runs_and_is_found_again(cloud, SIMULATOR)


@conforms("Braket SDK", "GetDevice", "CreateQuantumTask", "GetQuantumTask", sends=[QPU])
def test_a_circuit_on_a_qpu(cloud):
    runs_and_is_found_again(cloud, QPU)


def runs_and_is_found_again(cloud, kind):
    from braket.aws import AwsDevice, AwsQuantumTask

    task = AwsDevice(cloud.arn(kind)).run(bell(), shots=SHOTS, **cloud.poll)
    counts = task.result().measurement_counts
    assert sum(counts.values()) == SHOTS
    assert counts["00"] + counts["11"] > 0.7 * SHOTS
    assert task.result().task_metadata.deviceId == cloud.arn(kind)
    again = AwsQuantumTask(arn=task.id)
    assert again.state() == "COMPLETED"
    assert again.result().measurement_counts == counts


@conforms("Braket SDK", "CreateQuantumTask", "CancelQuantumTask", sends=[QPU])
def test_a_task_is_cancelled(cloud):
    from braket.aws import AwsDevice

    task = AwsDevice(cloud.qpu).run(bell(), shots=SHOTS, **cloud.poll)
    task.cancel()
    assert task.result() is None
    assert task.state() == "CANCELLED"


@conforms("Braket SDK", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR] * 4)
def test_a_batch_with_inputs_and_its_cost(cloud):
    from braket.aws import AwsDevice
    from braket.circuits import Circuit, FreeParameter
    from braket.tracking import Tracker

    circuit = Circuit().rx(0, FreeParameter("theta"))
    inputs = [{"theta": 0.0}, {"theta": 3.141592653589793}] * 2
    with Tracker() as tracker:
        batch = AwsDevice(SV1).run_batch([circuit] * 4, inputs=inputs, shots=SHOTS, **cloud.poll)
        counts = [dict(result.measurement_counts) for result in batch.results()]
    assert counts == [{"0": SHOTS}, {"1": SHOTS}] * 2
    assert float(tracker.simulator_tasks_cost()) == pytest.approx(4 * 0.00375, rel=0.5)


@conforms("Braket SDK", "CreateQuantumTask", "GetQuantumTask", sends=[QPU])
def test_a_program_set(cloud):
    from braket.aws import AwsDevice
    from braket.circuits import Circuit
    from braket.program_sets import ProgramSet

    circuits = [Circuit().i(0).measure(0), Circuit().x(0).measure(0)]
    programs = ProgramSet(circuits, shots_per_executable=SHOTS // 2)
    result = AwsDevice(cloud.qpu).run(programs, **cloud.poll).result()
    ones = [sum(entry[0].measurements[:, 0]) for entry in result]
    assert ones[0] < SHOTS / 4 < ones[1]


AQUILA = "arn:aws:braket:us-east-1::device/qpu/quera/Aquila"


@conforms(
    "Braket SDK",
    "GetDevice",
    "CreateQuantumTask",
    "GetQuantumTask",
    sends=[(AQUILA, SHOTS)],
    only_here="Aquila is another QPU than the one of choice",
)
def test_an_analog_program(cloud):
    """Two atoms that don't see each other, each driven for half a Rabi period: most are excited."""
    from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
    from braket.aws import AwsDevice
    from braket.timings import TimeSeries

    atoms = AtomArrangement().add([0.0, 0.0]).add([0.0, 3.0e-5])
    times, still = [0.0, 0.1e-6, 0.9e-6, 1.0e-6], TimeSeries()
    rabi = TimeSeries()
    for time, rate in zip(times, (0.0, 3.4e6, 3.4e6, 0.0), strict=True):
        rabi.put(time, rate)
        still.put(time, 0.0)
    program = AnalogHamiltonianSimulation(atoms, DrivingField(rabi, still, still))
    result = AwsDevice(AQUILA).run(program, shots=SHOTS, **cloud.poll).result()
    excited = sum(1 - int(atom) for shot in result.measurements for atom in shot.post_sequence)
    assert len(result.measurements) == SHOTS
    assert excited > SHOTS


@conforms("Braket SDK", "CreateJob", "GetJob", "CancelJob", "SearchQuantumTasks", only_here=JOBS)
def test_a_hybrid_job_is_started_and_cancelled(cloud, tmp_path, monkeypatch):
    """A job that runs to its end, with all that it gives, stands in test_jobs."""
    from braket.aws import AwsQuantumJob

    monkeypatch.chdir(tmp_path)
    (tmp_path / "wait.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    job = AwsQuantumJob.create(NONE, source_module="wait.py", job_name="wait", quiet=True)
    assert job.get_tasks() == []
    job.cancel()
    assert cloud.ended_job(job.arn)["status"] == "CANCELLED"
    assert job.state() == "CANCELLED"
