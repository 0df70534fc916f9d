"""Control groups: what is asked of the kernel, on a stand-in for its files; and of a kernel that lets us."""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.mark.parametrize("mode", list(Mode))
def test_a_jail_in_a_group_runs_and_leaves_no_group_behind(mode):
    if why := cgroup.why_not():
        pytest.skip(f"only on machines where control groups are delegated: {why}")
    limits = Limits(memory=64 << 20, files=32 << 20)
    with Sandbox(mode, warm=()) as sandbox:
        ran = sandbox.run(notebook("print(1 + 1)"), {}, limits)
    assert ran.ended == "finished"
    assert not list(cgroup._base().glob(f"gangway-jail-{os.getpid()}-*"))
