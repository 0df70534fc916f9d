"""Connections of this process to a practice cloud, through either door, with the same controls."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud import accounts
from gangway.cloud.isolation import Guard, Isolation

if TYPE_CHECKING:
    from gangway.cloud.inprocess import Hook

#: One command of :mod:`gangway.cloud.controls` for the connected account, with its arguments.
Control = Callable[..., dict[str, Any]]

_guard = Guard()
_hooks: list[Hook] = []


class Practice:
    """A connection to a practice cloud: says where it leads, and makes things go wrong on request.

    Attributes:
        door: ``"in-process"`` or ``"server"``.
        endpoint: the address that AWS clients of this process were given.
        account: the account's number, 12 digits.
        page: the address of the account's page in a browser; None in this process, where there is no server.
    """

    def __init__(
        self,
        door: str,
        isolation: Isolation,
        account: accounts.Account,
        control: Control,
        closing: Callable[[], None],
        page: str | None = None,
    ) -> None:
        self.door, self.endpoint, self.account = door, isolation.endpoint, account.id
        self.name, self.page = account.name, page
        self._isolation, self._control, self._closing = isolation, control, closing

    def __repr__(self) -> str:
        where = "in this process" if self.door == "in-process" else f"at {self.endpoint}"
        return f"Practice cloud {where}, account {self.account} ({self.name}). Everything here is emulated."

    def offline(self, device: str) -> None:
        """Take a device offline for this account."""
        self._control("offline", device=devices.device(device).slug)

    def online(self, device: str) -> None:
        """Bring it back."""
        self._control("online", device=devices.device(device).slug)

    def throttle(self, calls: int, operation: str = "CreateQuantumTask") -> None:
        """Answer this account's next ``calls`` calls of an operation with ThrottlingException."""
        self._control("throttle", calls=calls, operation=operation)

    def use_variant(self, device: str, variant: str | None) -> None:
        """Run this account's further tasks on a variant of a device's emulation; ``None``: the published."""
        self._control("variant", device=devices.device(device).slug, variant=variant)

    def bill(self) -> list[dict[str, Any]]:
        """What this account has "spent": by day and device, in dollars that nobody is charged."""
        return self._control("bill")["bill"]

    def close(self) -> None:
        """Give the process its own AWS configuration back."""
        self._closing()
        self._isolation.leave()
        _guard.on = False


def in_this_process(account: str, time_scale: float, seed: int) -> Practice:
    """A practice cloud of this process alone, in memory."""
    accounts.check_name(account)
    from gangway.cloud import controls, inprocess, sending
    from gangway.cloud.clock import Clock
    from gangway.cloud.service import Service
    from gangway.cloud.storage import Storage
    from gangway.cloud.store import Store

    key = accounts.key_without_server(account)
    isolation = Isolation(sending.ENDPOINT, key, data_folder() / "aws-in-process" / account)
    isolation.enter()
    try:
        service = Service(Store(), Storage(), clock=Clock(time_scale), seed=seed)
    except BaseException:
        isolation.leave()
        raise
    who = accounts.add(service.store, account, key)
    hook = _installed()
    hook.service = service
    inprocess.serve_prices()
    _guard.on = True

    def close() -> None:
        hook.service = None
        service.close()

    def control(command: str, **arguments: Any) -> dict[str, Any]:
        return controls.carry_out(service, who.id, command, arguments)

    return Practice("in-process", isolation, who, control, close)


def to_server(account: str, time_scale: float | None) -> Practice:
    """A connection to this machine's server; one is started, if none runs, and waited for.

    Raises:
        NotIsolated: a call could reach a real endpoint.
        Trouble: it doesn't start.
    """
    from gangway.cloud import running
    from gangway.cloud.clock import check_scale
    from gangway.cloud.web.access import page

    accounts.check_name(account)
    if time_scale is not None:
        check_scale(time_scale)
    folder = data_folder()
    server = running.start(folder, scale=running.TIME_SCALE if time_scale is None else time_scale)
    if time_scale is not None and time_scale != server.scale:
        warnings.warn(
            f"The practice cloud runs already, with time scale {server.scale:g}, and keeps it. For"
            f" {time_scale:g}, stop it first: gangway cloud stop",
            stacklevel=3,
        )
    who = accounts.Account(**running.ask(server, "account", name=account))
    isolation = Isolation(server.url, who.access_key, folder / "aws" / who.name)
    _installed()
    isolation.enter()
    _guard.on = True

    def control(command: str, **arguments: Any) -> dict[str, Any]:
        return running.ask(server, command, who.access_key, **arguments)

    return Practice("server", isolation, who, control, lambda: None, page(server, who.id))


def data_folder() -> Path:
    """Where the practice cloud keeps its own, on this machine."""
    from gangway.progress import folder

    return folder() / "cloud"


def _installed() -> Hook:
    """The hook, in every botocore session that is made from now on; installed once in a process."""
    from botocore.handlers import BUILTIN_HANDLERS

    from gangway.cloud.inprocess import Hook

    if not _hooks:
        _hooks.append(Hook())
        BUILTIN_HANDLERS.append(("before-send", _guard))
        BUILTIN_HANDLERS.append(("before-send", _hooks[0]))
    return _hooks[0]
