"""The catalogue as pictures: drawn where they belong, said in words, nothing drawn that isn't published."""

import pytest

from gangway import devices
from gangway.devices.pictures import DEAD, positions

TABLES = [(device.name, date) for device in devices.catalogue(elsewhere=True) for date in device.calibrations]


@pytest.mark.parametrize(("name", "date"), TABLES)
def test_every_coupler_is_one_step_long_on_the_lattice(name, date):
    table = devices.calibration(name, date)
    where = positions(table.qubits, table.pairs)
    assert len(set(where.values())) == len(table.qubits)
    for a, b in table.pairs:
        assert sum(abs(p - q) for p, q in zip(where[a], where[b], strict=True)) == 1


def test_what_is_no_lattice_is_drawn_on_a_circle():
    where = positions(range(5), [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)])
    assert {round(x * x + y * y, 9) for x, y in where.values()} == {round((5 / 6.283185307179586) ** 2, 9)}
    assert len(set(where.values())) == 5


def test_the_words_name_every_dead_pair():
    table = devices.calibration("Cepheus-1-108Q")
    drawing = devices.connectivity("Cepheus-1-108Q")
    dead = [f"{a}–{b}" for (a, b), pair in table.pairs.items() if pair.fidelity <= DEAD]
    assert dead
    assert all(pair in drawing.alt for pair in dead)
    dashed = [line for line in drawing.figure.axes[0].lines if line.is_dashed() and len(line.get_xdata())]
    assert len(dashed) == len(dead)


def test_a_notebook_gets_the_picture_with_its_description():
    drawing = devices.connectivity("Garnet", "2025-07-06")
    data, metadata = drawing._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")
    assert data["text/plain"] == metadata["image/png"]["alt"] == drawing.alt
    assert "2025-07-06" in drawing.alt


def test_a_device_without_a_table_is_met_with_those_that_have_one():
    with pytest.raises(LookupError, match=r"all to all.*there are tables for: .*Garnet"):
        devices.connectivity("Forte-1")


def test_the_comparison_draws_what_is_published_and_lists_what_is_not():
    drawing = devices.comparison()
    axes = drawing.figure.axes[0]
    values = sorted(x for x, _ in axes.collections[0].get_offsets())
    gate_machines = [each for each in devices.catalogue(elsewhere=True) if each.paradigm == "gate"]
    found = [device.figure("two_qubit_fidelity") for device in gate_machines]
    assert values == sorted(figure.value for figure in found if figure)
    assert "Not published: Ibex-Q1, Forte-1." in drawing.alt
    assert "SV1" not in drawing.alt


def test_an_unknown_figure_is_met_with_the_known_ones():
    with pytest.raises(LookupError, match="two_qubit_fidelity"):
        devices.comparison("fidelity")
