"""The jobs of one cloud: which starts when, what becomes of it, and what is left after a restart."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from gangway.cloud.jobs import images, roles
from gangway.cloud.jobs.objects import Inside
from gangway.cloud.jobs.queries import Queries
from gangway.cloud.jobs.run import Ending, Run, Surroundings, journal
from gangway.cloud.sending import ENDPOINT
from gangway.cloud.store import Account, Job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gangway.cloud.jobs.host import Host
    from gangway.cloud.wire import Caller, Request, Response

#: The statuses from which a job doesn't move any more.
ENDED = ("COMPLETED", "FAILED", "CANCELLED")
#: Jobs that run at once; the others wait.
MOST_AT_ONCE = max(2, min(4, os.cpu_count() or 2))
#: The longest that the scheduler sleeps, in seconds: a clock may be turned.
_NAP = 0.5
_STOPPED = "the practice cloud stopped while this job ran"
#: Seconds that jobs have to end when the cloud stops.
_PATIENCE = 15.0
_LONGEST_REASON = 1024


class Jobs:
    """Owns the jobs that run.

    Args:
        host: the cloud.
        folder: where jobs work and their logs are kept; ``None`` for a temporary one.
        endpoint: the address of the cloud's server; ``None`` where it has none, and requests are carried over
            the jobs' own pipes.
    """

    def __init__(self, host: Host, folder: Path | None, endpoint: str | None) -> None:
        self._host, self._folder, self._endpoint = host, folder, endpoint
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._runs: dict[str, Run] = {}
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = self._again = False
        self._queries = Queries(host.storage)

    def answer(self, account: str, caller: Caller, request: Request) -> Response | None:
        """The response to what a client asks of ECR, or of Logs that moto doesn't understand; else None."""
        if caller.service == "ecr":
            return images.answer(request)
        if caller.service == "logs":
            return self._queries.answer(account, caller, request)
        if caller.service == "iam":
            roles.ensure(self._host.storage, account)
        return None

    def recover(self) -> None:
        """After a restart: jobs that ran have failed, logs are put back, jobs that wait go on waiting."""
        with self._session() as session:
            jobs = list(session.scalars(select(Job).order_by(Job.created_at)))
            for job in jobs:
                if job.status == "RUNNING":
                    _close(job, Ending("FAILED", "FAILED", _STOPPED), self._host.clock.now())
                elif job.status == "CANCELLING":
                    _close(job, Ending("CANCELLED", "CANCELLED"), self._host.clock.now())
        for job in jobs:
            inside = Inside(self._host.storage, job.account, job.region)
            journal(inside, job, self._place(job.arn)).restore()
        if any(job.status == "QUEUED" for job in jobs):
            self.wake()

    def wake(self) -> None:
        """Look again at which job is to start."""
        with self._wake:
            if self._closed:
                return
            self._again = True
            if self._thread is None:
                thread = threading.Thread(target=self._schedule, daemon=True, name="gangway-jobs")
                thread.start()  # before it is anyone's to join: where no thread can be had, this raises
                self._thread = thread
            self._wake.notify_all()

    def cancel(self, job: Job) -> None:
        """Have a job end that has a process."""
        with self._wake:
            if run := self._runs.get(job.arn):
                run.cancel()

    def forget(self) -> None:
        """End all jobs that run, and tell nobody how they ended; their logs go too."""
        self._drop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._empty()

    def close(self) -> None:
        """End all jobs that run; they will have failed when the cloud starts again."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        self._drop()
        thread = self._thread
        if thread is not None:
            thread.join(_PATIENCE)
        self._empty()

    def _empty(self) -> None:
        temporary, self._temporary = self._temporary, None
        if temporary is not None:
            temporary.cleanup()

    def _drop(self) -> None:
        with self._wake:
            runs = list(self._runs.values())
            self._runs.clear()
        for run in runs:
            run.drop()
        for run in runs:
            run.join(_PATIENCE)

    # --- starting ------------------------------------------------------------------------------------------

    def _schedule(self) -> None:
        """Start jobs as they are due, until none waits."""
        while True:
            with self._wake:
                self._again = False
            waiting = self._start_due()
            with self._wake:
                if self._closed or not (waiting or self._again):
                    self._thread = None
                    return
                if not self._again:
                    self._wake.wait(_NAP)

    def _start_due(self) -> bool:
        """Start what can be started; whether a job is left that waits.

        Whoever ends the jobs waits for their threads, so one that is listed is started under the same lock.
        """
        with self._wake:
            waiting = self._take_due()
            for run in self._runs.values():
                if run.ident is None:
                    run.start()
        return waiting

    def _take_due(self) -> bool:
        """List the jobs that are due as runs; whether a job is left that waits."""
        waiting = False
        with self._session() as session:
            queued = list(session.scalars(select(Job).where(Job.status == "QUEUED").order_by(Job.created_at)))
            busy = {run.job.device for run in self._runs.values() if "/qpu/" in run.job.device}
            for job in queued:
                due = job.starts_at <= self._host.clock.now() and job.device not in busy
                if self._closed or not due or len(self._runs) >= MOST_AT_ONCE:
                    waiting = True
                    continue
                job.status, job.started_at = "RUNNING", self._host.clock.now()
                self._runs[job.arn] = self._run(job, session.get_one(Account, job.account).access_key)
                busy |= {job.device} if "/qpu/" in job.device else set()
        return waiting

    def _run(self, job: Job, access_key: str) -> Run:
        around = Surroundings(
            host=self._host,
            folder=self._place(job.arn),
            endpoint=self._endpoint or ENDPOINT,
            access_key=access_key,
            bridge=self._endpoint is None,
        )
        arn = job.arn
        return Run(job, around, lambda kind: self._event(arn, kind), lambda how: self._end(arn, how))

    def _place(self, arn: str) -> Path:
        """The folder of a job."""
        if self._folder is None and self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="gangway-jobs-", ignore_cleanup_errors=True)
        home = Path(self._temporary.name) if self._temporary else self._folder or Path()
        folder = home / arn.rpartition("/")[2]
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    # --- what becomes of it --------------------------------------------------------------------------------

    def _event(self, arn: str, kind: str) -> None:
        with self._session() as session:
            if job := session.get(Job, arn):
                happened(job, kind, self._host.clock.now())

    def _end(self, arn: str, ending: Ending) -> None:
        with self._session() as session:
            job = session.get(Job, arn)
            if job is not None and job.status not in ENDED:
                if job.status == "CANCELLING":
                    ending = Ending("CANCELLED", "CANCELLED")
                _close(job, ending, self._host.clock.now())
        with self._wake:
            self._runs.pop(arn, None)
        self.wake()

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        with self._host.conductor.session() as session:
            yield session


def happened(job: Job, kind: str, when: float, message: str | None = None) -> None:
    """Add an event to a job."""
    event = {"eventType": kind, "timeOfEvent": when, **({"message": message} if message else {})}
    job.events = [*job.events, event]


def _close(job: Job, ending: Ending, when: float) -> None:
    job.status, job.ended_at = ending.status, when
    if ending.status == "FAILED" and ending.reason:
        job.failure = ending.reason[:_LONGEST_REASON]
    happened(job, ending.event, when, ending.reason)
    if ending.event == "MAX_RUNTIME_EXCEEDED":
        happened(job, ending.status, when)
