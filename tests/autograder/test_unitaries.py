"""Which circuits are an operation, and what the others hear."""

import numpy as np
import pytest
from braket.circuits import Circuit, FreeParameter
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.circuit.library import QFTGate
from qiskit.quantum_info import Operator

from autograder.answers import decode, encode
from autograder.checks import unitaries
from autograder.checks.circuits import reference
from autograder.gates import GATES
from autograder.messages import text

TOFFOLI = GATES["ccnot"].matrix()
CNOT = GATES["cnot"].matrix()


def read(circuit):
    return decode(encode(circuit))


def codes(findings):
    found = list(findings)
    assert all(text(finding) for finding in found)
    return [finding.code for finding in found]


def equal(circuit, target, **options):
    return codes(unitaries.equals(read(circuit), target, **options))


def qft(width):
    index = np.arange(2**width)
    return np.exp(2j * np.pi * np.outer(index, index) / 2**width) / 2 ** (width / 2)


def qft_circuit(width):
    """The textbook circuit, qubit 0 most significant."""
    circuit = Circuit()
    for qubit in range(width):
        circuit.h(qubit)
        for other in range(qubit + 1, width):
            circuit.cphaseshift(other, qubit, np.pi / 2 ** (other - qubit))
    for qubit in range(width // 2):
        circuit.swap(qubit, width - 1 - qubit)
    return circuit


def test_right_by_other_means():
    toffoli = (
        Circuit().h(2).cnot(1, 2).ti(2).cnot(0, 2).t(2).cnot(1, 2).ti(2).cnot(0, 2).t(1).t(2).h(2)
        .cnot(0, 1).t(0).ti(1).cnot(0, 1)
    )  # fmt: skip
    assert equal(toffoli, TOFFOLI) == []
    qiskit = QuantumCircuit(3)
    qiskit.ccx(0, 1, 2)
    assert equal(qiskit, TOFFOLI) == []
    assert equal(Circuit().ccnot(0, 1, 2), reference(qiskit)) == []
    assert equal(Circuit().h(1).cz(0, 1).h(1), CNOT) == []


def test_a_global_phase_counts_only_where_it_should():
    phased = Circuit().rz(0, np.pi)
    assert equal(phased, GATES["z"].matrix()) == []
    assert equal(phased, GATES["z"].matrix(), phase="exact") == ["global-phase"]
    assert equal(phased, GATES["z"].matrix(), phase="controlled") == ["phase-once-controlled"]
    assert equal(Circuit().z(0), GATES["z"].matrix(), phase="exact") == []


WRONG = {
    "reversed-order": (Circuit().h(0).t(0), Circuit().t(0).h(0)),
    "adjoint": (Circuit().h(0).t(0).cnot(0, 1).s(1), Circuit().si(1).cnot(0, 1).ti(0).h(0)),
    "reversed-qubits": (Circuit().h(0).t(1).cnot(0, 1), Circuit().h(1).t(0).cnot(1, 0)),
    "permuted-qubits": (Circuit().ccnot(0, 1, 2), Circuit().ccnot(0, 2, 1)),
    "angle-halved": (Circuit().rx(0, 0.8).rz(0, 0.3), Circuit().rx(0, 0.4).rz(0, 0.15)),
    "angle-doubled": (Circuit().h(0).rz(0, 0.4), Circuit().h(0).rz(0, 0.8)),
    "angle-sign": (Circuit().h(0).rz(0, 0.4).ry(0, 0.3), Circuit().h(0).rz(0, -0.4).ry(0, 0.3)),
    "control-target-swapped": (
        Circuit().h(0).cnot(0, 1).t(1).cnot(0, 2),
        Circuit().h(0).cnot(1, 0).t(1).cnot(0, 2),
    ),
    "control-state": (
        Circuit().x(2, control=[0, 1], control_state=[0, 1]).t(0).h(1),
        Circuit().x(2, control=[0, 1]).t(0).h(1),
    ),
    "degrees-for-radians": (Circuit().h(0).rz(0, np.pi / 6), Circuit().h(0).rz(0, 30)),
    "inverse-gate": (Circuit().h(0).s(0).t(1).cnot(0, 1).h(1), Circuit().h(0).si(0).t(1).cnot(0, 1).h(1)),
    "relative-phases": (Circuit().x(0).t(1), Circuit().x(0).phaseshift(1, 0.1)),
    "wrong-on-basis-state": (Circuit().h(0).cnot(0, 1), Circuit().h(0).cnot(0, 1).ry(0, 0.2)),
    "not-reversible": (Circuit().h(0), Circuit().h(0).measure(0)),
    "too-many-qubits": (Circuit().h(0), Circuit().h(0).h(1)),
    "too-few-qubits": (Circuit().h(0).h(1), Circuit().h(7)),
}


@pytest.mark.parametrize("code", WRONG)
def test_wrong_operations_are_named(code):
    right, wrong = WRONG[code]
    assert equal(right, reference(right)) == []
    assert equal(wrong, reference(right)) == [code]


def test_a_witness_says_what_happens_to_a_basis_state():
    finding = next(unitaries.equals(read(Circuit().swap(0, 1)), CNOT))
    assert finding.values == {"input": "|01⟩", "given": "|10⟩", "wanted": "|01⟩"}
    assert finding.picture is not None


def test_ancillas_and_subspaces():
    clean = Circuit().ccnot(0, 1, 3).cnot(3, 2).ccnot(0, 1, 3)
    assert equal(clean, TOFFOLI, ancillas=1) == []
    assert equal(Circuit().ccnot(0, 1, 3).cnot(3, 2), TOFFOLI, ancillas=1) == ["ancillas-not-returned"]
    assert equal(clean, TOFFOLI) == ["too-many-qubits"]
    subspace = np.eye(4)[:, [0, 3]]
    assert equal(Circuit().swap(0, 1), np.eye(4), on=subspace) == []
    assert equal(Circuit().swap(0, 1), np.eye(4)) != []


def test_free_parameters_are_bound_at_random_points():
    theta, phi = FreeParameter("theta"), Parameter("theta")
    target = reference(Circuit().rx(0, theta).cnot(0, 1))
    same = Circuit().h(0).rz(0, theta).h(0).cnot(0, 1)
    assert equal(same, target, parameters=["theta"]) == []
    qiskit = QuantumCircuit(2)
    qiskit.rx(2 * phi / 2, 0)
    qiskit.cx(0, 1)
    assert equal(qiskit, target, parameters=["theta"]) == []
    assert equal(Circuit().rx(0, theta / 2).cnot(0, 1), target, parameters=["theta"]) == ["angle-halved"]
    assert equal(Circuit().rx(0, 0.3).cnot(0, 1), target, parameters=["theta"]) == ["missing-parameter"]
    lucky = Circuit().rx(0, theta * theta).cnot(0, 1)
    assert equal(lucky, target, parameters=["theta"]) == ["wrong-on-basis-state"]
    assert (
        equal(
            Circuit().rx(0, theta), lambda values: GATES["rx"].matrix(values["theta"]), parameters=["theta"]
        )
        == []
    )


def test_qubits_that_braket_leaves_out_are_untouched():
    assert equal(Circuit().h(1), np.kron(np.eye(2), GATES["h"].matrix())) == []


@pytest.mark.parametrize("width", [2, 4, 6, 7, 8, 10, 12])
def test_the_fourier_transform_at_every_width(width):
    circuit = qft_circuit(width)
    target = qft(width) if width <= 8 else reference(circuit)
    assert equal(circuit, target) == []
    other = QuantumCircuit(width)
    other.append(QFTGate(width), range(width)[::-1])
    assert equal(other, target) == []
    assert equal(circuit.copy().x(0), target) != []
    assert equal(qft_circuit(width).rz(width - 1, 2e-2), target) != []
    assert equal(qft_circuit(width).rz(width - 1, 1.9e-3), target) == []


def test_wide_wrong_operations_are_named_too():
    circuit = qft_circuit(9)
    assert equal(Circuit().add_circuit(circuit).i(0), reference(circuit)) == []
    backwards = Circuit()
    for instruction in reversed(circuit.instructions):
        backwards.add_instruction(instruction)
    right = Circuit().h(0).cnot(0, 1).add_circuit(qft_circuit(9))
    wrong = Circuit()
    for instruction in reversed(right.instructions):
        wrong.add_instruction(instruction)
    assert equal(wrong, reference(right)) == ["reversed-order"]
    found = equal(right.copy().ry(0, 0.3).rx(3, 0.2).ry(5, 0.4), reference(right))
    assert found == ["different-operation"]


#: Answers that one change of a gate makes right; too long for a list of what they should have been.
LAYERS = Circuit().h(0).ry(1, 0.4).cnot(0, 2).rz(1, 0.7).cnot(1, 2).t(2).rx(0, 0.9).ccnot(0, 1, 2)
ONE_GATE_AWAY = {
    "one-gate-too-many": LAYERS.copy().ry(1, 0.6),
    "one-gate-missing": Circuit().h(0).ry(1, 0.4).rz(1, 0.7).cnot(1, 2).t(2).rx(0, 0.9).ccnot(0, 1, 2),
    "one-gate-instead": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).rz(1, 0.7).cz(1, 2).t(2).rx(0, 0.9).ccnot(0, 1, 2),
    "two-gates-exchanged": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).cnot(1, 2).t(2).rz(1, 0.7).ccnot(0, 1, 2).rx(0, 0.9),
    "control-missing": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).rz(1, 0.7).cnot(1, 2).t(2).rx(0, 0.9).cnot(0, 2),
    "one-control-state": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).rz(1, 0.7).cnot(1, 2).t(2).rx(0, 0.9)
    .x(2, control=[0, 1], control_state=[0, 1]),
    "gate-on-wrong-qubit": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).rz(1, 0.7).cnot(1, 2).t(0).rx(0, 0.9).ccnot(0, 1, 2),
    "one-angle-off": Circuit()
    .h(0).ry(1, 0.4).cnot(0, 2).rz(1, 1.2).cnot(1, 2).t(2).rx(0, 0.9).ccnot(0, 1, 2),
}  # fmt: skip


