"""The device chart: the catalogue as it is, with what isn't published, and bills as Python makes them."""

from __future__ import annotations

import json

import pytest

from gangway import devices
from gangway.widgets import DeviceChart

pytestmark = pytest.mark.needs("npm")

TASKS = [
    {"tasks": 1, "shots": 100, "seconds": 0},
    {"tasks": 3, "shots": 1000, "seconds": 12},
    {"tasks": 7, "shots": 333, "seconds": 90},
    {"tasks": 1, "shots": 10**6, "seconds": 1},
    {"tasks": 0, "shots": 100, "seconds": 1},
]


def bill(device: devices.Device, task: dict) -> float | None:
    try:
        return devices.estimate(
            device, shots=task["shots"], tasks=task["tasks"], seconds=task["seconds"]
        ).total
    except (devices.NoPrice, ValueError):
        return None


def test_bills_are_those_of_the_catalogue(ask_javascript):
    entries = {entry["name"]: entry for entry in DeviceChart().devices}
    cases = [(device, task) for device in devices.catalogue(retired=True) for task in TASKS]
    asked = [{"about": "price", "device": entries[device.name], "task": task} for device, task in cases]
    found = ask_javascript(asked)
    for (device, task), answer in zip(cases, found, strict=True):
        assert answer["total"] == bill(device, task), (device.name, task)
        assert answer["sentence"].endswith(".")
        assert "of undated" not in answer["sentence"]
    assert any(answer["total"] for answer in found)


def test_every_device_is_there_in_the_catalogues_order():
    assert [entry["name"] for entry in DeviceChart().devices] == [
        device.name for device in devices.catalogue(retired=True)
    ]


def test_every_figure_has_its_date_and_source():
    for entry in DeviceChart().devices:
        for figure in entry["figures"].values():
            assert figure["as_of"]
            assert figure["source"]


def test_what_is_not_published_stays_so():
    entries = {entry["name"]: entry for entry in DeviceChart().devices}
    assert "readout_fidelity" not in entries["Emerald"]["figures"]
    assert entries["Emerald"]["price"] is None
    assert entries["Emerald"]["topology"] is None


def test_the_couplings_are_those_of_the_newest_calibration():
    entries = {entry["name"]: entry for entry in DeviceChart().devices}
    garnet, table = entries["Garnet"]["topology"], devices.calibration("Garnet")
    assert garnet["date"] == table.date
    assert len(garnet["pairs"]) == len(table.pairs) == 30
    assert set(garnet["points"]) == {str(qubit) for qubit in table.qubits}


def test_machines_that_are_not_on_braket_say_so():
    for entry, device in zip(DeviceChart().devices, devices.catalogue(retired=True), strict=True):
        assert entry["on_braket"] == device.on_braket
        assert bool(entry["region"]) <= entry["on_braket"]


def test_the_state_is_plain_and_small():
    assert len(json.dumps(DeviceChart().kept(), allow_nan=False)) < 120_000


def test_a_device_is_chosen_by_name_and_priced():
    chart = DeviceChart("forte-enterprise-1")
    assert chart.chosen == "Forte-Enterprise-1"
    chart.task = {"tasks": 1, "shots": 100, "seconds": 0}
    assert chart.cost.total == pytest.approx(8.3)
    with pytest.raises(devices.UnknownDevice):
        DeviceChart("Garnett-9")


def test_the_still_is_the_table():
    assert "Forte-Enterprise-1" in DeviceChart().html()
