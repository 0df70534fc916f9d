"""The device catalogue: figures with sources, tables that agree with them, costs before sending."""

from statistics import median

import pytest

from gangway import devices

CALIBRATED = [device.name for device in devices.catalogue(elsewhere=True) if device.calibrations]


def test_every_figure_and_price_has_a_source_and_a_date():
    for device in devices.catalogue(retired=True, elsewhere=True):
        for figure in device.figures.values():
            assert len(figure.source) > 10
            assert figure.as_of
        if device.price:
            assert len(device.price.source) > 10
            assert device.price.as_of


@pytest.mark.parametrize("name", CALIBRATED)
@pytest.mark.parametrize(
    ("figure", "column", "digits"),
    [("readout_fidelity", "readout", 4), ("t1", "t1_s", 7), ("t2", "t2_s", 7)],
)
def test_a_published_median_is_the_median_of_the_published_table(name, figure, column, digits):
    rows = devices.calibration(name).qubits.values()
    found = median(value for row in rows if (value := getattr(row, column)) is not None)
    assert devices.device(name).figure(figure).value == pytest.approx(found, abs=0.6 * 10**-digits)


@pytest.mark.parametrize("name", CALIBRATED)
def test_the_two_qubit_fidelity_is_the_median_over_the_pairs(name):
    found = median(pair.fidelity for pair in devices.calibration(name).pairs.values())
    assert devices.device(name).figure("two_qubit_fidelity").value == pytest.approx(found, abs=6e-5)


@pytest.mark.parametrize("name", CALIBRATED)
def test_pairs_join_qubits_of_the_same_table(name):
    for date in devices.device(name).calibrations:
        table = devices.calibration(name, date)
        assert all(a < b and {a, b} <= table.qubits.keys() for a, b in table.pairs)


def test_a_device_is_found_by_name_and_by_arn():
    garnet = devices.device("garnet")
    assert devices.device(garnet.arn) is garnet
    assert garnet.region == "eu-north-1"


def test_an_unknown_device_is_met_with_the_nearest_name():
    with pytest.raises(devices.UnknownDevice, match="did you mean 'Garnet'"):
        devices.device("Granet")


def test_what_is_not_published_cannot_be_calculated_with():
    t1 = devices.device("Ibex-Q1").figure("t1")
    assert str(t1) == "not published"
    assert not t1
    with pytest.raises(ValueError, match="not published"):
        _ = t1.value


def test_retired_devices_are_found_by_name_but_not_listed():
    assert devices.device("Aria-1").retired == "2026-03"
    assert "Aria-1" not in [device.name for device in devices.catalogue()]
    assert "Aria-1" in [device.name for device in devices.catalogue(retired=True)]


def test_a_task_costs_its_fee_and_its_shots():
    cost = devices.estimate("Forte-Enterprise-1", shots=100)
    assert (cost.tasks, cost.shots, cost.total) == (0.30, 8.0, 8.30)
    assert devices.estimate("Garnet", shots=1000, tasks=3).total == pytest.approx(3 * 0.30 + 3 * 1.45)


def test_a_managed_simulator_bills_at_least_its_minimum():
    short, long = (devices.estimate("SV1", shots=1000, seconds=seconds).time for seconds in (0.2, 60))
    assert short == pytest.approx(0.075 * 3 / 60)
    assert long == pytest.approx(0.075)


@pytest.mark.parametrize(("device", "shots"), [("Forte-Enterprise-1", 10), ("Garnet", 0), ("Aquila", 5000)])
def test_shots_outside_the_range_are_refused(device, shots):
    with pytest.raises(ValueError, match="shots a task"):
        devices.estimate(device, shots=shots)


def test_a_price_that_nobody_published_is_not_made_up():
    with pytest.raises(devices.NoPrice, match="Emerald"):
        devices.estimate("Emerald", shots=100)


def test_a_missing_calibration_says_which_there_are():
    with pytest.raises(LookupError, match="2026-05-05"):
        devices.calibration("Garnet", "2020-01-01")
    with pytest.raises(LookupError, match="no calibration table"):
        devices.calibration("Emerald")


def test_an_undated_price_is_not_dated_undated():
    assert str(devices.estimate("Aquila", shots=100)) == "$1.30 (prices from an undated source)"
    assert str(devices.device("Aquila").figure("time_max")) == "4e-06 s (undated)"
    assert "prices as of 2026" in str(devices.estimate("Garnet", shots=100))
