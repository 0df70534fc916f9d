"""Device capability documents, as ``GetDevice`` returns them, built from the catalogue's dated figures.

They are Gangway's own and say so: Braket's schema classes hold them in form, the catalogue gives the
numbers, and what isn't published stands there as the emulator's assumption.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.profiles.profile import DEAD, Profile, profile

if TYPE_CHECKING:
    from braket.schema_common import BraketSchemaBase

Document = dict[str, Any]

#: How often clients ask for a task's state, in milliseconds: they are on the same machine.
POLL_MILLISECONDS = 100
PROGRAM_SET = {"maximumExecutables": 100, "maximumTotalShots": 200_000}
#: Shots where a device's range isn't published.
ASSUMED_SHOTS = (1, 10_000)

_RESULT_TYPES = ("Sample", "Expectation", "Variance", "Probability")
_OBSERVABLES = ["x", "y", "z", "h", "i"]
_ARRAY_OPERATIONS = ["concatenation", "negativeIndex", "range", "rangeWithStep", "slicing", "selection"]
_SIMULATOR_GATES = [
    "ccnot", "cnot", "cphaseshift", "cphaseshift00", "cphaseshift01", "cphaseshift10", "cswap",
    "cy", "cz", "ecr", "h", "i", "iswap", "pswap", "phaseshift", "rx", "ry", "rz", "s", "si",
    "swap", "t", "ti", "v", "vi", "x", "xx", "xy", "y", "yy", "z", "zz", "gpi", "gpi2", "ms", "prx",
    "u", "gphase", "unitary",
]  # fmt: skip
_MODIFIERS = [
    {"name": "ctrl"},
    {"name": "negctrl"},
    {"name": "pow", "exponent_types": ["int", "float"]},
    {"name": "inv"},
]
_NOISE = [
    "amplitude_damping", "bit_flip", "depolarizing", "kraus", "pauli_channel",
    "generalized_amplitude_damping", "phase_flip", "phase_damping", "two_qubit_dephasing",
    "two_qubit_depolarizing",
]  # fmt: skip


def shots_range(device: devices.Device) -> tuple[int, int]:
    """The fewest and most shots of a task; :data:`ASSUMED_SHOTS` where that isn't published."""
    return device.shots or ASSUMED_SHOTS


@cache
def document(slug: str) -> str:
    """The capability document of a device, as JSON text that Braket's schema classes accept.

    Raises:
        UnknownDevice: there is no such device.
    """
    device = devices.device(slug)
    built = _BUILDERS[_family(device)](device)
    return json.dumps(built, separators=(",", ":"))


def summary(device: devices.Device) -> str:
    """The sentence that says what a device of the practice cloud is."""
    dates = sorted({figure.as_of for figure in device.figures.values()})
    return (
        f"Gangway practice cloud: an EMULATED profile of {device.vendor} {device.name}, from figures as of"
        f" {', '.join(dates) or 'no date'}. No quantum hardware is involved."
    )


def _schema(parameters: type[BraketSchemaBase]) -> Document:
    """The JSON schema of a device's parameters, as plain data."""
    return json.loads(parameters.schema_json())


def _family(device: devices.Device) -> str:
    return device.vendor if device.paradigm == "gate" else device.paradigm


def _service(device: devices.Device) -> Document:
    price = device.price
    cost = (
        {"price": price.minute or price.shot, "unit": "minute" if price.minute else "shot"} if price else None
    )
    return {
        "braketSchemaHeader": {"name": "braket.device_schema.device_service_properties", "version": "1"},
        "executionWindows": [
            _window(*window) for window in device.windows or (("everyday", "00:00", "24:00"),)
        ],
        "shotsRange": list(shots_range(device)),
        "deviceCost": cost,
        "deviceDocumentation": {
            "imageUrl": "",
            "summary": summary(device),
            "externalDocumentationUrl": "",
        },
        "deviceLocation": f"emulated; the original: {device.location or 'not published'}",
        "updatedAt": _updated(device),
        "getTaskPollIntervalMillis": POLL_MILLISECONDS,
    }


