"""The instruments on the built site: each does its gallery task, by mouse and by keys, without Python."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.needs("npm")]

DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
#: Elements inside the instruments that reach beyond a narrow screen and stand in no box that scrolls.
OVERFLOWING = """() => [...document.querySelectorAll(".gangway-live")].flatMap((host) =>
  [...host.shadowRoot.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || box.right <= innerWidth + 1 || element.closest(".unseen")) return false;
    for (let up = element; up; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return false;
    return true;
  }).map((element) => element.outerHTML.slice(0, 120)))"""
#: What a finger can't hit: controls less than 44 px high or wide.
SMALL = """() => [...document.querySelectorAll(".gangway-live")].flatMap((host) =>
  [...host.shadowRoot.querySelectorAll(
    "button, select, summary, input:not([type=checkbox], [type=radio])"
  )].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.height < 43.5 || box.width < 43.5);
  }).map((element) => element.outerHTML.slice(0, 120)))"""


#: This file's instruments, as selectors.
MINE = [f".gangway-instrument[data-instrument='{name}']" for name in ("composer", "bloch", "measure", "chsh")]


class Instrument:
    """One instrument of a page, by the name of its module."""

    def __init__(self, page, name: str) -> None:
        """Find it, alive."""
        self.page = page
        self.root = page.locator(f".gangway-instrument[data-instrument='{name}'][data-alive]").first
        self.root.wait_for()
        self.root.scroll_into_view_if_needed()

    def button(self, name: str):
        return self.root.get_by_role("button", name=name, exact=True)

    def text(self, wanted: str) -> None:
        """Wait until it says this somewhere."""
        self.root.get_by_text(wanted).first.wait_for()

    def spoken(self, wanted: str) -> None:
        """Wait until it has said this to a screen reader."""
        self.root.locator(".unseen", has_text=wanted).wait_for(state="attached")


def gallery(watch, site, **settings):
    watched = watch(**(DESK | settings))
    watched.page.goto(f"{site}gallery.html")
    alive(watched.page)
    return watched


def alive(page) -> None:
    page.wait_for_function(
        "() => [...document.querySelectorAll('.gangway-instrument')].every((one) => 'alive' in one.dataset)"
    )


def place(instrument: Instrument, column: int, qubit: int) -> None:
    """Click a place of the composer's circuit."""
    instrument.root.locator(".circuit").click(position={"x": 40 + 52 * column + 26, "y": 52 * qubit + 26})


def bell_with_a_minus_sign(page) -> None:
    composer = Instrument(page, "composer")
    composer.button("X").click()
    place(composer, 2, 1)
    composer.spoken("01 50 %; 10 50 %.")
    composer.root.locator(".stage").focus()
    for key in ("Home", "ArrowUp", "ArrowRight", "ArrowRight", "z"):
        page.keyboard.press(key)
    composer.spoken("10 50 % with phase 180°")
    page.keyboard.press("Control+z")
    composer.spoken("Undone. State after 3 of 3 gates: 01 50 %; 10 50 %.")
    composer.root.get_by_label("Type a gate").fill("rx 0 pi/2")
    page.keyboard.press("Enter")
    composer.root.get_by_text("The circuit in Braket").click()
    composer.text(".rx(0, 1.570796326795)")


def composer_says_what_is_wrong(page) -> None:
    composer = Instrument(page, "composer")
    composer.root.get_by_label("Type a gate").fill("frobnicate 0")
    page.keyboard.press("Enter")
    composer.text("“frobnicate” is no gate that is known here")
    composer.root.get_by_label("Type a gate").fill("")
    page.keyboard.press("Enter")


def gate_dragged_to_a_wire(page) -> None:
    composer = Instrument(page, "composer")
    composer.button("Clear").click()
    gate, circuit = composer.button("H").bounding_box(), composer.root.locator(".circuit").bounding_box()
    page.mouse.move(gate["x"] + 10, gate["y"] + 10)
    page.mouse.down()
    page.mouse.move(gate["x"] + 30, gate["y"] + 60, steps=3)
    page.mouse.move(circuit["x"] + 66, circuit["y"] + 78, steps=3)
    page.mouse.up()
    composer.spoken("Placed h on qubit 1. State after 1 of 1 gates: 00 50 %; 01 50 %.")
    composer.button("One gate back").click()
    composer.spoken("State after 0 of 1 gates: 00 100 %.")


