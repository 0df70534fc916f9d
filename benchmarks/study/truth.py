"""What a program really does, by Qiskit alone, and how far that is from what was asked.

Qubit 0 is the most significant bit, as in Braket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from qiskit import QuantumCircuit


def state(circuit: QuantumCircuit) -> np.ndarray:
    """The state vector that a circuit prepares, shape (2**n,)."""
    from qiskit.quantum_info import Statevector

    return np.asarray(Statevector(circuit.reverse_bits()).data)


def operation(circuit: QuantumCircuit) -> np.ndarray:
    """The whole matrix of a circuit, shape (2**n, 2**n)."""
    from qiskit.quantum_info import Operator

    return np.asarray(Operator(circuit.reverse_bits()).data)


def isometry(circuit: QuantumCircuit, ancillas: int) -> np.ndarray:
    """What a circuit makes of its first qubits when the last ones start in |0⟩, shape (2**n, 2**k)."""
    return operation(circuit)[:, :: 2**ancillas]


def padded(matrix: np.ndarray, ancillas: int) -> np.ndarray:
    """The matrix with further qubits in |0⟩ behind its rows."""
    rows = np.zeros((len(matrix) * 2**ancillas, *matrix.shape[1:]), dtype=complex)
    rows[:: 2**ancillas] = matrix
    return rows


def apart(given: np.ndarray, wanted: np.ndarray, phase_free: bool = True) -> float:
    """The largest distance between images of one input; with ``phase_free`` up to a common phase."""
    given, wanted = given.reshape(len(given), -1), wanted.reshape(len(wanted), -1)
    overlap = np.sum(wanted.conj() * given)
    phase = overlap / abs(overlap) if phase_free and abs(overlap) > 1e-9 else 1
    return float(np.linalg.norm(given - phase * wanted, 2))