def _window(day: str, start: str, end: str) -> Document:
    last = "23:59:59" if end == "24:00" else f"{end}:00"
    return {"executionDay": day.capitalize(), "windowStartHour": f"{start}:00", "windowEndHour": last}


def _updated(device: devices.Device) -> str | None:
    """The newest full date among the device's figures."""
    dates = [figure.as_of for figure in device.figures.values() if len(figure.as_of) == len("2026-05-05")]
    return f"{max(dates)}T00:00:00+00:00" if dates else None


# --- gate-model QPUs ---------------------------------------------------------------------------------------


def _qpu(device: devices.Device, schema: str, parameters: Document, **rest: Document) -> Document:
    name, version = schema.split(":")
    found = profile(device.slug)
    return {
        "service": _service(device),
        "action": _qpu_actions(device),
        "deviceParameters": parameters,
        "braketSchemaHeader": {"name": f"braket.device_schema.{name}", "version": version},
        "paradigm": _paradigm(device, found),
        **rest,
    }


def _qpu_actions(device: devices.Device) -> Document:
    fewest, most = shots_range(device)
    limits = {"minShots": fewest, "maxShots": most}
    kinds = [{"name": name, "observables": _OBSERVABLES, **limits} for name in _RESULT_TYPES[:3]]
    program = {
        "version": ["1.0"],
        "actionType": "braket.ir.openqasm.program",
        "supportedOperations": sorted(device.gates or ("cnot", "cz", "h", "rx", "ry", "rz", "x", "y", "z")),
        "supportedModifiers": [],
        "supportedPragmas": ["verbatim", *(f"braket_result_type_{kind.lower()}" for kind in _RESULT_TYPES)],
        "forbiddenPragmas": [
            "braket_unitary_matrix",
            *(f"braket_result_type_{kind}" for kind in ("state_vector", "density_matrix", "amplitude")),
        ],
        "maximumQubitArrays": 1,
        "maximumClassicalArrays": 1,
        "forbiddenArrayOperations": _ARRAY_OPERATIONS,
        "requiresAllQubitsMeasurement": False,
        "supportPhysicalQubits": True,
        "requiresContiguousQubitIndices": False,
        "supportsPartialVerbatimBox": device.vendor != "IonQ",
        "supportsUnassignedMeasurements": device.vendor == "IonQ",
        "disabledQubitRewiringSupported": False,
        "supportedResultTypes": [*kinds, {"name": "Probability", **limits}],
    }
    sets = {"version": ["1"], "actionType": "braket.ir.openqasm.program_set", **PROGRAM_SET}
    actions = {"braket.ir.openqasm.program": program}
    return actions if device.vendor == "IonQ" else {**actions, "braket.ir.openqasm.program_set": sets}


def _paradigm(device: devices.Device, found: Profile) -> Document:
    everywhere = device.connectivity == "all to all"
    graph = {str(qubit): [str(other) for other in found.neighbours(qubit)] for qubit in found.qubits}
    return {
        "braketSchemaHeader": {
            "name": "braket.device_schema.gate_model_qpu_paradigm_properties",
            "version": "1",
        },
        "connectivity": {"fullyConnected": everywhere, "connectivityGraph": graph},
        "qubitCount": len(found.qubits),
        "nativeGateSet": list(device.native_gates),
    }


def _iqm(device: devices.Device) -> Document:
    from braket.device_schema.iqm import IqmDeviceParameters

    found = profile(device.slug)
    provider = {
        "braketSchemaHeader": {"name": "braket.device_schema.iqm.iqm_provider_properties", "version": "1"},
        "properties": {
            "one_qubit": {
                str(number): {
                    "f1Q_simultaneous_RB": qubit.fidelity,
                    "readout_error_0_to_1": qubit.read_0_as_1,
                    "readout_error_1_to_0": qubit.read_1_as_0,
                    "fRO": 1 - (qubit.read_0_as_1 + qubit.read_1_as_0) / 2,
                    "T1": qubit.t1,
                    "T2": qubit.t2,
                }
                for number, qubit in found.qubits.items()
            },
            "two_qubit": {f"{a}-{b}": {"fCZ": fidelity} for (a, b), fidelity in found.pairs.items()},
        },
    }
    standard = _standardized(device, found, "SIMULTANEOUS_RANDOMIZED_BENCHMARKING")
    parameters = _schema(IqmDeviceParameters)
    return _qpu(device, "iqm.iqm_device_capabilities:1", parameters, provider=provider, standardized=standard)


