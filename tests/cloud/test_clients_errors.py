"""What goes wrong, from the genuine clients' side: the class of the error, and words that help.

A port in use and a server that is killed in the middle of a task stand in test_server.
"""

from __future__ import annotations

import re

import pytest

from gangway.trouble import Trouble

from .conformance.place import action, refused
from .test_clients import AQUILA, ARIA, FORTE, GARNET, SV1, bell, bucket, client, create

EMERALD = "arn:aws:braket:eu-north-1::device/qpu/iqm/Emerald"
ERRORS = {
    "unknown device": ({"arn": GARNET + "-2"}, "ResourceNotFoundException", "Garnet"),
    "wrong region": ({"arn": SV1, "deviceArn": GARNET}, "ResourceNotFoundException", "eu-north-1"),
    "no device": ({"deviceArn": "arn:aws:s3:::bucket"}, "ValidationException", "no ARN of a device"),
    "retired": ({"arn": ARIA}, "DeviceRetiredException", "2026-03"),
    "too few shots": ({"arn": FORTE, "shots": 10}, "ValidationException", "100 to 5,000"),
    "too many shots": ({"arn": GARNET, "shots": 20_001}, "ValidationException", "20,000"),
    "no bucket": ({"outputS3Bucket": "no-such-bucket"}, "ValidationException", "does not exist"),
    "no program": ({"action": "x"}, "ValidationException", "action"),
    "malformed": ({"action": action("OPENQASM 3.0;\nqubit[2] q;\nh q[0]\n")}, "ValidationException", "line"),
    "analog for a gate device": (
        {"action": '{"braketSchemaHeader":{"name":"braket.ir.ahs.program","version":"1"}}'},
        "ValidationException",
        "braket.ir.ahs.program",
    ),
    "too many tags": ({"tags": {str(n): "" for n in range(51)}}, "ValidationException", "50 tags"),
    "job's token": ({"jobToken": "x"}, "ValidationException", "no hybrid job"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_task_that_is_refused(cloud, name):
    changes, code, words = ERRORS[name]
    found, message = refused(create, cloud, **changes)
    assert found == code
    assert words in message


def test_an_offline_device_and_one_that_is_online_again(cloud):
    cloud.offline("Garnet")
    assert refused(create, cloud, GARNET)[0] == "DeviceOfflineException"
    assert client(GARNET).get_device(deviceArn=GARNET)["deviceStatus"] == "OFFLINE"
    cloud.online("Garnet")
    assert create(cloud, GARNET)


def test_throttling(cloud):
    import boto3
    from botocore.config import Config

    place = bucket(cloud)
    once = boto3.client("braket", config=Config(retries={"total_max_attempts": 1}))
    cloud.throttle(1, "SearchQuantumTasks")
    assert refused(once.search_quantum_tasks, filters=[])[0] == "ThrottlingException"
    assert once.search_quantum_tasks(filters=[])["quantumTasks"] == []
    cloud.throttle(1)
    assert create(cloud, outputS3Bucket=place), "the client tries again by itself"


@pytest.mark.parametrize(
    ("calls", "operation", "said"),
    [
        (3, "CreateQuantumTsk", "there is no operation 'CreateQuantumTsk' to throttle; there are: CancelJob"),
        (-3, "CreateQuantumTask", "a whole number from 0 on, not -3"),
        ("x", "CreateQuantumTask", "a whole number from 0 on, not 'x'"),
    ],
)
def test_throttling_that_makes_no_sense_changes_nothing(cloud, calls, operation, said):
    with pytest.raises((ValueError, Trouble), match=said):
        cloud.throttle(calls, operation)
    assert create(cloud)


def test_a_device_whose_price_is_not_published_says_so_on_the_bill(cloud):
    create(cloud, EMERALD)
    client(EMERALD).search_quantum_tasks(filters=[])
    (row,) = cloud.bill()
    assert (row["device"], row["priced"], row["dollars"]) == ("Emerald", False, 0.0)


def test_a_client_token_stands_for_one_task(cloud):
    first = create(cloud, clientToken="one")
    assert create(cloud, clientToken="one") == first
    assert refused(create, cloud, clientToken="one", shots=50)[0] == "ConflictException"


def test_nobody_reaches_another_accounts_task(cloud):
    other = f"arn:aws:braket:us-east-1:{int(cloud.account) + 1:012d}:quantum-task/x"
    own = f"arn:aws:braket:us-east-1:{cloud.account}:quantum-task/x"
    for call in (client().get_quantum_task, client().cancel_quantum_task):
        assert refused(call, quantumTaskArn=other)[0] == "AccessDeniedException"
        assert refused(call, quantumTaskArn=own)[0] == "ResourceNotFoundException"
        assert refused(call, quantumTaskArn="x")[0] == "ValidationException"
    elsewhere = own.replace("us-east-1", "us-west-2")
    assert refused(client().get_quantum_task, quantumTaskArn=elsewhere)[0] == "ValidationException"


def test_bad_searches(cloud):
    search = client().search_quantum_tasks
    for filters in (
        [{"name": "colour", "operator": "EQUAL", "values": ["red"]}],
        [{"name": "status", "operator": "GT", "values": ["QUEUED"]}],
        [{"name": "createdAt", "operator": "BETWEEN", "values": ["2020-01-01"]}],
        [{"name": "createdAt", "operator": "GT", "values": ["yesterday"]}],
    ):
        assert refused(search, filters=filters)[0] == "ValidationException"
    assert refused(search, filters=[], nextToken="!")[0] == "ValidationException"


def test_a_key_of_nobody_is_refused(cloud):
    import boto3

    braket = boto3.client("braket", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")
    code, message = refused(braket.search_devices, filters=[])
    assert code == "AccessDeniedException"
    assert "gangway.connect" in message


def test_a_service_that_is_not_here(cloud):
    import boto3

    code, message = refused(boto3.client("ec2").describe_instances)
    assert "no service 'ec2'" in message or "UnsupportedOperation" in code


# --- the SDK's programs ------------------------------------------------------------------------------------


def boxed(*gates):
    """A verbatim box of single gates: name, then qubits."""
    from braket.circuits import Circuit

    box = Circuit()
    for name, *qubits in gates:
        getattr(box, name)(*qubits)
    return Circuit().add_verbatim_box(box)


def openqasm(*lines):
    from braket.ir.openqasm import Program

    return Program(source="\n".join(["OPENQASM 3.0;", "qubit[2] q;", *lines]))


def set_of(executables):
    from braket.circuits import Circuit
    from braket.program_sets import ProgramSet

    return ProgramSet(
        [Circuit().rx(0, 0.01 * number) for number in range(executables)], shots_per_executable=5
    )


def analog(rabi=3e6, detuning=0.0, seconds=1e-6, apart=1e-5):
    """Two atoms under a trapezoid pulse: rad/s, rad/s, s, m."""
    from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
    from braket.timings import TimeSeries

    amplitude, phase, offset = TimeSeries(), TimeSeries(), TimeSeries()
    for share, height in ((0.0, 0.0), (0.2, rabi), (0.8, rabi), (1.0, 0.0)):
        amplitude.put(share * seconds, height)
        phase.put(share * seconds, 0.0)
        offset.put(share * seconds, detuning)
    atoms = AtomArrangement().add([0.0, 0.0]).add([0.0, apart])
    return AnalogHamiltonianSimulation(atoms, DrivingField(amplitude, phase, offset))


PROGRAMS = {
    "not native": (GARNET, lambda: boxed(("h", 1)), "h is no native gate of Garnet.*Native gates: .*prx"),
    "not connected": (GARNET, lambda: boxed(("cz", 1, 20)), r"no working coupler.*\$1 is coupled with"),
    "semicolon": (SV1, lambda: openqasm("h q[0]", "x q[1];"), r"line 4, column 1: missing ';'"),
    "no such gate": (SV1, lambda: openqasm("h q[0];", "  foo q[1];"), r"line 4, column 3: .*foo"),
    "too many executables": (GARNET, lambda: set_of(101), "at most 100 executables, not 101"),
    "amplitude": (AQUILA, lambda: analog(rabi=2e7), r"amplitude .*1\.58e\+07.*4\.2e\+06 rad/s too much"),
    "detuning": (AQUILA, lambda: analog(detuning=2e8), r"detuning .*1\.25e\+08.*7\.5e\+07 rad/s too much"),
    "duration": (AQUILA, lambda: analog(seconds=5e-6), r"duration .*4e-06 s.*1e-06 s too much"),
    "distance": (AQUILA, lambda: analog(apart=1e-6), r"sites 0 and 1 .*4e-06 m.*3e-06 m too little"),
    "area": (AQUILA, lambda: analog(apart=1e-4), r"extent along y .*7\.6e-05 m.*2\.4e-05 m too much"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_is_refused(cloud, name):
    from botocore.exceptions import ClientError
    from braket.aws import AwsDevice

    arn, program, words = PROGRAMS[name]
    shots = {} if name == "too many executables" else {"shots": 10}
    with pytest.raises(ClientError, match=f"ValidationException.*{words}"):
        AwsDevice(arn).run(program(), **shots)


def test_a_program_sets_shots_are_counted_for_each_executable(cloud):
    from botocore.exceptions import ClientError
    from braket.aws import AwsDevice
    from braket.circuits import Circuit
    from braket.program_sets import ProgramSet

    circuits = [Circuit().x(0), Circuit().i(0)]
    device = AwsDevice(GARNET)
    task = device.run(ProgramSet(circuits, shots_per_executable=11_000))
    task.cancel()
    assert task.metadata()["shots"] == 22_000
    with pytest.raises(ClientError, match="1 to 20,000 shots an executable, not 20,001"):
        device.run(ProgramSet(circuits, shots_per_executable=20_001))
    with pytest.raises(ClientError, match="at most 200,000 shots in all, not 220,000"):
        device.run(ProgramSet(circuits * 10, shots_per_executable=11_000))


# --- the SDK's own words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        (FORTE.replace("Forte-E", "Fort-E"), "did you mean 'Forte-Enterprise-1'"),
        (GARNET.replace("eu-north-1", "us-west-2"), r"under arn:aws:braket:eu-north-1"),
        ("arn:aws:braket:us-east-1::device/qpu/ibm/FakeTorino", r"not on Amazon Braket: gangway\.devices"),
        ("arn:aws:braket:::device/quantum-simulator/amazon/sv2", r"mean 'SV1'"),
    ],
)
def test_a_device_that_the_sdk_does_not_find(cloud, arn, words):
    """The SDK keeps its own short message; what the service said is the error's cause or context."""
    from braket.aws import AwsDevice

    with pytest.raises(ValueError, match="not found") as caught:
        AwsDevice(arn)
    said, error = "", caught.value
    while error := error.__cause__ or error.__context__:
        said += f"{error}\n"
    assert re.search(words, said, re.IGNORECASE), said


def test_a_task_of_a_bucket_that_is_not_there(cloud):
    from botocore.exceptions import ClientError
    from braket.aws import AwsDevice

    with pytest.raises(ClientError, match="'no-such-bucket' does not exist"):
        AwsDevice(SV1).run(bell(), ("no-such-bucket", "tasks"), shots=10)


def test_a_task_is_cancelled_once_in_the_sdk(cloud):
    from botocore.exceptions import ClientError
    from braket.aws import AwsDevice

    task = AwsDevice(GARNET).run(bell(), shots=10)
    task.cancel()
    with pytest.raises(ClientError, match=r"ConflictException.*CANCELLED already"):
        task.cancel()


def test_a_full_disk_ends_the_task_with_its_reason(inside, monkeypatch):
    """The client sees a FAILED task, and no bill."""
    from braket.aws import AwsDevice

    from gangway.cloud.storage import Storage

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Storage, "put", full)
    task = AwsDevice(GARNET).run(bell(), shots=10, poll_interval_seconds=0.02)
    assert task.result() is None
    assert task.state() == "FAILED"
    assert "No space left on device" in task.metadata()["failureReason"]
    assert inside.bill() == []
