"""CreateQuantumTask, GetQuantumTask, CancelQuantumTask and SearchQuantumTasks."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud.conductor import ENDED, work_of
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.errors import ServiceError, invalid, not_found
from gangway.cloud.operations import jobs, limits, tags
from gangway.cloud.operations.devices import available, find
from gangway.cloud.operations.filters import number, seconds
from gangway.cloud.operations.pages import page
from gangway.cloud.pricing import task_cost
from gangway.cloud.storage import well_formed
from gangway.cloud.store import Job, Tag, Task

if TYPE_CHECKING:
    from gangway.cloud.engine.programs import ProgramInfo
    from gangway.cloud.here import Here, Parameters, Result

#: What a client token stands for: a second call with the same token must ask for the same.
_ASKED = ("device", "action", "device_parameters", "shots", "bucket")


def create(here: Here, asked: Parameters) -> Result:
    """Take a task: validated, paid for within the limits, placed in the queue."""
    device = find(here, asked["deviceArn"])
    task = _new(here, device, asked)
    if same := _with_token(here, task):
        return {"quantumTaskArn": same}
    available(here, device)
    _check_place(here, task, asked["outputS3KeyPrefix"])
    info = _validated(here, task)
    about = {"actionMetadata": _metadata(task.action, info), "seconds": info.seconds_estimate}
    task.details = {**task.details, **about}
    return {"quantumTaskArn": _accept(here, device, task, asked.get("tags") or {})}


def get(here: Here, asked: Parameters) -> Result:
    """One task as it is now; a poll."""
    arn = asked["quantumTaskArn"]
    here.check_arn(arn, "quantum-task")
    here.service.conductor.advance(arn=arn)
    with here.session() as session:
        task = _existing(session.get(Task, arn), arn)
        shown = {**_summary(task), **_rest(task), "tags": tags.read(session, arn)}
    if "QueueInfo" in asked.get("additionalAttributeNames", []):
        shown["queueInfo"] = _queue(here, task)
    return shown


def cancel(here: Here, asked: Parameters) -> Result:
    """Stop a task that has not ended; it costs nothing then."""
    arn = asked["quantumTaskArn"]
    here.check_arn(arn, "quantum-task")
    with here.session() as session:
        task = _existing(session.get(Task, arn), arn)
        if task.status in ENDED:
            raise ServiceError(
                "ConflictException", f"The task {arn} can't be cancelled: it is {task.status} already."
            )
        task.status, task.ends_at, task.cost = "CANCELLED", here.service.clock.now(), 0.0
    here.service.conductor.stop(arn)
    return {"quantumTaskArn": arn, "cancellationStatus": "CANCELLING"}


def search(here: Here, asked: Parameters) -> Result:
    """This account's tasks in this region, newest first."""
    here.service.conductor.advance(account=here.account, wait=_patience(here))
    wanted = select(Task).where(Task.account == here.account, Task.region == here.region)
    for each in asked["filters"]:
        wanted = wanted.where(_condition(each))
    with here.session() as session:
        found = list(session.scalars(wanted.order_by(Task.created_at.desc(), Task.arn)))
        shown, token = page(found, lambda task: task.arn, asked.get("maxResults"), asked.get("nextToken"))
        tasks = [{**_summary(task), "tags": tags.read(session, task.arn)} for task in shown]
    return {"quantumTasks": tasks, **({"nextToken": token} if token else {})}


# --- creation ----------------------------------------------------------------------------------------------


def _new(here: Here, device: devices.Device, asked: Parameters) -> Task:
    name = str(uuid.uuid4())
    now = here.service.clock.now()
    rest = {key: asked[key] for key in ("associations", "experimentalCapabilities") if asked.get(key)}
    if variant := here.conditions.variants.get(device.slug):
        rest["variant"] = variant
    job = _job(here, asked.get("jobToken"))
    if job is not None and job.device == device.arn:
        rest["priority"] = True
    return Task(
        arn=here.arn("quantum-task", name),
        account=here.account,
        region=here.region,
        device=device.arn,
        status="CREATED",
        client_token=asked["clientToken"],
        action=asked["action"],
        device_parameters=asked.get("deviceParameters") or "{}",
        shots=asked["shots"],
        bucket=asked["outputS3Bucket"],
        directory=f"{asked['outputS3KeyPrefix'].rstrip('/')}/{name}",
        created_at=now,
        starts_at=now,
        ends_at=now,
        attempts=0,
        job=job.arn if job is not None else None,
        details=rest,
    )


def _job(here: Here, token: str | None) -> Job | None:
    """The hybrid job that a task is created in, if it is in one."""
    if not token:
        return None
    with here.session() as session:
        return jobs.of_token(here, session, token)


def _with_token(here: Here, task: Task) -> str | None:
    """The ARN of the task that was created with the same token, if there is one."""
    with here.session() as session:
        wanted = select(Task).where(Task.account == task.account, Task.client_token == task.client_token)
        earlier = session.scalar(wanted)
    if earlier is None:
        return None
    if any(getattr(earlier, name) != getattr(task, name) for name in _ASKED):
        raise ServiceError(
            "ConflictException", "The clientToken was used for a different task. Use a new token for each."
        )
    return earlier.arn