def _rigetti(device: devices.Device) -> Document:
    from braket.device_schema.rigetti import RigettiDeviceParameters

    found = profile(device.slug)
    edges = [{"node_ids": [a, b]} for a, b in found.pairs]
    provider = {
        "braketSchemaHeader": {
            "name": "braket.device_schema.rigetti.rigetti_provider_properties",
            "version": "2",
        },
        "specs": {
            "architecture": {"edges": edges, "nodes": [{"node_id": number} for number in found.qubits]}
        },
    }
    standard = _standardized(device, found, "RANDOMIZED_BENCHMARKING")
    parameters = _schema(RigettiDeviceParameters)
    return _qpu(
        device, "rigetti.rigetti_device_capabilities:2", parameters, provider=provider, standardized=standard
    )


def _standardized(device: devices.Device, found: Profile, method: str) -> Document:
    """Figures of every qubit and pair, out-of-order pairs included as the vendor lists them."""
    listed = {pair: row.fidelity for pair, row in _published_pairs(device).items()} or dict(found.pairs)
    return {
        "braketSchemaHeader": {
            "name": "braket.device_schema.standardized_gate_model_qpu_device_properties",
            "version": "1",
        },
        "oneQubitProperties": {
            str(number): {
                "T1": {"value": qubit.t1, "standardError": None, "unit": "S"},
                "T2": {"value": qubit.t2, "standardError": None, "unit": "S"},
                "oneQubitFidelity": [
                    _fidelity(method, qubit.fidelity),
                    _fidelity("READOUT", 1 - (qubit.read_0_as_1 + qubit.read_1_as_0) / 2),
                    _fidelity("READOUT_ERROR_0_TO_1", qubit.read_0_as_1),
                    _fidelity("READOUT_ERROR_1_TO_0", qubit.read_1_as_0),
                ],
            }
            for number, qubit in found.qubits.items()
        },
        "twoQubitProperties": {
            f"{a}-{b}": {
                "twoQubitGateFidelity": [
                    {"gateName": "CZ", **_fidelity("INTERLEAVED_RANDOMIZED_BENCHMARKING", max(value, DEAD))}
                ]
            }
            for (a, b), value in listed.items()
        },
    }


def _published_pairs(device: devices.Device) -> dict[tuple[int, int], devices.Pair]:
    return devices.calibration(device.slug).pairs if device.calibrations else {}


def _fidelity(method: str, value: float) -> Document:
    return {"fidelity": value, "fidelityType": {"name": method, "description": None}, "standardError": None}


def _ionq(device: devices.Device) -> Document:
    from braket.device_schema.ionq import IonqDeviceParameters

    found = profile(device.slug)
    qubit, pair = next(iter(found.qubits.values())), next(iter(found.pairs.values()))
    provider = {
        "braketSchemaHeader": {"name": "braket.device_schema.ionq.ionq_provider_properties", "version": "1"},
        "fidelity": {
            "1Q": {"mean": qubit.fidelity},
            "2Q": {"mean": pair},
            "spam": {"mean": 1 - qubit.read_0_as_1},
        },
        "timing": {
            "T1": qubit.t1,
            "T2": qubit.t2,
            "1Q": found.one_qubit_gate_time,
            "2Q": found.two_qubit_gate_time,
            "readout": found.readout_time,
            "reset": getattr(device.figures.get("reset_time"), "value", found.readout_time),
        },
    }
    standard = _device_wide(qubit.t1, qubit.t2, found)
    parameters = _schema(IonqDeviceParameters)
    return _qpu(
        device, "ionq.ionq_device_capabilities:1", parameters, provider=provider, standardized=standard
    )


