"""The parts of hybrid jobs by themselves: archives, input data, queries of Logs, what stays here."""

from __future__ import annotations

import io
import json
import os
import tarfile
from datetime import UTC, datetime

import pytest

from gangway.cloud.errors import ServiceError
from gangway.cloud.jobs import images, model, queries, script, staging
from gangway.cloud.jobs.objects import Inside, Place, Refused, place
from gangway.cloud.jobs.process import Plan, Process
from gangway.cloud.storage import Storage
from gangway.cloud.wire import Request

from .working import archive, request, until


@pytest.fixture
def inside():
    storage = Storage()
    Storage._s3("123456789012").create_bucket("things", "us-east-1")
    yield Inside(storage, "123456789012", "us-east-1")
    storage.close()


# --- archives ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "..\\x", "C:/x", "c:x", ""], ids=lambda name: repr(name)
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    with pytest.raises(staging.Unfit, match="outside the job's folder"):
        staging.below(tmp_path, name, "source")


def test_an_archive_is_unpacked_below_its_folder(tmp_path):
    staging.unpack(archive(**{"pkg/a.py": "1", "./b.py": "2"}), tmp_path, "source")
    assert (tmp_path / "pkg/a.py").read_text() == "1"
    assert (tmp_path / "b.py").read_text() == "2"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as out:
        member = tarfile.TarInfo("thing")
        member.type, member.linkname = kind, "/etc/passwd"
        out.addfile(member)
    with pytest.raises(staging.Unfit, match="thing"):
        staging.unpack(packed.getvalue(), tmp_path, "source")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_swells_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "MOST_BYTES", 1000)
    with pytest.raises(staging.Unfit, match="unpacks to more than"):
        staging.unpack(archive(zeros=b"\0" * 2000), tmp_path, "source")
    monkeypatch.setattr(staging, "MOST_FILES", 2)
    with pytest.raises(staging.Unfit, match="2 files"):
        staging.unpack(archive(a="", b="", c=""), tmp_path, "source")


def test_a_damaged_archive_is_refused(tmp_path):
    with pytest.raises(staging.Unfit, match="can't be unpacked"):
        staging.unpack(archive(a="x" * 5000)[:-20], tmp_path, "source")


# --- S3 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("s3://bucket/a/b", Place("bucket", "a/b")),
        ("s3://bucket", Place("bucket", "")),
        ("https://bucket.s3.eu-north-1.amazonaws.com/a", Place("bucket", "a")),
    ],
)
def test_places_in_s3(uri, found):
    assert place(uri) == found


def test_what_is_no_place_in_s3():
    with pytest.raises(ServiceError, match="no place in S3"):
        place("file:///etc")


def test_objects_with_odd_names_and_more_than_a_page(inside):
    odd = Place("things", "a b/ü+%&?.txt")
    inside.put(odd, b"\0\xff")
    assert inside.get(odd) == b"\0\xff"
    assert inside.get(Place("things", "nothing")) is None
    for number in range(1005):
        Storage._s3("123456789012").put_object("things", f"many/{number:04d}", b"")
    assert inside.keys(Place("things", "many/")) == [f"many/{number:04d}" for number in range(1005)]
    assert inside.keys(Place("nowhere-at-all", "")) == []
    with pytest.raises(Refused, match="can't be written"):
        inside.put(Place("nowhere-at-all", "x"), b"")


