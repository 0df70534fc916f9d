"""Make the course's environment in .venv, then run the course in it. Needs nothing but Python.

    python tools/bootstrap.py lab       the lab: the course in JupyterLab (options: lab --help)
    python tools/bootstrap.py test      every test but the long studies
    python tools/bootstrap.py check     style, types, notebooks in step with their text
    python tools/bootstrap.py soak      the long studies
    python tools/bootstrap.py bench     speed and memory, measured
    python tools/bootstrap.py site      the course site
    python tools/bootstrap.py env       only the environment
    python tools/bootstrap.py lock      pin every package anew (needs the network)
    python tools/bootstrap.py clean     remove the environment and everything that was built
    python tools/bootstrap.py run TOOL  one of the environment's own programs
    python tools/bootstrap.py ...       anything else goes to the gangway command

The environment holds exactly what requirements.lock pins, each file checked by its hash. A second run
finds it ready and does nothing. This file is written so that even Python 3.6 can read it, to be told
there which Python it takes.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Iterator  # noqa: UP035 (collections.abc would do from Python 3.9 on)

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "gangway-ready.json"  # written last: whoever finds it finds a whole environment
UNFINISHED = VENV / "gangway-unfinished"
FOR_NODE = VENV / "package.json"
LOG = VENV / "gangway-install.log"

OLDEST, NEWEST = (3, 11), (3, 13)
NEEDED_BYTES = 2 * 1024**3
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")

PYTEST = ["pytest", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
TASKS = {
    "test": [[*PYTEST, "-m", "not soak"]],
    "soak": [["pytest", "-m", "soak"]],
    "check": [["pre-commit", "run", "--all-files"]],
    "lab": [["gangway", "lab"]],
    "site": [["gangway", "site", "build"]],
}
FROM_ROOT = ("test", "soak", "check", "bench")  # what takes paths of the user's stays where they are
COMPILE = [
    "uv",
    "pip",
    "compile",
    "pyproject.toml",
    "--universal",
    "--generate-hashes",
    "--all-extras",
    "--group",
    "test",
    "--group",
    "site",
    "--group",
    "dev",
    "--python-version",
    "3.11",
    "--no-emit-index-url",
    "--quiet",
    "--output-file",
    "requirements.lock",
]
BUILT = ["_build", "book/_build", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".bench"]


class Trouble(Exception):
    """Something a person can act on: printed without a traceback."""


class Unreachable(Trouble):
    """No package could be fetched; whatever was installed before is untouched."""


def main(arguments: "list[str]") -> int:
    """Run what ``arguments`` ask for; the exit status of it, 130 where it was interrupted."""
    try:
        return dispatch(arguments)
    except Trouble as trouble:
        print(f"gangway: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            f"\ngangway: interrupted; nothing is lost: to go on, {again()}.",
            file=sys.stderr,
        )
        return 130


def dispatch(arguments: "list[str]") -> int:
    """Make the environment where the task needs it, then do the task."""
    task, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if task in ("-h", "--help", "help") or [task, *rest] == ["run"]:
        print(__doc__)
        return 0
    if task == "clean":
        return clean()
    ensure()
    if task == "env":
        say(f"the environment in {VENV} is ready.")
        return 0
    if task == "lock":
        return lock_anew()
    if task in FROM_ROOT:
        os.chdir(str(ROOT))
    return run_all(commands(task, rest))


def commands(task: str, rest: "list[str]") -> "list[list[str]]":
    """What a task runs, each a program of the environment with its arguments."""
    if task == "run":
        return [rest]
    if task == "bench":
        scripts = [ROOT / name for name in rest] or sorted((ROOT / "benchmarks").glob("[a-z]*.py"))
        return [["python", str(script)] for script in scripts]
    if task in TASKS:
        return [*TASKS[task][:-1], [*TASKS[task][-1], *rest]]
    return [["gangway", task, *rest]]


# --- the environment ---------------------------------------------------------------------------------------


def ensure() -> None:
    """Make the environment, or bring it up to the lock; at once where it is already."""
    if ready():
        return
    with alone():
        if ready():
            return
        started = time.monotonic()
        install()
        say(f"the environment is ready ({time.monotonic() - started:.0f} s).")


def ready() -> bool:
    """Whether a whole environment of this lock, this project and this place is there."""
    try:
        stamped = json.loads(STAMP.read_text(encoding="utf-8")) == fingerprint()
        return stamped and program("gangway").exists() and FOR_NODE.exists()
    except (OSError, ValueError):
        return False


def fingerprint() -> "dict[str, str]":
    """What makes an environment another one: its packages, the project, its place, its interpreter."""
    return {
        "lock": digest(LOCK),
        "project": digest(PROJECT),
        "place": str(VENV),
        "interpreter": os.path.realpath(str(program("python"))),
    }


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def program(name: str) -> Path:
    """Where the environment's program of that name is."""
    return BIN / (name + ".exe" if WINDOWS else name)


