"""Control groups: what is asked of the kernel, on a stand-in for its files; and of a kernel that lets us."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Mode, Sandbox, cgroup, jail

from .conftest import notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")

BOUNDS = cgroup.Bounds(memory=1 << 30, processes=64)
KERNELS = ("cgroup.procs", "cgroup.type", "cgroup.kill", "memory.max", "memory.swap.max", "pids.max")


@pytest.fixture
def mount(tmp_path, monkeypatch) -> Path:
    """Files as the kernel would show them: each new folder has its own."""
    made = Path.mkdir

    def mkdir(self, *arguments, **options):
        made(self, *arguments, **options)
        for name in KERNELS:
            (self / name).touch()

    monkeypatch.setattr(Path, "mkdir", mkdir)
    mount = tmp_path / "cgroup"
    mount.mkdir()
    _offers(mount)
    return mount


def _offers(group: Path, controllers: str = "cpu memory pids", handed_on: str = "") -> Path:
    (group / "cgroup.controllers").write_text(controllers)
    (group / "cgroup.subtree_control").write_text(handed_on)
    return group


@pytest.fixture
def delegated(mount, monkeypatch) -> Path:
    """A group that systemd marked as ours, with two processes in it."""
    group = mount / "user.slice" / "run-1.scope"
    group.parent.mkdir()
    group.mkdir()
    _offers(group)
    (group / "cgroup.procs").write_text("41\n42\n")
    monkeypatch.setattr(os, "getxattr", lambda path, name: b"1" if Path(path) == group else b"0")
    return group


TOLD = "4:memory:/elsewhere\n0::/user.slice/run-1.scope\n"


def test_a_delegated_group_is_divided_and_its_processes_go_below(mount, delegated):
    assert cgroup.divided(mount, TOLD) == delegated
    assert (delegated / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (delegated / "gangway-graders" / "cgroup.procs").read_text() == "42"  # one at a time, the last one


def test_a_process_that_was_moved_finds_the_group_above(mount, delegated):
    cgroup.divided(mount, TOLD)
    _offers(delegated, handed_on="memory pids")
    assert cgroup.divided(mount, "0::/user.slice/run-1.scope/gangway-graders\n") == delegated


def test_what_a_killed_grader_left_is_removed(mount, delegated):
    os.mkdir(delegated / "gangway-jail-7-0")  # noqa: PTH102 (empty, as the kernel's folders can be removed)
    cgroup.divided(mount, TOLD)
    assert not (delegated / "gangway-jail-7-0").exists()


@pytest.mark.parametrize(
    ("offered", "told", "why"),
    [
        ("cpu memory pids", "0::/user.slice\n", "not delegated"),
        ("cpu pids", TOLD, "no controller for memory"),
        ("", TOLD, "no controller for memory and pids"),
    ],
)
def test_what_is_not_ours_or_has_no_controller_is_left_alone(mount, delegated, offered, told, why):
    _offers(delegated, offered)
    with pytest.raises(cgroup.NotDelegated, match=why):
        cgroup.divided(mount, told)
    assert not (delegated / "gangway-graders").exists()


def test_without_cgroup_v2_there_is_none(tmp_path):
    with pytest.raises(cgroup.NotDelegated, match="no cgroup v2"):
        cgroup.divided(tmp_path, TOLD)


def test_a_group_that_can_not_be_divided_says_so(mount, delegated):
    (delegated / "cgroup.subtree_control").unlink()
    (delegated / "cgroup.subtree_control").symlink_to("/proc/self/nothing")
    with pytest.raises(cgroup.NotDelegated, match="can't be divided"):
        cgroup.divided(mount, TOLD)


def test_a_jails_group_has_its_bounds_and_is_joined_before_anything_runs(mount):
    group = cgroup.Group(mount / "gangway-jail-1-0", BOUNDS)
    assert (group.place / "memory.max").read_text() == str(1 << 30)
    assert (group.place / "memory.swap.max").read_text() == "0"
    assert (group.place / "pids.max").read_text() == "64"
    said = subprocess.run(group.joined(["/bin/echo", "a b", "c"]), capture_output=True, text=True, check=True)
    assert said.stdout == "a b c\n"
    assert (group.place / "cgroup.procs").read_text() == "0\n"


def test_nothing_runs_where_the_group_can_not_be_joined(mount):
    group = cgroup.Group(mount / "gangway-jail-1-1", BOUNDS)
    (group.place / "cgroup.procs").unlink()
    group.place.joinpath("cgroup.procs").symlink_to("/proc/self/nothing/procs")
    ran = subprocess.run(group.joined(["/bin/echo", "ran"]), capture_output=True, text=True, check=False)
    assert ran.returncode
    assert not ran.stdout


def test_a_jail_is_given_room_for_one_submission_and_what_is_loaded_for_it():
    bounds = jail.bounds(limits := Limits())
    assert bounds.memory > limits.memory + limits.files
    assert bounds.processes > jail.MOST_THREADS


@pytest.fixture
def real():
    """A group of this machine's own, bounded for what the tests do in it."""
    if why := cgroup.why_not():
        pytest.skip(f"only on machines where control groups are delegated: {why}")
    group = cgroup.make(cgroup.Bounds(memory=96 << 20, processes=12))
    yield group
    group.close()


