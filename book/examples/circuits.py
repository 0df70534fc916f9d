"""What a circuit is made of: counted on what the learner wrote, before any conversion. These checks mostly
go along with another one that says what the circuit must do.
"""

from braket.circuits import Circuit, FreeParameter

from autograder import kinds
from autograder.attempts import reference, wrong
from autograder.checks import circuits
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")


@exercise("at-most", takes=kinds.Circuit(), hints=HINTS)
def in_one_entangling_layer(answer, given):
    yield from circuits.at_most(answer, two_qubit_gates=2, two_qubit_depth=1)


@reference("at-most")
def side_by_side(given):
    return Circuit().h(0).h(2).cnot(0, 1).cnot(2, 3)


@wrong("at-most", "too-deep-two-qubit")
def one_after_the_other(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2)


@exercise("at-least", takes=kinds.Circuit(), hints=HINTS)
def long_enough_to_see_noise(answer, given):
    yield from circuits.at_least(answer, gates=6)


@reference("at-least")
def six_flips(given):
    return Circuit().x(0).x(0).x(0).x(0).x(0).x(0)


@wrong("at-least", "too-shallow")
def two_flips(given):
    return Circuit().x(0).x(0)


@exercise("width", takes=kinds.Circuit(), hints=HINTS)
def three_qubits(answer, given):
    yield from circuits.width(answer, qubits=3)


@reference("width")
def three(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2)


@wrong("width", "wrong-qubit-count")
def two(given):
    return Circuit().h(0).cnot(0, 1)


@exercise("only", takes=kinds.Circuit(), hints=HINTS)
def native_to_a_superconducting_device(answer, given):
    yield from circuits.only(answer, {"rx", "rz", "iswap"}, native=True)


@reference("only")
def hadamard_in_native_gates(given):
    return Circuit().rz(0, 1.5708).rx(0, 1.5708).rz(0, 1.5708)


@wrong("only", "gate-not-native")
def hadamard_as_it_is(given):
    return Circuit().h(0).cnot(0, 1)


@exercise("uses", takes=kinds.Circuit(), hints=HINTS)
def with_a_toffoli(answer, given):
    yield from circuits.uses(answer, "ccnot")


@reference("uses")
def a_toffoli(given):
    return Circuit().x(0).x(1).ccnot(0, 1, 2)


@wrong("uses", "gate-missing")
def two_cnots(given):
    return Circuit().x(0).x(1).cnot(0, 2).cnot(1, 2)


@exercise("connected", takes=kinds.Circuit(), hints=HINTS)
def on_a_line(answer, given):
    yield from circuits.connected(answer, [(0, 1), (1, 2)])


@reference("connected")
def along_the_line(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2)


@wrong("connected", "not-connected")
def across_the_line(given):
    return Circuit().h(0).cnot(0, 1).cnot(0, 2)


@exercise("good-couplers", takes=kinds.Circuit(), hints=HINTS)
def on_good_couplers(answer, given):
    yield from circuits.good_couplers(answer, {(0, 1): 0.995, (1, 2): 0.961, (0, 2): 0.993}, 0.99)


@reference("good-couplers")
def round_the_weak_one(given):
    return Circuit().h(0).cnot(0, 1).cnot(0, 2)


@wrong("good-couplers", "weak-coupler")
def along_the_weak_one(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2)


@exercise("measured-at-end", takes=kinds.Circuit(), hints=HINTS)
def both_read_out(answer, given):
    yield from circuits.measured_at_end(answer, [0, 1])


@reference("measured-at-end")
def both(given):
    return Circuit().h(0).cnot(0, 1).measure(0).measure(1)


@wrong("measured-at-end", "not-measured")
def only_one(given):
    return Circuit().h(0).cnot(0, 1).measure(0)


@exercise("measured-midway", takes=kinds.Circuit(), hints=HINTS)
def looks_on_the_way(answer, given):
    yield from circuits.measured_midway(answer)


@reference("measured-midway")
def read_then_reused(given):
    from qiskit import QuantumCircuit

    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    circuit.measure(0, 0)
    circuit.x(0)
    return circuit


@wrong("measured-midway", "no-mid-circuit-measurement")
def read_at_the_end(given):
    return Circuit().h(0).measure(0)


@exercise("unmeasured", takes=kinds.Circuit(), hints=HINTS)
def gates_alone(answer, given):
    yield from circuits.unmeasured(answer)


@reference("unmeasured")
def without(given):
    return Circuit().h(0).cnot(0, 1)


@wrong("unmeasured", "measurement-not-allowed")
def with_readout(given):
    return Circuit().h(0).cnot(0, 1).measure(0)


@exercise("parameters", takes=kinds.Circuit(parameters=True), hints=HINTS)
def with_two_angles(answer, given):
    yield from circuits.parameters(answer, ["beta", "gamma"])


@reference("parameters")
def two_angles(given):
    return Circuit().rz(0, FreeParameter("gamma")).rx(0, FreeParameter("beta"))


@wrong("parameters", "missing-parameter")
def one_angle(given):
    return Circuit().rz(0, FreeParameter("gamma")).rx(0, 0.7)


@exercise("verbatim", takes=kinds.Circuit(), hints=HINTS)
def run_as_written(answer, given):
    yield from circuits.verbatim(answer)


@reference("verbatim")
def in_a_box(given):
    return Circuit().add_verbatim_box(Circuit().rx(0, 1.5708))


@wrong("verbatim", "not-verbatim")
def without_a_box(given):
    return Circuit().rx(0, 1.5708)
