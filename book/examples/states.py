"""Which state a circuit prepares, or an array of numbers is. A state's global phase is never physical, so
it never counts.
"""

import numpy as np
from braket.circuits import Circuit
from qiskit import QuantumCircuit

from autograder import kinds
from autograder.attempts import alternative, reference, wrong
from autograder.checks import states
from autograder.checks.named_states import BELL_PHI_PLUS, PLUS, PLUS_I, ghz
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")


@exercise("prepares", takes=kinds.Circuit(), hints=HINTS)
def bell_pair(answer, given):
    yield from states.prepares(answer, BELL_PHI_PLUS)


@reference("prepares")
def textbook(given):
    return Circuit().h(0).cnot(0, 1)


@alternative("prepares")
def with_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.h(1)
    circuit.cx(1, 0)
    return circuit


@wrong("prepares", "relative-phase")
def with_a_minus(given):
    return Circuit().x(0).h(0).cnot(0, 1)


@exercise("leaves", takes=kinds.Circuit(), hints=HINTS)
def moved_to_the_last_qubit(answer, given):
    yield from states.leaves(answer, PLUS_I, on=[2], width=3)


@reference("leaves")
def moved_by_swaps(given):
    return Circuit().h(0).s(0).swap(0, 1).swap(1, 2)


@wrong("leaves", "mixture")
def copied(given):
    return Circuit().h(0).s(0).cnot(0, 1).cnot(1, 2)


@exercise("prepares-mixture", takes=kinds.Circuit(), hints=HINTS)
def a_fair_coin(answer, given):
    yield from states.prepares_mixture(answer, np.eye(2) / 2)


@reference("prepares-mixture")
def by_noise(given):
    return Circuit().bit_flip(0, 0.5)


@wrong("prepares-mixture", "mixture-coherences")
def by_superposition(given):
    return Circuit().h(0)


@exercise("prepares-up-to-local-unitaries", takes=kinds.Circuit(), hints=HINTS)
def as_entangled_as_ghz(answer, given):
    yield from states.prepares_up_to_local_unitaries(answer, ghz(3))


@reference("prepares-up-to-local-unitaries")
def a_star_graph(given):
    return Circuit().h(range(3)).cz(0, 1).cz(0, 2)


@wrong("prepares-up-to-local-unitaries", "wrong-entanglement")
def one_left_out(given):
    return Circuit().h(0).cnot(0, 1).i(2)


@exercise("is-state", takes=kinds.Array((2,), complex_=True), hints=HINTS)
def the_plus_state(answer, given):
    yield from states.is_state(answer, PLUS)


@reference("is-state")
def normalised(given):
    return np.array([1, 1]) / np.sqrt(2)


@wrong("is-state", "norm-not-one")
def halves(given):
    return np.array([0.5, 0.5])


@exercise("is-density-matrix", takes=kinds.Array((2, 2), complex_=True), hints=HINTS)
def the_mixed_state(answer, given):
    yield from states.is_density_matrix(answer, np.eye(2) / 2)


@reference("is-density-matrix")
def half_and_half(given):
    return [[0.5, 0], [0, 0.5]]


@wrong("is-density-matrix", "mixture-coherences")
def of_a_superposition(given):
    return [[0.5, 0.5], [0.5, 0.5]]
