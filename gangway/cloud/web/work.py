"""Tasks of one account for the page: lists, and one task with its time line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud.conductor import ENDED, result_key
from gangway.cloud.operations import tags
from gangway.cloud.store import Tag, Task
from gangway.cloud.web.machines import duration
from gangway.cloud.web.outcomes import Outcome, outcome
from gangway.cloud.web.programs import Programs, programs

if TYPE_CHECKING:
    from gangway.cloud.service import Service

#: How many tasks a page lists.
SIZE = 25
STATUSES = ("CREATED", "QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")


@dataclass(frozen=True)
class Moment:
    """A point of a task's time line: what happened, when (UTC), and a remark."""

    name: str
    when: str
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """One task in a list."""

    name: str
    device: str
    status: str
    created: str
    shots: int
    price: str


@dataclass(frozen=True)
class Listed:
    """A page of tasks, how many there are of each status, and how many pages."""

    lines: Sequence[Line]
    counts: dict[str, int]
    number: int
    pages: int


@dataclass(frozen=True)
class Detail:
    """One task with all that is known about it."""

    task: Task
    line: Line
    moments: Sequence[Moment]
    position: int
    programs: Programs
    outcome: Outcome | None
    tags: dict[str, str]

    @property
    def place(self) -> str:
        """Where its result is kept."""
        return f"s3://{self.task.bucket}/{result_key(self.task)}"

    @property
    def ended(self) -> bool:
        """Whether it doesn't move any more."""
        return self.task.status in ENDED


def listed(service: Service, account: str, status: str | None = None, number: int = 1) -> Listed:
    """An account's tasks, newest first, of all regions."""
    service.conductor.advance(account=account, wait=0.0)
    mine = select(Task).where(Task.account == account)
    counted = select(Task.status, func.count()).where(Task.account == account).group_by(Task.status)
    with service.conductor.session() as session:
        counts = Counter(dict(row.tuple() for row in session.execute(counted)))
        wanted = mine.where(Task.status == status) if status else mine
        total = counts[status] if status else counts.total()
        pages = max(1, -(-total // SIZE))
        number = min(max(number, 1), pages)
        order = wanted.order_by(Task.created_at.desc(), Task.arn).offset(SIZE * (number - 1)).limit(SIZE)
        lines = [line(task) for task in session.scalars(order)]
    return Listed(lines, {name: counts[name] for name in STATUSES}, number, pages)


def detail(service: Service, account: str, name: str) -> Detail | None:
    """One task of an account; None if it has none of that name."""
    mine = select(Task.arn).where(
        Task.account == account, Task.arn.endswith(f":quantum-task/{name}", autoescape=True)
    )
    with service.conductor.session() as session:
        arn = session.scalar(mine)
    if arn is None:
        return None
    service.conductor.advance(arn=arn, wait=0.0)
    with service.conductor.session() as session:
        task = session.get_one(Task, arn)
        found = {tag.key: tag.value for tag in session.scalars(select(Tag).where(Tag.resource == arn))}
    position = service.clock.position(task.starts_at, task.created_at, task.seed)
    found.pop(tags.EMULATED[0], None)
    return Detail(
        task=task,
        line=line(task),
        moments=_moments(task, position),
        position=position,
        programs=programs(task.action),
        outcome=_result(service, task),
        tags=found,
    )


def _result(service: Service, task: Task) -> Outcome | None:
    """What came out; None before the end, and where the learner has deleted it."""
    if task.status != "COMPLETED":
        return None
    text = service.storage.text(task.account, task.bucket, result_key(task))
    return outcome(text) if text else None


def line(task: Task) -> Line:
    """A task as a list shows it."""
    device = devices.device(task.device)
    name, created = task.arn.rpartition("/")[2], moment(task.created_at)
    return Line(name, device.name, task.status, created, task.shots, _price(task, device))


def _price(task: Task, device: devices.Device) -> str:
    if device.price is None:
        return "price not published"
    if task.status == "COMPLETED":
        return dollars(task.cost)
    if task.status in ENDED:
        return "$0.00"
    return f"{dollars(task.cost)} if it completes" if task.cost else "by the time it takes"


def dollars(amount: float) -> str:
    """At least cents, and no digit of small amounts lost."""
    text = f"{amount:,.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"${whole}.{part:0<2}"


def moment(when: float) -> str:
    """A time of the cloud's clock, UTC."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _moments(task: Task, position: int) -> list[Moment]:
    """What has happened, and what is expected."""
    found = [Moment("Created", moment(task.created_at))]
    ended = task.ends_at if task.status in ENDED and task.ends_at is not None else None
    if task.status in ("CREATED", "QUEUED"):
        found.append(
            Moment("In the queue", "now", f"position {position}; expected to run at {moment(task.starts_at)}")
        )
    elif ended is None or task.starts_at <= ended:
        waited = f"waited {duration(task.starts_at - task.created_at)}"
        found.append(Moment("Running", moment(task.starts_at), waited))
    if ended is not None:
        ran = f"after {duration(max(0.0, ended - task.starts_at))}" if task.status == "COMPLETED" else ""
        found.append(Moment(task.status.capitalize(), moment(ended), ran))
    elif task.status == "RUNNING" and task.ends_at:
        found.append(Moment("Expected to end", moment(task.ends_at)))
    return found
