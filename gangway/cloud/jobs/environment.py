"""The environment variables of a job: Braket's, the practice cloud's profile, none of the user's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gangway.cloud.isolation import write_profile
from gangway.cloud.jobs.objects import place

if TYPE_CHECKING:
    from gangway.cloud.jobs.staging import Folders
    from gangway.cloud.store import Job

#: What a job does not inherit: another cloud's configuration, a grading run's, a notebook's.
_NOT_INHERITED = (
    "AWS_", "BRAKET_", "AMZN_BRAKET_", "GANGWAY_ANSWERS", "GANGWAY_CLOUD", "NBGRADER_", "JPY_", "MPLBACKEND",
)  # fmt: skip


def variables(
    job: Job, folders: Folders, endpoint: str, access_key: str, inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The whole environment of a job."""
    config, credentials = write_profile(folders.root / "aws", endpoint, access_key)
    kept = {name: value for name, value in inherited.items() if not name.startswith(_NOT_INHERITED)}
    loopback = "127.0.0.1,localhost"
    return {
        **kept,
        **_braket(job, folders),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_DEFAULT_REGION": job.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "BRAKET_PRICE_OFFERS_URL": f"{endpoint}/prices.csv",
        "MPLBACKEND": "Agg",
        "NO_PROXY": loopback,
        "no_proxy": loopback,
        "PYTHONIOENCODING": "utf-8",
    }


def _braket(job: Job, folders: Folders) -> dict[str, str]:
    """What Braket's containers tell a script."""
    asked: dict[str, Any] = job.asked
    script = asked["algorithmSpecification"]["scriptModeConfig"]
    output = place(asked["outputDataConfig"]["s3Path"])
    found = {
        "AMZN_BRAKET_JOB_NAME": job.name,
        "AMZN_BRAKET_JOB_TOKEN": job.token,
        "AMZN_BRAKET_DEVICE_ARN": job.device,
        "AMZN_BRAKET_HP_FILE": str(folders.hyperparameters),
        "AMZN_BRAKET_INPUT_DIR": str(folders.data),
        "AMZN_BRAKET_JOB_RESULTS_DIR": str(folders.results),
        "AMZN_BRAKET_CHECKPOINT_DIR": str(folders.checkpoints),
        "AMZN_BRAKET_OUT_S3_BUCKET": output.bucket,
        "AMZN_BRAKET_TASK_RESULTS_S3_URI": f"s3://{output.bucket}/jobs/{job.name}/tasks",
        "AMZN_BRAKET_JOB_RESULTS_S3_PATH": output.within("output").key,
        "AMZN_BRAKET_SCRIPT_S3_URI": script["s3Uri"],
        "AMZN_BRAKET_SCRIPT_ENTRY_POINT": script["entryPoint"],
    }
    if "compressionType" in script:
        found["AMZN_BRAKET_SCRIPT_COMPRESSION_TYPE"] = script["compressionType"]
    return found
