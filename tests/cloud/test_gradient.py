"""AdjointGradient on SV1 against finite differences of Braket's own simulator."""

from __future__ import annotations

import json

import numpy as np
import pytest
from braket.circuits import Circuit, FreeParameter, observables
from braket.devices import LocalSimulator

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.programs import validate
from gangway.cloud.engine.run import run

A, B = FreeParameter("alpha"), FreeParameter("beta")
INPUTS = {"alpha": 0.4, "beta": -1.1}


def circuit():
    """Gates of every kind that turns: angles used twice, scaled, of two slots, under control, inverted."""
    found = Circuit().h(0).rx(0, A).ry(1, 2 * B).cnot(0, 1).xx(1, 2, A + B).prx(2, B, 0.3)
    found.gpi2(0, A).cphaseshift(0, 2, 3 * A).rz(1, B, control=[2], control_state=[0]).ry(0, A, power=-2)
    return found.unitary(matrix=np.array([[0, 1j], [-1j, 0]]), targets=[1]).iswap(0, 1).rx(1, A)


def hamiltonian():
    second = observables.Hermitian(np.array([[0.3, 1 - 1j], [1 + 1j, -0.4]]), targets=[1])
    return 2 * observables.Z(0) @ observables.Y(2) - 0.5 * observables.X(1) + 1.5 * second


def action(found, inputs=INPUTS):
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    source = found.to_ir("OPENQASM").source
    return json.dumps({"braketSchemaHeader": header, "source": source, "inputs": inputs})


def expectation(inputs):
    """⟨H⟩ by Braket's local simulator, term by term."""
    total = 0.0
    matrix = np.array([[0.3, 1 - 1j], [1 + 1j, -0.4]])
    terms = (
        (2.0, observables.Z() @ observables.Y(), [0, 2]),
        (-0.5, observables.X(), [1]),
        (1.5, observables.Hermitian(matrix), [1]),
    )
    for coefficient, observable, targets in terms:
        asked = circuit().expectation(observable, target=targets)
        total += coefficient * LocalSimulator().run(asked, shots=0, inputs=inputs).result().values[0]
    return total


def gradient(found, inputs=INPUTS):
    document = json.loads(run("sv1", None, action(found, inputs), 0))
    return next(each for each in document["resultTypes"] if each["type"]["type"] == "adjoint_gradient")


def test_it_is_the_derivative_of_the_expectation():
    found = gradient(circuit().adjoint_gradient(hamiltonian(), parameters=["alpha", "beta"]))
    assert found["value"]["expectation"] == pytest.approx(expectation(INPUTS), abs=1e-9)
    for name, share in found["value"]["gradient"].items():
        step = 1e-4
        ahead, behind = ({**INPUTS, name: INPUTS[name] + by} for by in (step, -step))
        assert share == pytest.approx((expectation(ahead) - expectation(behind)) / (2 * step), abs=1e-6)
    assert found["type"]["targets"] == [[0, 2], [1], [1]]


def test_all_inputs_are_meant_where_none_is_named_and_others_results_come_too():
    wanted = Circuit().rx(0, A).adjoint_gradient(observables.Z(0)).probability()
    document = json.loads(run("sv1", None, action(wanted), 0))
    values = {each["type"]["type"]: each["value"] for each in document["resultTypes"]}
    assert values["adjoint_gradient"]["gradient"] == pytest.approx({"alpha": -np.sin(0.4)})
    assert values["probability"] == pytest.approx([np.cos(0.2) ** 2, np.sin(0.2) ** 2])


def test_the_genuine_client_reads_it(inside):
    from braket.aws import AwsDevice

    device = AwsDevice("arn:aws:braket:::device/quantum-simulator/amazon/sv1")
    kinds = device.properties.action["braket.ir.openqasm.program"].supportedResultTypes
    assert "AdjointGradient" in [kind.name for kind in kinds]
    wanted = Circuit().rx(0, A).adjoint_gradient(observables.Z(0), parameters=[A])
    found = device.run(wanted, shots=0, inputs={"alpha": 0.4}, poll_interval_seconds=0.02).result()
    assert found.values[0]["gradient"]["alpha"] == pytest.approx(-np.sin(0.4))


@pytest.mark.parametrize(
    ("slug", "shots", "wanted", "said"),
    [
        ("sv1", 10, {}, "AdjointGradient takes 0 to 0 shots"),
        ("dm1", 0, {}, "DM1 does not support the result type AdjointGradient"),
        (
            "sv1",
            0,
            {"parameters": ["gamma"]},
            "'gamma', which is no input of the program; its inputs are: alpha",
        ),
    ],
)
def test_what_is_refused(slug, shots, wanted, said):
    asked = Circuit().rx(0, A).adjoint_gradient(observables.Z(0), **wanted)
    with pytest.raises(Rejected, match=said):
        validate(slug, action(asked), shots)


@pytest.mark.parametrize(
    "pragma", ["expectation(z(q[0])", "expectation(2 * ) all", "expectation(z(q[9])) all", "x"]
)
def test_what_can_not_be_read(pragma):
    source = f"OPENQASM 3.0;\nqubit[1] q;\nx q[0];\n#pragma braket result adjoint_gradient {pragma}\n"
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    with pytest.raises(Rejected):
        validate("sv1", json.dumps({"braketSchemaHeader": header, "source": source}), 0)


def test_signs_and_exponents_of_a_sum():
    sums = {"- 2 * z(q[0]) + 1e-1 * x(q[0]) - y(q[0])": (-2.0, 0.1, -1.0), "-0.5 * z(q[0])": (-0.5,)}
    from gangway.cloud.engine.reading import read

    for text, coefficients in sums.items():
        pragma = f"#pragma braket result adjoint_gradient expectation({text}) all"
        reading = read(f"OPENQASM 3.0;\nqubit[1] q;\nx q[0];\n{pragma}\n")
        assert tuple(term.coefficient for term in reading.results[0].terms) == coefficients
