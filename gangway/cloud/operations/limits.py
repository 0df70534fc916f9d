"""Spending limits: what an account may spend on one QPU, and what it has.

Nothing is summed up on the side: queued and total spend are sums over the account's tasks, so a task that is
cancelled or fails has cost nothing by itself.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud.conductor import ENDED
from gangway.cloud.errors import ServiceError, invalid, not_found
from gangway.cloud.operations import tags
from gangway.cloud.operations.devices import find
from gangway.cloud.operations.pages import page
from gangway.cloud.store import SpendingLimit, Tag, Task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gangway.cloud.here import Here, Parameters, Result

_DOLLARS = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")
#: The end of a limit that was given none: as far off as clients can show.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def create(here: Here, asked: Parameters) -> Result:
    """Set a limit on one QPU, where there is none."""
    device = find(here, asked["deviceArn"])
    if device.paradigm == "simulator":
        raise invalid(f"A spending limit is for one QPU; {device.name} is a simulator.")
    now = here.service.clock.now()
    starts_at, ends_at = _period(asked.get("timePeriod"), now, _NEVER)
    with here.session() as session:
        if existing := _of_token(session, here, asked["clientToken"]):
            return {"spendingLimitArn": existing.arn}
        if _of_device(session, here, device.arn):
            raise ServiceError(
                "ConflictException",
                f"There is a spending limit on {device.name} already. Update it, or delete it first.",
            )
        arn = here.arn("spending-limit", str(uuid.uuid4()))
        session.add(
            SpendingLimit(
                arn=arn,
                account=here.account,
                region=here.region,
                device=device.arn,
                client_token=asked["clientToken"],
                limit=_amount(asked["spendingLimit"]),
                starts_at=starts_at,
                ends_at=ends_at,
                created_at=now,
                updated_at=now,
            )
        )
        tags.write(session, arn, asked.get("tags") or {})
    return {"spendingLimitArn": arn}


def update(here: Here, asked: Parameters) -> Result:
    """Change a limit's amount or period; what was spent stays counted."""
    with here.session() as session:
        limit = _existing(session, here, asked["spendingLimitArn"])
        if asked.get("spendingLimit"):
            amount = _amount(asked["spendingLimit"])
            queued, total = spent(session, limit)
            if amount < queued + total:
                raise invalid(
                    f"A limit of ${amount:.2f} is below what is spent and queued already,"
                    f" ${queued + total:.2f}."
                )
            limit.limit = amount
        limit.starts_at, limit.ends_at = _period(asked.get("timePeriod"), limit.starts_at, limit.ends_at)
        limit.updated_at = here.service.clock.now()
    return {}


def delete(here: Here, asked: Parameters) -> Result:
    """Remove a limit."""
    with here.session() as session:
        limit = _existing(session, here, asked["spendingLimitArn"])
        for tag in session.scalars(select(Tag).where(Tag.resource == limit.arn)):
            session.delete(tag)
        session.delete(limit)
    return {}


def search(here: Here, asked: Parameters) -> Result:
    """This account's limits in this region, newest first."""
    here.service.conductor.tick()
    wanted = select(SpendingLimit).where(
        SpendingLimit.account == here.account, SpendingLimit.region == here.region
    )
    for each in asked.get("filters", []):
        if each["name"] != "deviceArn":
            raise invalid(f"SearchSpendingLimits can't filter by {each['name']!r}; it can by: deviceArn.")
        wanted = wanted.where(SpendingLimit.device.in_(each["values"]))
    with here.session() as session:
        found = list(session.scalars(wanted.order_by(SpendingLimit.created_at.desc(), SpendingLimit.arn)))
        shown, token = page(found, lambda limit: limit.arn, asked.get("maxResults"), asked.get("nextToken"))
        summaries = [_summary(session, limit) for limit in shown]
    return {"spendingLimits": summaries, **({"nextToken": token} if token else {})}


def check(session: Session, here: Here, device: devices.Device, cost: float) -> None:
    """Make sure that a task of that cost is within the account's limit on the device.

    Raises:
        ServiceError: ValidationException, as the service answers it.
    """
    limit = _of_device(session, here, device.arn)
    if limit is None or not limit.starts_at <= here.service.clock.now() < limit.ends_at:
        return
    queued, total = spent(session, limit)
    if queued + total + cost > limit.limit + 1e-9:
        raise invalid(
            f"This task would cost ${cost:.2f} on {device.name}, and of the spending limit of"
            f" ${limit.limit:.2f} there is ${max(0.0, limit.limit - queued - total):.2f} left"
            f" (${total:.2f} spent, ${queued:.2f} queued)."
        )


def spent(session: Session, limit: SpendingLimit) -> tuple[float, float]:
    """Dollars queued and spent under a limit, in its period."""
    under = select(func.coalesce(func.sum(Task.cost), 0.0)).where(
        Task.account == limit.account,
        Task.device == limit.device,
        Task.created_at >= limit.starts_at,
        Task.created_at < limit.ends_at,
    )
    queued = session.scalar(under.where(Task.status.not_in(ENDED)))
    total = session.scalar(under.where(Task.status == "COMPLETED"))
    return float(queued or 0), float(total or 0)


def _period(given: dict[str, datetime] | None, start: float, end: float) -> tuple[float, float]:
    if given:
        start, end = (_seconds(given[name]) for name in ("startAt", "endAt"))
    if end <= start:
        raise invalid("A spending limit's period ends after it starts.")
    return start, end


def _amount(text: str) -> float:
    """Dollars as clients write them.

    Raises:
        ServiceError: they are none.
    """
    if not _DOLLARS.fullmatch(text):
        raise invalid(f"spendingLimit is an amount in dollars such as '10.00', not {text!r}.")
    return float(text)


def _seconds(when: datetime) -> float:
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _of_device(session: Session, here: Here, arn: str) -> SpendingLimit | None:
    wanted = select(SpendingLimit).where(SpendingLimit.account == here.account, SpendingLimit.device == arn)
    return session.scalar(wanted)


def _of_token(session: Session, here: Here, token: str) -> SpendingLimit | None:
    wanted = select(SpendingLimit).where(
        SpendingLimit.account == here.account, SpendingLimit.client_token == token
    )
    return session.scalar(wanted)


def _existing(session: Session, here: Here, arn: str) -> SpendingLimit:
    here.check_arn(arn, "spending-limit")
    if (found := session.get(SpendingLimit, arn)) is None:
        raise not_found(f"There is no spending limit {arn}.")
    return found


def _summary(session: Session, limit: SpendingLimit) -> dict[str, Any]:
    queued, total = spent(session, limit)
    return {
        "spendingLimitArn": limit.arn,
        "deviceArn": limit.device,
        "timePeriod": {"startAt": _time(limit.starts_at), "endAt": _time(limit.ends_at)},
        "spendingLimit": _dollars(limit.limit),
        "queuedSpend": _dollars(queued),
        "totalSpend": _dollars(total),
        "createdAt": _time(limit.created_at),
        "updatedAt": _time(limit.updated_at),
        "tags": tags.read(session, limit.arn),
    }


def _dollars(amount: float) -> str:
    return str(Decimal(str(amount)).quantize(Decimal("0.01")))


def _time(when: float) -> datetime:
    return datetime.fromtimestamp(when, UTC)