def test_input_data_as_a_file_a_folder_or_a_beginning(inside, tmp_path):
    for key in ("data/one.txt", "data/deep/two.txt", "data-2.txt", "data-3/x.txt"):
        inside.put(Place("things", key), key.encode())

    def brought(key, name):
        count = staging.bring(inside, Place("things", key), tmp_path / name)
        found = {
            path.relative_to(tmp_path / name).as_posix()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        assert count == len(found)
        return found

    assert brought("data/", "folder") == {"one.txt", "deep/two.txt"}
    assert brought("data/one.txt", "file") == {"one.txt"}
    assert brought("data-", "beginning") == {"data-2.txt", "data-3/x.txt"}
    assert brought("data", "both") == {"data/one.txt", "data/deep/two.txt", "data-2.txt", "data-3/x.txt"}
    asked = {"channelName": "graphs", "dataSource": {"s3DataSource": {"s3Uri": "s3://things/absent"}}}
    with pytest.raises(staging.Unfit, match="'graphs' has no data"):
        staging.channels(inside, [asked], tmp_path)


def test_only_checkpoints_that_have_changed_are_copied(inside, tmp_path):
    at = Place("things", "checkpoints")
    inside.put(at.within("old"), b"1")
    checkpoints = staging.Checkpoints(inside, tmp_path, at)
    checkpoints.fetch()
    assert (tmp_path / "old").read_bytes() == b"1"
    inside.put(at.within("old"), b"changed elsewhere")
    (tmp_path / "new").write_bytes(b"2")
    checkpoints.copy()
    assert inside.get(at.within("new")) == b"2"
    assert inside.get(at.within("old")) == b"changed elsewhere"


def test_results_are_packed_without_links(inside, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a").write_text("1", encoding="utf-8")
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert staging.results(inside, tmp_path, "s3://things/job/")
    content = inside.get(Place("things", "job/output/model.tar.gz"))
    with tarfile.open(fileobj=io.BytesIO(content or b"")) as packed:
        assert packed.getnames() == ["deep", "deep/a"]
    assert not staging.results(inside, tmp_path / "empty", "s3://things/job/")


# --- Logs, ECR, the model ----------------------------------------------------------------------------------


def test_the_query_that_the_sdk_makes():
    query = queries.parse(
        r"fields @timestamp, @message | filter @logStream like /^a-job\/12\//"
        r" | filter @message like /Metrics - /"
    )
    events = [
        {"timestamp": when, "message": message, "logStreamName": stream, "eventId": when}
        for when, message, stream in (
            (1000, "Metrics - a=1;", "a-job/12/algo-1"),
            (2000, "Metrics - a=2;", "a-job/12/algo-1"),
            (3000, "nothing", "a-job/12/algo-1"),
            (4000, "Metrics - a=3;", "another-job/12/algo-1"),
            (5000, "Metrics - a=4;", "a-job/123/algo-1"),
        )
    ]
    rows = [{cell["field"]: cell["value"] for cell in row} for row in queries.select(events, query)]
    assert [row["@message"] for row in rows] == ["Metrics - a=2;", "Metrics - a=1;"]
    assert rows[0]["@timestamp"] == "1970-01-01 00:00:02.000"


def test_other_queries_are_understood_or_refused():
    query = queries.parse("fields @message | sort @timestamp asc | limit 3")
    assert (query.fields, query.ascending, query.limit) == (["@message"], True, 3)
    for text, said in (
        ("stats count(*) by bin(5m)", "don't understand"),
        ("fields @nothing", "no field @nothing"),
        ("filter @message like /(/", "no pattern"),
    ):
        with pytest.raises(queries.Malformed, match=said):
            queries.parse(text)


def ecr(operation="BatchGetImage", **asked):
    headers = {"X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{operation}"}
    found = images.answer(Request("POST", "/", headers, json.dumps(asked).encode()))
    return found.status, json.loads(found.body)


def test_images():
    status, found = ecr(
        repositoryName=images.REPOSITORY, imageIds=[{"imageTag": "latest"}, {"imageTag": "old"}]
    )
    assert status == 200
    assert [each["imageId"]["imageTag"] for each in found["images"]] == ["latest"]
    assert found["failures"][0]["failureCode"] == "ImageNotFound"
    assert ecr("ListImages")[1]["__type"] == "UnsupportedOperationException"
    assert ecr(imageIds=[])[1]["__type"] == "InvalidParameterException"
    with pytest.raises(ServiceError, match="there are the tags latest"):
        images.check(f"1.dkr.ecr.us-east-1.amazonaws.com/{images.REPOSITORY}:old")


def test_a_request_held_against_the_model_to_the_letter():
    good = request("things", "123456789012", clientToken="x")
    model.check("CreateJob", good)
    for changes, said in (
        ({"jobName": "-a"}, "does not fit the pattern"),
        ({"jobName": "a" * 51}, "jobName"),
        ({"hyperParameters": {str(n): "1" for n in range(101)}}, "has length 101; at most 100"),
        ({"instanceConfig": {"instanceType": "ml.huge", "volumeSizeInGb": 1}}, "the nearest are"),
        (
            {"inputDataConfig": [{"channelName": "a b", "dataSource": {}}]},
            r"inputDataConfig\[0\].channelName",
        ),
    ):
        with pytest.raises(ServiceError, match=said):
            model.check("CreateJob", good | changes)


# --- the process -------------------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path):
    folders = staging.Folders(tmp_path)
    folders.make()
    body = "import time\nprint('under way', flush=True)\ntime.sleep(600)\n"
    (folders.code / "algo.py").write_text(body, encoding="utf-8")
    return Plan("algo", folders, os.environ)


def test_a_job_ends_when_its_cloud_is_gone(plan):
    running = Process(plan)
    until(lambda: b"under way" in running.said(0.05))
    assert running._process.stdin is not None
    running._process.stdin.close()  # what the end of the cloud's process does
    until(lambda: not running.running())
    running.end()
    assert "ended early" in (running.failure("last words") or "")


def test_a_job_that_will_not_be_asked_is_made_to_end(plan):
    body = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\n"
    (plan.folders.code / "algo.py").write_text(f"{body}time.sleep(600)\n", encoding="utf-8")
    running = Process(plan)
    until(lambda: b"deaf" in running.said(0.05))
    running.end(grace=0.05)
    assert not running.running()


# --- what stays here ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "arguments", "stays"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80)), True),
        ("socket.connect", (None, ("::1", 80, 0, 0)), True),
        ("socket.connect", (None, "/run/some.socket"), True),
        ("socket.connect", (None, ("192.0.2.1", 80)), False),
        ("socket.connect", (None, ("127.0.0.1.example.com", 80)), False),
        ("socket.sendto", (None, ("192.0.2.1", 53)), False),
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0), True),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0), True),
        ("socket.getaddrinfo", (b"example.com", 80, 0, 0, 0), False),
        ("open", ("/etc/hosts", "r", 0), True),
    ],
)
def test_what_a_job_may_connect_to(event, arguments, stays):
    if stays:
        script.stay(event, arguments)
        return
    with pytest.raises(script.Elsewhere, match="reaches this machine only"):
        script.stay(event, arguments)


def test_requirements_are_held_against_what_is_installed(tmp_path):
    (tmp_path / "requirements.txt").write_text(
        "# what it needs\nboto3>=1\n\n--no-index\nnumpy; python_version < '3'\n", encoding="utf-8"
    )
    script.check_requirements(tmp_path)
    (tmp_path / "requirements.txt").write_text("boto3<1\nno-such-thing\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"boto3<1 \(there is 1\..*\), no-such-thing"):
        script.check_requirements(tmp_path)
    (tmp_path / "requirements.txt").write_text("=== what\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="can't be read: === what"):
        script.check_requirements(tmp_path)


def test_the_times_of_queries_are_utc():
    assert (
        queries._time(int(1000 * datetime(2026, 11, 22, tzinfo=UTC).timestamp())) == "2026-11-22 00:00:00.000"
    )
