"""One adapter over the simulators: exact mixed states, noisy samples, stabilisers, exact pure states.

A native circuit with errors goes to Aer's density matrix while that is the cheaper way, then to Aer's noisy
samples (trajectories), or to stim's stabilisers if it is a Clifford circuit on many qubits. Every sample
comes from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gangway.cloud.engine import stabilisers
from gangway.cloud.engine.errors import Failed
from gangway.cloud.engine.noise import Error, Noisy, noisy, readout
from gangway.cloud.engine.steps import Step, is_clifford, measured, touched
from gangway.cloud.profiles.variants import Variant

if TYPE_CHECKING:
    import numpy as np
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator

#: The widest mixed state (16 · 4ⁿ bytes) and the widest noisy samples (16 · 2ⁿ bytes each).
DENSITY_QUBITS = 11
TRAJECTORY_QUBITS = 24
#: The most work of one circuit, in amplitudes updated: some minutes on one core.
MAX_WORK = 4e11
#: From this many qubits on, Clifford circuits are followed by stabilisers.
STABILISER_QUBITS = 11


def sample(variant: Variant, steps: Sequence[Step], shots: int, seed: int) -> np.ndarray:
    """Bits of a native circuit with the variant's noise: an array of 0 and 1, (shots, columns).

    Raises:
        Failed: it takes more work or memory than this machine gives to one task.
    """
    circuit = noisy(variant, steps)
    qubits = touched(steps)
    dynamic = _is_dynamic(steps)
    if len(qubits) >= STABILISER_QUBITS and not dynamic and is_clifford(steps, 1e-6):
        bits = stabilisers.sample(circuit, qubits, shots, seed)
        return _misread(bits, measured(steps), variant, seed)
    method = _method(len(qubits), len(circuit), shots, dynamic)
    bits = _aer(circuit, qubits, method, shots, seed, readout(variant, qubits) if dynamic else {})
    return bits if dynamic else _misread(bits, measured(steps), variant, seed)


def _is_dynamic(steps: Sequence[Step]) -> bool:
    """Whether anything happens to a qubit after its measurement, or depends on one."""
    done: set[int] = set()
    for step in steps:
        if step.name in ("measure_ff", "cc_prx", "reset") or done.intersection(step.qubits):
            return True
        if step.name == "measure":
            done.update(step.qubits)
    return False


def _method(qubits: int, operations: int, shots: int, dynamic: bool) -> str:
    """The cheaper of Aer's two methods that fit.

    Raises:
        Failed: neither does.
    """
    runs = shots if dynamic else 1
    work = {
        "density_matrix": runs * operations * 4.0**qubits,
        "statevector": shots * operations * 2.0**qubits,
    }
    limits = {"density_matrix": DENSITY_QUBITS, "statevector": TRAJECTORY_QUBITS}
    fitting = [name for name, limit in limits.items() if qubits <= limit and work[name] <= MAX_WORK]
    if not fitting:
        raise Failed(
            f"The compiled circuit has {operations:,} operations on {qubits} qubits, more than the practice"
            f" cloud simulates with {shots:,} shots. Use fewer qubits, gates or shots."
        )
    return min(fitting, key=lambda name: work[name] * (1 if name == "density_matrix" else 3))


@lru_cache(maxsize=4)
def _simulator(method: str) -> AerSimulator:
    from qiskit_aer import AerSimulator

    return AerSimulator(method=method, max_parallel_threads=1, fusion_enable=False)


def _aer(
    circuit: Noisy, qubits: Sequence[int], method: str, shots: int, seed: int, readouts: Mapping[int, Any]
) -> np.ndarray:
    """Samples of Aer's; ``readouts`` by qubit where a reading must be noisy at once, for feedback."""
    import numpy as np

    written, columns = _written(circuit, qubits)
    options: dict[str, Any] = {"noise_model": _readout_model(readouts, qubits)} if readouts else {}
    job = _simulator(method).run(written, shots=shots, memory=True, seed_simulator=seed % 2**31, **options)
    result = job.result()
    if not result.success:
        raise Failed(f"The simulator refused the compiled circuit: {result.status}.")
    memory = "".join(result.get_memory()).replace(" ", "")
    bits = np.frombuffer(memory.encode(), dtype=np.uint8).reshape(shots, -1) - ord("0")
    return bits[:, ::-1][:, :columns]