def _device_wide(t1: float, t2: float, found: Profile) -> Document:
    """The standardized figures of a device that publishes averages over all its qubits."""
    pair, qubit = next(iter(found.pairs.values())), next(iter(found.qubits.values()))
    benchmarked = {"name": "RANDOMIZED_BENCHMARKING", "description": None}
    return {
        "braketSchemaHeader": {
            "name": "braket.device_schema.standardized_gate_model_qpu_device_properties",
            "version": "3",
        },
        "oneQubitProperties": {
            str(number): {
                "oneQubitFidelity": [
                    {"fidelityType": benchmarked, "fidelity": row.fidelity, "unit": "fraction"}
                ]
            }
            for number, row in found.qubits.items()
        },
        "T1": {"value": t1, "standardError": None, "unit": "s"},
        "T2": {"value": t2, "standardError": None, "unit": "s"},
        "readoutFidelity": [
            {"fidelityType": benchmarked, "fidelity": 1 - qubit.read_0_as_1, "unit": "fraction"}
        ],
        "readoutDuration": {"value": found.readout_time, "standardError": None, "unit": "s"},
        "singleQubitGateDuration": {"value": found.one_qubit_gate_time, "standardError": None, "unit": "s"},
        "twoQubitGateFidelity": [{"fidelityType": benchmarked, "fidelity": pair, "unit": "fraction"}],
        "twoQubitGateDuration": {"value": found.two_qubit_gate_time, "standardError": None, "unit": "s"},
    }


def _aqt(device: devices.Device) -> Document:
    found = profile(device.slug)
    qubit, pair = next(iter(found.qubits.values())), next(iter(found.pairs.values()))
    parameters: Document = {}
    provider = {
        "braketSchemaHeader": {"name": "braket.device_schema.aqt.aqt_provider_properties", "version": "1"},
        "properties": {
            "single_qubit_gate_fidelity": {str(n): _percent(row.fidelity) for n, row in found.qubits.items()},
            "mean_two_qubit_gate_fidelity": _percent(pair),
            "spam_fidelity_lower_bound": 100 * (1 - qubit.read_0_as_1),
            "t2_coherence_time_s": {"value": qubit.t2, "uncertainty": 0},
            "t1_s": {"value": qubit.t1, "uncertainty": 0},
            "readout_time_micros": found.readout_time * 1e6,
            "single_qubit_gate_duration_micros": found.one_qubit_gate_time * 1e6,
            "two_qubit_gate_duration_micros": found.two_qubit_gate_time * 1e6,
            "updated_at": f"{found.date}-01T00:00:00+00:00",
        },
    }
    standard = _device_wide(qubit.t1, qubit.t2, found)
    return _qpu(device, "aqt.aqt_device_capabilities:1", parameters, provider=provider, standardized=standard)


def _percent(fidelity: float) -> Document:
    return {"value": 100 * fidelity, "uncertainty": 0}


# --- simulators and analog ---------------------------------------------------------------------------------


def _simulator(device: devices.Device) -> Document:
    from braket.device_schema.simulators import GateModelSimulatorDeviceParameters

    noisy = device.slug == "dm1"
    program = _simulated_programs(noisy, shots_range(device)[1])
    sets = {"version": ["1"], "actionType": "braket.ir.openqasm.program_set", **PROGRAM_SET}
    return {
        "service": _service(device),
        "action": {"braket.ir.openqasm.program": program, "braket.ir.openqasm.program_set": sets},
        "deviceParameters": _schema(GateModelSimulatorDeviceParameters),
        "braketSchemaHeader": {
            "name": "braket.device_schema.simulators.gate_model_simulator_device_capabilities",
            "version": "1",
        },
        "paradigm": {
            "braketSchemaHeader": {
                "name": "braket.device_schema.simulators.gate_model_simulator_paradigm_properties",
                "version": "1",
            },
            "qubitCount": int(device.figures["qubits"].value),
        },
    }


