"""Dated device facts and prices: the only place in the course that knows them.

A lesson asks, and never writes a figure down::

    from gangway import devices

    garnet = devices.device("Garnet")
    garnet.figure("two_qubit_fidelity").value   # 0.9959
    devices.estimate("Forte-Enterprise-1", shots=100).total   # 8.30 dollars

A figure that nobody has published, or that isn't at hand with a source, is :data:`NOT_PUBLISHED`.

IBM's machines aren't on Amazon Braket: the course meets snapshots of them through Qiskit, which
``devices.backend("FakeTorino")`` gives.

For people there are ``devices.table()``, ``devices.connectivity("Garnet")`` and ``devices.comparison()``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from gangway.devices.calibration_tables import calibration
from gangway.devices.calibrations import Calibration, Pair, Qubit
from gangway.devices.estimates import estimate
from gangway.devices.prices import Cost, NoPrice, Price
from gangway.devices.records import (
    NOT_PUBLISHED,
    Device,
    Figure,
    NotOnBraket,
    NotPublished,
    UnknownDevice,
    catalogue,
    device,
)
from gangway.devices.table import table

if TYPE_CHECKING:
    from gangway.devices.ibm import backend
    from gangway.devices.pictures import comparison, connectivity

__all__ = [
    "NOT_PUBLISHED",
    "Calibration",
    "Cost",
    "Device",
    "Figure",
    "NoPrice",
    "NotOnBraket",
    "NotPublished",
    "Pair",
    "Price",
    "Qubit",
    "UnknownDevice",
    "backend",
    "calibration",
    "catalogue",
    "comparison",
    "connectivity",
    "device",
    "estimate",
    "table",
]

#: Loaded when they are first used: drawing costs an import of matplotlib, a backend one of Qiskit, and most
#: callers need neither.
_LATER = {"comparison": "pictures", "connectivity": "pictures", "backend": "ibm"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'gangway.devices' has no attribute {name!r}")
    return getattr(import_module(f"gangway.devices.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
