"""Hybrid jobs inside the service: queues on a clock that the test turns, restarts, limits, who may."""

from __future__ import annotations

import os
import subprocess
import threading
import time

import pytest

from gangway.cloud import accounts
from gangway.cloud.errors import ServiceError
from gangway.cloud.jobs.jobs import MOST_AT_ONCE
from gangway.cloud.jobs.objects import Inside, Place
from gangway.cloud.jobs.run import Run
from gangway.cloud.operations.jobs import MOST_UNFINISHED
from gangway.cloud.storage import Storage
from gangway.cloud.store import Store

from .clocked import GARNET, Cloud
from .working import ENDED, NONE, archive, kinds, request, result_of, until

LONG = "import time\nprint('under way', flush=True)\ntime.sleep(600)\n"


class Jobs(Cloud):
    """A service, and the jobs of one account in one region."""

    def __init__(self, script="print('ran')", **options):
        options.setdefault("region", "eu-north-1")
        options.setdefault("scale", 0.0)
        super().__init__(**options)
        self.put("source.tar.gz", archive(**{"algo.py": script}))

    def put(self, key, content):
        self.inside.put(Place("results", key), content)

    @property
    def inside(self):
        return Inside(self.service.storage, self.account, self.region)

    def job(self, name="plain", **changes):
        asked = request("results", self.account, jobName=name, clientToken=name, **changes)
        return self("CreateJob", **asked)["jobArn"]

    def about(self, arn):
        return self("GetJob", jobArn=arn, additionalAttributeNames=["QueueInfo"])

    def status(self, arn):
        return self.about(arn)["status"]

    def reaches(self, arn, *statuses):
        until(lambda: self.status(arn) in statuses)

    def said(self):
        groups = self.inside.logs("DescribeLogGroups")["logGroups"]
        events = [
            self.inside.logs("FilterLogEvents", logGroupName=g["logGroupName"])["events"] for g in groups
        ]
        return [event["message"] for found in events for event in found]

    def refused_task(self, **changes):
        with pytest.raises(ServiceError) as caught:
            self.create(token=str(changes), **changes)
        assert caught.value.code == "ValidationException"
        return caught.value.message

    def refused(self, operation, **parameters):
        with pytest.raises(ServiceError) as caught:
            self(operation, **parameters)
        return caught.value.code, caught.value.message


@pytest.fixture
def cloud(request):
    """Makes services, and closes what is open at the end."""
    made = []

    def make(*arguments, **options):
        made.append(Jobs(*arguments, **options))
        return made[-1]

    yield make
    for each in made[-1:]:
        each.service.close()


def test_a_qpu_runs_one_job_at_a_time_and_others_wait_their_turn(cloud):
    here = cloud(LONG, scale=1.0)
    first, second = (here.job(name, deviceConfig={"device": GARNET}) for name in ("first", "second"))
    assert here.status(first) == "QUEUED"
    positions = [int(here.about(arn)["queueInfo"]["position"].strip(">")) for arn in (first, second)]
    assert min(positions) >= 1
    device = here("GetDevice", deviceArn=GARNET)
    assert {"queue": "JOBS_QUEUE", "queueSize": "2"} in device["deviceQueueInfo"]
    here.time.now += 3600
    here.reaches(first, "RUNNING")
    assert here.status(second) == "QUEUED"
    assert here.about(second)["queueInfo"]["position"] == "1"
    here("CancelJob", jobArn=first)
    here.reaches(first, "CANCELLED")
    here.reaches(second, "RUNNING")
    assert here.about(second)["startedAt"].timestamp() == pytest.approx(here.time.now)


def test_more_jobs_than_run_at_once_wait_and_all_end(cloud):
    here = cloud()
    arns = [here.job(f"n{number}") for number in range(MOST_AT_ONCE + 3)]
    for arn in arns:
        here.reaches(arn, "COMPLETED")
    assert here.said().count("ran") == len(arns)


def test_a_job_that_waits_is_cancelled_at_once_and_never_starts(cloud):
    here = cloud(scale=1.0)
    arn = here.job()
    assert here("CancelJob", jobArn=arn)["cancellationStatus"] == "CANCELLING"
    assert here.status(arn) == "CANCELLED"
    here.time.now += 3600
    about = here.about(arn)
    assert (about["status"], "startedAt" in about) == ("CANCELLED", False)
    assert kinds(about) == ["QUEUED_FOR_EXECUTION", "CANCELLED"]


