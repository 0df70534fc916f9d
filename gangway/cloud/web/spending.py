"""The bill of one account, and its spending limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from gangway import devices
from gangway.cloud import controls
from gangway.cloud.operations import limits
from gangway.cloud.store import SpendingLimit
from gangway.cloud.web.work import dollars, moment

if TYPE_CHECKING:
    from gangway.cloud.service import Service


@dataclass(frozen=True)
class Limit:
    """One spending limit: dollars, and from when to when."""

    device: str
    amount: float
    queued: float
    spent: float
    period: str

    @property
    def share(self) -> float:
        """How much of it is spent or queued, from 0 to 1."""
        return min(1.0, (self.queued + self.spent) / self.amount) if self.amount else 1.0

    @property
    def left(self) -> float:
        """Dollars."""
        return max(0.0, self.amount - self.queued - self.spent)


@dataclass(frozen=True)
class Bill:
    """Rows by day and device as :func:`gangway.cloud.controls.bill` has them, and their sums.

    Where a device's price isn't published its sum is ``None``.
    """

    rows: Sequence[dict[str, Any]]
    by_device: dict[str, float | None]
    limits: Sequence[Limit]

    @property
    def total(self) -> str:
        """Of all days."""
        return dollars(sum(row["dollars"] for row in self.rows))


def bill(service: Service, account: str) -> Bill:
    """What an account has "spent"."""
    rows = sorted(controls.bill(service, account), key=lambda row: (row["day"], row["device"]), reverse=True)
    sums: dict[str, float | None] = {}
    for row in rows:
        sums[row["device"]] = (sums.get(row["device"]) or 0.0) + row["dollars"] if row["priced"] else None
    wanted = select(SpendingLimit).where(SpendingLimit.account == account)
    with service.conductor.session() as session:
        found = list(session.scalars(wanted.order_by(SpendingLimit.created_at)))
        shown = [_limit(limit, *limits.spent(session, limit)) for limit in found]
    return Bill(rows, dict(sorted(sums.items())), shown)


def _limit(limit: SpendingLimit, queued: float, spent: float) -> Limit:
    end = "without end" if limit.ends_at > 250_000_000_000 else f"to {moment(limit.ends_at)}"
    period = f"from {moment(limit.starts_at)} {end}"
    return Limit(devices.device(limit.device).name, limit.limit, queued, spent, period)
