"""Answers to the assignment that grading is timed with: right ones and wrong ones, in both SDKs."""

import numpy as np
from braket.circuits import Circuit, Observable
from braket.devices import LocalSimulator
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong


@placeholder("ghz", "wrong-state")
def nothing(given):
    return Circuit().i(range(4))


@reference("ghz")
def chain(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2).cnot(2, 3)


@alternative("ghz")
def star(given):
    return Circuit().h(0).cnot(0, 1).cnot(0, 2).cnot(0, 3)


@wrong("ghz", "wrong-state")
def plus_everywhere(given):
    return Circuit().h(range(4))


@wrong("ghz", "relative-phase")
def minus(given):
    return Circuit().x(0).h(0).cnot(0, 1).cnot(1, 2).cnot(2, 3)


@placeholder("other-sdk", "wrong-state")
def nothing_there(given):
    return QuantumCircuit(4)


@reference("other-sdk")
def chain_there(given):
    circuit = QuantumCircuit(4)
    circuit.h(0)
    for qubit in range(3):
        circuit.cx(qubit, qubit + 1)
    return circuit


@wrong("other-sdk", "relative-phase")
def phase_there(given):
    circuit = QuantumCircuit(4)
    circuit.h(0)
    circuit.z(0)
    for qubit in range(3):
        circuit.cx(qubit, qubit + 1)
    return circuit


@placeholder("energy", "not-the-energy")
def no_energy(given):
    return lambda angle: 2.0


@reference("energy")
def by_simulation(given):
    return _measured


def _measured(angle):
    circuit = Circuit().ry(0, float(angle)).expectation(Observable.Z(), 0)
    return float(LocalSimulator().run(circuit, shots=0).result().values[0])


@alternative("energy")
def by_hand(given):
    return lambda angle: float(np.cos(angle))


@wrong("energy", "not-the-energy")
def the_other_axis(given):
    return lambda angle: float(np.sin(angle))
