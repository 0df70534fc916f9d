"""Circuits, counts and states as plain data: what goes in comes out, and hostile data is refused."""

import json
import random

import numpy as np
import pytest
from braket.circuits import Circuit
from braket.devices import LocalSimulator
from braket.ir.openqasm import Program
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm3
from qiskit.primitives import StatevectorSampler
from qiskit.quantum_info import Operator, Statevector
from qiskit.result import Counts as QiskitCounts

from autograder.answers import Malformed, NoAnswer, decode, encode, limits
from autograder.answers.gatelist import decode_circuit, encode_circuit
from autograder.answers.values import GateList, Operation
from autograder.channels import CHANNELS
from autograder.gates import GATES
from autograder.kinds import Circuit as CircuitKind
from autograder.kinds import Counts

KIND = CircuitKind()


def arrived(answer, kind=KIND):
    """The answer as the judge sees it, by way of JSON text."""
    return kind.accept(decode(json.loads(json.dumps(encode(answer, kind.prepare)))))


def code_of(answer, kind=KIND):
    with pytest.raises(Malformed) as refused:
        arrived(answer, kind)
    return refused.value.finding.code


# --- what goes in comes out


def angles():
    number = st.floats(-10, 10)
    free = st.sampled_from(["a", "b"]).map(lambda name: ("free", name))
    return st.one_of(number, free, st.tuples(st.just("mul"), number, free))


@st.composite
def operations(draw):
    labels = draw(st.permutations(range(6)))
    controls = draw(st.integers(0, 2))
    gate = draw(st.sampled_from(sorted(GATES)).map(GATES.get))
    return Operation(
        gate.name,
        tuple(labels[: gate.qubits]),
        tuple(draw(angles()) for _ in range(gate.parameters)),
        controls=tuple(labels[gate.qubits : gate.qubits + controls]),
        control_state=tuple(
            draw(st.lists(st.integers(0, 1), min_size=controls, max_size=controls)),
        ),
        power=draw(st.sampled_from([1.0, -1.0, 0.5])),
        condition=draw(st.sampled_from([None, ((3, 1), 2)])),
        verbatim=draw(st.booleans()),
    )


@given(st.lists(operations(), max_size=12), st.sampled_from(["braket", "qiskit", "openqasm"]))
@settings(max_examples=150, deadline=None)
def test_every_gate_list_survives(listed, sdk):
    circuit = GateList(sdk, tuple(range(6)), tuple(listed))
    assert decode_circuit(json.loads(json.dumps(encode_circuit(circuit)))) == circuit


@given(st.integers(1, 3), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_matrices_survive(width, seed):
    rng = np.random.default_rng(seed)
    size = 2**width
    matrix = np.linalg.qr(rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size)))[0]
    answer = arrived(Circuit().unitary(matrix=matrix, targets=list(range(width))[::-1]))
    assert np.array_equal(answer.operations[0].matrices[0], matrix)


def test_qiskit_order_is_turned_round_once():
    assert np.array_equal(arrived_array(Statevector.from_label("001")), [0, 0, 0, 0, 1, 0, 0, 0])
    circuit = QuantumCircuit(2)
    circuit.cx(0, 1)
    expected = np.eye(4)[[0, 1, 3, 2]]
    assert np.array_equal(arrived_array(Operator(circuit)), expected)


def arrived_array(answer):
    return decode(json.loads(json.dumps(encode(answer))))


def test_counts_of_both_sdks_mean_the_same():
    braket = LocalSimulator().run(Circuit().x(0).i(1), shots=7).result()
    qiskit = QuantumCircuit(2)
    qiskit.x(0)
    qiskit.measure_all()
    result = StatevectorSampler().run([qiskit], shots=7).result()
    forms = [braket, result, result[0], result[0].data, result[0].data.meas, QiskitCounts({"01": 7})]
    for form in forms:
        assert arrived(form, Counts()).counts == {"10": 7}, type(form)


