"""What the practice cloud's devices take, and what they say about what they don't."""

from __future__ import annotations

import json
import time

import pytest

from gangway.cloud.engine import programs
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.programs import validate
from gangway.cloud.engine.reading import read

QUBITS = "OPENQASM 3.0;\nqubit[2] q;\n"
BELL = QUBITS + "bit[2] b;\nh q[0];\ncnot q[0], q[1];\nb[0] = measure q[0];\nb[1] = measure q[1];\n"


def action(source: str, **inputs: object) -> str:
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    return json.dumps({"braketSchemaHeader": header, "source": source, "inputs": inputs})


def program_set(*programs: dict) -> str:
    header = {"name": "braket.ir.openqasm.program_set", "version": "1"}
    return json.dumps({"braketSchemaHeader": header, "programs": programs})


def refusal(slug: str, source: str, shots: int = 100, **inputs: object) -> str:
    with pytest.raises(Rejected) as refused:
        validate(slug, action(source, **inputs), shots)
    return str(refused.value)


def box(*gates: str) -> str:
    return "\n".join(["bit[2] b;", "#pragma braket verbatim", "box{", *gates, "}"])


@pytest.mark.parametrize(
    "slug", ["sv1", "dm1", "garnet", "emerald", "cepheus-1-108q", "forte-1", "forte-enterprise-1", "ibex-q1"]
)
def test_a_bell_pair_is_taken_everywhere(slug):
    info = validate(slug, action(BELL), 100)

    assert (info.kind, info.executables, info.qubits) == ("openqasm", 1, 2)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("OPENQASM 3.0;\nqubit[2] q;\nh q[0]\ncnot q[0], q[1];\n", ("line 4, column 1", "missing ';'")),
        (QUBITS + "x q[5];", ("line 3, column 1", "out of range")),
        (QUBITS + "   hh q[0];", ("line 3, column 4", "hh")),
        (QUBITS + "rx q[0];", ("line 3, column 1", "rx takes 1 parameter(s) and 1 qubit(s)")),
        (QUBITS + "cnot q[0];", ("cnot takes 0 parameter(s) and 2 qubit(s)",)),
        (QUBITS + "cnot q[0], q[0];", ("same qubit twice",)),
        (QUBITS + "x r[0];", ("'r' is not declared",)),
        (QUBITS + "bit[1] b;\nb = measure q;", ("don't fit into bit register 'b' of length 1",)),
        (QUBITS + "§", ("line 3, column 1",)),
        (QUBITS + "bit a;\nbit b;\na = measure q[0];\nb = measure q[1];", ("more than one bit register",)),
        ("#pragma braket verbatim\nx $0;", ("must be followed by a box",)),
        ("qubit q; box { x q; }", ("#pragma braket verbatim",)),
        (QUBITS + "rx(1e400) q[0];", ("line 3, column 1", "no finite angle")),
        (QUBITS + "rx(0/0) q[0];", ("line 3, column 1",)),
        (QUBITS + "#pragma braket result expectation w(q[0])", ("line 3", "pragma can't be read")),
        (QUBITS + "h q[0];\n#pragma braket result adjoint_gradient expectation(z(q[0]))", ("or 'all'",)),
        ("", ("does nothing",)),
        ("// nothing", ("does nothing",)),
        (QUBITS, ("does nothing",)),
    ],
)
def test_what_is_no_program_is_said_with_its_place(source, said):
    text = refusal("sv1", source)

    assert all(part in text for part in said), text


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('include "/etc/passwd";', "include"),
        ("qubit q; while (true) { x q; }", "a while loop"),
        ("qubit q; for int i in [0:1000000000] { x q; }", "a for loop"),
        ("bit b; qubit q; b = measure q; if (b) { x q; }", "an if statement"),
        ("def f(qubit q) { x q; } qubit q; f(q);", "a subroutine"),
        ("gate g a { h a; } qubit q; g q;", "a gate definition"),
        ("int[32] x = 5;", "a classical variable"),
        ("qubit[9] q; x q[0:8];", "a range of indices"),
        ("const float x = 1.0;", "a constant"),
    ],
)
def test_what_only_the_local_simulator_reads_is_refused(source, what):
    text = refusal("garnet", source)

    assert what in text
    assert "only by the local simulator" in text
    assert "column" in text


@pytest.mark.parametrize(
    "source",
    [
        "qubit[999999999] q; x q;",
        "qubit q; rx(2**9**99999) q;",
        "qubit q; rx(2**(9**(9**9))) q;",
        "qubit q; rx(1<<99999999999) q;",
        "qubit q; rx(" + "(" * 4000 + "1" + ")" * 4000 + ") q;",
        "x" * 2_000_000,
        "qubit[40] q; " + "".join(f"rx(0.3) q[{i}]; " for i in range(40)),
    ],
    ids=["register", "tower", "nested tower", "shift", "parentheses", "long", "40 qubits"],
)
def test_what_would_fill_the_memory_is_refused_at_once(source):
    read("qubit q; x q;")  # the parser is loaded
    start = time.process_time()

    refusal("sv1", source)

    assert time.process_time() - start < 5


