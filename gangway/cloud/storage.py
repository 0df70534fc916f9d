"""S3, STS, IAM and Logs of the practice cloud: moto answers, in this process and without a socket.

Both doors come through :meth:`Storage.answer`. Buckets and objects are kept as files too
(:mod:`gangway.cloud.kept`), and are there again when the cloud starts again; users of IAM and logs last until
it stops.
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

from gangway.cloud.keeping import Keeper
from gangway.cloud.kept import Kept
from gangway.cloud.wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gangway.cloud.wire import Caller

#: The services that moto answers here. Any other is refused, and no request is ever passed on.
SERVICES = ("s3", "sts", "iam", "logs")
_CHANGING = ("PUT", "POST", "DELETE")
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
        folder: where buckets and objects are kept over a restart; ``None`` for nowhere.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._keeper = Keeper(Kept(folder)) if folder else None
        self._before = {name: os.environ.get(name) for name in _MOTO}
        _assign(_MOTO)
        self._lock = threading.RLock()
        self._forget()
        if self._keeper:
            self._keeper.restore(self._ask)

    def reset(self) -> None:
        """Forget every bucket and object, the files too."""
        with self._lock:
            self._forget()
            if self._keeper:
                self._keeper.kept.clear()

    def close(self) -> None:
        """Leave moto as it was found; the files stay."""
        self._forget()
        _assign(self._before)

    def _forget(self) -> None:
        from moto.core.base_backend import BackendDict
        from moto.s3.models import s3_backends

        with self._lock:
            BackendDict.reset()
            s3_backends.bucket_accounts.clear()

    def answer(self, account: str, caller: Caller, request: Request) -> Response:
        """The response of moto's service for a request that ``account`` has signed."""
        if caller.service not in SERVICES:
            message = f"The practice cloud has no service {caller.service!r}."
            return refused(caller.service, "UnsupportedOperationException", message)
        with self._lock:
            answered = self._ask(account, caller, request)
            if answered is None:
                return refused(
                    caller.service, "InvalidRequest", f"{caller.service} has no answer to that here."
                )
            response = _response(answered)
            if caller.service == "s3" and request.method in _CHANGING and response.status < 300:
                return self._kept(account, request, response)
            return response

    def _ask(self, account: str, caller: Caller, request: Request) -> Any:
        """What moto answers; None if it doesn't."""
        from botocore.awsrequest import AWSPreparedRequest
        from moto.core.botocore_stubber import BotocoreStubber

        host = f"{caller.service}.{caller.region}.amazonaws.com"
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        prepared = AWSPreparedRequest(
            method=request.method,
            url=f"https://{host}{request.target}",
            headers={**headers, "Host": host, "x-moto-account-id": account},
            body=request.body,
            stream_output=False,
        )
        return BotocoreStubber().process_request(prepared)

    def _kept(self, account: str, request: Request, response: Response) -> Response:
        """The response once what changed is kept; an error if it can't be."""
        try:
            if self._keeper:
                self._keeper.after(account, request)
        except OSError as error:
            message = f"The practice cloud can't write on this machine's disk: {error.strerror}."
            return refused("s3", "InternalError", message, 500)
        return response

    def has(self, account: str, bucket: str) -> bool:
        """Whether the account has that bucket."""
        return bucket in self._s3(account).buckets

    def put(self, account: str, bucket: str, key: str, content: str | bytes) -> None:
        """Put an object.

        Raises:
            MissingBucket: the account has no such bucket.
            OSError: it can't be written on the disk.
        """
        if not self.has(account, bucket):
            raise MissingBucket(f"the bucket {bucket!r} does not exist")
        with self._lock:
            self._s3(account).put_object(
                bucket, key, content.encode() if isinstance(content, str) else content
            )
            if self._keeper:
                self._keeper.changed(account, bucket, key)

    def text(self, account: str, bucket: str, key: str) -> str | None:
        """An object's text, or None where there is none."""
        with self._lock:
            found = self._s3(account).buckets.get(bucket)
            stored: Any = found.keys.get(key) if found else None
            return stored.value.decode() if hasattr(stored, "value") else None  # a deletion's mark has none

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
