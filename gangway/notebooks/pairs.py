"""Which text notebooks a course has, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.course import Course, Lesson
from gangway.trouble import Trouble


class Role(StrEnum):
    """What a notebook is in the course."""

    LESSON = "lesson"
    ASSIGNMENT = "assignment"
    PAGE = "page"


@dataclass(frozen=True)
class Pair:
    """A text notebook and the ``.ipynb`` beside it.

    Attributes:
        text: the MyST Markdown file.
        role: lesson, assignment, or a page that belongs to no lesson (``modules/start-here.md``).
        lesson: the lesson it belongs to; ``None`` for a page.
    """

    text: Path
    role: Role
    lesson: Lesson | None = None

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return self.text.with_suffix(".ipynb")

    @property
    def exists(self) -> bool:
        """Whether either side is there."""
        return self.text.exists() or self.notebook.exists()


def pairs(course: Course) -> list[Pair]:
    """Every pair of the course, in its order: pages first, then each lesson and its assignment."""
    found = [Pair(text, Role.PAGE) for text in sorted((course.root / "modules").glob("*.md"))]
    for lesson in course.lessons.values():
        found.append(Pair(lesson.source, Role.LESSON, lesson))
        found.append(Pair(lesson.assignment_source, Role.ASSIGNMENT, lesson))
    return [pair for pair in found if pair.exists]


def chosen(course: Course, paths: Iterable[Path]) -> list[Pair]:
    """The pairs that ``paths`` name: a file of a pair, a folder, or a lesson's ``checks.py``; all if none.

    Raises:
        Trouble: a path names no text notebook.
    """
    everything = pairs(course)
    wanted = [(path, [pair for pair in everything if _names(path.resolve(), pair)]) for path in paths]
    if missing := [str(path) for path, found in wanted if not found]:
        raise Trouble(
            f"no text notebook at {', '.join(missing)}. Expected are lessons such as "
            "modules/1-education/01-bell-pair.md, assignments such as solutions/1-01-bell-pair/, "
            "or folders of them."
        )
    if not wanted:
        return everything
    return [pair for pair in everything if any(pair in found for _, found in wanted)]


def _names(path: Path, pair: Pair) -> bool:
    if path.name in ("checks.py", "attempts.py"):
        return pair.lesson is not None and path.parent == pair.lesson.assignment
    return path in (pair.text, pair.notebook) or path in pair.text.parents
