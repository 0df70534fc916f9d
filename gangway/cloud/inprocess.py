"""The second door: the service in this process, behind a botocore hook. No server, no socket.

Every request that an AWS client of this process would send is answered here before it is sent; one that
nobody here can answer is an error, and never leaves.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from gangway.cloud import accounts, pricing, sending, wire
from gangway.cloud.errors import ServiceError
from gangway.cloud.storage import refused

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from gangway.cloud.service import Service

#: What clients are told to call. Nothing listens there: a request that slips past the hook is refused by the
#: machine itself.
ENDPOINT = "http://127.0.0.1:9"


class Hook:
    """The handler for botocore's ``before-send`` event."""

    def __init__(self) -> None:
        self.service: Service | None = None

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        """The response, while a service is connected."""
        if self.service is None:
            return None
        return sending.response(request.url, answer(self.service, sending.read(request)))


def answer(service: Service, request: wire.Request) -> wire.Response:
    """The response to a signed request, to Amazon Braket or to a service of the storage."""
    service_name = "braket"
    try:
        caller = wire.caller(request.headers)
        service_name = caller.service
        account = accounts.of_key(service.store, caller.access_key).id
        if caller.service != "braket":
            return service.jobs.answer(account, caller, request) or service.storage.answer(
                account, caller, request
            )
        operation, parameters = wire.parse(request)
        return wire.respond(operation, service.call(account, caller.region, operation, parameters))
    except ServiceError as error:
        if service_name == "braket":
            return wire.respond_error(error)
        return refused(service_name, error.code, error.message, error.status)


def serve_prices() -> None:
    """Give the SDK's Tracker the price list, which it would otherwise download."""
    from braket.tracking import pricing as sdk

    rows = io.StringIO("".join(pricing.price_list().splitlines(keepends=True)[5:]))
    sdk._pricing._price_list = list(csv.DictReader(rows))
    type(sdk._pricing).price_search.cache_clear()
