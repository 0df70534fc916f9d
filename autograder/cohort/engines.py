"""The executors that grade: processes of this machine, or a cluster's engines. Each has a station."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from weakref import WeakKeyDictionary

from autograder.cohort import station
from autograder.cohort.station import Task
from autograder.sandbox import Mode


class Engines:
    """An executor of :func:`autograder.cohort.station.grade`, made anew when it breaks.

    By default it is ``jobs`` processes of this machine. ``make`` puts another in its place: a cluster's, or
    one that works in this process. ``mode`` is how they are to isolate, where that is known already.
    """

    def __init__(self, jobs: int = 1, make: Callable[[], Executor] | None = None) -> None:
        self.jobs, self.local = jobs, make is None
        self.mode: Mode | None = None
        self._make = make or (lambda: Stations(jobs, self.mode))
        self._executor: Executor | None = None
        self._owners: WeakKeyDictionary[Future[bytes], Executor] = WeakKeyDictionary()

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def submit(self, task: Task) -> Future[bytes]:
        """Grade a task. The future raises where the station died; a new executor takes the next task."""
        if self._executor is None:
            self._executor = self._make()
        try:
            future: Future[bytes] = self._executor.submit(station.grade, task.dumps())
        except BrokenExecutor as broken:
            future = Future()
            future.set_exception(broken)
        self._owners[future] = self._executor
        return future

    def renew(self, broken: Future[bytes]) -> None:
        """Replace the executor that a failed future came from, if it has not been replaced since."""
        if self._owners.get(broken) is self._executor and isinstance(broken.exception(), BrokenExecutor):
            self.stop()

    def stop(self) -> None:
        """End the executor, at once."""
        if self._executor is not None:
            ending, self._executor = self._executor, None
            ending.shutdown(wait=isinstance(ending, Stations), cancel_futures=True)


class Stations(ProcessPoolExecutor):
    """A pool of processes with a station in each; all end at once when it is shut down or its owner dies."""

    def __init__(self, jobs: int, mode: Mode | None = None) -> None:
        # spawned, not forked: the coordinator may have threads
        context = get_context("spawn")
        self._far_end, self._lifeline = context.Pipe(duplex=False)
        super().__init__(jobs, mp_context=context, initializer=station.begin, initargs=(self._far_end, mode))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, whatever they are doing."""
        for end in (self._lifeline, self._far_end):
            with suppress(OSError):
                end.close()
        super().shutdown(wait, cancel_futures=cancel_futures)
