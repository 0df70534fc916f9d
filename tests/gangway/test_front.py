"""The course map with progress: right, linked, deterministic, and standing when a part is broken."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gangway import check, hint, predict, progress
from gangway.front import CourseMap

pytestmark = pytest.mark.usefixtures("course_root")


def told(course_map: CourseMap) -> str:
    """The map as text, which both forms have to hold."""
    bundle = course_map._repr_mimebundle_()
    assert bundle["text/plain"] == repr(course_map)
    assert bundle["text/html"].startswith("<div")
    return course_map.text()


def test_a_fresh_course_shows_every_exercise_as_not_tried() -> None:
    text = told(progress())
    assert "You have passed 0 of 9 exercises. Next: 1-01/half." in text
    assert text.count("○") == 9
    assert "1-01 One <lesson> (0 of 9 exercises passed)" in text


def test_what_was_done_is_shown() -> None:
    for _ in range(2):
        hint("1-01/half")
    for answer in (-1, 0.4, 0.5, -1):
        check("1-01/half", answer)
    check("1-01/plain", None)
    check("1-01/which", "b")
    check("1-01/half", 0.5)
    predict("1-01/counts", {"1": 1})
    text = told(progress())
    assert "✓ 1-01/half: passed, hints: 2" in text
    assert "○ 1-01/plain: not tried yet" in text
    assert "✗ 1-01/which: tried" in text
    assert "○ 1-01/counts: predicted, not revealed yet" in text
    assert "You have passed 1 of 9 exercises. Next: 1-01/plain." in text


def test_a_partly_right_answer_is_no_pass() -> None:
    check("1-01/half", 0.4)
    assert "◐ 1-01/half: partly right" in told(progress())


def test_the_rich_map_tells_each_lesson_and_links_it() -> None:
    html = progress().html()
    assert "<strong>1-01 One &lt;lesson&gt;</strong>" in html
    assert "You can do it." in html
    assert "45 min lesson, 40 min exercises" in html
    assert 'href="modules/1-education/01-first.ipynb"' in html
    assert 'href="exercises/1-01-first/1-01-first.ipynb"' in html


def test_links_lead_back_to_the_front_page_from_deeper_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deep = tmp_path / "workspace" / "modules" / "1-education"
    deep.mkdir(parents=True)
    (tmp_path / "workspace" / "start-here.ipynb").touch()
    monkeypatch.chdir(deep)
    assert 'href="../../modules/1-education/01-first.ipynb"' in progress().html()
    monkeypatch.chdir(tmp_path / "workspace")
    assert 'href="modules/1-education/01-first.ipynb"' in progress().html()


def test_links_of_the_run_that_is_committed_are_those_of_a_workspace(
    monkeypatch: pytest.MonkeyPatch, course_root: Path
) -> None:
    (course_root / "modules" / "start-here.ipynb").touch()
    monkeypatch.chdir(course_root / "modules")
    assert 'href="modules/1-education/01-first.ipynb"' in progress().html()


def test_the_map_holds_no_path_and_no_time(data_folder: Path, course_root: Path) -> None:
    check("1-01/half", 0.5)
    for form in (progress().text(), progress().html()):
        assert str(course_root.parent) not in form
        assert not re.search(r"\d\d:\d\d|20\d\d-", form)
    assert progress().html() == progress().html()


def test_lessons_stand_under_their_modules_in_order(
    add_lesson: Callable[..., None], course_root: Path
) -> None:
    add_lesson("2-use-cases", "01-scoping", title="Scoping")
    add_lesson("1-education", "02-second", title="Second")
    syllabus = course_root / "book" / "syllabus.toml"
    syllabus.parent.mkdir()
    syllabus.write_text('[[modules]]\nnumber = "1"\ntitle = "Education"\nquestion = "?"\n', "utf-8")
    lines = told(progress()).splitlines()
    heads = [line for line in lines if not line.startswith("    ")]
    assert heads[2:] == [
        "Module 1: Education",
        "  1-01 One <lesson> (0 of 9 exercises passed)",
        "  1-02 Second (0 of 9 exercises passed)",
        "",
        "Module 2",
        "  2-01 Scoping (0 of 9 exercises passed)",
    ]


def test_a_lesson_that_can_not_be_loaded_leaves_the_map_standing(add_lesson: Callable[..., None]) -> None:
    add_lesson("1-education", "02-broken", checks="1 / 0", title="Broken")
    text = told(progress())
    assert "1-02 Broken (its exercises can't be loaded)" in text
    assert "1-01/half" in text


@pytest.mark.parametrize(
    "source", ["# No front matter", "---\ngangway: [\n---\n", "---\ngangway: 3\n---\n", "---\n- 1\n---\n", ""]
)
def test_a_lesson_without_readable_front_matter_is_shown_by_its_file(course_root: Path, source: str) -> None:
    (course_root / "modules" / "1-education" / "01-first.md").write_text(source, "utf-8")
    assert "1-01 01-first (0 of 9 exercises passed)" in told(progress())


def test_all_done_is_said(course_root: Path) -> None:
    checks = course_root / "solutions" / "1-01-first" / "checks.py"
    checks.write_text(checks.read_text("utf-8").partition('@exercise("plain"')[0], "utf-8")
    check("1-01/half", 0.5)
    assert "You have passed 1 of 1 exercises. That is all of them." in told(progress())


def test_a_course_without_exercises_is_said_to_have_none(course_root: Path) -> None:
    (course_root / "modules" / "1-education" / "01-first.md").unlink()
    assert "no exercises" in told(progress())


def test_a_damaged_progress_file_is_told_on_the_map(data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "progress.sqlite").write_bytes(b"broken")
    course_map = progress()
    assert "damaged" in told(course_map)
    assert 'role="alert"' in course_map.html()


def test_a_folder_that_can_not_be_read_leaves_the_map_standing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "file"))
    assert "Progress isn't kept" in told(progress())
    assert "1-01/half" in told(progress())


def test_a_lesson_read_on_demand_is_never_next_while_there_is_another():
    from gangway.front import CourseMap, LessonRow, Row
    from gangway.progress import Standing

    def lesson(name, passed, on_demand=False):
        row = Row(f"{name}/one", graded=False, standing=Standing(passed=passed))
        return LessonRow(name, "title", "promise", {}, "", "", (row,), on_demand)

    begun = CourseMap((lesson("1-00", False, on_demand=True), lesson("1-01", False)), {})
    assert begun.next.id == "1-01/one"
    done = CourseMap((lesson("1-00", False, on_demand=True), lesson("1-01", True)), {})
    assert done.next.id == "1-00/one"
