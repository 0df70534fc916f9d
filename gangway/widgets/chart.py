"""The device chart: what is published of each device, with date and source, and what a task would cost."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from traitlets import Bool, Dict, List, Unicode

from gangway import devices
from gangway.devices import Cost, Device
from gangway.widgets.instrument import Instrument, module

#: The task that is priced at first.
TASK = {"tasks": 1, "shots": 1000, "seconds": 3}


class DeviceChart(Instrument):
    """Look through the catalogue: figures, couplings, prices for a task, all with dates and sources.

    What nobody has published is said to be "not published". Devices stand in the catalogue's order: figures
    of different dates and kinds make no ranking, and nothing in the chart comes from emulation.
    """

    module_name = "chart"
    _esm = module("chart")

    #: The catalogue as data (see :func:`catalogue`).
    devices = List(Dict()).tag(sync=True, kept=True)
    #: The figure that is compared, by its name in the catalogue.
    figure = Unicode("two_qubit_fidelity").tag(sync=True, kept=True)
    retired = Bool(False).tag(sync=True, kept=True)
    #: The name of the device that is shown in detail.
    chosen = Unicode("").tag(sync=True, kept=True)
    #: How many ``tasks`` of how many ``shots``, and ``seconds`` of simulation, are priced.
    task = Dict(TASK).tag(sync=True, kept=True)

    def __init__(self, device: str = "Garnet", **traits: Any) -> None:
        """Start with a device in detail.

        Args:
            device: its name.
            traits: initial values of other traits.

        Raises:
            UnknownDevice: the catalogue has no such device.
        """
        super().__init__(devices=catalogue(), chosen=devices.device(device).name, **traits)

    @property
    def cost(self) -> Cost:
        """What the task would cost on the device that is shown.

        Raises:
            NoPrice: its price isn't published.
            ValueError: the device doesn't take so many shots.
        """
        wanted = self.task
        return devices.estimate(
            self.chosen, shots=wanted["shots"], tasks=wanted["tasks"], seconds=wanted["seconds"]
        )

    def words(self) -> str:
        """The device that is shown, and how many there are."""
        shown = [device for device in self.devices if self.retired or not device["retired"]]
        return f"The catalogue's {len(shown)} devices, with {self.chosen} in detail. Figures have dates."

    def still(self) -> str:
        """The catalogue as a table."""
        return devices.table(self.retired).html()


@cache
def catalogue() -> list[dict[str, Any]]:
    """Every device of the catalogue, retired ones included, as JSON's own types."""
    return [_entry(device) for device in devices.catalogue(retired=True)]


def _entry(device: Device) -> dict[str, Any]:
    return {
        "name": device.name,
        "vendor": device.vendor,
        "technology": device.technology,
        "paradigm": device.paradigm,
        "location": device.location,
        "on_braket": device.on_braket,
        "region": device.region if device.on_braket else "",
        "retired": device.retired,
        "shots": list(device.shots) if device.shots else None,
        "windows": [list(window) for window in device.windows],
        "native_gates": list(device.native_gates),
        "connectivity": "pairs, below" if device.connectivity == "calibration" else device.connectivity,
        "price": asdict(device.price) if device.price else None,
        "figures": {name: asdict(figure) for name, figure in device.figures.items()},
        "topology": _topology(device),
    }


def _topology(device: Device) -> dict[str, Any] | None:
    """Where each qubit is drawn, and the coupled pairs with their fidelities, by the newest calibration."""
    from gangway.devices.pictures import positions

    if not device.calibrations:
        return None
    table = devices.calibration(device.name)
    points = positions(table.qubits, table.pairs)
    return {
        "date": table.date,
        "points": {str(qubit): [round(x, 2), round(y, 2)] for qubit, (x, y) in points.items()},
        "pairs": [[pair.a, pair.b, pair.fidelity] for pair in table.pairs.values()],
    }
