"""IBM's machines: not on Amazon Braket. Qiskit has dated snapshots of them, which run on this machine.

The package ``qiskit_ibm_runtime`` distributes each snapshot with its coupling map and calibration; the
catalogue's entries are dated as the data are, and their tables are read from there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gangway.devices.calibrations import Calibration, Pair, Qubit
from gangway.devices.records import Device
from gangway.devices.records import device as find

if TYPE_CHECKING:
    from qiskit_ibm_runtime.fake_provider.fake_backend import FakeBackendV2


def backend(name: str) -> FakeBackendV2:
    """The Qiskit backend of one of IBM's snapshots: simulated here, with the noise of its calibration.

    Raises:
        UnknownDevice: there is no such device.
        ValueError: it is a device of Amazon Braket.
    """
    found = find(name)
    if not found.backend:
        raise ValueError(
            f"{found.name} is a device of Amazon Braket, and has no snapshot in Qiskit. After"
            f' gangway.connect(), AwsDevice("{found.arn}") gives it, or, from Qiskit,'
            f' BraketProvider().get_backend("{found.service_name}").'
        )
    return getattr(import_module("qiskit_ibm_runtime.fake_provider"), found.backend)()


def snapshot(device: Device) -> Calibration:
    """The calibration table of one of IBM's snapshots.

    An error of 1, with which IBM marks a pair that is out of order, makes a fidelity of 0.
    """
    properties = backend(device.name).properties()
    gates = {gate for gate in device.native_gates if gate in ("cx", "cz", "ecr")}
    qubits = {
        number: Qubit(qubit=number, **_row(properties, number)) for number in range(len(properties.qubits))
    }
    pairs = {}
    for gate in properties.gates:
        if gate.gate in gates:
            a, b = sorted(gate.qubits)
            fidelity = 1 - properties.gate_error(gate.gate, gate.qubits)
            pairs[a, b] = Pair(a, b, gate.gate, fidelity, None)
    return Calibration(device.name, properties.last_update_date.strftime("%Y-%m-%d"), qubits, pairs)


def _row(properties: Any, number: int) -> dict[str, float | None]:
    readout = _published(lambda: properties.readout_error(number))
    turn = _published(lambda: properties.gate_error("sx", number))
    return {
        "t1_s": _published(lambda: properties.t1(number)),
        "t2_s": _published(lambda: properties.t2(number)),
        "f1q": None if turn is None else 1 - turn,
        "f1q_simultaneous": None,
        "readout": None if readout is None else 1 - readout,
        "readout_0_to_1": _published(lambda: properties.qubit_property(number, "prob_meas1_prep0")[0]),
        "readout_1_to_0": _published(lambda: properties.qubit_property(number, "prob_meas0_prep1")[0]),
    }


def _published(read: Callable[[], float]) -> float | None:
    from qiskit_ibm_runtime.models.exceptions import BackendPropertyError

    try:
        return float(read())
    except BackendPropertyError:
        return None
