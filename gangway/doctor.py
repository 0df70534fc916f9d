"""What this machine has for the course, what is missing, and what to do about it.

Nothing here reaches the network or changes anything.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

GIGABYTE = 1024**3

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_AWS_VARIABLES = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
#: Without these the lab does not start; every other package is missed by a lesson or a task at most.
_LAB_PACKAGES = {"jupyterlab", "ipykernel", "nbformat", "typer"}


@dataclass(frozen=True)
class Note:
    """One line of the report.

    Attributes:
        about: what was looked at.
        state: ``ok``, ``note`` (works, and worth knowing) or ``missing``.
        found: what is there.
        advice: what to do, where there is something to do.
        stops_the_lab: the lab can't run like this.
    """

    about: str
    state: str
    found: str
    advice: str = ""
    stops_the_lab: bool = False


def examine(workspace: Path) -> list[Note]:
    """Look at everything, for a lab on that workspace."""
    return [
        _python(),
        *_packages(),
        _disk(workspace),
        _memory(),
        _port(),
        _web_browser(),
        *_programs(),
        *_isolation(),
        _warm_kernel(),
        _aws(),
        _workspace(workspace),
        _progress(),
    ]


def report(notes: list[Note], *, as_json: bool = False) -> str:
    """The notes as text for people, or as one JSON object."""
    if as_json:
        lab_runs = not any(note.stops_the_lab for note in notes)
        return json.dumps({"lab_runs": lab_runs, "notes": [asdict(note) for note in notes]}, indent=1)
    width = max(len(note.about) for note in notes)
    lines = []
    for note in notes:
        lines.append(f"{note.state:>7}  {note.about:<{width}}  {note.found}")
        if note.advice:
            lines.append(f"{'':>7}  {'':<{width}}  → {note.advice}")
    return "\n".join(lines)


# --- Python and its packages -----------------------------------------------------------------------------


def _python() -> Note:
    version = ".".join(map(str, sys.version_info[:3]))
    found = f"{version}, {sys.executable}"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Note("Python", "ok", found)
    return Note("Python", "missing", found, "Use Python 3.11, 3.12 or 3.13: make clean, then make env.", True)


def _packages() -> Iterator[Note]:
    """Whether what is installed is what requirements.lock pins."""
    from autograder.course import course

    lock = course().root / "requirements.lock"
    if not lock.exists():
        yield Note("packages", "note", f"there is no {lock} to compare with")
        return
    pinned = dict(pinned_packages(lock.read_text(encoding="utf-8")))
    wrong = {name: found for name, version in pinned.items() if (found := _installed(name)) != version}
    if not wrong:
        yield Note("packages", "ok", f"{len(pinned)}, as requirements.lock pins them")
        return
    named = (f"{name} {found or 'missing'} (pinned {pinned[name]})" for name, found in wrong.items())
    first = ", ".join(islice(named, 5))
    stops = any(name in _LAB_PACKAGES and not found for name, found in wrong.items())
    advice = "make clean, then make env, puts the pinned ones in place."
    yield Note("packages", "missing", f"{len(wrong)} of {len(pinned)} differ: {first}", advice, stops)


def pinned_packages(lock: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package that a lock file pins for this system."""
    from packaging.requirements import Requirement

    for line in lock.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\"))
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement.name, str(requirement.specifier).removeprefix("==")


