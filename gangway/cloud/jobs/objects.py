"""The service's own requests to S3, IAM and Logs, answered as any client's are."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from gangway.cloud.errors import invalid
from gangway.cloud.wire import Caller, Request

if TYPE_CHECKING:
    from gangway.cloud.storage import Storage
    from gangway.cloud.wire import Response

_URI = re.compile(r"(?:s3://(?P<bucket>[^/]+)|https://(?P<host>[^/.]+)\.s3\.[^/]+)/?(?P<key>.*)", re.I)
_KEY = "GANGWAYSERVICE"


class Refused(RuntimeError):
    """S3, IAM or Logs did not do what the service asked of it."""


@dataclass(frozen=True)
class Place:
    """A place in S3: a bucket and a key, or the beginning of keys."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    def within(self, name: str) -> Place:
        """A place below this one."""
        return Place(self.bucket, f"{self.key.rstrip('/')}/{name}" if self.key else name)


def place(uri: str) -> Place:
    """The place that an address names.

    Raises:
        ServiceError: it is none of S3.
    """
    found = _URI.fullmatch(uri)
    if not found:
        raise invalid(f"{uri!r} is no place in S3; write it as s3://BUCKET/KEY.")
    return Place(found["bucket"] or found["host"], found["key"])


class Inside:
    """An account's storage in one region, as the service itself uses it."""

    def __init__(self, storage: Storage, account: str, region: str) -> None:
        self._storage, self._account, self._region = storage, account, region

    def has(self, bucket: str) -> bool:
        """Whether the account has that bucket."""
        return self._storage.has(self._account, bucket)

    def get(self, at: Place) -> bytes | None:
        """An object's content, or None where there is none."""
        found = self._s3("GET", f"/{at.bucket}/{quote(at.key)}")
        return found.body if found.status == 200 else None

    def put(self, at: Place, content: bytes) -> None:
        """Put an object.

        Raises:
            Refused: there is no such bucket, or it can't be written.
        """
        found = self._s3("PUT", f"/{at.bucket}/{quote(at.key)}", content)
        if found.status >= 300:
            raise Refused(f"{at} can't be written: {_said(found)}")

    def keys(self, under: Place) -> list[str]:
        """The keys that begin with a place's, in order; none where there is no such bucket."""
        keys: list[str] = []
        more: dict[str, str] = {}
        while True:
            asked = urlencode({"list-type": "2", "prefix": under.key, **more})
            found = self._s3("GET", f"/{under.bucket}?{asked}")
            if found.status != 200:
                return keys
            listed = ElementTree.fromstring(found.body)  # noqa: S314 (of our own S3)
            keys += [each.text or "" for each in listed.iterfind("{*}Contents/{*}Key")]
            token = listed.findtext("{*}NextContinuationToken")
            if not token:
                return keys
            more = {"continuation-token": token}

    def logs(self, operation: str, **asked: Any) -> dict[str, Any]:
        """The answer of Logs to an operation.

        Raises:
            Refused: it is an error.
        """
        headers = {"X-Amz-Target": f"Logs_20140328.{operation}", "Content-Type": "application/x-amz-json-1.1"}
        found = self._ask("logs", "POST", "/", json.dumps(asked).encode(), headers)
        if found.status >= 300:
            raise Refused(f"{operation}: {_said(found)}")
        return json.loads(found.body or b"{}")

    def iam(self, action: str, **asked: str) -> str | None:
        """The answer of IAM to an action as XML, or None if it refuses."""
        body = urlencode({"Action": action, "Version": "2010-05-08", **asked}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        found = self._ask("iam", "POST", "/", body, headers)
        return found.body.decode() if found.status < 300 else None

    def _s3(self, method: str, target: str, body: bytes = b"") -> Response:
        return self._ask("s3", method, target, body, {"Content-Length": str(len(body))})

    def _ask(self, service: str, method: str, target: str, body: bytes, headers: dict[str, str]) -> Response:
        scope = f"{_KEY}/20260101/{self._region}/{service}/aws4_request"
        signature = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        request = Request(method, target, {**headers, "Authorization": signature}, body)
        return self._storage.answer(self._account, Caller(_KEY, self._region, service), request)


def _said(found: Response) -> str:
    text = found.body.decode(errors="replace")
    message = re.search(r"<Message>(.*?)</Message>|\"message\": *\"(.*?)\"", text, re.S)
    return (message[1] or message[2]) if message else f"HTTP status {found.status}"
