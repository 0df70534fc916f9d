"""``gangway.connect``: one line that says where the rest of a notebook runs.

After it, lesson code is plain ``AwsDevice(arn)``, whichever cloud it was.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from gangway.cloud.connections import Practice
    from gangway.cloud.real import Real

#: Chooses the door of a plain ``connect("practice")``.
DOOR_VARIABLE = "GANGWAY_CLOUD"
DOORS = ("server", "in-process")

_connected: list[Practice | Real] = []


def connect(
    cloud: str = "practice",
    *,
    in_process: bool | None = None,
    account: str = "you",
    time_scale: float | None = None,
    seed: int | None = None,
    profile: str | None = None,
    budget: float | None = None,
    confirm: Callable[[str], bool] | None = None,
) -> Practice | Real:
    """Connect this process to a cloud; a connection that it had is closed first.

    A hybrid job that is created on the practice cloud runs on this machine, as a process with your rights and
    with this Python's packages; it reaches no other machine.

    Args:
        cloud: ``"practice"`` for the practice cloud, ``"aws"`` for the real service.
        in_process: with the practice cloud, whether it runs in this process, without a server. By default
            what the environment variable GANGWAY_CLOUD says (``server`` or ``in-process``), else a server.
        account: with the practice cloud, the account to be.
        time_scale: with the practice cloud, what waiting is multiplied by: 1 for real, 0 for none. A server
            that runs already keeps its own, and a warning says so.
        seed: with the practice cloud in process, the seed of all randomness.
        profile: with AWS, the profile of your configuration.
        budget: with AWS, the dollars after which no further task is sent. Required there.
        confirm: with AWS, asks whether a task with its estimated cost is to be sent; by default on the
            terminal or in the notebook.

    Raises:
        ValueError: there is no such cloud, or an argument that it doesn't take.
        NotIsolated: a call to the practice cloud could reach a real endpoint; the message says what to do.
        Trouble: the practice cloud's server doesn't start.
    """
    if cloud == "aws":
        _refuse_arguments(cloud, in_process=in_process, time_scale=time_scale, seed=seed)
        disconnect()
        from gangway.cloud.real import Real

        return _keep(Real.open(profile, budget, confirm))
    if cloud != "practice":
        raise ValueError(f'connect() takes "practice" or "aws", not {cloud!r}.{_instead(cloud)}')
    _refuse_arguments(cloud, profile=profile, budget=budget, confirm=confirm)
    disconnect()
    from gangway.cloud import connections

    if _chosen_door(in_process) == "in-process":
        return _keep(connections.in_this_process(account, time_scale or 0.0, 1 if seed is None else seed))
    if seed is not None:
        raise ValueError("a seed is for in_process=True; a server has its own (gangway cloud start --seed)")
    return _keep(connections.to_server(account, time_scale))


def disconnect() -> None:
    """Give this process its own AWS configuration back. A server goes on running."""
    while _connected:
        _connected.pop().close()


def _keep(connection: Any) -> Any:
    _connected.append(connection)
    return connection


def _chosen_door(in_process: bool | None) -> str:
    if in_process is not None:
        return "in-process" if in_process else "server"
    door = os.environ.get(DOOR_VARIABLE, "server")
    if door not in DOORS:
        raise ValueError(f"{DOOR_VARIABLE} is {door!r}; it is one of: {', '.join(DOORS)}")
    return door


def _refuse_arguments(cloud: str, **given: object) -> None:
    if names := [name for name, value in given.items() if value is not None]:
        raise ValueError(f'connect("{cloud}") takes no {" and no ".join(names)}')


def _instead(cloud: str) -> str:
    return (
        " A local simulator needs no connection: use braket.devices.LocalSimulator()."
        if cloud == "local"
        else ""
    )