def test_so_many_jobs_and_no_more(cloud):
    here = cloud(scale=1.0)
    for number in range(MOST_UNFINISHED):
        here.job(f"n{number}")
    code, message = here.refused("CreateJob", **request("results", here.account, clientToken="x"))
    assert (code, str(MOST_UNFINISHED) in message) == ("ServiceQuotaExceededException", True)


def test_a_jobs_token_is_good_while_it_runs_and_for_its_account_only(cloud):
    here = cloud(LONG)
    arn = here.job(deviceConfig={"device": NONE})
    here.reaches(arn, "RUNNING")
    from gangway.cloud.store import Job

    with here.service.store.session() as session:
        token = session.get_one(Job, arn).token
    assert token not in str(here.about(arn)), "nobody is shown it"
    task = here.create(token="in-the-job", jobToken=token)
    assert here.get(task)["jobArn"] == arn
    found = here("SearchQuantumTasks", filters=[{"name": "jobArn", "operator": "EQUAL", "values": [arn]}])
    assert [each["quantumTaskArn"] for each in found["quantumTasks"]] == [task]
    assert "no hybrid job of this account" in here.refused_task(jobToken="made-up")

    other = accounts.ensure(here.service.store, "other").id
    here.account, mine = other, here.account
    Storage._s3(other).create_bucket("others-results", here.region)
    assert "no hybrid job of this account" in here.refused_task(
        jobToken=token, outputS3Bucket="others-results"
    )
    assert here("SearchJobs", filters=[])["jobs"] == []
    assert here.refused("GetJob", jobArn=arn)[0] == "AccessDeniedException"
    assert here.refused("CancelJob", jobArn=arn)[0] == "AccessDeniedException"

    here.account = mine
    here("CancelJob", jobArn=arn)
    assert here.refused("CancelJob", jobArn=arn)[0] == "ConflictException"
    here.reaches(arn, "CANCELLED")
    assert "CANCELLED already" in here.refused_task(jobToken=token)


def test_a_jobs_tasks_on_its_own_qpu_wait_for_nobody(cloud):
    from gangway.cloud.store import Job

    here = cloud(LONG, scale=1.0)
    arn = here.job(deviceConfig={"device": GARNET})
    here.time.now += 3600
    here.reaches(arn, "RUNNING")
    with here.service.store.session() as session:
        token = session.get_one(Job, arn).token
    plain, mine = here.create(token="a"), here.create(token="b", jobToken=token)
    assert here.get(mine)["queueInfo"]["queuePriority"] == "Priority"
    here.time.now += 1.0
    assert (here.get(mine)["status"], here.get(plain)["status"]) == ("RUNNING", "QUEUED")


def test_after_a_restart_running_jobs_have_failed_and_waiting_ones_run(cloud, tmp_path):
    def start(**options):
        return cloud(
            LONG, store=Store(tmp_path / "cloud.sqlite"), storage=Storage(tmp_path / "s3"),
            jobs_folder=tmp_path / "jobs", **options,
        )  # fmt: skip

    first = start()
    running, waiting = first.job("running"), first.job("waiting", deviceConfig={"device": GARNET})
    blocked = first.job("blocked", deviceConfig={"device": GARNET})
    first.reaches(running, "RUNNING")
    until(lambda: "under way" in first.said())
    first.service.close()

    second = start()
    about = second.about(running)
    assert about["status"] == "FAILED"
    assert "the practice cloud stopped while this job ran" in about["failureReason"]
    assert "under way" in second.said()
    assert second.status(waiting) == "FAILED", "it ran too, on another device"
    second.reaches(blocked, "RUNNING")
    second("CancelJob", jobArn=blocked)
    second.reaches(blocked, "CANCELLED")


def test_after_a_restart_without_waiting_nothing_waits_any_more(cloud, tmp_path):
    def start(scale):
        return cloud(scale=scale, store=Store(tmp_path / "cloud.sqlite"), storage=Storage(tmp_path / "s3"))

    first = start(1.0)
    task, job = first.create(), first.job("on-garnet", deviceConfig={"device": GARNET})
    assert (first.get(task)["status"], first.status(job)) == ("CREATED", "QUEUED")
    first.service.close()
    second = start(0.0)
    assert second.get(task)["status"] == "COMPLETED"
    second.reaches(job, "COMPLETED")


