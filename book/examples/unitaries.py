"""Which operation a circuit is, on every input. A global phase is free unless the exercise says
that it counts.

Above twelve qubits, `unitaries.agrees_with_qcec` asks an equivalence checker for a second opinion, where the
extra `qcec` is installed.
"""

import numpy as np
from braket.circuits import Circuit, FreeParameter

from autograder import kinds
from autograder.attempts import alternative, reference, wrong
from autograder.checks import unitaries
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")
SWAP = np.eye(4)[[0, 2, 1, 3]]


@exercise("equals", takes=kinds.Circuit(), hints=HINTS)
def swap(answer, given):
    yield from unitaries.equals(answer, SWAP)


@reference("equals")
def three_cnots(given):
    return Circuit().cnot(0, 1).cnot(1, 0).cnot(0, 1)


@alternative("equals")
def one_gate(given):
    return Circuit().swap(0, 1)


@wrong("equals", "wrong-on-basis-state")
def all_one_way(given):
    return Circuit().cnot(0, 1).cnot(1, 0)


@exercise("equals-with-a-parameter", takes=kinds.Circuit(parameters=True), hints=HINTS)
def rotation(answer, given):
    yield from unitaries.equals(
        answer,
        lambda at: np.diag([np.exp(-0.5j * at["theta"]), np.exp(0.5j * at["theta"])]),
        parameters=["theta"],
    )


@reference("equals-with-a-parameter")
def rz(given):
    theta = FreeParameter("theta")
    return Circuit().rz(0, theta)


@alternative("equals-with-a-parameter")
def between_hadamards(given):
    theta = FreeParameter("theta")
    return Circuit().h(0).rx(0, theta).h(0)


@wrong("equals-with-a-parameter", "angle-halved")
def half_of_it(given):
    theta = FreeParameter("theta")
    return Circuit().rz(0, theta / 2)


@exercise("equals-phase-and-all", takes=kinds.Circuit(), hints=HINTS)
def z_to_be_controlled(answer, given):
    yield from unitaries.equals(answer, np.diag([1, -1]), phase="controlled")


@reference("equals-phase-and-all")
def z(given):
    return Circuit().z(0)


@wrong("equals-phase-and-all", "phase-once-controlled")
def rz_by_pi(given):
    return Circuit().rz(0, np.pi)
