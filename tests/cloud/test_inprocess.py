"""The second door: no socket, in memory, reproducible, and nothing slips past it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"


def counts(arn=GARNET, shots=200):
    from braket.aws import AwsDevice
    from braket.circuits import Circuit

    circuit = Circuit().h(0).cnot(0, 1)
    return AwsDevice(arn).run(circuit, shots=shots, poll_interval_seconds=0.02).result().measurement_counts


def connected(**options):
    import gangway

    return gangway.connect("practice", in_process=True, **options)


@pytest.fixture(autouse=True)
def disconnected(no_sockets):
    yield
    from gangway.connect import disconnect

    disconnect()


def test_the_same_seed_gives_the_same_results_and_another_seed_others():
    def run(seed):
        connected(seed=seed)
        return [counts(), counts()]

    first, again, other = run(7), run(7), run(8)
    assert first == again
    assert first != other
    assert first[0] != first[1], "two tasks of a run differ"


def test_each_connection_starts_empty():
    import boto3

    connected()
    counts(SV1)
    connected()
    assert boto3.client("s3").list_buckets()["Buckets"] == []
    assert boto3.client("braket").search_quantum_tasks(filters=[])["quantumTasks"] == []


def test_the_account_is_the_one_that_was_asked_for():
    import boto3

    ada, bob = connected(account="ada"), None
    assert boto3.client("sts").get_caller_identity()["Account"] == ada.account
    bob = connected(account="bob")
    assert bob.account != ada.account
    assert len(bob.account) == 12


def test_a_body_of_any_kind_arrives(tmp_path):
    import io

    import boto3

    connected()
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="things")
    (tmp_path / "f").write_bytes(b"three")
    with (tmp_path / "f").open("rb") as file:
        for name, body in (("bytes", b"one"), ("stream", io.BytesIO(b"two")), ("file", file)):
            s3.put_object(Bucket="things", Key=name, Body=body)
    got = {
        name: s3.get_object(Bucket="things", Key=name)["Body"].read() for name in ("bytes", "stream", "file")
    }
    assert got == {"bytes": b"one", "stream": b"two", "file": b"three"}


def test_a_process_that_was_started_from_here_reaches_nothing():
    """It inherits the configuration but not the hook: the endpoint is a port on which nothing listens."""
    connected()
    script = (
        "import boto3, botocore.config\n"
        "quick = botocore.config.Config(retries={'total_max_attempts': 1})\n"
        "boto3.client('braket', config=quick).search_devices(filters=[])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "EndpointConnectionError" in done.stderr
    assert "127.0.0.1" in done.stderr


def test_waiting_can_be_asked_for():
    import time

    import boto3

    connected(time_scale=0.002)  # ten minutes in the queue take about a second
    from braket.aws import AwsDevice
    from braket.circuits import Circuit

    task = AwsDevice(FORTE).run(Circuit().h(0), shots=100, poll_interval_seconds=0.02)
    assert task.state() in ("CREATED", "QUEUED", "RUNNING")
    deadline = time.monotonic() + 20
    while task.state() != "COMPLETED" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert task.state() == "COMPLETED"
    assert boto3.client("braket").get_quantum_task(quantumTaskArn=task.id)["endedAt"]


def test_a_variant_is_used_and_not_shown():
    import boto3

    from gangway.cloud import connections

    cloud = connected()
    for device, variant in (("Garnet", "blind"), ("Garnet", "1999-01-01"), ("SV1", "blind-1")):
        with pytest.raises(ValueError, match=r"no variant|no gate-model QPU"):
            cloud.use_variant(device, variant)
    cloud.use_variant("Garnet", "blind-1")
    counts(GARNET)
    service = connections._hooks[0].service
    from gangway.cloud.store import Task

    with service.store.session() as session:
        (task,) = session.query(Task)
    assert task.details["variant"] == "blind-1"
    shown = boto3.client("braket", region_name="eu-north-1").get_quantum_task(quantumTaskArn=task.arn)
    assert "blind" not in str(shown)
    cloud.use_variant("Garnet", None)
    assert not service.conditions(cloud.account).variants


def test_large_and_small_requests_to_braket():
    import boto3
    from botocore.exceptions import ClientError

    connected()
    with pytest.raises(ClientError, match="at most"):
        boto3.client("braket").create_quantum_task(
            deviceArn=SV1, action="x" * (9 << 20), shots=1, outputS3Bucket="abc", outputS3KeyPrefix="t"
        )
