"""A job's process: started in a group of its own, listened to, and ended with all that it has started."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gangway.cloud.jobs import bridge

if TYPE_CHECKING:
    from gangway.cloud.jobs.bridge import Answer
    from gangway.cloud.jobs.staging import Folders

#: Seconds that a job has to end by itself once it is told to.
GRACE = 2.0
_CHUNK = 1 << 16


class NoProcess(RuntimeError):
    """This machine, or the jail that the cloud runs in, starts no process."""


@dataclass(frozen=True)
class Plan:
    """What a process runs; ``bridge`` answers its requests where its cloud has no server."""

    entry_point: str
    folders: Folders
    environment: Mapping[str, str]
    bridge: Answer | None = None

    @property
    def failure(self) -> Path:
        """Where the process leaves the reason, if it fails."""
        return self.folders.root / "failure"

    def write(self) -> Path:
        """The plan as a file."""
        file = self.folders.root / "plan.json"
        about = {
            "entry_point": self.entry_point,
            "code": str(self.folders.code),
            "failure": str(self.failure),
            "bridge": self.bridge is not None,
        }
        file.write_text(json.dumps(about), encoding="utf-8")
        return file


class Process:
    """A job that runs.

    Raises:
        NoProcess: no process can be started here.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        command = [sys.executable, "-u", "-P", "-m", "gangway.cloud.jobs.script", str(plan.write())]
        self._process = _start(command, plan)
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True, name="gangway-job-log")
        self._reader.start()
        if plan.bridge is not None:
            bridge.serve(plan.bridge, _pipe(self._process.stdout), _pipe(self._process.stdin))

    @property
    def pid(self) -> int:
        """Its process id, which is its group's too."""
        return self._process.pid

    def running(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def said(self, patience: float) -> bytes:
        """What it has said since; waits for something at most ``patience`` seconds."""
        try:
            chunks = [self._said.get(timeout=patience)]
        except queue.Empty:
            return b""
        with contextlib.suppress(queue.Empty):
            while len(chunks) < 64:
                chunks.append(self._said.get_nowait())
        return b"".join(chunks)

    def end(self, grace: float = GRACE) -> None:
        """End it and what it has started: asked first, then made to."""
        if self.running() and grace:
            self._signal(force=False)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        self._signal(force=True)
        self._process.wait()
        self._reader.join(5)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def failure(self, last: str) -> str | None:
        """Why it failed, or None if it went well; ``last`` is the last line that it said."""
        code = self._process.returncode
        if code == 0:
            return None
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        with contextlib.suppress(OSError):
            return f"AlgorithmError: {self._plan.failure.read_text('utf-8')}, {how}"
        return f"AlgorithmError: the job's process ended early ({how})." + (
            f" Its last line was: {last}" if last else ""
        )

    def _read(self) -> None:
        output = _pipe(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(output.fileno(), _CHUNK):
                self._said.put(chunk)
                while self._said.qsize() > 256:  # the job waits, not this machine's memory
                    time.sleep(0.01)

    def _signal(self, *, force: bool) -> None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL if force else signal.SIGTERM)
            return
        import psutil

        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                child.kill()
        self._process.kill()


def _start(command: list[str], plan: Plan) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if plan.bridge is not None else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=plan.folders.code,
            env=dict(plan.environment),
            start_new_session=True,
        )
    except OSError as error:
        raise NoProcess(refusal(error)) from error


def refusal(error: OSError) -> str:
    """Why no job can run here, and what to do."""
    return (
        "a hybrid job runs as a process of its own, and none can be started here"
        f" ({error.strerror or error})."
        " Where submissions are judged, that is so on purpose: call the job's function directly"
    )


def probe() -> None:
    """Make sure that a process can be started here.

    Raises:
        NoProcess: none can.
    """
    try:
        code = subprocess.run(
            [sys.executable, "-I", "-S", "-c", ""], stdin=subprocess.DEVNULL, check=False, timeout=60
        ).returncode
    except OSError as error:
        raise NoProcess(refusal(error)) from error
    if code:
        raise NoProcess(refusal(OSError(f"Python ended at once with code {code}")))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
