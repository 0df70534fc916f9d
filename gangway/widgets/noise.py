"""The noise bench: a circuit, how often things go wrong, and what is left of the answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from traitlets import Dict, List, Unicode

from gangway import devices
from gangway.devices import Device, Figure
from gangway.widgets import programs
from gangway.widgets.instrument import Instrument, module

if TYPE_CHECKING:
    import numpy as np
    from braket.circuits import Circuit

#: Probabilities of an error: of a gate on one qubit and on two (1 minus the average fidelity), of reading a
#: qubit, and of decay and of a phase flip in each layer of gates.
RATES = {"one": 0.001, "two": 0.01, "readout": 0.01, "decay": 0.0, "dephasing": 0.0}
#: Qubits that the browser computes.
MOST_QUBITS = 5
#: A random Pauli strikes with this many times the average error of a gate on so many qubits: (d + 1)/d.
_STRIKES = {1: ("depolarizing", 1.5), 2: ("two_qubit_depolarizing", 1.25)}
_BELL = {
    "qubits": 2,
    "operations": [{"name": "h", "targets": [0]}, {"name": "cnot", "targets": [0, 1]}],
}


class NoiseBench(Instrument):
    """Move the errors, or take those published for a device, and see fidelity and distribution change.

    ``noisy`` is the circuit with its noise, for ``LocalSimulator("braket_dm")``. The model is simple and the
    same on every qubit: it says what published figures lead one to expect, not what a machine does.
    """

    module_name = "noise"
    _esm = module("noise")

    program = Dict().tag(sync=True, kept=True)
    rates = Dict().tag(sync=True, kept=True)
    #: The device whose published errors are set, or nothing.
    machine = Unicode("").tag(sync=True, kept=True)
    machines = List(Dict()).tag(sync=True, kept=True)
    #: A sentence shown above the bench.
    notice = Unicode("").tag(sync=True, kept=True)

    def __init__(self, circuit: object = None, *, device: str | None = None, **rates: float) -> None:
        """Start with a circuit (by default a Bell pair), and with a device's errors or your own.

        Args:
            circuit: what to spoil, of Braket or Qiskit, up to five qubits.
            device: a device of the catalogue whose published figures are set.
            rates: any of ``one``, ``two``, ``readout``, ``decay`` and ``dephasing``, as probabilities.

        Raises:
            UnknownDevice: the catalogue has no such device.
            ValueError: what is published for it is too little, or a rate is unknown or no probability.
        """
        machines = [_machine(found) for found in _usable()]
        chosen: dict[str, Any] = _chosen(machines, device) if device else {"name": "", "rates": RATES}
        super().__init__(
            program=_BELL,
            machines=machines,
            machine="" if rates else chosen["name"],
            rates={**chosen["rates"], **_checked(rates)},
        )
        if circuit is not None:
            self._show(circuit)

    @property
    def circuit(self) -> Circuit:
        """The circuit without noise, as Braket's; set it to show another, of either SDK."""
        return programs.braket(self.program)

    @circuit.setter
    def circuit(self, circuit: object) -> None:
        self._show(circuit)

    def _show(self, circuit: object) -> None:
        try:
            shown, notice = programs.program(circuit), ""
        except programs.NotShown as why:
            shown, notice = self.program, str(why)
        with self.hold_sync():
            self.program, self.notice = shown, notice

    @property
    def noisy(self) -> Circuit:
        """The circuit with its noise, misread bits included, as Braket's."""
        spoilt = list(_spoilt(self.program, self.rates))
        flips = [
            _channel("bit_flip", [qubit], self.rates["readout"]) for qubit in range(self.program["qubits"])
        ]
        return programs.braket({**self.program, "operations": [*spoilt, *flips]})

    def fidelity(self) -> float:
        """⟨ψ|ρ|ψ⟩ of the state with noise and the state without, before it is read."""
        state = programs.state(self.program)
        return float((state.conj() @ self._density() @ state).real)

    def _density(self) -> np.ndarray:
        from braket.devices import LocalSimulator

        spoilt = programs.braket({**self.program, "operations": list(_spoilt(self.program, self.rates))})
        return LocalSimulator("braket_dm").run(spoilt.density_matrix(), shots=0).result().values[0]

    def words(self) -> str:
        """The circuit, the errors and the fidelity, in words."""
        if self.notice:
            return self.notice
        if self.program["qubits"] > MOST_QUBITS:
            return f"A circuit of {self.program['qubits']} qubits: more than the bench's {MOST_QUBITS}."
        errors = ", ".join(f"{name} {100 * rate:.3g} %" for name, rate in self.rates.items())
        whose = f"Errors as published for {self.machine}" if self.machine else "Errors"
        return f"{whose}: {errors}. The state keeps a fidelity of {self.fidelity():.4f}."


