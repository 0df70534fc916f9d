"""Compiled circuits do what they were asked, in native gates, on pairs that exist."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gangway.cloud.engine.compile import compiled, to_qiskit
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.reading import read
from gangway.cloud.engine.steps import Step, measured, touched
from gangway.cloud.profiles.profile import profile

QPUS = ("garnet", "emerald", "cepheus-1-108q", "forte-enterprise-1", "ibex-q1")


def distribution(steps: tuple[Step, ...]) -> np.ndarray:
    """The exact probabilities of the columns of a circuit without noise, first column most significant."""
    from qiskit.quantum_info import Statevector

    unitary = [step for step in steps if step.name != "measure"]
    qubits = touched(steps)
    state = Statevector(to_qiskit(unitary, qubits))
    columns = [qubits.index(qubit) for qubit in measured(steps)]
    return state.probabilities(columns[::-1])


def program(count: int, *gates: str) -> tuple[Step, ...]:
    ends = [f"b[{i}] = measure q[{i}];" for i in range(count)]
    return read("\n".join([f"bit[{count}] b;", f"qubit[{count}] q;", *gates, *ends])).steps


CIRCUITS = {
    "bell": program(2, "h q[0];", "cnot q[0], q[1];"),
    "one qubit": program(1, "rx(0.7) q[0];", "s q[0];", "ry(0.4) q[0];", "t q[0];", "rx(1.1) q[0];"),
    "odd gates": program(
        3, "h q[0];", "ry(0.8) q[1];", "cphaseshift(0.4) q[0], q[1];", "cphaseshift01(0.9) q[0], q[1];",
        "iswap q[1], q[2];", "xx(0.3) q[0], q[2];", "xy(0.7) q[0], q[1];", "h q[0];", "ecr q[0], q[2];",
        "pswap(0.2) q[1], q[2];", "prx(0.5, 0.2) q[2];", "h q[1];",
    ),
    "three at once": program(
        3, "rx(0.9) q[0];", "h q[1];", "ccnot q[0], q[1], q[2];", "cswap q[2], q[0], q[1];"
    ),
    "far apart": program(5, "ry(0.6) q[0];", *(f"cnot q[0], q[{i}];" for i in range(1, 5)), "ry(0.3) q[4];"),
}  # fmt: skip


@pytest.mark.parametrize("slug", QPUS)
@pytest.mark.parametrize("name", CIRCUITS)
def test_a_compiled_circuit_measures_what_it_was_asked(slug, name):
    steps = CIRCUITS[name]

    native = compiled(slug, steps, False).steps

    assert distribution(native) == pytest.approx(distribution(steps), abs=1e-9)


@pytest.mark.parametrize("slug", QPUS)
def test_a_compiled_circuit_is_native(slug):
    found = profile(slug)
    for steps in CIRCUITS.values():
        native = [step for step in compiled(slug, steps, False).steps if step.name != "measure"]

        assert {step.name for step in native} <= set(found.native_gates or ("prx", "zz"))
        assert all(tuple(sorted(step.qubits)) in found.pairs for step in native if len(step.qubits) == 2)
        assert all(
            min(abs(abs(step.parameters[0]) - turn) for turn in (math.pi, math.pi / 2)) < 1e-9
            for step in native
            if step.name == "rx"
        )


def test_the_same_circuit_is_always_compiled_alike():
    compiled.cache_clear()
    first = compiled("cepheus-1-108q", CIRCUITS["far apart"], False)
    compiled.cache_clear()

    assert compiled("cepheus-1-108q", CIRCUITS["far apart"], False) == first


def test_physical_qubits_stay_where_they_were_named():
    steps = read("bit[2] b;\nh $3;\ncnot $3, $4;\nb[0] = measure $3;\nb[1] = measure $4;").steps

    done = compiled("garnet", steps, True)

    assert done.layout == {3: 3, 4: 4}
    assert measured(done.steps) == [3, 4]


def test_physical_qubits_that_are_apart_are_brought_together():
    steps = read("bit[2] b;\nrx(0.8) $3;\ncnot $3, $9;\nb[0] = measure $3;\nb[1] = measure $9;").steps

    native = compiled("garnet", steps, True).steps

    assert distribution(native) == pytest.approx(distribution(steps), abs=1e-9)


def test_a_verbatim_box_runs_as_it_is():
    box = "#pragma braket verbatim\nbox{\nprx(0.3, 0.1) $1;\nprx(-0.3, 0.1) $1;\n}\nb[0] = measure $1;"
    box = f"bit[1] b;\n{box}"

    native = compiled("garnet", read(box).steps, True).steps

    assert [(step.name, step.parameters) for step in native] == [
        ("prx", (0.3, 0.1)),
        ("prx", (-0.3, 0.1)),
        ("measure", ()),
    ]


@pytest.mark.parametrize("slug", ["garnet", "cepheus-1-108q"])
def test_gates_beside_a_box_are_translated_in_place(slug):
    a, b = {"garnet": (1, 2), "cepheus-1-108q": (0, 1)}[slug]
    inside = {"garnet": f"prx(pi/2, 0.4) ${a};", "cepheus-1-108q": f"rx(pi/2) ${a};"}[slug]
    source = (
        f"bit[2] b;\nh ${a};\nrz(0.3) ${a};\ns ${b};\n"
        f"#pragma braket verbatim\nbox{{\n{inside}\ncz ${a}, ${b};\n}}\n"
        f"ry(0.7) ${a};\ncnot ${a}, ${b};\nb[0] = measure ${a};\nb[1] = measure ${b};"
    )
    steps = read(source).steps

    native = compiled(slug, steps, True).steps

    assert distribution(native) == pytest.approx(distribution(steps), abs=1e-9)
    assert {step.name for step in native} <= {*profile(slug).native_gates, "measure"}


def test_beside_a_box_nothing_is_moved():
    source = (
        "bit[2] b;\ncnot $1, $9;\n#pragma braket verbatim\nbox{\nprx(0.3, 0.1) $1;\n}\nb[0] = measure $1;"
    )

    with pytest.raises(Rejected, match="line 2: cnot on \\$1 and \\$9"):
        compiled("garnet", read(source).steps, True)


def test_the_compiled_text_is_a_program_that_says_it_is_emulated():
    done = compiled("garnet", CIRCUITS["bell"], False)

    assert "EMULATED Garnet" in done.text
    again = read(done.text)
    assert [step.name for step in again.steps] == [step.name for step in done.steps]
    assert all(step.verbatim for step in again.steps if step.name != "measure")