def _readout_model(readouts: Mapping[int, tuple[float, float]], qubits: Sequence[int]) -> Any:
    from qiskit_aer.noise import NoiseModel, ReadoutError

    model = NoiseModel()
    for index, qubit in enumerate(qubits):
        zero, one = readouts[qubit]
        model.add_readout_error(ReadoutError([[1 - zero, zero], [one, 1 - one]]), [index])
    return model


def _written(circuit: Noisy, qubits: Sequence[int]) -> tuple[QuantumCircuit, int]:
    """The circuit for Aer, on its touched qubits alone; columns first among the bits, feedback keys after."""
    from qiskit import QuantumCircuit

    at = {qubit: index for index, qubit in enumerate(qubits)}
    steps = [operation for operation in circuit if isinstance(operation, Step)]
    columns = 1 + max((step.bit for step in steps if step.bit is not None), default=-1)
    keys = list(dict.fromkeys(step.parameters[0] for step in steps if step.name == "measure_ff"))
    written = QuantumCircuit(len(qubits), columns + len(keys))
    bits = {key: columns + index for index, key in enumerate(keys)}
    for operation in circuit:
        places = [at[qubit] for qubit in operation.qubits if qubit in at]
        if isinstance(operation, Error):
            _write_error(written, operation, places)
        else:
            _write_step(written, operation, places, bits)
    return written, columns


_AER = {"prx": "r", "rx": "rx", "rz": "rz", "cz": "cz", "zz": "rzz", "xx": "rxx", "cphaseshift": "cp"}


def _write_step(written: QuantumCircuit, step: Step, places: list[int], bits: Mapping[float, int]) -> None:
    from math import pi

    if step.name == "measure":
        written.measure(places[0], step.bit)
    elif step.name == "measure_ff":
        written.measure(places[0], bits[step.parameters[0]])
    elif step.name == "cc_prx":
        theta, phi, key = step.parameters
        with written.if_test((written.clbits[bits[key]], 1)):
            written.r(theta, phi, places[0])
    elif step.name == "reset":
        written.reset(places[0])
    elif step.name in ("gpi", "gpi2"):
        written.r(pi if step.name == "gpi" else pi / 2, step.parameters[0], places[0])
    elif step.name != "barrier":
        getattr(written, _AER[step.name])(*step.parameters, *places)


def _write_error(written: QuantumCircuit, error: Error, places: list[int]) -> None:
    if error.kind == "zz":
        written.rzz(error.values[0], *places)
    else:
        written.append(_channel(error.kind, len(places), error.values), places)


@lru_cache(maxsize=4096)
def _channel(kind: str, qubits: int, values: tuple[float, ...]) -> Any:
    """An error as Aer's instruction."""
    from qiskit_aer.noise import depolarizing_error, thermal_relaxation_error

    if kind == "depolarise":
        dimension = 4**qubits
        return depolarizing_error(values[0] * dimension / (dimension - 1), qubits).to_instruction()
    seconds, t1, t2 = values
    return thermal_relaxation_error(t1, t2, seconds).to_instruction()


def _misread(bits: np.ndarray, qubits: Sequence[int], variant: Variant, seed: int) -> np.ndarray:
    """Readout errors: each column's bits flipped at its qubit's two rates."""
    import numpy as np

    rates = readout(variant, qubits)
    wrong = np.array([rates[qubit] for qubit in qubits])
    chance = np.where(bits == 0, wrong[:, 0], wrong[:, 1])
    flipped = np.random.default_rng([seed, 1]).random(bits.shape) < chance
    return bits ^ flipped.astype(bits.dtype)