def install() -> None:
    """The four steps; each finds what an interrupted run left and goes on from there."""
    if not usable_venv():
        make_venv()
    drop(STAMP)
    install_uv()
    install_packages()
    say("4/4 the course itself")
    uv("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    keep_node_apart()
    write_stamp()


def install_packages() -> None:
    """Install what the lock pins.

    A package that was cut off half-way looks installed. So a mark stands while packages are laid, and a run
    that finds it starts .venv afresh, from what was downloaded already.
    """
    count = len(re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), re.M))
    say(f"3/4 installing up to {count} packages (1.4 GB at first; a slow line takes some minutes)")
    UNFINISHED.touch()
    try:
        uv("--require-hashes", "-r", str(LOCK))
    except Unreachable:
        UNFINISHED.unlink()
        raise
    UNFINISHED.unlink()


def keep_node_apart() -> None:
    """Let Node.js read JupyterLab's own scripts in .venv as what they are.

    Otherwise it goes by the package.json of the clone around them, takes them for modules, and each start
    of the lab on a machine with Node.js prints pages of an error.
    """
    FOR_NODE.write_text("{}\n", encoding="utf-8")


def write_stamp() -> None:
    """Say, in one step, that the environment is whole."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(fingerprint(), indent=1), encoding="utf-8")
    fresh.replace(STAMP)


def usable_venv() -> bool:
    """Whether .venv has a Python that fits, in this place, with pip."""
    if UNFINISHED.exists() or not program("python").exists():
        return False
    question = "import sys, pip; print(sys.prefix); print(*sys.version_info[:2])"
    answer = ask([str(program("python")), "-I", "-c", question]).splitlines()
    if len(answer) != 2 or not fits(tuple(map(int, answer[1].split()))):
        return False
    # Programs in .venv hold its path: in a clone that was moved they start the wrong Python, or none.
    first_line = program("pip").read_bytes()[:500] if not WINDOWS and program("pip").exists() else b""
    return os.path.realpath(answer[0]) == os.path.realpath(str(VENV)) and (
        WINDOWS or os.fsencode(str(VENV)) in first_line
    )


def make_venv() -> None:
    """Make .venv with the first Python that fits."""
    python = find_python()
    version = ask([*python, "-c", "import platform; print(platform.python_version())"])
    free = shutil.disk_usage(str(ROOT)).free
    if free < NEEDED_BYTES:
        raise Trouble(
            f"only {free / 1024**3:.1f} GB are free where {ROOT} is, and the environment needs 2 GB:"
            f" free some, then {again()}."
        )
    say(f"1/4 making .venv with Python {version}")
    watch([*python, "-m", "venv", "--clear", str(VENV)], venv_hint(version))


def venv_hint(version: str) -> str:
    """What to do where Python can't make environments: Debian and its kin ship that part on its own."""
    package = "python{}-venv".format(".".join(version.split(".")[:2]))
    return (
        f"Python {version} here can't make environments. On Debian, Ubuntu and their kin install the package"
        f" for it: apt-get install {package} (as root, or with sudo); then {again()}."
    )


def install_uv() -> None:
    """Put the lock's own uv in .venv: the one package that pip installs, by the lock's hashes."""
    stanza = re.search(r"^uv==([\w.]+).*\n(?:    .*\n)*", LOCK.read_text(encoding="utf-8"), re.M)
    if stanza is None:
        raise Trouble(f"requirements.lock does not pin uv: `git checkout requirements.lock`, then {again()}.")
    if ask([str(program("uv")), "--version"]).split()[1:2] == [stanza.group(1)]:
        return
    say(f"2/4 uv {stanza.group(1)}, the installer")
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "uv.txt")
        wanted.write_text(stanza.group(0), encoding="utf-8")
        pip = [str(program("python")), "-m", "pip", "install", "--require-hashes", "--retries", "2"]
        watch([*pip, "--disable-pip-version-check", "--no-deps", "-q", "-r", str(wanted)])


def uv(*arguments: str) -> None:
    """Install with uv into .venv."""
    watch([str(program("uv")), "pip", "install", "--python", str(program("python")), *arguments])


# --- Python ------------------------------------------------------------------------------------------------


