"""A result document as it is stored: the engine's, with what only the service knows filled in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gangway.cloud.store import Task

_SET = "braket.ir.openqasm.program_set"
_SIMULATOR = {"name": "braket.task_result.simulator_metadata", "version": "1"}


@dataclass(frozen=True)
class Finished:
    """A document ready to be stored, and what the service reads from it.

    Attributes:
        text: the document.
        seconds: what a managed simulator took, by its own word; 0 on a QPU.
        successful_shots: of an analog program those whose atoms were seen; otherwise all.
    """

    text: str
    seconds: float
    successful_shots: int


def finish(result: str, task: Task, ended_at: float) -> Finished:
    """Fill in the task's ARN and times, and on a managed simulator how long it took."""
    document = json.loads(result)
    about = document.get("taskMetadata", {})
    about.update(id=task.arn, createdAt=_time(task.created_at), endedAt=_time(ended_at))
    if "gate_model" in document["braketSchemaHeader"]["name"] and (given := _parameters(task)):
        about["deviceParameters"] = given
    seconds = _seconds(document, task)
    return Finished(json.dumps(document, separators=(",", ":")), seconds, _successful(document, task.shots))


def _parameters(task: Task) -> dict[str, Any] | None:
    """The device parameters that the task was sent with, where clients can read them in a result."""
    from braket.task_result import TaskMetadata
    from pydantic.v1 import ValidationError

    given = json.loads(task.device_parameters)
    try:
        TaskMetadata(id=task.arn, shots=task.shots, deviceId=task.device, deviceParameters=given or None)
    except ValidationError:
        return None
    return given


def failure(task: Task, reason: str, ended_at: float) -> str | None:
    """The document of a program set that failed, which clients read; None for any other program.

    The failure stands for every executable of every program.
    """
    content = json.loads(task.action)
    if content["braketSchemaHeader"]["name"] != _SET:
        return None
    about = {"failureReason": reason, "retryable": True, "category": "SERVICE"}
    groups = [(program, _executables(program)) for program in content["programs"]]
    metadata = {
        **_header("program_set_task_metadata"),
        "id": task.arn,
        "deviceId": task.device,
        "requestedShots": task.shots,
        "successfulShots": 0,
        "programMetadata": [{"executables": [about] * count} for _, count in groups],
        "createdAt": _time(task.created_at),
        "endedAt": _time(ended_at),
        "totalFailedExecutables": sum(count for _, count in groups),
    }
    results = [_failed(program, count, about) for program, count in groups]
    document = {**_header("program_set_task_result"), "programResults": results, "taskMetadata": metadata}
    return json.dumps(document, separators=(",", ":"))


def _executables(program: dict[str, Any]) -> int:
    """A program of a set runs once for each value of its inputs."""
    lengths = [len(values) for values in (program.get("inputs") or {}).values() if isinstance(values, list)]
    return lengths[0] if lengths else 1


def _failed(program: dict[str, Any], count: int, about: dict[str, Any]) -> dict[str, Any]:
    source = {"braketSchemaHeader": {"name": "braket.ir.openqasm.program", "version": "1"}, **program}
    failed = [
        {**_header("program_set_executable_failure"), "inputsIndex": index, "failureMetadata": about}
        for index in range(count)
    ]
    said = {"practiceCloud": {"emulated": True}}
    return {
        **_header("program_result"),
        "source": source,
        "executableResults": failed,
        "additionalMetadata": said,
    }


def _header(name: str) -> dict[str, Any]:
    return {"braketSchemaHeader": {"name": f"braket.task_result.{name}", "version": "1"}}


def _seconds(document: dict[str, Any], task: Task) -> float:
    """The engine's estimate where it wrote no duration: a measured one would differ from run to run."""
    if "quantum-simulator" not in task.device:
        return 0.0
    about = document.setdefault("additionalMetadata", {})
    milliseconds = max(1, round(1000 * task.details.get("seconds", 0.0)))
    stated = about.get("simulatorMetadata") or {
        "braketSchemaHeader": _SIMULATOR,
        "executionDuration": milliseconds,
    }
    about["simulatorMetadata"] = stated
    return stated["executionDuration"] / 1000


def _successful(document: dict[str, Any], shots: int) -> int:
    rows = document.get("measurements")
    if rows and isinstance(rows[0], dict):
        return sum(row.get("shotMetadata", {}).get("shotStatus") == "Success" for row in rows)
    return shots


def _time(when: float) -> str:
    """As the service writes it: to the millisecond, UTC."""
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
