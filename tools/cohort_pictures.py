"""Take a demonstration class from release to export, and take the pictures of the guide for instructors.

    python tools/cohort_pictures.py [FOLDER]

Run it with the environment's Python after a change to what the pictures show: feedback pages, the class
report, the formgrader, the exported files. FOLDER is book/static/cohort by default. What the commands
print goes to the terminal, with the class's folder written as ~: the guide, book/cohort.md, quotes it.
It takes some minutes, and needs Chromium, bubblewrap and LibreOffice. Look at every picture before you
commit it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from autograder.cohort import formgrader, layout
from autograder.cohort.bridge import open_gradebook
from gangway.doctor import browser, lacking

NAME = "1-01-bell-pair"
SITE = "https://your-site.example.org"
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1100, "height": 760}, {"width": 360, "height": 740}


def main(target: Path) -> None:
    """Walk, and write the pictures into a folder."""
    for program in ("browser", "bubblewrap", "libreoffice"):
        if why := lacking(program):
            sys.exit(f"cohort_pictures: {why}")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gangway-guide-") as name, _pages() as new_page:
        home = Path(name)
        _until_graded(home)
        _formgrader_pictures(home / "autumn", new_page, target)
        _texts_graded(home / "autumn")
        _until_exported(home)
        _page_pictures(home / "autumn", new_page, target)
        _table_pictures(home, new_page, target)
    for path in sorted(target.glob("*.png")):
        _palette(path)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


# --- the walk ----------------------------------------------------------------------------------------------


def _until_graded(home: Path) -> None:
    _gangway(home, "grade demo somebody-else", quiet=True)
    _gangway(home, "grade init autumn")
    cohort = home / "autumn"
    shutil.copy(home / "somebody-else" / "roster.csv", cohort / "roster.csv")
    _gangway(cohort, "grade roster")
    _gangway(cohort, "grade release 1-01 --due", "2026-03-02 18:00+09:00")
    _download(home / "somebody-else", cohort)
    _gangway(cohort, "grade collect download.zip")
    _gangway(cohort, "grade run")


def _until_exported(home: Path) -> None:
    cohort = home / "autumn"
    _gangway(cohort, f"grade feedback 1-01 --site {SITE}")
    _gangway(cohort, "grade export 1-01 --to canvas -o canvas.csv")
    _gangway(cohort, "grade export 1-01 --to moodle -o moodle.csv")


def _gangway(folder: Path, line: str, *more: str, quiet: bool = False) -> None:
    """Run a command as it is typed, and print what it says."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("gangway")), *line.split(), *more],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "78", "PYTHONUTF8": "1"},
    )
    said = (done.stdout + done.stderr).replace(str(folder.parent), "~")
    if done.returncode not in (0, 3):
        sys.exit(f"gangway {line} failed:\n{said}")
    if not quiet:
        words = " ".join([line, *(f'"{word}"' for word in more)])
        print(f"$ gangway {words}\n{said}[{done.returncode}]\n", flush=True)


