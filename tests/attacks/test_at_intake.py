"""What is handed in is refused by name or taken in clean. Nothing is run here: see ``test_paths.py``."""

from __future__ import annotations

import json
import re
import sys
import threading

import pytest

from autograder.cohort import intake, show
from autograder.cohort.grade import refused as refusal
from autograder.cohort.intake import Accepted, Refused
from autograder.cohort.run import Ran

from .attack import HandedIn, InCells, attacks
from .making import ASSIGNMENT, RIGHT, as_bytes, attacking, filled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux, where grading runs")

HANDED_IN = attacks(HandedIn)
#: No reason and no note is longer.
MOST = 2000


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submitted" / "cheat" / ASSIGNMENT
    made.mkdir(parents=True)
    return made


def in_time(work):
    """What ``work`` returns; it must not wait for anything that never comes."""
    said = []
    thread = threading.Thread(target=lambda: said.append(work()), daemon=True)
    thread.start()
    thread.join(120)
    assert said, "it hangs, or failed"
    return said[0]


@pytest.mark.parametrize("name", HANDED_IN)
def test_it_is_refused_or_taken_in_clean(name, attacked, aims, folder):
    attack = HANDED_IN[name]
    attack.lay(folder, as_bytes(filled(attacked, RIGHT)), aims)
    taken = in_time(lambda: intake.admit(folder, attacked))
    if attack.refused is None:
        assert isinstance(taken, Accepted), taken
        _clean(taken, attacked)
        assert attack.note is None or any(re.search(attack.note, note) for note in taken.notes), taken.notes
    else:
        assert isinstance(taken, Refused)
        assert re.search(attack.refused, taken.reason)
        assert len(taken.reason) < MOST
        _writable(refusal(attacked, taken.reason).notebook)


def _clean(taken: Accepted, attacked) -> None:
    """What was taken in is a notebook that holds what was released, and nothing that runs by itself."""
    import nbformat

    assert len(taken.notebook) < 3_000_000
    assert all(len(note) < MOST for note in taken.notes)
    plain = json.loads(taken.notebook)
    nbformat.validate(nbformat.from_dict(plain))
    by_id = {cell["id"]: cell for cell in plain["cells"]}
    assert len(by_id) == len(plain["cells"])
    for name, original in attacked.cells.items():
        assert by_id[name]["metadata"]["nbgrader"] == original["metadata"]["nbgrader"]
        if not original["metadata"]["nbgrader"]["solution"]:
            assert by_id[name]["source"] == original["source"]
    assert set(plain["metadata"]) == set(attacked.notebook["metadata"])
    for cell in plain["cells"]:
        assert not cell.get("outputs")
    _writable(show.graded_notebook(taken.notebook, Ran({}), [], taken.notes))


def _writable(shown) -> None:
    """The notebook that is shown can be written down, and repeats no markup of a learner's in its notices."""
    text = json.dumps(shown, ensure_ascii=False).encode().decode()
    assert text
    notice = shown["cells"][0]["source"] if shown["cells"][0]["id"] == "intake-notice" else ""
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", notice), notice


@pytest.mark.parametrize("name", [name for name, attack in attacks(InCells).items() if attack.edit])
def test_edited_notebooks_keep_what_was_released(name, attacked, aims):
    plain = attacking(attacks(InCells)[name], attacked, aims)
    taken = intake.clean(as_bytes(plain), attacked)
    assert isinstance(taken, Accepted)
    _clean(taken, attacked)
