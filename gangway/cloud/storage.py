"""S3, STS, IAM and Logs of the practice cloud: moto answers, in this process and without a socket.

Both doors come through :meth:`Storage.answer`. Results of tasks are kept as files too, and are put back
into their buckets when the cloud starts again; other objects last until it stops.
"""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from gangway.cloud.wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gangway.cloud.wire import Caller

#: The services that moto answers here. Any other is refused, and no request is ever passed on.
SERVICES = ("s3", "sts", "iam", "logs")
#: The largest request to one of them, in bytes.
MAX_BODY = 256 << 20
_QUERY = "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
#: Services whose clients read errors as XML, each in its protocol's form.
_XML = {
    "s3": "<Error><Code>{code}</Code><Message>{message}</Message></Error>",
    "ec2": "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
    "</Response>",
    **dict.fromkeys(("sts", "iam", "sns", "sqs", "cloudformation", "autoscaling"), _QUERY),
}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


#: What moto reads at each access: an account's bucket is its own, and requests name their account.
_MOTO = {"MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS": "false", "MOTO_ACCOUNT_ID": None}


class MissingBucket(LookupError):
    """The account has no bucket of that name."""


class Storage:
    """The storage of one practice cloud.

    moto keeps its state for the whole process, so a process has one of these at a time.

    Args:
        folder: where results are kept over a restart; ``None`` for nowhere.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._before = {name: os.environ.get(name) for name in _MOTO}
        _assign(_MOTO)
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget every bucket and object; the files stay."""
        from moto.core.base_backend import BackendDict
        from moto.s3.models import s3_backends

        with self._lock:
            BackendDict.reset()
            s3_backends.bucket_accounts.clear()

    def close(self) -> None:
        """Leave moto as it was found."""
        self.reset()
        _assign(self._before)

    def answer(self, account: str, caller: Caller, request: Request) -> Response:
        """The response of moto's service for a request that ``account`` has signed."""
        from botocore.awsrequest import AWSPreparedRequest
        from moto.core.botocore_stubber import BotocoreStubber

        if caller.service not in SERVICES:
            message = f"The practice cloud has no service {caller.service!r}."
            return refused(caller.service, "UnsupportedOperationException", message)
        host = f"{caller.service}.{caller.region}.amazonaws.com"
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        prepared = AWSPreparedRequest(
            method=request.method,
            url=f"https://{host}{request.target}",
            headers={**headers, "Host": host, "x-moto-account-id": account},
            body=request.body,
            stream_output=False,
        )
        with self._lock:
            answered = BotocoreStubber().process_request(prepared)
        if answered is None:
            return refused(caller.service, "InvalidRequest", f"{caller.service} has no answer to that here.")
        return _response(answered)

    def has(self, account: str, bucket: str) -> bool:
        """Whether the account has that bucket."""
        return bucket in self._s3(account).buckets

    def put(self, account: str, bucket: str, key: str, text: str, kept_as: str | None = None) -> None:
        """Put an object, and where ``kept_as`` names a file keep it there.

        Raises:
            MissingBucket: the account has no such bucket.
            OSError: the file can't be written.
        """
        if not self.has(account, bucket):
            raise MissingBucket(f"the bucket {bucket!r} does not exist")
        if kept_as and self.folder:
            _write(self.folder / kept_as, text)
        with self._lock:
            self._s3(account).put_object(bucket, key, text.encode())

    def text(self, account: str, bucket: str, key: str) -> str | None:
        """An object's text, or None where there is none."""
        with self._lock:
            found = self._s3(account).buckets.get(bucket)
            stored = found.keys.get(key) if found else None
            return stored.value.decode() if stored else None

    def restore(self, places: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Put kept files back: (account, region, bucket, key, name of the file) for each."""
        for account, region, bucket, key, kept_as in places:
            file = self.folder / kept_as if self.folder else None
            if file is None or not file.is_file():
                continue
            with self._lock:
                s3 = self._s3(account)
                if bucket not in s3.buckets:
                    s3.create_bucket(bucket, region)
                s3.put_object(bucket, key, file.read_bytes())

    @staticmethod
    def _s3(account: str) -> Any:
        from moto.s3.models import s3_backends

        return s3_backends[account]["aws"]


def _assign(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def well_formed(bucket: str) -> bool:
    """Whether S3 could have a bucket of that name."""
    return bool(_BUCKET.fullmatch(bucket))


def refused(service: str, code: str, message: str, status: int = 400) -> Response:
    """An error in the form in which clients of a service read errors."""
    if service in _XML:
        text = _XML[service].format(code=escape(code), message=escape(message))
        return Response(status, {"Content-Type": "text/xml"}, text.encode())
    headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
    return Response(status, headers, json.dumps({"__type": code, "message": message}).encode())


def target(url: str) -> str:
    """The path and query of an address, still percent-encoded."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _response(answered: tuple[int, Any, Any]) -> Response:
    status, headers, body = answered
    plain = {str(name): str(value) for name, value in dict(headers).items()}
    return Response(status, plain, body.encode() if isinstance(body, str) else bytes(body or b""))


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
