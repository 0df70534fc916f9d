"""The progress file: kept, exported, erased, shared between processes, and never lost."""

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gangway.cli import build
from gangway.progress import LAYOUT, Event, NotKept, Store, store
from gangway.trouble import Trouble

ATTEMPT = Event("attempt", "1-01/half", "wrong", 0.0, 2.0, {"codes": ["sign"]})
PASS = Event("attempt", "1-01/half", "passed", 2.0, 2.0)


@pytest.fixture
def kept(data_folder: Path) -> Store:
    return Store(data_folder)


def test_an_event_is_kept_as_it_was_with_its_time(kept: Store, data_folder: Path) -> None:
    kept.record(ATTEMPT)
    (event,) = Store(data_folder).events()
    assert (event.what, event.exercise, event.outcome, event.detail) == (
        "attempt",
        "1-01/half",
        "wrong",
        {"codes": ["sign"]},
    )
    assert event.at.endswith("+00:00")


def test_nothing_is_made_by_looking(kept: Store, data_folder: Path) -> None:
    assert kept.events() == []
    assert kept.standings() == {}
    assert not data_folder.exists()


def test_events_can_be_picked_by_exercise_and_sort(kept: Store) -> None:
    for event in (ATTEMPT, PASS, Event("hint", "1-01/half", detail={"step": 1}), Event("hint", "1-01/plain")):
        kept.record(event)
    assert len(kept.events("1-01/half")) == 3
    assert [event.exercise for event in kept.events(what="hint")] == ["1-01/half", "1-01/plain"]


def test_a_standing_remembers_the_best_and_counts_what_was_tried(kept: Store) -> None:
    untouched = Event("attempt", "1-01/half", "no answer", 0.0, 2.0)
    hints = [Event("hint", "1-01/half", detail={"step": step}) for step in (1, 2)]
    for event in (untouched, ATTEMPT, *hints, PASS, ATTEMPT):
        kept.record(event)
    standing = kept.standings()["1-01/half"]
    assert (standing.attempts, standing.hints, standing.passed) == (3, 2, True)
    assert (standing.score, standing.points) == (2.0, 2.0)


def test_a_damaged_file_is_put_aside_and_progress_goes_on(kept: Store, data_folder: Path) -> None:
    data_folder.mkdir()
    kept.path.write_bytes(b"this is no database, but it may be dear to somebody")
    kept.record(PASS)
    (aside,) = data_folder.glob("progress-damaged-*.sqlite")
    assert aside.read_bytes().startswith(b"this is no database")
    assert [event.outcome for event in kept.events()] == ["passed"]
    (notice,) = kept.take_notices()
    assert str(aside) in notice
    assert kept.take_notices() == []


def test_a_file_damaged_in_the_middle_is_put_aside_too(kept: Store, data_folder: Path) -> None:
    for number in range(300):
        kept.record(Event("attempt", f"1-01/e{number}", "wrong", detail={"codes": ["x" * 100]}))
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    again = Store(data_folder)
    again.record(PASS)
    assert len(again.events()) == 1
    assert len(list(data_folder.glob("progress-damaged-*"))) == 1


def test_two_damaged_files_on_one_day_are_both_kept(data_folder: Path) -> None:
    data_folder.mkdir()
    for content in (b"first wreck", b"second wreck"):
        broken = Store(data_folder)
        broken.path.write_bytes(content)
        broken.record(PASS)
    assert {path.read_bytes() for path in data_folder.glob("progress-damaged-*")} == {
        b"first wreck",
        b"second wreck",
    }


def test_a_file_damaged_while_it_is_in_use_is_put_aside(kept: Store, data_folder: Path) -> None:
    kept.record(ATTEMPT)
    kept.path.write_bytes(b"overwritten by something else" * 100)
    kept.record(PASS)
    assert [event.outcome for event in kept.events()] == ["passed"]
    assert list(data_folder.glob("progress-damaged-*"))


def test_a_newer_file_is_left_untouched(kept: Store, data_folder: Path) -> None:
    kept.record(PASS)
    with sqlite3.connect(kept.path) as database:
        database.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    before = kept.path.read_bytes()
    older = Store(data_folder)
    older.record(ATTEMPT)
    assert kept.path.read_bytes() == before
    assert "newer" in older.take_notices()[0]
    assert [event.outcome for event in older.events()] == ["wrong"]
    assert [event.outcome for event in Store(data_folder).events()] == ["wrong"]


