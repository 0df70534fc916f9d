"""The instruments: how large their modules are, how soon they are drawn, how long a move of the hand takes.

Times are those of the machine's own Chromium; scripting time is what the browser's profile says
(``Performance.getMetrics`` of its developer tools).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from report import Figure, median, run

from autograder.course import course
from gangway.widgets.instrument import HERE, Instrument

#: Moves of a slider for each figure, and drawings for each first paint.
MOVES, PAINTS = 120, 7
#: Where the page believes to be: nothing outside this process is asked for anything.
ORIGIN = "http://instruments.invalid"

#: Load a module, draw it, and say how long it took until the browser had painted.
PAINT = """async ([name, state]) => {
  const module = await import(`${location.origin}/${name}.js`);
  const stage = document.createElement("div");
  document.body.replaceChildren(stage);
  const set = (key, value) => { state[key] = value };
  const model = { get: (key) => state[key], set, save_changes() {}, on() {}, off() {} };
  const start = performance.now();
  module.default.render({ model, el: stage });
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""

#: Move the first slider there is, back and forth, a frame for each move; false where there is none.
MOVE = """async (moves) => {
  const slider = document.querySelector(".gangway-live").shadowRoot.querySelector("input[type=range]");
  if (!slider) return false;
  const [low, high] = [Number(slider.min), Number(slider.max)];
  for (let move = 0; move < moves; move++) {
    slider.value = low + ((high - low) * ((move * 7) % moves)) / moves;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
  }
  return true;
}"""


def measure() -> Iterator[Figure]:
    """Sizes, first paints and frame times of every instrument of the gallery."""
    for path in sorted(HERE.glob("*.js")):
        size = len(gzip.compress(path.read_bytes(), 9, mtime=0)) / 1000
        yield Figure(f"{path.stem}: module, compressed", size, "kB", "<= 40")
    with _page() as page:
        for name, state in _shown().items():
            module, text = name.partition(" ")[0], json.dumps(state)
            paints = [page.evaluate(PAINT, [module, json.loads(text)]) for _ in range(PAINTS)]
            yield Figure(f"{name}: first paint", median(paints), "ms", "<= 200")
            if (spent := _scripting(page)) is not None:
                aim = "" if "10 qubits" in name else "<= 16"  # the frame is promised for 6
                yield Figure(f"{name}: scripting for a move", 1000 * spent, "ms", aim)


def _shown() -> dict[str, dict[str, Any]]:
    """The state of each instrument of the gallery; the composer with 6 and with 10 qubits."""
    from gangway.site.gallery import instruments

    made: dict[str, Instrument] = {"composer 6 qubits": _composer(6), "composer 10 qubits": _composer(10)}
    for instrument in instruments(course().root / "book" / "instruments.py").values():
        if instrument.module_name != "composer":
            made.setdefault(instrument.module_name, instrument)
    return {name: instrument.kept() for name, instrument in made.items()}


def _composer(qubits: int) -> Instrument:
    """A composer with a turning gate under its cursor, and every qubit entangled behind it."""
    from braket.circuits import Circuit

    from gangway.widgets import Composer

    circuit = Circuit().rx(0, 0.3)
    for qubit in range(1, qubits):
        circuit.h(qubit).cnot(qubit - 1, qubit).rz(qubit, 0.1 * qubit)
    return Composer(circuit)


def _page() -> Any:
    """A blank page in which the modules can be imported; a context manager."""
    from contextlib import contextmanager

    from playwright.sync_api import sync_playwright

    from gangway.doctor import browser

    @contextmanager
    def opened() -> Iterator[Any]:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=browser(), args=["--no-sandbox", "--disable-gpu"]
            )
            page = chromium.new_page()
            page.route("**/*", _serve)
            page.goto(ORIGIN)
            yield page
            chromium.close()

    return opened()


def _serve(route: Any) -> None:
    name = Path(route.request.url).name
    if name.endswith(".js"):
        route.fulfill(path=HERE / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><html lang='en'><body></body></html>", content_type="text/html")


def _scripting(page: Any) -> float | None:
    """Seconds of scripting for a move, by the browser's own account; None where nothing can be moved."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = _script_seconds(session)
    moved = page.evaluate(MOVE, MOVES)
    spent = _script_seconds(session) - before
    session.detach()
    return spent / MOVES if moved else None


def _script_seconds(session: Any) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


if __name__ == "__main__":
    run("The instruments in the browser", measure)
