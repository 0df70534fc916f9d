"""Result documents, as the service writes them to the bucket: Braket's own schemas hold every one.

Each says that it was emulated: in the vendor's metadata where the schema has a place for the compiled
program, and in ``additionalMetadata.practiceCloud``, which clients pass over and readers find.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.profiles.capabilities import summary

if TYPE_CHECKING:
    import numpy as np

Document = dict[str, Any]
#: Stands for the task's ARN, which the service fills in with its times.
TASK_ID = "practice-cloud-task"
CREATED_AT = "1970-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Circuit:
    """What came out of one circuit.

    Attributes:
        bits: (shots, columns); None for exact results.
        qubits: the program's qubit of each column.
        results: the result types asked for and their values, as documents.
        compiled: the compiled program, where there is one.
        milliseconds: what a managed simulator is billed for.
    """

    bits: np.ndarray | None
    qubits: Sequence[int]
    results: Sequence[Document] = ()
    compiled: str | None = None
    milliseconds: int | None = None


def gate_model(
    device: devices.Device, action: Mapping[str, Any], shots: int, found: Circuit, variant: str | None
) -> str:
    """The result document of an OpenQASM program, whose own document is ``action``."""
    document: Document = {
        **_header("gate_model_task_result"),
        "resultTypes": list(found.results),
        "measuredQubits": list(found.qubits),
        "taskMetadata": _task(device, shots),
        "additionalMetadata": _additional(device, action, found, variant),
    }
    if found.bits is not None:
        document["measurements"] = found.bits.tolist()
    return _held(document, "GateModelTaskResult")


def program_set(
    device: devices.Device,
    programs: Sequence[Mapping[str, Any]],
    shots: int,
    groups: Sequence[Sequence[Circuit]],
    variant: str | None,
) -> str:
    """The result document of a program set: everything inline, a group of circuits for each program."""
    document: Document = {
        **_header("program_set_task_result"),
        "programResults": [
            _program(device, program, found, variant) for program, found in zip(programs, groups, strict=True)
        ],
        "taskMetadata": {
            **_header("program_set_task_metadata"),
            "id": TASK_ID,
            "deviceId": device.arn,
            "requestedShots": shots,
            "successfulShots": shots,
            "programMetadata": [{"executables": [{} for _ in found]} for found in groups],
            "createdAt": CREATED_AT,
            "totalFailedExecutables": 0,
        },
    }
    return _held(document, "ProgramSetTaskResult")


def _program(
    device: devices.Device, program: Mapping[str, Any], found: Sequence[Circuit], variant: str | None
) -> Document:
    source = {"braketSchemaHeader": {"name": "braket.ir.openqasm.program", "version": "1"}, **program}
    return {
        **_header("program_result"),
        "source": source,
        "executableResults": [
            {
                **_header("program_set_executable_result"),
                "inputsIndex": index,
                "measurements": [] if circuit.bits is None else circuit.bits.tolist(),
                "measuredQubits": list(circuit.qubits),
            }
            for index, circuit in enumerate(found)
        ],
        "additionalMetadata": _additional(device, None, found[0], variant),
    }


def analog(
    device: devices.Device,
    action: Mapping[str, Any],
    before: np.ndarray,
    after: np.ndarray,
    variant: str | None = None,
) -> str:
    """The result document of an analog program, from its pictures: (shots, sites) of 0 and 1."""
    document: Document = {
        **_header("analog_hamiltonian_simulation_task_result"),
        "taskMetadata": _task(device, len(before)),
        "measurements": [
            {
                "shotMetadata": {"shotStatus": "Success"},
                "shotResult": {"preSequence": pre, "postSequence": post},
            }
            for pre, post in zip(before.tolist(), after.tolist(), strict=True)
        ],
        "additionalMetadata": {
            "action": dict(action),
            "queraMetadata": {**_header("quera_metadata"), "numSuccessfulShots": len(before)},
            "practiceCloud": said(device, variant),
        },
    }
    return _held(document, "AnalogHamiltonianSimulationTaskResult")


def _header(name: str) -> Document:
    return {"braketSchemaHeader": {"name": f"braket.task_result.{name}", "version": "1"}}


def _task(device: devices.Device, shots: int) -> Document:
    return {**_header("task_metadata"), "id": TASK_ID, "shots": shots, "deviceId": device.arn}


def _additional(
    device: devices.Device, action: Mapping[str, Any] | None, found: Circuit, variant: str | None
) -> Document:
    document: Document = {"practiceCloud": said(device, variant)}
    if action is not None:
        document["action"] = dict(action)
    if found.milliseconds is not None:
        document["simulatorMetadata"] = {
            **_header("simulator_metadata"),
            "executionDuration": found.milliseconds,
        }
    if found.compiled and device.vendor in ("IQM", "Rigetti"):
        name = device.vendor.lower()
        document[f"{name}Metadata"] = {**_header(f"{name}_metadata"), "compiledProgram": found.compiled}
    elif found.compiled:
        document["practiceCloud"]["compiledProgram"] = found.compiled
    return document


def said(device: devices.Device, variant: str | None = None) -> Document:
    """What every result says of itself."""
    return {"emulated": True, "summary": summary(device), "variant": variant or "published"}


def _held(document: Document, schema: str) -> str:
    """The document as text, once Braket's schema class has taken it."""
    import braket.task_result

    text = json.dumps(document, separators=(",", ":"))
    getattr(braket.task_result, schema).parse_raw(text)
    return text
