"""What stands where: the table of contents and the course map."""

from __future__ import annotations

import pytest

from autograder.course import Course
from gangway.site import contents
from gangway.trouble import Trouble


@pytest.fixture
def modules(sample: Course) -> list[contents.Module]:
    return contents.modules(sample, sample.root / "book" / "syllabus.toml")


def test_every_lesson_stands_in_its_module_with_its_assignment_below(modules):
    toc = contents.toc(modules, {"1-01"})
    education, rest = toc["parts"]
    assert education["caption"] == "1 · Education"
    [lesson] = education["chapters"]
    assert lesson["file"] == "modules/1-education/01-bell-pair"
    assert lesson["sections"][0]["file"] == "exercises/1-01-bell-pair/1-01-bell-pair"
    assert [page["file"] for page in rest["chapters"]] == list(contents.PAGES)


def test_a_lesson_without_an_assignment_has_nothing_below(modules):
    [lesson] = contents.toc(modules, set())["parts"][0]["chapters"]
    assert "sections" not in lesson


def test_the_map_links_what_exists_and_names_what_is_being_written(modules):
    drawn = contents.course_map(modules)
    assert "[1-01 Bell pair](/modules/1-education/01-bell-pair.ipynb)" in drawn
    assert "You build a circuit and you read its counts." in drawn
    assert "45 min lesson, 30 min exercises, \\$0" in drawn
    planned = drawn[drawn.index("**Being written:**") :]
    assert "Gates and phase" in planned
    assert "Bell pair" not in planned.splitlines()[0]
    assert all(f"Module {number}:" in drawn for number in "123")


def test_every_lesson_of_the_course_has_its_place_in_the_syllabus(modules, sample):
    planned = {name for module in modules for name in module.planned}
    assert set(sample.lessons) <= planned


def test_a_lesson_that_says_nothing_of_itself_is_named(sample):
    source = sample.lesson("1-01").source
    source.write_text("# Bell pair\n", "utf-8")
    with pytest.raises(Trouble, match=r"01-bell-pair\.md has no title and no promise"):
        contents.title(sample.lesson("1-01"))


def test_pages_of_a_module_stand_round_its_lessons(modules):
    pages = ["after-module-1", "before-module-1", "glossary", "module-1"]
    education, rest = contents.toc(modules, set(), pages)["parts"]
    assert [entry["file"] for entry in education["chapters"]] == [
        "modules/module-1",
        "modules/before-module-1",
        "modules/1-education/01-bell-pair",
        "modules/after-module-1",
    ]
    assert [page["file"] for page in rest["chapters"]] == ["modules/glossary", *contents.PAGES]
    assert "(/modules/module-1.ipynb)" in contents.course_map(modules, pages)
    assert "module-1" not in contents.course_map(modules)