def test_several_qiskit_registers_are_joined():
    first, second = ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
    circuit = QuantumCircuit(QuantumRegister(3), first, second)
    circuit.x(0)
    circuit.x(2)
    circuit.measure([0, 1, 2], [0, 1, 2])
    result = StatevectorSampler().run([circuit], shots=3).result()
    assert arrived(result, Counts()).counts == {"101": 3}
    assert arrived(QiskitCounts({"10 1": 3}), Counts()).counts == {"101": 3}


def test_braket_columns_are_sorted_by_qubit():
    result = LocalSimulator().run(Circuit().x(0).i(1).measure([1, 0]), shots=5).result()
    assert arrived(result, Counts()).counts == {"10": 5}


def test_a_plain_counter_is_in_the_order_of_the_prompt():
    counter = LocalSimulator().run(Circuit().x(0).i(1), shots=5).result().measurement_counts
    assert arrived(counter, Counts(order="braket")).counts == {"10": 5}
    assert arrived(counter, Counts(order="qiskit")).counts == {"01": 5}


def test_exact_results_have_no_counts():
    exact = LocalSimulator().run(Circuit().x(0).state_vector(), shots=0).result()
    assert code_of(exact, Counts()) == "no-counts"


# --- OpenQASM


PROGRAM = """OPENQASM 3.0;
qubit[2] q;
h q[0];
ctrl @ x q[0], q[1];
"""


def test_openqasm_is_a_circuit():
    assert [operation.name for operation in arrived(PROGRAM).operations] == ["h", "x"]
    assert arrived(Program(source=PROGRAM)) == arrived(PROGRAM)
    assert arrived(PROGRAM).sdk == "openqasm"


