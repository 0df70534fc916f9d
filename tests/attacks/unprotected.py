"""Run cells in a throwaway process with no jail round it, as stock nbgrader runs them; for showing attacks.

A warm process forks one child for each job. The child has an IPython shell and bounds that keep the machine
safe (memory, processor time, file size), and nothing else that would hold an attack back. Jobs come in as
lines of JSON and answers go out as lines of JSON. Whatever a job leaves running is ended after it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

import numpy as np  # noqa: F401 - warm
from braket.circuits import Circuit  # noqa: F401 - warm
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import gangway  # noqa: F401 - warm

#: A process that ends hands its children to this one, so that they can be ended (PR_SET_CHILD_SUBREAPER).
_SUBREAPER = 36
#: The exit status of a child whose cells have all run.
_FINISHED = 42
#: Characters of a stream that are kept, at each end.
_KEPT = 1 << 19


class Shell(InteractiveShell):
    """A shell that keeps the errors it shows, as a kernel sends them out."""

    shown: list[dict[str, object]]

    def _showtraceback(self, etype, evalue, stb):
        self.shown.append(
            {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        )


def run_cells(job: dict, results: int) -> None:
    """Run a job's cells, writing each one's outputs as it ends."""
    HistoryManager.enabled = False
    shell = Shell.instance()
    shell.shown = []
    for name, source in job["cells"]:
        shell.shown.clear()
        with capture_output() as captured:
            done = shell.run_cell(source, store_history=True)
        outputs = [
            {
                "output_type": "stream",
                "name": name_of,
                "text": text if len(text) < 2 * _KEPT else text[:_KEPT] + text[-_KEPT:],
            }
            for name_of, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
            if text
        ]
        outputs += [{"output_type": "display_data", "data": shown.data} for shown in captured.outputs]
        value = getattr(done, "result", None)
        if value is not None:
            outputs.append({"output_type": "execute_result", "data": {"text/plain": _shown(value)}})
        outputs += shell.shown
        os.write(results, json.dumps([name, outputs], default=repr).encode() + b"\n")


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:
        return type(error).__name__


def child(job: dict, results: int) -> None:
    """The throwaway process."""
    os.setsid()
    os.environ.clear()
    os.environ.update(job["environment"])
    Path(job["folder"]).mkdir(exist_ok=True, parents=True)
    os.chdir(job["folder"])
    sys.path.insert(0, "")
    kept = [os.open(path, os.O_RDONLY) for path in job.get("opened", ())]
    for descriptor in kept:
        os.set_inheritable(descriptor, True)
    megabytes = 1 << 20
    bounds = {
        resource.RLIMIT_AS: 4096 * megabytes,
        resource.RLIMIT_CPU: job.get("cpu", 20),
        resource.RLIMIT_FSIZE: 128 * megabytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 4096,
    }
    for bound, value in bounds.items():
        resource.setrlimit(bound, (value, value))
    with Path(os.devnull).open("r+b") as nowhere:
        for descriptor in (0, 1, 2):
            os.dup2(nowhere.fileno(), descriptor)
    run_cells(job, results)


def carry_out(job: dict) -> dict:
    """Fork a child for a job, wait for it, end what it leaves; returns its outputs by cell."""
    place = Path(job["results"])
    results = os.open(place, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    pid = os.fork()
    if pid == 0:
        try:
            child(job, results)
            os._exit(_FINISHED)
        finally:
            os._exit(1)
    os.close(results)
    ended = _awaited(pid, time.monotonic() + job.get("seconds", 20))
    time.sleep(job.get("linger", 0))
    _end_what_is_left()
    lines = [json.loads(line) for line in place.read_bytes().splitlines()]
    return {"ended": ended, "cells": dict(lines)}


def _awaited(pid: int, deadline: float) -> str:
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return "finished" if os.waitstatus_to_exitcode(status) == _FINISHED else "crashed"
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "timed out"


def _end_what_is_left() -> None:
    """End this process's remaining children, those that were handed to it among them."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    for _ in range(1000):
        left = [int(pid) for pid in children.read_text().split()]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def main() -> None:
    """Answer jobs until there are no more."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main()