def fits(version: "tuple[int, ...]") -> bool:
    """Whether the course runs on that Python."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def find_python() -> "list[str]":
    """The command of a Python that fits: the one that runs this, else the newest on the PATH."""
    if fits(sys.version_info[:2]):
        return [getattr(sys, "_base_executable", None) or sys.executable]
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    candidates = [[f"python3.{minor}"] for minor in minors]
    if WINDOWS:
        candidates += [["py", f"-3.{minor}"] for minor in minors]
    for candidate in candidates:
        answer = ask([*candidate, "-c", "import sys; print(*sys.version_info[:2])"])
        if answer and fits(tuple(map(int, answer.split()))):
            return candidate
    this, oldest, newest = map(dotted, (sys.version_info[:3], OLDEST, NEWEST))
    raise Trouble(
        f"this is Python {this}, and the course takes {oldest} to {newest}; no python{oldest} to"
        f" python{newest} is on the PATH either. Install one of them, then {again()}."
    )


def dotted(version: "tuple[int, ...]") -> str:
    """A version as it is written."""
    return ".".join(map(str, version))


# --- running things ----------------------------------------------------------------------------------------


def run_all(todo: "list[list[str]]") -> int:
    """Run programs of the environment one after the other; the first exit status that isn't 0."""
    for name, *_ in todo:
        if not program(name).exists():
            raise Trouble(f"the environment has no program {name!r}.")
    if len(todo) == 1 and not WINDOWS:  # nothing stands between it and whoever stops it
        os.execve(str(program(todo[0][0])), todo[0], environment())  # noqa: S606
    statuses = [run([str(program(name)), *rest]) for name, *rest in todo]
    return next((status for status in statuses if status), 0)


def run(command: "list[str]") -> int:
    """Run one program in the foreground, and leave an interrupt to it."""
    with subprocess.Popen(command, env=environment()) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the child has it too, and says what there is to say
                continue


def ask(command: "list[str]") -> str:
    """What a program prints, stripped; the empty string where it can't be run or fails."""
    try:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            universal_newlines=True, env=environment(), timeout=60, check=True,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""


def watch(command: "list[str]", hint: str = "") -> None:
    """Run one step of the installation, showing its progress; a failure becomes one sentence."""
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=str(ROOT), env=install_environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
    ) as child:  # fmt: skip
        for line in child.stdout or ():
            lines.append(line)
            show(line)
    if child.returncode:
        raise trouble("".join(lines), hint)


def show(line: str) -> None:
    """Pass on a line of progress; what went wrong is said at the end, in a sentence."""
    if re.match(r" *(Resolved|Downloaded|Built|Prepared|Uninstalled|Installed) ", line):
        print("    " + line.strip(), file=sys.stderr, flush=True)


def trouble(output: str, hint: str = "") -> Trouble:
    """Why a step failed and what to do, in a sentence, from what it printed."""
    for pattern, sentence in FAILURES:
        if re.search(pattern, output, re.IGNORECASE):
            return Trouble(sentence.format(again=again(), place=VENV))
    if re.search(NO_NETWORK, output, re.IGNORECASE):
        return Unreachable(
            "the package index could not be reached, so the environment is not complete yet. Check the"
            f" network or the proxy, then {again()}: what was downloaded is kept.{mirror_note()}"
        )
    return Trouble(hint or f"the installation failed ({keep_log(output)}). Then {again()}.")


FAILURES = [
    (
        r"no space left|os error 28|disk full|not enough space|os error 112",
        "the disk is full. Free some space (the environment takes 2 GB where {place} is), then {again}.",
    ),
    (
        r"hash mismatch|do not match the hashes",
        "a downloaded file is not the one that requirements.lock pins, so it was not installed. A proxy or"
        " mirror may have changed it, or the download was cut off: {again}.",
    ),
    (
        r"permission denied|os error 13|access is denied|os error 5\b",
        "a file in {place} can't be written. Is a lab of this clone still running, or does another user own"
        " it? Then {again}.",
    ),
]
NO_NETWORK = (
    r"dns error|failed to fetch|error sending request|connection (refused|reset|error)|timed? ?out"
    r"|unreachable|name resolution|newconnectionerror|getaddrinfo|certificate|proxyerror|tunnel"
    r"|no matching distribution"
)


def keep_log(output: str) -> str:
    """Write what a failed step printed beside the environment; says where, or says it all."""
    try:
        LOG.write_text(output, encoding="utf-8")
    except OSError:
        return output.strip()
    return f"it ended with {output.strip().splitlines()[-1:]}; all that it printed is in {LOG}"


def again() -> str:
    """The command to repeat, as it was given."""
    task = " ".join(sys.argv[1:]) or "env"
    if os.environ.get("MAKELEVEL"):
        return "run `make {}` again".format(sys.argv[1] if len(sys.argv) > 1 else "env")
    return f"run `{Path(sys.executable).name} {os.path.relpath(__file__)} {task}` again"


