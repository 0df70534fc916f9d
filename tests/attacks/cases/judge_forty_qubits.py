import numpy as np

from ..attack import Replied


def circuit(qubits, operations, **more):
    return {"kind": "circuit", "sdk": "braket", "qubits": list(qubits), "operations": operations, **more}


def answers():
    """Circuits that are too wide, too long or too mixed to simulate, and labels out of range."""
    wide = [{"name": "h", "targets": [qubit]} for qubit in range(40)]
    chain = [{"name": "cnot", "targets": [qubit, qubit + 1]} for qubit in range(39)]
    yield circuit(range(40), wide + chain)
    yield circuit(range(4096), [{"name": "h", "targets": [qubit]} for qubit in range(4096)])
    yield circuit([0, 1 << 40], [{"name": "h", "targets": [1 << 40]}])
    yield circuit([0, -1], [{"name": "h", "targets": [-1]}])
    yield circuit(range(1_000_000), [])
    many = [{"name": "h", "targets": [qubit % 22]} for qubit in range(20_000)]
    yield circuit(range(22), many)
    yield circuit(range(2), [{"name": "h", "targets": [0]}] * 1_000_000)
    noisy = [{"name": "depolarizing", "targets": [qubit % 12], "parameters": [0.1]} for qubit in range(5000)]
    yield circuit(range(12), noisy)
    measured = [{"name": "measure", "targets": [0], "bits": [bit]} for bit in range(40)]
    mixed = [part for bit in range(40) for part in ({"name": "h", "targets": [0]}, measured[bit])]
    yield circuit(range(2), mixed)
    yield circuit(range(2), [{"name": "h", "targets": [0], "condition": [list(range(4000)), 1 << 200]}])


def show():
    """The state of forty qubits has 16 TB."""
    try:
        np.ones(1 << 40, dtype=complex)
    except MemoryError:
        return
    raise AssertionError("there was room for forty qubits")


ATTACK = Replied(
    "Answers with circuits of forty qubits, of a million gates, of noise and measurements without end.",
    lambda: list(answers()),
    exercise="circuit",
    show=show,
)
