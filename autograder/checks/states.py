"""Does a circuit prepare a state? A state's global phase is never physical; qubit 0 is the leftmost bit.

The tolerance is an angle: a circuit passes when one rotation in it could be off by at most that much,
which moves the state by half of it in angle. The default, 2e-3 rad, lets 3.14 pass for π, and 1.571 for
π/2; an error of 2e-2 rad in a rotation that matters is caught.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

import numpy as np

from autograder import simulate
from autograder.answers import GateList
from autograder.checks import rewrites
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding, Picture
from autograder.kets import ket, without_phase

#: Radians; see the module's docstring.
TOLERANCE = 2e-3
#: Pictures show at most this many amplitudes.
MOST_BARS = 16

Findings = Iterator[Finding]


def prepares(answer: GateList, target: np.ndarray, *, ancillas: int = 0, tolerance: float = TOLERANCE) -> Findings:
    """The circuit prepares ``target`` from |0…0⟩, up to a global phase.

    Args:
        answer: the circuit.
        target: the wanted state, shape (2**n,), on the circuit's first n qubits.
        ancillas: how many further qubits it may use; they must be returned to |0⟩.
        tolerance: in radians; see the module's docstring.
    """
    width = len(target).bit_length() - 1
    if finding := _width(answer, width, ancillas) or _measured(answer):
        yield finding
        return
    qubits = labels(answer, width)
    wanted = _with_ancillas(target, len(qubits) - width)
    if not simulate.is_unitary(answer):
        yield from _mixed(simulate.density_matrix(answer, qubits=qubits), wanted, tolerance)
        return
    given = simulate.state_vector(answer, qubits=qubits)
    if distance(given, wanted) > tolerance / 2:
        yield from _named(answer, qubits, given, target, tolerance)


def labels(answer: GateList, width: int) -> Sequence[int]:
    """The qubits of a circuit in order; those below ``width`` that Braket leaves out when no gate uses them, too."""
    if answer.width < width and all(label < width for label in answer.qubits):
        return range(width)
    return answer.qubits


def distance(given: np.ndarray, wanted: np.ndarray) -> float:
    """The sine of the angle between two normalised states, whatever their global phases."""
    return float(np.linalg.norm(given - wanted * np.vdot(wanted, given)))


def _with_ancillas(target: np.ndarray, ancillas: int) -> np.ndarray:
    zeros = np.zeros(2**ancillas, dtype=complex)
    zeros[0] = 1
    return np.kron(target, zeros)


def _width(answer: GateList, width: int, ancillas: int) -> Finding | None:
    values = {"given": answer.width, "wanted": width + ancillas}
    if answer.width > width + ancillas:
        return Finding("too-many-qubits", values, rank=LIKELY)
    if len(labels(answer, width)) < width:
        return Finding("too-few-qubits", values, rank=LIKELY)
    return None


def _measured(answer: GateList) -> Finding | None:
    measured = {qubit for operation in answer.operations if operation.name == "measure" for qubit in operation.targets}
    if not measured:
        return None
    return Finding("measured-circuit", {"qubits": ", ".join(map(str, sorted(measured)))}, rank=LIKELY)


def _mixed(rho: np.ndarray, wanted: np.ndarray, tolerance: float) -> Findings:
    """Judge a density matrix against a pure state."""
    fidelity = float(np.real(np.vdot(wanted, rho @ wanted)))
    if sqrt(max(0.0, 1 - fidelity)) <= tolerance / 2:
        return
    purity = float(np.real(np.trace(rho @ rho)))
    values = {"fidelity": fidelity, "purity": purity, "wanted": ket(wanted)}
    same_counts = np.all(np.abs(np.real(np.diagonal(rho)) - np.abs(wanted) ** 2) <= max(tolerance, 1e-6))
    yield Finding("mixture" if same_counts else "not-pure", values, rank=LIKELY)


def _named(answer: GateList, qubits: Sequence[int], given: np.ndarray, target: np.ndarray, tolerance: float) -> Findings:
    """The likeliest idea behind a state that is not the wanted one."""
    wanted = _with_ancillas(target, len(qubits) - (len(target).bit_length() - 1))
    code, rank = _idea(answer, qubits, given, target, tolerance)
    values = {"given": ket(given), "wanted": ket(wanted)}
    yield Finding(code, values, rank=rank, picture=amplitudes(given, wanted))


def _idea(answer, qubits, given, target, tolerance):  # type: ignore[no-untyped-def]
    width = len(target).bit_length() - 1
    wanted = _with_ancillas(target, len(qubits) - width)
    if len(qubits) > width and _right_but_for_ancillas(given, target, tolerance):
        return "ancillas-not-returned", LIKELY
    if width > 1 and distance(reverse_qubits(given), wanted) <= tolerance / 2:
        return "reversed-qubits", LIKELY
    if np.all(np.abs(np.abs(given) - np.abs(wanted)) <= tolerance):
        return "relative-phase", LIKELY
    for code, other in rewrites.of(answer):
        if distance(simulate.state_vector(other, qubits=qubits), wanted) <= tolerance / 2:
            return code, LIKELY
    return _by_shape(given, wanted)


def _right_but_for_ancillas(given: np.ndarray, target: np.ndarray, tolerance: float) -> bool:
    parts = given.reshape(len(target), -1)
    rho = parts @ parts.conj().T
    return bool(1 - np.real(np.vdot(target, rho @ target)) <= (tolerance / 2) ** 2)


def _by_shape(given: np.ndarray, wanted: np.ndarray) -> tuple[str, int]:
    """A name from the two states alone."""
    present, expected = np.abs(given) > 1e-3, np.abs(wanted) > 1e-3
    if present.sum() > 1 and is_product(given) and not is_product(wanted):
        return "not-entangled", PLAUSIBLE
    if np.any(present != expected):
        return "wrong-basis-state", PLAUSIBLE
    return "wrong-weights", FALLBACK


def is_product(state: np.ndarray) -> bool:
    """Whether a pure state is a product of single-qubit states: every qubit's own state is pure."""
    width = len(state).bit_length() - 1
    tensor = state.reshape((2,) * width)
    for qubit in range(width):
        parts = np.moveaxis(tensor, qubit, 0).reshape(2, -1)
        rho = parts @ parts.conj().T
        if np.real(np.trace(rho @ rho)) < 1 - 1e-4:
            return False
    return True


def reverse_qubits(state: np.ndarray) -> np.ndarray:
    """The state with its qubits numbered the other way round."""
    width = len(state).bit_length() - 1
    return state.reshape((2,) * width).transpose(range(width)[::-1]).reshape(-1)


def amplitudes(given: np.ndarray, wanted: np.ndarray) -> Picture | None:
    """A picture of two states' amplitudes side by side, where they are few enough to be read."""
    if len(given) != len(wanted) or len(given) > MOST_BARS:
        return None
    width = len(given).bit_length() - 1
    data = {
        "labels": [f"{index:0{width}b}" for index in range(len(given))],
        "expected": [[float(a.real), float(a.imag)] for a in without_phase(wanted)],
        "given": [[float(a.real), float(a.imag)] for a in without_phase(given)],
    }
    alt = f"Amplitudes of your state, {ket(given)}, beside those of the state asked for, {ket(wanted)}."
    return Picture("amplitudes", data, alt)
