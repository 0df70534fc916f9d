"""SV1 and DM1: Braket's own default simulators, sampled from the seed."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.programs import Executable

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Outcome:
    """What came out.

    Attributes:
        bits: (shots, columns); None for exact results.
        qubits: the program's qubit of each column.
        results: the result types as documents, with values for exact results.
    """

    bits: np.ndarray | None
    qubits: list[int]
    results: list[dict[str, Any]]


def outcome(slug: str, executable: Executable, shots: int, seed: int) -> Outcome:
    """Run a circuit on SV1 or DM1.

    Raises:
        Rejected: the simulator doesn't take it.
    """
    import numpy as np
    from braket.ir.openqasm import Program

    program = Program(source=executable.source, inputs=dict(executable.inputs))
    simulator = _seeded()[slug]()
    simulator.generator = np.random.default_rng(seed)
    try:
        with warnings.catch_warnings(action="ignore"):  # it advises its own users on which simulator to take
            found = simulator.run_openqasm(program, shots=shots)
    except (ValueError, TypeError, NameError, IndexError, KeyError, NotImplementedError) as error:
        raise Rejected(f"The program can't be run: {error}") from error
    qubits = [int(qubit) for qubit in found.measuredQubits]
    if shots:
        bits = np.array(found.measurements, dtype=np.uint8)
        return Outcome(bits, qubits, sampled(found.resultTypes, bits, qubits))
    return Outcome(None, qubits, [{"type": json.loads(kind.type.json()), "value": _plain(kind.value)} for kind in found.resultTypes])


def sampled(wanted: Sequence[Any], bits: np.ndarray, qubits: Sequence[int]) -> list[dict[str, Any]]:
    """The values of result types, from measurements in their bases; by the SDK's own reckoning."""
    from braket.tasks import GateModelQuantumTaskResult

    if not wanted:
        return []
    documents = [json.loads(kind.json()) for kind in wanted]
    found = GateModelQuantumTaskResult._calculate_result_types(
        json.dumps({"results": documents}), bits.astype(int), list(qubits)
    )
    return [{"type": document, "value": _plain(kind.value)} for document, kind in zip(documents, found, strict=True)]


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
    import numpy as np

    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, complex | np.complexfloating):
        return [float(value.real), float(value.imag)]
    return float(value)
