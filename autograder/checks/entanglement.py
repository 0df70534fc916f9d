"""What local operations can't change: which qubits a pure state ties together, and how strongly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

_RESTARTS, _SWEEPS = 24, 200
_SEED = 1864


def width_of(state: np.ndarray) -> int:
    """The number of qubits of a state vector."""
    return len(state).bit_length() - 1


def reduced(state: np.ndarray, qubits: tuple[int, ...]) -> np.ndarray:
    """The density matrix of some qubits of a pure state, in the order given."""
    tensor = np.moveaxis(state.reshape((2,) * width_of(state)), qubits, range(len(qubits)))
    parts = tensor.reshape(2 ** len(qubits), -1)
    return parts @ parts.conj().T


def is_product(state: np.ndarray, tolerance: float = 1e-4) -> bool:
    """Whether a pure state is a product of single-qubit states: every qubit's own state is pure."""
    own = (reduced(state, (qubit,)) for qubit in range(width_of(state)))
    return all(np.real(np.trace(rho @ rho)) >= 1 - tolerance for rho in own)


def entropy(state: np.ndarray, qubits: tuple[int, ...]) -> float:
    """The entanglement entropy between some qubits and the rest, in bits."""
    weights = np.linalg.eigvalsh(reduced(state, qubits))
    weights = weights[weights > 1e-12]
    return float(max(0.0, -np.sum(weights * np.log2(weights))))


def cuts(width: int) -> Iterator[tuple[int, ...]]:
    """One side of every division of the qubits into two parts, the smaller parts first."""
    for size in range(1, width // 2 + 1):
        for side in combinations(range(width), size):
            if 2 * size < width or 0 in side:
                yield side


def same_spectra(given: np.ndarray, wanted: np.ndarray, tolerance: float) -> bool:
    """Whether both states have the same Schmidt coefficients across every cut; necessary for equivalence."""
    return all(
        np.max(np.abs(_schmidt(given, side) - _schmidt(wanted, side))) <= tolerance
        for side in cuts(width_of(given))
    )


def _schmidt(state: np.ndarray, side: tuple[int, ...]) -> np.ndarray:
    tensor = np.moveaxis(state.reshape((2,) * width_of(state)), side, range(len(side)))
    return np.linalg.svd(tensor.reshape(2 ** len(side), -1), compute_uv=False)


def local_overlap(given: np.ndarray, wanted: np.ndarray, enough: float = 1 - 1e-9) -> float:
    """The largest overlap |⟨wanted|U₁⊗…⊗Uₙ|given⟩| that single-qubit unitaries reach.

    Improves one unitary at a time by the polar decomposition, from several random starts; stops at
    ``enough``. A value below 1 is what was found, not a proof.
    """
    rng = np.random.default_rng(_SEED)
    best = 0.0
    for _ in range(_RESTARTS):
        best = max(best, _climb(given, wanted, rng, enough))
        if best >= enough:
            break
    return best


def _climb(given: np.ndarray, wanted: np.ndarray, rng: np.random.Generator, enough: float) -> float:
    width = width_of(given)
    moved = given.reshape((2,) * width)
    for qubit in range(width):
        moved = _turn(moved, _random_unitary(rng), qubit)
    target, overlap = wanted.reshape((2,) * width), 0.0
    for _ in range(_SWEEPS):
        before = overlap
        for qubit in range(width):
            rest = [axis for axis in range(width) if axis != qubit]
            left, sizes, right = np.linalg.svd(np.tensordot(moved, target.conj(), axes=(rest, rest)))
            moved, overlap = _turn(moved, (left @ right).conj().T, qubit), float(sizes.sum())
        if overlap >= enough or overlap - before < 1e-13:
            break
    return overlap


def _turn(tensor: np.ndarray, unitary: np.ndarray, qubit: int) -> np.ndarray:
    return np.moveaxis(np.tensordot(unitary, tensor, axes=(1, qubit)), 0, qubit)


def _random_unitary(rng: np.random.Generator) -> np.ndarray:
    return np.linalg.qr(rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2)))[0]
