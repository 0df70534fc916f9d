"""Does a circuit prepare a state? A state's global phase is never physical; qubit 0 is the leftmost bit.

The tolerance is an angle: a circuit passes when one rotation in it is off by at most that much, which moves
the state by at most half of it. The default, 2e-3 rad, lets 3.14 pass for π and 0.785 for π/4; an error of
2e-2 rad in a rotation that matters to the state is caught.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder import simulate
from autograder.answers import GateList
from autograder.checks import entanglement, state_ideas
from autograder.checks.agreement import TOLERANCE, distance, with_zeros
from autograder.checks.pictures import amplitudes
from autograder.checks.qubits import labels, width_finding
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kets import ket

Findings = Iterator[Finding]
#: Names from what a state looks like, which say little about the circuit.
_SHAPES = frozenset({"wrong-basis-state", "wrong-weights"})


def prepares(
    answer: GateList, target: np.ndarray, *, ancillas: int = 0, tolerance: float = TOLERANCE
) -> Findings:
    """The circuit prepares ``target`` from |0…0⟩, up to a global phase.

    Args:
        answer: the circuit, without measurements.
        target: the wanted state, shape (2**n,), on the circuit's first n qubits.
        ancillas: how many further qubits it may use; they must be returned to |0⟩.
        tolerance: radians that one rotation may be off.
    """
    width = entanglement.width_of(target)
    if finding := width_finding(answer, width, ancillas) or _measured(answer):
        yield finding
        return
    qubits = labels(answer, width)
    wanted = with_zeros(target, len(qubits) - width)
    if simulate.is_unitary(answer):
        given = simulate.state_vector(answer, qubits=qubits)
        if distance(given, wanted) > tolerance / 2:
            finding = state_ideas.name(answer, qubits, given, target, tolerance)
            yield finding
            if finding.code in _SHAPES:
                yield from state_ideas.one_gate_away(answer, qubits, wanted, tolerance)
    else:
        yield from _pure(simulate.density_matrix(answer, qubits=qubits), wanted, tolerance)


def leaves(
    answer: GateList, target: np.ndarray, on: Sequence[int], *, width: int, tolerance: float = TOLERANCE
) -> Findings:
    """The circuit leaves some of its qubits in a state, whatever its measurements give.

    For circuits that measure, reset or act on conditions (teleportation, error correction), and for noisy
    ones. The rest of the qubits is ignored.

    Args:
        answer: the circuit.
        target: the wanted state, shape (2**k,), or density matrix, shape (2**k, 2**k).
        on: the k qubits, as places in the circuit's order.
        width: how many qubits the circuit has to have.
        tolerance: radians that one rotation may be off.
    """
    if finding := width_finding(answer, width):
        yield finding
        return
    rho = _partial(simulate.density_matrix(answer, qubits=labels(answer, width)), on)
    yield from _pure(rho, target, tolerance) if target.ndim == 1 else _same_mixture(rho, target, tolerance)


def prepares_mixture(answer: GateList, target: np.ndarray, *, tolerance: float = TOLERANCE) -> Findings:
    """The circuit leaves all its qubits in the density matrix ``target``, shape (2**n, 2**n)."""
    width = entanglement.width_of(target)
    if finding := width_finding(answer, width):
        yield finding
        return
    yield from _same_mixture(simulate.density_matrix(answer, qubits=labels(answer, width)), target, tolerance)


def prepares_up_to_local_unitaries(
    answer: GateList, target: np.ndarray, *, tolerance: float = TOLERANCE
) -> Findings:
    """The circuit prepares a state that single-qubit gates would turn into ``target``: as entangled, alike.

    Different Schmidt coefficients across some cut prove that it does not. Otherwise suitable single-qubit
    unitaries are searched for; for two qubits equal coefficients are proof enough.
    """
    width = entanglement.width_of(target)
    if finding := width_finding(answer, width) or _measured(answer) or _noisy(answer):
        yield finding
        return
    given = simulate.state_vector(answer, qubits=labels(answer, width))
    if not _locally_equal(given, target, tolerance):
        yield _other_entanglement(given, target)


def is_state(answer: np.ndarray, target: np.ndarray, *, tolerance: float = TOLERANCE) -> Findings:
    """The array is the normalised state ``target`` up to a global phase, qubit 0 most significant."""
    given = np.asarray(answer, dtype=complex).ravel()
    if len(given) != len(target):
        yield Finding("wrong-length", {"given": len(given), "wanted": len(target)}, rank=LIKELY)
        return
    norm = float(np.linalg.norm(given))
    if not abs(norm - 1) <= tolerance:
        yield Finding("norm-not-one", {"norm": norm, "total": norm**2}, rank=LIKELY)
        if norm < 1e-9:
            return
    given = given / norm
    if distance(given, target) > max(tolerance / 2, 1e-9):
        yield state_ideas.of_vectors(given, target, tolerance)


def is_density_matrix(answer: np.ndarray, target: np.ndarray, *, tolerance: float = TOLERANCE) -> Findings:
    """The array is the density matrix ``target``; what makes it no density matrix at all is named first."""
    rho = np.asarray(answer, dtype=complex)
    if rho.shape != target.shape:
        yield Finding("wrong-length", {"given": len(rho), "wanted": len(target)}, rank=LIKELY)
    elif np.max(np.abs(rho - rho.conj().T)) > tolerance:
        yield Finding("not-hermitian", rank=LIKELY)
    elif not abs((trace := float(np.real(np.trace(rho)))) - 1) <= tolerance:
        yield Finding("trace-not-one", {"trace": trace}, rank=LIKELY)
    elif (lowest := float(np.linalg.eigvalsh(rho)[0])) < -tolerance:
        yield Finding("negative-eigenvalue", {"value": lowest}, rank=LIKELY)
    else:
        yield from _same_mixture(rho, target, tolerance)


def _measured(answer: GateList) -> Finding | None:
    """The finding about measurements where a state is asked for."""
    measured = {qubit for one in answer.operations if one.name == "measure" for qubit in one.targets}
    if not measured:
        return None
    return Finding("measured-circuit", {"qubits": ", ".join(map(str, sorted(measured)))}, rank=LIKELY)


def _noisy(answer: GateList) -> Finding | None:
    return None if simulate.is_unitary(answer) else Finding("not-gates-only", rank=LIKELY)


def _partial(rho: np.ndarray, on: Sequence[int]) -> np.ndarray:
    """The density matrix of some qubits, in the order given."""
    width = entanglement.width_of(rho)
    others = [place for place in range(width) if place not in on]
    order = [*on, *others]
    tensor = rho.reshape((2,) * (2 * width)).transpose(*order, *(width + place for place in order))
    size, rest = 2 ** len(on), 2 ** len(others)
    return np.einsum("arbr->ab", tensor.reshape(size, rest, size, rest))


def _pure(rho: np.ndarray, wanted: np.ndarray, tolerance: float) -> Findings:
    """Judge a density matrix against a pure state."""
    fidelity = float(np.real(np.vdot(wanted, rho @ wanted)))
    if max(0.0, 1 - fidelity) ** 0.5 <= tolerance / 2:
        return
    purity = float(np.real(np.trace(rho @ rho)))
    if purity > 1 - 1e-6:
        yield state_ideas.of_vectors(np.linalg.eigh(rho)[1][:, -1], wanted, tolerance)
        return
    values = {"fidelity": fidelity, "purity": purity, "wanted": ket(wanted)}
    same = np.max(np.abs(np.real(np.diagonal(rho)) - np.abs(wanted) ** 2)) <= tolerance
    yield Finding("mixture" if same else "not-pure", values, rank=LIKELY)


def _same_mixture(rho: np.ndarray, target: np.ndarray, tolerance: float) -> Findings:
    """Judge a density matrix against another by their trace distance."""
    apart = float(np.sum(np.abs(np.linalg.eigvalsh(rho - target))) / 2)
    if apart <= tolerance:
        return
    purity, wanted = (float(np.real(np.trace(matrix @ matrix))) for matrix in (rho, target))
    values = {"distance": apart, "purity": purity, "wanted": wanted}
    if abs(np.real(np.diagonal(rho) - np.diagonal(target))).max() <= tolerance:
        yield Finding("mixture-coherences", values, rank=LIKELY)
    elif purity > 1 - 1e-6 and wanted < 1 - 1e-3:
        yield Finding("not-mixed", values, rank=LIKELY)
    else:
        yield Finding("wrong-mixture", values, rank=PLAUSIBLE)


def _locally_equal(given: np.ndarray, wanted: np.ndarray, tolerance: float) -> bool:
    if not entanglement.same_spectra(given, wanted, tolerance):
        return False
    if entanglement.width_of(wanted) <= 2:
        return True
    enough = 1 - tolerance**2 / 8
    return entanglement.local_overlap(given, wanted, enough) >= enough


def _other_entanglement(given: np.ndarray, wanted: np.ndarray) -> Finding:
    """The cut across which the entanglement differs most."""
    if entanglement.is_product(given) and not entanglement.is_product(wanted):
        values = {"given": ket(given), "wanted": ket(wanted)}
        return Finding("not-entangled", values, rank=LIKELY, picture=amplitudes(given, wanted))
    sides = list(entanglement.cuts(entanglement.width_of(wanted)))
    entropies = {
        side: (entanglement.entropy(given, side), entanglement.entropy(wanted, side)) for side in sides
    }
    side = max(sides, key=lambda one: abs(entropies[one][0] - entropies[one][1]))
    here, there = entropies[side]
    compared: dict[str, object] = {"given": here, "wanted": there, "qubits": ", ".join(map(str, side))}
    code = "wrong-entanglement" if abs(here - there) > 0.01 else "other-entanglement"
    return Finding(code, compared, rank=PLAUSIBLE)