def _spoilt(program: programs.Program, rates: dict[str, float]) -> Iterator[dict[str, Any]]:
    """The operations with their noise, layer by layer, as in ``src/noise/model.js``."""
    for layer in _layers(program):
        for operation in layer:
            yield operation
            yield from _strike(operation, rates)
        for qubit in range(program["qubits"]):
            for name, rate in (("amplitude_damping", rates["decay"]), ("phase_flip", rates["dephasing"])):
                if rate:
                    yield _channel(name, [qubit], rate)


def _layers(program: programs.Program) -> list[list[dict[str, Any]]]:
    """The operations in layers: each acts as early as its qubits are free."""
    free, found = [0] * program["qubits"], dict[int, list[dict[str, Any]]]()
    for operation in program["operations"]:
        used = _qubits(operation)
        if operation["name"] == "barrier" or not used:
            continue
        layer = max(free[qubit] for qubit in used)
        found.setdefault(layer, []).append(operation)
        for qubit in used:
            free[qubit] = layer + 1
    return [found[layer] for layer in sorted(found)]


def _strike(operation: dict[str, Any], rates: dict[str, float]) -> Iterator[dict[str, Any]]:
    used = _qubits(operation)
    rate = {1: rates["one"], 2: rates["two"]}.get(len(used), 0)
    if rate and operation["name"] != "i":
        name, times = _STRIKES[len(used)]
        yield _channel(name, used, times * rate)


def _qubits(operation: dict[str, Any]) -> list[int]:
    return [*operation.get("targets", []), *operation.get("controls", [])]


def _channel(name: str, targets: list[int], rate: float) -> dict[str, Any]:
    return {"name": name, "targets": targets, "parameters": [rate]}


def _usable() -> list[Device]:
    """The devices for which enough is published: both gate errors and the readout's."""
    names = ("one_qubit_fidelity", "two_qubit_fidelity", "readout_fidelity")
    return [found for found in devices.catalogue(retired=True) if all(map(found.figure, names))]


def _machine(device: Device) -> dict[str, Any]:
    """A device's published errors as rates, and what is to be said about them."""
    one, two, readout = (
        round(1 - device.figure(f"{name}_fidelity").value, 6)
        for name in ("one_qubit", "two_qubit", "readout")
    )
    decay, dephasing = _waiting(device)
    known = device.figure("two_qubit_gate_time")
    as_of = device.figure("two_qubit_fidelity").as_of  # type: ignore[union-attr]
    dated = f"Published figures, {as_of}."
    waits = "Decay: one two-qubit gate time a step." if known else "Gate times: not published, so no decay."
    return {
        "name": device.name,
        "label": device.name + (f" (retired {device.retired})" if device.retired else _elsewhere(device)),
        "rates": {"one": one, "two": two, "readout": readout, "decay": decay, "dephasing": dephasing},
        "note": f"{dated} {waits}",
    }


def _elsewhere(device: Device) -> str:
    return "" if device.on_braket else " (not on Braket)"


def _waiting(device: Device) -> tuple[float, float]:
    """Decay and dephasing in the time of one two-qubit gate: 1 − e^{−t/T1} and (1 − e^{−t/Tφ})/2.

    1/Tφ = 1/T2 − 1/(2 T1). Zero where the gate time or the coherence times aren't published.
    """
    time, t1, t2 = (device.figure(name) for name in ("two_qubit_gate_time", "t1", "t2"))
    if not (isinstance(time, Figure) and isinstance(t1, Figure) and isinstance(t2, Figure)):
        return 0.0, 0.0
    rate = max(0.0, 1 / t2.value - 1 / (2 * t1.value))
    return -math.expm1(-time.value / t1.value), -math.expm1(-time.value * rate) / 2


def _chosen(machines: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = devices.device(name)
    for machine in machines:
        if machine["name"] == found.name:
            return machine
    known = ", ".join(machine["name"] for machine in machines)
    raise ValueError(f"the fidelities of {found.name} are not published; there are those of: {known}")


def _checked(rates: dict[str, float]) -> dict[str, float]:
    for name, rate in rates.items():
        if name not in RATES:
            raise ValueError(f"there is no error rate {name!r}; there are: {', '.join(RATES)}")
        if not 0 <= rate <= 0.5:
            raise ValueError(f"{name} is a probability from 0 to 0.5, not {rate!r}")
    return rates
