"""Variants of an analog machine: as its published figures say, or with errors that they don't show.

``analog_variant("aquila", "blind-3")`` is the same machine with four seeded faults: its Rabi frequency and
its detuning are off by as much at every shot, its atoms sit less well where they should, and they dephase
faster. Its capability document is the published one, so only measurements find them.
"""

from __future__ import annotations

import copy
import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gangway import devices
from gangway.cloud.profiles.faults import BLIND, PUBLISHED, Fault, UnknownVariant


@dataclass(frozen=True)
class AnalogVariant:
    """The analog machine that the engine emulates.

    Attributes:
        name: the variant's.
        errors: the true table of errors, under the names of Braket's schema; SI units.
        faults: what is wrong beside the published figures.
        rabi_factor: what every Rabi frequency is multiplied by.
        detuning_offset: what is added to every detuning, in rad/s.
    """

    name: str
    errors: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    rabi_factor: float = 1.0
    detuning_offset: float = 0.0


@cache
def analog_variant(slug: str, name: str | None = None) -> AnalogVariant:
    """A variant of an analog machine: ``None`` or ``"published"``, ``"blind-1"`` and so on.

    Raises:
        UnknownVariant: there is none of that name.
        ValueError: the device is no analog machine.
    """
    device = devices.device(slug)
    if device.paradigm != "analog":
        raise ValueError(f"{device.name} is no analog machine")
    if name in (None, "", PUBLISHED):
        return AnalogVariant(PUBLISHED, device.performance)
    if not BLIND.fullmatch(name or ""):
        raise UnknownVariant(
            f"no variant {name!r} of {device.name}: there are 'published', 'blind-1', 'blind-2' and so on"
        )
    draw = random.Random(zlib.crc32(f"{device.slug}/{name}".encode()))  # noqa: S311 (an exercise)
    faults = {fault.kind: fault for fault in _faults(device.performance, draw)}
    return AnalogVariant(
        str(name),
        _with_faults(device.performance, faults),
        tuple(faults.values()),
        1 + faults["rabi"].size,
        faults["detuning"].size,
    )


def _faults(errors: Mapping[str, Any], draw: random.Random) -> Iterator[Fault]:
    """Four faults of the whole machine, each several times what its published figure lets one expect."""
    drive = errors["rydberg"]["rydbergGlobal"]
    yield Fault("rabi", (), round(draw.choice((-1, 1)) * draw.uniform(0.06, 0.1), 4))
    offset = draw.uniform(2.5, 4.0) * drive["detuningInhomogeneity"]
    yield Fault("detuning", (), float(f"{draw.choice((-1, 1)) * offset:.3g}"))
    yield Fault("position", (), float(f"{draw.uniform(5, 9) * errors['lattice']['sitePositionError']:.3g}"))
    yield Fault("dephasing", (), float(f"{drive['T2StarSingle'] / draw.uniform(6, 10):.3g}"))


def _with_faults(errors: Mapping[str, Any], faults: Mapping[str, Fault]) -> Mapping[str, Any]:
    """The table with the figures that are wrong in the published one: places and T2*."""
    true = copy.deepcopy(dict(errors))
    true["lattice"]["sitePositionError"] = faults["position"].size
    drive = true["rydberg"]["rydbergGlobal"]
    drive["T2StarSingle"] = drive["T2StarEnsemble"] = faults["dephasing"].size
    return true
