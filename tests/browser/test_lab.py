"""A learner's first quarter of an hour: start the lab, run the lesson, answer wrongly, then rightly."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from autograder.course import course

pytestmark = [pytest.mark.browser, pytest.mark.server]

QUESTION = "1-01/which-bit"
#: How often a cell is typed into until it has what was typed.
TRIES = 5
LESSON = "modules/1-education/01-bell-pair.ipynb"
START_SECONDS = 120
RUN_SECONDS = 150
#: JupyterLab now and then loses what is asked of it while a page and a kernel are still finding each other;
#: what learners do then is to start again, so the journey may be begun so many times.
JOURNEYS = 3
#: Every code cell on the page that is not empty has the number of a run that has ended.
ALL_RAN = """() => {
  const cells = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")];
  return cells.length > 0 && cells.every((cell) =>
    /\\[\\d+\\]/.test(cell.querySelector(".jp-InputPrompt").textContent)
    || cell.querySelector(".cm-content").textContent.trim() === "");
}"""
#: What the prompts of the page's cells are, what the status bar and dialogs say, and which errors are shown.
AS_IT_STANDS = """() => {
  const texts = (what) => [...document.querySelectorAll(what)].map((one) => one.textContent.trim());
  const panel = ".jp-NotebookPanel:not(.lm-mod-hidden) ";
  return JSON.stringify({
    prompts: texts(panel + ".jp-CodeCell .jp-InputPrompt"),
    status: texts("#jp-main-statusbar .jp-StatusBar-TextItem"),
    dialogs: texts(".jp-Dialog"),
    errors: texts(panel + "[data-mime-type='application/vnd.jupyter.error']").map((e) => e.slice(-600)),
  });
}"""
#: All cells stand in the page at once, so that it does not move under a hand that types.
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}


@dataclass
class Lab:
    """A running lab: the front page's address as it printed it, and its server and token."""

    address: str

    def url(self, path: str) -> str:
        """The address at which the lab shows a file of the workspace."""
        return re.sub(r"/lab/tree/[^?]*", f"/lab/tree/{path}", self.address)


