"""Qiskit's provider for Amazon Braket: backends, jobs, sampler, estimator."""

from __future__ import annotations

import pytest

from .table import QPU, SHOTS, SIMULATOR, conforms

CEPHEUS = "arn:aws:braket:us-west-1::device/qpu/rigetti/Cepheus-1-108Q"


def bell(measured: bool = True):
    from qiskit import QuantumCircuit

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    if measured:
        circuit.measure_all()
    return circuit


def backend(cloud, kind: str):
    from qiskit_braket_provider import BraketProvider

    from gangway import devices

    name = devices.device(cloud.arn(kind)).service_name
    return BraketProvider().get_backend(name)


@conforms("Qiskit provider", "SearchDevices", "GetDevice")
def test_backends(cloud):
    from qiskit_braket_provider import BraketProvider

    found = {each.name: each for each in BraketProvider().backends()}
    assert {"SV1", "dm1", "Forte Enterprise 1", "Garnet", "Cepheus-1-108Q"} <= found.keys()
    assert found["Garnet"].target.num_qubits == 20


@conforms("Qiskit provider", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR])
def test_a_circuit_on_the_simulator(cloud):
    counts = backend(cloud, SIMULATOR).run(bell(), shots=SHOTS, **cloud.poll).result().get_counts()
    assert set(counts) <= {"00", "11"}
    assert sum(counts.values()) == SHOTS


@conforms("Qiskit provider", "CreateQuantumTask", "GetQuantumTask", sends=[QPU], long=["server"])
@pytest.mark.filterwarnings("ignore:Barrier is not included")
def test_a_circuit_on_a_qpu_and_its_job_found_again(cloud):
    on = backend(cloud, QPU)
    job = on.run(bell(), shots=SHOTS, **cloud.poll)
    counts = job.result().get_counts()
    assert counts["00"] + counts["11"] > 0.7 * SHOTS
    again = on.retrieve_job(job.job_id())
    assert again.status().name == "DONE"


@conforms("Qiskit provider", "CreateQuantumTask", "CancelQuantumTask", sends=[QPU])
@pytest.mark.filterwarnings("ignore:Barrier is not included")
def test_a_job_is_cancelled(cloud):
    job = backend(cloud, QPU).run(bell(), shots=SHOTS, **cloud.poll)
    job.cancel()
    assert job.status().name == "CANCELLED"


@conforms("Qiskit provider", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR], long=["server"])
def test_the_sampler_on_the_simulator(cloud):
    from qiskit_braket_provider import BraketSampler

    counts = (
        BraketSampler(backend(cloud, SIMULATOR)).run([bell()], shots=SHOTS).result()[0].data.meas.get_counts()
    )
    assert set(counts) <= {"00", "11"}
    assert sum(counts.values()) == SHOTS


@conforms("Qiskit provider", "CreateQuantumTask", "GetQuantumTask", sends=[QPU], long=["server"])
@pytest.mark.filterwarnings("ignore:Barrier is not included")
def test_the_sampler_on_a_qpu(cloud):
    from qiskit_braket_provider import BraketSampler

    counts = BraketSampler(backend(cloud, QPU)).run([bell()], shots=SHOTS).result()[0].data.meas.get_counts()
    assert counts["00"] + counts["11"] > 0.7 * SHOTS


@conforms("Qiskit provider", "CreateQuantumTask", "GetQuantumTask", sends=[SIMULATOR], long=["server"])
def test_the_estimator_on_the_simulator(cloud):
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_braket_provider import BraketEstimator

    pub = (bell(measured=False), SparsePauliOp(["ZZ"]))
    estimator = BraketEstimator(backend(cloud, SIMULATOR))
    value = estimator.run([pub], precision=SHOTS**-0.5).result()[0].data.evs
    assert value == pytest.approx(1.0)


@conforms(
    "Qiskit provider",
    "CreateQuantumTask",
    "GetQuantumTask",
    sends=[(CEPHEUS, 4 * SHOTS)],
    only_here="it takes a QPU whose qubits begin with 0, and the QPU of choice needn't be one",
    long=["server"],
)
@pytest.mark.filterwarnings("ignore:Device does not support global phase")
def test_the_estimator_on_a_qpu(cloud):
    """A partial verbatim box: native gates within, the observable's rotations outside."""
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_braket_provider import BraketEstimator

    pub = (bell(measured=False), SparsePauliOp(["ZZ", "XX"]))
    estimator = BraketEstimator(backend(cloud, CEPHEUS))
    value = estimator.run([pub], precision=(2 * SHOTS) ** -0.5).result()[0].data.evs
    assert value == pytest.approx(1.75, abs=0.4)


@conforms(
    "Qiskit provider", "CreateQuantumTask", only_here="the words are the practice cloud's", long=["server"]
)
def test_the_estimator_measures_a_qubit_that_garnet_does_not_have(cloud):
    """The provider adds its basis rotations to qubits 0, 1, …; Garnet's qubits begin with 1."""
    from botocore.exceptions import ClientError
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_braket_provider import BraketEstimator

    estimator = BraketEstimator(backend(cloud, QPU))
    with pytest.raises(ClientError, match=r"Garnet has no qubit \$0; its qubits are \$1 to \$20"):
        estimator.run([(bell(measured=False), SparsePauliOp("ZZ"))], precision=0.1)


@conforms("Qiskit provider", "SearchDevices", long=["server"])
def test_a_backend_that_braket_does_not_have(cloud):
    from qiskit_braket_provider import BraketProvider

    with pytest.raises(Exception, match="No backend matches"):
        BraketProvider().get_backend("FakeTorino")