@pytest.mark.parametrize("code", ONE_GATE_AWAY)
def test_the_one_wrong_gate_is_named_beside_what_it_does(code):
    found = equal(ONE_GATE_AWAY[code], reference(LAYERS))
    assert found[0] == code
    assert found[1] in ("wrong-on-basis-state", "relative-phases")


def test_the_gate_to_look_at_is_named_by_number_and_qubits():
    finding = next(unitaries.equals(read(ONE_GATE_AWAY["one-angle-off"]), reference(LAYERS)))
    assert (finding.values["number"], finding.values["gate"], finding.values["qubits"]) == (4, "rz", "1")


def test_in_short_circuits_no_gate_is_pointed_at():
    assert equal(Circuit().h(0).cnot(0, 1).ry(0, 0.2), reference(Circuit().h(0).cnot(0, 1))) == [
        "wrong-on-basis-state"
    ]


@pytest.mark.parametrize("controls", [5, 8, 11])
def test_an_error_under_many_controls_is_seen(controls):
    def circuit(angle):
        return Circuit().h(range(controls + 1)).rx(controls, angle, control=range(controls)).h(0)

    target = reference(circuit(1.0))
    assert equal(circuit(1.0 + 1e-3), target) == []
    assert equal(circuit(1.0 + 2e-2), target) != []
    assert equal(circuit(-1.0), target) == ["angle-sign"]