def _installed(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


# --- the machine -----------------------------------------------------------------------------------------


def _disk(workspace: Path) -> Note:
    free = shutil.disk_usage(_nearest(workspace)).free / GIGABYTE
    found = f"{free:.1f} GB free where {workspace} is"
    if free >= 1:
        return Note("disk", "ok", found)
    return Note("disk", "missing", found, "Free 1 GB, or choose another with --workspace.", free < 0.05)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _writable(folder: Path) -> bool:
    """Whether the folder can be written, or made where it is not there yet."""
    there = _nearest(folder)
    return there.is_dir() and os.access(there, os.W_OK)


def _memory() -> Note:
    import psutil

    memory = psutil.virtual_memory()
    found = f"{memory.total / GIGABYTE:.1f} GB, {memory.available / GIGABYTE:.1f} GB available"
    if memory.available >= 2 * GIGABYTE:
        return Note("memory", "ok", found)
    return Note("memory", "note", found, "Lessons want 2 GB available: close what you don't need.")


def _port() -> Note:
    from gangway.lab import FIRST_PORT, is_free

    if is_free(FIRST_PORT):
        return Note("port", "ok", f"{FIRST_PORT} is free")
    advice = "The lab takes the next free one, or the one of --port."
    return Note("port", "note", f"{FIRST_PORT} is in use", advice)


def _web_browser() -> Note:
    import webbrowser

    try:
        return Note("web browser", "ok", getattr(webbrowser.get(), "name", "") or "found")
    except webbrowser.Error:
        return Note("web browser", "note", "none found", "Copy the address that the lab prints into one.")


# --- programs that only some tasks need --------------------------------------------------------------------


def browser() -> str | None:
    """A Chromium-like browser for the browser tests: GANGWAY_BROWSER, or the first one on the PATH."""
    chosen = os.environ.get("GANGWAY_BROWSER")
    return chosen or next(filter(None, map(shutil.which, _BROWSERS)), None)


def _no_browser() -> str:
    return "" if browser() else "no Chromium or Chrome on the PATH (Debian, Ubuntu: apt-get install chromium)"


def _no_bubblewrap() -> str:
    """Why bubblewrap can't make a sandbox here, or the empty string."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap is for Linux; elsewhere a Linux virtual machine (WSL 2 on Windows) has it"
    if not (program := shutil.which("bwrap")):
        return "bubblewrap is not installed (Debian, Ubuntu: apt-get install bubblewrap)"
    trial = [program, "--unshare-all", "--ro-bind", "/", "/", "true"]
    outcome = subprocess.run(trial, capture_output=True, text=True, timeout=20)
    return f"bubblewrap can't make a sandbox here: {outcome.stderr.strip()}" if outcome.returncode else ""


def _no_office() -> str:
    """Why LibreOffice can't be run, or the empty string."""
    advice = "Debian, Ubuntu: apt-get install libreoffice-calc"
    return "" if shutil.which("soffice") else f"soffice, LibreOffice's program, is not on the PATH ({advice})"


def _no_program(name: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(name) else f"{name} is not on the PATH"


_PROBES: dict[str, Callable[[], str]] = {
    "browser": _no_browser,
    "bubblewrap": _no_bubblewrap,
    "node": _no_program("node"),
    "npm": _no_program("npm"),
    "git": _no_program("git"),
    "make": _no_program("make"),
    "libreoffice": _no_office,
}

_NEEDED_BY = {
    "git": "only updates of the course need it",
    "bubblewrap": "only grading other people's work needs it",
    "browser": "only the browser tests need it",
    "npm": "only building the site needs it",
}


def lacking(name: str) -> str:
    """Why this machine lacks ``name``, a key of the probes above; empty if it has it."""
    return _PROBES[name]()


def _programs() -> Iterator[Note]:
    for name, need in _NEEDED_BY.items():
        why = lacking(name)
        label = "Chromium" if name == "browser" else name
        advice = f"Nothing to do unless you want it: {need}."
        yield Note(label, "note", why, advice) if why else Note(label, "ok", "works")


def _isolation() -> Iterator[Note]:
    """How learners' submissions can be isolated here, for grading; each way is tried for real."""
    from autograder.sandbox import advice, probe

    findings = probe()
    unsafe = "With neither way, gangway grade run refuses unless you say --unsafe."
    for finding in findings:
        about = f"grading: {finding.mode}"
        if finding.works:
            yield Note(about, "ok", "works")
        elif any(other.works for other in findings):
            yield Note(about, "note", finding.why, "Nothing to do: the other way gives the same grades.")
        else:
            yield Note(about, "note", finding.why, f"{advice()} {unsafe} Only grading others' work needs it.")
    if any(finding.works for finding in findings):
        yield _control_groups()


def _control_groups() -> Note:
    """Whether a jail as a whole is bounded, too."""
    from autograder.sandbox.cgroup import why_not

    about = "grading: control groups"
    if why := why_not():
        return Note(about, "note", f"not used: {why}", "Nothing to do: each process is bounded all the same.")
    return Note(about, "ok", "bound each jail as a whole")


def _warm_kernel() -> Note:
    """Whether notebooks open with their libraries loaded: what the lab will do, or what it did last."""
    from gangway.kernels import fitness, status

    about, cold = "warm kernel", "Nothing to do: kernels start cold, and load what they need in some seconds."
    if why := fitness.why_not_here():
        return Note(about, "note", f"not used: {why}", cold)
    last = status.last()
    if last is None:
        return Note(about, "ok", "used from the next start of the lab on")
    if last.state in ("off", "gone"):
        return Note(about, "note", f"not used by the last lab: {last.why}", f"{cold} The next tries again.")
    found = f"used: {last.warm} of the last lab's {last.warm + last.cold} kernels started warm"
    if not last.cold:
        return Note(about, "ok", found)
    return Note(about, "ok", f"{found}; the last cold one since {last.why_cold}")


# --- what is the learner's -------------------------------------------------------------------------------


def _aws() -> Note:
    """Whether anything is set that could reach an AWS account: looked for, never used."""
    files = [os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"]
    files.append(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config")
    found = [name for name in _AWS_VARIABLES if os.environ.get(name)]
    found += [name for name in files if Path(name).expanduser().is_file()]
    if not found:
        return Note("AWS", "ok", "nothing is set, and nothing is needed: the course costs $0")
    advice = "The course never needs it, and uses it only if you connect to AWS yourself, with a budget."
    return Note("AWS", "note", f"set on this machine: {', '.join(found)}", advice)


def _workspace(folder: Path) -> Note:
    from gangway.workspace import MANIFEST, is_newer

    if not _writable(folder):
        advice = "Allow writing there, or choose another folder with --workspace."
        return Note("workspace", "missing", f"{folder} can't be written", advice, True)
    if not folder.exists():
        return Note("workspace", "ok", f"{folder}, made at the first start")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = f"{folder}, {len(manifest['delivered'])} files of Gangway {manifest['course']}"
        if not is_newer(manifest):
            return Note("workspace", "ok", found)
        advice = "That is newer than this clone: git pull, or choose another folder with --workspace."
        return Note("workspace", "missing", found, advice, True)
    except FileNotFoundError:
        return Note("workspace", "ok", f"{folder}, filled at the next start")
    except (OSError, ValueError, KeyError, TypeError):
        advice = "The next start makes its record anew and keeps every file of yours."
        return Note("workspace", "note", f"{folder}, whose record can't be read", advice)


def _progress() -> Note:
    from gangway.progress import FOLDER_VARIABLE, NotKept, Store, folder

    store = Store(folder())
    if not _writable(store.path.parent):
        advice = f"Answers are still checked. To keep them, set {FOLDER_VARIABLE} to a folder of yours."
        return Note("progress", "note", f"{store.path} can't be written", advice)
    if not store.path.exists():
        return Note("progress", "ok", f"{store.path}, made with your first answer")
    try:
        return Note("progress", "ok", f"{store.path}, {len(store.events())} entries")
    except NotKept as trouble:
        return Note("progress", "missing", str(trouble), "Answers are still checked, only not remembered.")
