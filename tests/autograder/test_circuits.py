"""What a circuit is made of: counted on what the learner wrote."""

import pytest
from braket.circuits import Circuit, FreeParameter
from qiskit import QuantumCircuit

from autograder.answers import decode, encode
from autograder.checks import circuits
from autograder.messages import text


def read(circuit):
    return decode(encode(circuit))


def codes(findings):
    found = list(findings)
    assert all(text(finding) for finding in found)
    return [finding.code for finding in found]


LAYERED = Circuit().h(0).h(1).cnot(0, 1).cnot(2, 3).h(0)


def test_usage_counts_gates_and_layers():
    assert circuits.usage(read(LAYERED)) == {
        "gates": 5,
        "two_qubit_gates": 2,
        "depth": 3,
        "two_qubit_depth": 1,
    }


def test_measurements_noise_and_phases_are_no_gates():
    circuit = Circuit().h(0).gphase(0.1).bit_flip(0, 0.1).measure(0)
    assert circuits.usage(read(circuit))["gates"] == 1


def test_a_barrier_separates_layers():
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.barrier()
    circuit.h(1)
    assert circuits.usage(read(circuit))["depth"] == 2


def test_limits():
    answer = read(LAYERED)
    assert codes(circuits.at_most(answer, gates=5, two_qubit_gates=2, depth=3, two_qubit_depth=1)) == []
    assert codes(circuits.at_most(answer, gates=4, two_qubit_gates=1)) == [
        "too-many-gates",
        "too-many-two-qubit-gates",
    ]
    assert codes(circuits.at_most(answer, depth=2, two_qubit_depth=0)) == ["too-deep", "too-deep-two-qubit"]
    assert codes(circuits.at_least(answer, 6)) == ["too-shallow"]
    assert next(circuits.at_most(answer, gates=4, credit=0.5)).credit == 0.5


def test_what_was_written_counts_before_conversion():
    circuit = QuantumCircuit(2)
    circuit.crx(0.3, 0, 1)
    assert circuits.usage(read(circuit))["two_qubit_gates"] == 1


def test_a_composite_counts_as_what_it_contains():
    bell = QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    circuit = QuantumCircuit(2)
    circuit.append(bell.to_gate(), [0, 1])
    assert circuits.usage(read(circuit))["gates"] == 2


def test_gate_sets_take_the_names_of_either_sdk():
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    assert codes(circuits.only(read(circuit), {"h", "cnot"})) == []
    assert codes(circuits.only(read(Circuit().h(0).cnot(0, 1)), {"h", "cx"})) == []
    assert codes(circuits.only(read(Circuit().h(0).x(1, control=0)), {"h", "cx"})) == []
    found = list(circuits.only(read(circuit), {"rx", "cz"}, native=True))
    assert [finding.code for finding in found] == ["gate-not-native"]
    assert found[0].values["given"] == "h, cx", "in the learner's own words"
    open_control = Circuit().h(0).x(1, control=0, control_state=0)
    assert codes(circuits.only(read(open_control), {"h", "cx"})) == ["gate-not-allowed"]
    assert codes(circuits.uses(read(circuit), "cx")) == []
    assert codes(circuits.uses(read(circuit), "ccx", at_least=2)) == ["gate-missing"]


def test_connectivity_and_width():
    line = [(0, 1), (1, 2)]
    assert codes(circuits.connected(read(Circuit().cnot(0, 1).cnot(2, 1)), line)) == []
    assert codes(circuits.connected(read(Circuit().cnot(0, 2)), line)) == ["not-connected"]
    assert codes(circuits.connected(read(Circuit().ccnot(0, 1, 2)), line)) == ["not-connected"]
    assert codes(circuits.width(read(Circuit().h(range(3))), 3)) == []
    assert codes(circuits.width(read(Circuit().h(range(3))), 2)) == ["wrong-qubit-count"]


def test_measurements():
    plain, end = Circuit().h(0).cnot(0, 1), Circuit().h(0).cnot(0, 1).measure([0, 1])
    assert codes(circuits.unmeasured(read(plain))) == []
    assert codes(circuits.unmeasured(read(end))) == ["measurement-not-allowed"]
    assert codes(circuits.measured_at_end(read(end), [0, 1])) == []
    assert codes(circuits.measured_at_end(read(plain), [0, 1])) == ["not-measured"]
    assert codes(circuits.measured_midway(read(end))) == ["no-mid-circuit-measurement"]
    early = QuantumCircuit(2, 2)
    early.h(0)
    early.measure(0, 0)
    early.x(0)
    assert codes(circuits.measured_midway(read(early))) == []
    assert codes(circuits.measured_at_end(read(early), [0])) == ["unexpected-measurement"]
    feed = QuantumCircuit(2, 1)
    feed.measure(0, 0)
    with feed.if_test((feed.clbits[0], 1)):
        feed.x(1)
    assert codes(circuits.measured_midway(read(feed))) == []


def test_parameters_and_verbatim_boxes():
    theta = FreeParameter("theta")
    answer = read(Circuit().rx(0, 2 * theta))
    assert codes(circuits.parameters(answer, ["theta"])) == []
    assert codes(circuits.parameters(answer, ["phi"])) == ["missing-parameter", "unknown-parameter"]
    boxed = Circuit().add_verbatim_box(Circuit().rx(0, 0.1).cz(0, 1))
    assert codes(circuits.verbatim(read(boxed))) == []
    assert codes(circuits.verbatim(read(boxed.copy().h(0)))) == ["not-verbatim"]


def test_a_reference_is_an_author_s_circuit():
    assert circuits.reference(Circuit().h(0)).width == 1


COUPLERS = {(0, 1): 0.99, (1, 2): 0.95, (2, 3): 0.97}


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([(0, 1)], []),
        ([(1, 0), (3, 2)], []),
        ([(0, 1), (2, 1), (2, 3)], ["weak-coupler"]),
        ([(0, 2), (1, 2)], ["not-connected"]),
        ([], []),
    ],
)
def test_couplers_exist_and_are_good_enough(pairs, found):
    circuit = Circuit().h(0)
    for pair in pairs:
        circuit.cz(*pair)
    findings = list(circuits.good_couplers(read(circuit), COUPLERS, 0.96))
    assert codes(findings) == found
    if found == ["weak-coupler"]:
        assert findings[0].values == {"pair": "1–2", "fidelity": 0.95, "good": 0.96}
