"""The program inside the jail: warm up once, then run each submission in a process of its own.

``fork``: this process stays, and forks a child into namespaces of its own for every submission. ``single``:
this process becomes the submission's; its jail serves once. In both, the process that runs a learner's code
is the first of its process namespace, so there is no other that it could look into, and the descriptor that
its messages go to is open in no other process but the coordinator's.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder import asked
from autograder.sandbox import jail, pages, syscalls, warm
from autograder.sandbox.keeper import gone
from autograder.sandbox.ran import Limits
from autograder.sandbox.runner import Run, Shell, make_shell

#: The most of a message on the control socket, in bytes.
_MESSAGE = 1 << 16
#: What the coordinator says to interrupt what runs; anything else ends it.
INTERRUPT = b"interrupt"
_NAMESPACES = (
    syscalls.CLONE_NEWUSER
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWCGROUP
)


@dataclass(frozen=True)
class Request:
    """What is to be run, as descriptors.

    Attributes:
        file: of a file with everything in it.
        result: where messages go.
        cells: where cells come from, where they come one by one.
    """

    file: int
    result: int
    cells: int | None = None

    @property
    def descriptors(self) -> tuple[int, ...]:
        """All of them."""
        return (self.file, *self.kept)

    @property
    def kept(self) -> tuple[int, ...]:
        """Those that stay open while cells run."""
        return (self.result,) if self.cells is None else (self.result, self.cells)

    def close(self) -> None:
        """Close all of them here."""
        for descriptor in self.descriptors:
            os.close(descriptor)

    def read(self) -> dict[str, Any]:
        """Everything: ``limits``, ``filter`` (compiled, base64), ``asked``, ``cells``."""
        with os.fdopen(self.file, "rb") as file:
            return json.load(file)


def main(mode: str, control_number: str, life: str, *names: str) -> None:
    """Serve until the coordinator is gone, or bubblewrap.

    Args:
        mode: ``fork`` or ``single``.
        control_number: the descriptor over which requests come.
        life: the two of a pipe that ends with bubblewrap.
        names: what is to be warm.
    """
    syscalls.die_with_parent()
    syscalls.set_dumpable(False)
    syscalls.close_all_but((0, 1, 2, int(control_number), int(life.split(",")[0])))
    control = socket.socket(fileno=int(control_number))
    if mode != "fork":
        jail.bound_files()
    _make_folders()
    shell = make_shell()
    if mode == "fork":
        _warm(shell, names)
        _tell(control, ready=True)
        parent = _Parent(control, int(life.split(",")[0]))
        for served, come in enumerate(iter(parent.request, None), 1):
            parent.serve(shell, come)
            if served == pages.PAYS_AFTER:
                pages.join()
    else:
        _tell(control, ready=True)
        if request := _receive(control):
            control.close()
            _become(shell, request, private=False, names=names)


def _make_folders() -> None:
    for folder in jail.FOLDERS:
        Path(folder).mkdir(parents=True, exist_ok=True)
    os.chdir(jail.FOLDERS[0])


def _warm(shell: Shell, names: Iterable[str]) -> None:
    warm.rehearse(names)
    shell.run_cell("1 + 1")
    shell.run_cell("None", store_history=False)
    shell.reset(new_session=True)
    if len(threads := list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError(
            f"{len(threads)} threads run after warming up {', '.join(names)}; a fork loses them"
        )
    gc.collect()
    gc.freeze()


# --- talking with the coordinator --------------------------------------------------------------------------


def _tell(control: socket.socket, **message: Any) -> None:
    control.sendall(json.dumps(message).encode())


def _receive(control: socket.socket) -> Request | None:
    """The next request; ``None`` when the coordinator is gone. Anything but a request is none of ours."""
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, _MESSAGE, 3)
        if not data:
            return None
        if len(descriptors) in (2, 3):
            return Request(*descriptors)


# --- fork in jail ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Parent:
    """The warm parent: never runs a learner's code, and ends with the coordinator or with bubblewrap.

    Its end is the end of all its children: it is the first process of their namespaces' parent.
    """

    control: socket.socket
    life: int

    def request(self) -> Request | None:
        """The next request."""
        return None if gone(self.life, self.control.fileno()) else _receive(self.control)

    def serve(self, shell: Shell, request: Request) -> None:
        """Fork a child for one submission, watch over it, tell how it ended."""
        user, group = os.getuid(), os.getgid()
        try:
            child = syscalls.fork_into(_NAMESPACES)
        except OSError as error:
            request.close()
            _tell(self.control, failed=str(error))
            return
        if not child:
            _settle(request, user, group)
            _become(shell, request, private=True)
        request.close()
        ended, used = self._watch(child)
        _tell(self.control, ended=os.waitstatus_to_exitcode(ended), cpu=used.ru_utime + used.ru_stime)

    def _watch(self, child: int) -> tuple[int, Any]:
        """Wait for the child; interrupt or kill it when the coordinator says so."""
        watched = os.pidfd_open(child)
        while not _can_read(watched):
            if gone(self.life, watched, self.control.fileno()):
                sys.exit()
            if _can_read(self.control.fileno()):
                if not (said := self.control.recv(_MESSAGE)):
                    sys.exit()
                os.kill(child, signal.SIGINT if said == INTERRUPT else signal.SIGKILL)
        os.close(watched)
        _, status, used = os.wait4(child, 0)
        return status, used


def _can_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _settle(request: Request, user: int, group: int) -> None:
    """In the child, the first process of its namespaces: keep nothing of the parent's but the request."""
    try:
        syscalls.close_all_but((0, 1, 2, *request.descriptors))
        syscalls.set_dumpable(True)  # or its own files in /proc belong to root
        _map_user(user, group)
        syscalls.set_dumpable(False)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _map_user(user: int, group: int) -> None:
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{jail.USER} {user} 1"),
        ("gid_map", f"{jail.USER} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text)


def _private_files(limits: Limits) -> None:
    """Put empty folders of its own over those that the parent writes to, and over what tells of processes."""
    safe = syscalls.MS_NOSUID | syscalls.MS_NODEV
    sizes = f"size={limits.files},nr_inodes={jail.MOST_FILES},mode=1777"
    syscalls.mount_tmpfs(jail.PRIVATE, safe | syscalls.MS_NOEXEC, sizes)
    memory = jail.MEMORY.read_bytes()
    syscalls.mount_tmpfs("/proc", safe | syscalls.MS_NOEXEC, "size=16k,nr_inodes=4,mode=755")
    Path("/proc/meminfo").write_bytes(memory)
    syscalls.make_read_only("/proc", safe | syscalls.MS_NOEXEC)
    _make_folders()


# --- the submission's own process --------------------------------------------------------------------------


def _become(shell: Shell, request: Request, *, private: bool, names: Iterable[str] = ()) -> NoReturn:
    """Become the process of one submission, and end with it. What fails before it is sealed is told."""
    try:
        everything = request.read()
        limits = Limits(**everything["limits"])
        allocated = jail.allocated()  # while there is a /proc to see it in
        if private:
            _private_files(limits)
        warm.load(warm.mentioned(names, "\n".join(cell["source"] for cell in everything["cells"])))
        _forget(everything["asked"])
        jail.seal(limits, b64decode(everything["filter"]), request.kept, allocated)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    run = Run(shell, limits, request.result)
    run.send({"sealed": True, "cpu": time.process_time()})
    if request.cells is None:
        run.all(everything["cells"])
    else:
        with os.fdopen(request.cells, "rb") as cells:
            run.session(cells)
    os._exit(0)


def _forget(table: asked.Asked) -> None:
    """Leave nothing of the parent's in the process but what is asked."""
    asked.hand_in(table)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # or every child draws what its siblings draw
    sys.argv[1:] = []


if __name__ == "__main__":
    main(*sys.argv[1:])
