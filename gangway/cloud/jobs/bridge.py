"""A job's requests where the cloud has no server: over the job's own pipes, without a socket.

A cloud inside a notebook has no address that a job could call. So its job's clients hand each request to the
process that the cloud is in, over the pipes between the two, and get its response back. Only the job's own
process can: one that it starts reaches nothing, as with the in-process door itself.
"""

from __future__ import annotations

import os
import queue
import threading
from typing import IO, TYPE_CHECKING, Any

from gangway.cloud.jobs import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from gangway.cloud.wire import Request, Response

    Answer = Callable[[Request], Response]


def serve(answer: Answer, requests: IO[bytes], responses: IO[bytes]) -> threading.Thread:
    """Answer a job's requests in a thread, until the job is gone."""
    thread = threading.Thread(
        target=_answer_all, args=(answer, requests, responses), daemon=True, name="gangway-bridge"
    )
    thread.start()
    return thread


def _answer_all(answer: Answer, requests: IO[bytes], responses: IO[bytes]) -> None:
    from gangway.cloud.wire import Request

    try:
        while (message := frames.read(requests)) is not None:
            head, body = message
            found = answer(Request(head["method"], head["target"], head["headers"], body))
            frames.write(responses, {"status": found.status, "headers": dict(found.headers)}, found.body)
    except (OSError, ValueError):
        return  # the job has ended in the middle of a request, and its pipes are closed


class Gone(RuntimeError):
    """The request can't be carried over."""


class Bridge:
    """In the job: the handler for botocore's ``before-send`` event.

    Args:
        requests: where requests go.
        responses: where responses arrive, put there by :func:`gangway.cloud.jobs.script.listen`.
    """

    def __init__(
        self, requests: IO[bytes], responses: queue.SimpleQueue[tuple[dict[str, Any], bytes]]
    ) -> None:
        self._requests, self._responses = requests, responses
        self._lock, self._owner = threading.Lock(), os.getpid()

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """The practice cloud's response.

        Raises:
            Gone: this is not the job's own process.
        """
        from gangway.cloud import sending
        from gangway.cloud.wire import Response

        if os.getpid() != self._owner:
            raise Gone(
                "Only the hybrid job's own process reaches this practice cloud, which runs inside another"
                " process. Call AWS from there, or start the cloud as a server: gangway cloud start"
            )
        asked = sending.read(request)
        head = {"method": asked.method, "target": asked.target, "headers": dict(asked.headers)}
        with self._lock:
            frames.write(self._requests, head, asked.body)
            found, body = self._responses.get()
        return sending.response(request.url, Response(found["status"], found["headers"], body))