def test_what_qiskit_writes_is_read():
    circuit = QuantumCircuit(3, 2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.crx(0.3, 1, 2)
    circuit.measure([0, 1], [0, 1])
    with circuit.if_test((circuit.clbits[1], 1)):
        circuit.x(2)
    with circuit.if_test((circuit.cregs[0], 2)):
        circuit.z(2)
    circuit.reset(0)
    assert arrived(qasm3.dumps(circuit)).operations == arrived(circuit).operations


def test_what_braket_writes_is_read():
    circuit = Circuit().h(0).rx(1, 0.3).cnot(0, 1).x(2, control=[0, 1], control_state=[0, 1], power=-1)
    circuit = circuit.add_verbatim_box(Circuit().rz(0, 0.2)).bit_flip(1, 0.1)
    written = arrived(program_of(circuit)).operations
    assert written[:-3] == arrived(circuit).operations
    assert [operation.name for operation in written[-3:]] == ["measure"] * 3, "Braket writes them by itself"


def program_of(circuit):
    from braket.circuits.serialization import (
        IRType,
        OpenQASMSerializationProperties,
        QubitReferenceType,
    )

    virtual = OpenQASMSerializationProperties(QubitReferenceType.VIRTUAL)
    return circuit.to_ir(IRType.OPENQASM, serialization_properties=virtual)


def test_loops_definitions_and_inputs():
    program = """OPENQASM 3.0;
    input float theta;
    gate pair(turn) a, b { rx(turn) a; ctrl @ x a, b; }
    qubit[3] q;
    for int i in [0:1] { pair(theta * 2) q[i], q[i + 1]; }
    inv @ s q[0];
    pow(2) @ negctrl @ t q[0], q[1];
    """
    answer = arrived(program, CircuitKind(parameters=True))
    assert [operation.name for operation in answer.operations] == ["rx", "x", "rx", "x", "s", "t"]
    assert answer.free_parameters == {"theta"}
    assert answer.operations[-2].power == -1
    assert (answer.operations[-1].power, answer.operations[-1].control_state) == (2, (0,))


def test_text_where_no_circuit_is_asked_stays_text():
    assert decode(encode(PROGRAM)) == PROGRAM


HOSTILE = {
    'include "/etc/passwd";': "text-include",
    'include "../secrets.inc";': "text-include",
    "qubit q; for int i in [0:1000000000] { h q; }": "size-too-large",
    "qubit q; for int i in [0:4000] { for int j in [0:4000] { h q; } }": "too-many-operations",
    "qubit q; int i = 0; while (i < 10) { h q; }": "not-openqasm",
    "qubit[4000000000] q; h q;": "size-too-large",
    "qubit[40] q; h q;": "too-wide",
    "bit[1000000000] b; qubit q; h q;": "size-too-large",
    "array[int[32], 100000, 100000] b; qubit q; h q;": "size-too-large",
    "qubit q; int i = 2**(2**(2**(2**20)));": "size-too-large",
    "qubit q; int i = 1 << 100000000;": "size-too-large",
    "qubit q; rx(" + "(" * 200 + "1" + ")" * 200 + ") q;": "nested-too-deep",
    "qubit q; rx(" + "1+" * 2000 + "1) q;": "nested-too-deep",
    "def f(qubit a) { f(a); } qubit q; f(q);": "nested-too-deep",
    "qubit q; gate g0 a { x a; x a; }"
    + "".join(f" gate g{i} a {{ g{i - 1} a; g{i - 1} a; }}" for i in range(1, 30))
    + " g29 q;": "program-too-long",
    "qubit[2] q; cx q[0], q[1];": "not-openqasm",
    "qubit q; h h h": "not-openqasm",
    "gate f(angle) a { rx(angle) a; } qubit q; f(1) q;": "not-openqasm",
    "qubit[2] q; cnot q[0];": "not-openqasm",
    "qubit q; rx(1/0) q;": "not-openqasm",
    "// " + "x" * 30_000: "too-large",
}


@pytest.mark.parametrize("body", HOSTILE, ids=list(HOSTILE.values()))
def test_hostile_programs_are_refused_with_a_finding(body):
    assert code_of("OPENQASM 3.0; " + body) == HOSTILE[body]


def test_an_include_is_never_opened(tmp_path):
    secret = tmp_path / "secret.inc"
    secret.write_text("gate leak a { x a; } this line must not be shown")
    data = encode(f'OPENQASM 3.0; include "{secret}"; qubit q; leak q;', KIND.prepare)
    assert data["code"] == "text-include"
    assert "must not be shown" not in json.dumps(data)


def test_empty_text_is_no_answer():
    with pytest.raises(NoAnswer):
        arrived("  \n")


# --- bad input


def test_placeholders_and_bad_circuits():
    from braket.circuits import FreeParameter

    assert code_of(Circuit()) == "empty-circuit"
    assert code_of(QuantumCircuit(2)) == "empty-circuit"
    assert code_of(Circuit().h(range(30))) == "too-wide"
    assert code_of(Circuit().rx(0, FreeParameter("theta"))) == "unbound-parameters"
    assert code_of(Circuit().rx(0, float("nan"))) == "not-finite"
    assert code_of([Circuit().h(0)]) == "wrong-type"
    assert code_of("hello") == "not-openqasm"


def test_unsupported_operations_are_named():
    circuit = QuantumCircuit(1, 1)
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.h(0)
    assert code_of(circuit) == "unsupported-operation"


def test_a_huge_circuit_is_refused():
    circuit = QuantumCircuit(1)
    for _ in range(limits.MAX_OPERATIONS + 1):
        circuit.h(0)
    assert code_of(circuit) == "too-many-operations"


def test_nested_composites_are_bounded():
    inner = QuantumCircuit(1)
    for _ in range(200):
        inner.h(0)
    gate, composite = QuantumCircuit(1), inner.to_gate()
    for _ in range(200):
        gate.append(composite, [0], copy=False)
    assert code_of(gate) == "too-many-operations"


def good():
    return encode(
        Circuit().h(0).rx(1, 0.3).cnot(0, 1).bit_flip(0, 0.1).unitary(matrix=np.eye(2), targets=[0])
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(sdk="evil"),
        lambda d: d.update(extra=1),
        lambda d: d.update(qubits=[1, 0]),
        lambda d: d.update(qubits=[0, 0, 1]),
        lambda d: d.update(qubits=[-1, 0, 1]),
        lambda d: d.update(qubits=[0, 1, 5000]),
        lambda d: d.update(qubits=[0]),
        lambda d: d["operations"][0].update(name="__class__"),
        lambda d: d["operations"][0].update(name="x" * 10_000),
        lambda d: d["operations"][0].update(targets=[0, 1]),
        lambda d: d["operations"][0].update(targets=[True]),
        lambda d: d["operations"][0].update(targets=[0.0]),
        lambda d: d["operations"][0].update(controls=[0], control_state=[1]),
        lambda d: d["operations"][0].update(controls=[1], control_state=[2]),
        lambda d: d["operations"][0].update(controls=[1], control_state=[]),
        lambda d: d["operations"][0].update(power=float("nan")),
        lambda d: d["operations"][0].update(power=1e300),
        lambda d: d["operations"][0].update(power="2"),
        lambda d: d["operations"][0].update(condition=[[0], 1, 2]),
        lambda d: d["operations"][0].update(condition=[[0], 1 << 400]),
        lambda d: d["operations"][0].update(verbatim=1),
        lambda d: d["operations"][0].update(bits=[0]),
        lambda d: d["operations"][1].update(parameters=[float("inf")]),
        lambda d: d["operations"][1].update(parameters=[10**400]),
        lambda d: d["operations"][1].update(parameters=[True]),
        lambda d: d["operations"][1].update(parameters=[["exec", 1]]),
        lambda d: d["operations"][1].update(parameters=[["pow", 9]]),
        lambda d: d["operations"][1].update(parameters=[["add", *[1.0] * 1000]]),
        lambda d: d["operations"][1].update(parameters=[nested(5000)]),
        lambda d: d["operations"][1].update(parameters=[]),
        lambda d: d["operations"][3].update(parameters=[1.5]),
        lambda d: d["operations"][3].update(parameters=[-0.1]),
        lambda d: d["operations"][4].update(matrices=[[1.0, 0.0]]),
        lambda d: d["operations"][4].update(matrices=[[2.0, 0, 0, 0, 0, 0, 2.0, 0]]),
        lambda d: d["operations"][4].update(matrices=[[1e308] * 8]),
        lambda d: d["operations"][4].update(matrices=[[1.0] * 100_000]),
        lambda d: d["operations"][4].update(matrices=[]),
        lambda d: d["operations"][4].update(name="kraus", matrices=[[0.5, 0, 0, 0, 0, 0, 0.5, 0]]),
        lambda d: d["operations"].append(None),
        lambda d: d.update(operations="h"),
        lambda d: d.update(operations=[{"name": "h", "targets": [0]}] * (limits.MAX_OPERATIONS + 1)),
    ],
)
def test_hostile_circuit_data_is_malformed(change):
    data = good()
    change(data)
    with pytest.raises(Malformed):
        decode(data)


def nested(depth):
    part = 1.0
    for _ in range(depth):
        part = ["add", part, 1.0]
    return part


def test_random_damage_is_malformed_or_harmless():
    generator = random.Random(5)
    junk = [None, -1, 1e400, "x" * 50, [], {}, [[]], 10**50, True, {"kind": "circuit"}]
    for _ in range(600):
        data = json.loads(json.dumps(good()))
        place = generator.choice([data, *data["operations"]])
        place[generator.choice(sorted(place))] = generator.choice(junk)
        try:
            decode(data)
        except Malformed:
            continue


def test_a_huge_expression_or_power_never_escapes_as_an_exception():
    for parameter in (
        ("pow", 1e300, 5.0),
        ("exp", 1e6),
        ("log", -1.0),
        ("pow", -1.0, 0.5),
        ("mod", 1.0, 0.0),
    ):
        circuit = GateList("braket", (0,), (Operation("rx", (0,), (parameter,)),))
        from autograder import simulate

        with pytest.raises(Malformed) as refused:
            simulate.state_vector(decode_circuit(encode_circuit(circuit)))
        assert refused.value.finding.code == "undefined-parameter"


def test_channels_and_gates_have_different_names():
    assert not set(GATES) & set(CHANNELS)
