"""Hybrid jobs for tests: made with the genuine SDK, waited for by what happens and not by the clock."""

from __future__ import annotations

import io
import json
import tarfile
import time
from pathlib import Path

ENDED = ("COMPLETED", "FAILED", "CANCELLED")
PATIENCE = 180.0
SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
NONE = "local:none/none"

#: Saves a result as ``braket.jobs.save_job_result`` does, without the seconds that importing it takes.
SAVE = """
import json, os, pathlib
def save(**values):
    header = {"name": "braket.jobs_data.persisted_job_data", "version": "1"}
    document = {"braketSchemaHeader": header, "dataDictionary": values, "dataFormat": "plaintext"}
    folder = pathlib.Path(os.environ["AMZN_BRAKET_JOB_RESULTS_DIR"])
    (folder / "results.json").write_text(json.dumps(document))
"""


def until(holds, patience: float = PATIENCE):
    """What a condition gives, once it gives something."""
    deadline = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)  # each look costs the job processor time
    return found


def create(script: str, name: str, device: str = NONE, **options):
    """A job of a script in the working folder."""
    from braket.aws import AwsQuantumJob

    Path(f"{name}.py").write_text(script, encoding="utf-8")
    return AwsQuantumJob.create(
        device, source_module=f"{name}.py", job_name=f"job-{name}", quiet=True, **options
    )


def ended(job) -> dict:
    """What the service says of a job at its end."""
    until(lambda: job.state() in ENDED)
    return job.metadata()


def completed(job) -> dict:
    """The result of a job that went well."""
    about = ended(job)
    assert about["status"] == "COMPLETED", about.get("failureReason")
    return job.result(poll_interval_seconds=0.05)


def kinds(about: dict) -> list[str]:
    """The events of a job."""
    return [event["eventType"] for event in about["events"]]


def archive(**files: str | bytes) -> bytes:
    """A tar archive, compressed."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as out:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            data = content.encode() if isinstance(content, str) else content
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def request(bucket: str, account: str, **changes) -> dict:
    """The parameters of CreateJob, as boto3 takes them."""
    return {
        "jobName": "plain",
        "roleArn": f"arn:aws:iam::{account}:role/service-role/AmazonBraketJobsExecutionRole",
        "algorithmSpecification": {
            "scriptModeConfig": {
                "entryPoint": "algo",
                "s3Uri": f"s3://{bucket}/source.tar.gz",
                "compressionType": "GZIP",
            }
        },
        "instanceConfig": {"instanceType": "ml.m5.large", "volumeSizeInGb": 1},
        "outputDataConfig": {"s3Path": f"s3://{bucket}/out"},
        "deviceConfig": {"device": NONE},
        **changes,
    }


def lines(capsys, job) -> list[str]:
    """A job's log as the SDK prints it."""
    capsys.readouterr()
    job.logs(poll_interval_seconds=0)
    return capsys.readouterr().out.splitlines()


def result_of(document: bytes) -> dict:
    """The values of a result's archive."""
    with tarfile.open(fileobj=io.BytesIO(document)) as packed:
        member = packed.extractfile("results.json")
        assert member is not None
        return json.load(member)["dataDictionary"]
