"""Questions and benches in JupyterLab: in step with Python both ways, and alive when Python is gone."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.soak]

START_SECONDS = 120
RUN_SECONDS = 120
CELLS = (
    "from gangway import ask\n"
    "from gangway.widgets import DeviceChart, NoiseBench, QaoaLandscape, RydbergBench\n"
    "question = ask('1-01/which-bit')\nquestion",
    "bench = RydbergBench()\nbench",
    "noise = NoiseBench(device='Garnet')\nnoise",
    "place = QaoaLandscape()\nplace",
    "chart = DeviceChart()\nchart",
    "import os",
)
BY_HAND = (
    "import numpy as np\n"
    "from braket.circuits import Circuit\n"
    "from gangway.widgets import BlochSphere, ChshBench, Measure, QaoaLandscape\n"
    "coins = Measure(Circuit().h(0), against=np.eye(2) / 2, labels=('Superposition', 'Mixture'))\ncoins",
    "sphere = BlochSphere([1, 0])\nsphere",
    "bench = ChshBench([0, 90, 0, -90])\nbench",
    "place = QaoaLandscape([(0, 1), (1, 2), (2, 0)])\nplace",
    "import os",
)
THEMES = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"


@pytest.fixture
def notebook(tmp_path) -> Iterator[str]:
    """A notebook of instruments in a JupyterLab of its own; its address."""
    with lab(tmp_path, CELLS) as address:
        yield address


@pytest.fixture
def dark_notebook(tmp_path) -> Iterator[str]:
    """Another one, in the dark theme."""
    themes = tmp_path / "settings" / THEMES
    themes.parent.mkdir(parents=True)
    themes.write_text('{"theme": "JupyterLab Dark"}', "utf-8")
    with lab(tmp_path, BY_HAND) as address:
        yield address


@contextmanager
def lab(tmp_path: Path, sources: Iterable[str]) -> Iterator[str]:
    """A JupyterLab with its settings in the folder, and a notebook of these cells; the notebook's address."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, tmp_path / "instruments.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root"]
    arguments += ["--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path}"]
    folders = {
        "GANGWAY_DATA": tmp_path / "data",
        "JUPYTER_CONFIG_DIR": tmp_path / "jupyter",
        "JUPYTERLAB_SETTINGS_DIR": tmp_path / "settings",
    }
    with (tmp_path / "lab.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {name: str(folder) for name, folder in folders.items()},
            start_new_session=True,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/api", process, tmp_path / "lab.log")
        yield f"http://127.0.0.1:{port}/lab/tree/instruments.ipynb"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start; it said:\n{log.read_text('utf-8', errors='replace')[-3000:]}")


def run(page, code: str) -> None:
    """Run code in the notebook's last cell."""
    page.locator(".jp-CodeCell .cm-content").last.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(code)
    page.keyboard.press("Control+Enter")


def test_in_step_with_python_both_ways(notebook, watch, shoot):
    page = watch(viewport={"width": 1200, "height": 1000}).page
    page.goto(notebook)
    page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle")).wait_for(timeout=RUN_SECONDS * 1000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    question = page.get_by_role("group", name="Question", exact=True)
    question.get_by_role("radio").first.check(timeout=RUN_SECONDS * 1000)
    question.get_by_role("button", name="Check").click()
    question.get_by_text("shows the next of 3 hints").wait_for()  # only Python knows how many are left
    shoot(page, "lab-question", full_page=False)

    run(page, "question.answer = 'c'")
    question.locator("input[value=c]:checked").wait_for()
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Right. Points: 1 of 1.").wait_for()

    bench = page.get_by_role("group", name=re.compile("^Rydberg bench"))
    bench.get_by_role("button", name=re.compile("^Atom 1 at")).press("ArrowRight")
    run(page, "print('there:', bench.program.register.coordinate_list(0))")
    page.get_by_text(re.compile(r"there: .*6e-06|there: .*0\.0000060")).first.wait_for()
    run(page, "bench.design = {**bench.design, 'positions': [[0, 0], [0, 0]]}")
    bench.get_by_text("are in the same place").wait_for()
    shoot(page, "lab-rydberg", full_page=False)

    chart = page.get_by_role("group", name="Device chart", exact=True)
    run(page, "chart.chosen = 'Forte-Enterprise-1'")
    chart.get_by_text("This task: $80.30").wait_for()


def test_driven_by_hand_in_the_dark(dark_notebook, watch, shoot, axe):
    page = watch(viewport={"width": 1200, "height": 1000}).page
    page.goto(dark_notebook)
    page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle")).wait_for(timeout=RUN_SECONDS * 1000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    coins = page.get_by_role("group", name="Measure", exact=True)
    coins.get_by_label("X: + or −").check(timeout=RUN_SECONDS * 1000)
    coins.get_by_role("button", name="100 shots", exact=True).click()
    coins.get_by_role("img", name=re.compile("^Superposition. 100 shots: . in 100")).wait_for()
    shoot(page, "lab-dark-measure", full_page=False)
    run(page, "print('taken:', coins.basis, coins.measurement_counts[0])")
    page.get_by_text("taken: x {'0': 100}").first.wait_for()

    sphere = page.get_by_role("group", name="Bloch sphere", exact=True)
    sphere.get_by_role("button", name="H", exact=True).click()
    sphere.get_by_text("x 1.00, y 0.00, z 0.00. Pure").first.wait_for()
    run(page, "print('arrow:', np.allclose(sphere.vector, [1, 0, 0]))")
    page.get_by_text("arrow: True").first.wait_for()
    run(page, "sphere.vector = [0.0, 0.6, 0.0]")
    sphere.get_by_text("y 0.60, z 0.00. Mixed").first.wait_for()
    shoot(page, "lab-dark-bloch", full_page=False)

    bench = page.get_by_role("group", name="CHSH bench", exact=True)
    run(page, "bench.angles = [0.0, 90.0, 45.0, 45.0]")
    bench.get_by_role("img", name=re.compile("Bob measures along 45° with setting 0")).wait_for()
    bench.get_by_role("slider", name="Bob 1").fill("-45")
    bench.get_by_role("button", name="10,000 rounds", exact=True).click()
    bench.get_by_text("S lies above 2 by more than its error bar").first.wait_for()
    run(page, "print('beyond:', bench.angles, bench.s[0] > 2)")
    page.get_by_text("beyond: [0.0, 90.0, 45.0, -45.0] True").first.wait_for()
    shoot(page, "lab-dark-chsh", full_page=False)

    place = page.get_by_role("group", name="QAOA landscape", exact=True)
    for _ in range(3):
        place.get_by_role("button", name="Step uphill").click()
    run(page, "print('walked:', len(place.path) > 1, place.expected_cut() > 1.9)")
    page.get_by_text("walked: True True").first.wait_for()
    run(page, "place.angles = (0.0, 0.0)")
    place.get_by_text("At γ 0.00, β 0.00 the expected cut is 1.50").first.wait_for()
    shoot(page, "lab-dark-qaoa", full_page=False)

    themes = page.locator(".gangway-live").evaluate_all("(all) => all.map((one) => one.dataset.theme)")
    assert set(themes) == {"dark"}
    page.evaluate(axe)
    found = page.evaluate("axe.run({ include: [['.gangway-live']] })")["violations"]
    assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == []


def test_alive_when_python_is_gone(notebook, watch, shoot):
    page = watch(viewport={"width": 1200, "height": 1000}).page
    page.goto(notebook)
    page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle")).wait_for(timeout=RUN_SECONDS * 1000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    noise = page.get_by_role("group", name="Noise bench", exact=True)
    noise.locator(".figures b").first.wait_for(timeout=RUN_SECONDS * 1000)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Shut Down Kernel", exact=True).click()
    page.locator("#jp-main-statusbar", has_text="No Kernel").wait_for(timeout=RUN_SECONDS * 1000)
    noise.get_by_label("Error of a gate on two").fill("0.2")
    noise.get_by_text("Python does not answer").wait_for()
    noise.locator(".figures b", has_text=re.compile(r"^0\.7\d+")).first.wait_for()
    shoot(page, "lab-dead-kernel", full_page=False)
