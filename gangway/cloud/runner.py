"""Who simulates: this process when somebody asks for the result, or worker processes ahead of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gangway.cloud.engine.programs import ProgramInfo


@dataclass(frozen=True)
class Work:
    """One simulation: a pure function of these."""

    slug: str
    variant: str | None
    action: str
    shots: int
    device_parameters: str
    seed: int


class Pending(Protocol):
    """A result that will be there, as :class:`concurrent.futures.Future` has it."""

    def done(self) -> bool: ...

    def cancel(self) -> bool: ...

    def result(self, timeout: float | None = None) -> str: ...


class Runner(Protocol):
    """Validates programs and runs them."""

    def validate(self, work: Work) -> ProgramInfo:
        """What the program is; raises ``engine.errors.Rejected`` for one that the device refuses."""
        ...

    def submit(self, work: Work) -> Pending:
        """Start it, or have it ready to start."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class Inline:
    """Runs in this process, one at a time, when the result is asked for.

    Simulators with threads of their own abort a process when two run at once, hence the lock.

    Args:
        run: the simulation; by default the engine's.
        validate: the check of a program; by default the engine's.
    """

    def __init__(
        self,
        run: Callable[[Work], str] | None = None,
        validate: Callable[[Work], ProgramInfo] | None = None,
    ) -> None:
        self._run, self._validate = run or run_here, validate or validate_here
        self._lock = threading.Lock()

    def validate(self, work: Work) -> ProgramInfo:
        return self._validate(work)

    def submit(self, work: Work) -> Pending:
        return _Lazy(self._run, work, self._lock)

    def close(self) -> None:
        """Nothing to let go of."""


class _Lazy:
    """Simulates when the result is asked for, once."""

    def __init__(self, run: Callable[[Work], str], work: Work, lock: threading.Lock) -> None:
        self._run, self._work, self._lock = run, work, lock
        self._future: Future[str] = Future()

    def done(self) -> bool:
        return not self._future.cancelled()

    def cancel(self) -> bool:
        return self._future.cancel()

    def result(self, timeout: float | None = None) -> str:
        with self._lock:
            if not self._future.done():
                try:
                    self._future.set_result(self._run(self._work))
                except Exception as error:  # whatever it was, whoever asks is told
                    self._future.set_exception(error)
        return self._future.result(timeout)


def run_here(work: Work) -> str:
    """Simulate in this process."""
    from gangway.cloud.engine.run import run

    return run(work.slug, work.variant, work.action, work.shots, work.device_parameters, work.seed)


def validate_here(work: Work) -> ProgramInfo:
    """Check a program against its device."""
    from gangway.cloud.engine.programs import validate

    return validate(work.slug, work.action, work.shots, work.device_parameters)
