"""The files of a new lesson or a new private assignment, from a template that runs.

What there is to say is for its author.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from autograder.course import Course
from gangway.trouble import Trouble

_MODULES = {"1": "1-education", "2": "2-use-cases", "3": "3-competence"}
_LESSON = re.compile(r"([123])-(\d\d)")
_ASSIGNMENT = re.compile(r"\d-\d\d")


def new_lesson(course: Course, lesson_id: str, title: str) -> list[Path]:
    """Write a lesson, its assignment, ``checks.py`` and ``attempts.py``; returns their paths.

    Raises:
        Trouble: the id is not one, or a file is there already.
    """
    match, slug = _LESSON.fullmatch(lesson_id), _slug(title)
    if not match or not slug:
        raise Trouble(
            f"a lesson needs an id such as 1-02 and a title with letters, not {lesson_id!r} and {title!r}"
        )
    if lesson_id in course.lessons:
        raise Trouble(f"lesson {lesson_id} exists: {course.lessons[lesson_id].source}")
    lesson = course.root / "modules" / _MODULES[match[1]] / f"{match[2]}-{slug}.md"
    assignment = course.root / "solutions" / f"{lesson_id}-{slug}"
    targets = {
        "lesson.md": lesson,
        "assignment.md": assignment / f"{assignment.name}.md",
        "checks.py.txt": assignment / "checks.py",
        "attempts.py.txt": assignment / "attempts.py",
    }
    return _written(targets, lesson=lesson_id, title=title, assignment=assignment.name)


def new_assignment(solutions: Path, assignment_id: str, title: str) -> list[Path]:
    """Write a private assignment, its ``checks.py`` and ``attempts.py`` into an instructor's own folder.

    The folder is made if it isn't there. Returns their paths.

    Raises:
        Trouble: the id is not one, the folder has it already, or it is no folder for assignments.
    """
    slug = _slug(title)
    if not _ASSIGNMENT.fullmatch(assignment_id) or not slug:
        raise Trouble(
            "an assignment needs an id such as 1-07 and a title with letters, not "
            f"{assignment_id!r} and {title!r}"
        )
    if (solutions / "modules").is_dir() or (solutions.parent / "modules").is_dir():
        raise Trouble(
            f"{solutions} belongs to a course, whose solutions are public. Name a folder of your own for "
            "private assignments, such as ~/exams; it is made if it isn't there"
        )
    if there := sorted(solutions.glob(f"{assignment_id}-*")):
        raise Trouble(f"assignment {assignment_id} exists: {there[0]}; choose another id")
    folder = solutions / f"{assignment_id}-{slug}"
    targets = {
        "private.md": folder / f"{folder.name}.md",
        "private-checks.py.txt": folder / "checks.py",
        "private-attempts.py.txt": folder / "attempts.py",
    }
    return _written(targets, lesson=assignment_id, title=title)


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


def _written(targets: Mapping[str, Path], **values: str) -> list[Path]:
    """Fill the templates into files; nothing is written where one of them exists."""
    if there := [path for path in targets.values() if path.exists()]:
        raise Trouble(f"{there[0]} is there already; move it away or choose another title")
    for template, path in targets.items():
        _fill(template, path, **values)
    return list(targets.values())


def _fill(template: str, path: Path, **values: str) -> None:
    source = files("gangway.notebooks").joinpath("template", template).read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Template(source).substitute(values), "utf-8")
