"""Devices as an account sees them: status, window, queue, calibration and figures."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from gangway import devices
from gangway.cloud.clock import is_open, until_open
from gangway.cloud.here import Here
from gangway.cloud.operations.devices import queue_length, status_of
from gangway.cloud.pricing import SIMULATOR_REGIONS
from gangway.cloud.profiles.capabilities import shots_range, summary
from gangway.devices.prices import dated
from gangway.devices.table import seconds

if TYPE_CHECKING:
    from gangway.cloud.service import Service

#: The figures that a page lists of a gate-model machine, published or not.
_GATE_FIGURES = (
    "qubits",
    "one_qubit_fidelity",
    "two_qubit_fidelity",
    "readout_fidelity",
    "t1",
    "t2",
    "one_qubit_gate_time",
    "two_qubit_gate_time",
    "readout_time",
)
_drawing = threading.Lock()


@dataclass(frozen=True)
class Row:
    """One figure: what it is, its value with its unit, its statistic, its date and its source."""

    name: str
    value: str
    statistic: str = ""
    as_of: str = ""
    source: str = ""


@dataclass(frozen=True)
class Machine:
    """One device for the page."""

    device: devices.Device
    status: str
    window: str
    queue: int
    price: str

    @property
    def about(self) -> str:
        """The sentence that says that it is emulated."""
        return summary(self.device)

    @property
    def calibrated(self) -> str:
        """The date of its newest calibration."""
        return max(self.device.calibrations, default="") or str(devices.NOT_PUBLISHED)

    @property
    def qubits(self) -> str:
        """How many, or that it isn't published."""
        return _value(self.device.figure("qubits"))

    @property
    def shots(self) -> str:
        """The range, and where the practice cloud had to choose one."""
        fewest, most = shots_range(self.device)
        note = "" if self.device.shots else " (not published; the course's own choice)"
        return f"{fewest:,} to {most:,}{note}"

    @property
    def windows(self) -> list[str]:
        """Its execution windows in words."""
        return [f"{day}, {start} to {end} UTC" for day, start, end in self.device.windows]

    @property
    def figures(self) -> list[Row]:
        """Every figure, those that aren't published too."""
        wanted = _GATE_FIGURES if self.device.paradigm == "gate" else ()
        return [
            _row(name, self.device.figure(name)) for name in dict.fromkeys((*wanted, *self.device.figures))
        ]

    @property
    def assumed(self) -> dict[str, str]:
        """What the emulation takes for figures that nobody published."""
        if self.device.paradigm != "gate" or self.device.retired:
            return {}
        from gangway.cloud.profiles.profile import profile

        return {_words(name): text for name, text in profile(self.device.slug).assumed.items()}


def machines(service: Service, account: str) -> list[Machine]:
    """Every device, those in service first."""
    found = [_machine(service, account, device) for device in devices.catalogue(retired=True)]
    return sorted(found, key=lambda machine: machine.status == "RETIRED")


def machine(service: Service, account: str, slug: str) -> Machine | None:
    """The device of a slug, or None."""
    every = devices.catalogue(retired=True)
    return next((_machine(service, account, device) for device in every if device.slug == slug), None)


def _machine(service: Service, account: str, device: devices.Device) -> Machine:
    here = Here(service, account, device.region or SIMULATOR_REGIONS[0])
    status = status_of(here, device)
    window = "" if device.retired else _window(device, service.clock.now())
    return Machine(device, status, window, queue_length(here, device), _price(device.price))


def _window(device: devices.Device, now: float) -> str:
    """Whether it takes tasks now."""
    when = datetime.fromtimestamp(now, UTC)
    if not device.windows:
        return "always open here; its windows are not published"
    if is_open(device, when):
        return "open now"
    return f"closed; opens in {duration(until_open(device, when))}"


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _price(price: devices.Price | None) -> str:
    if price is None:
        return f"{devices.NOT_PUBLISHED}; tasks cost nothing here"
    if price.minute:
        return f"${price.minute:g} a minute, at least {price.minimum_seconds:g} s ({dated(price.as_of)})"
    return f"${price.task:.2f} a task and ${price.shot:g} a shot ({dated(price.as_of)})"


def _row(name: str, figure: devices.Figure | devices.NotPublished) -> Row:
    if not isinstance(figure, devices.Figure):
        return Row(_words(name), str(figure))
    return Row(_words(name), _value(figure), figure.statistic, figure.as_of, figure.source)


def _value(figure: devices.Figure | devices.NotPublished) -> str:
    if not isinstance(figure, devices.Figure):
        return str(figure)
    return seconds(figure) if figure.unit == "s" else f"{figure.value:g} {figure.unit}".strip()


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("one qubit", "one-qubit").replace("two qubit", "two-qubit")
    return words.upper() if len(words) == 2 else words[:1].upper() + words[1:]


def couplers(slug: str) -> tuple[bytes, str] | None:
    """The picture of a device's couplers as PNG, with its description; None where none can be drawn."""
    if not devices.device(slug).calibrations:
        return None
    with _drawing:  # matplotlib is not made for threads
        return _drawn(slug)


@lru_cache(maxsize=16)
def _drawn(slug: str) -> tuple[bytes, str]:
    from gangway.devices import connectivity

    drawing = connectivity(slug)
    data, _ = drawing._repr_mimebundle_()
    return base64.b64decode(data["image/png"]), drawing.alt
