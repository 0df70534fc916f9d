"""CreateJob, GetJob, CancelJob and SearchJobs."""

from __future__ import annotations

import re
import secrets
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from gangway import devices
from gangway.cloud.errors import ServiceError, invalid, not_found
from gangway.cloud.jobs import images, model, process, roles
from gangway.cloud.jobs.jobs import ENDED, happened
from gangway.cloud.jobs.objects import place
from gangway.cloud.operations import tags
from gangway.cloud.operations.devices import available, find
from gangway.cloud.operations.filters import number, seconds
from gangway.cloud.operations.pages import page
from gangway.cloud.store import Job, Tag

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gangway.cloud.here import Here, Parameters, Result

#: Jobs of an account that may wait or run.
MOST_UNFINISHED = 20
_LOCAL = re.compile(r"local:[\w.-]+/[\w.-]+")
#: What GetJob gives back as CreateJob was given it.
_ECHOED = (
    "algorithmSpecification",
    "associations",
    "checkpointConfig",
    "deviceConfig",
    "hyperParameters",
    "inputDataConfig",
    "instanceConfig",
    "outputDataConfig",
    "roleArn",
    "stoppingCondition",
)


def create(here: Here, asked: Parameters) -> Result:
    """Take a job: validated, placed in the queue."""
    model.check("CreateJob", asked)
    job = _new(here, asked)
    with here.session() as session:
        if same := _with_token(session, job):
            return {"jobArn": same}
    _check(here, asked)
    _check_device(here, job.device)
    _probe()
    with here.session() as session:
        _check_room(session, job)
        tags.write(session, job.arn, dict([tags.EMULATED]))
        tags.write(session, job.arn, asked.get("tags") or {})
        session.add(job)
    here.service.jobs.wake()
    return {"jobArn": job.arn}


def get(here: Here, asked: Parameters) -> Result:
    """One job as it is now."""
    arn = asked["jobArn"]
    here.check_arn(arn, "job")
    here.service.jobs.wake()
    with here.session() as session:
        job = _existing(session.get(Job, arn), arn)
        shown = {**_whole(job), "tags": tags.read(session, arn)}
        if "QueueInfo" in asked.get("additionalAttributeNames", []):
            shown["queueInfo"] = _queue(here, session, job)
    return shown


def cancel(here: Here, asked: Parameters) -> Result:
    """Stop a job that has not ended: its process and all that it has started."""
    arn = asked["jobArn"]
    here.check_arn(arn, "job")
    with here.session() as session:
        job = _existing(session.get(Job, arn), arn)
        if job.status in (*ENDED, "CANCELLING"):
            raise ServiceError(
                "ConflictException", f"The job {arn} can't be cancelled: it is {job.status} already."
            )
        if job.status == "QUEUED":
            job.status, job.ended_at = "CANCELLED", here.service.clock.now()
            happened(job, "CANCELLED", here.service.clock.now())
        else:
            job.status = "CANCELLING"
    here.service.jobs.cancel(job)
    return {"jobArn": arn, "cancellationStatus": "CANCELLING"}


def search(here: Here, asked: Parameters) -> Result:
    """This account's jobs in this region, newest first."""
    here.service.jobs.wake()
    wanted = select(Job).where(Job.account == here.account, Job.region == here.region)
    for each in asked["filters"]:
        wanted = wanted.where(_condition(each))
    with here.session() as session:
        found = list(session.scalars(wanted.order_by(Job.created_at.desc(), Job.arn)))
        shown, token = page(found, lambda job: job.arn, asked.get("maxResults"), asked.get("nextToken"))
        jobs = [{**_summary(job), "tags": tags.read(session, job.arn)} for job in shown]
    return {"jobs": jobs, **({"nextToken": token} if token else {})}


def of_token(here: Here, session: Session, token: str) -> Job:
    """The job that a task is created in, by the token that the job was given.

    Raises:
        ServiceError: it is no token of a job of this account that runs.
    """
    job = session.scalar(select(Job).where(Job.token == token, Job.account == here.account))
    if job is None:
        raise invalid("The jobToken belongs to no hybrid job of this account.")
    if job.status != "RUNNING":
        raise invalid(f"The jobToken belongs to the hybrid job {job.name}, and that is {job.status} already.")
    return job