def test_inputs_are_numbers_and_all_there():
    source = "input float theta;\n" + QUBITS.replace("OPENQASM 3.0;\n", "") + "rx(2 * theta + pi) q[0];"

    assert read(source).bound({"theta": 0.25})[0].parameters == pytest.approx((3.6415926535,))
    assert "'theta' has no value" in refusal("garnet", source)
    assert "'theta' has no value" in refusal("garnet", source, phi=3.0)


def test_shots_stay_within_the_devices_range():
    assert "100 to 5,000 shots" in refusal("forte-enterprise-1", BELL, shots=10)
    assert "1 to 20,000 shots" in refusal("garnet", BELL, shots=0)
    assert "needs a result type" in refusal("sv1", BELL, shots=0)


def test_a_verbatim_box_holds_native_gates_on_coupled_qubits():
    assert validate("garnet", action(box("prx(1.5, 0.0) $1;", "cz $1, $2;")), 100).qubits == 2
    native = refusal("garnet", box("h $1;"))
    unconnected = refusal("garnet", box("cz $1, $9;"))

    assert "line 4: h is no native gate of Garnet" in native
    assert "prx" in native
    assert "cz on $1 and $9" in unconnected
    assert "$1 is coupled with $2, $4." in unconnected


def test_a_verbatim_box_needs_physical_qubits_that_exist():
    virtual = "qubit[2] q;\n#pragma braket verbatim\nbox{\nprx(1.5, 0.0) q[0];\n}"

    assert "physical qubits" in refusal("garnet", virtual)
    assert "no qubit $77" in refusal("garnet", box("prx(1.5, 0.0) $77;"))
    assert "both by $ and by a register" in refusal("garnet", "qubit q; x q; x $1;")


def test_rigetti_turns_about_x_by_half_and_quarter_turns():
    assert validate("cepheus-1-108q", action(box("rx(pi/2) $0;", "rz(0.3) $0;", "rx(-pi) $0;")), 100)
    assert "π/2" in refusal("cepheus-1-108q", box("rx(1.3) $0;"))


def test_partial_verbatim_is_for_machines_that_take_it():
    partial = "bit[1] b;\nh $0;\n#pragma braket verbatim\nbox{\ngpi(0.0) $0;\n}\nb[0] = measure $0;"

    assert "outside the verbatim box" in refusal("forte-enterprise-1", partial)
    assert validate(
        "garnet", action(partial.replace("gpi(0.0) $0", "prx(1.0, 0.0) $1").replace("$0", "$1")), 100
    )


def test_feedback_is_for_iqm_and_after_its_measurement():
    early = QUBITS + "cc_prx(3.14, 0.0, 0) q[1];\nmeasure_ff(0) q[0];"
    again = QUBITS + "bit[2] b;\nb[0] = measure q[0];\nx q[0];\nb[1] = measure q[0];"

    assert "feedback key 0" in refusal("garnet", early)
    assert validate("garnet", action(again), 100)
    assert "qubit 0 is used after its measurement" in refusal("cepheus-1-108q", again)
    assert "qubit 0 is used after its measurement" in refusal("sv1", again)
    assert "does not support reset" in refusal("sv1", QUBITS + "reset q[0];")


def test_gates_pragmas_and_modifiers_outside_the_devices_list_are_refused():
    assert "does not support ccnot" in refusal("forte-1", "qubit[3] q; ccnot q[0], q[1], q[2];")
    assert "braket_unitary_matrix" in refusal(
        "garnet", QUBITS + "#pragma braket unitary([[0, 1.0], [1.0, 0]]) q[0]\n"
    )
    assert "braket_noise_bit_flip" in refusal("sv1", QUBITS + "#pragma braket noise bit_flip(0.1) q[0]\n")
    assert "modifiers" in refusal("garnet", QUBITS + "ctrl @ x q[0], q[1];")
    assert validate("sv1", action(QUBITS + "ctrl @ rx(0.3) q[0], q[1];\nbit[2] b;\nb = measure q;"), 10)


def test_result_types_outside_the_devices_list_are_refused():
    state = QUBITS + "h q[0];\n#pragma braket result state_vector\n"
    hermitian = QUBITS + "h q[0];\n#pragma braket result expectation hermitian([[0, 1], [1, 0]]) q[0]\n"
    both = QUBITS + "bit[2] b;\nb = measure q;\n#pragma braket result probability all\n"

    assert "StateVector" in refusal("sv1", state, shots=0)
    assert "observable hermitian" in refusal("garnet", hermitian)
    assert "not both" in refusal("garnet", both)


def memory(monkeypatch, gigabytes):
    from types import SimpleNamespace

    free = SimpleNamespace(available=int(gigabytes * 2**30))
    monkeypatch.setattr("psutil.virtual_memory", lambda: free)


