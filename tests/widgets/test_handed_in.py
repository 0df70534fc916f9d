"""Instruments as answers: check() judges what was made in one, as if it had been written in code."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from braket.circuits import Circuit, FreeParameter

import gangway
from autograder.answers import NoAnswer, decode, encode
from autograder.kinds import Analog
from autograder.kinds import Circuit as CircuitKind
from gangway.widgets import Composer, NoiseBench, RydbergBench

BELL = Circuit().h(0).cnot(0, 1)


@pytest.fixture(autouse=True)
def _own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path))
    monkeypatch.delenv("GANGWAY_ANSWERS", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def test_a_composer_is_judged_by_its_circuit():
    composer = Composer(BELL)
    assert gangway.check("1-01/bell-pair", composer).passed
    composer.circuit = Circuit().x(0).h(0).cnot(0, 1)
    assert gangway.check("1-01/bell-pair", composer).verdict.codes == ("relative-phase",)


def test_an_untouched_composer_is_no_answer():
    with pytest.raises(NoAnswer, match="empty-circuit"):
        CircuitKind().accept(decode(encode(Composer(qubits=2))))


def test_it_is_encoded_as_its_circuit_is():
    circuit = Circuit().rx(0, 0.3).cphaseshift(0, 1, -1.5).x(1, control=[0], control_state=[0])
    assert encode(Composer(circuit, qubits=1)) == encode(circuit)
    assert encode({"circuits": [Composer(circuit)]}) == encode({"circuits": [circuit]})


def test_a_wire_without_gates_is_still_a_qubit():
    assert encode(Composer(Circuit().h(0), qubits=3))["qubits"] == [0, 1, 2]


def test_a_parameter_without_a_value_stays_one():
    circuit = Circuit().rx(0, FreeParameter("theta"))
    assert encode(Composer(circuit, qubits=1)) == encode(circuit)


def test_what_cannot_be_read_is_a_finding_and_no_exception():
    composer = Composer()
    composer.program = {"qubits": 1, "operations": [{"name": "h", "targets": [0], "power": 1e9}]}
    encoded = encode(composer)
    assert (encoded["kind"], encoded["code"]) == ("unreadable", "power-too-large")


def test_a_rydberg_bench_is_judged_by_its_program():
    bench = RydbergBench()
    assert encode(bench) == encode(bench.program)
    assert len(Analog().accept(decode(encode(bench))).atoms) == 2


def test_a_question_is_judged_by_what_was_chosen():
    question = gangway.ask("1-01/which-bit")
    assert encode(question) == {"kind": "nothing"}
    question.answer = "c"
    assert gangway.check("1-01/which-bit", question).passed


def test_an_instrument_that_holds_no_answer_is_of_another_kind():
    assert encode(NoiseBench())["code"] == "wrong-type"


def test_plain_answers_load_no_instrument():
    code = (
        "import sys; from autograder.answers import encode; encode([1.0, {'a': 'b'}]);"
        "assert not any(name.startswith(('gangway.widgets', 'anywidget')) for name in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


def test_an_array_that_prepare_would_read_is_left_alone():
    assert encode(np.eye(2), CircuitKind().prepare) == encode(np.eye(2))
