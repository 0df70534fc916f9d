"""The gallery's later instruments on the built site: noise, Rydberg atoms, QAOA, devices, questions.

One page load and one sort of input in every run; touch, the dark and a phone's width in the soak.
"""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.needs("npm")]

DESK = {"viewport": {"width": 1200, "height": 900}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
    "reduced_motion": "reduce",
}
#: The names that the instruments' groups have for screen readers, in the gallery's order.
MINE = ("Noise bench", "Rydberg bench, up to 8 atoms", "QAOA landscape", "Device chart", "Question")

#: Accessibility of these instruments, shadow roots included.
AXE = """axe.run({include: ["noise", "rydberg", "qaoa", "chart", "ask"].map(
  (name) => [`.gangway-instrument[data-instrument=${name}]`])})"""


@pytest.fixture(scope="module", params=["desk", pytest.param("phone", marks=pytest.mark.soak)])
def gallery(request, open_page, site, shoot):
    """The gallery with every instrument alive."""
    watched = open_page(**{"desk": DESK, "phone": PHONE}[request.param])
    watched.page.goto(f"{site}gallery.html")
    watched.page.wait_for_function(
        "() => [...document.querySelectorAll('.gangway-instrument')].every((one) => 'alive' in one.dataset)"
    )
    yield watched
    shoot(watched.page, f"gallery-{request.param}")
    watched.page.context.close()


def group(gallery, name: str, number: int = 0):
    return gallery.page.get_by_role("group", name=name, exact=True).nth(number)


def test_every_instrument_came_to_life_without_a_complaint(gallery):
    for name in MINE:
        assert group(gallery, name).count() == 1
    assert gallery.outside == []
    assert [said for said in gallery.complaints if "favicon" not in said] == []


def test_nothing_reaches_beyond_a_narrow_screen(gallery):
    wider = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert gallery.page.evaluate(wider) <= 0


#: Pictures of an instrument that stand out of their column, or are shown much smaller than they were drawn.
MISFITS = """() => [...document.querySelectorAll(".gangway-live")].flatMap((host) => {
  const columns = [...host.shadowRoot.querySelectorAll(".columns > *")];
  const pictures = (column) => [...column.querySelectorAll("svg.picture, canvas, table")];
  return columns.flatMap((column) => pictures(column).flatMap((one) => {
    const [box, room] = [one.getBoundingClientRect(), column.getBoundingClientRect()];
    const shrunk = one.localName === "svg" && box.width && box.width < 0.8 * one.getAttribute("width");
    const name = `${host.shadowRoot.querySelector(".frame").ariaLabel}: ${one.localName}`;
    return box.right > room.right + 1 || shrunk ? [name] : [];
  }));
})"""


@pytest.mark.parametrize("width", [640, 700, 1200, 1280])
def test_every_picture_fits_its_column(gallery, width):
    before = gallery.page.viewport_size
    gallery.page.set_viewport_size({"width": width, "height": 900})
    gallery.page.wait_for_timeout(300)  # instruments draw again in the frame after they were given more room
    misfits = gallery.page.evaluate(MISFITS)
    gallery.page.set_viewport_size(before)
    gallery.page.wait_for_timeout(300)
    assert misfits == []


def test_a_choice_is_judged_on_the_page(gallery):
    question = group(gallery, "Question", 0)
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Choose, arrange or fill in something first.").wait_for()
    question.get_by_role("radio").nth(1).check()
    question.get_by_role("button", name="Check").click()
    question.get_by_text("has the digit of qubit 0 on the left in both SDKs").wait_for()
    question.get_by_role("button", name="Hint").click()
    question.get_by_text("Hint 1 of 3").wait_for()
    question.get_by_role("radio").nth(2).check()
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Right. Points: 1 of 1.").wait_for()


def test_lines_are_put_in_order_by_keys_and_by_dragging(gallery):
    question = group(gallery, "Question", 1)
    for letter in "bcfe":
        question.get_by_role("button", name=f"Add line {letter}").press("Enter")
    question.get_by_role("button", name="Move down line b").press("Alt+ArrowDown")
    question.get_by_role("button", name="Move down line b").press("Enter")
    drag(gallery, question.locator("[data-line=a] .handle"), question.locator("[data-line=e]"))
    question.locator(".program [data-line=a]").wait_for()
    assert order_of(question) == list("cfbea")
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Right. Points: 1 of 1.").wait_for()


def drag(gallery, what, onto) -> None:
    """By mouse from the middle of one thing to the lower end of another."""
    what.scroll_into_view_if_needed()
    source, target = what.bounding_box(), onto.bounding_box()
    mouse = gallery.page.mouse
    mouse.move(source["x"] + source["width"] / 2, source["y"] + source["height"] / 2)
    mouse.down()
    mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] + 2, steps=6)
    mouse.up()


@pytest.mark.soak
def test_lines_are_dragged_by_a_finger(watch, site):
    page = watch(**PHONE).page
    page.goto(f"{site}gallery.html")
    question = page.get_by_role("group", name="Question", exact=True).nth(1)
    finger = Finger(page)
    first, second = (question.locator(f"[data-line={letter}] .handle") for letter in "cf")
    finger.drag(first, question.locator(".program"))
    question.locator(".program [data-line=c]").wait_for()
    finger.drag(second, question.locator(".program [data-line=c]"))
    question.locator(".program [data-line=f]").wait_for()
    assert order_of(question) == ["c", "f"]
    finger.drag(second, question.locator(".program [data-line=c]"), upwards=True)
    question.locator(".program [data-line=f] + [data-line=c]").wait_for()
    finger.drag(second, question.locator(".pool"))
    question.locator(".pool [data-line=f]").wait_for()
    assert order_of(question) == ["c"]


