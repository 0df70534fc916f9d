"""Random circuits and what Braket's local simulators make of them, to compare the JavaScript engine with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from braket.default_simulator import StateVectorSimulation
from braket.default_simulator.gate_operations import BRAKET_GATES
from braket.devices import LocalSimulator

from autograder.channels import CHANNELS
from autograder.gates import CONTROLLED, GATES
from gangway.widgets import programs

#: Gates that Braket's circuits don't have go to it as matrices; these are not in the engine.
NOT_THERE = {"rccx", "rcccx", "gphase"}
NAMES = sorted(set(GATES) - NOT_THERE)
POWERS = (*[1.0] * 12, -1.0, 2.0, 0.5)
#: Braket's simulator (1.41) applies controlled gates wrongly on some qubits of circuits wider than this:
#: ``Circuit().h(0).h(1).h(2).h(3).x(3, control=1)`` is one. Wider ones are compared with the course's own.
WIDEST_CONTROLLED = 3
#: Gates that reach it without such a control.
WRITTEN_PLAIN = [name for name in NAMES if name not in CONTROLLED or name in BRAKET_GATES]
#: Gates that the engine takes to fractional powers: one qubit, diagonal, or their own inverse. Not CNOT and
#: SWAP, for which Braket's simulator (1.41) overlooks the power; the engine's own tests have those.
ANY_POWER = ("x", "y", "z", "h", "s", "t", "v", "rx", "ry", "u", "phaseshift", "cz", "cphaseshift01", "ccnot")


def unitary(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """Programs of gates, controlled, powered and parametrised, with their state vectors."""
    generator, simulator = np.random.default_rng(seed), LocalSimulator("braket_sv")
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, names=WRITTEN_PLAIN)
        circuit = programs.braket(program).state_vector()
        state = simulator.run(circuit, shots=0).result().values[0]
        yield {"program": program, "state": _pairs(state)}


def engine(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """The same from the engine inside Braket's simulator: a hundred times as fast without its parser."""
    generator, names = np.random.default_rng(seed), [name for name in NAMES if _called(name) in BRAKET_GATES]
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, names=names)
        simulation = StateVectorSimulation(program["qubits"], 0, 1)
        simulation.evolve([_braket(operation) for operation in program["operations"]])
        yield {"program": program, "state": _pairs(simulation.state_vector)}


def wide(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """Programs with controlled gates on any number of qubits, and states of the course's own simulation."""
    generator = np.random.default_rng(seed)
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, widest_controlled=widest)
        yield {"program": program, "state": _pairs(programs.state(program))}


def _called(name: str) -> str:
    return "U" if name == "u" else name


def _braket(operation: dict[str, Any]) -> Any:
    """The operation as the simulator's own."""
    return BRAKET_GATES[_called(operation["name"])](
        (*operation.get("controls", ()), *operation["targets"]),
        *operation.get("parameters", ()),
        ctrl_modifiers=operation.get("control_state", []),
        power=operation.get("power", 1),
    )


def noisy(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """Programs of gates and noise channels with their density matrices, row by row.

    At most two qubits: with more, Braket's simulator (1.41) stops at gates that follow some channels, since
    its compiled code takes contiguous arrays only.
    """
    generator, simulator = np.random.default_rng(seed), LocalSimulator("braket_dm")
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, noise=True)
        circuit = programs.braket(program).density_matrix()
        density = simulator.run(circuit, shots=0).result().values[0]
        yield {"program": program, "density": _pairs(density.ravel())}


def wide_noisy(seed: int, count: int, widest: int) -> Iterator[dict[str, Any]]:
    """The same for any number of qubits, from the course's own simulation."""
    from autograder.answers.gatelist import decode_circuit
    from autograder.simulate import density_matrix

    generator = np.random.default_rng(seed)
    for number in range(count):
        program = _program(generator, _width(generator, widest), number, noise=True)
        data = {
            "sdk": "braket",
            "operations": program["operations"],
            "qubits": list(range(program["qubits"])),
        }
        yield {"program": program, "density": _pairs(density_matrix(decode_circuit(data)).ravel())}


def _pairs(values: np.ndarray) -> list[float]:
    return np.ascontiguousarray(values, dtype=complex).view(float).tolist()


def _width(generator: np.random.Generator, widest: int) -> int:
    return int(generator.integers(1, widest + 1))


def _program(
    generator: np.random.Generator,
    qubits: int,
    number: int,
    *,
    names: Sequence[str] = NAMES,
    widest_controlled: int = WIDEST_CONTROLLED,
    noise: bool = False,
) -> programs.Program:
    controlled = qubits <= widest_controlled
    length = int(generator.integers(3, 9))
    operations = [
        _operation(generator, qubits, names[7 * (number + at) % len(names)], controlled)
        for at in range(length)
    ]
    if noise:
        operations = [
            one for pair in zip(operations, _channels(generator, qubits, length), strict=True) for one in pair
        ]
    return {"qubits": qubits, "operations": [one for one in operations if one]}


def _operation(generator: np.random.Generator, qubits: int, name: str, controlled: bool) -> dict[str, Any]:
    """The gate, or one that fits, on random qubits."""
    if GATES[name].qubits > qubits:
        name = "u"
    gate = GATES[name]
    order = [int(one) for one in generator.permutation(qubits)]
    operation: dict[str, Any] = {"name": name, "targets": order[: gate.qubits]}
    if gate.parameters:
        operation["parameters"] = generator.uniform(-7, 7, gate.parameters).tolist()
    return operation | _modifiers(generator, name, order[gate.qubits :] if controlled else [])


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
