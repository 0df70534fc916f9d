"""A browser, and what is watched while it shows a page.

GANGWAY_SCREENSHOTS names a folder for screenshots, for those who want to look.
"""

from __future__ import annotations

import functools
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from autograder.course import course

LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium():
    """The machine's own Chromium, driven by Playwright.

    Closed at the end of each file: as long as it is open, an event loop runs in this thread, and whatever
    test comes next in this process could start none.
    """
    from playwright.sync_api import sync_playwright

    from gangway.doctor import browser

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser(), args=list(LAUNCH))
        yield running
        running.close()


@dataclass
class Watched:
    """A page, what it asked of other hosts (all of it refused), and what it complained of."""

    page: object
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Stand between the page and the network."""
        self.page.route(lambda url: not _is_here(url), self._refuse)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._response)

    def _refuse(self, route) -> None:
        self.outside.append(route.request.url)
        route.abort()

    def _console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


def _is_here(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme in ("data", "blob", "about") or address.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def open_page(chromium) -> Callable[..., Watched]:
    """Opens a watched page in a context of its own, whose settings are Playwright's; its opener closes it."""

    def opened(**settings) -> Watched:
        context = chromium.new_context(**settings)
        context.set_default_timeout(60_000)
        return Watched(context.new_page())

    return opened


@pytest.fixture
def watch(open_page, shoot, request) -> Iterator[Callable[..., Watched]]:
    """Opens watched pages for one test; how each looked at the end can be seen."""
    pages = []

    def opened(**settings) -> Watched:
        watched = open_page(**settings)
        pages.append(watched.page)
        return watched

    yield opened
    for page in pages:
        shoot(page, f"{request.node.name}-end", full_page=False)
        page.context.close()


@pytest.fixture(scope="session")
def shoot() -> Callable[..., None]:
    """Takes a screenshot if a folder for them is named."""
    folder = os.environ.get("GANGWAY_SCREENSHOTS")

    def take(page, name: str, *, full_page: bool = True) -> None:
        if folder:
            file = re.sub(r"[^\w-]+", "-", name).strip("-") + ".png"
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder, file), full_page=full_page)

    return take


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The course's real site, built and served on this machine; its address, with a slash at the end."""
    html = _built(tmp_path_factory)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(html)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


def _built(tmp_path_factory) -> Path:
    """The site's pages, built once for all the processes that test."""
    from filelock import FileLock

    from gangway.site.build import build

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    told = shared / "site.txt"
    with FileLock(shared / "site.lock"):
        if not told.exists():
            told.write_text(str(build(course().root, shared / "site").parent), "utf-8")
    return Path(told.read_text("utf-8"))


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from npm by lock file."""
    from gangway.site.vendor import install

    root = course().root
    install(root)
    return (root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
