"""Making the environment: what it says when something is missing, and that a half-made one is mended.

The real installation is run by every continuous-integration job; here its steps are made to fail.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "tools/bootstrap.py"
LOCK = """\
# pinned
tzdata==2025.1 \\
    --hash=sha256:00
uv==0.13.9 \\
    --hash=sha256:11 \\
    --hash=sha256:22
    # via gangway
wcwidth==0.2
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "a clone 복제"
    (root / "tools").mkdir(parents=True)
    shutil.copy(SOURCE, root / "tools")
    (root / "requirements.lock").write_text(LOCK)
    (root / "pyproject.toml").write_text("[project]\n")
    return root


@pytest.fixture
def bootstrap(clone: Path, monkeypatch):
    monkeypatch.delenv("MAKELEVEL", raising=False)
    monkeypatch.setattr(sys, "argv", ["tools/bootstrap.py", "lab"])
    spec = importlib.util.spec_from_file_location("bootstrap_of_a_test", clone / "tools/bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def made(bootstrap):
    """An environment that looks whole."""
    bootstrap.BIN.mkdir(parents=True)
    for name in ("python", "gangway"):
        bootstrap.program(name).write_text("")
    bootstrap.keep_node_apart()
    bootstrap.write_stamp()
    return bootstrap


def test_a_whole_environment_is_found_without_starting_anything(made, monkeypatch):
    monkeypatch.setattr(made.subprocess, "run", None)
    monkeypatch.setattr(made.subprocess, "Popen", None)
    made.ensure()


@pytest.mark.parametrize("change", ["lock", "project", "place", "interpreter"])
def test_another_lock_project_place_or_interpreter_makes_it_anew(made, change):
    said = json.loads(made.STAMP.read_text())
    made.STAMP.write_text(json.dumps({**said, change: "another"}))
    assert not made.ready()


def test_a_damaged_stamp_is_no_stamp(made):
    made.STAMP.write_text('{"lock": ')
    assert not made.ready()


def test_the_stamp_comes_last(bootstrap, monkeypatch):
    steps = []
    monkeypatch.setattr(bootstrap, "usable_venv", lambda: False)
    wanted = ["make_venv", "install_uv", "install_packages", "uv", "keep_node_apart", "write_stamp"]
    for step in wanted:
        monkeypatch.setattr(bootstrap, step, lambda *_, step=step: steps.append(step))
    bootstrap.install()
    assert steps == wanted


@pytest.mark.needs("node")
def test_node_takes_jupyterlabs_scripts_for_what_they_are(bootstrap, clone):
    (clone / "package.json").write_text('{"type": "module"}')
    bootstrap.VENV.mkdir()
    script = bootstrap.VENV / "yarn.js"
    script.write_text("console.log(typeof require)")
    bootstrap.keep_node_apart()
    assert subprocess.run(["node", script], capture_output=True, text=True).stdout == "function\n"


def test_an_interrupted_installation_starts_afresh(bootstrap, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    bootstrap.VENV.mkdir()
    monkeypatch.setattr(bootstrap, "uv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.install_packages()
    assert bootstrap.UNFINISHED.exists()
    assert not bootstrap.usable_venv()


def test_without_network_what_is_there_stays_as_it_is(bootstrap, monkeypatch):
    def offline(*arguments):
        raise bootstrap.Unreachable("no network")

    bootstrap.VENV.mkdir()
    monkeypatch.setattr(bootstrap, "uv", offline)
    with pytest.raises(bootstrap.Unreachable):
        bootstrap.install_packages()
    assert not bootstrap.UNFINISHED.exists()


def test_uv_is_installed_by_the_locks_own_version_and_hashes(bootstrap, monkeypatch):
    commands, wanted = [], []

    def watch(command, hint=""):
        commands.append(command)
        wanted.append(Path(command[-1]).read_text())

    monkeypatch.setattr(bootstrap, "watch", watch)
    bootstrap.install_uv()
    assert "--require-hashes" in commands[0]
    assert wanted == [LOCK[LOCK.index("uv==") : LOCK.index("wcwidth")]]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("error: Failed to fetch\n cause: dns error", "index could not be reached.*run `.*lab` again"),
        ("ERROR: No matching distribution found for uv==0.13.9", "index could not be reached"),
        ("failed to copy file: No space left on device (os error 28)", "disk is full"),
        ("error: Hash mismatch for `numpy==2.2`", "not the one that requirements.lock pins"),
        ("error: failed to open file: Permission denied (os error 13)", "can't be written"),
        ("error: the moon is full", r"the moon is full.*gangway-install\.log.*again"),
    ],
)
def test_a_failed_step_is_one_sentence_that_names_the_retry(bootstrap, monkeypatch, printed, said):
    monkeypatch.setattr(bootstrap, "pip_configuration", dict)
    bootstrap.VENV.mkdir()
    with pytest.raises(bootstrap.Trouble, match=said):
        bootstrap.watch([sys.executable, "-c", f"print({printed!r}); raise SystemExit(2)"])


def test_under_make_the_retry_is_make(bootstrap, monkeypatch):
    monkeypatch.setenv("MAKELEVEL", "1")
    assert bootstrap.again() == "run `make lab` again"


def test_a_python_without_its_venv_package_names_the_package(bootstrap, monkeypatch, tmp_path):
    fake = tmp_path / "python.py"
    fake.write_text(
        "import sys\nif '-c' in sys.argv: print('3.12.4')\n"
        "else: print('ensurepip is not\\navailable.'); raise SystemExit(1)\n"
    )
    monkeypatch.setattr(bootstrap, "find_python", lambda: [sys.executable, str(fake)])
    with pytest.raises(bootstrap.Trouble, match=r"apt-get install python3\.12-venv.*run `.*lab` again"):
        bootstrap.make_venv()


def test_too_little_disk_is_told_before_anything_is_fetched(bootstrap, monkeypatch):
    monkeypatch.setattr(
        bootstrap.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**10, 10**10, 10**8)
    )
    with pytest.raises(bootstrap.Trouble, match=r"only 0\.1 GB are free.*2 GB"):
        bootstrap.make_venv()


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_an_unfit_python_says_what_it_takes(bootstrap, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(bootstrap, "ask", lambda command: "")
    given = ".".join(map(str, version))
    with pytest.raises(
        bootstrap.Trouble, match=rf"Python {given}.*3\.11 to 3\.13.*python3\.11 to python3\.13"
    ):
        bootstrap.find_python()


def test_an_unfit_python_hands_over_to_one_that_fits(bootstrap, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(bootstrap, "ask", lambda command: "3 12" if command[0] == "python3.12" else "")
    assert bootstrap.find_python() == ["python3.12"]


def test_pips_mirror_is_uvs_too(bootstrap, monkeypatch):
    mirror = "https://mirror.example/simple"
    monkeypatch.setattr(bootstrap, "uv_is_configured", lambda: False)
    monkeypatch.setattr(bootstrap, "ask", lambda _: f"global.index-url='other'\n:env:.index-url='{mirror}'")
    assert bootstrap.install_environment()["UV_DEFAULT_INDEX"] == mirror
    assert "UV_FIND_LINKS" not in bootstrap.install_environment()


def test_uvs_own_settings_win(bootstrap, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://chosen.example/simple")
    monkeypatch.setattr(bootstrap, "ask", lambda _: "global.index-url='https://mirror.example/simple'")
    assert bootstrap.install_environment()["UV_DEFAULT_INDEX"] == "https://chosen.example/simple"


def test_a_second_run_waits_for_the_first(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.time, "sleep", lambda _: first.close())
    first = (bootstrap.ROOT / ".bootstrap.lock").open("a+")
    assert bootstrap.try_lock(first)
    with bootstrap.alone():
        assert "waiting" in capsys.readouterr().err


def test_a_python_path_of_the_users_reaches_nothing(bootstrap, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert "PYTHONPATH" not in bootstrap.environment()
    assert bootstrap.environment()["PATH"].split(os.pathsep)[0] == str(bootstrap.BIN)


def test_other_words_go_to_gangway_and_tools_to_the_environment(bootstrap):
    assert bootstrap.commands("grade", ["run", "--help"]) == [["gangway", "grade", "run", "--help"]]
    assert bootstrap.commands("run", ["ruff", "check"]) == [["ruff", "check"]]
    assert bootstrap.commands("lab", ["--port", "8899"]) == [["gangway", "lab", "--port", "8899"]]
    [[program, *_, marks, last]] = bootstrap.commands("test", ["tests/machine"])
    assert (program, marks, last) == ("pytest", "not soak", "tests/machine")


def test_clean_removes_what_was_made_and_nothing_else(made, clone):
    (clone / "modules").mkdir()
    (clone / "_build").mkdir()
    assert made.clean() == 0
    assert {path.name for path in clone.iterdir()} == {
        "tools",
        "requirements.lock",
        "pyproject.toml",
        "modules",
    }


def test_no_index_within_reach_ends_with_one_sentence_and_no_traceback(clone):
    nowhere = {
        **os.environ,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_NO_INDEX": "0",
    }
    outcome = subprocess.run(
        [sys.executable, clone / "tools/bootstrap.py", "env"], env=nowhere, capture_output=True, text=True
    )
    assert outcome.returncode == 1
    assert "the package index could not be reached" in outcome.stderr.splitlines()[-1]
    assert "Traceback" not in outcome.stderr
    assert not (clone / ".venv/gangway-ready.json").exists()
