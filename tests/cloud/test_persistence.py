"""What a restart leaves as it was: users' buckets and objects, and what was asked to go wrong."""

from __future__ import annotations

import pytest

from gangway.cloud import accounts, controls, sending, wire
from gangway.cloud.errors import ServiceError
from gangway.cloud.service import Service
from gangway.cloud.storage import Storage
from gangway.cloud.store import Store

from .clocked import GARNET

REGION = "us-east-1"


class Machine:
    """A cloud on one folder that can be stopped and started again, and S3 clients of its accounts."""

    def __init__(self, folder):
        self.folder = folder
        self.start()

    def start(self):
        store = Store(self.folder / "cloud.sqlite")
        self.service = Service(store, Storage(self.folder / "s3"))
        return self

    def again(self):
        self.service.close()
        return self.start()

    def account(self, name="ada"):
        return accounts.ensure(self.service.store, name)

    def client(self, name="ada", service="s3"):
        """A genuine client whose requests are answered by the service, without a socket."""
        import boto3
        from botocore.config import Config

        key = self.account(name).access_key
        config = Config(s3={"addressing_style": "path"})
        found = boto3.Session(key, "x", region_name=REGION).client(
            service, endpoint_url="http://127.0.0.1:9", config=config
        )

        def send(request, **_):
            return sending.response(request.url, self.service.answer(sending.read(request)))

        found.meta.events.register("before-send", send)
        return found


@pytest.fixture
def machine(tmp_path):
    found = Machine(tmp_path)
    yield found
    found.service.close()


def body(client, bucket, key):
    return client.get_object(Bucket=bucket, Key=key)["Body"].read()


def test_objects_outlast_a_restart_with_all_that_is_known_about_them(machine):
    s3 = machine.client()
    s3.create_bucket(Bucket="mine")
    for key, content in {"a/b ü.txt": b"one", "empty": b"", "lines": b"\n\n\x00\xff"}.items():
        s3.put_object(Bucket="mine", Key=key, Body=content, ContentType="text/x", Metadata={"who": "ada"})
    s3.put_object_tagging(Bucket="mine", Key="empty", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    before = s3.list_objects_v2(Bucket="mine")["Contents"]
    s3 = machine.again().client()
    assert body(s3, "mine", "a/b ü.txt") == b"one"
    assert body(s3, "mine", "lines") == b"\n\n\x00\xff"
    head = s3.head_object(Bucket="mine", Key="empty")
    assert (head["ContentLength"], head["ContentType"], head["Metadata"]) == (0, "text/x", {"who": "ada"})
    assert s3.get_object_tagging(Bucket="mine", Key="empty")["TagSet"] == [{"Key": "k", "Value": "v"}]
    assert s3.list_objects_v2(Bucket="mine")["Contents"] == before


def test_what_was_deleted_or_overwritten_stays_so(machine):
    s3 = machine.client()
    for name in ("mine", "gone"):
        s3.create_bucket(Bucket=name)
    for key in "abcd":
        s3.put_object(Bucket="mine", Key=key, Body=b"old")
    s3.put_object(Bucket="mine", Key="a", Body=b"new")
    s3.delete_object(Bucket="mine", Key="b")
    s3.delete_objects(Bucket="mine", Delete={"Objects": [{"Key": "c"}]})
    s3.copy_object(Bucket="mine", Key="e", CopySource={"Bucket": "mine", "Key": "a"})
    s3.delete_bucket(Bucket="gone")
    s3 = machine.again().client()
    assert [each["Key"] for each in s3.list_objects_v2(Bucket="mine")["Contents"]] == ["a", "d", "e"]
    assert body(s3, "mine", "a") == body(s3, "mine", "e") == b"new"
    assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == ["mine"]


def test_an_upload_in_parts_is_kept_once_it_is_complete(machine):
    s3 = machine.client()
    s3.create_bucket(Bucket="mine")
    parts = [b"a" * (5 << 20), b"b"]
    upload = s3.create_multipart_upload(Bucket="mine", Key="big")["UploadId"]
    tags = [
        s3.upload_part(Bucket="mine", Key="big", UploadId=upload, PartNumber=number, Body=part)["ETag"]
        for number, part in enumerate(parts, 1)
    ]
    listed = [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, 1)]
    s3.complete_multipart_upload(Bucket="mine", Key="big", UploadId=upload, MultipartUpload={"Parts": listed})
    tag = s3.head_object(Bucket="mine", Key="big")["ETag"]
    s3.create_multipart_upload(Bucket="mine", Key="begun")
    s3 = machine.again().client()
    assert body(s3, "mine", "big") == b"".join(parts)
    assert s3.head_object(Bucket="mine", Key="big")["ETag"] == tag
    assert s3.list_objects_v2(Bucket="mine")["KeyCount"] == 1


