"""The site as a reader meets it: on a desk, on a phone, in the dark, and without the network."""

from __future__ import annotations

import pytest

from autograder.course import course
from gangway.site.contents import assignment_page, page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.needs("npm")]

DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
DARK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True}
SCREENS = {"desk": DESK, "dark": DARK, "phone": PHONE}

LESSON = page(course().lesson("1-01"))
PAGES = ("index", "about", "checks", LESSON, assignment_page(course().lesson("1-01")))

#: Every page on every screen; the gallery, whose instruments have tests of their own, is heavy.
SEEN = [(name, screen) for name in PAGES for screen in SCREENS]
SEEN += [pytest.param(("gallery", screen), marks=pytest.mark.soak) for screen in SCREENS]

#: Elements wider than the screen that stand in no box which scrolls by itself.
OVERFLOWING = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.right <= innerWidth + 1) return false;
  for (let up = element; up; up = up.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).map((element) => element.outerHTML.slice(0, 200))"""

#: Boxes that scroll sideways by themselves although they hold neither code, a formula nor a table.
SCROLLING = """() => [...document.querySelectorAll("main *")].filter((element) =>
  ["auto", "scroll"].includes(getComputedStyle(element).overflowX)
  && element.scrollWidth > element.clientWidth + 1
  && !element.closest("pre, .highlight, .math, table, mjx-container, .output")
  && !element.querySelector(":scope > table")
).map((element) => element.outerHTML.slice(0, 200))"""


#: Opens what is folded, and waits until it has faded in: half faded, its letters are pale.
OPEN_ALL = """async () => {
  document.querySelectorAll("details").forEach((one) => { one.open = true });
  await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  const faded = Promise.allSettled(document.getAnimations().map((one) => one.finished));
  await Promise.race([faded, new Promise((over) => setTimeout(over, 3000))]);
}"""


@pytest.fixture(scope="module", params=SEEN, ids="-".join)
def opened(request, open_page, site, shoot):
    """A page of the site on a screen, with everything loaded."""
    name, screen = request.param
    watched = open_page(**SCREENS[screen])
    watched.page.goto(f"{site}{name}.html", wait_until="networkidle")
    watched.page.evaluate("() => window.MathJax?.startup?.promise")
    shoot(watched.page, f"site-{name}-{screen}")
    yield watched
    watched.page.context.close()


def test_nothing_is_asked_of_another_host_and_nothing_fails(opened):
    assert opened.outside == []
    assert opened.complaints == []


def test_it_fits_the_screen(opened):
    wide, room = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room
    assert opened.page.evaluate(OVERFLOWING) == []
    assert opened.page.evaluate(SCROLLING) == []


def test_it_can_be_used_by_everybody(opened, axe):
    opened.page.evaluate(OPEN_ALL)
    opened.page.evaluate(axe)
    violations = opened.page.evaluate("axe.run()")["violations"]
    serious = [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert serious == []


def test_every_picture_says_what_it_shows(opened):
    pictures = opened.page.locator("main img").all()
    assert [one.evaluate("(img) => img.outerHTML.slice(0, 200)") for one in pictures if not alt(one)] == []


def alt(picture) -> str:
    return (picture.get_attribute("alt") or "").strip()


def test_formulas_are_drawn(watch, site):
    watched = watch(**DESK)
    watched.page.goto(f"{site}{LESSON}.html", wait_until="networkidle")
    watched.page.locator("mjx-container").first.wait_for()
    assert watched.page.locator("mjx-merror").count() == 0
    left_as_text = watched.page.locator(".math.notranslate:not(:has(mjx-container))")
    assert left_as_text.count() == 0


def test_search_finds_the_lesson(watch, site):
    watched = watch(**DESK)
    watched.page.goto(f"{site}search.html?q=Hadamard")
    watched.page.locator("#search-results a[href*='01-bell-pair']").first.wait_for()
    assert watched.outside == []


def test_a_reader_walks_from_the_front_page_through_the_lesson_to_its_assignment(watch, site):
    page_ = watch(**PHONE).page
    page_.goto(site)
    page_.locator(".gw-card a", has_text="1-01").click()
    page_.get_by_role("heading", level=1, name="Bell pair").wait_for()
    page_.locator(".prev-next-footer .right-next").click()
    page_.get_by_role("heading", level=1, name="Assignment").wait_for()
    page_.locator(".gw-box a", has_text="Lesson 1-01").click()
    page_.locator(".gw-objectives").wait_for()


def test_no_button_promises_what_does_not_exist(watch, site):
    page_ = watch(**DESK).page
    page_.goto(f"{site}{LESSON}.html")
    assert page_.locator(".dropdown-launch-buttons, [href*='mybinder'], [href*='colab']").count() == 0
