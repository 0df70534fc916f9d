"""Dated device facts and prices: the only place in the course that knows them.

A lesson asks, and never writes a figure down::

    from gangway import devices

    garnet = devices.device("Garnet")
    garnet.figure("two_qubit_fidelity").value   # 0.9959
    devices.estimate("Forte-Enterprise-1", shots=100).total   # 8.30 dollars

A figure that nobody has published, or that isn't at hand with a source, is :data:`NOT_PUBLISHED`.
"""

from gangway.devices.calibration_tables import Calibration, Pair, Qubit, calibration
from gangway.devices.estimates import estimate
from gangway.devices.prices import Cost, NoPrice, Price
from gangway.devices.records import (
    NOT_PUBLISHED,
    Device,
    Figure,
    NotPublished,
    UnknownDevice,
    catalogue,
    device,
)

__all__ = [
    "NOT_PUBLISHED",
    "Calibration",
    "Cost",
    "Device",
    "Figure",
    "NoPrice",
    "NotPublished",
    "Pair",
    "Price",
    "Qubit",
    "UnknownDevice",
    "calibration",
    "catalogue",
    "device",
    "estimate",
]
