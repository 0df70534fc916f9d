"""The second door: the service in this process, behind a botocore hook. No server, no socket.

Every request that an AWS client of this process would send is answered here before it is sent; one that
nobody here can answer is an error, and never leaves.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from gangway.cloud import pricing, sending

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from gangway.cloud.service import Service


class Hook:
    """The handler for botocore's ``before-send`` event."""

    def __init__(self) -> None:
        self.service: Service | None = None

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        """The response, while a service is connected."""
        if self.service is None:
            return None
        return sending.response(request.url, self.service.answer(sending.read(request)))


def serve_prices() -> None:
    """Give the SDK's Tracker the price list, which it would otherwise download."""
    from braket.tracking import pricing as sdk

    rows = io.StringIO("".join(pricing.price_list().splitlines(keepends=True)[5:]))
    sdk._pricing._price_list = list(csv.DictReader(rows))
    type(sdk._pricing).price_search.cache_clear()
