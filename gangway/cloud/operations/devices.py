"""GetDevice and SearchDevices, and the device checks of the other operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud.errors import ServiceError, invalid, not_found
from gangway.cloud.operations.pages import page
from gangway.cloud.pricing import SIMULATOR_REGIONS
from gangway.cloud.profiles import capabilities
from gangway.cloud.store import Job, Task

if TYPE_CHECKING:
    from gangway.cloud.here import Here, Parameters, Result

#: What SearchDevices can be asked to filter by, as far as it is answered here.
_FILTERS = ("deviceArn", "deviceName", "deviceStatus", "deviceType", "providerName")


def get(here: Here, asked: Parameters) -> Result:
    """One device with its capability document and its queues."""
    device = find(here, asked["deviceArn"])
    return {
        **_summary(here, device),
        "deviceCapabilities": capabilities.document(device.slug),
        "deviceQueueInfo": _queues(here, device),
    }


def search(here: Here, asked: Parameters) -> Result:
    """The devices of this region, retired ones included."""
    found = [_summary(here, device) for device in devices.catalogue(retired=True) if _is_here(here, device)]
    for wanted in asked.get("filters", []):
        if wanted["name"] not in _FILTERS:
            raise invalid(
                f"SearchDevices can't filter by {wanted['name']!r}; it can by: {', '.join(_FILTERS)}."
            )
        found = [each for each in found if each[wanted["name"]] in wanted["values"]]
    shown, token = page(
        found, lambda each: each["deviceArn"], asked.get("maxResults", 100), asked.get("nextToken")
    )
    return {"devices": shown, **({"nextToken": token} if token else {})}


def find(here: Here, arn: str) -> devices.Device:
    """The device of an ARN, in the caller's region.

    Raises:
        ServiceError: it is no ARN of a device; there is no such device; it is in another region.
    """
    if not arn.startswith("arn:aws:braket:") or ":device/" not in arn:
        raise invalid(f"{arn!r} is no ARN of a device.")
    device = next((each for each in devices.catalogue(retired=True) if each.arn == arn), None)
    if device is None:
        raise not_found(f"There is no device {arn}." + _nearest(arn))
    if not _is_here(here, device):
        places = device.region or ", ".join(SIMULATOR_REGIONS)
        raise not_found(f"The device {arn} is not in {here.region}; it is in {places}.")
    return device


def available(here: Here, device: devices.Device) -> None:
    """Make sure that a device takes tasks.

    Raises:
        ServiceError: it is retired, or offline.
    """
    status = status_of(here, device)
    if status == "RETIRED":
        raise ServiceError(
            "DeviceRetiredException", f"{device.name} was retired in {device.retired}. Choose another device."
        )
    if status == "OFFLINE":
        raise ServiceError("DeviceOfflineException", f"{device.name} is offline. Try again later.")


def status_of(here: Here, device: devices.Device) -> str:
    """ONLINE, OFFLINE or RETIRED. A closed window is no offline: tasks wait for it in the queue."""
    if device.retired:
        return "RETIRED"
    return "OFFLINE" if device.slug in here.conditions.offline else "ONLINE"


def _is_here(here: Here, device: devices.Device) -> bool:
    return here.region == device.region if device.region else here.region in SIMULATOR_REGIONS


def _summary(here: Here, device: devices.Device) -> dict[str, Any]:
    return {
        "deviceArn": device.arn,
        "deviceName": device.service_name,
        "providerName": device.vendor,
        "deviceType": "SIMULATOR" if device.paradigm == "simulator" else "QPU",
        "deviceStatus": status_of(here, device),
    }


def queue_length(here: Here, device: devices.Device) -> int:
    """How many tasks wait: as far back as the last of them says that it stands."""
    waiting = select(Task).where(Task.device == device.arn, Task.status.in_(("CREATED", "QUEUED")))
    with here.session() as session:
        positions = [
            here.service.clock.position(task.starts_at, task.created_at, task.seed)
            for task in session.scalars(waiting)
        ]
    return max(positions, default=0)


def _queues(here: Here, device: devices.Device) -> list[dict[str, str]]:
    tasks = {"queue": "QUANTUM_TASKS_QUEUE", "queueSize": str(queue_length(here, device))}
    return [
        {**tasks, "queuePriority": "Normal"},
        {**tasks, "queueSize": "0", "queuePriority": "Priority"},
        {"queue": "JOBS_QUEUE", "queueSize": str(_jobs(here, device))},
    ]


def _jobs(here: Here, device: devices.Device) -> int:
    """How many hybrid jobs wait for a device, of all accounts."""
    waiting = select(func.count()).where(Job.device == device.arn, Job.status == "QUEUED")
    with here.session() as session:
        return session.scalar(waiting) or 0


def _nearest(arn: str) -> str:
    try:
        found = devices.device(arn.rpartition("/")[2])
    except devices.UnknownDevice as error:
        message = str(error)
        return f" {message[message.index('; ') + 2 :].capitalize()}" if "did you mean" in message else ""
    if not found.on_braket:
        return f' {found.name} is not on Amazon Braket: gangway.devices.backend("{found.name}") gives it.'
    return f" Its name is known under {found.arn}."
