"""boto3's client of Amazon Braket: every operation of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..working import archive, request
from .place import SV1, refused
from .table import JOBS, QPU, SHOTS, SIMULATOR, conforms


@conforms("boto3", "GetDevice")
def test_a_device_with_its_capabilities(cloud):
    found = cloud.client(cloud.qpu).get_device(deviceArn=cloud.qpu)
    assert found["deviceArn"] == cloud.qpu
    assert found["deviceType"] == "QPU"
    assert found["deviceStatus"] in ("ONLINE", "OFFLINE")
    assert "braketSchemaHeader" in found["deviceCapabilities"]
    assert ("EMULATED" in found["deviceCapabilities"]) is cloud.emulated


@conforms("boto3", "SearchDevices")
def test_devices_by_pages(cloud):
    pages = cloud.client().get_paginator("search_devices").paginate(filters=[], maxResults=2)
    found = {each["deviceArn"]: each for shown in pages for each in shown["devices"]}
    assert found[SV1]["deviceType"] == "SIMULATOR"
    assert {"us-east-1", ""} >= {arn.split(":")[3] for arn in found}


@conforms("boto3", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR])
def test_a_task_to_its_end(cloud):
    arn = cloud.create(tags={"lesson": "3-01"})
    assert arn.startswith(f"arn:aws:braket:us-east-1:{cloud.account}:quantum-task/")
    found = cloud.ended(arn, additionalAttributeNames=["QueueInfo"])
    assert (found["status"], found["shots"], found["deviceArn"]) == ("COMPLETED", SHOTS, SV1)
    assert found["createdAt"] <= found["endedAt"] <= datetime.now(UTC) + timedelta(minutes=1)
    assert found["queueInfo"]["queue"] == "QUANTUM_TASKS_QUEUE"
    assert found["tags"]["lesson"] == "3-01"
    assert ("gangway:practice-cloud" in found["tags"]) is cloud.emulated
    stored = cloud.client(service="s3").get_object(
        Bucket=found["outputS3Bucket"], Key=f"{found['outputS3Directory']}/results.json"
    )
    assert b"braket.task_result.gate_model_task_result" in stored["Body"].read()


@conforms("boto3", "CreateQuantumTask", "CancelQuantumTask", sends=[QPU])
def test_a_task_is_cancelled_once(cloud):
    arn = cloud.create(cloud.qpu)
    braket = cloud.client(cloud.qpu)
    assert braket.cancel_quantum_task(quantumTaskArn=arn)["cancellationStatus"] in ("CANCELLING", "CANCELLED")
    assert cloud.ended(arn)["status"] == "CANCELLED"
    assert refused(braket.cancel_quantum_task, quantumTaskArn=arn)[0] == "ConflictException"


@conforms("boto3", "SearchQuantumTasks", "CreateQuantumTask", sends=[SIMULATOR] * 3)
def test_tasks_by_pages_and_filters(cloud):
    started = datetime.now(UTC) - timedelta(minutes=1)
    arns = {cloud.create() for _ in range(3)}
    assert {cloud.ended(arn)["status"] for arn in arns} == {"COMPLETED"}

    def search(*filters):
        named = [dict(zip(("name", "operator", "values"), each, strict=True)) for each in filters]
        pages = (
            cloud.client()
            .get_paginator("search_quantum_tasks")
            .paginate(filters=named, PaginationConfig={"PageSize": 2})
        )
        return {task["quantumTaskArn"] for shown in pages for task in shown["quantumTasks"]}

    recent = ("createdAt", "GT", [started.isoformat(timespec="seconds").replace("+00:00", "Z")])
    assert search(recent) >= arns
    assert search(recent, ("deviceArn", "EQUAL", [SV1]), ("status", "EQUAL", ["COMPLETED"])) >= arns
    assert not search(recent, ("status", "EQUAL", ["CANCELLED"])) & arns
    assert search(("quantumTaskArn", "EQUAL", [min(arns)])) == {min(arns)}


@conforms("boto3", "TagResource", "ListTagsForResource", "UntagResource", sends=[SIMULATOR])
def test_tags(cloud):
    arn = cloud.create(tags={"a": "1"})
    braket = cloud.client()
    braket.tag_resource(resourceArn=arn, tags={"a": "2", "b": "3"})
    tags = braket.list_tags_for_resource(resourceArn=arn)["tags"]
    assert {key: tags[key] for key in "ab"} == {"a": "2", "b": "3"}
    braket.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert "a" not in braket.list_tags_for_resource(resourceArn=arn)["tags"]


@conforms(
    "boto3",
    "CreateSpendingLimit",
    "SearchSpendingLimits",
    "UpdateSpendingLimit",
    "DeleteSpendingLimit",
    sends=[QPU],
)
def test_a_spending_limit_holds_until_it_is_raised(cloud):
    """The limit that is made is removed, whatever happens; where the account has one already, it is left."""
    braket = cloud.client(cloud.qpu)
    arn = braket.create_spending_limit(deviceArn=cloud.qpu, spendingLimit="0.01")["spendingLimitArn"]
    try:
        assert refused(cloud.create, cloud.qpu)[0] == "ValidationException"
        braket.update_spending_limit(spendingLimitArn=arn, spendingLimit="100.00")
        task = cloud.create(cloud.qpu)
        filters = [{"name": "deviceArn", "operator": "EQUAL", "values": [cloud.qpu]}]
        (found,) = braket.search_spending_limits(filters=filters)["spendingLimits"]
        assert (found["spendingLimitArn"], float(found["spendingLimit"])) == (arn, 100.0)
        assert float(found["queuedSpend"]) + float(found["totalSpend"]) > 0
        braket.cancel_quantum_task(quantumTaskArn=task)
    finally:
        braket.delete_spending_limit(spendingLimitArn=arn)


@conforms("boto3", "CreateJob", "GetJob", "SearchJobs", "CancelJob", only_here=JOBS)
def test_a_hybrid_job_to_its_end_and_one_that_is_cancelled(cloud):
    """The scripts need nothing but Python; what jobs give to them stands in test_jobs."""
    place, braket = cloud.bucket(), cloud.client()
    arns = {}
    for name, script in (("short", "print('done')"), ("long", "import time\ntime.sleep(600)")):
        body = archive(**{"algo.py": script})
        cloud.client(service="s3").put_object(Bucket=place, Key="source.tar.gz", Body=body)
        arns[name] = braket.create_job(**request(place, cloud.account, jobName=name))["jobArn"]
        if name == "short":
            found = cloud.ended_job(arns[name])
            assert (found["status"], found["jobName"]) == ("COMPLETED", "short"), found
    assert {job["jobArn"] for job in braket.search_jobs(filters=[])["jobs"]} == set(arns.values())
    assert braket.cancel_job(jobArn=arns["long"])["cancellationStatus"] == "CANCELLING"
    assert cloud.ended_job(arns["long"])["status"] == "CANCELLED"
    assert refused(braket.cancel_job, jobArn=arns["long"])[0] == "ConflictException"
