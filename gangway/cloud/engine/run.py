"""One task, from its action to its result document: a pure function of its arguments, for workers to call."""

from __future__ import annotations

from typing import Any

from gangway import devices
from gangway.cloud.engine import results
from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.engine.programs import Executable, executables, parse, validate

__all__ = ["Failed", "Rejected", "run"]


def run(
    slug: str, variant: str | None, action: str, shots: int, device_parameters: str = "{}", seed: int = 0
) -> str:
    """Run a task on an emulated device.

    Args:
        slug: the device's, in :mod:`gangway.devices`.
        variant: a variant of it (:mod:`gangway.cloud.profiles.variants`); None is the published one.
        action: the program's JSON document.
        shots: how many; 0 asks a simulator for exact results.
        device_parameters: the device parameters' JSON document.
        seed: the same seed gives the same result.

    Returns:
        The result document's text, held against Braket's schema.

    Raises:
        Rejected: the device doesn't take the program.
        Failed: it went wrong while it ran.
    """
    device = devices.device(slug)
    validate(slug, action, shots, device_parameters)
    content, kind = parse(device, action)
    groups = executables(content, kind)
    return _single(device, variant, content, groups[0][0], shots, seed)


def _single(
    device: devices.Device,
    variant: str | None,
    content: dict[str, Any],
    executable: Executable,
    shots: int,
    seed: int,
) -> str:
    from gangway.cloud.engine import exact, qpu

    if device.paradigm == "simulator":
        found = exact.outcome(device.slug, executable, shots, seed)
        return results.gate_model(device, content, shots, found.bits, found.qubits, found.results)
    done = qpu.outcome(device.slug, variant, executable, shots, seed)
    wanted = exact.sampled(executable.reading.results, done.bits, done.qubits)
    return results.gate_model(
        device, content, shots, done.bits, done.qubits, wanted, done.compiled, variant
    )