def _simulated_programs(noisy: bool, most: int) -> Document:
    """What a simulator takes: with noise, where it computes density matrices; ``most`` shots."""
    noise = [f"braket_noise_{channel}" for channel in _NOISE]
    exact = ["density_matrix"] if noisy else ["amplitude", "adjoint_gradient"]
    pragmas = ["braket_unitary_matrix", "braket_basis_rotation", "verbatim"]
    pragmas += [f"braket_result_type_{kind.lower()}" for kind in (*_RESULT_TYPES, *exact)]
    return {
        "version": ["1.0"],
        "actionType": "braket.ir.openqasm.program",
        "supportedOperations": _SIMULATOR_GATES,
        "supportedModifiers": _MODIFIERS,
        "supportedPragmas": pragmas + (noise if noisy else []),
        "forbiddenPragmas": ["braket_result_type_state_vector"] + ([] if noisy else noise),
        "maximumQubitArrays": 1,
        "maximumClassicalArrays": 1,
        "forbiddenArrayOperations": _ARRAY_OPERATIONS,
        "requiresAllQubitsMeasurement": False,
        "supportPhysicalQubits": False,
        "requiresContiguousQubitIndices": False,
        "supportsPartialVerbatimBox": True,
        "supportsUnassignedMeasurements": True,
        "disabledQubitRewiringSupported": False,
        "supportedResultTypes": _simulated_results(noisy, most),
    }


def _simulated_results(noisy: bool, most: int) -> list[Document]:
    observables = [*_OBSERVABLES, "hermitian"]
    gradient: Document = {"name": "AdjointGradient", "observables": observables}
    only_exact: list[Document] = [{"name": "DensityMatrix"}] if noisy else [{"name": "Amplitude"}, gradient]
    return [
        *(
            {"name": kind, "observables": observables, "minShots": fewest, "maxShots": most}
            for kind, fewest in zip(_RESULT_TYPES[:3], (1, 0, 0), strict=True)
        ),
        {"name": "Probability", "minShots": 0, "maxShots": most},
        *({**kind, "minShots": 0, "maxShots": 0} for kind in only_exact),
    ]


def _analog(device: devices.Device) -> Document:
    def of(name: str) -> float:
        return device.figures[name].value

    geometry = {
        "spacingRadialMin": of("spacing_min"),
        "spacingVerticalMin": of("spacing_min"),
        "positionResolution": of("position_resolution"),
        "numberSitesMax": int(of("qubits")),
    }
    return {
        "service": _service(device),
        "action": {"braket.ir.ahs.program": {"version": ["1"], "actionType": "braket.ir.ahs.program"}},
        "deviceParameters": {},
        "braketSchemaHeader": {
            "name": "braket.device_schema.quera.quera_device_capabilities",
            "version": "1",
        },
        "paradigm": {
            "braketSchemaHeader": {
                "name": "braket.device_schema.quera.quera_ahs_paradigm_properties",
                "version": "1",
            },
            "qubitCount": int(of("qubits")),
            "lattice": {"area": {"width": of("width"), "height": of("height")}, "geometry": geometry},
            "rydberg": {"c6Coefficient": of("c6"), "rydbergGlobal": _drive(of)},
            "performance": device.performance,
        },
    }


def _drive(of: Callable[[str], float]) -> Document:
    """The bounds of the drive that all atoms see."""
    return {
        "rabiFrequencyRange": [0.0, of("rabi_frequency_max")],
        "rabiFrequencyResolution": 400.0,
        "rabiFrequencySlewRateMax": of("rabi_slew_rate_max"),
        "detuningRange": [-of("detuning_max"), of("detuning_max")],
        "detuningResolution": 0.2,
        "detuningSlewRateMax": of("detuning_slew_rate_max"),
        "phaseRange": [-99.0, 99.0],
        "phaseResolution": 5e-7,
        "timeResolution": of("time_resolution"),
        "timeDeltaMin": of("time_step_min"),
        "timeMin": 0.0,
        "timeMax": of("time_max"),
    }


_BUILDERS: dict[str, Callable[[devices.Device], Document]] = {
    "IQM": _iqm,
    "Rigetti": _rigetti,
    "IonQ": _ionq,
    "AQT": _aqt,
    "simulator": _simulator,
    "analog": _analog,
}
