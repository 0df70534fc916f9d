"""Hybrid jobs of one account for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from gangway import devices
from gangway.cloud.jobs.jobs import ENDED
from gangway.cloud.store import Job, Task
from gangway.cloud.web.work import Line, Moment, line, moment

if TYPE_CHECKING:
    from gangway.cloud.service import Service

#: How many jobs, and how many tasks of one, a page lists.
MOST = 100


@dataclass(frozen=True)
class Shown:
    """One job."""

    job: Job

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.job.arn.rpartition("/")[2]

    @property
    def device(self) -> str:
        """The name of its device; as it was asked for, where that is none of the cloud's."""
        try:
            return devices.device(self.job.device).name
        except devices.UnknownDevice:
            return self.job.device

    @property
    def created(self) -> str:
        """When."""
        return moment(self.job.created_at)

    @property
    def ended(self) -> bool:
        """Whether it doesn't move any more."""
        return self.job.status in ENDED

    @property
    def moments(self) -> Sequence[Moment]:
        """Its time line, as far as it went."""
        times = (("Created", self.job.created_at), ("Started", self.job.started_at))
        found = [Moment(name, moment(when)) for name, when in times if when is not None]
        if self.job.ended_at is not None:
            found.append(Moment(self.job.status.capitalize(), moment(self.job.ended_at)))
        return found

    @property
    def parameters(self) -> dict[str, str]:
        """Its hyperparameters."""
        return dict(self.job.asked.get("hyperParameters") or {})

    @property
    def place(self) -> str:
        """Where its results go."""
        return str((self.job.asked.get("outputDataConfig") or {}).get("s3Path", ""))


def jobs(service: Service, account: str) -> list[Shown]:
    """The account's newest jobs, of all regions."""
    mine = select(Job).where(Job.account == account).order_by(Job.created_at.desc(), Job.arn).limit(MOST)
    with service.conductor.session() as session:
        return [Shown(job) for job in session.scalars(mine)]


def job(service: Service, account: str, region: str, name: str) -> Shown | None:
    """One job of the account, or None."""
    arn = f"arn:aws:braket:{region}:{account}:job/{name}"
    with service.conductor.session() as session:
        found = session.get(Job, arn)
    return Shown(found) if found and found.account == account else None


def tasks(service: Service, shown: Shown) -> list[Line]:
    """The newest tasks that a job has sent."""
    own = select(Task).where(Task.job == shown.job.arn, Task.account == shown.job.account)
    with service.conductor.session() as session:
        found = session.scalars(own.order_by(Task.created_at.desc(), Task.arn).limit(MOST))
        return [line(task) for task in found]
