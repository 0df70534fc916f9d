"""The ways to simulate agree with each other, and each is reproducible."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from gangway.cloud.engine import simulate, stabilisers
from gangway.cloud.engine.compile import compiled
from gangway.cloud.engine.errors import Failed
from gangway.cloud.engine.noise import noisy
from gangway.cloud.engine.reading import read
from gangway.cloud.engine.steps import Step, is_clifford, measured, touched
from gangway.cloud.profiles.variants import variant

PI = math.pi


def native(slug: str, count: int, *gates: str) -> tuple[Step, ...]:
    ends = [f"b[{i}] = measure q[{i}];" for i in range(count)]
    steps = read("\n".join([f"bit[{count}] b;", f"qubit[{count}] q;", *gates, *ends])).steps
    return compiled(slug, steps, False).steps


def counted(bits: np.ndarray) -> np.ndarray:
    return np.bincount(bits @ (2 ** np.arange(bits.shape[1])[::-1]), minlength=2 ** bits.shape[1])


def agree(one: np.ndarray, other: np.ndarray) -> bool:
    table = np.array([counted(one), counted(other)])
    return bool(chi2_contingency(table[:, table.sum(axis=0) > 10]).pvalue > 1e-4)


GHZ = ("h q[0];", "cnot q[0], q[1];", "cnot q[1], q[2];")


@pytest.mark.parametrize("slug", ["garnet", "cepheus-1-108q", "forte-enterprise-1"])
def test_mixed_states_and_noisy_samples_agree(slug):
    steps = native(slug, 3, *GHZ, "ry(0.7) q[1];", "cnot q[0], q[2];")
    circuit, qubits = noisy(variant(slug), steps), touched(steps)

    exact = simulate._aer(circuit, qubits, "density_matrix", 6000, 1, {})
    sampled = simulate._aer(circuit, qubits, "statevector", 6000, 2, {})

    assert agree(exact, sampled)


def test_stabilisers_agree_where_errors_are_paulis():
    """Trapped ions: gates err, waiting hardly matters."""
    steps = native(
        "forte-enterprise-1", 3, *GHZ, "s q[1];", "h q[1];", "si q[0];", "iswap q[0], q[2];", "v q[2];"
    )
    circuit, qubits = noisy(variant("forte-enterprise-1"), steps), touched(steps)

    exact = simulate._aer(circuit, qubits, "density_matrix", 8000, 1, {})
    paulis = stabilisers.sample(circuit, qubits, 8000, 2)

    assert agree(exact, paulis)


@pytest.mark.parametrize(
    "gate",
    ["rx", "ry", "rz", "xx", "yy", "zz", "prx", "gpi", "gpi2", "i", "h", "x", "y", "z", "s", "si", "v", "vi",
     "cnot", "cy", "cz", "swap", "iswap", "phaseshift"],
)  # fmt: skip
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_every_clifford_gate_is_the_same_in_stims_terms(gate, quarters):
    """Sandwiched between turns that make every axis visible."""
    from qiskit.quantum_info import Statevector

    from gangway.cloud.engine.compile import to_qiskit
    from gangway.cloud.engine.grammar import arity

    parameters, count = arity()[gate]
    angles = tuple(quarters * PI / 2 if index == 0 else PI / 2 for index in range(parameters))
    tested = Step(gate, tuple(range(count)), angles)
    qubits = range(count)
    turned = [Step("h", (q,)) for q in qubits] + [Step("s", (q,)) for q in qubits if q]
    for before in ("i", "h", "v"):
        for after in ("i", "h", "v"):
            first, last = ([Step(gate, (q,)) for q in qubits] for gate in (before, after))
            steps = [*turned, *first, tested, *last]
            assert is_clifford(steps)
            expected = Statevector(to_qiskit(steps, range(count))).probabilities(list(range(count))[::-1])
            ends = [Step("measure", (q,), bit=q) for q in range(count)]
            found = counted(stabilisers.sample((*steps, *ends), range(count), 400, 1)) / 400
            assert found == pytest.approx(expected, abs=0.12)


def test_wide_clifford_circuits_run_on_every_qubit_of_a_device():
    count = 100
    steps = native("cepheus-1-108q", count, *(f"x q[{i}];" for i in range(count)))

    bits = simulate.sample(variant("cepheus-1-108q"), steps, 200, 1)

    assert bits.shape == (200, count)
    assert 0.9 < bits.mean() < 0.99


def test_the_seed_decides_everything():
    machine = variant("garnet", "blind-2")
    for gates in (
        GHZ,
        (*GHZ, "rx(0.3) q[0];"),
        ("h q[0];", "measure_ff(0) q[0];", "cc_prx(pi, 0.0, 0) q[1];"),
    ):
        steps = native("garnet", 3, *gates)
        first = simulate.sample(machine, steps, 100, 7)

        assert (simulate.sample(machine, steps, 100, 7) == first).all()
        assert (simulate.sample(machine, steps, 100, 8) != first).any()


def test_feedback_undoes_what_was_measured():
    gates = ("h q[0];", "measure_ff(0) q[0];", "cc_prx(pi, 0.0, 0) q[0];", "cc_prx(pi, 0.0, 0) q[1];")

    bits = simulate.sample(variant("garnet"), native("garnet", 2, *gates), 1000, 1)

    assert bits[:, 0].mean() < 0.15
    assert 0.4 < bits[:, 1].mean() < 0.6


def test_reset_and_measuring_twice():
    source = "bit[2] b;\nx $1;\nb[0] = measure $1;\nreset $1;\nb[1] = measure $1;"
    steps = compiled("garnet", read(source).steps, True).steps

    bits = simulate.sample(variant("garnet"), steps, 1000, 1)

    assert measured(steps) == [1, 1]
    assert bits[:, 0].mean() > 0.9
    assert bits[:, 1].mean() < 0.1


def test_more_work_than_this_machine_does_is_refused_before_it_starts():
    layer = tuple(f"rx(0.3) q[{i}];" for i in range(18)) + tuple(
        f"cnot q[{i}], q[{i + 1}];" for i in range(17)
    )
    steps = native("cepheus-1-108q", 18, *layer * 8)

    with pytest.raises(Failed, match="qubits, more than the practice cloud simulates"):
        simulate.sample(variant("cepheus-1-108q"), steps, 20_000, 1)
