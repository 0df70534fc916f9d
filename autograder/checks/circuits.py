"""What a circuit is made of: counted on what the learner wrote, before any conversion.

A composite instruction counts as the gates that it contains. Barriers, global phases and measurements are
no gates here.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.answers import GateList, Operation
from autograder.channels import CHANNELS
from autograder.findings import PLAUSIBLE, Finding

Findings = Iterator[Finding]

_NO_GATES = frozenset({"barrier", "gphase", "measure", "reset", "kraus", *CHANNELS})


def gates(circuit: GateList) -> list[Operation]:
    """The operations that are gates, in order."""
    return [operation for operation in circuit.operations if operation.name not in _NO_GATES]


def depth(circuit: GateList, at_least: int = 1) -> int:
    """Layers of gates that act on at least so many qubits; gates on other qubits share a layer.

    A barrier separates layers on its qubits (on all where it names none).
    """
    level: dict[int, int] = dict.fromkeys(circuit.qubits, 0)
    for operation in circuit.operations:
        qubits = operation.qubits or (circuit.qubits if operation.name == "barrier" else ())
        if not qubits or (operation.name in _NO_GATES and operation.name != "barrier"):
            continue
        counts = operation.name != "barrier" and len(qubits) >= at_least
        reached = max(level[qubit] for qubit in qubits) + counts
        level.update(dict.fromkeys(qubits, reached))
    return max(level.values(), default=0)


def at_most(
    answer: GateList,
    *,
    gates: int | None = None,
    two_qubit_gates: int | None = None,
    depth: int | None = None,
    two_qubit_depth: int | None = None,
    credit: float = 0.0,
) -> Findings:
    """The circuit uses no more than it may.

    Args:
        answer: the circuit.
        gates: gates in all.
        two_qubit_gates: gates on two or more qubits.
        depth: layers of gates.
        two_qubit_depth: layers of gates on two or more qubits.
        credit: the share of the points kept where one of them is exceeded.
    """
    used = usage(answer)
    limits = {
        "too-many-gates": ("gates", gates),
        "too-many-two-qubit-gates": ("two_qubit_gates", two_qubit_gates),
        "too-deep": ("depth", depth),
        "too-deep-two-qubit": ("two_qubit_depth", two_qubit_depth),
    }
    for code, (name, limit) in limits.items():
        if limit is not None and used[name] > limit:
            yield Finding(code, {"given": used[name], "limit": limit}, credit=credit, rank=PLAUSIBLE)


def usage(answer: GateList) -> dict[str, int]:
    """How many gates, gates on two or more qubits, layers, and layers of the latter a circuit has."""
    return {
        "gates": len(gates(answer)),
        "two_qubit_gates": sum(len(operation.qubits) >= 2 for operation in gates(answer)),
        "depth": depth(answer),
        "two_qubit_depth": depth(answer, at_least=2),
    }
