"""The Kraus matrices of every noise channel that a gate list may name.

Names are those of Braket's noise classes in snake case; formulas are those of the documentation of
``braket.circuits.noises``. The first target is the most significant bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np

from autograder.gates import PAULIS

Kraus = tuple[np.ndarray, ...]


def _paulis(weights: Mapping[str, float]) -> Kraus:
    """Pauli strings applied with the given probabilities, the identity with what is left."""
    width = len(next(iter(weights)))
    rest = max(0.0, 1 - sum(weights.values()))
    return tuple(sqrt(max(0.0, p)) * _string(s) for s, p in {"I" * width: rest, **weights}.items())


def _string(letters: str) -> np.ndarray:
    matrix = np.eye(1, dtype=complex)
    for letter in letters:
        matrix = np.kron(matrix, PAULIS[letter])
    return matrix


def _two_qubit_depolarizing(probability: float) -> Kraus:
    strings = ["".join(pair) for pair in product("IXYZ", repeat=2)][1:]
    return _paulis(dict.fromkeys(strings, probability / 15))


def _amplitude_damping(gamma: float) -> Kraus:
    keep, fall = np.diag([1, sqrt(1 - gamma)]), sqrt(gamma) * np.array([[0, 1], [0, 0]])
    return keep.astype(complex), fall.astype(complex)


def _generalized_amplitude_damping(gamma: float, probability: float) -> Kraus:
    keep, fall = _amplitude_damping(gamma)
    rise, stay = fall.T, np.diag([sqrt(1 - gamma), 1]).astype(complex)
    down, up = sqrt(probability), sqrt(1 - probability)
    return down * keep, down * fall, up * stay, up * rise


def _phase_damping(gamma: float) -> Kraus:
    return np.diag([1, sqrt(1 - gamma)]).astype(complex), np.diag([0, sqrt(gamma)]).astype(complex)


@dataclass(frozen=True, slots=True)
class Channel:
    """A named noise channel: how many targets and probabilities it takes, and its Kraus matrices."""

    qubits: int
    parameters: int
    kraus: Callable[..., Kraus]


#: Every noise channel with a name; any other is ``kraus``, given by its matrices.
CHANNELS: Mapping[str, Channel] = {
    "bit_flip": Channel(1, 1, lambda p: _paulis({"X": p})),
    "phase_flip": Channel(1, 1, lambda p: _paulis({"Z": p})),
    "pauli_channel": Channel(1, 3, lambda x, y, z: _paulis({"X": x, "Y": y, "Z": z})),
    "depolarizing": Channel(1, 1, lambda p: _paulis(dict.fromkeys("XYZ", p / 3))),
    "two_qubit_depolarizing": Channel(2, 1, _two_qubit_depolarizing),
    "two_qubit_dephasing": Channel(2, 1, lambda p: _paulis(dict.fromkeys(("IZ", "ZI", "ZZ"), p / 3))),
    "amplitude_damping": Channel(1, 1, _amplitude_damping),
    "generalized_amplitude_damping": Channel(1, 2, _generalized_amplitude_damping),
    "phase_damping": Channel(1, 1, _phase_damping),
}
