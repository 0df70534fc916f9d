"""SV1 and DM1: Braket's own default simulators, sampled from the seed."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from gangway.cloud.engine import gradient
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.gradient_request import PRAGMA, AdjointGradient
from gangway.cloud.engine.programs import Executable, seconds, wide, width
from gangway.cloud.engine.results import Circuit
from gangway.cloud.engine.steps import Step, measured

_GRADIENT = re.compile(rf"\s*#\s*pragma\s+{PRAGMA}\b")


def outcome(slug: str, executable: Executable, shots: int, seed: int) -> Circuit:
    """Run a circuit on SV1 or DM1.

    Raises:
        Rejected: the simulator doesn't take it.
    """
    milliseconds = 1 + round(1000 * seconds(executable.reading))
    if wide(slug, executable.reading, shots):
        return _clifford(executable, shots, seed, milliseconds)
    if gradients := [kind for kind in executable.reading.results if isinstance(kind, AdjointGradient)]:
        return _with_gradients(slug, executable, gradients, milliseconds)
    found = _simulated(slug, executable.source, executable, shots, seed)
    qubits = [int(qubit) for qubit in found.measuredQubits]
    if shots:
        bits = np.array(found.measurements, dtype=np.uint8)
        return Circuit(bits, qubits, sampled(found.resultTypes, bits, qubits), milliseconds=milliseconds)
    return Circuit(None, qubits, _values(found), milliseconds=milliseconds)


def _with_gradients(
    slug: str, executable: Executable, gradients: Sequence[AdjointGradient], milliseconds: int
) -> Circuit:
    """Exact results with gradients among them; Braket's simulator knows none and is asked for the rest."""
    count = width(executable.reading)
    rest = [line for line in executable.source.splitlines() if not _GRADIENT.match(line)]
    values = [gradient.value(wanted, executable, count) for wanted in gradients]
    if len(executable.reading.results) > len(gradients):
        values += _values(_simulated(slug, "\n".join(rest), executable, 0, 0))
    return Circuit(None, range(count), values, milliseconds=milliseconds)


def _values(found: Any) -> list[dict[str, Any]]:
    return [{"type": json.loads(kind.type.json()), "value": _plain(kind.value)} for kind in found.resultTypes]


def _simulated(slug: str, source: str, executable: Executable, shots: int, seed: int) -> Any:
    from braket.ir.openqasm import Program

    simulator = _seeded()[slug]()
    simulator.generator = np.random.default_rng(seed)
    try:
        with warnings.catch_warnings(action="ignore"):  # it advises its own users on which simulator to take
            program = Program(source=source, inputs=dict(executable.inputs))
            return simulator.run_openqasm(program, shots=shots)
    except (ValueError, TypeError, NameError, IndexError, KeyError, NotImplementedError) as error:
        raise Rejected(f"The program can't be run: {error}") from error


def _clifford(executable: Executable, shots: int, seed: int, milliseconds: int) -> Circuit:
    """A Clifford circuit that is too wide for its state to be written down."""
    from gangway.cloud.engine import stabilisers

    steps, count = executable.steps, width(executable.reading)
    if not any(step.name == "measure" for step in steps):
        steps = (*steps, *(Step("measure", (qubit,), bit=qubit) for qubit in range(count)))
    bits = stabilisers.sample(steps, range(count), shots, seed)
    return Circuit(bits, measured(steps), milliseconds=milliseconds)


def sampled(wanted: Sequence[Any], bits: np.ndarray, qubits: Sequence[int]) -> list[dict[str, Any]]:
    """The values of result types, from measurements in their bases; by the SDK's own reckoning."""
    from braket.tasks import GateModelQuantumTaskResult

    if not wanted:
        return []
    documents = [json.loads(kind.json()) for kind in wanted]
    found = GateModelQuantumTaskResult._calculate_result_types(
        json.dumps({"results": documents}), bits.astype(int), list(qubits)
    )
    return [
        {"type": document, "value": _plain(kind.value)}
        for document, kind in zip(documents, found, strict=True)
    ]


@cache
def _seeded() -> dict[str, type[Any]]:
    """Braket's simulators with a generator of random numbers that is set from outside."""
    from braket.default_simulator.density_matrix_simulator import DensityMatrixSimulator
    from braket.default_simulator.state_vector_simulator import StateVectorSimulator

    class Seeded:
        generator: Any = None

        def initialize_simulation(self, **options: Any) -> Any:
            simulation = super().initialize_simulation(**options)  # type: ignore[misc]
            simulation._rng_generator = self.generator
            return simulation

    def of(simulator: type[Any]) -> type[Any]:
        return type(f"Seeded{simulator.__name__}", (Seeded, simulator), {})

    return {"sv1": of(StateVectorSimulator), "dm1": of(DensityMatrixSimulator)}


def _plain(value: Any) -> Any:
    """A value as JSON writes it: complex numbers as [real, imaginary]."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, complex | np.complexfloating):
        return [float(value.real), float(value.imag)]
    return float(value)
