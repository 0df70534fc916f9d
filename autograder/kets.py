"""States written out for people: ``(|00⟩ − |11⟩)/√2``."""

from __future__ import annotations

import cmath
from math import isqrt, pi

import numpy as np

#: Terms beyond this many are left out, with a sign that they are.
MOST_TERMS = 6
#: Amplitudes and differences below this are not shown.
NEGLIGIBLE = 5e-3

#: The bras of the states that have a letter.
_BRAS = {
    "0": np.array([1, 0]),
    "1": np.array([0, 1]),
    "+": np.array([1, 1]) / 2**0.5,
    "−": np.array([1, -1]) / 2**0.5,
    "i": np.array([1, -1j]) / 2**0.5,
}

_UNITS = {0: "", 1: "i", 2: "-", 3: "-i"}


def ket(state: np.ndarray) -> str:
    """A state vector in Dirac notation, up to its global phase: its first amplitude is written positive."""
    state = without_phase(state)
    width = max(1, len(state).bit_length() - 1)
    present = [int(index) for index in np.flatnonzero(np.abs(state) > NEGLIGIBLE)]
    if len(present) > MOST_TERMS and (letters := _product(state, width)):
        return f"|{letters}⟩"
    labels = [f"|{index:0{width}b}⟩" for index in present[:MOST_TERMS]]
    rest = " + …" if len(present) > MOST_TERMS else ""
    magnitudes = np.abs(state[present])
    if np.all(np.abs(magnitudes - magnitudes[0]) <= NEGLIGIBLE):
        units = [_phase(state[index]) for index in present[:MOST_TERMS]]
        return _over_root(_sum(units, labels) + rest, len(present))
    weights = [_weight(state[index]) for index in present[:MOST_TERMS]]
    return _sum(weights, labels) + rest


def without_phase(state: np.ndarray) -> np.ndarray:
    """The state with its global phase chosen so that its first noticeable amplitude is positive."""
    noticeable = np.flatnonzero(np.abs(state) > NEGLIGIBLE)
    if not len(noticeable):
        return state
    return state * np.exp(-1j * np.angle(state[noticeable[0]]))


def _product(state: np.ndarray, width: int) -> str:
    """One letter a qubit, where the state is a product of |0⟩, |1⟩, |+⟩, |−⟩ and |i⟩; else nothing."""
    rest, letters = state, []
    for _ in range(width):
        rows = rest.reshape(2, -1)
        letter = next(
            (name for name, bra in _BRAS.items() if np.linalg.norm(bra @ rows) > 1 - NEGLIGIBLE), None
        )
        if letter is None:
            return ""
        letters.append(letter)
        rest = _BRAS[letter] @ rows
    return "".join(letters)


def _sum(factors: list[str], labels: list[str]) -> str:
    terms = [factor + label for factor, label in zip(factors, labels, strict=True)]
    joined = "".join(f" − {term[1:]}" if term.startswith("-") else f" + {term}" for term in terms)
    return (
        joined.removeprefix(" + ").replace(" − ", "−", 1)
        if joined.startswith(" − ")
        else joined.removeprefix(" + ")
    )


def _over_root(terms: str, count: int) -> str:
    if count == 1:
        return terms
    root = isqrt(count)
    return f"({terms})/{root}" if root * root == count else f"({terms})/√{count}"


def _phase(amplitude: complex) -> str:
    """A phase factor: nothing, −, i, −i, or e^(iφ)."""
    angle = cmath.phase(amplitude)
    quarter = round(angle / (pi / 2))
    if abs(angle - quarter * pi / 2) <= NEGLIGIBLE:
        return _UNITS[quarter % 4]
    return f"e^({angle / pi:.3g}πi)".replace("-", "−")


def _weight(amplitude: complex) -> str:
    size, phase = f"{abs(amplitude):.3g}", _phase(amplitude)
    if phase.startswith("-"):
        return f"-{size}{phase[1:]}"
    return size + (phase if phase in ("", "i") else f"·{phase}")