def _download(demo: Path, cohort: Path) -> None:
    """What Moodle would hand over: learners' own notebooks with the demonstration's answers, and odd ones."""
    people = list(csv.DictReader(io.StringIO((cohort / "roster.csv").read_text("utf-8"))))
    with zipfile.ZipFile(cohort / "download.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, person in enumerate(people):
            named = f"{person['first_name']} {person['last_name']}".replace('"', "").replace("'", "")
            moment = (2026, 3, 2, 8, 58 + number, 0) if number < 2 else (2026, 3, 1, 9 + number % 12, 7, 0)
            entry = zipfile.ZipInfo(f"{named}_{4100 + number}_assignsubmission_file_/{NAME}.ipynb", moment)
            archive.writestr(entry, _answered(demo, cohort, person["id"]))
        archive.writestr(f"Sam Visitor_4190_assignsubmission_file_/{NAME}.ipynb", "{}")
        archive.writestr("../../outside.ipynb", "{}")


def _answered(demo: Path, cohort: Path, student: str) -> str:
    """A learner's sealed notebook with the answers of the demonstration's learner of that name."""
    own = json.loads((cohort / "personal" / NAME / student / f"{NAME}.ipynb").read_text("utf-8"))
    made = json.loads((demo / "inbox" / f"{student}.ipynb").read_text("utf-8"))
    answers = {_grade_id(cell): cell["source"] for cell in made["cells"] if _grade_id(cell)}
    for cell in own["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[_grade_id(cell)]
    return json.dumps(own, ensure_ascii=False)


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _texts_graded(folder: Path) -> None:
    """Give the text answers their points, as a person does in the formgrader."""
    with open_gradebook(layout.find(folder)) as book:
        for submission in book.find_assignment(NAME).submissions:
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    if grade.needs_manual_grade:
                        grade.manual_score, grade.needs_manual_grade = grade.max_score * 0.75, False
        book.db.commit()


# --- pictures ----------------------------------------------------------------------------------------------


@contextmanager
def _pages() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=LAUNCH)
        yield lambda size: chromium.new_page(viewport=size, device_scale_factor=1.5)
        chromium.close()


def _page_pictures(cohort: Path, new_page: Any, target: Path) -> None:
    """A learner's page on a desk and on a phone, and the class report."""
    mine = (cohort / "feedback" / "dina" / NAME / f"{NAME}.html").as_uri()
    page = new_page(DESK)
    page.goto(mine)
    last = page.locator("section").first.bounding_box()
    whole = {"x": 100, "y": 0, "width": DESK["width"] - 200, "height": last["y"] + last["height"] + 16}
    page.screenshot(path=target / "feedback-desk.png", clip=whole, full_page=True)
    page = new_page(PHONE)
    page.goto(mine)
    page.evaluate("document.querySelector('section').scrollIntoView()")
    page.screenshot(path=target / "feedback-phone.png")
    page = new_page(DESK)
    page.goto((cohort / "reports" / f"{NAME}.html").as_uri())
    part = {"x": 100, "y": 0, "width": DESK["width"] - 200, "height": 920}
    page.screenshot(path=target / "report.png", clip=part, full_page=True)


def _formgrader_pictures(cohort: Path, new_page: Any, target: Path) -> None:
    with _served(cohort) as (address, token):
        page = new_page(DESK)
        page.goto(f"{address}/formgrader?token={token}")  # the page that sets the cookie for the others
        page.goto(f"{address}/formgrader/manage_submissions/{NAME}")
        page.get_by_text("Lovelace").first.wait_for(timeout=120_000)
        page.screenshot(path=target / "formgrader.png")
        with open_gradebook(layout.find(cohort)) as book:
            record = book.find_submission_notebook(NAME, NAME, "dina").id
        page.goto(f"{address}/formgrader/submissions/{record}/")
        text = page.get_by_text("A learner's own words").first
        text.wait_for(timeout=120_000)
        text.scroll_into_view_if_needed()
        page.wait_for_timeout(3000)  # the page's own formulas and boxes for points
        page.screenshot(path=target / "formgrader-text.png")


@contextmanager
def _served(cohort: Path) -> Iterator[tuple[str, str]]:
    """JupyterLab as `gangway grade formgrader` starts it, with a token of our own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, address = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    command = formgrader.command(layout.find(cohort), port, browser=False)
    command += [f"--IdentityProvider.token={token}", "--allow-root"]
    log = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=cohort, start_new_session=True, **log)
    try:
        _wait_for(f"{address}/api/status?token={token}")
        yield address, token
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for(address: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while True:
        try:
            opener.open(address, timeout=10).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _table_pictures(home: Path, new_page: Any, target: Path) -> None:
    """The exported files as LibreOffice reads them: its own HTML of each sheet."""
    for to in ("canvas", "moodle"):
        command = ["soffice", f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless"]
        command += ["--infilter=CSV:44,34,76", "--convert-to", "html", "--outdir", str(home)]
        subprocess.run([*command, str(home / "autumn" / f"{to}.csv")], check=True, capture_output=True)
        page = new_page({"width": 900, "height": 420})
        page.goto((home / f"{to}.html").as_uri())
        looks = "td{border:1px solid #bbb;padding:2px 6px;vertical-align:top} body{font:14px sans-serif}"
        page.add_style_tag(content=looks)
        size = page.locator("table").first.bounding_box()
        size = {
            "x": 0,
            "y": 0,
            "width": size["x"] + size["width"] + 8,
            "height": min(420, size["height"] + 24),
        }
        page.screenshot(path=target / f"{to}.png", clip=size, full_page=True)


def _palette(path: Path) -> None:
    """Fewer colours: pages of text need no more, and the file is a third as large."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(96, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here / "book" / "static" / "cohort")
