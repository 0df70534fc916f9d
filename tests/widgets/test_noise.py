"""The noise bench: its model in the browser against Braket's density matrix simulator."""

from __future__ import annotations

import numpy as np
import pytest
from braket.circuits import Circuit
from braket.devices import LocalSimulator

from gangway import devices
from gangway.widgets import NoiseBench
from gangway.widgets.noise import RATES

pytestmark = pytest.mark.needs("npm")

GATES = {1: ["h", "x", "s", "t", "v", "i"], 2: ["cz", "swap", "iswap", "cy", "ecr"]}


def program(generator: np.random.Generator, qubits: int) -> dict:
    """Random gates on one and two qubits, and rotations."""
    operations = []
    for _ in range(6):
        order = [int(one) for one in generator.permutation(qubits)]
        size = int(generator.integers(1, min(2, qubits) + 1))
        operations.append({"name": str(generator.choice(GATES[size])), "targets": order[:size]})
        operations.append(
            {"name": "rx", "targets": order[:1], "parameters": [float(generator.uniform(-3, 3))]}
        )
    return {"qubits": qubits, "operations": operations}


def test_the_model_agrees_with_brakets_density_matrix_simulator(ask_javascript):
    generator = np.random.default_rng(4)
    benches = []
    for number in range(6):
        bench = NoiseBench(**dict(zip(RATES, generator.uniform(0, 0.15, 5).tolist(), strict=True)))
        bench.program = program(generator, 5 - number % 5)
        benches.append(bench)
    asked = [{"about": "noise", "program": bench.program, "rates": bench.rates} for bench in benches]
    for bench, found in zip(benches, ask_javascript(asked), strict=True):
        result = LocalSimulator("braket_dm").run(bench.noisy.probability(), shots=0).result()
        assert np.max(np.abs(result.values[0] - found["measured"])) < 1e-9
        assert found["fidelity"] == pytest.approx(bench.fidelity(), abs=1e-9)


def test_without_errors_nothing_is_lost(ask_javascript):
    bench = NoiseBench(Circuit().h(0).cnot(0, 1), **dict.fromkeys(RATES, 0.0))
    found = ask_javascript([{"about": "noise", "program": bench.program, "rates": bench.rates}])[0]
    assert found["fidelity"] == pytest.approx(1)
    assert found["measured"] == pytest.approx([0.5, 0, 0, 0.5])
    assert found["moved"] == pytest.approx(0, abs=1e-12)


def test_a_bell_pair_is_spoilt_as_lesson_1_01_says():
    """14 of 1,000 shots disagree, by the figures published for Forte Enterprise-1."""
    bench = NoiseBench(device="Forte-Enterprise-1")
    shares = LocalSimulator("braket_dm").run(bench.noisy.probability(), shots=0).result().values[0]
    assert 1000 * (shares[1] + shares[2]) == pytest.approx(14, abs=0.3)


def test_decay_takes_one_to_zero_and_waits_for_no_gate():
    bench = NoiseBench(Circuit().x(0).i(0).i(0), **(dict.fromkeys(RATES, 0.0) | {"decay": 0.1}))
    shares = LocalSimulator("braket_dm").run(bench.noisy.probability(), shots=0).result().values[0]
    assert shares[1] == pytest.approx(0.9**3)


@pytest.mark.parametrize(
    ("operations", "qubits", "sentence"),
    [
        ([{"name": "ccnot", "targets": [0, 1, 2]}], 3, "build it from gates on one and two"),
        ([], 6, "6 qubits; this instrument takes up to 5"),
        ([{"name": "nonsense", "targets": [0]}], 1, "no gate that is known"),
    ],
)
def test_what_cannot_be_shown_gets_a_sentence(ask_javascript, operations, qubits, sentence):
    asked = {"about": "noise", "program": {"qubits": qubits, "operations": operations}, "rates": RATES}
    assert sentence in ask_javascript([asked])[0]["refused"]


def test_devices_are_offered_by_what_is_published():
    machines = {machine["name"]: machine for machine in NoiseBench().machines}
    garnet = devices.device("Garnet")
    assert machines["Garnet"]["rates"]["two"] == pytest.approx(1 - garnet.figure("two_qubit_fidelity").value)
    assert machines["Garnet"]["rates"]["decay"] == 0
    assert "not published" in machines["Garnet"]["note"]
    assert machines["Forte-Enterprise-1"]["rates"]["dephasing"] > 0
    assert "Emerald" not in machines  # its readout isn't published


def test_what_is_not_published_is_not_made_up():
    with pytest.raises(ValueError, match="Emerald are not published"):
        NoiseBench(device="Emerald")
    with pytest.raises(ValueError, match="no error rate 'gate'"):
        NoiseBench(gate=0.1)
    with pytest.raises(ValueError, match="probability"):
        NoiseBench(two=1.5)


def test_a_circuit_comes_in_from_either_sdk_and_bad_ones_are_said():
    from qiskit import QuantumCircuit

    qiskit = QuantumCircuit(3)
    qiskit.h(0)
    bench = NoiseBench(qiskit)
    assert bench.program["qubits"] == 3
    bench.circuit = 5
    assert "circuit of Braket or Qiskit" in bench.notice
    assert "fidelity of" in NoiseBench().words()