def arrow_turned_and_decayed(page) -> None:
    sphere = Instrument(page, "bloch")
    sphere.button("H").click()
    sphere.text("x 1.00, y 0.00, z 0.00. Pure")
    sphere.button("Let it decay").click()
    sphere.text("x 0.51, y 0.00, z 0.33. Mixed")
    sphere.root.locator(".globe").press("ArrowRight")
    sphere.root.get_by_role("slider", name="Length").fill("0")
    sphere.text("x 0.00, y 0.00, z 0.00. Mixed")


def mixture_told_from_superposition(page) -> None:
    measure = Instrument(page, "measure")
    measure.button("1 shot").click()
    measure.text("1 shot.")
    measure.root.get_by_label("X: + or −").check()
    measure.text("No shots yet.")
    measure.button("100 shots").click()
    measure.spoken("Superposition 100 shots: + in 100")
    measure.root.get_by_role("img", name="Mixture. 100 shots").wait_for()


def s_above_two(page) -> None:
    bench = Instrument(page, "chsh")
    for name, angle in {"Bob 0": 45, "Bob 1": -45}.items():
        bench.root.get_by_role("slider", name=name).fill(str(angle))
    bench.button("10,000 rounds").click()
    bench.text("S lies above 2 by more than its error bar")
    bench.root.get_by_label("hidden arrow (classical)").check()
    bench.text("No rounds played yet.")


TASKS = (
    bell_with_a_minus_sign,
    composer_says_what_is_wrong,
    gate_dragged_to_a_wire,
    arrow_turned_and_decayed,
    mixture_told_from_superposition,
    s_above_two,
)


def test_every_instrument_does_its_task(watch, site, axe, shoot):
    watched = gallery(watch, site)
    for task in TASKS:
        task(watched.page)
    shoot(watched.page, "gallery-done")
    assert violations(watched.page, axe) == []
    assert watched.page.evaluate(SMALL) == []
    assert watched.outside == []
    assert watched.complaints == []


def violations(page, axe: str) -> list[str]:
    """What axe-core finds on this file's instruments; test_widgets_more.py asks about the others."""
    page.evaluate(axe)
    found = page.evaluate("(include) => axe.run({ include })", [[one] for one in MINE])["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_the_saved_state_stands_where_no_script_runs(watch, site):
    page = watch(**DESK, java_script_enabled=False).page
    page.goto(f"{site}gallery.html")
    still = page.locator(".gangway-instrument[data-instrument='composer']").first
    assert (
        "A circuit of 2 qubits and 2 gates. Measured, it answers 00 with 50 % and 11 with 50 %."
        in still.inner_text()
    )
    assert ".cnot(0, 1)" in still.inner_text()


def test_the_engine_agrees_with_brakets_simulator_in_the_browser_too(watch, site):
    sys.path.insert(0, str(Path(__file__).parent.parent / "widgets"))
    import references

    page = watch(**DESK).page
    page.goto(f"{site}_static/widgets/site.js")  # any document of the site: only its modules are asked
    cases = list(references.engine(11, 40, 4))
    worst = page.evaluate(STATES, json.dumps([case["program"] for case in cases]))
    for shown, case in zip(worst, cases, strict=True):
        apart = max(abs(one - two) for one, two in zip(shown, case["state"], strict=True))
        assert apart < 1e-9, case["program"]


#: The engine is inside the composer's module, which shows it to whoever imports it.
STATES = """async (text) => {
  const { run } = await import(new URL("composer.js", location.href).href);
  return JSON.parse(text).map((program) => {
    const { re, im } = run(program);
    return Array.from(re).flatMap((one, at) => [one, im[at]]);
  });
}"""

SCREENS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "still": {"reduced_motion": "reduce"},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"},
}


@pytest.mark.soak
@pytest.mark.parametrize("screen", SCREENS)
def test_in_every_theme_and_on_every_screen(watch, site, axe, shoot, screen):
    watched = gallery(watch, site, **SCREENS[screen])
    page = watched.page
    shoot(page, f"gallery-{screen}")
    assert violations(page, axe) == []
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SMALL) == []
    for task in TASKS:
        task(page)
    assert violations(page, axe) == []
    assert watched.complaints == []


@pytest.mark.soak
def test_gates_are_placed_by_touch(watch, site):
    page = gallery(watch, site, **SCREENS["phone"]).page
    composer = Instrument(page, "composer")
    composer.button("Clear").tap()
    composer.button("CNOT").tap()
    for qubit in (1, 0):
        composer.root.locator(".circuit").tap(position={"x": 66, "y": 52 * qubit + 26})
    composer.spoken("Placed cnot on qubit 0, controlled by qubit 1.")
