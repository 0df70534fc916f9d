"""The likeliest idea behind a state that is not the wanted one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np

from autograder import simulate
from autograder.answers import GateList
from autograder.checks import edits, entanglement, rewrites
from autograder.checks.agreement import distance, permuted, reversed_qubits, with_zeros
from autograder.checks.pictures import amplitudes
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding
from autograder.kets import ket

Idea = tuple[str, int]

#: The mistakes that a state gives away; others would explain too much.
_USUAL = frozenset(
    {
        "reversed-order",
        "control-target-swapped",
        "angle-halved",
        "angle-doubled",
        "angle-sign",
        "degrees-for-radians",
    }
)
#: Amplitudes below this count as absent.
_ABSENT = 1e-3
#: Permutations of qubits are tried up to this width.
_MOST_PERMUTED = 5


def name(
    answer: GateList, qubits: Sequence[int], given: np.ndarray, target: np.ndarray, tolerance: float
) -> Finding:
    """The finding about a circuit that prepares ``given`` on ``qubits`` instead of ``target``.

    What the state itself shows comes first; then the usual mistakes are tried on the circuit; last comes
    what the basis states say.
    """
    width = entanglement.width_of(target)
    wanted = with_zeros(target, len(qubits) - width)
    if len(wanted) > len(target) and _right_but_for_ancillas(given, target, tolerance):
        return _finding(("ancillas-not-returned", LIKELY), given, wanted)
    seen = _by_symmetry(given, wanted, tolerance)
    if seen == "relative-phase" or not (meant := _meant(answer, qubits, wanted, tolerance)):
        return _finding((seen, LIKELY) if seen else _by_shape(given, wanted), given, wanted)
    return _finding((seen or meant, LIKELY), given, wanted)


def one_gate_away(
    answer: GateList, qubits: Sequence[int], wanted: np.ndarray, tolerance: float
) -> Iterator[Finding]:
    """The one gate that is wrong, if one is."""
    for edit in edits.of(answer, qubits, _zeros(wanted), wanted[:, None], tolerance / 2):
        yield edit.finding(answer)
        return


def _zeros(like: np.ndarray) -> np.ndarray:
    """|0…0⟩ as a column."""
    start = np.zeros((len(like), 1), dtype=complex)
    start[0, 0] = 1
    return start


def of_vectors(given: np.ndarray, wanted: np.ndarray, tolerance: float) -> Finding:
    """The finding about a state of which only the vector is known."""
    seen = _by_symmetry(given, wanted, tolerance)
    return _finding((seen, LIKELY) if seen else _by_shape(given, wanted), given, wanted)


def _finding(idea: Idea, given: np.ndarray, wanted: np.ndarray) -> Finding:
    code, rank = idea
    values = {"given": ket(given), "wanted": ket(wanted)}
    return Finding(code, values, rank=rank, picture=amplitudes(given, wanted))


def _right_but_for_ancillas(given: np.ndarray, target: np.ndarray, tolerance: float) -> bool:
    rho = entanglement.reduced(given, tuple(range(entanglement.width_of(target))))
    return bool(1 - np.real(np.vdot(target, rho @ target)) <= (tolerance / 2) ** 2)


def _by_symmetry(given: np.ndarray, wanted: np.ndarray, tolerance: float) -> str | None:
    """A name from what turns one state into the other."""
    if distance(reversed_qubits(given), wanted) <= tolerance / 2:
        return "reversed-qubits"
    if np.max(np.abs(np.abs(given) - np.abs(wanted))) <= tolerance:
        return "relative-phase"
    width = entanglement.width_of(given)
    orders = permutations(range(width)) if 2 < width <= _MOST_PERMUTED else ()
    if any(distance(permuted(given, list(order)), wanted) <= tolerance / 2 for order in orders):
        return "permuted-qubits"
    return None


def _meant(answer: GateList, qubits: Sequence[int], wanted: np.ndarray, tolerance: float) -> str | None:
    """The usual mistake without which the circuit would be right."""
    answer = edits.gates_only(answer)
    for code, other in rewrites.of(answer, rewrites.budget_for(answer), _USUAL):
        if distance(simulate.state_vector(other, qubits=qubits), wanted) <= tolerance / 2:
            return code
    slips = edits.usual_slips(answer, qubits, _zeros(wanted), wanted[:, None], tolerance / 2, codes=_USUAL)
    return next((edit.code for edit in slips), None)


def _by_shape(given: np.ndarray, wanted: np.ndarray) -> Idea:
    """A name from the basis states that appear."""
    present, expected = np.abs(given) > _ABSENT, np.abs(wanted) > _ABSENT
    if present.sum() > 1 and entanglement.is_product(given) and not entanglement.is_product(wanted):
        return "not-entangled", PLAUSIBLE
    if np.any(present != expected):
        return "wrong-basis-state", PLAUSIBLE
    return "wrong-weights", FALLBACK
