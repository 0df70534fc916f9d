"""The catalogue as a table: what is published is in it as published, and nothing else is."""

import subprocess
import sys

from gangway import devices
from gangway.devices.table import COLUMNS, NOTE


def row(name):
    found = next(cells for cells in devices.table(retired=True).rows if cells[0].split(" ")[0] == name)
    return dict(zip(COLUMNS, found, strict=True))


def test_every_device_has_a_row_and_retired_ones_only_when_asked_for():
    assert len(devices.table().rows) == len(devices.catalogue(elsewhere=True))
    assert len(devices.table(retired=True).rows) == len(devices.catalogue(retired=True, elsewhere=True))
    assert "retired" not in devices.table().text()
    assert row("Aria-1")["device"] == "Aria-1 (retired 2026-03)"


def test_prices_lose_no_digit():
    assert row("Cepheus-1-108Q")["price"] == "$0.30 a task + $0.000425 a shot"
    assert row("SV1")["price"] == "$0.075 a minute, at least 3 s a task"


def test_times_have_the_unit_that_suits_them():
    assert row("Garnet")["T1 / T2"] == "37.8 µs / 8.5 µs"
    assert row("Forte-Enterprise-1")["T1 / T2"] == "188 s / 950 ms"


def test_not_published_is_not_the_same_as_does_not_apply():
    assert row("Ibex-Q1")["two-qubit fidelity"] == "not published"
    assert row("Aquila")["two-qubit fidelity"] == row("SV1")["readout fidelity"] == "–"


def test_a_notebook_gets_html_and_plain_text_with_the_note():
    shown = devices.table()._repr_mimebundle_()
    assert shown["text/html"].count('scope="row"') == len(devices.table().rows)
    assert NOTE in shown["text/html"]
    assert NOTE in shown["text/plain"]


def test_the_catalogue_does_not_load_matplotlib():
    program = "import sys, gangway.devices as d; d.table().html(); sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
