"""A program set that fails while it runs: the genuine client downloads why, executable by executable."""

from __future__ import annotations

from braket.aws import AwsDevice
from braket.circuits import Circuit, FreeParameter
from braket.program_sets import CircuitBinding, ProgramSet
from braket.task_result import ProgramSetExecutableFailure, ProgramSetTaskResult

GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"


def test_the_client_reads_the_reason_of_every_executable(inside, monkeypatch):
    from gangway.cloud.engine.errors import Failed

    def fails(*_):
        raise Failed("the cryostat warmed up")

    monkeypatch.setattr("gangway.cloud.engine.run.run", fails)
    angle = FreeParameter("a")
    bound = CircuitBinding(Circuit().rx(0, angle), input_sets={"a": [0.1, 0.2, 0.3]})
    task = AwsDevice(GARNET).run(ProgramSet([Circuit().h(0), bound]), shots=40, poll_interval_seconds=0.02)
    result = task.result()
    assert task.state() == "FAILED"
    assert task.metadata()["failureReason"] == "the cryostat warmed up"
    entries = [entry for composite in result for entry in composite]
    assert len(entries) == 4
    assert all(isinstance(entry, ProgramSetExecutableFailure) for entry in entries)
    assert {entry.failureMetadata.failureReason for entry in entries} == {"the cryostat warmed up"}
    assert inside.bill() == []


def test_the_document_fits_the_schema(inside, monkeypatch):
    import boto3

    from gangway.cloud.engine.errors import Failed

    def fails(*_):
        raise Failed("too hot")

    monkeypatch.setattr("gangway.cloud.engine.run.run", fails)
    task = AwsDevice(GARNET).run(ProgramSet([Circuit().h(0)]), shots=40, poll_interval_seconds=0.02)
    task.result()
    about = task.metadata()
    place = {"Bucket": about["outputS3Bucket"], "Key": f"{about['outputS3Directory']}/results.json"}
    text = boto3.client("s3", region_name="eu-north-1").get_object(**place)["Body"].read()
    document = ProgramSetTaskResult.parse_raw(text)
    assert document.taskMetadata.totalFailedExecutables == 1
    assert document.taskMetadata.id == task.id
