"""A second opinion on two circuits, from QCEC: decision diagrams and the ZX-calculus.

It reaches widths at which random states are the only other evidence, and it is strict: an angle written as
3.1416 is not π. Installed by the extra ``qcec``; where it is absent there is no second opinion.
"""

from __future__ import annotations

from typing import Any

from autograder.answers.values import GateList, Operation
from autograder.gates import FROM_QISKIT, GATES


class NoOpinion(Exception):
    """QCEC is not installed, does not know a gate of the circuits, or did not finish in time."""


def equivalent(first: GateList, second: GateList, seconds: float = 10.0) -> bool:
    """Whether two circuits of gates are the same operation up to a global phase.

    Raises:
        NoOpinion: there is no telling; the message says why.
    """
    try:
        from mqt import qcec
    except ImportError:
        raise NoOpinion("QCEC is not installed: it comes with the extra qcec") from None
    result = qcec.verify(_qiskit(first), _qiskit(second), timeout=seconds, parallel=False)
    if "no_information" in str(result.equivalence):
        raise NoOpinion(f"QCEC did not finish in {seconds:g} s")
    return bool(result.considered_equivalent())


def _qiskit(circuit: GateList) -> Any:
    """The circuit in Qiskit, qubit by qubit in ascending order of the labels."""
    from qiskit import QuantumCircuit

    place = {label: index for index, label in enumerate(circuit.qubits)}
    built = QuantumCircuit(circuit.width)
    for operation in circuit.operations:
        if operation.name not in ("barrier", "gphase") or operation.controls:
            built.append(_gate(operation), [place[qubit] for qubit in operation.qubits])
    return built


def _gate(operation: Operation) -> Any:
    from qiskit.circuit.library import get_standard_gate_name_mapping

    known = {
        FROM_QISKIT.get(name, name): type(gate) for name, gate in get_standard_gate_name_mapping().items()
    }
    if operation.name not in known or operation.name not in GATES or operation.power not in (1, -1):
        raise NoOpinion(f"QCEC does not know the gate {operation.name}")
    gate = known[operation.name](*operation.parameters)
    if operation.power == -1:
        gate = gate.inverse()
    if operation.controls:
        state = sum(bit << index for index, bit in enumerate(operation.control_state))
        gate = gate.control(len(operation.controls), ctrl_state=state)
    return gate
