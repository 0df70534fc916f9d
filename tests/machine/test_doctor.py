"""The doctor: what it finds, what it advises, and when it says that the lab can't run."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gangway import doctor, lab
from gangway.cli import build


def notes(workspace: Path) -> dict[str, doctor.Note]:
    return {note.about: note for note in doctor.examine(workspace)}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))
    return tmp_path / "w"


def test_here_the_lab_can_run(workspace):
    outcome = CliRunner().invoke(build(), ["doctor", "--workspace", str(workspace)])
    assert outcome.exit_code == 0, outcome.output
    for about in (
        "Python",
        "packages",
        "disk",
        "memory",
        "port",
        "bubblewrap",
        "AWS",
        "workspace",
        "progress",
    ):
        assert about in outcome.output


def test_as_json_it_says_the_same(workspace):
    outcome = CliRunner().invoke(build(), ["doctor", "--json", "--workspace", str(workspace)])
    told = json.loads(outcome.output)
    assert told["lab_runs"] is True
    assert {"about", "state", "found", "advice", "stops_the_lab"} == set(told["notes"][0])
    assert {note["state"] for note in told["notes"]} <= {"ok", "note", "missing"}


def test_what_is_not_fine_always_says_what_to_do(workspace, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("AWS_PROFILE", "work")
    for note in doctor.examine(workspace):
        assert note.state == "ok" or note.advice, note


def test_a_package_that_differs_from_the_lock_is_named(workspace, monkeypatch):
    installed = doctor._installed
    changed = {"numpy": "1.0", "scipy": None}
    monkeypatch.setattr(
        doctor, "_installed", lambda name: changed[name] if name in changed else installed(name)
    )
    note = notes(workspace)["packages"]
    assert note.state == "missing"
    assert "numpy 1.0 (pinned 2." in note.found
    assert "scipy missing (pinned" in note.found
    assert "make env" in note.advice
    assert not note.stops_the_lab


def test_without_jupyterlab_the_lab_cannot_run(workspace, monkeypatch):
    installed = doctor._installed
    monkeypatch.setattr(doctor, "_installed", lambda name: None if name == "jupyterlab" else installed(name))
    outcome = CliRunner().invoke(build(), ["doctor", "--workspace", str(workspace)])
    assert outcome.exit_code == 1


def test_pins_for_other_systems_are_not_asked_for():
    lock = 'here==1.0 \\\n    --hash=sha256:00\nthere==2.0 ; sys_platform == "never" \\\n'
    assert list(doctor.pinned_packages(lock)) == [("here", "1.0")]


def test_an_aws_configuration_is_named_and_not_needed(workspace, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert notes(workspace)["AWS"].state == "ok"
    (tmp_path / "credentials").write_text("[default]\naws_secret_access_key = not-to-be-printed\n")
    note = notes(workspace)["AWS"]
    assert str(tmp_path / "credentials") in note.found
    assert "not-to-be-printed" not in doctor.report([note])
    assert not note.stops_the_lab


def test_a_port_in_use_is_a_note(workspace, monkeypatch):
    with socket.socket() as taken:
        taken.bind((lab.HOST, 0))
        taken.listen()
        monkeypatch.setattr(lab, "FIRST_PORT", taken.getsockname()[1])
        assert notes(workspace)["port"].state == "note"


def test_a_workspace_that_cannot_be_written_stops_the_lab(workspace, monkeypatch):
    workspace.mkdir()
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert notes(workspace)["workspace"].stops_the_lab


def test_a_workspace_that_cannot_be_made_stops_the_lab(workspace):
    (workspace.parent / "file").write_text("in the way")
    note = notes(workspace.parent / "file" / "w")["workspace"]
    assert (note.state, note.stops_the_lab) == ("missing", True)


def test_a_workspace_of_a_newer_gangway_stops_the_lab(workspace):
    (workspace / ".gangway").mkdir(parents=True)
    record = {"format": 1, "course": "99.0", "delivered": {}}
    (workspace / ".gangway/workspace.json").write_text(json.dumps(record))
    note = notes(workspace)["workspace"]
    assert note.stops_the_lab
    assert "99.0" in note.found
    assert "git pull" in note.advice


def test_progress_that_cannot_be_kept_is_a_note(workspace, monkeypatch):
    (workspace.parent / "file").write_text("in the way")
    monkeypatch.setenv("GANGWAY_DATA", str(workspace.parent / "file" / "data"))
    note = notes(workspace)["progress"]
    assert note.state == "note"
    assert "GANGWAY_DATA" in note.advice


def test_a_workspace_with_an_unreadable_record_is_a_note(workspace):
    (workspace / ".gangway").mkdir(parents=True)
    (workspace / ".gangway/workspace.json").write_text("half")
    assert notes(workspace)["workspace"].state == "note"


def test_a_full_disk_is_told(workspace, monkeypatch):
    usage = doctor.shutil.disk_usage(workspace.parent)._replace(free=10_000_000)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    note = notes(workspace)["disk"]
    assert (note.state, note.stops_the_lab) == ("missing", True)