def test_the_settings_of_a_bucket_outlast_a_restart(machine):
    s3 = machine.client()
    s3.create_bucket(Bucket="mine")
    s3.put_bucket_versioning(Bucket="mine", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket="mine", Tagging={"TagSet": [{"Key": "k", "Value": "ü"}]})
    block = {"BlockPublicAcls": True, "IgnorePublicAcls": True}
    s3.put_public_access_block(Bucket="mine", PublicAccessBlockConfiguration=block)
    s3.put_bucket_policy(Bucket="mine", Policy='{"Version": "2012-10-17", "Statement": []}')
    s3.delete_bucket_policy(Bucket="mine")
    for content in (b"1", b"2"):
        s3.put_object(Bucket="mine", Key="k", Body=content)
    s3.put_object(Bucket="mine", Key="marked", Body=b"x")
    s3.delete_object(Bucket="mine", Key="marked")
    s3.put_object(Bucket="mine", Key="among many", Body=b"x")
    s3.delete_objects(Bucket="mine", Delete={"Objects": [{"Key": "among many"}]})
    s3 = machine.again().client()
    assert s3.get_bucket_versioning(Bucket="mine")["Status"] == "Enabled"
    assert s3.get_bucket_tagging(Bucket="mine")["TagSet"] == [{"Key": "k", "Value": "ü"}]
    assert s3.get_public_access_block(Bucket="mine")["PublicAccessBlockConfiguration"]["BlockPublicAcls"]
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket="mine")
    assert body(s3, "mine", "k") == b"2"
    assert s3.list_objects_v2(Bucket="mine")["KeyCount"] == 1


def test_buckets_are_their_accounts_own_after_a_restart_too(machine):
    machine.client("ada").create_bucket(Bucket="hers")
    machine.client("ada").put_object(Bucket="hers", Key="k", Body=b"secret")
    machine.again()
    bob = machine.client("bob")
    for ask in (
        lambda: bob.get_object(Bucket="hers", Key="k"),
        lambda: bob.put_object(Bucket="hers", Key="k", Body=b"mine now"),
        lambda: bob.delete_object(Bucket="hers", Key="k"),
        lambda: bob.create_bucket(Bucket="hers"),
    ):
        with pytest.raises(bob.exceptions.ClientError):
            ask()
    assert bob.list_buckets()["Buckets"] == []
    assert body(machine.again().client("ada"), "hers", "k") == b"secret"


def test_a_full_disk_is_said_and_nothing_changes(machine, monkeypatch):
    s3 = machine.client()
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="old", Body=b"old")

    def full(file, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("gangway.cloud.kept._write", full)
        for key in ("old", "new"):
            with pytest.raises(s3.exceptions.ClientError, match="No space left on device"):
                s3.put_object(Bucket="mine", Key=key, Body=b"new")
        with pytest.raises(s3.exceptions.ClientError, match="No space left on device"):
            s3.create_bucket(Bucket="more")
    for client in (s3, machine.again().client()):
        assert body(client, "mine", "old") == b"old"
        assert client.list_objects_v2(Bucket="mine")["KeyCount"] == 1
        assert [each["Name"] for each in client.list_buckets()["Buckets"]] == ["mine"]


def test_a_reset_forgets_the_files_too(machine):
    machine.client().create_bucket(Bucket="mine")
    machine.service.reset()
    assert machine.client().list_buckets()["Buckets"] == []
    assert machine.again().client().list_buckets()["Buckets"] == []


def test_what_was_asked_to_go_wrong_still_does_after_a_restart(machine):
    ada, bob = machine.account("ada").id, machine.account("bob").id
    controls.carry_out(machine.service, ada, "offline", {"device": "garnet"})
    controls.carry_out(machine.service, ada, "variant", {"device": "aquila", "variant": "blind-2"})
    controls.carry_out(machine.service, ada, "throttle", {"calls": 2, "operation": "SearchDevices"})
    search = {"filters": []}
    with pytest.raises(ServiceError, match="Rate exceeded"):
        machine.service.call(ada, REGION, "SearchDevices", search)

    service = machine.again().service
    assert service.conditions(ada).variants == {"aquila": "blind-2"}
    asked = {"deviceArn": GARNET}
    assert service.call(ada, "eu-north-1", "GetDevice", asked)["deviceStatus"] == "OFFLINE"
    assert service.call(bob, "eu-north-1", "GetDevice", asked)["deviceStatus"] == "ONLINE"
    with pytest.raises(ServiceError, match="Rate exceeded"):
        service.call(ada, REGION, "SearchDevices", search)
    assert service.call(ada, REGION, "SearchDevices", search)["devices"]

    controls.carry_out(service, ada, "online", {"device": "garnet"})
    controls.carry_out(service, ada, "variant", {"device": "aquila", "variant": None})
    assert machine.again().service.conditions(ada).document() == {}


def test_a_request_of_the_wire_reaches_the_files(machine, tmp_path):
    """Not through boto3: percent-encoded names, as any client may write them."""
    key = machine.account().access_key
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={key}/20260101/{REGION}/s3/aws4_request, x"}
    for method, target in (("PUT", "/mine"), ("PUT", "/mine/a%2Fb%20c")):
        assert machine.service.answer(wire.Request(method, target, signed, b"")).status == 200
    assert machine.again().client().list_objects_v2(Bucket="mine")["Contents"][0]["Key"] == "a/b c"