@pytest.mark.parametrize(
    ("gigabytes", "state", "mixed"), [(64, 26, 13), (2, 23, 11), (0.1, 19, 9), (0, 0, 0)]
)
def test_how_wide_an_exact_state_may_be_follows_from_the_free_memory(monkeypatch, gigabytes, state, mixed):
    memory(monkeypatch, gigabytes)
    assert (programs.widest(mixed=False), programs.widest(mixed=True)) == (state, mixed)
    gates = "".join(f"rx(0.3) q[{i}];\n" for i in range(state + 1))
    assert f"up to {state} qubits" in refusal("sv1", f"qubit[{state + 1}] q;\n{gates}")


def test_more_qubits_than_there_are_or_than_this_machine_simulates(monkeypatch):
    memory(monkeypatch, 64)
    wide = "qubit[24] q;\n" + "".join(f"rx(0.3) q[{i}];\n" for i in range(24))

    assert "Garnet has 20 qubits" in refusal("garnet", wide)
    assert "up to 20 qubits" in refusal("cepheus-1-108q", wide)
    assert "DM1 takes up to 17" in refusal("dm1", wide)
    assert "up to 13" in refusal("dm1", wide.replace("24", "14").split("rx(0.3) q[14]")[0])
    assert validate("cepheus-1-108q", action(wide.replace("rx(0.3)", "h")), 100).qubits == 24


def test_disabling_the_compilers_freedom_is_refused_as_the_devices_do():
    parameters = json.dumps({"paradigmParameters": {"qubitCount": 2, "disableQubitRewiring": True}})

    with pytest.raises(Rejected, match="disableQubitRewiring"):
        validate("garnet", action(BELL), 100, parameters)


def test_actions_that_are_none_for_this_device():
    for given in ("", "[]", "{}", "null", '{"braketSchemaHeader": {}}'):
        with pytest.raises(Rejected, match="JSON document"):
            validate("garnet", given, 100)
    with pytest.raises(Rejected, match=r"does not take programs of type braket\.ir\.openqasm\.program"):
        validate("aquila", action(BELL), 100)


def test_program_sets_share_their_shots():
    turn = "input float t;\nbit[1] b;\nqubit[1] q;\nrx(t) q[0];\nb[0] = measure q[0];\n"
    two = {"source": turn, "inputs": {"t": [0.1, 0.2]}}
    info = validate("garnet", program_set(two, {"source": BELL, "inputs": {}}), 300)

    assert (info.kind, info.executables) == ("program_set", 3)
    with pytest.raises(Rejected, match="multiple of its 2 executables"):
        validate("garnet", program_set(two), 101)
    with pytest.raises(Rejected, match="at most 100 executables, not 101"):
        validate("garnet", program_set({"source": turn, "inputs": {"t": [0.1] * 101}}), 101)
    with pytest.raises(Rejected, match="same length"):
        validate("garnet", program_set({"source": turn, "inputs": {"t": [0.1], "u": [1.0, 2.0]}}), 100)
    with pytest.raises(Rejected, match="at least one program"):
        validate("garnet", program_set(), 100)


def test_long_programs_of_the_sdks_lines_are_read_fast_and_to_the_same_steps():
    from gangway.cloud.engine.reading import _by_lines, _whole

    lines = [f"rx({i * 0.1}) q[{i % 5}];\ncnot q[{i % 5}], q[{(i + 1) % 5}];" for i in range(40)]
    pragma = "#pragma braket result expectation x(q[0])"
    for source in (
        "\n".join(["OPENQASM 3.0;", "input float t;", "qubit[5] q;", *lines, "rx(t) q[0];", pragma]),
        BELL,
        box("prx(1.5, 0.0) $1;", "", "cz $1, $2;") + "\nh $1;\nb[0] = measure $1;\n",
        "qubit[2] q;\nh\nq[0];\nx q[0]; y q[1];\nrx(pi/2) q[0];\n// x q[0];\n\nz q[1];",
    ):
        quick, full = _by_lines(source), _whole(source)

        assert quick.steps == full.steps
        assert (quick.qubits, quick.physical, quick.virtual) == (full.qubits, full.physical, full.virtual)
        assert (quick.inputs, quick.arrays, quick.results) == (full.inputs, full.arrays, full.results)
    many = read(QUBITS + "rx(0.5) q[0];\n" * 20_000)
    assert len(many.steps) == 20_000


@pytest.mark.parametrize(
    "source",
    [
        "gate g a {\nh a;\n}\nqubit q;",
        "qubit[2] q;\nif (true) {\nx q[0];\n}",
        "qubit[2] q;\nwhile (true) {\nx q[0];\n}",
    ],
)
def test_plain_lines_within_other_statements_are_not_taken_for_the_programs_own(source):
    assert "only by the local simulator" in refusal("sv1", source)


def test_too_many_operations_are_refused():
    gates = "rx(0.5) q[0];\n" * 60_000

    assert "more than 50,000 operations" in refusal("sv1", QUBITS + gates)
    assert "more than it takes" in refusal("sv1", f"qubit[24] q;\n{gates[: 14 * 20_000]}")
