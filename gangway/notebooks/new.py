"""The four files of a new lesson, from a template that runs: what there is to say is for its author."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from autograder.course import Course
from gangway.trouble import Trouble

_MODULES = {"1": "1-education", "2": "2-use-cases", "3": "3-competence"}
_LESSON = re.compile(r"([123])-(\d\d)")


def new_lesson(course: Course, lesson_id: str, title: str) -> list[Path]:
    """Write a lesson, its assignment, ``checks.py`` and ``attempts.py``; returns their paths.

    Raises:
        Trouble: the id is not one, or a file is there already.
    """
    match = _LESSON.fullmatch(lesson_id)
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
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
    if there := [path for path in targets.values() if path.exists()]:
        raise Trouble(f"{there[0]} is there already; move it away or choose another title")
    for template, path in targets.items():
        _fill(template, path, lesson=lesson_id, title=title)
    return list(targets.values())


def _fill(template: str, path: Path, **values: str) -> None:
    source = files("gangway.notebooks").joinpath("template", template).read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Template(source).substitute(values), "utf-8")
