"""Hybrid jobs with the genuine SDK, through both doors: their life, what they get and what they leave."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .test_clients import bucket, client, refused
from .working import GARNET, NONE, SAVE, SV1, archive, completed, create, ended, kinds, lines, request, until


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    """The SDK leaves what it downloads in the working folder."""
    monkeypatch.chdir(tmp_path)


def test_a_decorated_function_runs_as_a_job(cloud, capsys):
    """Everything that a lesson uses, in the one test that pays for importing the SDK in the job."""
    import boto3
    from braket.aws import AwsQuantumJob
    from braket.jobs import hybrid_job
    from braket.jobs.metrics_data.definitions import MetricType

    Path("data.txt").write_text("seven", encoding="utf-8")

    @hybrid_job(device=SV1, input_data="data.txt", tags={"lesson": "3-08"}, job_name="decorated")
    def measure(shots, angle=0.5):
        from braket.aws import AwsDevice
        from braket.circuits import Circuit
        from braket.jobs import (
            get_hyperparameters,
            get_input_data_dir,
            get_job_device_arn,
            save_job_checkpoint,
        )
        from braket.jobs.metrics import log_metric
        from braket.tracking import Tracker

        with Tracker() as tracker:
            task = AwsDevice(get_job_device_arn()).run(
                Circuit().h(0).cnot(0, 1), shots=shots, poll_interval_seconds=0.02
            )
            counts = dict(task.result().measurement_counts)
        for step, energy in enumerate((0.5, 0.25)):
            log_metric("energy", energy, iteration_number=step)
        save_job_checkpoint({"step": 2})
        return {
            "counts": counts,
            "task": task.id,
            "dollars": float(tracker.simulator_tasks_cost()),
            "data": Path(get_input_data_dir(), "data.txt").read_text("utf-8"),
            "hyperparameters": get_hyperparameters(),
        }

    job = measure(60, angle=0.25)
    found = completed(job)
    assert set(found["counts"]) <= {"00", "11"}
    assert sum(found["counts"].values()) == 60
    assert found["data"] == "seven"
    assert found["hyperparameters"] == {"shots": "60", "angle": "0.25"}
    assert found["dollars"] == pytest.approx(0.00375)

    (task,) = job.get_tasks()
    assert task.id == found["task"]
    about = client().get_quantum_task(quantumTaskArn=task.id, additionalAttributeNames=["QueueInfo"])
    assert about["jobArn"] == job.arn
    assert about["queueInfo"]["queuePriority"] == "Priority"
    assert "/decorated/tasks/" in f"/{about['outputS3Directory']}"
    metrics = job.metrics(MetricType.ITERATION_NUMBER)
    assert dict(zip(metrics["iteration_number"], metrics["energy"], strict=True)) == {0.0: 0.5, 1.0: 0.25}
    assert any("energy=0.25" in line for line in lines(capsys, job))

    again = AwsQuantumJob(job.arn)
    assert (again.state(), again.name) == ("COMPLETED", "decorated")
    assert again.metadata()["tags"]["lesson"] == "3-08"
    checkpoints = again.metadata()["checkpointConfig"]["s3Uri"].split("/", 3)
    kept = boto3.client("s3").get_object(Bucket=checkpoints[2], Key=f"{checkpoints[3]}/decorated.json")
    assert b'"step"' in kept["Body"].read()


def test_a_script_and_what_it_is_told(cloud, capsys):
    script = SAVE + (
        "import sys\n"
        "names = [name for name in os.environ if name.startswith('AMZN_BRAKET_')]\n"
        "print('first', flush=True); print('second', file=sys.stderr); print('ünïcode')\n"
        "save(variables={name: os.environ[name] for name in names}, python=list(sys.version_info[:2]),\n"
        "     hyperparameters=json.load(open(os.environ['AMZN_BRAKET_HP_FILE'])), here=os.getcwd(),\n"
        "     aws=sorted(name for name in os.environ if name.startswith('AWS_')))\n"
    )
    job = create(script, "told", hyperparameters={"layers": 3})
    about = ended(job)
    found = completed(job)
    told = found["variables"]
    assert told["AMZN_BRAKET_JOB_NAME"] == "job-told"
    assert told["AMZN_BRAKET_DEVICE_ARN"] == NONE
    assert told["AMZN_BRAKET_OUT_S3_BUCKET"] == f"amazon-braket-us-east-1-{cloud.account}"
    assert told["AMZN_BRAKET_SCRIPT_ENTRY_POINT"] == "told"
    assert len(told["AMZN_BRAKET_JOB_TOKEN"]) > 40
    assert found["hyperparameters"] == {"layers": "3"}
    assert found["python"] == list(sys.version_info[:2])
    assert "AWS_ACCESS_KEY_ID" not in found["aws"]
    assert not Path(found["here"]).exists(), "the job's folder is cleared away"
    assert lines(capsys, job)[-3:] == ["first", "second", "ünïcode"]
    assert kinds(about) == [
        "QUEUED_FOR_EXECUTION", "STARTING_INSTANCE", "DOWNLOADING_DATA", "RUNNING", "UPLOADING_RESULTS",
        "COMPLETED",
    ]  # fmt: skip
    assert about["createdAt"] <= about["startedAt"] <= about["endedAt"]
    assert about["billableDuration"] >= 0
    assert "emulated" in about["tags"]["gangway:practice-cloud"]
    assert job.queue_position().queue_position is None


def test_a_function_of_a_package_with_input_channels(cloud):
    Path("solver/inner").mkdir(parents=True)
    Path("solver/__init__.py").write_text("", encoding="utf-8")
    body = "def start():\n    from .inner import value\n"
    body += "    top = pathlib.Path(os.environ['AMZN_BRAKET_INPUT_DIR'])\n"
    body += "    save(value=value, found=sorted(p.relative_to(top).as_posix() for p in top.rglob('*.txt')))\n"
    Path("solver/main.py").write_text(SAVE + body, encoding="utf-8")
    Path("solver/inner/__init__.py").write_text("value = 42\n", encoding="utf-8")
    from braket.aws import AwsQuantumJob

    s3, name = client(service="s3"), bucket(cloud)
    for key in ("graphs/a.txt", "graphs/deep/b.txt", "train-1.txt", "train-2.txt"):
        s3.put_object(Bucket=name, Key=key, Body=b"x")
    job = AwsQuantumJob.create(
        NONE, source_module="solver", entry_point="solver.main:start", quiet=True,
        input_data={"graphs": f"s3://{name}/graphs", "train": f"s3://{name}/train-"},
    )  # fmt: skip
    assert completed(job) == {
        "value": 42,
        "found": ["graphs/a.txt", "graphs/deep/b.txt", "train/train-1.txt", "train/train-2.txt"],
    }


def test_checkpoints_go_from_one_job_to_the_next(cloud):
    folder = "import os, pathlib\nfolder = pathlib.Path(os.environ['AMZN_BRAKET_CHECKPOINT_DIR'])\n"
    first = create(folder + "(folder / 'a').mkdir(); (folder / 'a/step').write_text('3')", "first")
    assert ended(first)["status"] == "COMPLETED"
    read = folder + SAVE + "save(step=(folder / 'a/step').read_text())"
    second = create(read, "second", copy_checkpoints_from_job=first.arn)
    assert completed(second) == {"step": "3"}


#: Scripts that fail, and what the reason says.
FAILING = {
    "syntax": (
        "print('a'\nx = 1\n",
        r"SyntaxError: '\(' was never closed \(syntax.py, line 1\), exit code 1",
    ),
    "raises": ("def f():\n    return 1 / 0\nf()\n", r"ZeroDivisionError: division by zero, exit code 1"),
    "leaves": ("import sys\nsys.exit('the data has no labels')\n", "the data has no labels, exit code 1"),
    "code": ("import sys\nprint('last words')\nsys.exit(3)\n", r"exit code 3.*last words"),
    "killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "by signal SIGKILL"),
    "missing": ("import no_such_module_anywhere\n", "ModuleNotFoundError.*no_such_module_anywhere"),
    "network": (
        "import urllib.request\nurllib.request.urlopen('http://192.0.2.1/')\n",
        r"reaches this machine only: a connection to 192\.0\.2\.1 was stopped",
    ),
    "client": (
        "import socket\nsocket.getaddrinfo('braket.us-east-1.amazonaws.com', 443)\n",
        "a connection to braket.us-east-1.amazonaws.com was stopped",
    ),
}


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems: signals")
def test_scripts_that_fail_say_why(cloud, capsys):
    import re

    cases = FAILING if cloud.door == "in-process" else ("raises", "network")  # the process is the same
    jobs = {name: create(FAILING[name][0], name) for name in cases}
    for name, job in jobs.items():
        about = ended(job)
        assert about["status"] == "FAILED", name
        assert re.search(FAILING[name][1], about["failureReason"], re.S), about["failureReason"]
        assert kinds(about)[-1] == "FAILED"
    said = lines(capsys, jobs["raises"])
    assert "    return 1 / 0" in said, said
    assert not any("runpy" in line or "gangway/cloud" in line for line in said)
    assert jobs["raises"].result(poll_interval_seconds=0) == {}


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems: process groups")
def test_cancelling_ends_the_job_and_all_that_it_has_started(cloud, capsys):
    import psutil

    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('child', child.pid, flush=True)\ntime.sleep(600)\n"
    )
    job = create(script, "long")
    said = until(lambda: [line for line in lines(capsys, job) if line.startswith("child")])
    child = psutil.Process(int(said[0].split()[1]))
    assert job.state() == "RUNNING"
    code, message = refused(client().create_job, **request(bucket(cloud), cloud.account, jobName="job-long"))
    assert (code, "under way" in message) == ("ConflictException", True)
    assert job.cancel() == "CANCELLING"
    assert ended(job)["status"] == "CANCELLED"
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    code, message = refused(client().cancel_job, jobArn=job.arn)
    assert (code, "CANCELLED" in message) == ("ConflictException", True)


def test_a_job_that_runs_too_long_is_stopped_and_keeps_what_it_has_saved(cloud):
    from braket.jobs.config import StoppingCondition

    script = SAVE + "import time\nsave(step=1)\ntime.sleep(600)\n"
    job = create(script, "endless", stopping_condition=StoppingCondition(maxRuntimeInSeconds=2))
    about = ended(job)
    assert about["status"] == "FAILED"
    assert "maxRuntimeInSeconds, 2 s" in about["failureReason"]
    assert "MAX_RUNTIME_EXCEEDED" in kinds(about)
    assert job.result(poll_interval_seconds=0) == {"step": 1}


def test_a_source_that_is_missing_or_hostile(cloud):
    s3, name = client(service="s3"), bucket(cloud)
    s3.put_object(Bucket=name, Key="hostile.tar.gz", Body=archive(**{"../../escaped.py": "x = 1"}))
    s3.put_object(Bucket=name, Key="garbage.tar.gz", Body=b"this is no archive")
    s3.put_object(Bucket=name, Key="other.tar.gz", Body=archive(**{"other.py": "", "requirements.txt": ""}))
    s3.put_object(
        Bucket=name, Key="asks.tar.gz", Body=archive(**{"algo.py": "", "requirements.txt": "nope>=1"})
    )
    wanted = {
        "absent": "does not exist",
        "hostile": r"'../../escaped.py', which would be written outside",
        "garbage": "can't be unpacked",
        "other": "'algo' is not in the source, which holds: other.py, requirements.txt",
        "asks": "requirements.txt asks for nope>=1. The practice cloud installs nothing",
    }
    arns = {}
    for source in wanted:
        asked = request(name, cloud.account, jobName=source)
        asked["algorithmSpecification"]["scriptModeConfig"]["s3Uri"] = f"s3://{name}/{source}.tar.gz"
        arns[source] = client().create_job(**asked)["jobArn"]
    for source, arn in arns.items():
        about = until(lambda arn=arn: (a := client().get_job(jobArn=arn))["status"] == "FAILED" and a)
        assert wanted[source] in about["failureReason"]


def test_searching_tagging_and_tokens(cloud):
    s3, name = client(service="s3"), bucket(cloud)
    s3.put_object(Bucket=name, Key="source.tar.gz", Body=archive(**{"algo.py": "import os; print('ran')"}))
    braket = client()
    arns = [
        braket.create_job(**request(name, cloud.account, jobName=f"found-{n}", tags={"n": str(n % 2)}))[
            "jobArn"
        ]
        for n in range(3)
    ]
    for arn in arns:
        until(lambda arn=arn: braket.get_job(jobArn=arn)["status"] == "COMPLETED")

    def search(*filters):
        asked = [dict(zip(("name", "operator", "values"), each, strict=True)) for each in filters]
        pages = braket.get_paginator("search_jobs").paginate(filters=asked, PaginationConfig={"PageSize": 2})
        return [job["jobName"] for shown in pages for job in shown["jobs"]]

    assert search() == ["found-2", "found-1", "found-0"]
    assert search(("jobArn", "EQUAL", arns[:1])) == ["found-0"]
    assert search(("jobName", "CONTAINS", ["nd-1"])) == ["found-1"]
    assert search(("tag:n", "EQUAL", ["0"])) == ["found-2", "found-0"]
    assert search(("createdAt", "LT", ["2020-01-01"])) == []
    assert refused(search, ("colour", "EQUAL", ["red"]))[0] == "ValidationException"
    assert refused(search, ("createdAt", "CONTAINS", ["2020"]))[0] == "ValidationException"

    braket.tag_resource(resourceArn=arns[0], tags={"more": "1"})
    assert braket.list_tags_for_resource(resourceArn=arns[0])["tags"]["more"] == "1"
    once = request(name, cloud.account, jobName="once", clientToken="same")
    assert braket.create_job(**once)["jobArn"] == braket.create_job(**once)["jobArn"]
    assert refused(braket.create_job, **{**once, "jobName": "twice"})[0] == "ConflictException"


def test_the_image_and_the_role_that_the_sdk_asks_for(cloud):
    from braket.aws import AwsSession
    from braket.jobs.image_uris import Framework, retrieve_image

    session = AwsSession()
    tag = session.get_full_image_tag(retrieve_image(Framework.BASE, "us-east-1"))
    assert f"-py{sys.version_info.major}{sys.version_info.minor}-" in tag
    code, message = refused(session.get_full_image_tag, retrieve_image(Framework.CUDAQ, "us-east-1"))
    assert (code, "no containers" in message) == ("RepositoryNotFoundException", True)
    assert session.get_default_jobs_role().startswith(f"arn:aws:iam::{cloud.account}:role/service-role/")


@pytest.mark.server
def test_status_and_bill_tell_of_jobs(server):
    import gangway
    from gangway.connect import disconnect

    from .test_server import command

    gangway.connect("practice", in_process=False, account="with-jobs")
    try:
        ended(create("print('ran')", "billed"))
        assert "hybrid jobs: 1 COMPLETED" in command("status").output
        (said,) = [line for line in command("bill").output.splitlines() if "with-jobs" in line]
        assert "1 hybrid jobs" in said
        assert "ml.m5.large: its price is not published here" in said
    finally:
        disconnect()


BAD = {
    "instance": ({"instanceConfig": {"instanceType": "ml.m5.lagre", "volumeSizeInGb": 1}}, "ml.m5.large"),
    "instances": (
        {"instanceConfig": {"instanceType": "ml.m5.large", "volumeSizeInGb": 1, "instanceCount": 2}},
        "instanceCount is 1",
    ),
    "name": ({"jobName": "no spaces please"}, "jobName is 'no spaces please'"),
    "role": ({"roleArn": "arn:aws:iam::123456789012:role/nobody"}, "has no role"),
    "bucket": ({"outputDataConfig": {"s3Path": "s3://no-such-bucket-here/x"}}, "no-such-bucket-here"),
    "checkpoints": ({"checkpointConfig": {"s3Uri": "s3://no-such-bucket-here/x"}}, "no-such-bucket-here"),
    "time": ({"stoppingCondition": {"maxRuntimeInSeconds": 432001}}, "at most 432000"),
    "device": ({"deviceConfig": {"device": "local:default"}}, "local:PROVIDER/NAME"),
    "hyperparameter": ({"hyperParameters": {"p": "two\nlines"}}, "hyperParameters"),
    "image": (
        {"algorithmSpecification": {
            "scriptModeConfig": {"entryPoint": "a", "s3Uri": "s3://b/c"},
            "containerImage": {"uri": "292282985366.dkr.ecr.us-east-1.amazonaws.com/other:latest"},
        }},
        "no containers",
    ),
    "script": ({"algorithmSpecification": {}}, "needs a script"),
}  # fmt: skip


def test_bad_requests_are_refused_with_what_to_do(cloud):
    name = bucket(cloud)
    for case, (changes, said) in BAD.items():
        code, message = refused(client().create_job, **request(name, cloud.account, **changes))
        assert (code, said in message) == ("ValidationException", True), (case, message)
    aria = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"
    for device, wanted in (
        (aria, "DeviceRetiredException"),
        (GARNET, "ResourceNotFoundException"),
        (SV1.replace("sv1", "sv2"), "ResourceNotFoundException"),
    ):
        asked = request(name, cloud.account, deviceConfig={"device": device})
        assert refused(client().create_job, **asked)[0] == wanted
    nobody = f"arn:aws:braket:us-east-1:{cloud.account}:job/none"
    assert refused(client().get_job, jobArn=nobody)[0] == "ResourceNotFoundException"
    assert (
        refused(client().cancel_job, jobArn=nobody.replace(cloud.account, "0" * 12))[0]
        == "AccessDeniedException"
    )
