"""The first door: the service on the loopback address, for AWS clients of any process of this machine.

One process: Braket's API, S3, STS, IAM and Logs on one port, told apart by the service in a request's
signature. A request with another Host, or from a web page of another origin, is refused.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

import gangway
from gangway.cloud import accounts, controls, pricing, wire
from gangway.cloud.clock import Clock
from gangway.cloud.running import ENDS_WITH, HOST, Address, Held, hold, record
from gangway.cloud.service import Service
from gangway.cloud.storage import MAX_BODY, Storage
from gangway.cloud.store import Store
from gangway.cloud.warming import Warming
from gangway.cloud.web.access import PAGES
from gangway.cloud.web.routes import routes
from gangway.cloud.workers import runner

log = logging.getLogger("gangway.cloud")

#: Seconds between two looks at tasks that wait.
_TICK = 0.05
#: Requests answered at once: a poll may wait for its task, so there are more than cores.
_THREADS = 100
_PASSED_BY = {"connection", "date", "server", "transfer-encoding"}


def application(service: Service, address: Address) -> Starlette:
    """The HTTP application of a service that listens on ``address``."""

    async def health(_request: Request) -> Response:
        return JSONResponse({"gangway": gangway.__version__, "instance": address.instance})

    async def prices(_request: Request) -> Response:
        return PlainTextResponse(pricing.price_list(), media_type="text/csv")

    async def control(request: Request) -> Response:
        return await run_in_threadpool(_control, service, address, request.headers, await request.body())

    async def icon(_request: Request) -> Response:
        return Response(status_code=204)  # browsers ask for one by themselves; there is none

    async def aws(request: Request) -> Response:
        asked = await _read(request)
        if asked is None:
            return PlainTextResponse(f"At most {MAX_BODY} bytes are read.", 413)
        found = await run_in_threadpool(_logged, service, asked)
        return _response(found, asked.method)

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and (reason := stranger(Request(scope), address.port)):
            await PlainTextResponse(reason, 403)(scope, receive, send)
            return
        await routed(scope, receive, send)

    routed = Starlette(
        routes=[
            Route("/gangway/health", health),
            Route("/gangway/control", control, methods=["POST"]),
            Route("/prices.csv", prices),
            Route("/favicon.ico", icon),
            *routes(service, address.token),
            Route("/{rest:path}", aws, methods=["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]),
        ]
    )
    return guarded  # type: ignore[return-value]


def stranger(request: Request, port: int) -> str | None:
    """Why a request is refused: it names another host, or a web page of another origin sent it."""
    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
    if request.headers.get("host") not in hosts:
        return f"This is the practice cloud at {HOST}:{port}; the request is for another host."
    origin = request.headers.get("origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        return "The practice cloud takes no requests from other web pages."
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _followed(request):
        return "The practice cloud takes no requests from other web pages."
    return None


def _followed(request: Request) -> bool:
    """Whether somebody followed a link to a page, as from a notebook: nobody but they can read it."""
    follows = request.headers.get("sec-fetch-mode") == "navigate"
    whole = request.headers.get("sec-fetch-dest") == "document"
    return follows and whole and request.method == "GET" and request.url.path.startswith(PAGES)


def _control(service: Service, address: Address, headers: Any, body: bytes) -> Response:
    """A command of :mod:`controls`: for the account of an access key, or with the server's token for all."""
    try:
        asked = json.loads(body)
        command, arguments = asked["command"], asked.get("arguments", {})
        if secrets.compare_digest(headers.get("x-gangway-token", ""), address.token):
            return JSONResponse(controls.administer(service, command, arguments))
        account = accounts.of_key(service.store, asked["access_key"]).id
        return JSONResponse(controls.carry_out(service, account, command, arguments))
    except wire.ServiceError as error:
        return JSONResponse({"message": error.message}, error.status)
    except (ValueError, KeyError, TypeError) as error:
        return JSONResponse({"message": str(error)}, 400)


