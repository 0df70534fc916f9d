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

from report import Figure, median, percentile_95, run

from autograder.course import course
from gangway.widgets.instrument import HERE, Instrument

#: Moves for each figure and moves before them, and drawings for each first paint.
MOVES, WARM, PAINTS = 120, 20, 7
#: Where the page believes to be: nothing outside this process is asked for anything.
ORIGIN = "http://instruments.invalid"

#: Count what callbacks of animation frames take: an instrument draws in them, and computes in slices.
COUNT = """() => {
  window.plainFrame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) => window.plainFrame((now) => {
    const start = performance.now();
    work(now);
    window.spent += performance.now() - start;
  });
}"""

#: Load a module, draw it, and say how long it took until the browser had painted.
PAINT = """async ([name, state]) => {
  const module = await import(`${location.origin}/${name}.js`);
  const stage = document.createElement("div");
  document.body.replaceChildren(stage);
  const set = (key, value) => { state[key] = value };
  const model = { get: (key) => state[key], set, save_changes() {}, on() {}, off() {} };
  const start = performance.now();
  module.default.render({ model, el: stage });
  await new Promise((done) => plainFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""

#: Move something, a frame for each move; returns the milliseconds of scripting in each frame. By hand is
#: meant, by module: an atom to and fro, a hundred shots, a device, a choice; elsewhere the first slider.
MOVE = """async ([name, moves]) => {
  const root = document.querySelector(".gangway-live").shadowRoot;
  const all = (selector) => [...root.querySelectorAll(selector)];
  const labelled = (text) => all("button").find((one) => one.textContent.trim() === text);
  const arrow = (move) => {
    const key = move % 2 ? "ArrowLeft" : "ArrowRight";
    return new KeyboardEvent("keydown", { key, bubbles: true });
  };
  const inTurn = (things, move) => things[move % things.length].click();
  const hands = {
    ask: (move) => inTurn(all("input[type=radio]"), move),
    chart: (move) => inTurn(all("button").filter((one) => one.textContent.includes("·")), move),
    measure: () => labelled("100").click(),
    rydberg: (move) => all(".atom")[0].dispatchEvent(arrow(move)),
  };
  const slider = (move) => {
    const one = root.querySelector("input[type=range]");
    const [low, high] = [Number(one.min), Number(one.max)];
    one.value = low + ((high - low) * ((move * 7) % moves)) / moves;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const frames = [];
  for (let move = 0; move < moves; move++) {
    window.spent = 0;
    const start = performance.now();
    (hands[name] ?? slider)(move);
    const handled = performance.now() - start;
    await new Promise(plainFrame);
    frames.push(handled + window.spent);
  }
  return frames;
}"""


def measure() -> Iterator[Figure]:
    """Sizes, first paints and frame times of every instrument of the gallery."""
    for path in sorted(HERE.glob("*.js")):
        size = len(gzip.compress(path.read_bytes(), 9, mtime=0)) / 1000
        yield Figure(f"{path.stem}: module, compressed", size, "kB", "<= 40")
    with _page() as page:
        for name, (module, state) in _shown().items():
            yield from _in_the_browser(page, name, module, state)


def _in_the_browser(page: Any, name: str, module: str, state: dict[str, Any]) -> Iterator[Figure]:
    """First paint and frame times of one instrument."""
    text = json.dumps(state)
    paints = [page.evaluate(PAINT, [module, json.loads(text)]) for _ in range(PAINTS)]
    yield Figure(f"{name}: first paint", median(paints), "ms", "<= 200")
    page.evaluate(MOVE, [module, WARM])
    frames, spent = _scripting(page, module)
    aim = "" if "10 qubits" in name else "<= 16"  # the frame is promised for 6
    yield Figure(f"{name}: scripting for a move", 1000 * spent, "ms", aim)
    yield Figure(f"{name}: 95th percentile of its frames", percentile_95(frames), "ms", aim)
    yield Figure(f"{name}: worst of its frames", max(frames), "ms")


def _shown() -> dict[str, tuple[str, dict[str, Any]]]:
    """By name, the module and state of what is measured: the gallery's instruments, and the large ones."""
    from gangway.site.gallery import instruments
    from gangway.widgets import NoiseBench, RydbergBench

    made: dict[str, Instrument] = {
        "composer 6 qubits": _composer(6),
        "composer 10 qubits": _composer(10),
        "noise 5 qubits": NoiseBench(_chain(5), device="Garnet"),
        "rydberg 6 atoms": RydbergBench(design=_atoms(6)),
        "rydberg 8 atoms": RydbergBench(design=_atoms(8)),
    }
    for instrument in instruments(course().root / "book" / "instruments.py").values():
        if instrument.module_name != "composer":
            made.setdefault(instrument.module_name, instrument)
    return {name: (one.module_name, one.kept()) for name, one in made.items()}


def _chain(qubits: int) -> Any:
    """A GHZ state's circuit."""
    from braket.circuits import Circuit

    circuit = Circuit().h(0)
    for qubit in range(1, qubits):
        circuit.cnot(qubit - 1, qubit)
    return circuit


def _atoms(count: int) -> dict[str, Any]:
    """The Rydberg bench's first design with atoms 5.5 µm apart on a line."""
    from gangway.widgets.rydberg import START

    return {**START, "positions": [[5.5e-6 * at, 0.0] for at in range(count)]}


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
            page.evaluate(COUNT)
            yield page
            chromium.close()

    return opened()


def _serve(route: Any) -> None:
    name = Path(route.request.url).name
    if name.endswith(".js"):
        route.fulfill(path=HERE / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><html lang='en'><body></body></html>", content_type="text/html")


def _scripting(page: Any, module: str) -> tuple[list[float], float]:
    """Milliseconds of scripting in each frame, and seconds for a move by the browser's own account."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = _script_seconds(session)
    frames = page.evaluate(MOVE, [module, MOVES])
    spent = _script_seconds(session) - before
    session.detach()
    return frames, spent / MOVES


def _script_seconds(session: Any) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


if __name__ == "__main__":
    run("The instruments in the browser", measure)
