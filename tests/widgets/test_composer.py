"""The composer in Python: circuits in and out, and what it says where it can't show one."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from braket.circuits import Circuit, FreeParameter
from qiskit import QuantumCircuit

from autograder.answers import encode
from gangway.widgets import Composer, programs
from gangway.widgets.instrument import STILL

BELL = Circuit().h(0).cnot(0, 1)


def same_state(one: object, other: object) -> bool:
    states = [programs.state(programs.program(circuit)) for circuit in (one, other)]
    return states[0].shape == states[1].shape and bool(np.allclose(*states))


def test_a_circuit_comes_out_as_it_went_in():
    circuit = (
        Circuit()
        .h(0)
        .rx(1, 0.3)
        .cphaseshift(0, 2, -1.5)
        .swap(1, 2)
        .x(0, control=[1, 2], control_state=[0, 1])
    )
    composer = Composer(circuit)
    assert composer.circuit == circuit
    assert composer.program["qubits"] == 3


def test_what_the_browser_sets_is_the_circuit():
    composer = Composer(qubits=2)
    composer.set_state({"program": {"qubits": 2, "operations": [{"name": "x", "targets": [1]}]}, "asked": 1})
    assert composer.circuit == Circuit().x(1).i(0)
    assert composer.heard == 1


def test_a_circuit_set_in_python_goes_to_the_browser():
    composer = Composer(BELL, steps=1)
    composer.circuit = Circuit().x(0)
    assert composer.get_state("program")["program"] == {
        "qubits": 1,
        "operations": [{"name": "x", "targets": [0]}],
    }
    assert composer.steps == -1


def test_qiskit_circuits_and_openqasm_are_shown():
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.crx(0.3, 0, 2)
    composer = Composer(circuit)
    assert same_state(composer.circuit, circuit)
    composer.circuit = composer.openqasm().split("b[0]")[0].replace("bit[3] b;", "")
    assert same_state(composer.circuit, circuit)


def test_it_comes_out_as_qiskits_and_as_openqasm():
    composer = Composer(Circuit().x(0).h(1).cnot(1, 2))
    assert same_state(composer.to_qiskit(), composer.circuit)
    assert "OPENQASM 3" in composer.openqasm()


@pytest.mark.parametrize("name", ["ch", "crz", "ccz", "dcx", "xx_plus_yy", "cu3", "rzx"])
def test_gates_that_braket_lacks_come_out_all_the_same(name):
    from autograder.gates import GATES

    gate = GATES[name]
    parameters = [0.3, 0.5, 0.7][: gate.parameters]
    first = {"name": "u", "targets": [0], "parameters": [1.0, 0.4, 0.2]}
    program = {
        "qubits": 3,
        "operations": [first, {"name": name, "targets": [*range(gate.qubits)], "parameters": parameters}],
    }
    assert np.allclose(programs.state(program), programs.state(programs.program(programs.braket(program), 3)))


def test_an_exercise_takes_its_circuit():
    assert encode(Composer(BELL).circuit)["kind"] == "circuit"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Circuit().h(11), "12 qubits and 1 gate: more than the composer's 10 qubits"),
        (Circuit().rx(0, FreeParameter("theta")), "'rx' has a parameter without a value"),
        (Circuit().h(0).bit_flip(0, 0.1), "'bit_flip' in this circuit has no state vector"),
        (Circuit().h(0).measure(0), "measures on the way"),
        ("OPENQASM 3.0;\nqubit[2] q;\nfoo q[0];\n", "can't be read: Gate foo is not defined."),
        ("OPENQASM 3.0;\nqubit[2] q;\nh q[0]\n", "can't be read: line 4 is not understood near the end."),
        (3, "Given was 'int'; expected is a circuit of Braket or Qiskit"),
        ("nonsense", "OpenQASM 3 text"),
    ],
)
def test_what_it_cannot_show_is_said(given, said):
    assert said in Composer(given).words()


def test_a_parameter_without_a_value_is_a_sentence_in_python_too():
    composer = Composer(Circuit().rx(0, FreeParameter("theta")))
    with pytest.raises(programs.NotShown, match="parameter without a value"):
        composer.circuit  # noqa: B018


def test_its_html_carries_its_state_and_its_words():
    data, _ = Composer(BELL)._repr_mimebundle_()
    assert data["text/plain"].startswith("A circuit of 2 qubits and 2 gates.")
    assert f'class="{STILL}" data-instrument="composer"' in data["text/html"]
    state = json.loads(re.search(r'<script type="application/json">(.*?)</script>', data["text/html"])[1])
    assert state["program"]["operations"] == [
        {"name": "h", "targets": [0]},
        {"name": "cnot", "targets": [0, 1]},
    ]
    assert "_esm" not in state
    assert "application/vnd.jupyter.widget-view+json" in data


def test_no_text_can_end_the_script_that_carries_it():
    composer = Composer(BELL)
    composer.notice = "</script><b>"
    assert composer.html().count("</script>") == 1
