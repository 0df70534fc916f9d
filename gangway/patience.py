"""How long a learner's function may take, so that a loop without an end becomes a finding."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds of CPU time for all calls of one check: as much as one cell has in a graded run.
SECONDS = 60.0
#: Seconds until a function that took the interruption for an error of its own is interrupted again.
AGAIN = 1.0


class Patience:
    """A budget of CPU time for the calls of one function.

    Where the system has no such timer (Windows), or outside the main thread, there is no limit: the stop
    button serves.

    Attributes:
        left: seconds that are left of it.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Have that many seconds."""
        self.seconds = self.left = seconds
        self._running = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Time one call; :class:`TimeoutError` is raised in it when the budget is used up."""
        if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
            yield
            return
        if self.left <= 0:
            raise self._used_up()
        before = signal.signal(signal.SIGPROF, self._strike)
        self._running = True
        signal.setitimer(signal.ITIMER_PROF, self.left, AGAIN)
        try:
            yield
        finally:
            self._running = False
            self.left = min(self.left, signal.setitimer(signal.ITIMER_PROF, 0)[0])
            signal.signal(signal.SIGPROF, before or signal.SIG_DFL)

    def _strike(self, number: int, frame: FrameType | None) -> None:
        if self._running:
            self.left = 0.0
            raise self._used_up()

    def _used_up(self) -> TimeoutError:
        return TimeoutError(f"stopped after {self.seconds:g} s of CPU time")
