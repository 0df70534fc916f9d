"""The warm parent: when it is not used, what happens when it dies or hangs, and that it ends with the lab."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from typer.testing import CliRunner

from gangway import doctor, lab
from gangway.cli import build
from gangway.kernels import fitness, parent, provisioner, rehearsals, status
from tests.machine.kernels import PATIENCE, environment, is_running, kernel, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux")

#: Enough for a kernel, and quick.
LITTLE = ("ipykernel",)


@pytest.fixture
def start(monkeypatch, tmp_path) -> Iterator[Callable[..., parent.WarmParent]]:
    """Starts the warm parent of this process, which rehearses little; ended after the test."""
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", fitness.PROVISIONER)
    monkeypatch.setattr(provisioner.WarmProvisioner.patience, "default_value", PATIENCE)
    monkeypatch.setattr(provisioner.WarmProvisioner.patience_at_first, "default_value", PATIENCE)
    monkeypatch.setattr(fitness, "HARMLESS", fitness.HARMLESS | {"PYTEST_CURRENT_TEST"})
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))

    def started(rehearse: tuple[str, ...] = LITTLE) -> parent.WarmParent:
        warm = parent.start(rehearse)
        warm.wait(PATIENCE)
        return warm

    yield started
    parent.stop()


def note() -> doctor.Note:
    """What the doctor says."""
    return doctor._warm_kernel()


# --- where a fork is not safe ------------------------------------------------------------------------------


def test_threads_left_running_mean_cold_kernels(start, tmp_path, monkeypatch):
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    warm = start((*LITTLE, "starts_a_thread"))
    assert (warm.status.state, "left 2 threads running" in warm.status.why) == ("off", True)
    with kernel(tmp_path) as cold:
        assert not cold.is_warm
        assert cold.value("1 + 1") == 2
    assert "left 2 threads running" in note().found
    assert note().advice


def test_a_library_that_cannot_be_loaded_means_cold_kernels(start):
    assert start(("no_such_library",)).status.state == "off"
    assert "rehearsing no_such_library failed (ModuleNotFoundError" in note().found


@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "PYTHONPATH", "OMP_NUM_THREADS", "LC_ALL", "NEW_TO_ALL"])
def test_another_environment_means_a_cold_kernel(name):
    lab = {"HOME": "/home/ada", "PATH": "/bin"}
    assert name in fitness.why_not_this_environment({**lab, name: "1"}, lab)
    assert name in fitness.why_not_this_environment(lab, {**lab, name: "1"})


def test_what_every_kernel_has_of_its_own_is_no_other_environment():
    lab = {"HOME": "/home/ada", "PATH": "/bin"}
    own = {"JPY_PARENT_PID": "1", "JPY_SESSION_NAME": "a.ipynb", "AWS_REGION": "eu-north-1", "PATH": "/own"}
    assert fitness.why_not_this_environment({**lab, **own}, lab) == ""


@pytest.mark.parametrize(
    ("command", "arguments", "why"),
    [
        (["-m", "ipykernel_launcher", "-f", "x"], {"env": {}, "cwd": "/"}, ""),
        (["-X", "dev", "-m", "ipykernel_launcher"], {}, "it is started by"),
        (["-m", "bash_kernel"], {}, "it is started by"),
        (["-m", "ipykernel_launcher"], {"stdout": subprocess.PIPE}, "it is started with stdout"),
        (["-m", "ipykernel_launcher"], {"preexec_fn": print}, "it is started with preexec_fn"),
        (["-m", "ipykernel_launcher"], {"independent": True}, "it is to outlive the lab"),
    ],
)
def test_another_command_means_a_cold_kernel(command, arguments, why):
    said = fitness.why_not_this_command([sys.executable, *command], arguments)
    assert said.startswith(why)
    assert bool(said) == bool(why)


def test_another_python_means_a_cold_kernel():
    assert fitness.why_not_this_command(["/opt/python", "-m", "ipykernel_launcher"], {})


def test_another_system_less_memory_or_a_wish_mean_no_warm_parent(start, monkeypatch):
    monkeypatch.setattr(fitness, "NEEDED", 1 << 60)
    assert "of memory are available" in note().found
    monkeypatch.setenv(fitness.VARIABLE, "cold")
    assert "GANGWAY_KERNEL is cold" in note().found
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "for Linux" in note().found
    warm = start()
    assert (warm.status.state, warm.pid) == ("off", None)


def test_without_its_entry_point_jupyters_own_way_stays_the_default(monkeypatch):
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "local-provisioner")
    monkeypatch.setattr(fitness, "PROVISIONER", "gangway-unknown")
    assert not provisioner.be_default(None)
    assert factory.default_provisioner_name == "local-provisioner"
    assert "make env installs it" in note().found


def test_a_configured_jail_stays_the_default(monkeypatch):
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "gangway-jail")
    assert not provisioner.be_default(None)
    assert factory.default_provisioner_name == "gangway-jail"


def test_no_specification_of_the_labs_names_a_provisioner():
    """One that did would win over the jail wherever grading makes that the default."""
    for specification in (lab.SETTINGS / "kernels").glob("*/kernel.json"):
        assert "provisioner" not in specification.read_text(encoding="utf-8")


def test_a_process_that_started_no_warm_parent_starts_kernels_cold(monkeypatch, tmp_path):
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", fitness.PROVISIONER)
    assert parent.current() is None
    with kernel(tmp_path) as cold:
        assert not cold.is_warm


# --- in use ------------------------------------------------------------------------------------------------


def test_kernels_are_forked_while_it_still_rehearses(start, tmp_path, monkeypatch):
    for name in ("first", "second"):
        (tmp_path / f"waits_{name}.py").write_text(
            "import pathlib, time\n"
            f"while not pathlib.Path({str(tmp_path / name)!r}).exists():\n    time.sleep(0.05)\n"
        )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    warm = parent.start((*LITTLE, "waits_first", "waits_second"))
    ask = warm._ask

    def ask_and_go_on(asked):
        line = ask(asked)
        (tmp_path / "first").touch()
        return line

    monkeypatch.setattr(warm, "_ask", ask_and_go_on)
    with kernel(tmp_path) as early:
        assert early.is_warm
        assert warm.status.state == "starting"
        assert not early.value("'waits_second' in __import__('sys').modules")
        (tmp_path / "second").touch()
        assert warm.wait(PATIENCE) == "ready"


def test_a_cold_one_may_be_asked_for(start, tmp_path):
    start()
    with kernel(tmp_path, env={**environment(), fitness.VARIABLE: "cold"}) as chosen:
        assert not chosen.is_warm
    assert "GANGWAY_KERNEL is cold" in note().found


def test_the_lab_starts_all_kernels_cold_if_asked(monkeypatch, tmp_path):
    monkeypatch.setenv(fitness.VARIABLE, "warm")  # and as it was, after the test
    monkeypatch.setattr(lab, "_server", lambda *_: sys.exit("no server here"))
    for option, asked in (("--no-browser", "warm"), ("--cold", "cold")):
        outcome = CliRunner().invoke(build(), ["lab", option, "--workspace", str(tmp_path / "own")])
        assert "no server here" in str(outcome.exception) + outcome.output
        assert os.environ[fitness.VARIABLE] == asked
    assert "GANGWAY_KERNEL is cold" in fitness.why_not_here()


def test_the_doctor_counts(start, tmp_path):
    assert "next start of the lab" in note().found
    start()
    with kernel(tmp_path) as one:
        assert one.is_warm
    assert note().found == "used: 1 of the last lab's 1 kernels started warm"
    status._path().write_text("half")
    assert "next start of the lab" in note().found


def test_only_the_lab_reaches_it(start, tmp_path):
    warm = start()
    with kernel(tmp_path) as one:
        control = str(Path(f"/proc/self/fd/{warm._control.fileno()}").readlink())
        parents, kernels = _open(warm.pid), _open(one.pid)
        assert control not in parents  # a pair's two ends have two names
        sockets = {name for name in parents if name.startswith("socket:")}
        assert len(sockets) == 2, parents  # the lab's requests, and the line of this kernel
        assert not sockets & kernels
        assert not _listens(sockets)


def _open(pid: int) -> set[str]:
    return {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}


def _listens(sockets: set[str]) -> bool:
    """Whether one of them accepts connections: flag 00010000 of Unix sockets, or any internet socket."""
    numbers = {name.removeprefix("socket:[").removesuffix("]") for name in sockets}
    unix = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    if any(entry[6] in numbers and int(entry[3], 16) & 0x10000 for entry in unix):
        return True
    return not numbers <= {entry[6] for entry in unix}


# --- its end -----------------------------------------------------------------------------------------------


def test_when_it_dies_kernels_live_on_and_another_takes_its_place(start, tmp_path):
    warm = start()
    with kernel(tmp_path) as survivor:
        first = warm.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: warm.pid != first and warm.status.state == "ready", "a new warm parent is ready")
        assert survivor.value("6 * 7") == 42
        with kernel(tmp_path) as second:
            assert second.is_warm
        process = survivor.manager.provisioner.process
        process.terminate()
        assert process.wait(PATIENCE) == 1  # who would know its status is gone


def test_when_the_course_changes_the_next_kernel_is_cold_and_those_after_it_have_the_newer(
    start, tmp_path, monkeypatch
):
    warm = start()
    with kernel(tmp_path) as before:
        old = warm.pid
        now = fitness.installed() + 1
        monkeypatch.setattr(fitness, "installed", lambda: now)
        with kernel(tmp_path) as cold:
            assert not cold.is_warm
            assert "changed since" in warm.status.why_cold
        wait_until(lambda: warm.pid != old and warm.status.state == "ready", "a new warm parent is ready")
        with kernel(tmp_path) as newer:
            assert newer.is_warm
        assert before.value("1 + 1") == 2


def test_a_changed_file_is_a_change(tmp_path, monkeypatch):
    import gangway

    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/code.py").write_text("one = 1")
    monkeypatch.setattr(gangway, "__path__", [str(tmp_path)])
    before = fitness.installed()
    assert fitness.installed() == before
    os.utime(tmp_path / "inner/code.py", ns=(1, 1))
    assert fitness.installed() != before


def test_one_that_dies_again_and_again_is_given_up(start, tmp_path):
    warm = start()
    for _ in range(parent.MOST_STARTS):
        now = warm.pid
        os.kill(now, signal.SIGKILL)
        wait_until(
            lambda now=now: warm.status.state == "gone" or (warm.status.state == "ready" and warm.pid != now),
            "its end is noticed",
        )
    wait_until(lambda: warm.status.state == "gone", "it is given up")
    with kernel(tmp_path) as cold:
        assert not cold.is_warm
    assert "SIGKILL" in note().found


def test_one_that_hangs_costs_its_patience_and_leaves_nothing(start, tmp_path, monkeypatch):
    warm = start()
    monkeypatch.setattr(provisioner.WarmProvisioner.patience, "default_value", 0.5)
    os.kill(warm.pid, signal.SIGSTOP)
    try:
        with kernel(tmp_path) as cold:
            assert not cold.is_warm
            assert cold.value("1 + 1") == 2
            assert "not up in time" in warm.status.why_cold
    finally:
        os.kill(warm.pid, signal.SIGCONT)
    wait_until(lambda: not _children(warm.pid), "the kernel that nobody waits for is gone")


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_child_that_fails_to_become_a_kernel_is_told_and_a_cold_one_starts(start, tmp_path):
    warm = start()
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(tmp_path / "k.json")]
    with pytest.raises(parent.Cold, match="FileNotFoundError"):
        warm.fork(command, {"env": environment(), "cwd": str(tmp_path / "nowhere")}, PATIENCE)
    wait_until(lambda: not _children(warm.pid), "nothing is left of it")


LAB = """
import os, sys
from gangway.kernels import parent
warm = parent.start(("ipykernel",))
warm.wait(100)
command = [sys.executable, "-m", "ipykernel_launcher", "-f", sys.argv[1]]
kernel = warm.fork(command, {"env": dict(os.environ), "cwd": "/"}, 100)
print(warm.pid, kernel.pid, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_lab_and_so_do_its_kernels_even_if_that_is_killed(tmp_path):
    command = [sys.executable, "-c", LAB, str(tmp_path / "kernel.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        pids = [int(pid) for pid in started.stdout.readline().split()]
        assert len(pids) == 2
        assert all(map(is_running, pids))
        started.kill()
    wait_until(lambda: not any(map(is_running, pids)), "both have ended")


def test_every_step_has_a_name_of_its_own():
    assert len(dict(rehearsals.STEPS)) == len(rehearsals.STEPS)
    assert [name for name, _ in rehearsals.steps(())] == [name for name, _ in rehearsals.STEPS]
