"""The warm parent's program: rehearse, and fork a kernel whenever the lab asks for one.

It has one thread, never runs a learner's code, and reaches nobody but the lab, over a pair of sockets that
the lab has made. It ends with the lab: the other end of the pair is then closed.

A request is a message with two descriptors: a file with the kernel's arguments, environment and folder as
JSON, and a socket, the *line*, on which the lab hears of that one kernel: ``born`` (with a descriptor of the
process), ``up`` or ``failed`` (said by the kernel itself), ``ended`` with its exit status, or ``refused``.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gangway.kernels.births import MESSAGE, Birth, tell
from gangway.kernels.fitness import threads
from gangway.kernels.rehearsals import Step, steps

_MILLISECONDS = 1000


@dataclass
class _Born:
    pid: int
    line: socket.socket


@dataclass
class Nursery:
    """The warm parent.

    Attributes:
        control: requests come from there, and the state is told there.
        lab: a descriptor of the lab's process.
    """

    control: socket.socket
    lab: int
    over: bool = False
    _given: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _children: dict[int, _Born] = field(default_factory=dict)  # by a descriptor of each

    def run(self, steps: Iterable[Step]) -> Birth | None:
        """Rehearse and serve until the lab is gone; in every forked child, return what it is to become."""
        began = time.monotonic()
        for name, step in steps:
            if why := _try(name, step):
                tell(self.control, {"unfit": why})
                return None
            if (birth := self._serve(wait=False)) or self.over:
                return birth
        gc.collect()
        gc.freeze()
        tell(self.control, {"ready": round(time.monotonic() - began, 1)})
        return self._serve(wait=True)

    def _serve(self, *, wait: bool) -> Birth | None:
        """Answer what is there; with ``wait``, until the lab is gone."""
        while not self.over:
            poll = select.poll()
            for descriptor in (self.control.fileno(), *self._children):
                poll.register(descriptor, select.POLLIN)
            ready = [descriptor for descriptor, _ in poll.poll(None if wait else 0)]
            for descriptor in ready:
                if descriptor in self._children:
                    self._bury(descriptor)
            if self.control.fileno() in ready and (birth := self._answer()):
                return birth
            if not ready and not wait:
                break
        return None

    def _answer(self) -> Birth | None:
        """Take one request; in the child that is forked for it, return what it is to become."""
        data, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE, 2)
        if not data:
            self.over = True
            return None
        request, line = os.fdopen(descriptors[0], "rb"), socket.socket(fileno=descriptors[1])
        with request:
            asked = json.load(request)
        if (count := threads()) > 1:
            tell(line, {"refused": f"{count} threads run in the warm parent; a fork would lose them"})
            line.close()
            return None
        return self._fork(asked, line)

    def _fork(self, asked: dict[str, Any], line: socket.socket) -> Birth | None:
        child = os.fork()
        if not child:
            os.setsid()  # as Jupyter starts kernels: an interrupt is for the whole group
            self._leave()
            return Birth(asked, line, self.lab, self._given)
        watched = os.pidfd_open(child)
        self._children[watched] = _Born(child, line)
        if not tell(line, {"born": child}, watched):
            os.kill(child, signal.SIGKILL)  # nobody waits for it any more
        return None

    def _leave(self) -> None:
        """In a child: let go of what is the parent's alone."""
        self.control.close()
        for watched, born in self._children.items():
            os.close(watched)
            born.line.close()
        self._children.clear()

    def _bury(self, watched: int) -> None:
        """Tell how a child has ended."""
        born = self._children.pop(watched)
        _, status = os.waitpid(born.pid, 0)
        tell(born.line, {"ended": os.waitstatus_to_exitcode(status)})
        born.line.close()
        os.close(watched)


def _try(name: str, step: Any) -> str:
    """Take a step; why no kernel may be forked after it. What it says is for nobody."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            step()
    except Exception as error:
        return f"rehearsing {name} failed ({type(error).__name__}: {error})"
    if (count := threads()) > 1:
        return f"rehearsing {name} left {count} threads running, which a fork would lose"
    return ""


def main(control: str, lab: str, *names: str) -> None:
    """Be the warm parent of the lab with process id ``lab``, which asks over the socket ``control``.

    ``names`` are those of the steps to take; all by default.
    """
    if sys.path and sys.path[0] == os.getcwd():  # noqa: PTH109 (a kernel's path begins without it, too)
        del sys.path[0]
    watched = os.pidfd_open(int(lab))
    if os.getppid() != int(lab):
        return
    birth = Nursery(socket.socket(fileno=int(control)), watched).run(steps(names))
    if birth:
        from gangway.kernels.child import become

        become(birth)


if __name__ == "__main__":
    main(*sys.argv[1:])
