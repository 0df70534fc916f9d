"""States with names, and builders of others.

Each is a complex vector of length 2**n whose index has qubit 0 as its most significant bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import numpy as np

State = np.ndarray


def superposition(amplitudes: Mapping[str, complex]) -> State:
    """The normalised state with the given amplitudes.

    ``superposition({"01": 1, "10": -1})`` is the singlet.

    Raises:
        ValueError: there are no amplitudes, or bitstrings of different lengths.
    """
    widths = {len(bits) for bits in amplitudes}
    if len(widths) != 1 or not any(amplitudes.values()):
        raise ValueError("a superposition needs bitstrings of one length and an amplitude other than zero")
    state = np.zeros(2 ** widths.pop(), dtype=complex)
    for bits, amplitude in amplitudes.items():
        state[int(bits, 2)] = amplitude
    return state / np.linalg.norm(state)


def basis(bits: str) -> State:
    """The basis state of a bitstring, qubit 0 leftmost."""
    return superposition({bits: 1})


def ghz(qubits: int) -> State:
    """(|0…0⟩ + |1…1⟩)/√2; for one qubit |+⟩."""
    return superposition({"0" * qubits: 1, "1" * qubits: 1})


def w(qubits: int) -> State:
    """The equal superposition of all bitstrings with exactly one 1."""
    return superposition({f"{1 << place:0{qubits}b}": 1 for place in range(qubits)})


def uniform(qubits: int) -> State:
    """The equal superposition of all bitstrings: |+…+⟩."""
    return np.full(2**qubits, 1 / sqrt(2**qubits), dtype=complex)


BELL_PHI_PLUS = superposition({"00": 1, "11": 1})
BELL_PHI_MINUS = superposition({"00": 1, "11": -1})
BELL_PSI_PLUS = superposition({"01": 1, "10": 1})
BELL_PSI_MINUS = superposition({"01": 1, "10": -1})
PLUS, MINUS = superposition({"0": 1, "1": 1}), superposition({"0": 1, "1": -1})
PLUS_I, MINUS_I = superposition({"0": 1, "1": 1j}), superposition({"0": 1, "1": -1j})
