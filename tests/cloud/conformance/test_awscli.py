"""The AWS command line: every operation of Amazon Braket, and S3 and STS beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ..working import archive, request
from . import awscli
from .awscli import Cli
from .place import SV1, action
from .table import JOBS, QPU, SHOTS, SIMULATOR, conforms

ONLY_HTTP = ("server",)


@pytest.fixture(scope="session")
def host() -> Iterator[awscli.Host]:
    running = awscli.Host(awscli.install())
    yield running
    running.close()


@pytest.fixture
def aws(host, cloud) -> Cli:
    return Cli(host, cloud)


def create(aws, cloud, arn, **more):
    asked = {
        "device_arn": arn,
        "action": action(),
        "shots": SHOTS,
        "output_s3_bucket": cloud.bucket(arn),
        "output_s3_key_prefix": "tasks",
        "device_parameters": "{}",
        **more,
    }
    return aws("braket", "create-quantum-task", **asked)


@conforms("AWS CLI", "GetDevice", "SearchDevices", doors=ONLY_HTTP)
def test_devices_and_who_one_is(cloud, aws):
    assert aws("sts", "get-caller-identity").document["Account"] == cloud.account
    found = aws("braket", "get-device", device_arn=SV1).document
    assert (found["deviceName"], found["deviceType"]) == ("SV1", "SIMULATOR")
    listed = aws("braket", "search-devices", filters=[], max_items=2).document
    assert len(listed["devices"]) == 2
    assert listed["NextToken"]


@conforms(
    "AWS CLI",
    "CreateQuantumTask",
    "GetQuantumTask",
    "SearchQuantumTasks",
    "TagResource",
    "ListTagsForResource",
    "UntagResource",
    sends=[SIMULATOR],
    doors=ONLY_HTTP,
)
def test_a_task_its_tags_and_its_result_in_s3(cloud, aws, tmp_path):
    arn = create(aws, cloud, SV1, tags={"a": "1"}).document["quantumTaskArn"]
    assert cloud.ended(arn)["status"] == "COMPLETED"
    found = aws("braket", "get-quantum-task", quantum_task_arn=arn).document
    assert (found["status"], found["shots"]) == ("COMPLETED", SHOTS)
    wanted = [{"name": "quantumTaskArn", "operator": "EQUAL", "values": [arn]}]
    (listed,) = aws("braket", "search-quantum-tasks", filters=wanted).document["quantumTasks"]
    assert listed["quantumTaskArn"] == arn

    assert aws("braket", "tag-resource", resource_arn=arn, tags={"b": "2"}).status == 0
    assert aws("braket", "untag-resource", resource_arn=arn, tag_keys="a").status == 0
    tags = aws("braket", "list-tags-for-resource", resource_arn=arn).document["tags"]
    assert (tags["b"], "a" in tags) == ("2", False)

    place, file = f"s3://{found['outputS3Bucket']}/{found['outputS3Directory']}/", tmp_path / "results.json"
    assert "results.json" in aws("s3", "ls", place).out
    assert aws("s3", "cp", f"{place}results.json", str(file)).status == 0
    assert len(json.loads(file.read_text())["measurements"]) == SHOTS
    assert aws("s3", "rm", f"{place}results.json").status == 0
    assert aws("s3", "ls", f"{place}results.json").status == 1


@conforms("AWS CLI", "CreateQuantumTask", "CancelQuantumTask", sends=[QPU], doors=ONLY_HTTP)
def test_a_task_is_cancelled_once(cloud, aws):
    arn = create(aws, cloud, cloud.qpu).document["quantumTaskArn"]
    region = arn.split(":")[3]
    said = aws("braket", "cancel-quantum-task", quantum_task_arn=arn, region=region).document
    assert said["quantumTaskArn"] == arn
    assert cloud.ended(arn)["status"] == "CANCELLED"
    again = aws("braket", "cancel-quantum-task", quantum_task_arn=arn, region=region)
    assert again.status == 255
    assert "(ConflictException)" in again.err


@conforms(
    "AWS CLI",
    "CreateSpendingLimit",
    "SearchSpendingLimits",
    "UpdateSpendingLimit",
    "DeleteSpendingLimit",
    doors=ONLY_HTTP,
)
def test_a_spending_limit(cloud, aws):
    region = cloud.qpu.split(":")[3]
    asked = {"device_arn": cloud.qpu, "spending_limit": "0.01", "region": region}
    arn = aws("braket", "create-spending-limit", **asked).document["spendingLimitArn"]
    try:
        over = create(aws, cloud, cloud.qpu)
        assert over.status == 255
        assert "(ValidationException)" in over.err
        changed = {"spending_limit_arn": arn, "spending_limit": "2.50", "region": region}
        assert aws("braket", "update-spending-limit", **changed).status == 0
        listed = aws("braket", "search-spending-limits", region=region).document["spendingLimits"]
        limits = {each["spendingLimitArn"]: float(each["spendingLimit"]) for each in listed}
        assert limits[arn] == 2.5
    finally:
        assert aws("braket", "delete-spending-limit", spending_limit_arn=arn, region=region).status == 0


@conforms("AWS CLI", "GetDevice", "GetQuantumTask", doors=ONLY_HTTP)
def test_errors_have_a_status_and_say_what_is_wrong(cloud, aws):
    for words, options, code in (
        ("get-device", {"device_arn": cloud.qpu, "region": "us-west-2"}, "ResourceNotFoundException"),
        ("get-device", {"device_arn": f"{SV1}x"}, "ResourceNotFoundException"),
        ("get-quantum-task", {"quantum_task_arn": "x"}, "ValidationException"),
    ):
        said = aws("braket", words, **options)
        assert (said.status, said.out) == (255, "")
        assert f"An error occurred ({code}) when calling" in said.err
    assert aws("braket", "get-device").status == 2, "an argument is missing: the CLI's own word"
    missing = aws("s3", "ls", "s3://gangway-no-such-bucket-of-anybody/")
    assert missing.status == 255
    assert "NoSuchBucket" in missing.err or "AccessDenied" in missing.err


@conforms("AWS CLI", "CreateJob", "GetJob", "SearchJobs", "CancelJob", doors=ONLY_HTTP, only_here=JOBS)
def test_a_hybrid_job_is_started_and_cancelled(cloud, aws, tmp_path):
    place, source = cloud.bucket(), tmp_path / "source.tar.gz"
    source.write_bytes(archive(**{"algo.py": "import time\ntime.sleep(600)"}))
    assert aws("s3", "cp", str(source), f"s3://{place}/source.tar.gz").status == 0
    asked = request(place, cloud.account, jobName="by-hand")
    arn = aws("braket", "create-job", cli_input_json={"clientToken": "one", **asked}).document["jobArn"]
    assert aws("braket", "get-job", job_arn=arn).document["jobName"] == "by-hand"
    (listed,) = aws("braket", "search-jobs", filters=[]).document["jobs"]
    assert listed["jobArn"] == arn
    assert aws("braket", "cancel-job", job_arn=arn).document["cancellationStatus"] == "CANCELLING"
    assert cloud.ended_job(arn)["status"] == "CANCELLED"
