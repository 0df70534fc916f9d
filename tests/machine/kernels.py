"""Kernels driven as JupyterLab drives them, without a browser."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from gangway import lab

#: Seconds that anything may take on a busy machine.
PATIENCE = 120.0
SPECIFICATIONS = str(lab.SETTINGS / "kernels")


class Kernel:
    """A kernel with a client: runs cells, collects what they show."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self.shown: list[dict[str, Any]] = []
        self.client = manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(PATIENCE)

    @property
    def pid(self) -> int:
        return self.manager.provisioner.pid

    @property
    def is_warm(self) -> bool:
        return type(self.manager.provisioner.process).__name__ == "Forked"

    def begin(self, source: str) -> str:
        """Start a cell; the id of its messages."""
        return self.client.execute(source, allow_stdin=False)

    def finish(self, cell: str) -> str:
        """Wait until a cell is done; what it printed. Its other messages are in ``shown``."""
        printed, self.shown, end = "", [], time.monotonic() + PATIENCE
        while True:
            message = self.client.get_iopub_msg(timeout=max(end - time.monotonic(), 0.1))
            if message["parent_header"].get("msg_id") != cell:
                continue
            self.shown.append(message)
            if message["msg_type"] == "stream":
                printed += message["content"]["text"]
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return printed

    def run(self, source: str) -> str:
        """Run a cell that succeeds; what it printed."""
        printed = self.finish(self.begin(source))
        errors = [content["evalue"] for content in self.contents("error")]
        assert not errors, f"{errors}\n{self.contents('error')[0]['traceback']}\n{printed}"
        return printed

    def value(self, expression: str) -> Any:
        """The value of an expression, as plain data."""
        return json.loads(self.run(f"import json as _json; print(_json.dumps({expression}))"))

    def contents(self, kind: str) -> list[dict[str, Any]]:
        """The contents of the last cell's messages of one kind."""
        return [message["content"] for message in self.shown if message["msg_type"] == kind]

    def error(self, source: str) -> str:
        """Run a cell that fails; its error's name."""
        self.finish(self.begin(source))
        return self.contents("error")[0]["ename"]


def manager() -> KernelManager:
    """A manager that knows the lab's kernel and no other."""
    specifications = KernelSpecManager(kernel_dirs=[SPECIFICATIONS], ensure_native_kernel=False)
    return KernelManager(kernel_spec_manager=specifications)


def environment() -> dict[str, str]:
    """This process's, without what tests have set: with it, ipykernel captures no native output, and
    matplotlib draws no picture."""
    ours = ("PYTEST_CURRENT_TEST", "MPLBACKEND")
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def kernel(folder: Path, **arguments: Any) -> Iterator[Kernel]:
    """A running kernel in a folder; ended and forgotten afterwards."""
    managed = manager()
    managed.start_kernel(cwd=str(folder), **{"env": environment(), **arguments})
    started = None
    try:
        started = Kernel(managed)
        yield started
    finally:
        if started is not None:
            started.client.stop_channels()
        managed.shutdown_kernel(now=True)
        managed.cleanup_resources()


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until(said: Any, what: str) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < end, f"in {PATIENCE:g} s, not: {what}"
        time.sleep(0.05)
