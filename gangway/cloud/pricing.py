"""What a task costs on the practice cloud, by the catalogue's dated prices. Nothing is ever charged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gangway import devices

#: The regions in which managed simulators are offered.
SIMULATOR_REGIONS = ("us-east-1", "us-west-1", "us-west-2", "eu-west-2")

#: The columns that the SDK's Tracker searches; the two spellings of the device's name are the service's own.
COLUMNS = (
    "SKU",
    "Unit",
    "PricePerUnit",
    "Currency",
    "Product Family",
    "Region Code",
    "DeviceName",
    "Device Name",
    "Version",
    "operation",
)
_PREAMBLE = (
    ("FormatVersion", "v1.0"),
    ("Disclaimer", "Prices as published on their dates, kept by the Gangway course. Nothing is charged."),
    ("Publication Date", "see each price's source in gangway.devices"),
    ("Version", "gangway"),
    ("OfferCode", "AmazonBraket"),
)


def task_cost(device: devices.Device, shots: int, seconds: float = 0.0) -> float:
    """Dollars for one task: fee and shots on a QPU, ``seconds`` of simulation on a managed simulator.

    A device whose price isn't published costs nothing here, and its bill says so.
    """
    price = device.price
    if price is None:
        return 0.0
    if price.minute:
        return max(seconds, price.minimum_seconds) / 60 * price.minute
    return price.task + shots * price.shot


def price_list() -> str:
    """The price list that the SDK's ``Tracker`` reads, as CSV: five lines of preamble, then the header."""
    written = io.StringIO()
    plain = csv.writer(written, lineterminator="\n")
    plain.writerows(_PREAMBLE)
    offers = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    offers.writeheader()
    for number, offer in enumerate(_offers(), start=1):
        offers.writerow({"SKU": f"GANGWAY{number:04d}", "Currency": "USD", **offer})
    return written.getvalue()


def _offers() -> Iterator[dict[str, object]]:
    for device in devices.catalogue():
        if device.price is not None:
            yield from _simulator(device, device.price) if device.price.minute else _qpu(device, device.price)


def _qpu(device: devices.Device, price: devices.Price) -> Iterator[dict[str, object]]:
    """A task's fee and a shot's price, alone and within a hybrid job."""
    for column, family in (("DeviceName", "Quantum Task"), ("Device Name", "Braket Managed Jobs QPU Task")):
        shots = f"{family}-Shot" if column == "DeviceName" else f"{family} Shot"
        common = {column: device.name, "Region Code": device.region}
        yield {**common, "Product Family": family, "Unit": "Task", "PricePerUnit": price.task}
        yield {**common, "Product Family": shots, "Unit": "Shot", "PricePerUnit": f"{price.shot:.10f}"}


def _simulator(device: devices.Device, price: devices.Price) -> Iterator[dict[str, object]]:
    """A minute of simulation in each region, alone and within a hybrid job."""
    kinds = (("Simulator Task", "CompleteTask"), ("Braket Managed Jobs Simulator Task", "Managed-Jobs"))
    for region in SIMULATOR_REGIONS:
        for family, operation in kinds:
            yield {
                "Product Family": family,
                "operation": operation,
                "Version": device.name,
                "Region Code": region,
                "Unit": "minutes",
                "PricePerUnit": price.minute,
            }