# --- creation ----------------------------------------------------------------------------------------------


def _new(here: Here, asked: Parameters) -> Job:
    now = here.service.clock.now()
    device = asked["deviceConfig"]["device"]
    seed = here.service.seed_for(here.account, asked["jobName"], device)
    kept = {name: asked[name] for name in _ECHOED if asked.get(name) is not None}
    kept["instanceConfig"] = {"instanceCount": 1, **kept["instanceConfig"]}
    job = Job(
        arn=here.arn("job", str(uuid.uuid4())),
        account=here.account,
        region=here.region,
        name=asked["jobName"],
        device=device,
        status="QUEUED",
        client_token=asked["clientToken"],
        token=secrets.token_urlsafe(48),
        asked=kept,
        created_at=now,
        starts_at=here.service.clock.job_start(_device(device), seed),
        seed=seed,
        events=[],
    )
    happened(job, "QUEUED_FOR_EXECUTION", now)
    return job


def _device(name: str) -> devices.Device | None:
    """The QPU of a job, for whose queue it waits; None for a simulator or none at all."""
    found = next((each for each in devices.catalogue() if each.arn == name), None)
    return found if found is not None and found.paradigm != "simulator" else None


def _with_token(session: Session, job: Job) -> str | None:
    """The ARN of the job that was created with the same token, if there is one."""
    wanted = select(Job).where(Job.account == job.account, Job.client_token == job.client_token)
    earlier = session.scalar(wanted)
    if earlier is None:
        return None
    if (earlier.name, earlier.asked) != (job.name, job.asked):
        raise ServiceError(
            "ConflictException", "The clientToken was used for a different job. Use a new token for each."
        )
    return earlier.arn


def _check(here: Here, asked: Parameters) -> None:
    """Make sure that what a job names is there, and is something that this cloud has."""
    algorithm = asked["algorithmSpecification"]
    if "scriptModeConfig" not in algorithm:
        raise invalid(
            "The practice cloud has no containers, so a job needs a script: give scriptModeConfig with its"
            " entryPoint and s3Uri."
        )
    if image := algorithm.get("containerImage"):
        images.check(image["uri"])
    if asked["instanceConfig"].get("instanceCount", 1) != 1:
        raise invalid("The practice cloud runs a job as one process of this machine: instanceCount is 1.")
    if asked["outputDataConfig"].get("kmsKeyId"):
        raise invalid("The practice cloud encrypts nothing; leave kmsKeyId out.")
    names = [channel["channelName"] for channel in asked.get("inputDataConfig") or []]
    if twice := {name for name in names if names.count(name) > 1}:
        raise invalid(f"There are two input channels {min(twice)!r}; each has a name of its own.")
    _check_places(here, asked)
    roles.check(here.service.storage, here.account, asked["roleArn"])


def _check_places(here: Here, asked: Parameters) -> None:
    uris = [asked["outputDataConfig"]["s3Path"]]
    if checkpoints := asked.get("checkpointConfig"):
        uris.append(checkpoints["s3Uri"])
    for uri in uris:
        bucket = place(uri).bucket
        if not here.service.storage.has(here.account, bucket):
            raise invalid(
                f"The bucket {bucket!r} does not exist, or belongs to another account. Create it first, or"
                " leave the place to the SDK."
            )
    place(asked["algorithmSpecification"]["scriptModeConfig"]["s3Uri"])


def _check_device(here: Here, name: str) -> None:
    if name.startswith("local:"):
        if not _LOCAL.fullmatch(name):
            raise invalid(f"{name!r} is no local simulator; write it as local:PROVIDER/NAME.")
        return
    available(here, find(here, name))


