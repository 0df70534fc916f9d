"""What a connected learner can ask of the practice cloud itself, beside the AWS API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud import accounts
from gangway.cloud.store import Task

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
            name = devices.device(task.device).name
            fresh = {
                "day": day,
                "account": task.account,
                "device": name,
                "tasks": 0,
                "shots": 0,
                "dollars": 0.0,
            }
            row = rows.setdefault((day, task.account, name), fresh)
            row["tasks"] += 1
            row["shots"] += task.shots
            row["dollars"] += task.cost
    return list(rows.values())


def _offline(conditions: Conditions, device: str) -> None:
    conditions.offline.add(device)


def _online(conditions: Conditions, device: str) -> None:
    conditions.offline.discard(device)


def _throttle(conditions: Conditions, calls: int, operation: str) -> None:
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
    """How many tasks there are, by account and status."""
    service.conductor.tick()
    counted = select(Task.account, Task.status, func.count()).group_by(Task.account, Task.status)
    with service.conductor.session() as session:
        counts = [list(row) for row in session.execute(counted)]
    names = {account.id: account.name for account in accounts.everyone(service.store)}
    return {
        "accounts": [
            {"id": number, "name": name, "tasks": {status: n for who, status, n in counts if who == number}}
            for number, name in names.items()
        ]
    }


def _reset(service: Service) -> dict[str, Any]:
    service.reset()
    return {}


def _whole_bill(service: Service) -> dict[str, Any]:
    names = {account.id: account.name for account in accounts.everyone(service.store)}
    return {"bill": [{**row, "account": names[row["account"]]} for row in bill(service)]}


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