def test_a_reset_ends_jobs_and_forgets_them(cloud, tmp_path):
    here = cloud(LONG, jobs_folder=tmp_path / "jobs")
    arn = here.job()
    until(lambda: "under way" in here.said())
    here.service.reset()
    assert here.refused("GetJob", jobArn=arn)[0] == "ResourceNotFoundException"
    assert here("SearchJobs", filters=[])["jobs"] == []
    assert not (tmp_path / "jobs").exists()


@pytest.mark.parametrize("ends", ["close", "reset"])
def test_a_job_that_is_just_being_started_ends_with_the_cloud(cloud, monkeypatch, ends):
    here = cloud()
    at_it, start = threading.Event(), Run.start

    def slowly(run):
        at_it.set()
        time.sleep(0.3)
        start(run)

    monkeypatch.setattr(Run, "start", slowly)
    here.job()
    assert at_it.wait(30)
    getattr(here.service, ends)()
    assert not [each for each in threading.enumerate() if each.name == "gangway-job-plain"]


def test_results_that_cannot_be_stored_fail_the_job(cloud):
    script = (
        "import os, pathlib\npathlib.Path(os.environ['AMZN_BRAKET_JOB_RESULTS_DIR'], 'x').write_text('1')\n"
    )
    here = cloud(script + "while not os.path.exists('go'): pass\n")
    Storage._s3(here.account).create_bucket("outputs", here.region)
    arn = here.job(outputDataConfig={"s3Path": "s3://outputs/job"})
    here.reaches(arn, "RUNNING")
    del Storage._s3(here.account).buckets["outputs"]
    folder = until(lambda: next(iter(here.service.jobs._place(arn).glob("code")), None))
    (folder / "go").touch()
    here.reaches(arn, *ENDED)
    about = here.about(arn)
    assert about["status"] == "FAILED"
    assert "s3://outputs/job/output/model.tar.gz can't be written" in about["failureReason"]


def test_where_no_process_can_be_started_a_job_is_refused(cloud, monkeypatch):
    here = cloud()

    def forbidden(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    code, message = here.refused("CreateJob", **request("results", here.account, clientToken="x"))
    assert code == "AccessDeniedException"
    assert "none can be started here (Operation not permitted)" in message
    assert "call the job's function directly" in message


def test_what_a_job_inherits(monkeypatch, cloud):
    for name in (
        "AWS_PROFILE",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ENDPOINT_URL_S3",
        "BRAKET_ENDPOINT",
        "GANGWAY_CLOUD",
    ):
        monkeypatch.setenv(name, "the-users-own")
    monkeypatch.setenv("HARMLESS", "kept")
    script = (
        "import json, os, pathlib\n"
        "header = {'name': 'braket.jobs_data.persisted_job_data', 'version': '1'}\n"
        "document = {'braketSchemaHeader': header, 'dataDictionary': dict(os.environ)}\n"
        "folder = pathlib.Path(os.environ['AMZN_BRAKET_JOB_RESULTS_DIR'])\n"
        "(folder / 'results.json').write_text(json.dumps(document))\n"
    )
    here = cloud(script)
    arn = here.job()
    here.reaches(arn, *ENDED)
    found = result_of(here.inside.get(Place("results", "out/output/model.tar.gz")) or b"")
    assert "the-users-own" not in found.values()
    assert found["HARMLESS"] == "kept"
    assert found["AWS_DEFAULT_REGION"] == here.region
    assert found["AMZN_BRAKET_JOB_RESULTS_S3_PATH"] == "out/output"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_process_that_the_job_forks_reaches_nothing(cloud):
    script = (
        "import boto3, os\n"
        "client = boto3.client('braket')\n"
        "print('job', len(client.search_devices(filters=[])['devices']) > 0, flush=True)\n"
        "if os.fork() == 0:\n"
        "    try:\n"
        "        client.search_devices(filters=[])\n"
        "    except Exception as error:\n"
        "        print('child', error, flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    here = cloud(script)
    here.reaches(here.job(), *ENDED)
    said = here.said()
    assert "job True" in said
    assert any(line.startswith("child Only the hybrid job's own process") for line in said), said


def test_a_log_without_end_is_cut(cloud, monkeypatch):
    monkeypatch.setattr("gangway.cloud.jobs.journal.MOST_BYTES", 10_000)
    here = cloud("for n in range(5000): print('line', n)\nprint('x' * 100_000, end='')\n")
    arn = here.job()
    here.reaches(arn, *ENDED)
    said = here.said()
    assert here.status(arn) == "COMPLETED"
    assert "the rest is lost" in said[-1]
    assert sum(map(len, said)) < 11_000
