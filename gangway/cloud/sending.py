"""Between botocore's ``before-send`` event and the practice cloud's own requests and responses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from gangway.cloud.storage import target
from gangway.cloud.wire import Request, Response

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

#: What clients are told to call. Nothing listens there: a request that slips past the hook is refused by the
#: machine itself.
ENDPOINT = "http://127.0.0.1:9"


def read(request: AWSPreparedRequest) -> Request:
    """A request that botocore is about to send."""
    headers = {
        name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
    }
    body = request.body
    if body is not None and not isinstance(body, str | bytes):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    return Request(request.method, target(request.url), headers, bytes(body or b""))


def response(url: str, found: Response) -> AWSResponse:
    """A response as botocore takes it for one that it received."""
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, found.status, found.headers, _Body(found.body))


class _Body(io.BytesIO):
    """A response's body as botocore reads it from urllib3."""

    def stream(self, **_: Any) -> Any:
        while chunk := self.read(1 << 16):
            yield chunk
