"""States, however they are given, as the amplitudes or the density matrix that instruments take."""

from __future__ import annotations

import numpy as np

#: Weights below this are left out of a mixture.
NOTHING = 1e-12

#: A pure state of a mixture, with its weight.
Part = tuple[float, np.ndarray]


def mixture(state: object) -> list[Part]:
    """A state as weights and pure states.

    Args:
        state: amplitudes, qubit 0 leftmost; a density matrix, which becomes the mixture of its
            eigenvectors; or a circuit of Braket or Qiskit without measurements.

    Raises:
        ValueError: it is none of these; the message is a sentence for a person.
    """
    array = _array(state)
    if array.ndim == 1:
        return [(1.0, array)]
    if array.ndim != 2 or array.shape[0] != array.shape[1] or not np.allclose(array, array.conj().T):
        raise ValueError(f"a density matrix is square and equal to its adjoint; given was {array.shape}")
    weights, vectors = np.linalg.eigh(array)
    return [
        (float(weight), vectors[:, at])
        for at, weight in reversed(list(enumerate(weights)))
        if abs(weight) > NOTHING
    ]


def density_matrix(state: object) -> np.ndarray:
    """A state as a density matrix, shape (2**n, 2**n); takes and raises what :func:`mixture` does."""
    return np.asarray(sum(weight * np.outer(pure, pure.conj()) for weight, pure in mixture(state)))


def _array(state: object) -> np.ndarray:
    from gangway.widgets import programs

    try:
        array = np.asarray(state, dtype=complex)
    except (TypeError, ValueError):
        try:
            return programs.state(programs.program(state))
        except programs.NotShown as why:
            raise ValueError(str(why)) from why
    if not np.isfinite(array).all():
        raise ValueError("a state's entries are finite numbers; here one is infinite or no number")
    return array
