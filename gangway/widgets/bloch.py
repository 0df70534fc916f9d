"""The Bloch sphere: one qubit's state, how gates turn it, and how it decays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from traitlets import Float, List

from autograder.gates import PAULIS
from gangway.widgets.instrument import Instrument, module

#: How far from 1 the length of a pure state's vector may be.
PURE = 1e-6


class BlochSphere(Instrument):
    """One qubit as an arrow in a ball: on its surface a pure state, inside it a mixed one.

    The state decays as Bloch's equations have it: x and y with T2, z towards 1 (the state |0⟩) with T1.
    """

    module_name = "bloch"
    _esm = module("bloch")

    #: The Bloch vector (x, y, z).
    vector = List(Float()).tag(sync=True, kept=True)
    #: Decay times in microseconds.
    t1 = Float(50.0).tag(sync=True, kept=True)
    t2 = Float(30.0).tag(sync=True, kept=True)

    def __init__(
        self, state: object = None, *, vector: Sequence[float] = (0.0, 0.0, 1.0), **traits: Any
    ) -> None:
        """Start with a state, or with a Bloch vector.

        Args:
            state: two amplitudes, a density matrix of shape (2, 2), or a circuit of one qubit.
            vector: the Bloch vector, if no state is given.
            traits: initial values of other traits, as ``t1=80``.

        Raises:
            ValueError: the state is not one of a single qubit.
        """
        start = vector if state is None else bloch_vector(_density(state))
        super().__init__(vector=[float(part) for part in start], **traits)

    @property
    def density_matrix(self) -> np.ndarray:
        """The state as a density matrix, shape (2, 2): (1 + xX + yY + zZ)/2."""
        x, y, z = self.vector
        return (PAULIS["I"] + x * PAULIS["X"] + y * PAULIS["Y"] + z * PAULIS["Z"]) / 2

    @density_matrix.setter
    def density_matrix(self, state: object) -> None:
        self.vector = bloch_vector(_density(state))

    def words(self) -> str:
        """The Bloch vector and what it means, in words."""
        x, y, z = self.vector
        length = float(np.linalg.norm(self.vector))
        if length > 1 + PURE:
            return f"A Bloch vector of length {length:.2f}; no qubit has one longer than 1."
        kind = "pure" if length > 1 - PURE else f"mixed, length {length:.2f}"
        return (
            f"A qubit with the Bloch vector x {x:.2f}, y {y:.2f}, z {z:.2f} ({kind}). Measured, it answers "
            f"0 with {50 * (1 + z):.3g} % and 1 with {50 * (1 - z):.3g} %."
        )


def bloch_vector(density: np.ndarray) -> list[float]:
    """The Bloch vector of a density matrix of shape (2, 2): the means of X, Y and Z."""
    return [float(np.trace(density @ PAULIS[axis]).real) for axis in "XYZ"]


def _density(state: object) -> np.ndarray:
    from gangway.widgets.states import density_matrix

    density = density_matrix(state)
    if density.shape != (2, 2):
        raise ValueError(f"the Bloch sphere shows one qubit; a state of dimension {len(density)} was given")
    return density