def test_an_empty_file_is_none(kept: Store, data_folder: Path) -> None:
    data_folder.mkdir()
    kept.path.touch()
    assert kept.events() == []
    kept.record(PASS)
    assert len(kept.events()) == 1
    assert kept.take_notices() == []


def test_what_can_not_be_written_is_remembered_and_written_later(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    homeless = Store(in_the_way)
    with pytest.raises(NotKept, match=r"isn't kept.*GANGWAY_DATA"):
        homeless.record(ATTEMPT)
    assert [event.outcome for event in homeless.recall("1-01/half", "attempt")] == ["wrong"]
    in_the_way.unlink()
    homeless.record(PASS)
    assert [event.outcome for event in homeless.events()] == ["wrong", "passed"]
    assert homeless.unsaved == []


def test_a_busy_file_is_told_as_such(data_folder: Path) -> None:
    kept = Store(data_folder, patience=0.05)
    kept.record(ATTEMPT)
    other = sqlite3.connect(kept.path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotKept, match="busy"):
        kept.record(PASS)
    other.rollback()
    kept.record(ATTEMPT)
    assert len(kept.events()) == 3


def test_threads_lose_nothing(data_folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Store(data_folder).record(PASS), range(40)))
    assert len(Store(data_folder).events()) == 40


def test_kernels_that_start_at_once_lose_nothing(data_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from gangway.progress import Event, Store\n"
        "for n in range(25): Store(Path(sys.argv[1])).record(Event('attempt', f'1-01/{sys.argv[2]}-{n}'))"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", program, str(data_folder), str(name)]) for name in range(4)
    ]
    assert [kernel.wait(60) for kernel in kernels] == [0] * 4
    kept = Store(data_folder)
    assert len({event.exercise for event in kept.events()}) == 100
    assert kept.take_notices() == []


def test_export_holds_everything_as_json(kept: Store) -> None:
    for event in (ATTEMPT, PASS):
        kept.record(event)
    exported = json.loads(json.dumps(kept.export()))
    assert exported["gangway-progress"] == LAYOUT
    assert [event["detail"] for event in exported["events"]] == [{"codes": ["sign"]}, {}]
    assert exported["standings"]["1-01/half"]["passed"] is True


def test_erasing_leaves_no_trace_in_the_file(kept: Store) -> None:
    kept.record(Event("prediction", "1-01/half", detail={"answer": "something-private"}))
    assert b"something-private" in kept.path.read_bytes()
    assert kept.erase() == 1
    assert b"something-private" not in kept.path.read_bytes()
    assert kept.events() == []


def test_one_folder_has_one_store(data_folder: Path) -> None:
    assert store() is store()
    assert store().path.parent == data_folder


def run(*arguments: str, **settings: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(build(), ["progress", *arguments], **settings)
    return result.output, result.exception


def test_the_command_shows_the_map_and_where_it_is_kept(course_root: Path, data_folder: Path) -> None:
    store().record(PASS)
    output, failed = run()
    assert failed is None
    assert "You have passed 1 of 9 exercises" in output
    assert str(data_folder) in output


def test_the_command_exports_and_never_overwrites_unasked(data_folder: Path, tmp_path: Path) -> None:
    store().record(PASS)
    target = tmp_path / "progress.json"
    assert run("export", str(target))[1] is None
    assert len(json.loads(target.read_text("utf-8"))["events"]) == 1
    target.write_text("mine")
    _, failed = run("export", str(target))
    assert isinstance(failed, Trouble)
    assert "there already" in str(failed)
    assert target.read_text() == "mine"
    assert run("export", str(target), "--force")[1] is None
    assert target.read_text() != "mine"
    assert json.loads(run("export", "-")[0])["gangway-progress"] == LAYOUT


def test_the_command_says_where_it_can_not_write(data_folder: Path, tmp_path: Path) -> None:
    _, failed = run("export", str(tmp_path / "no" / "folder.json"))
    assert isinstance(failed, Trouble)
    assert "can't be written" in str(failed)


def test_the_command_erases_only_when_told_to(data_folder: Path) -> None:
    store().record(PASS)
    assert "Nothing was erased" in run("erase", input="n\n")[0]
    assert len(store().events()) == 1
    assert "Erased: 1" in run("erase", "--yes")[0]
    assert store().events() == []
    assert "no progress to erase" in run("erase")[0]


def test_the_command_reports_a_folder_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "file"))
    _, failed = run("export", "-")
    assert isinstance(failed, Trouble)
    assert "GANGWAY_DATA" in str(failed)
