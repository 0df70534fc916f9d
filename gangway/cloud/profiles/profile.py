"""A device as the practice cloud emulates it: a number for every qubit and every pair.

Numbers come from :mod:`gangway.devices`: from the calibration table where there is one, else from the
device's own figures. What nobody published is assumed, since an emulator needs a number; every assumption
stands in :attr:`Profile.assumed` and is told wherever the profile is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from gangway import devices
from gangway.devices.table import seconds

#: What an emulator assumes of a technology where a device's own figure is not published: typical orders of
#: magnitude, chosen by the course. Times in seconds.
ASSUMED: Mapping[str, Mapping[str, float]] = {
    "superconducting qubits": {
        "qubits": 20,
        "one_qubit_fidelity": 0.999,
        "two_qubit_fidelity": 0.99,
        "readout_fidelity": 0.97,
        "t1": 40e-6,
        "t2": 20e-6,
        "one_qubit_gate_time": 40e-9,
        "two_qubit_gate_time": 80e-9,
        "readout_time": 1e-6,
    },
    "trapped ions": {
        "qubits": 20,
        "one_qubit_fidelity": 0.9998,
        "two_qubit_fidelity": 0.99,
        "readout_fidelity": 0.995,
        "t1": 100.0,
        "t2": 1.0,
        "one_qubit_gate_time": 60e-6,
        "two_qubit_gate_time": 650e-6,
        "readout_time": 250e-6,
    },
}
#: A published fidelity at or below this marks what is out of order.
DEAD = 0.5


@dataclass(frozen=True)
class QubitNoise:
    """One qubit: decay times in seconds, the average fidelity of a gate, and the two readout errors."""

    t1: float
    t2: float
    fidelity: float
    read_0_as_1: float
    read_1_as_0: float


@dataclass(frozen=True)
class Profile:
    """A gate-model device's emulated numbers.

    Attributes:
        slug: the device's, in :mod:`gangway.devices`.
        date: of the calibration, or ``"undated"``.
        qubits: by the device's own qubit number.
        pairs: the average fidelity of the two-qubit gate of each pair (a, b), a < b; out-of-order ones are
            left out.
        one_qubit_gate_time, two_qubit_gate_time, readout_time: seconds.
        native_gates: the gates that the hardware does.
        assumed: what was assumed, in words, by the figure's name.
    """

    slug: str
    date: str
    qubits: Mapping[int, QubitNoise]
    pairs: Mapping[tuple[int, int], float]
    one_qubit_gate_time: float
    two_qubit_gate_time: float
    readout_time: float
    native_gates: tuple[str, ...]
    assumed: Mapping[str, str] = field(default_factory=dict)

    def neighbours(self, qubit: int) -> list[int]:
        """The qubits that share a working pair with ``qubit``, ascending."""
        return sorted({b if a == qubit else a for a, b in self.pairs if qubit in (a, b)})


class _Figures:
    """A device's figures, with what had to be assumed noted on the way."""

    def __init__(self, device: devices.Device) -> None:
        self.device = device
        self.assumed: dict[str, str] = {}

    def __getitem__(self, name: str) -> float:
        figure = self.device.figure(name)
        if figure:
            return figure.value
        value = ASSUMED[self.device.technology][name]
        unit = "s" if name in ("t1", "t2") or name.endswith("_time") else ""
        shown = seconds(devices.Figure(value, "", "", unit)) if unit else f"{value:g}"
        self.assumed[name] = f"{shown}, typical of {self.device.technology}; not published for this device"
        return value


@cache
def profile(slug: str, date: str | None = None) -> Profile:
    """The published profile of a gate-model device, by default of its newest calibration.

    Raises:
        UnknownDevice: there is no such device.
        ValueError: it is not a gate-model QPU.
    """
    device = devices.device(slug)
    if device.paradigm != "gate":
        raise ValueError(f"{device.name} is no gate-model QPU, so it has no profile of gates")
    figures = _Figures(device)
    qubits, pairs, when = (
        _calibrated(device, figures, date) if device.calibrations else _uniform(device, figures)
    )
    return Profile(
        slug=device.slug,
        date=when,
        qubits=qubits,
        pairs=pairs,
        one_qubit_gate_time=figures["one_qubit_gate_time"],
        two_qubit_gate_time=figures["two_qubit_gate_time"],
        readout_time=figures["readout_time"],
        native_gates=device.native_gates,
        assumed=figures.assumed,
    )


Table = tuple[dict[int, QubitNoise], dict[tuple[int, int], float], str]


def _calibrated(device: devices.Device, figures: _Figures, date: str | None) -> Table:
    table = devices.calibration(device.slug, date)
    qubits = {number: _calibrated_qubit(row, figures) for number, row in table.qubits.items()}
    pairs = {pair: row.fidelity for pair, row in table.pairs.items() if row.fidelity > DEAD}
    return qubits, pairs, table.date


def _calibrated_qubit(row: devices.Qubit, figures: _Figures) -> QubitNoise:
    fidelity = max(value for value in (row.f1q, row.f1q_simultaneous, DEAD) if value is not None)
    error = 1 - (row.readout if row.readout is not None else figures["readout_fidelity"])
    t1 = row.t1_s or figures["t1"]
    return QubitNoise(
        t1=t1,
        t2=min(row.t2_s or figures["t2"], 2 * t1),
        fidelity=fidelity,
        read_0_as_1=row.readout_0_to_1 if row.readout_0_to_1 is not None else error,
        read_1_as_0=row.readout_1_to_0 if row.readout_1_to_0 is not None else error,
    )


def _uniform(device: devices.Device, figures: _Figures) -> Table:
    """Every qubit and pair alike, where only figures of the whole device are published."""
    count = int(figures["qubits"])
    error = 1 - figures["readout_fidelity"]
    noise = QubitNoise(figures["t1"], figures["t2"], figures["one_qubit_fidelity"], error, error)
    fidelity = figures["two_qubit_fidelity"]
    pairs = dict.fromkeys(_couplings(device, count, figures), fidelity)
    published = device.figures.get("qubits")
    return dict.fromkeys(range(count), noise), pairs, published.as_of if published else "undated"


def _couplings(device: devices.Device, count: int, figures: _Figures) -> Iterable[tuple[int, int]]:
    if device.connectivity == "all to all":
        return combinations(range(count), 2)
    columns = max(width for width in range(1, count + 1) if count % width == 0 and width * width <= count)
    figures.assumed["connectivity"] = f"a {count // columns} × {columns} square lattice; not published here"
    right = ((q, q + 1) for q in range(count) if (q + 1) % columns)
    down = ((q, q + columns) for q in range(count - columns))
    return [*right, *down]