async def _read(request: Request) -> wire.Request | None:
    """The request as it came, or None if it is too large."""
    if int(request.headers.get("content-length", 0)) > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    return wire.Request(
        request.method, f"{path}?{query}" if query else path, dict(request.headers.items()), bytes(body)
    )


def _logged(service: Service, asked: wire.Request) -> wire.Response:
    start = time.perf_counter()
    found = service.answer(asked)
    if asked.method != "GET" or found.status >= 400:
        took = 1000 * (time.perf_counter() - start)
        error = found.headers.get("x-amzn-errortype", "")
        message = f" {error}: {found.body.decode(errors='replace')}" if error else ""
        log.info("%s %s %d %.0f ms%s", asked.method, asked.target, found.status, took, message)
    return found


def _response(found: wire.Response, method: str) -> Response:
    """As HTTP. The length stands as moto gave it only where there is no body to measure."""
    passed_by = _PASSED_BY if method == "HEAD" else _PASSED_BY | {"content-length"}
    headers = {name: value for name, value in found.headers.items() if name.lower() not in passed_by}
    return Response(found.body, found.status, headers)


class _Ticking:
    """Moves tasks along in the background, while it is entered."""

    def __init__(self, service: Service) -> None:
        self._service, self._over = service, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="gangway-clock")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._over.wait(_TICK):
            try:
                self._service.conductor.tick()
            except Exception:  # one bad moment doesn't stop the clock
                log.exception("a task could not be moved along")


def serve(folder: Path, port: int, scale: float, seed: int | None, workers: int) -> None:
    """Serve until the process is told to stop.

    Args:
        folder: where everything is kept.
        port: where to listen; 0 for any free one.
        scale: what waiting is multiplied by.
        seed: makes results reproducible; None for fresh ones.
        workers: how many processes simulate.

    Raises:
        Held: another server keeps that folder.
        OSError: the port is in use.
    """
    with hold(folder), _listening(port) as listener:
        address = Address(
            port=listener.getsockname()[1], pid=os.getpid(), instance=secrets.token_hex(8), scale=scale,
            token=secrets.token_urlsafe(24),
        )  # fmt: skip
        store = Store(folder / "cloud.sqlite")
        service = Service(
            store, Storage(folder / "s3"), runner(workers), Clock(scale), seed, folder / "jobs", address.url
        )
        accounts.ensure(store)
        record(folder, address)
        log.info("listening on http://%s:%d, time scale %g", HOST, address.port, scale)
        try:
            with Warming(), _Ticking(service):
                _answer_all(application(service, address), listener)
        finally:
            service.close()
            log.info("stopped")


def _leave(*_: object) -> None:
    """Leave in order: by default a signal, which uvicorn passes on, ends a process with all left open."""
    raise SystemExit


def _stop_after(pid: int) -> None:
    """Have this process stop, in order, when another has ended."""
    import psutil

    def watch() -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait()
        log.info("process %d has ended, and this server with it", pid)
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="gangway-ends-with").start()


def _answer_all(answering: Any, listener: socket.socket) -> None:
    """Answer until the process is told to stop."""
    import uvicorn
    from anyio import to_thread

    async def with_threads(scope: Any, receive: Any, send: Any) -> None:
        to_thread.current_default_thread_limiter().total_tokens = _THREADS
        await answering(scope, receive, send)

    settings = uvicorn.Config(
        with_threads, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2
    )
    uvicorn.Server(settings).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    # with the protocol named: asyncio sends answers at once (TCP_NODELAY) only where it knows that it is TCP
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener


def main() -> None:
    """``python -m gangway.cloud.server``: what ``gangway cloud start`` starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--time-scale", type=float, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    signal.signal(signal.SIGTERM, _leave)
    if other := os.environ.get(ENDS_WITH):
        _stop_after(int(other))
    try:
        serve(asked.folder, asked.port, asked.time_scale, asked.seed, asked.workers)
    except Held as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(f"Port {asked.port} can't be listened on: {error.strerror}.") from None


if __name__ == "__main__":
    main()
