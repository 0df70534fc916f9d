"""PennyLane's plugin for Amazon Braket: circuits, gradients by parameter shift, analog evolution."""

from __future__ import annotations

import math

import pytest

from .table import QPU, SHOTS, SIMULATOR, conforms

AQUILA = "arn:aws:braket:us-east-1::device/qpu/quera/Aquila"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"
pytestmark = pytest.mark.filterwarnings("ignore")


def node(cloud, kind: str, **options):
    """cos(a) cos(b) as the expectation value of a circuit of two qubits."""
    import pennylane as qml

    device = qml.device("braket.aws.qubit", device_arn=cloud.arn(kind), wires=2, **options, **cloud.poll)

    @qml.set_shots(SHOTS)
    @qml.qnode(device, diff_method="parameter-shift")
    def value(a, b):
        qml.RX(a, wires=0)
        qml.RY(b, wires=1)
        qml.CNOT(wires=[0, 1])
        return qml.expval(qml.PauliZ(1))

    return value


@conforms(
    "PennyLane plugin", "GetDevice", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR], long=["server"]
)
def test_a_circuit_on_the_simulator(cloud):
    assert float(node(cloud, SIMULATOR)(0.4, 0.7)) == pytest.approx(math.cos(0.4) * math.cos(0.7), abs=0.35)


@conforms("PennyLane plugin", "GetDevice", "CreateQuantumTask", "GetQuantumTask", sends=[QPU])
def test_a_circuit_on_a_qpu(cloud):
    assert float(node(cloud, QPU)(0.0, 0.0)) > 0.5


@conforms(
    "PennyLane plugin", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR, (SIMULATOR, 4 * SHOTS)]
)
def test_a_gradient_by_parameter_shift_as_one_program_set(cloud):
    import pennylane as qml
    from pennylane import numpy as np

    value = node(cloud, SIMULATOR, parallel=True)
    a, b = np.array(0.4, requires_grad=True), np.array(0.7, requires_grad=True)
    slopes = qml.grad(value)(a, b)
    assert float(slopes[0]) == pytest.approx(-math.sin(0.4) * math.cos(0.7), abs=0.35)
    assert float(slopes[1]) == pytest.approx(-math.cos(0.4) * math.sin(0.7), abs=0.35)


@conforms("PennyLane plugin", "GetDevice", only_here="Aquila is another QPU than the one of choice")
def test_the_analog_device_knows_its_limits(cloud):
    """To evolve a Hamiltonian PennyLane needs JAX; the device and its limits don't."""
    import pennylane as qml

    device = qml.device("braket.aws.ahs", device_arn=AQUILA, wires=2)
    assert device.settings["interaction_coeff"] == pytest.approx(862_620, rel=0.01)
    assert float(device.hardware_capabilities["rydberg"].rydbergGlobal.timeMax) == pytest.approx(4e-6)


@conforms(
    "PennyLane plugin",
    "GetDevice",
    "CreateQuantumTask",
    only_here="the words are the practice cloud's",
    long=["server"],
)
def test_shots_out_of_range(cloud):
    import pennylane as qml
    from botocore.exceptions import ClientError

    @qml.set_shots(10)
    @qml.qnode(qml.device("braket.aws.qubit", device_arn=FORTE, wires=1, **cloud.poll))
    def counts():
        qml.Hadamard(0)
        return qml.counts()

    with pytest.raises(ClientError, match="100 to 5,000 shots a task, not 10"):
        counts()
