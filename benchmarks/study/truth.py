"""What a program really does, by Qiskit alone, and how far that is from what was asked.

Qubit 0 is the most significant bit, as in Braket.
"""

from __future__ import annotations

import numpy as np

from study.programs import Program, in_qiskit


def state(program: Program, width: int) -> np.ndarray:
    """The state vector that a program prepares, shape (2**width,)."""
    from qiskit.quantum_info import Statevector

    return np.asarray(Statevector(in_qiskit(program, width).reverse_bits()).data)


def operation(program: Program, width: int) -> np.ndarray:
    """The whole matrix of a program, shape (2**width, 2**width)."""
    from qiskit.quantum_info import Operator

    return np.asarray(Operator(in_qiskit(program, width).reverse_bits()).data)


def isometry(program: Program, width: int, ancillas: int) -> np.ndarray:
    """What a program makes of its first qubits when the others start in |0⟩, shape (2**n, 2**width)."""
    return operation(program, width + ancillas)[:, :: 2**ancillas]


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