class Finger:
    """A finger on a page's screen, through the browser's own touch events."""

    def __init__(self, page) -> None:
        """Lie in wait."""
        self.page, self.session = page, page.context.new_cdp_session(page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, what, onto, *, upwards: bool = False) -> None:
        """From the middle of one thing to the lower end of another, or to the upper."""
        onto.evaluate("(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
        source, target = what.bounding_box(), onto.bounding_box()
        x, y = source["x"] + source["width"] / 2, source["y"] + source["height"] / 2
        to_x, to_y = target["x"] + 60, target["y"] + (2 if upwards else target["height"] - 2)
        self._touch("touchStart", (x, y))
        for part in (0.2, 0.5, 0.8, 1):
            self._touch("touchMove", (x + part * (to_x - x), y + part * (to_y - y)))
        self._touch("touchEnd")


def order_of(question) -> list[str]:
    """The letters of the lines of the program."""
    return question.locator(".program [data-line]").evaluate_all(
        "(all) => all.map((one) => one.dataset.line)"
    )


def test_a_prediction_is_named_on_the_page(gallery):
    question = group(gallery, "Question", 2)
    for slider in question.get_by_role("slider").all():
        slider.fill("25")
    question.get_by_text("Together 100 %").wait_for()
    question.get_by_role("button", name="That is my prediction").click()
    question.get_by_text("Four equal bars").wait_for()


def test_errors_take_fidelity(gallery):
    bench = group(gallery, "Noise bench")
    fidelity = bench.locator(".figures b").first
    before = float(fidelity.inner_text())
    bench.get_by_label("Error of a gate on two").fill("0.1")
    bench.get_by_text(re.compile(r"0\.8\d+")).first.wait_for()
    assert float(fidelity.inner_text()) < before
    bench.get_by_label("Gate", exact=True).fill("nonsense 0")
    bench.get_by_role("button", name="Add").click()
    bench.get_by_text("is no gate that is known here").wait_for()


def test_atoms_are_moved_by_keys_and_never_onto_each_other(gallery):
    bench = group(gallery, "Rydberg bench, up to 8 atoms")
    bench.get_by_role("img", name=re.compile("Outcomes: .*01 50 %")).wait_for()
    atom = bench.get_by_role("button", name=re.compile("^Atom 1 at"))
    for _ in range(11):
        atom.press("ArrowLeft")
    bench.get_by_text("are in the same place").wait_for()
    for _ in range(24):
        atom.press("ArrowRight")
    bench.get_by_role("button", name=re.compile(r"^Atom 1 at 12\.0")).wait_for()
    bench.get_by_role("img", name=re.compile("Outcomes: 11")).wait_for()


#: Show a Rydberg bench that starts from this state, and take it away again.
SHOW = """async (state) => {
  const module = await import(new URL("_static/widgets/rydberg.js", document.baseURI));
  const stage = document.body.appendChild(document.createElement("div"));
  const set = (key, value) => { state[key] = value };
  const model = { get: (key) => state[key], set, save_changes() {}, on() {}, off() {} };
  module.default.render({ model, el: stage });
  await new Promise((done) => setTimeout(done, 200));
  const said = stage.firstElementChild.shadowRoot.querySelector(".frame").innerText;
  stage.remove();
  return said;
}"""


@pytest.mark.parametrize(
    ("atoms", "said"),
    [
        ([[0, 0], [0, 0]], "Atoms 0 and 1 are in the same place"),
        ([[6e-6 * at, 0] for at in range(9)], "There are 9 atoms; this bench computes up to 8"),
    ],
)
def test_a_bench_that_starts_with_what_it_cannot_compute_says_so(gallery, atoms, said):
    from gangway.widgets import RydbergBench
    from gangway.widgets.rydberg import START

    bench = RydbergBench(design={**START, "positions": atoms})
    assert said in gallery.page.evaluate(SHOW, bench.kept())


def test_a_point_of_the_pulse_is_moved_by_keys(gallery):
    bench = group(gallery, "Rydberg bench, up to 8 atoms")
    bench.get_by_role("button", name=re.compile("Rabi frequency Ω, point 1: ")).press("ArrowLeft")
    bench.get_by_role("button", name=re.compile(r"Rabi frequency Ω, point 1: .* at 0\.45 µs")).wait_for()


def test_a_walk_over_the_landscape(gallery):
    place = group(gallery, "QAOA landscape")
    place.get_by_role("application").press("ArrowRight")
    place.get_by_role("application").press("Enter")
    for _ in range(3):
        place.get_by_role("button", name="Step uphill").click()
    place.get_by_role("button", name="Sample 100 cuts").click()
    place.get_by_text(re.compile(r"100 samples: mean \d\.\d\d ± ")).wait_for()
    place.get_by_role("application").click(position={"x": 200, "y": 60})
    assert len(place.locator("polyline.path").get_attribute("points").split()) >= 5


def test_the_chart_prices_what_has_a_price(gallery):
    chart = group(gallery, "Device chart")
    chart.get_by_label("shots each").fill("100")
    chart.get_by_role("button", name=re.compile("^Forte-Enterprise-1")).click()
    chart.get_by_text("This task: $8.30").wait_for()
    chart.get_by_role("button", name=re.compile("^Emerald")).click()
    chart.get_by_text("The price of Emerald is not published.").wait_for()


def test_they_can_be_used_by_everybody(gallery, axe):
    gallery.page.evaluate(axe)
    found = [
        f"{one['id']}: {node['html'][:200]}"
        for one in gallery.page.evaluate(AXE)["violations"]
        for node in one["nodes"]
    ]
    assert found == []
