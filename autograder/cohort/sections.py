"""Which section of a lesson an exercise goes back to: its author says so, and nothing is guessed.

It stands in the front matter of the assignment, by exercise: ``read_again: {ghz: Reading order}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, Lesson

#: The key in an assignment's front matter, below ``gangway``.
DECLARED = "read_again"

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{2,3} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its title, and its page on the course's site."""

    title: str
    page: str


def section_for(course: Course, lesson_id: str, title: str) -> Section | None:
    """The section of a lesson that bears a title; ``None`` where none or two do.

    No link is better than a wrong one. The page is relative to the site's root:
    ``modules/1-education/01-bell-pair.html#reading-order``.
    """
    lesson = course.lessons.get(lesson_id)
    found = found_in(lesson, title) if lesson else []
    if lesson is None or len(found) != 1:
        return None
    page = f"modules/{lesson.source.parent.name}/{lesson.source.stem}.html"
    return Section(found[0], f"{page}#{anchor(found[0])}")


def found_in(lesson: Lesson, title: str) -> list[str]:
    """The headings of a lesson that a title means: their numbers may be left out."""
    return [heading for heading in headings(lesson) if anchor(heading) == anchor(title) != ""]


def headings(lesson: Lesson) -> list[str]:
    """The headings of a lesson's sections and their parts; none where it has no text of its own."""
    source = lesson.source
    if source.parent == lesson.assignment or not source.is_file():
        return []
    return headings_of(source)


def headings_of(source: Path) -> list[str]:
    """The headings of the second and third level in a text notebook, comments in code left out."""
    return _HEADING.findall(_FENCE.sub("", source.read_text("utf-8")))


def declared(front: Mapping[str, Any]) -> dict[str, str]:
    """By exercise's name, the title of its section, of a notebook's metadata or front matter."""
    named = front.get(DECLARED) if isinstance(front, Mapping) else None
    if not isinstance(named, Mapping):
        return {}
    return {str(name): title for name, title in named.items() if isinstance(title, str)}


def anchor(title: str) -> str:
    """The identifier that the site's builder gives a heading: letters and digits, joined by hyphens."""
    return re.sub(r"^[^a-z]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", title.lower()))
