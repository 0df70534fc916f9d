"""The site as a whole, built for real."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from gangway.site.build import build
from gangway.trouble import Trouble

pytestmark = pytest.mark.needs("npm")


class _Links(HTMLParser):
    """What a page loads by itself, what it links to, and its ids."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: set[str] = set()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids.add(named.get("id"))
        if tag == "a":
            self.links.add(named.get("href") or "")
        elif "src" in named:
            self.loads.add(named["src"])
        elif tag == "link" and named.get("rel") in (
            "stylesheet",
            "preload",
            "icon",
            "prefetch",
            "preconnect",
        ):
            self.loads.add(named["href"])


@pytest.fixture(scope="module")
def _once():
    return {}


@pytest.fixture
def html(sample, _once) -> Path:
    """The small course's site, built once."""
    if "html" not in _once:
        _once["html"] = build(sample.root).parent
    return _once["html"]


def test_every_page_is_there(html):
    wanted = (
        "index",
        "about",
        "checks",
        "conformance",
        "grading",
        "cohort",
        "cheating",
        "ledger",
        "modules/1-education/01-bell-pair",
        "exercises/1-01-bell-pair/1-01-bell-pair",
    )
    assert [name for name in wanted if not (html / f"{name}.html").is_file()] == []


def test_no_page_loads_anything_from_elsewhere(html):
    for page in html.rglob("*.html"):
        strangers = [url for url in _Links(page).loads if urlsplit(url).scheme not in ("", "data")]
        assert strangers == [], page.name


def test_no_stylesheet_loads_anything_from_elsewhere(html):
    for sheet in html.rglob("*.css"):
        loaded = re.findall(r"""(?:@import\s+|url\()\s*["']?(https?:|//)""", sheet.read_text("utf-8"))
        assert loaded == [], sheet.name


def test_every_link_within_the_site_leads_somewhere(html):
    pages = {page: _Links(page) for page in html.rglob("*.html") if "_static" not in page.parts}
    broken = [
        f"{page.relative_to(html)} -> {link}"
        for page, found in pages.items()
        for link in found.links | found.loads
        if not urlsplit(link).scheme and not _leads(page, link, pages)
    ]
    assert broken == []


def _leads(page: Path, link: str, pages: dict[Path, _Links]) -> bool:
    address, fragment = urldefrag(link)
    target = (page.parent / unquote(address.partition("?")[0])).resolve() if address else page
    if not target.exists():
        return False
    return not fragment or target not in pages or fragment in pages[target].ids


def test_the_lesson_shows_box_feedback_figure_and_still(html):
    lesson = (html / "modules" / "1-education" / "01-bell-pair.html").read_text("utf-8")
    assert "gw-box" in lesson
    assert 'aria-label="two bars"' in lesson
    assert 'alt="a &lt;dot&gt;"' in lesson
    assert "moves only where Python runs" in lesson
    assert "HBox(children" not in lesson


def test_the_notebook_can_be_taken_along(html):
    [download] = [path for path in html.rglob("01-bell-pair.ipynb") if "_downloads" in path.parts]
    assert "widgets" in download.read_text("utf-8")


def test_a_warning_fails_the_build_and_is_told(sample):
    about = sample.root / "book" / "about.md"
    about.write_text(about.read_text("utf-8") + "\n[nowhere](no-such-page.md)\n", "utf-8")
    with pytest.raises(Trouble, match=r"no-such-page\.md"):
        build(sample.root)


def test_a_lesson_that_was_never_run_is_named(sample):
    sample.lesson("1-01").notebook.unlink()
    with pytest.raises(Trouble, match=r"01-bell-pair\.ipynb is missing: run 'gangway notebooks sync'"):
        build(sample.root)
