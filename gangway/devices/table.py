"""The catalogue as a table: every device with its main figures, its price and the dates they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from gangway.devices.prices import Price
from gangway.devices.records import NOT_PUBLISHED, Device, Figure, NotPublished, catalogue
from gangway.feedback import escaped

COLUMNS = (
    "device",
    "vendor",
    "technology",
    "qubits",
    "two-qubit fidelity",
    "readout fidelity",
    "T1 / T2",
    "price",
    "shots",
    "as of",
)
NOTE = (
    "Figures and prices are as published on their dates, and a mean is not a median: compare with care. "
    "“not published” means that the course has no source for it. “–” means that it does not apply. What is"
    " not on Braket is a dated snapshot of an IBM machine, which Qiskit simulates on yours."
)

_DOES_NOT_APPLY, _NOT_ON_BRAKET = "–", "not on Braket"


@dataclass(frozen=True)
class DeviceTable:
    """Devices as a table: rich in a notebook, plain text elsewhere.

    Attributes:
        devices: the devices, one a row.
    """

    devices: tuple[Device, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells as text, in the order of :data:`COLUMNS`."""
        return tuple(map(_cells, self.devices))

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}

    def text(self) -> str:
        """The table as plain text."""
        lines = (COLUMNS, *self.rows)
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        aligned = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        return "\n".join((*aligned, "", NOTE))

    def html(self) -> str:
        """The table as one HTML element; wide tables scroll, by keyboard too."""
        head = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in COLUMNS)
        return (
            '<div class="gangway-devices" role="region" aria-label="Devices" tabindex="0"'
            ' style="overflow-x:auto"><table style="text-align:left">'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, self.rows))}</tbody></table>"
            f'<p style="font-size:.92em">{escape(NOTE)}</p></div>'
        )


def table(retired: bool = False) -> DeviceTable:
    """Every device in service as a table, IBM's snapshots included; with ``retired=True`` the retired too."""
    return DeviceTable(catalogue(retired, elsewhere=True))


def label(device: Device) -> str:
    """A device's name, marked where it is retired or isn't on Amazon Braket."""
    if device.retired:
        return f"{device.name} (retired {device.retired})"
    return device.name if device.on_braket else f"{device.name} ({_NOT_ON_BRAKET})"


def _row(cells: tuple[str, ...]) -> str:
    name, *rest = (escaped(cell) for cell in cells)
    others = "".join(f'<td style="text-align:left">{cell}</td>' for cell in rest)
    return f'<tr><th scope="row" style="text-align:left">{name}</th>{others}</tr>'


def _cells(device: Device) -> tuple[str, ...]:
    two_qubit, readout, coherence = _quality(device)
    return (
        label(device),
        device.vendor,
        device.technology,
        _number(device.figure("qubits")),
        two_qubit,
        readout,
        coherence,
        _price(device.price) if device.on_braket else _NOT_ON_BRAKET,
        f"{device.shots[0]:,} to {device.shots[1]:,}" if device.shots else str(NOT_PUBLISHED),
        _dates(device),
    )


def _quality(device: Device) -> tuple[str, str, str]:
    """Two-qubit fidelity, readout fidelity and coherence times, where the machine has such a thing."""
    if device.paradigm == "simulator":
        return (_DOES_NOT_APPLY,) * 3
    t1, t2 = device.figure("t1"), device.figure("t2")
    coherence = f"{seconds(t1)} / {seconds(t2)}" if t1 or t2 else str(NOT_PUBLISHED)
    if device.paradigm == "analog":
        return _DOES_NOT_APPLY, _detection(device), coherence
    two_qubit, readout = device.figure("two_qubit_fidelity"), device.figure("readout_fidelity")
    return _with_statistic(two_qubit), _with_statistic(readout), coherence


def _detection(device: Device) -> str:
    """An analog machine's readout: it errs differently on its two states, so there is no one fidelity."""
    ground, rydberg = device.figure("ground_detection_error"), device.figure("rydberg_detection_error")
    return f"errors: ground {_number(ground)}, Rydberg {_number(rydberg)}"


def _number(figure: Figure | NotPublished) -> str:
    return f"{figure.value:g}" if isinstance(figure, Figure) else str(figure)


def _with_statistic(figure: Figure | NotPublished) -> str:
    """The figure with the first word on what it is: a mean, a median."""
    if not isinstance(figure, Figure) or not figure.statistic:
        return _number(figure)
    return f"{_number(figure)} ({figure.statistic.partition(',')[0]})"


def seconds(figure: Figure | NotPublished) -> str:
    """A time in the unit that suits it: microseconds, milliseconds or seconds."""
    if not isinstance(figure, Figure):
        return str(figure)
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if figure.value >= size:
            return f"{figure.value / size:g} {unit}"
    return f"{figure.value / 1e-6:g} µs"


def _price(price: Price | None) -> str:
    if price is None:
        return str(NOT_PUBLISHED)
    if price.minute:
        return f"{_dollars(price.minute)} a minute, at least {price.minimum_seconds:g} s a task"
    return f"{_dollars(price.task)} a task + {_dollars(price.shot)} a shot"


def _dollars(amount: float) -> str:
    """At least cents, and no digit of the price lost."""
    whole, _, part = f"{amount:.8f}".rstrip("0").partition(".")
    return f"${whole}.{part.ljust(2, '0')}"


def _dates(device: Device) -> str:
    """The dates of the row's figures, and the price's where it is another."""
    shown = ("qubits", "two_qubit_fidelity", "readout_fidelity", "t1", "t2")
    dates = sorted({device.figures[name].as_of for name in shown if name in device.figures})
    listed = ", ".join(dates) or _DOES_NOT_APPLY
    if device.price is None or [device.price.as_of] == dates:
        return listed
    return f"{listed}; price {device.price.as_of}"