@contextmanager
def running_lab(tmp_path: Path) -> Iterator[Lab]:
    """``gangway lab`` on a fresh workspace and a free port; stopped at the end by its process id."""
    tmp_path.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "lab.log"
    _settle(tmp_path / "jupyter")
    command = [str(Path(sys.executable).with_name("gangway")), "lab", "--no-browser", "--port", str(port)]
    folders = {"GANGWAY_DATA": tmp_path / "data", "JUPYTER_CONFIG_DIR": tmp_path / "jupyter"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--workspace", str(tmp_path / "workspace")],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {name: str(folder) for name, folder in folders.items()}
            | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    try:
        yield Lab(_address(process, log))
    finally:
        _stop(process)


def _settle(folder: Path) -> None:
    """Write the settings that this learner has chosen in JupyterLab's menus."""
    for name, chosen in SETTINGS.items():
        file = folder / "lab" / "user-settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(chosen), "utf-8")


def _address(process: subprocess.Popen, log: Path) -> str:
    """The address that the lab prints when it answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        said = log.read_text("utf-8", errors="replace")
        if found := re.search(r"The lab is ready\. Open:\s+(http://\S+)", said):
            return found[1]
        time.sleep(0.2)
    pytest.fail(f"the lab did not start; it said:\n{log.read_text('utf-8', errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen) -> None:
    """End the server, which ends its kernels; what is left of its own group after that, too."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


class Notebook:
    """A notebook in JupyterLab, handled as a person handles it: by menus, the keyboard and the eye.

    Nothing is taken for done because it is quiet: on a busy machine a kernel may be silent for long. A cell
    is done when it has its number, an answer when its feedback says what is waited for.
    """

    def __init__(self, page, address: str) -> None:
        """Open it and wait until it is the one in front, with its kernel ready."""
        self.page = page
        page.goto(address)
        name = urlsplit(address).path.rpartition("/")[2]
        page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current", has_text=name).wait_for()
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.panel.locator(".jp-CodeCell .cm-content").first.wait_for()
        state = page.locator("#jp-main-statusbar .jp-StatusBar-TextItem", has_text=re.compile(r"\| Idle$"))
        state.first.wait_for(timeout=RUN_SECONDS * 1000)

    def run_all(self) -> None:
        """Clear the outputs that came along, then run until every cell with code in it has its number."""
        self._choose("Edit", "Clear Outputs of All Cells")
        self._choose("Run", "Run All Cells")
        try:
            self.page.wait_for_function(ALL_RAN, timeout=RUN_SECONDS * 1000, polling=500)
        except Exception as error:
            raise AssertionError(f"not every cell ran: {self.page.evaluate(AS_IT_STANDS)}") from error

    def _choose(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_text(entry, exact=True).click()

    def cell(self, text: str):
        """The code cell that has this text in it now, brought into view: by its place, for the text goes."""
        cells = self.panel.locator(".jp-CodeCell")
        place = cells.evaluate_all(
            "(all, text) => all.findIndex((one) => one.textContent.includes(text))", text
        )
        assert place >= 0, f"no cell has {text!r}"
        cells.nth(place).scroll_into_view_if_needed()
        return cells.nth(place)

    def answer(self, cell, code: str, said: str):
        """Type code in place of the cell's, run it, and wait for the feedback that says something."""
        self._type(cell, code)
        self.page.keyboard.press("Control+Enter")
        feedback = cell.locator(".gangway-feedback", has_text=said)
        feedback.wait_for(timeout=RUN_SECONDS * 1000)
        feedback.scroll_into_view_if_needed()
        return feedback

    def run(self, cell, code: str, said: str) -> None:
        """Type code in place of the cell's, run it, and wait for an output that says something."""
        self._type(cell, code)
        self.page.keyboard.press("Control+Enter")
        cell.locator(".jp-OutputArea-output", has_text=said).first.wait_for(timeout=RUN_SECONDS * 1000)

    def shut_down(self) -> None:
        """Kernel > Shut Down Kernel, to the end."""
        self._choose("Kernel", "Shut Down Kernel")
        self.page.locator("#jp-main-statusbar", has_text="No Kernel").wait_for()

    def _type(self, cell, code: str) -> None:
        """Replace what is in a cell; a page that is still moving may take the cursor away meanwhile."""
        content = cell.locator(".cm-content")
        for _ in range(TRIES):
            content.click()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(code)
            if content.inner_text().strip() == code:
                return
        pytest.fail(f"the cell doesn't take {code!r}; it has {content.inner_text()!r}")


def _composer(lesson: Notebook):
    """The lesson's composer."""
    composer = lesson.cell('palette=["h", "x", "cnot"]').locator(".gangway-live")
    composer.wait_for()
    composer.scroll_into_view_if_needed()
    return composer


def _place(composer, gate: str, qubit: int) -> None:
    """Put a gate on a wire's third place, wait until the composer says so, and lay the gate down."""
    composer.get_by_role("button", name=gate, exact=True).click()
    composer.locator(".circuit").click(position={"x": 170, "y": 52 * qubit + 26})
    said = f"Placed {gate.lower()} on qubit {qubit}"
    composer.locator(".unseen", has_text=said).wait_for(state="attached")
    composer.get_by_role("button", name=gate, exact=True).click()


def _compose(lesson: Notebook) -> None:
    """What is composed by hand is a circuit in Python; a circuit set in Python appears in the composer."""
    composer = _composer(lesson)
    _place(composer, "X", 1)
    cell = lesson.cell("print(composer.circuit")
    lesson.run(cell, 'print(composer.circuit, "as composed")', "┤ X ├")
    lesson.run(cell, 'composer.circuit = bell; print(composer.circuit, "as set")', "as set")
    composer.get_by_text("Entangled with others: q0 and q1.").wait_for()


def _outlive(lesson: Notebook) -> None:
    """The kernel goes; the composer works on, and says that it is alone."""
    lesson.shut_down()
    composer = _composer(lesson)
    _place(composer, "X", 0)
    composer.get_by_text("Python does not answer").wait_for()


def _go_on(lesson: Notebook) -> None:
    """The lesson's last link opens its assignment."""
    lesson.panel.get_by_role("link", name="exercises/1-01-bell-pair").click()
    tabs = lesson.page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current")
    tabs.filter(has_text="1-01-bell-pair.ipynb").wait_for()
    lesson.panel.get_by_text("Your code here").first.wait_for()


def _tally(page) -> int:
    told = page.locator(".gangway-course-map").inner_text()
    return int(re.search(r"You have passed (\d+) of \d+ exercises", told)[1])


def _wrong_answer() -> tuple[str, str]:
    """A wrong letter, and how the message that is meant for it begins."""
    exercise = course().exercise(QUESTION)
    letter, code = next((one, code) for one, code in exercise.data["says"].items())
    return letter, exercise.messages[code]["does"].partition("{")[0]


def test_a_learner_runs_the_lesson_errs_and_gets_it_right(tmp_path, watch, shoot):
    from playwright.sync_api import Error

    for journey in range(1, JOURNEYS + 1):
        with running_lab(tmp_path / str(journey)) as lab:
            try:
                return _journey(lab, watch, shoot)
            except (AssertionError, Error) as error:
                if journey == JOURNEYS:
                    raise
                warnings.warn(f"journey {journey} of {JOURNEYS} ended early: {error}", stacklevel=1)


def _journey(lab: Lab, watch, shoot) -> None:
    watched = watch(viewport={"width": 1280, "height": 900})
    page = watched.page
    front = Notebook(page, lab.address)
    front.run_all()
    assert _tally(page) == 0
    shoot(page, "lab-1-front-page", full_page=False)

    lesson = Notebook(page, lab.url(LESSON))
    lesson.run_all()
    assert page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.error']").count() == 0
    _compose(lesson)
    shoot(page, "lab-2-composed", full_page=False)
    cell = lesson.cell(f'ask("{QUESTION}"')
    shoot(page, "lab-2-not-answered", full_page=False)

    letter, said = _wrong_answer()
    told = lesson.answer(cell, f'check("{QUESTION}", "{letter}")', said).inner_text()
    shoot(page, "lab-3-wrong", full_page=False)
    assert "Right." not in told

    right = course().exercise(QUESTION).data["right"][0]
    told = lesson.answer(cell, f'check("{QUESTION}", "{right}")', "Right.").inner_text()
    shoot(page, "lab-4-right", full_page=False)
    assert said not in told

    _outlive(lesson)
    shoot(page, "lab-5-kernel-gone", full_page=False)
    _go_on(lesson)
    shoot(page, "lab-5-assignment", full_page=False)

    front = Notebook(page, lab.address)
    front.run_all()
    assert _tally(page) == 1
    shoot(page, "lab-6-progress", full_page=False)
    assert watched.outside == []
