"""Moves tasks along: into the queue, onto the machine, to their end; again after a restart.

A task's status is what the clock says, until its result is there. Nothing here knows the wire.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from gangway import devices
from gangway.cloud.documents import failure, finish
from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.pricing import task_cost
from gangway.cloud.runner import Pending, Runner, Work
from gangway.cloud.storage import MissingBucket, Storage
from gangway.cloud.store import Job, Store, Task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gangway.cloud.clock import Clock

#: The statuses from which a task doesn't move any more.
ENDED = ("COMPLETED", "FAILED", "CANCELLED")
#: How often a task is started, if the cloud is killed while it runs, before it is given up.
MOST_STARTS = 3
#: Seconds that a poll waits for a task that is due.
PATIENCE = 20.0


@dataclass(frozen=True)
class Failure:
    """Why a task failed."""

    reason: str


class Conductor:
    """Owns what runs: at most one pending result for each task."""

    def __init__(self, store: Store, storage: Storage, runner: Runner, clock: Clock) -> None:
        self.store, self.storage, self.runner, self.clock = store, storage, runner, clock
        self._lock = threading.RLock()
        self._pending: dict[str, Pending] = {}
        self._closed = False

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of the store, one at a time; never held while a simulation is waited for."""
        with self._lock, self.store.session() as session:
            yield session

    def begin(self, task: Task) -> None:
        """Have a new task simulated ahead of its first poll, if its time has come."""
        with self._lock:
            if task.starts_at <= self.clock.now():
                task.attempts += 1
                self._pending[task.arn] = self.runner.submit(work_of(task))

    def advance(self, account: str | None = None, arn: str | None = None, wait: float = PATIENCE) -> None:
        """Bring tasks up to date: one, an account's, or all; ``wait`` seconds at most for each one due."""
        moving = or_(Task.status != "QUEUED", Task.starts_at <= self.clock.now())
        wanted = select(Task.arn).where(Task.status.not_in(ENDED), moving).order_by(Task.created_at)
        if account is not None:
            wanted = wanted.where(Task.account == account)
        if arn is not None:
            wanted = wanted.where(Task.arn == arn)
        with self.session() as session:
            arns = list(session.scalars(wanted))
        for each in arns:
            self._step(each, wait)

    def tick(self) -> None:
        """What happens without anyone asking: tasks move on, and nobody is waited for."""
        if self.clock.scale > 0:
            self.advance(wait=0.0)

    def hasten(self) -> None:
        """At a start without waiting: what an earlier start let wait is due now."""
        now = self.clock.now()
        if self.clock.scale > 0:
            return
        with self.session() as session:
            waiting = update(Task).where(Task.status.not_in(ENDED), Task.ends_at > now)
            session.execute(waiting.values(starts_at=func.min(Task.starts_at, now), ends_at=now))
            session.execute(
                update(Job).where(Job.status == "QUEUED", Job.starts_at > now).values(starts_at=now)
            )

    def stop(self, arn: str) -> None:
        """Drop a task's simulation."""
        with self._lock:
            if pending := self._pending.pop(arn, None):
                pending.cancel()

    def close(self) -> None:
        """Drop every simulation, and keep the tasks as they are: they start again next time."""
        self._closed = True
        self.forget()

    def forget(self) -> None:
        """Drop every simulation."""
        with self._lock:
            for arn in list(self._pending):
                self.stop(arn)

    def _step(self, arn: str, wait: float) -> None:
        with self.session() as session:
            task = session.get(Task, arn)
            if task is None or task.status in ENDED:
                return
            task.status = self._status(task)
            if task.status != "RUNNING":
                return
            pending = self._pending.get(arn) or self._start(task)
            due = task.ends_at is None or self.clock.now() >= task.ends_at
        if pending is None or not due or not (wait or pending.done()):
            return
        outcome = _outcome(pending, wait)
        if outcome is not None and not self._closed:
            self._finish(arn, outcome)

    def _status(self, task: Task) -> str:
        if self.clock.now() >= task.starts_at:
            return "RUNNING"
        return "QUEUED" if self.clock.accepted(task.created_at) else "CREATED"

    def _start(self, task: Task) -> Pending | None:
        """Start a task's simulation, unless it was under way too often when the cloud stopped."""
        if task.attempts >= MOST_STARTS:
            self._fail(task, f"the practice cloud stopped {task.attempts} times while this task ran")
            return None
        task.attempts += 1
        self._pending[task.arn] = self.runner.submit(work_of(task))
        return self._pending[task.arn]

    def _finish(self, arn: str, outcome: str | Failure) -> None:
        with self.session() as session:
            task = session.get(Task, arn)
            self._pending.pop(arn, None)
            if task is None or task.status in ENDED:
                return
            if isinstance(outcome, Failure):
                self._fail(task, outcome.reason)
            else:
                self._complete(task, outcome)

    def _complete(self, task: Task, result: str) -> None:
        ended_at = max(task.ends_at or 0.0, self.clock.now())
        finished = finish(result, task, ended_at)
        try:
            self.storage.put(task.account, task.bucket, result_key(task), finished.text)
        except MissingBucket as error:
            self._fail(task, f"the result can't be stored: {error}")
            return
        except OSError as error:
            self._fail(task, f"the result can't be written on this machine ({error.strerror})")
            return
        task.status, task.ends_at = "COMPLETED", ended_at
        task.successful_shots = finished.successful_shots
        task.cost = task_cost(devices.device(task.device), task.shots, finished.seconds)

    def _fail(self, task: Task, reason: str) -> None:
        """A failed task costs nothing. Of a failed program set, clients read a document with the reason."""
        self._pending.pop(task.arn, None)
        task.status, task.failure, task.ends_at, task.cost = "FAILED", reason, self.clock.now(), 0.0
        if text := failure(task, reason, task.ends_at):
            with suppress(MissingBucket, OSError):
                self.storage.put(task.account, task.bucket, result_key(task), text)


def work_of(task: Task) -> Work:
    """The simulation that a task asks for."""
    return Work(
        slug=devices.device(task.device).slug,
        variant=task.details.get("variant"),
        action=task.action,
        shots=task.shots,
        device_parameters=task.device_parameters,
        seed=task.seed,
    )


def _outcome(pending: Pending, wait: float) -> str | Failure | None:
    """The result, why there is none, or None while it is still being made."""
    try:
        return pending.result(timeout=wait)
    except TimeoutError:
        return None
    except CancelledError:
        return Failure("the simulation was cancelled")
    except (Failed, Rejected) as error:
        return Failure(str(error))
    except Exception as error:  # a task is never lost: whatever stopped it is its reason
        return Failure(f"the simulation stopped ({type(error).__name__}: {error})")


def result_key(task: Task) -> str:
    """The key of a task's result in its bucket."""
    return f"{task.directory}/results.json"
