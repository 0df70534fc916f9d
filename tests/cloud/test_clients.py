"""Conformance: the genuine clients against the practice cloud, through both doors with the same functions.

``OPERATIONS`` is the table of operations with boto3; the SDK and Qiskit's provider follow. Every result of
the in-process door is held against botocore's model of the service as well (see conftest).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"
CEPHEUS = "arn:aws:braket:us-west-1::device/qpu/rigetti/Cepheus-1-108Q"
AQUILA = "arn:aws:braket:us-east-1::device/qpu/quera/Aquila"
ARIA = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"

BELL = "OPENQASM 3.0;\nbit[2] b;\nqubit[2] q;\nh q[0];\ncnot q[0], q[1];\nb[0] = measure q[0];\nb[1] = measure q[1];\n"  # noqa: E501


def action(source: str = BELL) -> str:
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    return json.dumps({"braketSchemaHeader": header, "source": source, "inputs": {}})


def region_of(arn: str) -> str:
    return arn.split(":")[3] or "us-east-1"


def client(arn: str = SV1, service: str = "braket"):
    import boto3

    return boto3.client(service, region_name=region_of(arn))


def bucket(cloud, arn: str = SV1) -> str:
    s3, region = client(arn, "s3"), region_of(arn)
    name = f"amazon-braket-{region}-{cloud.account}"
    if name not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
    return name


def create(cloud, arn: str = SV1, **changes):
    asked = {
        "deviceArn": arn,
        "action": action(),
        "shots": 100,
        "outputS3Bucket": bucket(cloud, arn),
        "outputS3KeyPrefix": "tasks",
        "deviceParameters": "{}",
        **changes,
    }
    return client(arn).create_quantum_task(**asked)["quantumTaskArn"]


def refused(call, *arguments, **options) -> tuple[str, str]:
    """The error that a call is answered with: its class and its message."""
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


# --- boto3: every operation --------------------------------------------------------------------------------


def get_device(cloud):
    found = client(GARNET).get_device(deviceArn=GARNET)
    assert (found["deviceName"], found["deviceStatus"], found["deviceType"]) == ("Garnet", "ONLINE", "QPU")
    assert "EMULATED" in found["deviceCapabilities"]


def search_devices(cloud):
    def names(filters, region="us-east-1"):
        pages = client(f":::{region}").get_paginator("search_devices").paginate(filters=filters, maxResults=2)
        return {each["deviceName"] for shown in pages for each in shown["devices"]}

    assert {"SV1", "DM1", "Forte-1", "Forte-Enterprise-1", "Aquila", "Aria-1"} <= names([])
    assert "SV1" not in names([], "eu-north-1")
    assert names([{"name": "providerName", "values": ["QuEra"]}]) == {"Aquila"}


def create_quantum_task(cloud):
    arn = create(cloud, tags={"lesson": "3-01"})
    assert arn.startswith(f"arn:aws:braket:us-east-1:{cloud.account}:quantum-task/")


def get_quantum_task(cloud):
    arn = create(cloud)
    found = client().get_quantum_task(quantumTaskArn=arn, additionalAttributeNames=["QueueInfo"])
    assert found["status"] == "COMPLETED"
    assert found["numSuccessfulShots"] == found["shots"] == 100
    assert found["createdAt"] <= found["endedAt"] <= datetime.now(UTC) + timedelta(seconds=1)
    assert found["queueInfo"]["queuePriority"] == "Normal"
    assert found["queueInfo"]["position"] == "None"
    assert found["actionMetadata"]["actionType"] == "braket.ir.openqasm.program"
    assert "emulated" in found["tags"]["gangway:practice-cloud"]


def cancel_quantum_task(cloud):
    arn = create(cloud)
    assert client().cancel_quantum_task(quantumTaskArn=arn)["cancellationStatus"] == "CANCELLING"
    assert client().get_quantum_task(quantumTaskArn=arn)["status"] == "CANCELLED"
    code, message = refused(client().cancel_quantum_task, quantumTaskArn=arn)
    assert (code, "CANCELLED" in message) == ("ConflictException", True)


def search_quantum_tasks(cloud):
    arns = [create(cloud, tags={"run": str(number % 2)}) for number in range(5)]
    client().cancel_quantum_task(quantumTaskArn=arns[0])

    def search(*filters, size=2):
        pages = (
            client()
            .get_paginator("search_quantum_tasks")
            .paginate(
                filters=[dict(zip(("name", "operator", "values"), each, strict=True)) for each in filters],
                PaginationConfig={"PageSize": size},
            )
        )
        return [task["quantumTaskArn"] for shown in pages for task in shown["quantumTasks"]]

    assert sorted(search()) == sorted(arns)
    assert search(("status", "EQUAL", ["CANCELLED"])) == arns[:1]
    assert sorted(search(("tag:run", "EQUAL", ["1"]))) == sorted([arns[1], arns[3]])
    assert search(("deviceArn", "EQUAL", [GARNET])) == []
    assert len(search(("createdAt", "GT", ["2020-01-01T00:00:00Z"]), size=3)) == 5
    assert search(("createdAt", "BETWEEN", ["2020-01-01", "2020-02-01"])) == []


def tag_resource(cloud):
    arn = create(cloud, tags={"a": "1"})
    client().tag_resource(resourceArn=arn, tags={"a": "2", "b": "3"})
    tags = client().list_tags_for_resource(resourceArn=arn)["tags"]
    assert {key: tags[key] for key in "ab"} == {"a": "2", "b": "3"}


def untag_resource(cloud):
    arn = create(cloud, tags={"a": "1"})
    client().untag_resource(resourceArn=arn, tagKeys=["a", "absent"])
    assert "a" not in client().list_tags_for_resource(resourceArn=arn)["tags"]


def spending_limits(cloud):
    braket = client(FORTE)
    arn = braket.create_spending_limit(deviceArn=FORTE, spendingLimit="20.00")["spendingLimitArn"]
    create(cloud, FORTE)  # $8.30
    kept = create(cloud, FORTE)
    code, message = refused(create, cloud, FORTE)
    assert code == "ValidationException"
    assert "$3.40 left" in message

    def spend():
        (found,) = braket.search_spending_limits(
            filters=[{"name": "deviceArn", "operator": "EQUAL", "values": [FORTE]}]
        )["spendingLimits"]
        return found["queuedSpend"], found["totalSpend"]

    assert spend() == ("16.60", "0.00")
    braket.cancel_quantum_task(quantumTaskArn=kept)
    assert spend() == ("8.30", "0.00")
    assert braket.get_quantum_task(quantumTaskArn=create(cloud, FORTE))["status"] == "COMPLETED"
    assert spend() == ("8.30", "8.30")
    braket.update_spending_limit(spendingLimitArn=arn, spendingLimit="25.00")
    braket.delete_spending_limit(spendingLimitArn=arn)
    assert braket.search_spending_limits()["spendingLimits"] == []


def hybrid_jobs(cloud):
    job = f"arn:aws:braket:us-east-1:{cloud.account}:job/one"
    for call in (
        lambda: client().get_job(jobArn=job),
        lambda: client().cancel_job(jobArn=job),
        lambda: client().search_jobs(filters=[]),
        lambda: client().create_job(
            algorithmSpecification={
                "scriptModeConfig": {"entryPoint": "a", "s3Uri": "s3://a/b", "compressionType": "NONE"}
            },
            outputDataConfig={"s3Path": "s3://a/b"},
            jobName="one",
            roleArn=f"arn:aws:iam::{cloud.account}:role/one",
            instanceConfig={"instanceType": "ml.m5.large", "volumeSizeInGb": 1},
            deviceConfig={"device": SV1},
        ),
    ):
        code, message = refused(call)
        assert (code, "hybrid jobs" in message) == ("ValidationException", True)


OPERATIONS = {
    "GetDevice": get_device,
    "SearchDevices": search_devices,
    "CreateQuantumTask": create_quantum_task,
    "GetQuantumTask": get_quantum_task,
    "CancelQuantumTask": cancel_quantum_task,
    "SearchQuantumTasks": search_quantum_tasks,
    "TagResource": tag_resource,
    "ListTagsForResource": tag_resource,
    "UntagResource": untag_resource,
    "CreateSpendingLimit": spending_limits,
    "UpdateSpendingLimit": spending_limits,
    "DeleteSpendingLimit": spending_limits,
    "SearchSpendingLimits": spending_limits,
    "CreateJob": hybrid_jobs,
    "GetJob": hybrid_jobs,
    "CancelJob": hybrid_jobs,
    "SearchJobs": hybrid_jobs,
}


@pytest.mark.parametrize("case", dict.fromkeys(OPERATIONS.values()), ids=lambda case: case.__name__)
def test_boto3(cloud, case):
    case(cloud)


def test_the_table_has_every_operation_of_the_service():
    from gangway.cloud.wire import model

    assert set(OPERATIONS) == set(model().operation_names)


# --- errors, from the client's side ------------------------------------------------------------------------

ERRORS = {
    "unknown device": ({"arn": GARNET + "-2"}, "ResourceNotFoundException", "Garnet"),
    "wrong region": ({"arn": SV1, "deviceArn": GARNET}, "ResourceNotFoundException", "eu-north-1"),
    "no device": ({"deviceArn": "arn:aws:s3:::bucket"}, "ValidationException", "no ARN of a device"),
    "retired": ({"arn": ARIA}, "DeviceRetiredException", "2026-03"),
    "too few shots": ({"arn": FORTE, "shots": 10}, "ValidationException", "100 to 5000"),
    "too many shots": ({"arn": GARNET, "shots": 20_001}, "ValidationException", "20000"),
    "no bucket": ({"outputS3Bucket": "no-such-bucket"}, "ValidationException", "does not exist"),
    "no program": ({"action": "x"}, "ValidationException", "action"),
    "malformed": ({"action": action("OPENQASM 3.0;\nqubit[2] q;\nh q[0]\n")}, "ValidationException", "line"),
    "analog for a gate device": (
        {"action": '{"braketSchemaHeader":{"name":"braket.ir.ahs.program","version":"1"}}'},
        "ValidationException",
        "braket.ir.ahs.program",
    ),
    "too many tags": ({"tags": {str(n): "" for n in range(51)}}, "ValidationException", "50 tags"),
    "job's token": ({"jobToken": "x"}, "ValidationException", "hybrid jobs"),
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


# --- S3 ----------------------------------------------------------------------------------------------------


def test_objects_come_back_as_they_went(cloud, tmp_path):
    s3, name = client(service="s3"), bucket(cloud)
    s3.put_object(Bucket=name, Key="a folder/ü + %20.txt", Body=b"one")
    assert s3.get_object(Bucket=name, Key="a folder/ü + %20.txt")["Body"].read() == b"one"
    large = tmp_path / "large"
    large.write_bytes(bytes(range(256)) * 40_000)  # above boto3's threshold for several parts
    s3.upload_file(str(large), name, "large")
    s3.download_file(name, "large", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == large.read_bytes()
    assert s3.head_object(Bucket=name, Key="large")["ContentLength"] == 256 * 40_000
    assert {each["Key"] for each in s3.list_objects_v2(Bucket=name)["Contents"]} == {
        "a folder/ü + %20.txt",
        "large",
    }
    assert refused(s3.get_object, Bucket=name, Key="absent")[0] == "NoSuchKey"


# --- the SDK -----------------------------------------------------------------------------------------------


def bell():
    from braket.circuits import Circuit

    return Circuit().h(0).cnot(0, 1)


@pytest.mark.parametrize("arn", [SV1, GARNET, FORTE, CEPHEUS])
def test_sdk_runs_a_circuit_and_finds_it_again(cloud, arn):
    from braket.aws import AwsDevice, AwsQuantumTask

    task = AwsDevice(arn).run(bell(), shots=200, poll_interval_seconds=0.02)
    result = task.result()
    counts = result.measurement_counts
    assert sum(counts.values()) == 200
    assert counts["00"] + counts["11"] > 150
    assert result.task_metadata.id == task.id
    assert result.task_metadata.deviceId == arn
    again = AwsQuantumTask(arn=task.id)
    assert again.state() == "COMPLETED"
    assert again.result().measurement_counts == counts


def test_sdk_batches_cancels_and_finds_devices(cloud):
    from braket.aws import AwsDevice

    device = AwsDevice(SV1)
    results = device.run_batch([bell() for _ in range(6)], shots=20, poll_interval_seconds=0.02).results()
    assert [sum(result.measurement_counts.values()) for result in results] == [20] * 6
    task = device.run(bell(), shots=10)
    task.cancel()
    assert task.state() == "CANCELLED"
    assert task.result() is None
    names = {each.name for each in AwsDevice.get_devices()}
    assert {"SV1", "Garnet", "Forte-1", "Cepheus-1-108Q", "Aquila"} <= names
    assert "Aria-1" not in names


def test_sdk_cost_tracker(cloud):
    from braket.aws import AwsDevice
    from braket.tracking import Tracker

    with Tracker() as tracker:
        AwsDevice(SV1).run(bell(), shots=100, poll_interval_seconds=0.02).result()
        AwsDevice(GARNET).run(bell(), shots=1000, poll_interval_seconds=0.02).result()
        AwsDevice(GARNET).run(bell(), shots=1000).cancel()
        assert float(tracker.qpu_tasks_cost()) in (pytest.approx(1.75), pytest.approx(3.50))
        assert float(tracker.simulator_tasks_cost()) == pytest.approx(0.00375)
    dollars = {row["device"]: row["dollars"] for row in cloud.bill()}
    assert dollars == {"SV1": pytest.approx(0.00375), "Garnet": pytest.approx(1.75)}


def test_sdk_says_that_devices_are_emulated(cloud):
    from braket.aws import AwsDevice

    device = AwsDevice(FORTE)
    assert "EMULATED" in device.properties.service.deviceDocumentation.summary
    assert device.status == "ONLINE"
    assert "Normal" in str(device.queue_depth())


def test_results_say_that_they_are_emulated(cloud):
    arn = create(cloud, GARNET)
    found = client(GARNET).get_quantum_task(quantumTaskArn=arn)
    stored = client(GARNET, "s3").get_object(
        Bucket=found["outputS3Bucket"], Key=f"{found['outputS3Directory']}/results.json"
    )
    about = json.loads(stored["Body"].read())["additionalMetadata"]["practiceCloud"]
    assert about["emulated"] is True


def test_unknown_devices_in_the_sdk(cloud):
    from braket.aws import AwsDevice

    with pytest.raises(ValueError, match="not found"):
        AwsDevice("arn:aws:braket:us-east-1::device/qpu/ionq/Fort-1")
    with pytest.raises(ValueError, match="not found"):
        AwsDevice("arn:aws:braket:::device/quantum-simulator/amazon/sv2")


# --- Qiskit's provider -------------------------------------------------------------------------------------


def qiskit_bell(measured: bool = True):
    from qiskit import QuantumCircuit

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    if measured:
        circuit.measure_all()
    return circuit


@pytest.mark.parametrize("name", ["SV1", "Garnet"])
def test_qiskit_runs_a_circuit(cloud, name):
    from qiskit_braket_provider import BraketProvider

    backend = BraketProvider().get_backend(name)
    counts = backend.run(qiskit_bell(), shots=200).result().get_counts()
    assert counts["00"] + counts["11"] > 150


def test_qiskit_sampler(cloud):
    from qiskit_braket_provider import BraketProvider, BraketSampler

    sampler = BraketSampler(BraketProvider().get_backend("SV1"))
    counts = sampler.run([qiskit_bell()], shots=100).result()[0].data.meas.get_counts()
    assert sum(counts.values()) == 100
    assert set(counts) <= {"00", "11"}


def test_qiskit_estimator(cloud):
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_braket_provider import BraketEstimator, BraketProvider

    estimator = BraketEstimator(BraketProvider().get_backend("SV1"))
    pub = (qiskit_bell(measured=False), SparsePauliOp(["ZZ", "XX", "ZI"]))
    value = estimator.run([pub], precision=0.05).result()[0].data.evs
    assert value == pytest.approx(2.0, abs=0.3)
