"""Every attack works where nothing holds it back: so a test that it fails elsewhere tests something."""

from __future__ import annotations

import sys

import pytest

from .attack import HandedIn, InCells, Replied, Shown, attacks
from .making import RIGHT, as_bytes, filled
from .showing import show

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux, where grading runs")

IN_CELLS = attacks(InCells)
QUICK = [name for name, attack in IN_CELLS.items() if not attack.kernel]
#: One for each way of showing; the soak shows the others.
SOME = list(
    {attack.shown: name for name, attack in IN_CELLS.items() if name in QUICK and not attack.unshown}.values()
)
KERNEL = [name for name, attack in IN_CELLS.items() if attack.kernel]


def test_there_are_as_many_as_were_promised():
    assert len(attacks()) >= 50
    for name, attack in attacks().items():
        assert attack.what.endswith("."), name


def test_what_is_not_shown_says_why():
    for name, attack in attacks().items():
        shown = attack.shown is not Shown.NOT if isinstance(attack, InCells) else attack.show is not None
        assert shown != bool(attack.unshown), name


@pytest.mark.parametrize("name", SOME)
def test_some_in_cells(name, attacked, attacked_course, aims, unprotected):
    show(IN_CELLS[name], attacked, attacked_course, aims, unprotected)


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name in QUICK if IN_CELLS[name].shown is not Shown.NOT])
def test_in_cells(name, attacked, attacked_course, aims, unprotected):
    show(IN_CELLS[name], attacked, attacked_course, aims, unprotected)


@pytest.mark.soak
@pytest.mark.parametrize("name", KERNEL)
def test_in_a_kernel(name, attacked, attacked_course, aims, unprotected):
    show(IN_CELLS[name], attacked, attacked_course, aims, unprotected)


@pytest.mark.parametrize("name", [name for name, attack in attacks(HandedIn).items() if attack.show])
def test_handed_in(name, attacked, aims, tmp_path):
    folder = tmp_path / "handed-in"
    folder.mkdir()
    attacks(HandedIn)[name].show(folder, as_bytes(filled(attacked, RIGHT)), aims)


@pytest.mark.parametrize("name", [name for name, attack in attacks(Replied).items() if attack.show])
def test_replied(name):
    attacks(Replied)[name].show()
