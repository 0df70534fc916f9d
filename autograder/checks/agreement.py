"""How far apart two sets of states are, as the columns of two matrices.

A rotation whose angle is off by δ moves every state by at most δ/2 and, as an operation, is at most δ/2
from the right one once the best common phase is taken out: this is how a tolerance in radians becomes a
distance.
"""

from __future__ import annotations

import numpy as np

#: Radians that one rotation may be off; 3.14 passes for π, 0.785 for π/4.
TOLERANCE = 2e-3


def common_phase(given: np.ndarray, wanted: np.ndarray) -> complex:
    """The phase factor that brings ``wanted`` closest to ``given``; 1 where they are orthogonal."""
    overlap = np.vdot(wanted, given)
    return complex(overlap / abs(overlap)) if abs(overlap) > 1e-12 else 1.0


def distance(given: np.ndarray, wanted: np.ndarray, phase_free: bool = True) -> float:
    """The largest distance that any superposition of the columns ends up at, in [0, 2].

    Args:
        given: matrix of shape (2**n, k), or one state.
        wanted: the same shape.
        phase_free: whether one common phase of all columns makes no difference.
    """
    given, wanted = np.atleast_2d(given.T).T, np.atleast_2d(wanted.T).T
    phase = common_phase(given, wanted) if phase_free else 1.0
    return _norm(given - phase * wanted)


def _norm(difference: np.ndarray) -> float:
    """The spectral norm, by way of the small Gram matrix."""
    gram = difference.conj().T @ difference
    return float(np.sqrt(max(0.0, np.linalg.eigvalsh(gram)[-1])))


def permuted(states: np.ndarray, order: list[int]) -> np.ndarray:
    """The columns with their qubits rearranged: qubit i of the result is qubit ``order[i]`` of ``states``."""
    width = len(order)
    tensor = states.reshape((2,) * width + (-1,))
    return tensor.transpose(*order, width).reshape(states.shape)


def reversed_qubits(states: np.ndarray) -> np.ndarray:
    """The columns with their qubits numbered the other way round."""
    width = len(states).bit_length() - 1
    return permuted(states, list(range(width))[::-1])


def with_zeros(states: np.ndarray, ancillas: int) -> np.ndarray:
    """The columns with further qubits in |0⟩ behind them."""
    zero = np.zeros((2**ancillas, 1), dtype=complex)
    zero[0, 0] = 1
    columns = states.reshape(len(states), -1)
    return np.kron(columns, zero).reshape((-1, *states.shape[1:]))


def random_states(width: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Normalised Gaussian random states as columns, shape (2**width, count)."""
    states = rng.normal(size=(2**width, count)) + 1j * rng.normal(size=(2**width, count))
    return states / np.linalg.norm(states, axis=0)
