"""The catalogue: what each device is, with a source and a date for every figure."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from gangway.devices.prices import UNDATED, Price


class UnknownDevice(LookupError):
    """No device of that name or ARN; the message suggests the nearest."""


class NotOnBraket(LookupError):
    """The device is none of Amazon Braket's, so it has no ARN there; the message says how to reach it."""


@dataclass(frozen=True)
class Figure:
    """One published figure of a device.

    Attributes:
        value: the figure, in ``unit`` (a pure number where it is empty).
        as_of: the date that it was published for, or ``"undated"``.
        source: where it was read.
        statistic: what it is, as in ``"median, CZ, interleaved randomized benchmarking"``.
    """

    value: float
    as_of: str
    source: str
    unit: str = ""
    statistic: str = ""

    def __str__(self) -> str:
        dated = self.as_of if self.as_of == UNDATED else f"as of {self.as_of}"
        return f"{self.value:g}{' ' + self.unit if self.unit else ''} ({dated})"


class NotPublished:
    """Stands where a figure has no source; has no value to calculate with, by design."""

    def __str__(self) -> str:
        return "not published"

    __repr__ = __str__

    def __bool__(self) -> bool:
        return False

    @property
    def value(self) -> NoReturn:
        """Raises :class:`ValueError`: a figure that isn't published can't be calculated with."""
        raise ValueError("this figure is not published, so there is no value to calculate with")


NOT_PUBLISHED = NotPublished()


@dataclass(frozen=True)
class Device:
    """One device, as published.

    Attributes:
        service_name: the name under which Amazon Braket lists it.
        backend: for a machine that isn't on Amazon Braket, the class of its Qiskit backend in
            ``qiskit_ibm_runtime.fake_provider``; empty otherwise.
        windows: when it takes tasks: (day, from, to), UTC; day is a weekday, ``weekdays`` or ``everyday``.
        shots: the smallest and largest number of shots a task; ``None`` where it isn't published.
        connectivity: ``"all to all"``, ``"calibration"`` (the pairs of its calibration table), or in words.
        native_gates: what the hardware does itself; ``gates`` what a program may use, compiled to them.
        calibrations: the dates for which :func:`gangway.devices.calibration` has a table.
        performance: an analog machine's table of errors, under the names of Braket's schema; SI units.
        retired: the month it was retired; ``None`` while it is in service.
    """

    slug: str
    name: str
    vendor: str
    service_name: str
    technology: str
    paradigm: str
    connectivity: str
    braket_arn: str = ""
    backend: str = ""
    native_gates: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    location: str | None = None
    retired: str | None = None
    shots: tuple[int, int] | None = None
    windows: tuple[tuple[str, str, str], ...] = ()
    calibrations: tuple[str, ...] = ()
    price: Price | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    performance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def on_braket(self) -> bool:
        """Whether it is, or was, a device of Amazon Braket."""
        return bool(self.braket_arn)

    @property
    def arn(self) -> str:
        """Its ARN on Amazon Braket; raises :class:`NotOnBraket` where it has none."""
        if not self.braket_arn:
            raise NotOnBraket(
                f"{self.name} is not on Amazon Braket, so there is no ARN for AwsDevice. It is a backend of"
                f' Qiskit: gangway.devices.backend("{self.name}") gives it.'
            )
        return self.braket_arn

    @property
    def region(self) -> str:
        """The AWS region, empty for a simulator that several regions have."""
        return self.arn.split(":")[3]

    def figure(self, name: str) -> Figure | NotPublished:
        """The figure of that name, or :data:`NOT_PUBLISHED`."""
        return self.figures.get(name, NOT_PUBLISHED)


@cache
def catalogue(retired: bool = False, elsewhere: bool = False) -> tuple[Device, ...]:
    """Every device of Amazon Braket in service, by vendor and name.

    With ``retired=True`` the retired ones too; with ``elsewhere=True`` also those that the course meets
    elsewhere: IBM's, through Qiskit.
    """
    found = sorted(_all(), key=lambda device: (device.vendor, device.name))
    return tuple(
        device for device in found if (retired or device.retired is None) and (elsewhere or device.on_braket)
    )


def device(name: str) -> Device:
    """The device of a name (``"Garnet"``, capitals don't matter) or ARN, retired ones included.

    Raises:
        UnknownDevice: with the nearest name.
    """
    wanted = name.strip().lower()
    for candidate in _all():
        known = (candidate.name, candidate.service_name, candidate.braket_arn, candidate.slug)
        if wanted and wanted in map(str.lower, known):
            return candidate
    names = {candidate.name.lower(): candidate.name for candidate in _all()}
    nearest = [names[close] for close in difflib.get_close_matches(wanted, names, n=1, cutoff=0.4)]
    raise UnknownDevice(
        f"no device {name!r}; " + (f"did you mean {nearest[0]!r}?" if nearest else ", ".join(names.values()))
    )


@cache
def _all() -> tuple[Device, ...]:
    sources = (
        source for source in files(__package__).joinpath("facts").iterdir() if source.name.endswith(".toml")
    )
    return tuple(
        _read(source.name.removesuffix(".toml"), tomllib.loads(source.read_text("utf-8")))
        for source in sources
    )


def _read(slug: str, facts: dict[str, Any]) -> Device:
    sources = facts.pop("sources")
    figures = {name: _figure(figure, sources) for name, figure in facts.pop("figures").items()}
    price = facts.pop("price", None)
    shots = facts.pop("shots", None)
    return Device(
        slug=slug,
        service_name=facts.pop("service_name", facts["name"]),
        braket_arn=facts.pop("arn", ""),
        figures=figures,
        price=Price(**{**price, "source": sources[price["source"]]}) if price else None,
        shots=tuple(shots) if shots else None,
        windows=tuple(tuple(window) for window in facts.pop("windows", ())),
        native_gates=tuple(facts.pop("native_gates")),
        gates=tuple(facts.pop("gates", ())),
        calibrations=tuple(facts.pop("calibrations", ())),
        **facts,
    )


def _figure(figure: dict[str, Any], sources: dict[str, str]) -> Figure:
    return Figure(**{**figure, "source": sources[figure["source"]]})
