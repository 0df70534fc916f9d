"""What the practice cloud adds to its conformance (see conformance/), as genuine clients meet it."""

from __future__ import annotations

import json

import pytest

from .conformance.place import Calls, Place, refused

SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"
CEPHEUS = "arn:aws:braket:us-west-1::device/qpu/rigetti/Cepheus-1-108Q"
AQUILA = "arn:aws:braket:us-east-1::device/qpu/quera/Aquila"
ARIA = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"


def client(arn: str = SV1, service: str = "braket"):
    return Place("", "", Calls()).client(arn, service)


def bucket(cloud, arn: str = SV1) -> str:
    return Place(cloud.door, cloud.account, Calls()).bucket(arn)


def create(cloud, arn: str = SV1, **changes):
    return Place(cloud.door, cloud.account, Calls()).create(arn, **changes)


def ended(cloud, arn: str):
    return Place(cloud.door, cloud.account, Calls()).ended(arn)


# --- boto3 -------------------------------------------------------------------------------------------------


def test_devices_are_searched_by_region_and_filter(cloud):
    def names(filters, region="us-east-1"):
        pages = client(f":::{region}").get_paginator("search_devices").paginate(filters=filters, maxResults=2)
        return {each["deviceName"] for shown in pages for each in shown["devices"]}

    assert {"SV1", "dm1", "Forte 1", "Forte Enterprise 1", "Aquila", "Aria 1"} <= names([])
    assert "SV1" not in names([], "eu-north-1")
    assert names([{"name": "providerName", "values": ["QuEra"]}]) == {"Aquila"}


def test_tasks_are_searched_by_tag_status_device_and_time(cloud):
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


def test_spending_limits_count_what_is_queued_and_what_is_spent(cloud):
    braket = client(FORTE)
    arn = braket.create_spending_limit(deviceArn=FORTE, spendingLimit="20.00")["spendingLimitArn"]
    sent = create(cloud, FORTE)  # $8.30
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
    for task in (sent, create(cloud, FORTE)):
        assert ended(cloud, task)["status"] == "COMPLETED"
    assert spend() == ("0.00", "16.60")
    braket.update_spending_limit(spendingLimitArn=arn, spendingLimit="25.00")
    braket.delete_spending_limit(spendingLimitArn=arn)
    assert braket.search_spending_limits()["spendingLimits"] == []


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


@pytest.mark.parametrize("arn", [FORTE, CEPHEUS])
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


def test_sdk_finds_devices_in_service_under_the_names_of_the_service(cloud):
    from braket.aws import AwsDevice

    names = {each.name for each in AwsDevice.get_devices()}
    assert {"SV1", "Garnet", "Forte 1", "IBEX Q1", "Cepheus-1-108Q", "Aquila"} <= names
    assert "Aria 1" not in names


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
    found = ended(cloud, create(cloud, GARNET))
    stored = client(GARNET, "s3").get_object(
        Bucket=found["outputS3Bucket"], Key=f"{found['outputS3Directory']}/results.json"
    )
    about = json.loads(stored["Body"].read())["additionalMetadata"]["practiceCloud"]
    assert about["emulated"] is True