def _check_room(session: Session, job: Job) -> None:
    unfinished = select(Job).where(Job.account == job.account, Job.status.not_in(ENDED))
    same = unfinished.where(Job.name == job.name, Job.region == job.region)
    if session.scalar(same) is not None:
        raise ServiceError(
            "ConflictException",
            f"A job named {job.name!r} is under way; its results would go to the same place. Choose another"
            " name, or wait for its end.",
        )
    if (session.scalar(select(func.count()).select_from(unfinished.subquery())) or 0) >= MOST_UNFINISHED:
        raise ServiceError(
            "ServiceQuotaExceededException",
            f"This account has {MOST_UNFINISHED} jobs that have not ended. Wait for one, or cancel it.",
        )


def _probe() -> None:
    try:
        process.probe()
    except process.NoProcess as error:
        raise ServiceError("AccessDeniedException", f"Not created: {error}.") from error


# --- what clients see --------------------------------------------------------------------------------------


def _summary(job: Job) -> dict[str, Any]:
    times = {"createdAt": job.created_at, "startedAt": job.started_at, "endedAt": job.ended_at}
    return {
        "jobArn": job.arn,
        "jobName": job.name,
        "device": job.device,
        "status": job.status,
        **{name: _time(when) for name, when in times.items() if when is not None},
    }


def _whole(job: Job) -> dict[str, Any]:
    shown = {name: value for name, value in _summary(job).items() if name != "device"}
    events = [{**event, "timeOfEvent": _time(event["timeOfEvent"])} for event in job.events]
    found = {**shown, **job.asked, "events": events}
    if job.failure:
        found["failureReason"] = job.failure
    if job.started_at is not None and job.ended_at is not None:
        found["billableDuration"] = round(1000 * (job.ended_at - job.started_at))
    return found


def _queue(here: Here, session: Session, job: Job) -> dict[str, str]:
    if job.status != "QUEUED":
        message = f"The job is {job.status}: a position is shown only while it waits."
        return {"queue": "JOBS_QUEUE", "position": "None", "message": message}
    ahead = select(func.count()).where(
        Job.device == job.device, Job.status == "QUEUED", Job.created_at < job.created_at
    )
    drawn = here.service.clock.position(job.starts_at, job.created_at, job.seed)
    position = max(1, drawn, 1 + (session.scalar(ahead) or 0))
    return {"queue": "JOBS_QUEUE", "position": str(position) if position <= 15 else ">15"}


def _existing(job: Job | None, arn: str) -> Job:
    if job is None:
        raise not_found(f"There is no hybrid job {arn}.")
    return job


def _time(when: float) -> datetime:
    return datetime.fromtimestamp(when, UTC)


# --- filters -----------------------------------------------------------------------------------------------

_TEXTS = {"device": Job.device, "jobArn": Job.arn, "jobName": Job.name, "status": Job.status}
_TIMES = {"createdAt": Job.created_at, "startedAt": Job.started_at, "endedAt": Job.ended_at}


def _condition(asked: dict[str, Any]) -> Any:
    """One filter of the search as a condition on the table."""
    from sqlalchemy import or_

    name, values, operator = asked["name"], asked["values"], asked["operator"]
    if name in _TIMES:
        if operator == "CONTAINS":
            raise invalid(f"The filter {name!r} is a time, which contains nothing; compare it.")
        return number(_TIMES[name], operator, [seconds(value) for value in values])
    if name not in _TEXTS and not name.startswith("tag:"):
        known = ", ".join([*_TEXTS, *_TIMES, "tag:KEY"])
        raise invalid(f"SearchJobs can't filter by {name!r}; it can by: {known}.")
    if operator not in ("EQUAL", "CONTAINS"):
        raise invalid(f"The filter {name!r} takes the operator EQUAL or CONTAINS, not {operator}.")
    column: Any = Tag.value if name.startswith("tag:") else _TEXTS[name]
    fits = (
        column.in_(values)
        if operator == "EQUAL"
        else or_(*[column.contains(value, autoescape=True) for value in values])
    )
    if name.startswith("tag:"):
        return Job.arn.in_(select(Tag.resource).where(Tag.key == name.removeprefix("tag:"), fits))
    return fits
