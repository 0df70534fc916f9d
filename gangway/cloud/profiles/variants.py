"""Variants of a device: the machine as its published figures say, or with faults that they don't show.

``variant(slug, "blind-3")`` is the same machine with five seeded faults: a bad coupler, a drifted qubit, a
qubit whose turns overshoot, a qubit whose 1 is read as 0, and a coupler that disturbs a bystander. Its
capability document is the published one, so only measurements find them. A date (``"2025-08-14"``) is the
machine as it was calibrated that day, under today's published figures: slow drift.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from gangway import devices
from gangway.cloud.profiles.analog_variants import analog_variant
from gangway.cloud.profiles.faults import BLIND, PUBLISHED, Fault, UnknownVariant
from gangway.cloud.profiles.profile import Profile, profile


@dataclass(frozen=True)
class Variant:
    """The machine that the engine emulates: ``profile`` with the true figures, and the coherent faults."""

    name: str
    profile: Profile
    faults: tuple[Fault, ...] = ()
    _overshoots: Mapping[tuple[int, ...], float] = field(default_factory=dict)
    _crosstalk: Mapping[tuple[int, int], tuple[int, float]] = field(default_factory=dict)

    def overshoot(self, qubits: Sequence[int]) -> float:
        """By how much, relatively, a turn on these qubits overshoots."""
        return self._overshoots.get(tuple(qubits), 0.0)

    def crosstalk(self, pair: Sequence[int], active: Container[int]) -> Iterator[tuple[int, float]]:
        """The bystanders among ``active`` that a gate on a pair couples to its first qubit, each by a ZZ
        angle in radians.
        """
        found = self._crosstalk.get((min(pair), max(pair)))
        if found and found[0] in active and found[0] not in pair:
            yield found


@cache
def variant(slug: str, name: str | None = None) -> Variant:
    """A variant of a gate-model device: ``None`` or ``"published"``, ``"blind-1"`` and so on, or a date.

    Raises:
        UnknownVariant: there is none of that name.
        ValueError: the device is no gate-model QPU.
    """
    published = profile(slug)
    if name in (None, "", PUBLISHED):
        return Variant(PUBLISHED, published)
    if BLIND.fullmatch(name or ""):
        return _blind(published, str(name))
    try:
        return Variant(str(name), _as_of(published, profile(slug, name)))
    except LookupError as error:
        raise UnknownVariant(
            f"no variant {name!r} of {published.slug}: there are 'published', 'blind-1', 'blind-2' and so on,"
            " and the dates of its calibrations"
        ) from error


def check(slug: str, name: str | None) -> None:
    """Make sure that a device has a variant.

    Raises:
        UnknownVariant: it has none of that name, or none at all.
    """
    device = devices.device(slug)
    if device.paradigm == "analog":
        analog_variant(device.slug, name)
    elif device.paradigm == "gate":
        variant(device.slug, name)
    elif name not in (None, "", PUBLISHED):
        raise UnknownVariant(
            f"{device.name} is a simulator without errors, so it has no variant {name!r}: a variant is a"
            " machine with other errors than its published ones. Choose a QPU."
        )


def _as_of(published: Profile, then: Profile) -> Profile:
    """The figures of another day for the qubits and pairs that are published now."""
    qubits = {number: then.qubits.get(number, row) for number, row in published.qubits.items()}
    pairs = {pair: then.pairs.get(pair, fidelity) for pair, fidelity in published.pairs.items()}
    return replace(published, date=then.date, qubits=qubits, pairs=pairs)


def _blind(published: Profile, name: str) -> Variant:
    draw = random.Random(zlib.crc32(f"{published.slug}/{name}".encode()))  # noqa: S311 (an exercise)
    faults = tuple(_faults(published, draw))
    by_kind = {fault.kind: fault for fault in faults}
    crosstalk = by_kind["crosstalk"]
    pair, bystander = (crosstalk.qubits[0], crosstalk.qubits[1]), crosstalk.qubits[2]
    overshoot = by_kind["overshoot"]
    return Variant(
        name,
        _with_faults(published, by_kind),
        faults,
        {overshoot.qubits: overshoot.size},
        {pair: (bystander, crosstalk.size)},
    )


def _faults(published: Profile, draw: random.Random) -> Iterator[Fault]:
    """Five faults on different qubits where there are enough, among those that look good as published."""
    good = sorted(published.pairs, key=lambda pair: (-published.pairs[pair], pair))
    good = good[: max(4, len(good) // 3)]
    coupler = draw.choice(good)
    pair, bystander = _disturbed(published, draw, good, set(coupler))
    taken = {*coupler, *pair, bystander}
    rest = [qubit for qubit in sorted({q for pair in good for q in pair}) if qubit not in taken]
    rest = rest if len(rest) >= 3 else [qubit for qubit in sorted(published.qubits) if qubit not in taken]
    drifted, overshot, misread = draw.sample(rest, 3)
    yield Fault("coupler", coupler, round(draw.uniform(0.85, 0.92), 4))
    yield Fault("drift", (drifted,), round(draw.uniform(5, 9), 2))
    yield Fault("overshoot", (overshot,), round(draw.uniform(0.05, 0.09), 4))
    yield Fault("readout", (misread,), round(draw.uniform(0.13, 0.2), 4))
    yield Fault("crosstalk", (*pair, bystander), round(draw.uniform(0.2, 0.4), 4))


def _disturbed(
    published: Profile, draw: random.Random, good: list[tuple[int, int]], taken: set[int]
) -> tuple[tuple[int, int], int]:
    """A pair away from ``taken``, and a neighbour of its first qubit."""
    draw.shuffle(candidates := sorted(good))
    everywhere = sorted(published.pairs)
    for pair in (*candidates, *everywhere):
        others = [q for q in published.neighbours(pair[0]) if q not in taken and q not in pair]
        if not taken.intersection(pair) and others:
            return pair, draw.choice(others)
    raise UnknownVariant(f"{published.slug} is too small for blind variants")


def _with_faults(published: Profile, by_kind: Mapping[str, Fault]) -> Profile:
    """The figures that are wrong in the published profile: of a pair, a drifted qubit and a misread one."""
    qubits, pairs = dict(published.qubits), dict(published.pairs)
    coupler = by_kind["coupler"].qubits
    pairs[coupler[0], coupler[1]] = by_kind["coupler"].size
    (number,), by = by_kind["drift"].qubits, by_kind["drift"].size
    row = qubits[number]
    qubits[number] = replace(row, t1=row.t1 / by, t2=row.t2 / by, fidelity=1 - 10 * (1 - row.fidelity))
    (number,), size = by_kind["readout"].qubits, by_kind["readout"].size
    qubits[number] = replace(qubits[number], read_1_as_0=size)
    return replace(published, qubits=qubits, pairs=pairs)
