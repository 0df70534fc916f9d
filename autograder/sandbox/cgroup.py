"""Bounds on a jail as a whole, by a control group of its own, where this process may make one.

Limits on a process don't count what the kernel holds for it: files in memory, page tables, buffers. A control
group does, and nothing inside can leave it. It takes Linux's cgroup v2 and a group that is ours to divide
(delegated): ``systemd-run --user --scope -p Delegate=yes gangway grade run``, or a container with control
groups of its own. Elsewhere jails do without; nothing else depends on it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Where the kernel shows its control groups.
MOUNT = Path("/sys/fs/cgroup")
#: What is bounded.
CONTROLLERS = frozenset({"memory", "pids"})
#: Where the divided group's processes go: a group has either processes or groups.
_OURS = "gangway-graders"
_JOIN = 'echo 0 > "$0" && exec "$@"'
_PATIENCE = 2.0
_numbers = itertools.count()


class NotDelegated(Exception):
    """No control group may be made here; the message says why."""


@dataclass(frozen=True)
class Bounds:
    """What a jail may use in all.

    Attributes:
        memory: bytes, the kernel's for it and its files in memory included; nothing is swapped out.
        processes: processes and threads.
    """

    memory: int
    processes: int

    def files(self) -> dict[str, str]:
        """What is written into the group's files, by their names."""
        return {"memory.max": str(self.memory), "memory.swap.max": "0", "pids.max": str(self.processes)}


class Group:
    """A control group for one jail.

    Args:
        place: the folder that it is made as.
        bounds: what it may use.

    Raises:
        OSError: it can't be made.
    """

    def __init__(self, place: Path, bounds: Bounds) -> None:
        self.place = place
        place.mkdir()
        _write(place, {name: text for name, text in bounds.files().items() if (place / name).exists()})

    def joined(self, command: list[str]) -> list[str]:
        """The command line that joins the group, then becomes ``command``: nothing of it runs outside."""
        return ["/bin/sh", "-c", _JOIN, str(self.place / "cgroup.procs"), *command]

    def close(self) -> None:
        """End what is left in it, and remove it."""
        with contextlib.suppress(OSError):
            _write(self.place, {"cgroup.kill": "1"})
        end = time.monotonic() + _PATIENCE
        while not _removed(self.place) and time.monotonic() < end:
            time.sleep(0.01)


def make(bounds: Bounds) -> Group | None:
    """A group for one jail; ``None`` where none can be made (:func:`why_not` says why)."""
    if why_not():
        return None
    return Group(_base() / f"gangway-jail-{os.getpid()}-{next(_numbers)}", bounds)


@cache
def why_not() -> str:
    """Why no control group can be made here; empty if one can: it was tried, once for this process."""
    try:
        group = Group(_base() / f"gangway-jail-{os.getpid()}-tried", Bounds(1 << 28, 16))
        try:
            subprocess.run(group.joined(["/bin/true"]), check=True, capture_output=True, timeout=10)
        finally:
            group.close()
    except (NotDelegated, OSError, subprocess.SubprocessError) as error:
        return str(error)
    return ""


@cache
def _base() -> Path:
    return divided(MOUNT, Path("/proc/self/cgroup").read_text())


def divided(mount: Path, told: str) -> Path:
    """The group that jails' groups are made in, divided for that.

    Args:
        mount: where control groups are.
        told: what ``/proc/self/cgroup`` says.

    Raises:
        NotDelegated: there is none.
    """
    base = _delegated(mount, told)
    if missing := CONTROLLERS - {*_words(base, "cgroup.controllers")}:
        raise NotDelegated(f"the control group {base} has no controller for {' and '.join(sorted(missing))}")
    try:
        _sweep(base)
        if not {*_words(base, "cgroup.subtree_control")} >= CONTROLLERS:
            _move(base)
            _write(base, {"cgroup.subtree_control": " ".join(f"+{name}" for name in sorted(CONTROLLERS))})
    except OSError as error:
        raise NotDelegated(f"the control group {base} can't be divided: {error}") from None
    return base


def _delegated(mount: Path, told: str) -> Path:
    """Our own group, or the one above where it was divided before.

    Raises:
        NotDelegated: it isn't ours.
    """
    if not (mount / "cgroup.controllers").exists():
        raise NotDelegated("this machine has no cgroup v2 at /sys/fs/cgroup")
    path = next(line[3:] for line in told.splitlines() if line.startswith("0::"))
    own = mount / path.lstrip("/")
    if own.name == _OURS:
        return own.parent
    if not os.access(own, os.W_OK) or not (path == "/" or _is_marked(own)):
        raise NotDelegated(
            f"the control group {path} is not delegated (systemd-run --user --scope -p Delegate=yes …)"
        )
    return own


def _is_marked(group: Path) -> bool:
    """Whether systemd marked the group as its user's to divide."""
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(group, name) == b"1":
                return True
    return False


def _move(base: Path) -> None:
    """Put the group's processes into one below it; the root of all groups may keep its own."""
    if not (base / "cgroup.type").exists():
        return
    below = base / _OURS
    below.mkdir(exist_ok=True)
    for process in _words(base, "cgroup.procs"):
        with contextlib.suppress(ProcessLookupError):
            _write(below, {"cgroup.procs": process})


def _sweep(base: Path) -> None:
    """Remove what graders that were killed have left: groups that nobody is in."""
    for left in base.glob("gangway-jail-*"):
        _removed(left)


def _removed(group: Path) -> bool:
    """Whether the group is gone; one that somebody is in stays."""
    with contextlib.suppress(OSError):
        group.rmdir()
    return not group.exists()


def _words(group: Path, name: str) -> Iterator[str]:
    yield from (group / name).read_text().split()


def _write(group: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (group / name).write_text(text)