def _in(group, program, **options):
    command = group.joined([sys.executable, "-S", "-c", program])
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


#: Memory that no limit of a process counts: the file is the kernel's.
HOLDS = """
import os
import shlex
import shutil
import signal
file = os.memfd_create("held")
for number in range({megabytes}):
    os.write(file, bytes(1 << 20))
print("held")
"""


def test_what_the_kernel_holds_for_a_group_is_bounded(real):
    assert _in(real, HOLDS.format(megabytes=48)).stdout == "held\n"
    ran = _in(real, HOLDS.format(megabytes=192))
    assert (ran.returncode, ran.stdout) == (-signal.SIGKILL, "")
    assert "oom_kill 1" in (real.place / "memory.events").read_text()


FORKS = """
import os, time
for number in range(64):
    try:
        child = os.fork()
    except BlockingIOError:
        break
    if not child:
        time.sleep(600)
print(number)
"""


def test_the_number_of_processes_is_bounded_and_whoever_is_left_is_ended(real):
    # nobody waits for the children: their output goes nowhere
    with tempfile.TemporaryFile("w+") as said:
        command = real.joined([sys.executable, "-S", "-c", FORKS])
        subprocess.run(command, stdout=said, stderr=said, check=True)
        said.seek(0)
        assert said.read().split()[-1] == "11"
    assert len((real.place / "cgroup.procs").read_text().split()) == 11
    real.close()
    assert not real.place.exists()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_jail_in_a_group_runs_and_leaves_no_group_behind(mode):
    if why := cgroup.why_not():
        pytest.skip(f"only on machines where control groups are delegated: {why}")
    limits = Limits(memory=64 << 20, files=32 << 20)
    with Sandbox(mode, warm=()) as sandbox:
        ran = sandbox.run(notebook("print(1 + 1)"), {}, limits)
    assert ran.ended == "finished"
    assert not list(cgroup._base().glob(f"gangway-jail-{os.getpid()}-*"))


REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.soak
@pytest.mark.parametrize("user", ["root", "nobody"])
def test_the_same_on_a_kernel_with_every_controller(user):
    """This file again, in a virtual machine, where nothing of it is left out."""
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not soak", __file__]
    as_whom = []
    if user != "root":
        ways = {str(way) for file in (sys.executable, __file__) for way in Path(file).resolve().parents}
        as_whom = ["--user", user, "--before", shlex.join(["chmod", "a+x", *sorted(ways)])]
    command = [sys.executable, "tools/virtual_machine.py", "--seconds", "900", *as_whom, "--", *tests]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if ran.stderr.startswith("Install what is missing"):
        pytest.skip(f"only on machines with QEMU: {ran.stderr}")
    assert not ran.returncode, ran.stdout[-3000:] + ran.stderr
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
