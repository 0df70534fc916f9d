"""What a connected learner can ask of the practice cloud itself, beside the AWS API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud import accounts
from gangway.cloud.store import Job, Task

if TYPE_CHECKING:
    from gangway.cloud.here import Conditions
    from gangway.cloud.service import Service

Arguments = dict[str, Any]


class BadCommand(ValueError):
    """There is no such command, or its arguments don't fit."""


def carry_out(service: Service, account: str, command: str, arguments: Arguments) -> dict[str, Any]:
    """Carry out a command for an account.

    Raises:
        BadCommand: there is no such command, or its arguments don't fit.
    """
    if command == "bill":
        return {"bill": bill(service, account)}
    if command not in _CHANGES:
        raise BadCommand(f"there is no command {command!r}; there are: bill, {', '.join(_CHANGES)}")
    try:
        _CHANGES[command](service.conditions(account), **arguments)
    except TypeError as error:
        raise BadCommand(f"{command}: {error}") from error
    service.keep_conditions(account)
    return {}


def administer(service: Service, command: str, arguments: Arguments) -> dict[str, Any]:
    """Carry out a command for whoever keeps the cloud.

    Raises:
        BadCommand: there is no such command, or its arguments don't fit.
    """
    if command not in _KEEPING:
        raise BadCommand(f"there is no command {command!r}; there are: {', '.join(_KEEPING)}")
    try:
        return _KEEPING[command](service, **arguments)
    except TypeError as error:
        raise BadCommand(f"{command}: {error}") from error


def bill(service: Service, account: str | None = None) -> list[dict[str, Any]]:
    """A row for each day, account and device: tasks, shots and dollars; of one account, or of all.

    Tasks that wait are left out: they are charged when they complete.
    """
    service.conductor.tick()
    wanted = select(Task).where(Task.status == "COMPLETED")
    if account is not None:
        wanted = wanted.where(Task.account == account)
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    with service.conductor.session() as session:
        for task in session.scalars(wanted.order_by(Task.created_at)):
            day = datetime.fromtimestamp(task.created_at, UTC).date().isoformat()
            row = rows.setdefault((day, task.account, task.device), _row(day, task))
            row["tasks"] += 1
            row["shots"] += task.shots
            row["dollars"] += task.cost
    return list(rows.values())


def _row(day: str, task: Task) -> dict[str, Any]:
    """A row before anything is counted; ``priced`` is whether the device's price is published at all."""
    device = devices.device(task.device)
    about = {"day": day, "account": task.account, "device": device.name, "priced": device.price is not None}
    return {**about, "tasks": 0, "shots": 0, "dollars": 0.0}


def instance_time(service: Service, account: str | None = None) -> list[dict[str, Any]]:
    """A row for each day, account and instance type: hybrid jobs that have ended, and their seconds.

    There are no dollars: no dated price of an instance is in the catalogue, so only a job's tasks are billed.
    """
    wanted = select(Job).where(Job.started_at.is_not(None), Job.ended_at.is_not(None))
    if account is not None:
        wanted = wanted.where(Job.account == account)
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    with service.conductor.session() as session:
        for job in session.scalars(wanted.order_by(Job.created_at)):
            day = datetime.fromtimestamp(job.created_at, UTC).date().isoformat()
            instance = job.asked["instanceConfig"]["instanceType"]
            fresh = {"day": day, "account": job.account, "instance": instance, "jobs": 0, "seconds": 0.0}
            row = rows.setdefault((day, job.account, instance), fresh)
            row["jobs"] += 1
            row["seconds"] += (job.ended_at or 0.0) - (job.started_at or 0.0)
    return list(rows.values())


def _offline(conditions: Conditions, device: str) -> None:
    conditions.offline.add(device)


def _online(conditions: Conditions, device: str) -> None:
    conditions.offline.discard(device)


def _throttle(conditions: Conditions, calls: int, operation: str) -> None:
    from gangway.cloud import wire

    known = sorted(wire.model().operation_names)
    if operation not in known:
        raise BadCommand(f"there is no operation {operation!r} to throttle; there are: {', '.join(known)}")
    if type(calls) is not int or calls < 0:
        raise BadCommand(f"calls is how many calls are refused, a whole number from 0 on, not {calls!r}")
    conditions.throttled[operation] = calls


def _variant(conditions: Conditions, device: str, variant: str | None) -> None:
    if variant is None:
        conditions.variants.pop(device, None)
        return
    from gangway.cloud.profiles import variants

    try:
        variants.check(device, variant)
    except ValueError as error:
        raise BadCommand(str(error)) from error
    conditions.variants[device] = variant


def _account(service: Service, name: str) -> dict[str, Any]:
    """The account of a name, made if there is none."""
    found = accounts.ensure(service.store, name)
    return {"id": found.id, "access_key": found.access_key, "name": found.name}


def _add_account(service: Service, name: str) -> dict[str, Any]:
    made = accounts.add(service.store, name)
    return {"id": made.id, "access_key": made.access_key, "name": made.name}


def _status(service: Service) -> dict[str, Any]:
    """How many tasks and hybrid jobs there are, by account and status."""
    service.conductor.tick()
    counts: dict[str, dict[str, dict[str, int]]] = {"tasks": {}, "jobs": {}}
    with service.conductor.session() as session:
        for what, table in (("tasks", Task), ("jobs", Job)):
            counted = select(table.account, table.status, func.count()).group_by(table.account, table.status)
            for who, status, count in session.execute(counted):
                counts[what].setdefault(who, {})[status] = count
    return {
        "accounts": [
            {"id": each.id, "name": each.name}
            | {what: found.get(each.id, {}) for what, found in counts.items()}
            for each in accounts.everyone(service.store)
        ]
    }


def _reset(service: Service) -> dict[str, Any]:
    service.reset()
    return {}


def _whole_bill(service: Service) -> dict[str, Any]:
    names = {account.id: account.name for account in accounts.everyone(service.store)}
    rows, instances = bill(service), instance_time(service)
    return {
        "bill": [{**row, "account": names[row["account"]]} for row in rows],
        "instances": [{**row, "account": names[row["account"]]} for row in instances],
    }


_KEEPING: dict[str, Callable[..., dict[str, Any]]] = {
    "account": _account,
    "add-account": _add_account,
    "bill": _whole_bill,
    "reset": _reset,
    "status": _status,
}
_CHANGES: dict[str, Callable[..., None]] = {
    "offline": _offline,
    "online": _online,
    "throttle": _throttle,
    "variant": _variant,
}