def test_verbatim_boxes_controls_and_powers_are_what_they_do():
    boxed = Circuit().add_verbatim_box(Circuit().h(0).cnot(0, 1))
    assert equal(boxed, reference(Circuit().h(0).cnot(0, 1))) == []
    assert equal(Circuit().t(0, power=2), GATES["s"].matrix()) == []
    assert equal(Circuit().z(0, power=0.5), GATES["s"].matrix()) == []
    assert equal(Circuit().x(2, control=[0, 1]), TOFFOLI) == []


def test_random_equivalents_are_never_refused_and_mutants_are_caught():
    rng = np.random.default_rng(11)
    for _ in range(25):
        width = int(rng.integers(2, 9))
        steps = [random_step(width, rng) for _ in range(12)]
        target = reference(build(width, steps))
        equivalent = build(width, steps, between=lambda c, r: c.h(int(r)).h(int(r)), rng=rng)
        assert equal(equivalent, target) == []
        place = int(rng.integers(len(steps)))
        name, qubits, angle = steps[place]
        mutant = [*steps[:place], (name, qubits, angle + 2e-2), *steps[place + 1 :]]
        assert equal(build(width, mutant), target) != []


def random_step(width, rng):
    name = str(rng.choice(["rx", "ry", "rz", "phaseshift", "xx", "cphaseshift"]))
    qubits = [int(q) for q in rng.permutation(width)[: GATES[name].qubits]]
    return name, qubits, float(rng.uniform(-3, 3))


def build(width, steps, between=None, rng=None):
    circuit = Circuit().i(range(width))
    for name, qubits, angle in steps:
        getattr(circuit, name)(*qubits, angle)
        if between is not None:
            between(circuit, rng.integers(width))
    return circuit


def test_an_equivalence_checker_gives_a_second_opinion():
    pytest.importorskip("mqt.qcec", reason="needs the extra qcec")
    right = reference(qft_circuit(13))
    assert codes(unitaries.agrees_with_qcec(read(qft_circuit(13)), right)) == []
    assert codes(unitaries.agrees_with_qcec(read(qft_circuit(13).x(3)), right)) == ["not-equivalent"]


def test_matrices_are_in_braket_order():
    circuit = QuantumCircuit(3)
    circuit.cx(0, 2)
    circuit.t(1)
    assert equal(circuit, decode(encode(Operator(circuit)))) == []
