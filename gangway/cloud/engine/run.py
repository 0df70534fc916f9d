"""One task, from its action to its result document: a pure function of its arguments, for workers to call."""

from __future__ import annotations

import itertools
from typing import Any

from gangway import devices
from gangway.cloud.engine import results
from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.engine.programs import Executable, executables, parse, validate
from gangway.cloud.profiles.faults import UnknownVariant
from gangway.cloud.profiles.variants import check

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
    if kind == "ahs":
        return _analog(device, variant, content, shots, seed)
    groups = executables(content, kind)
    if kind == "openqasm":
        found = _circuit(device, variant, groups[0][0], shots, seed)
        return results.gate_model(device, content, shots, found, variant)
    each = shots // sum(map(len, groups))
    seeds = itertools.count(seed)
    done = [
        [_circuit(device, variant, executable, each, next(seeds)) for executable in group] for group in groups
    ]
    return results.program_set(device, content["programs"], shots, done, variant)


def _circuit(
    device: devices.Device, variant: str | None, executable: Executable, shots: int, seed: int
) -> results.Circuit:
    """Run one circuit; heavy libraries are imported here and not before."""
    if device.paradigm == "simulator":
        from gangway.cloud.engine import exact

        try:
            check(device.slug, variant)
        except UnknownVariant as error:
            raise Rejected(str(error)) from error
        return exact.outcome(device.slug, executable, shots, seed)
    from gangway.cloud.engine import qpu

    return qpu.outcome(device.slug, variant, executable, shots, seed)


def _analog(
    device: devices.Device, variant: str | None, content: dict[str, Any], shots: int, seed: int
) -> str:
    from gangway.cloud.engine import ahs, analog
    from gangway.cloud.profiles.analog_variants import analog_variant

    try:
        machine = analog_variant(device.slug, variant)
    except UnknownVariant as error:
        raise Rejected(str(error)) from error
    found = analog.sample(device, machine, ahs.check(device, content), shots, seed)
    return results.analog(device, content, found.before, found.after, variant)
