"""What a run costs, before it is sent."""

from __future__ import annotations

from gangway.devices.prices import Cost, NoPrice
from gangway.devices.records import Device
from gangway.devices.records import device as find


def estimate(
    device: Device | str, *, shots: int, tasks: int = 1, seconds: float = 0.0, executables: int = 1
) -> Cost:
    """What ``tasks`` tasks of ``shots`` shots each would cost on a device (its name, ARN or catalogue entry).

    ``seconds`` is the simulation time of one task, for managed simulators, which bill at least their
    minimum for each task. A program set is one task, and its ``shots`` are those of all its ``executables``;
    the device's range of shots holds for each of them.

    Raises:
        UnknownDevice: there is no such device.
        NoPrice: its price isn't published, or it isn't on Amazon Braket.
        ValueError: shots outside the device's range, or no task.
    """
    found = device if isinstance(device, Device) else find(device)
    if not found.on_braket:
        raise NoPrice(f"{found.name} is not on Amazon Braket, so a task on it has no price there")
    if found.price is None:
        raise NoPrice(f"the price of {found.name} is not published")
    if tasks < 1:
        raise ValueError(f"an estimate needs at least one task, not {tasks}")
    _check_shots(found.name, found.shots, shots, executables)
    price = found.price
    billed = max(seconds, price.minimum_seconds) / 60 if price.minute else 0.0
    return Cost(
        tasks=tasks * price.task,
        shots=tasks * shots * price.shot,
        time=tasks * billed * price.minute,
        as_of=price.as_of,
    )


def _check_shots(name: str, limits: tuple[int, int] | None, shots: int, executables: int) -> None:
    each = shots / max(executables, 1)
    if limits and not limits[0] <= each <= limits[1]:
        of = "a task" if executables == 1 else "an executable"
        raise ValueError(f"{name} takes {limits[0]} to {limits[1]:,} shots {of}, not {each:,.10g}")
