"""IBM's snapshots: in the catalogue as the package has them, marked, and not on Amazon Braket."""

import subprocess
import sys

import pytest

from gangway import devices

SNAPSHOTS = [device.name for device in devices.catalogue(elsewhere=True) if device.backend]


def test_the_snapshots_that_the_course_names_are_there():
    named = {"FakeTorino": 133, "FakeFez": 156, "FakeMarrakesh": 156, "FakeNighthawk": 120, "FakeManila": 5}
    assert {name: devices.device(name).figure("qubits").value for name in SNAPSHOTS} == named


@pytest.mark.filterwarnings("ignore:Properties of fake_nighthawk")
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_entry_and_package_agree(name):
    device, backend = devices.device(name), devices.backend(name)
    table = devices.calibration(name)
    assert device.calibrations == (table.date,)
    assert {figure.as_of for figure in device.figures.values()} == {table.date}
    assert device.figure("qubits").value == backend.num_qubits == len(table.qubits)
    assert set(device.native_gates) <= set(backend.operation_names)
    two_qubit = {tuple(sorted(pair)) for pair in backend.coupling_map.get_edges()}
    assert {tuple(pair) for pair in table.pairs} == two_qubit


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_one_qubit_fidelity_is_the_median_over_the_qubits(name):
    from statistics import median

    found = median(row.f1q for row in devices.calibration(name).qubits.values())
    assert devices.device(name).figure("one_qubit_fidelity").value == pytest.approx(found, abs=6e-6)


def test_a_snapshot_runs_a_circuit_with_noise():
    from qiskit import QuantumCircuit, transpile

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    backend = devices.backend("FakeManila")
    counts = backend.run(transpile(circuit, backend), shots=2000, seed_simulator=1).result().get_counts()
    assert counts["00"] + counts["11"] > 1700
    assert counts.get("01", 0) + counts.get("10", 0) > 20


def test_it_has_no_arn_and_no_price_on_braket():
    torino = devices.device("FakeTorino")
    with pytest.raises(devices.NotOnBraket, match=r"no ARN for AwsDevice.*devices\.backend"):
        _ = torino.arn
    with pytest.raises(devices.NoPrice, match="not on Amazon Braket"):
        devices.estimate("FakeTorino", shots=100)
    assert not any(device.backend for device in devices.catalogue(retired=True))


def test_a_device_of_braket_is_no_snapshot():
    with pytest.raises(ValueError, match=r"AwsDevice.*BraketProvider.*Forte Enterprise 1"):
        devices.backend("Forte-Enterprise-1")


def test_table_and_pictures_mark_it():
    row = next(cells for cells in devices.table().rows if cells[0].startswith("FakeTorino"))
    assert row[0] == "FakeTorino (not on Braket)"
    assert "not on Braket" in row[7]
    assert "FakeTorino (not on Braket)" in devices.comparison().alt
    drawing = devices.connectivity("FakeTorino")
    assert "not on Braket" in drawing.figure.axes[0].get_title()
    assert "FakeTorino (not on Braket) on 2025-02-26: 133 qubits, 150 coupled pairs" in drawing.alt


def test_an_unknown_name_suggests_a_snapshot():
    with pytest.raises(devices.UnknownDevice, match="FakeTorino"):
        devices.device("Torino")


def test_the_catalogue_does_not_load_qiskit():
    program = "import sys, gangway.devices as d; d.table().html(); sys.exit('qiskit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
