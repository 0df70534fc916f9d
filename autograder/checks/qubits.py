"""Which of a circuit's qubits are the ones that an exercise speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.answers import GateList
from autograder.findings import LIKELY, Finding


def labels(answer: GateList, width: int) -> Sequence[int]:
    """The qubits of a circuit in order.

    A circuit of Braket's has only the qubits that a gate uses. Where all of those are below ``width``, the
    ones in between and behind count as there, untouched.
    """
    if answer.width < width and all(label < width for label in answer.qubits):
        return range(width)
    return answer.qubits


def width_finding(answer: GateList, width: int, ancillas: int = 0) -> Finding | None:
    """The finding about a circuit with too many or too few qubits, if it has."""
    values = {"given": answer.width, "wanted": width}
    if answer.width > width + ancillas:
        code = "too-many-ancillas" if ancillas else "too-many-qubits"
        return Finding(code, {**values, "ancillas": ancillas}, rank=LIKELY)
    if len(labels(answer, width)) < width:
        return Finding("too-few-qubits", values, rank=LIKELY)
    return None
