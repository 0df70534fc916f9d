"""The commands as they are typed."""

import json

import pytest
from typer.testing import CliRunner

from gangway.commands.notebooks import app
from gangway.trouble import Trouble


@pytest.fixture
def gangway(synced, monkeypatch):
    monkeypatch.setenv("GANGWAY_COURSE", str(synced.root))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_sync_says_that_nothing_was_to_do(gangway):
    done = gangway("sync")
    assert done.exit_code == 0
    assert "3 notebooks in step, 0 of them changed." in done.stdout


def test_check_is_silent_but_for_a_word_when_all_is_well(gangway):
    done = gangway("check")
    assert (done.exit_code, done.stdout) == (0, "3 notebooks are in step, executed and keep the contract.\n")


def test_check_gives_one_line_a_problem_and_fails(gangway, synced):
    (synced.root / "modules" / "start-here.ipynb").unlink()
    done = gangway("check")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "modules/start-here.ipynb: the notebook is missing; run gangway notebooks sync"
    )


def test_an_unknown_side_is_trouble(gangway):
    done = gangway("sync", "--keep", "left")
    assert isinstance(done.exception, Trouble)
    assert "--keep takes text or notebook, not 'left'" in str(done.exception)


FIGURES = {
    "lessons": 1,
    "exercises": 2,
    "attempts": {"placeholder": 2, "reference": 2, "alternative": 1, "wrong": 6},
    "hints": 6,
    "findings": 4,
}


def test_stats_as_json_and_as_a_table(gangway):
    assert json.loads(gangway("stats", "--json").stdout) == {"modules": {"1": FIGURES}, "total": FIGURES}
    assert "placeholder" in gangway("stats").stdout
