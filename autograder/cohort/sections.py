"""Which section of a lesson an exercise goes back to, by the words that they share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course

_WORD = re.compile(r"[a-zA-Z]{4,}")


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its title, and its page on the course's site."""

    title: str
    page: str


def section_for(course: Course, lesson_id: str, about: str) -> Section | None:
    """The section that shares most with a text; rare words count more. ``None`` without a lesson.

    The page is relative to the site's root: ``modules/1-education/01-bell-pair.html#a-section``.
    """
    lesson = course.lessons.get(lesson_id)
    if lesson is None or lesson.source.parent == lesson.assignment or not lesson.source.is_file():
        return None
    page = f"modules/{lesson.source.parent.name}/{lesson.source.stem}.html"
    parts = _parts(lesson.source)
    if not parts:
        return Section(f"Lesson {lesson_id}", page)
    spread = Counter(word for _, text in parts for word in _words(text))
    wanted = _words(about)
    title, _ = max(parts, key=lambda part: sum(1 / spread[word] for word in _words(part[1]) & wanted))
    return Section(title, f"{page}#{_anchor(title)}")


def _parts(source: Path) -> list[tuple[str, str]]:
    """The sections of a lesson's text: titles of the second level, each with what stands below it."""
    pieces = re.split(r"^## +(.+)$", source.read_text("utf-8"), flags=re.MULTILINE)
    return [
        (title.strip(), f"{title} {text}") for title, text in zip(pieces[1::2], pieces[2::2], strict=True)
    ]


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _anchor(title: str) -> str:
    """The identifier that the site's builder gives a heading: letters and digits, joined by hyphens."""
    return re.sub(r"^[^a-z]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", title.lower()))
