"""A learner's copy of the course: brought up to date, never at the cost of their work."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from gangway.trouble import Trouble
from gangway.workspace import FRONT_PAGE, MANIFEST, Workspace, sources_of

LESSON = "modules/1-education/01-bell-pair.ipynb"
EXERCISE = "exercises/1-01-bell-pair/1-01-bell-pair.ipynb"


def notebook(*sources: str, output: str = "<b>drawn</b>") -> bytes:
    cells = []
    for number, source in enumerate(sources):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": output, "text/plain": "drawn"})]
        cells.append(cell)
    made = nbformat.v4.new_notebook(cells=cells, metadata={"jupytext": {"formats": "ipynb,md:myst"}})
    return nbformat.writes(made).encode()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    put(root / "modules" / FRONT_PAGE, notebook("gangway.progress()"))
    put(root / LESSON, notebook("h(0)"))
    put(root / EXERCISE, notebook("bell_pair = None"))
    for unwanted in (
        "modules/1-education/01-bell-pair.md",
        "modules/jupytext.toml",
        "solutions/secret.ipynb",
    ):
        put(root / unwanted, b"for authors")
    put(root / "modules/1-education/.ipynb_checkpoints/01.ipynb", notebook("old"))
    put(root / "exercises/1-01-bell-pair/counts.csv", b"00,512\n")
    return root


@pytest.fixture
def own(tmp_path: Path, course: Path) -> Workspace:
    return Workspace(tmp_path / "양자 과정" / "my copy", course)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def cells(path: Path) -> list[str]:
    return [cell["source"] for cell in nbformat.read(path, as_version=4).cells]


def test_the_first_update_delivers_what_is_for_learners(own):
    delivery = own.update()
    delivered = {FRONT_PAGE, LESSON, EXERCISE, "exercises/1-01-bell-pair/counts.csv"}
    assert set(delivery.new) == delivered
    assert files(own.folder) == delivered | {MANIFEST}


def test_a_copy_is_not_paired_with_the_authors_text(own):
    own.update()
    assert "jupytext" not in nbformat.read(own.folder / LESSON, as_version=4).metadata


def test_a_second_update_changes_nothing(own):
    own.update()
    before = {name: (own.folder / name).stat().st_mtime_ns for name in files(own.folder) - {MANIFEST}}
    delivery = own.update()
    assert not (delivery.new)
    assert not (delivery.updated)
    assert not (delivery.beside)
    assert {name: (own.folder / name).stat().st_mtime_ns for name in before} == before


def test_stored_outputs_are_trusted(own, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    own.update()
    lesson = nbformat.read(own.folder / LESSON, as_version=4)
    assert NotebookNotary().check_signature(lesson)
    lesson.cells[0].outputs[0]["data"]["text/html"] = "<script>other()</script>"
    assert not NotebookNotary().check_signature(lesson)


def test_an_update_reaches_what_was_only_run(own, course):
    own.update()
    put(own.folder / LESSON, notebook("h(0)", output="run by the learner"))
    put(course / LESSON, notebook("h(0)", "cnot(0, 1)"))
    assert own.update().updated == [LESSON]
    assert cells(own.folder / LESSON) == ["h(0)", "cnot(0, 1)"]


def test_work_is_kept_where_the_course_has_not_changed(own):
    own.update()
    put(own.folder / EXERCISE, notebook("bell_pair = mine"))
    assert not own.update().beside
    assert cells(own.folder / EXERCISE) == ["bell_pair = mine"]


def test_work_is_kept_where_only_stored_outputs_changed(own, course):
    own.update()
    put(own.folder / EXERCISE, notebook("bell_pair = mine"))
    put(course / EXERCISE, notebook("bell_pair = None", output="another drawing"))
    delivery = own.update()
    assert not (delivery.beside)
    assert not (delivery.updated)
    assert cells(own.folder / EXERCISE) == ["bell_pair = mine"]


def test_a_notebook_changed_on_both_sides_is_kept_with_the_new_one_beside_it_told_once(own, course):
    own.update()
    put(own.folder / EXERCISE, notebook("bell_pair = mine"))
    put(course / EXERCISE, notebook("bell_pair = 'a better question'"))
    [(kept, beside)] = own.update().beside
    assert kept == EXERCISE
    assert re.search(r"/1-01-bell-pair \(new \d{4}-\d\d-\d\d\)\.ipynb$", beside)
    assert cells(own.folder / kept) == ["bell_pair = mine"]
    assert cells(own.folder / beside) == ["bell_pair = 'a better question'"]
    assert not own.update().beside


def test_a_second_change_on_the_same_day_gets_a_name_of_its_own(own, course):
    own.update()
    put(own.folder / EXERCISE, notebook("mine"))
    names = set()
    for question in ("one", "two"):
        put(course / EXERCISE, notebook(question))
        [(_, beside)] = own.update().beside
        names.add(beside)
    assert len(names) == 2
    assert {cells(own.folder / name)[0] for name in names} == {"one", "two"}


def test_a_notebook_that_cannot_be_read_is_the_learners(own, course):
    own.update()
    put(own.folder / EXERCISE, b'{"cells": [ half a save')
    put(course / EXERCISE, notebook("new"))
    assert len(own.update().beside) == 1
    assert (own.folder / EXERCISE).read_bytes() == b'{"cells": [ half a save'


def test_what_was_removed_stays_removed_even_when_the_course_has_a_newer_one(own, course):
    own.update()
    (own.folder / EXERCISE).unlink()
    own.update()
    put(course / EXERCISE, notebook("new"))
    delivery = own.update()
    assert not (own.folder / EXERCISE).exists()
    assert not (delivery.new)
    assert not (delivery.updated)
    assert not (delivery.beside)


def test_the_front_page_is_always_there(own):
    own.update()
    (own.folder / FRONT_PAGE).unlink()
    assert own.update().new == [FRONT_PAGE]


def test_an_emptied_workspace_is_filled_again(own):
    own.update()
    for name in files(own.folder) - {MANIFEST}:
        (own.folder / name).unlink()
    own.update()
    assert (own.folder / EXERCISE).exists()


def test_restore_brings_back_what_was_removed(own):
    own.update()
    (own.folder / EXERCISE).unlink()
    assert own.restore(EXERCISE) is None
    assert cells(own.folder / EXERCISE) == ["bell_pair = None"]
    assert not own.update().beside


def test_restore_keeps_the_learners_beside(own):
    own.update()
    put(own.folder / EXERCISE, notebook("mine"))
    kept = own.restore(str(own.folder / EXERCISE))
    assert cells(own.folder / kept) == ["mine"]
    assert cells(own.folder / EXERCISE) == ["bell_pair = None"]


def test_restore_of_an_unknown_file_names_some_that_exist(own):
    with pytest.raises(Trouble, match=r"no 'exercises/nothing.ipynb' to restore.*1-01-bell-pair"):
        own.restore("exercises/nothing.ipynb")


def test_a_learners_own_file_of_the_same_name_is_kept(own):
    put(own.folder / LESSON, notebook("was here before"))
    assert [kept for kept, _ in own.update().beside] == [LESSON]
    assert cells(own.folder / LESSON) == ["was here before"]


def test_a_lost_record_costs_no_work(own, course):
    own.update()
    put(own.folder / EXERCISE, notebook("mine"))
    put(own.folder / MANIFEST, b"not JSON")
    delivery = own.update()
    assert [kept for kept, _ in delivery.beside] == [EXERCISE]
    assert cells(own.folder / EXERCISE) == ["mine"]


@pytest.mark.parametrize("newer", [{"format": 2, "course": "0.1.0"}, {"format": 1, "course": "99.0.0"}])
def test_a_workspace_of_a_newer_version_is_left_alone(own, newer):
    own.update()
    put(own.folder / MANIFEST, json.dumps({**newer, "delivered": {}}).encode())
    before = {name: (own.folder / name).read_bytes() for name in files(own.folder)}
    with pytest.raises(Trouble, match=r"filled by Gangway .*git pull.*--workspace"):
        own.update()
    assert {name: (own.folder / name).read_bytes() for name in files(own.folder)} == before


def test_a_workspace_that_cannot_be_made_is_one_sentence(tmp_path, course):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match=r"can't be written.*--workspace"):
        Workspace(tmp_path / "file" / "workspace", course).update()


def test_a_file_in_its_place_is_one_sentence(tmp_path, course):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match=r"is a file.*--workspace"):
        Workspace(tmp_path / "file", course)


def test_the_clone_itself_is_no_workspace(course):
    with pytest.raises(Trouble, match="inside the course's own clone"):
        Workspace(course / "mine", course)


def test_a_full_disk_loses_nothing(own, course, monkeypatch):
    own.update()
    put(course / LESSON, notebook("newer"))
    before = (own.folder / LESSON).read_bytes()

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Trouble, match="No space left"):
        own.update()
    assert (own.folder / LESSON).read_bytes() == before
    assert not [name for name in files(own.folder) if name.endswith(".part")]


@pytest.mark.skipif(os.name == "nt", reason="only on systems where anyone may make links")
def test_nothing_is_written_through_a_link_that_leaves_the_workspace(own, course, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    own.folder.mkdir(parents=True)
    (own.folder / "exercises").symlink_to(outside)
    delivery = own.update()
    assert EXERCISE in delivery.refused
    assert not any(outside.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="only on systems where anyone may make links")
def test_a_link_in_place_of_a_file_is_not_written_through(own, course, tmp_path):
    own.update()
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_bytes((own.folder / LESSON).read_bytes())
    (own.folder / LESSON).unlink()
    (own.folder / LESSON).symlink_to(elsewhere)
    put(course / LESSON, notebook("newer"))
    assert own.update().refused == [LESSON]
    assert cells(elsewhere) == ["h(0)"]


def test_sources_count_and_nothing_else():
    assert sources_of(notebook("a", output="x")) == sources_of(notebook("a", output="y"))
    assert sources_of(notebook("a")) != sources_of(notebook("a "))
    assert sources_of(b"[]") == sources_of(b"[]") != sources_of(b"[1]")
    as_lines = json.loads(notebook("a\nb"))
    as_lines["cells"][0]["source"] = ["a\n", "b"]
    assert sources_of(json.dumps(as_lines).encode()) == sources_of(notebook("a\nb"))


NOW = {"text/html": "<b>8 of 89</b>", "text/plain": "8 of 89"}


def test_the_front_page_shows_what_is_so_now_and_counts_as_untouched(own, course):
    own.update()
    own.show("gangway.progress()", NOW)
    page = own.folder / FRONT_PAGE
    read = nbformat.reads(page.read_text("utf-8"), as_version=4)
    nbformat.validate(read)
    assert [output.data for output in read.cells[0].outputs] == [NOW]
    assert NotebookNotary().check_signature(read)
    put(course / "modules" / FRONT_PAGE, notebook("# newer\ngangway.progress()"))
    assert own.update().updated == [FRONT_PAGE]


@pytest.mark.parametrize(
    "content", [None, b"half", notebook("my_own()"), notebook("gangway.progress()", output="<script>")]
)
def test_a_front_page_that_is_the_learners_is_left_alone(own, content):
    own.update()
    page = own.folder / FRONT_PAGE
    page.unlink()
    if content is not None:
        put(page, content)
    own.show("gangway.progress()", NOW)
    assert (page.read_bytes() if page.exists() else None) == content
