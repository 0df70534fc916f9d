"""Random circuits with what Braket's local simulators make of them, for the JavaScript engine to be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from braket.devices import LocalSimulator

from autograder.channels import CHANNELS
from autograder.gates import GATES
from gangway.widgets import programs

#: Gates that Braket's circuits don't have go to it as matrices; these are not in the engine.
NOT_THERE = {"rccx", "rcccx", "gphase"}
NAMES = sorted(set(GATES) - NOT_THERE)
POWERS = (1.0, 1.0, 1.0, 1.0, -1.0, 2.0, 0.5)
#: Gates that the engine takes to fractional powers: one qubit, diagonal, or their own inverse.
ANY_POWER = ("x", "y", "z", "h", "s", "t", "v", "rx", "ry", "u", "phaseshift", "swap", "cnot", "cz", "cphaseshift01", "ccnot")


def unitary(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """Programs of gates, controlled, powered and parametrised, with their state vectors."""
    generator, simulator = np.random.default_rng(seed), LocalSimulator("braket_sv")
    for number in range(count):
        program = _program(generator, _width(generator, widest), number)
        circuit = programs.braket(program).state_vector()
        state = simulator.run(circuit, shots=0).result().values[0]
        yield {"program": program, "state": _pairs(state)}


def noisy(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """Programs of gates and noise channels with their density matrices, row by row."""
    generator, simulator = np.random.default_rng(seed), LocalSimulator("braket_dm")
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, noise=True)
        circuit = programs.braket(program).density_matrix()
        density = simulator.run(circuit, shots=0).result().values[0]
        yield {"program": program, "density": _pairs(density.ravel())}


def _pairs(values: np.ndarray) -> list[float]:
    return np.ascontiguousarray(values, dtype=complex).view(float).tolist()


def _width(generator: np.random.Generator, widest: int) -> int:
    return int(generator.integers(1, widest + 1))


def _program(
    generator: np.random.Generator, qubits: int, number: int, *, noise: bool = False
) -> programs.Program:
    length = int(generator.integers(3, 13))
    operations = [_operation(generator, qubits, number + at) for at in range(length)]
    if noise:
        operations = [one for pair in zip(operations, _channels(generator, qubits, length), strict=True) for one in pair]
    return {"qubits": qubits, "operations": [one for one in operations if one]}


def _operation(generator: np.random.Generator, qubits: int, turn: int) -> dict[str, Any]:
    """The gate whose turn it is, or one that fits, on random qubits."""
    name = NAMES[(turn * 7) % len(NAMES)]
    if GATES[name].qubits > qubits:
        name = "u"
    gate = GATES[name]
    order = [int(one) for one in generator.permutation(qubits)]
    operation: dict[str, Any] = {"name": name, "targets": order[: gate.qubits]}
    if gate.parameters:
        operation["parameters"] = generator.uniform(-7, 7, gate.parameters).tolist()
    return operation | _modifiers(generator, name, order[gate.qubits :])


def _modifiers(generator: np.random.Generator, name: str, free: list[int]) -> dict[str, Any]:
    if name not in ANY_POWER:
        return {}
    modifiers: dict[str, Any] = {"power": float(generator.choice(POWERS))}
    if free and generator.random() < 0.3:
        controls = free[: int(generator.integers(1, min(2, len(free)) + 1))]
        states = [int(one) for one in generator.integers(0, 2, len(controls))]
        modifiers |= {"controls": controls, "control_state": states}
    return modifiers


def _channels(generator: np.random.Generator, qubits: int, count: int) -> list[dict[str, Any]]:
    names = [name for name, channel in CHANNELS.items() if channel.qubits <= qubits]
    return [_channel(generator, qubits, str(generator.choice(names))) for _ in range(count)]


def _channel(generator: np.random.Generator, qubits: int, name: str) -> dict[str, Any]:
    channel = CHANNELS[name]
    targets = [int(one) for one in generator.permutation(qubits)[: channel.qubits]]
    return {
        "name": name,
        "targets": targets,
        "parameters": (generator.uniform(0, 0.33, channel.parameters)).tolist(),
    }