def _check_place(here: Here, task: Task, prefix: str) -> None:
    if not well_formed(task.bucket) or prefix.startswith("/"):
        raise invalid(f"s3://{task.bucket}/{prefix} is no place for results in S3.")
    if not here.service.storage.has(here.account, task.bucket):
        raise invalid(
            f"The bucket {task.bucket!r} does not exist, or belongs to another account. Create it first, or"
            " leave the place of the results to the SDK."
        )


def _validated(here: Here, task: Task) -> ProgramInfo:
    try:
        return here.service.runner.validate(work_of(task))
    except Rejected as error:
        raise invalid(str(error)) from error


def _accept(here: Here, device: devices.Device, task: Task, given: dict[str, str]) -> str:
    """Place it in the queue, if its cost is within the limits."""
    clock = here.service.clock
    task.seed = here.service.seed_for(task.account, task.device, task.shots, task.action)
    with here.session() as session:
        unfinished = select(func.count()).where(Task.device == task.device, Task.status.not_in(ENDED))
        serial = device.paradigm != "simulator"
        first = bool(task.details.get("priority"))
        ahead = session.scalar(unfinished) or 0 if serial and not first else 0
        slot = clock.slot(device, task.seed, ahead, first=first)
        task.starts_at, task.ends_at = slot.starts_at, slot.ends_at
        task.cost = task_cost(device, task.shots) if serial else 0.0
        limits.check(session, here, device, task.cost)
        tags.write(session, task.arn, dict([tags.EMULATED]))
        tags.write(session, task.arn, given)
        here.service.conductor.begin(task)
        session.add(task)
    return task.arn


def _metadata(action: str, info: ProgramInfo) -> dict[str, Any]:
    """What the SDK reads to know which kind of result to expect."""
    content = json.loads(action)
    return {
        "actionType": content["braketSchemaHeader"]["name"],
        "programCount": len(content.get("programs") or [content]),
        "executableCount": info.executables,
    }


# --- what clients see --------------------------------------------------------------------------------------

#: Of a task's details, what clients are shown: never which variant it ran on.
_SHOWN = ("actionMetadata", "associations", "experimentalCapabilities")


def _summary(task: Task) -> dict[str, Any]:
    ended = {"endedAt": _time(task.ends_at)} if task.status in ENDED and task.ends_at is not None else {}
    return {
        "quantumTaskArn": task.arn,
        "status": task.status,
        "deviceArn": task.device,
        "shots": task.shots,
        "outputS3Bucket": task.bucket,
        "outputS3Directory": task.directory,
        "createdAt": _time(task.created_at),
        **ended,
    }


def _rest(task: Task) -> dict[str, Any]:
    found = {
        "deviceParameters": task.device_parameters,
        "failureReason": task.failure,
        "numSuccessfulShots": task.successful_shots,
    }
    found |= {"jobArn": task.job, **{key: task.details.get(key) for key in _SHOWN}}
    return {key: value for key, value in found.items() if value is not None}


def _queue(here: Here, task: Task) -> dict[str, str]:
    """The place in the queue; clients need the priority, though the model calls it optional."""
    priority = "Priority" if task.details.get("priority") else "Normal"
    common = {"queue": "QUANTUM_TASKS_QUEUE", "queuePriority": priority}
    if task.status in ("CREATED", "QUEUED"):
        position = here.service.clock.position(task.starts_at, task.created_at, task.seed)
        return {**common, "position": str(max(1, position))}
    message = f"The task is {task.status}: a position is shown only while it waits."
    return {**common, "position": "None", "message": message}


def _existing(task: Task | None, arn: str) -> Task:
    if task is None:
        raise not_found(f"There is no quantum task {arn}.")
    return task


def _time(when: float | None) -> datetime:
    return datetime.fromtimestamp(when or 0.0, UTC)


def _patience(here: Here) -> float:
    """A search waits for tasks only where time doesn't pass: there every due task is done when looked at."""
    from gangway.cloud.conductor import PATIENCE

    return PATIENCE if here.service.clock.scale == 0 else 0.0


# --- filters -----------------------------------------------------------------------------------------------

_TEXTS = {"deviceArn": Task.device, "status": Task.status, "quantumTaskArn": Task.arn, "jobArn": Task.job}
_TIMES = {"createdAt": Task.created_at, "endedAt": Task.ends_at}


def _condition(asked: dict[str, Any]) -> Any:
    """One filter of the search as a condition on the table."""
    name, values, operator = asked["name"], asked["values"], asked["operator"]
    if name in _TIMES:
        return number(_TIMES[name], operator, [seconds(value) for value in values])
    if operator != "EQUAL":
        raise invalid(f"The filter {name!r} takes the operator EQUAL, not {operator}.")
    if name in _TEXTS:
        return _TEXTS[name].in_(values)
    if name.startswith("tag:"):
        tagged = select(Tag.resource).where(Tag.key == name.removeprefix("tag:"), Tag.value.in_(values))
        return Task.arn.in_(tagged)
    known = ", ".join([*_TEXTS, *_TIMES, "tag:KEY"])
    raise invalid(f"SearchQuantumTasks can't filter by {name!r}; it can by: {known}.")
