"""Result documents, as the service writes them to the bucket: Braket's own schemas hold every one.

Each says that it was emulated: in the vendor's metadata where the schema has a place for the compiled
program, and in ``additionalMetadata.practiceCloud``, which clients pass over and readers find.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.profiles.capabilities import summary

if TYPE_CHECKING:
    import numpy as np

Document = dict[str, Any]
#: Stands for the task's ARN, which the service fills in with its times.
TASK_ID = "practice-cloud-task"


def gate_model(
    device: devices.Device,
    action: Mapping[str, Any],
    shots: int,
    measurements: np.ndarray | None,
    measured_qubits: Sequence[int],
    result_types: Sequence[Document] = (),
    compiled: str | None = None,
    variant: str | None = None,
) -> str:
    """The result document of an OpenQASM program.

    Args:
        device: where it ran.
        action: the program's own document.
        shots: how many.
        measurements: the bits, (shots, columns); None for exact results.
        measured_qubits: the program's qubit of each column.
        result_types: the result types asked for and their values, as documents.
        compiled: the compiled program.
        variant: which variant of the device.
    """
    document: Document = {
        "braketSchemaHeader": {"name": "braket.task_result.gate_model_task_result", "version": "1"},
        "resultTypes": list(result_types),
        "measuredQubits": list(measured_qubits),
        "taskMetadata": {
            "braketSchemaHeader": {"name": "braket.task_result.task_metadata", "version": "1"},
            "id": TASK_ID,
            "shots": shots,
            "deviceId": device.arn,
        },
        "additionalMetadata": _additional(device, action, compiled, variant),
    }
    if measurements is not None:
        document["measurements"] = measurements.tolist()
    return _held(document, "GateModelTaskResult")


def _additional(
    device: devices.Device, action: Mapping[str, Any], compiled: str | None, variant: str | None
) -> Document:
    found: Document = {"action": dict(action), "practiceCloud": said(device, variant)}
    if compiled and device.vendor in ("IQM", "Rigetti"):
        name = device.vendor.lower()
        found[f"{name}Metadata"] = {
            "braketSchemaHeader": {"name": f"braket.task_result.{name}_metadata", "version": "1"},
            "compiledProgram": compiled,
        }
    elif compiled:
        found["practiceCloud"]["compiledProgram"] = compiled
    return found


def said(device: devices.Device, variant: str | None = None) -> Document:
    """What every result says of itself."""
    return {"emulated": True, "summary": summary(device), "variant": variant or "published"}


def _held(document: Document, schema: str) -> str:
    """The document as text, once Braket's schema class has taken it."""
    import braket.task_result

    text = json.dumps(document, separators=(",", ":"))
    getattr(braket.task_result, schema).parse_raw(text)
    return text
