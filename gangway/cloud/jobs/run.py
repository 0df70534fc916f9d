"""One job from its start to its end, in a thread of its own."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gangway.cloud.jobs import environment, staging
from gangway.cloud.jobs.journal import Journal
from gangway.cloud.jobs.objects import Inside, Place, Refused, place
from gangway.cloud.jobs.process import NoProcess, Plan, Process
from gangway.cloud.jobs.staging import Folders, Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

    from gangway.cloud.jobs.host import Host
    from gangway.cloud.store import Job

#: Seconds between two looks at a job's checkpoints.
_CHECKPOINTS = 1.0
#: Seconds that a job may run unless it asks for less: the service's own limit, five days.
LONGEST = 5 * 24 * 3600
_LOOK = 0.05


@dataclass(frozen=True)
class Ending:
    """How a job ended: its status, the event that says so, and the reason where it failed."""

    status: str
    event: str
    reason: str | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a job runs in: the cloud, its folder there, and what its clients call and sign with.

    Attributes:
        bridge: whether ``endpoint`` is no server's, so that requests go over the job's pipes.
    """

    host: Host
    folder: Path
    endpoint: str
    access_key: str
    bridge: bool


class Run(threading.Thread):
    """A job that is under way.

    Args:
        job: what is to run.
        around: what it runs in.
        event: told of each step.
        ended: told at the end how it ended; not told if it was dropped.
    """

    def __init__(
        self,
        job: Job,
        around: Surroundings,
        event: Callable[[str], None],
        ended: Callable[[Ending], None],
    ) -> None:
        super().__init__(daemon=True, name=f"gangway-job-{job.name}")
        self.job, self._around, self._event, self._ended = job, around, event, ended
        self._stopped, self._dropped = threading.Event(), False
        self._inside = Inside(around.host.storage, job.account, job.region)
        self._folders = Folders(around.folder)
        self.journal = journal(self._inside, job, around.folder)
        self._checkpoints = staging.Checkpoints(
            self._inside, self._folders.checkpoints, _checkpoint_place(job)
        )

    def cancel(self) -> None:
        """Have it end, as cancelled."""
        self._stopped.set()

    def drop(self) -> None:
        """Have it end, and tell nobody how."""
        self._dropped = True
        self._stopped.set()

    def run(self) -> None:
        """Everything, in order; whatever happens, the job ends and says how."""
        try:
            ending = self._everything()
        except Unfit as error:
            ending = Ending("FAILED", "FAILED", f"ClientError: {error}")
        except (NoProcess, Refused, OSError) as error:
            ending = Ending("FAILED", "FAILED", f"InternalServerError: {error}")
        except Exception as error:  # a job is never lost: whatever stopped it is its reason
            ending = Ending("FAILED", "FAILED", f"InternalServerError: {type(error).__name__}: {error}")
        if ending.reason and not self._dropped:
            self.journal.say([f"[practice cloud] {ending.reason}"])
        self._clean()
        if not self._dropped:
            self._ended(ending)

    def _everything(self) -> Ending:
        self._event("STARTING_INSTANCE")
        self._folders.make()
        self._event("DOWNLOADING_DATA")
        self._stage()
        if self._stopped.is_set():
            return Ending("CANCELLED", "CANCELLED")
        process = Process(self._plan())
        try:
            self._event("RUNNING")
            stopped = self._follow(process)
        finally:
            process.end(0.0 if self._dropped else 2.0)
            self._listen(process, 0.0)
            self.journal.end()
        if self._dropped:
            return Ending("CANCELLED", "CANCELLED")
        self._event("UPLOADING_RESULTS")
        self._checkpoints.copy()
        staging.results(self._inside, self._folders.results, self.job.asked["outputDataConfig"]["s3Path"])
        if stopped is not None:
            return stopped
        reason = process.failure(self.journal.last)
        return Ending("FAILED", "FAILED", reason) if reason else Ending("COMPLETED", "COMPLETED")

    def _stage(self) -> None:
        """Bring what it needs.

        Raises:
            Unfit: something is missing.
        """
        import json

        asked = self.job.asked
        staging.source(self._inside, asked["algorithmSpecification"]["scriptModeConfig"], self._folders.code)
        staging.channels(self._inside, asked.get("inputDataConfig") or [], self._folders.data)
        self._checkpoints.fetch()
        self._folders.hyperparameters.write_text(
            json.dumps(asked.get("hyperParameters") or {}), encoding="utf-8"
        )

    def _plan(self) -> Plan:
        around = self._around
        return Plan(
            entry_point=self.job.asked["algorithmSpecification"]["scriptModeConfig"]["entryPoint"],
            folders=self._folders,
            environment=environment.variables(self.job, self._folders, around.endpoint, around.access_key),
            bridge=around.host.answer if around.bridge else None,
        )

    def _follow(self, process: Process) -> Ending | None:
        """Listen until it ends by itself (None), or has to."""
        longest = (self.job.asked.get("stoppingCondition") or {}).get("maxRuntimeInSeconds") or LONGEST
        start = copied = time.monotonic()
        while process.running():
            self._listen(process, _LOOK)
            now = time.monotonic()
            if self._stopped.is_set():
                return Ending("CANCELLED", "CANCELLED")
            if now > start + longest:
                reason = f"the job ran longer than its maxRuntimeInSeconds, {longest} s, and was stopped"
                return Ending("FAILED", "MAX_RUNTIME_EXCEEDED", reason)
            if now > copied + _CHECKPOINTS:
                self._checkpoints.copy()
                copied = now
        return None

    def _listen(self, process: Process, patience: float) -> None:
        """Write what it says into the log; with no patience, all that is left of it."""
        while chunk := process.said(patience):
            self.journal.write(chunk)
            if patience:
                return

    def _clean(self) -> None:
        """Leave only the log: all else is in S3."""
        for name in ("code", "input", "model", "checkpoints", "aws"):
            shutil.rmtree(self._folders.root / name, ignore_errors=True)
        for name in ("plan.json", "failure"):
            with contextlib.suppress(OSError):
                (self._folders.root / name).unlink()


def journal(inside: Inside, job: Job, folder: Path) -> Journal:
    """A job's log."""
    return Journal(inside, job.name, job.arn.rpartition("/")[2], folder / "log.jsonl")


def _checkpoint_place(job: Job) -> Place | None:
    asked = job.asked.get("checkpointConfig")
    return place(asked["s3Uri"]) if asked else None
