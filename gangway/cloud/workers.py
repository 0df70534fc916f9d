"""Worker processes that simulate, several tasks at once.

Processes, since simulators with threads of their own abort a process in which two run at once; started by
spawn, since Qiskit's threads don't survive a fork. A worker that dies is replaced, and its task is tried
once more; if that kills a worker too, the task fails and says so.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import signal
import threading
from concurrent.futures import Future
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from autograder import one_thread
from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.runner import Inline, Runner, Work, run_here, validate_here

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from gangway.cloud.engine.programs import ProgramInfo

#: The most seconds that a task may simulate.
MOST_SECONDS = 900.0
#: How often a task is started when its worker dies.
MOST_ATTEMPTS = 2


def runner(workers: int | None = None) -> Runner:
    """Who simulates: ``workers`` processes (one a processor, up to 4, by default), or this one for 0."""
    count = min(os.cpu_count() or 1, 4) if workers is None else workers
    return Workers(count) if count else Inline()


class Workers:
    """A fixed number of worker processes; the :class:`~gangway.cloud.runner.Runner` of a server.

    Args:
        count: how many.
        warm: whether idle workers import their libraries and compile their kernels ahead of the first task.
        most_seconds: the longest that a task may simulate.
    """

    def __init__(self, count: int, *, warm: bool = True, most_seconds: float = MOST_SECONDS) -> None:
        if count < 1:
            raise ValueError(f"at least one worker is needed, not {count}")
        self._waiting: queue.SimpleQueue[tuple[Work, Future[str]] | None] = queue.SimpleQueue()
        self._checking = threading.Lock()
        self._lanes = [_Lane(warm, most_seconds) for _ in range(count)]
        self._threads = [
            threading.Thread(target=self._serve, args=(lane,), name=f"worker-{index}", daemon=True)
            for index, lane in enumerate(self._lanes)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that are alive."""
        return [lane.process.pid for lane in self._lanes if lane.process.is_alive() and lane.process.pid]

    def validate(self, work: Work) -> ProgramInfo:
        """What the program is, checked in this process.

        Raises:
            Rejected: the device refuses it.
        """
        with self._checking:
            return validate_here(work)

    def submit(self, work: Work) -> Future[str]:
        """Have it simulated; the future can be cancelled until a worker takes it."""
        future: Future[str] = Future()
        self._waiting.put((work, future))
        return future

    def close(self) -> None:
        """End the workers; what still waits is cancelled, what runs is stopped."""
        with contextlib.suppress(queue.Empty):
            while entry := self._waiting.get_nowait():
                entry[1].cancel()
        for lane in self._lanes:
            self._waiting.put(None)
            lane.stop()
        for thread in self._threads:
            thread.join(timeout=10)

    def _serve(self, lane: _Lane) -> None:
        """One lane's thread: hands tasks to its process, one after the other."""
        while (entry := self._waiting.get()) is not None:
            work, future = entry
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(lane.simulate(work))
                except Exception as error:  # whoever waits for the result is told
                    future.set_exception(error)


class _Lane:
    """One worker process at a time, replaced when it dies."""

    def __init__(self, warm: bool, most_seconds: float) -> None:
        self._warm, self._most_seconds = warm, most_seconds
        self._stopped = False
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_work, args=(theirs, self._warm), name="gangway-worker", daemon=True
        )
        self.process.start()
        theirs.close()

    def simulate(self, work: Work) -> str:
        """The result's text.

        Raises:
            Failed: it failed, took too long, or killed two workers.
            Rejected: the device refuses it.
        """
        for _ in range(MOST_ATTEMPTS):
            answer = self._ask(work)
            if self._stopped:
                raise Failed("The practice cloud was stopped.")
            if answer is not None:
                return _read(*answer)
            self.process.join(timeout=5)
            ended = self.process.exitcode
            self._replace()
        raise Failed(
            f"The worker process that ran this task died ({_how(ended)}), and so did the next one. It may"
            " need more memory than this machine has."
        )

    def _ask(self, work: Work) -> tuple[str, str] | None:
        """The worker's answer; None if it died."""
        try:
            self._pipe.send(work)
            ready = wait([self._pipe, self.process.sentinel], self._most_seconds)
            if not ready:
                self._replace()
                return "failed", f"The simulation was stopped after {self._most_seconds:g} s."
            return self._pipe.recv() if self._pipe in ready else None
        except (OSError, EOFError):
            self.process.join(timeout=5)
            return None

    def _replace(self) -> None:
        self._end()
        if not self._stopped:
            self._start()

    def stop(self) -> None:
        """End the process for good."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        self.process.kill()
        self.process.join(timeout=10)
        self._pipe.close()


def _read(outcome: str, text: str) -> str:
    if outcome == "done":
        return text
    raise Rejected(text) if outcome == "rejected" else Failed(text)


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"by signal {signal.Signals(-exitcode).name}"
    return f"exit code {exitcode}"


# --- in the worker -----------------------------------------------------------------------------------------


def _work(pipe: Connection, warm: bool) -> None:
    """Answer until the other end is gone; warm up while there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    os.environ.update(one_thread.ENVIRONMENT)
    rehearsals = _rehearsals() if warm else []
    with contextlib.suppress(EOFError, OSError):
        while True:
            if rehearsals and not pipe.poll():
                _answer(rehearsals.pop(0))
                continue
            pipe.send(_answer(pipe.recv()))


def _answer(work: Work) -> tuple[str, str]:
    try:
        return "done", run_here(work)
    except Rejected as error:
        return "rejected", str(error)
    except Failed as error:
        return "failed", str(error)
    except MemoryError:
        return "failed", "The simulation needs more memory than this machine has."
    except Exception as error:  # a task is never lost: whatever stopped it is its reason
        return "failed", f"The simulation stopped ({type(error).__name__}: {error})."


def _rehearsals() -> list[Work]:
    """Small tasks that load what the first real one would wait for."""
    source = (
        "OPENQASM 3.0;\nbit[2] b;\nqubit[2] q;\nh q[0];\ncnot q[0], q[1];\n"
        "b[0] = measure q[0];\nb[1] = measure q[1];\n"
    )
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    action = json.dumps({"braketSchemaHeader": header, "source": source, "inputs": {}})
    slugs = ("sv1", "garnet", "forte-enterprise-1", "cepheus-1-108q", "dm1")
    return [Work(slug, None, action, 100, "{}", 0) for slug in slugs]