def say(text: str) -> None:
    """A line about what is going on."""
    print("gangway: " + text, file=sys.stderr, flush=True)


# --- settings ----------------------------------------------------------------------------------------------


def environment() -> "dict[str, str]":
    """The environment variables of every program: .venv first, and nobody else's Python settings.

    Without compiled files every start would compile Braket and Qiskit anew, which doubles its time.
    """
    others = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    settings = {name: value for name, value in os.environ.items() if name not in others}
    settings["PATH"] = os.pathsep.join([str(BIN), settings.get("PATH", os.defpath)])
    settings["VIRTUAL_ENV"] = str(VENV)
    return settings


def install_environment() -> "dict[str, str]":
    """Those, and where packages come from."""
    settings = {
        **environment(),
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_USER": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    for name, value in pip_settings().items():
        settings.setdefault(name, value)
    return settings


def pip_settings() -> "dict[str, str]":
    """What pip is configured with, in uv's words, unless uv is configured itself.

    uv does not read pip's settings, and behind a company's mirror pip's are the ones that are there. A
    mirror can't change what is installed: the lock has the hash of every file.
    """
    if uv_is_configured():
        return {}
    found = pip_configuration()
    words = {
        "index-url": ["UV_DEFAULT_INDEX"],
        "cert": ["SSL_CERT_FILE"],
        "proxy": ["HTTP_PROXY", "HTTPS_PROXY"],
    }
    if "no-index" in found:
        words.update({"no-index": ["UV_NO_INDEX"], "find-links": ["UV_FIND_LINKS"]})
    return {ours: found[theirs] for theirs, names in words.items() if theirs in found for ours in names}


def uv_is_configured() -> bool:
    """Whether the user told uv itself where packages are."""
    names = ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_CONFIG_FILE")
    folders = [Path.home() / ".config", Path(os.environ.get("XDG_CONFIG_HOME", "/etc")), Path("/etc")]
    folders += [Path(os.environ[name]) for name in ("APPDATA", "PROGRAMDATA") if name in os.environ]
    return any(name in os.environ for name in names) or any(
        (folder / "uv/uv.toml").exists() for folder in folders
    )


def pip_configuration() -> "dict[str, str]":
    """Pip's settings by name; the environment's win over [install], and that over [global]."""
    listing = ask([str(program("python")), "-m", "pip", "config", "list"])
    entries = re.findall(r"^(:env:|install|global)\.([\w-]+)=(.*)$", listing, re.M)
    found = {}
    for section in ("global", "install", ":env:"):
        found.update({name: ast.literal_eval(value) for where, name, value in entries if where == section})
    return found


def mirror_note() -> str:
    """Where packages were looked for, as that may be the reason."""
    if uv_is_configured():
        return " (uv has its own settings on this machine, and they are used.)"
    if "UV_DEFAULT_INDEX" in pip_settings():
        return " (The index is the one that pip is configured with.)"
    return " (Behind a company's mirror, name it to pip: `pip config set global.index-url ADDRESS`.)"


# --- one at a time -----------------------------------------------------------------------------------------


@contextmanager
def alone() -> "Iterator[None]":
    """Keep two installations from working on .venv at once; the system frees the lock if one dies."""
    try:
        handle = (ROOT / ".bootstrap.lock").open("a+")
    except OSError as error:
        raise Trouble(
            f"the environment can't be made in {ROOT}: {error.strerror}."
            " Clone the course where you may write, then run this again there."
        ) from None
    with handle:
        if not try_lock(handle):
            say("another run is installing; waiting for it.")
            while not try_lock(handle):
                time.sleep(0.5)
        yield


def try_lock(handle: "IO[str]") -> bool:
    """Lock a file without waiting; whether it worked."""
    try:
        if WINDOWS:
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


# --- the other tasks ---------------------------------------------------------------------------------------


def lock_anew() -> int:
    """Pin every package anew; refuses a lock that names where packages were downloaded."""
    say("resolving every package, for every platform")
    watch([str(program(COMPILE[0])), *COMPILE[1:], "--upgrade", "--custom-compile-command", "make lock"])
    if "://" in LOCK.read_text(encoding="utf-8"):
        raise Trouble(
            "requirements.lock names a download address: take it out of your uv settings, lock again."
        )
    ensure()
    return 0


def clean() -> int:
    """Remove the environment and what was built; your own copy of the course is elsewhere and stays."""
    for name in [".venv", *BUILT]:
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    drop(ROOT / ".bootstrap.lock")
    say("removed the environment and everything that was built.")
    return 0


def drop(path: Path) -> None:
    """Remove a file if it is there."""
    if path.exists():
        path.unlink()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
