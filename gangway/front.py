"""The course map with a learner's progress: what the front page and ``gangway progress`` show.

What a lesson says about itself comes from the front matter of its text notebook, what there is to do from
its exercises, and what was done from the progress file. All of it stays on this machine.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.course import Course, Lesson, course
from gangway.feedback import escaped
from gangway.progress import NotKept, Standing, store

log = logging.getLogger(__name__)

#: The front page of a workspace: links are relative to the folder that it is in.
FRONT_PAGE = "start-here.ipynb"

_PASSED, _PARTLY, _TRIED, _OPEN = "✓", "◐", "✗", "○"
_WORDS = {_PASSED: "passed", _PARTLY: "partly right", _TRIED: "tried", _OPEN: "not tried yet"}


@dataclass(frozen=True)
class Row:
    """One exercise: its id, whether it belongs to the assignment, and where the learner stands in it."""

    id: str
    graded: bool
    standing: Standing

    @property
    def symbol(self) -> str:
        """A sign for the state."""
        if self.standing.passed:
            return _PASSED
        if self.standing.score:
            return _PARTLY
        return _TRIED if self.standing.attempts else _OPEN

    @property
    def state(self) -> str:
        """The state in words."""
        words = _WORDS[self.symbol]
        if self.symbol == _OPEN and self.standing.predicted:
            words = "predicted, not revealed yet"
        return words + (f", hints: {self.standing.hints}" if self.standing.hints else "")


@dataclass(frozen=True)
class LessonRow:
    """One lesson: what it promises, where it is, and its exercises (``None`` where they can't be loaded).

    One that is read ``on_demand`` is never the next thing to do while there is another.
    """

    id: str
    title: str
    promise: str
    minutes: Mapping[str, object]
    notebook: str
    assignment: str
    exercises: tuple[Row, ...] | None
    on_demand: bool = False

    @property
    def passed(self) -> int:
        """How many of its exercises are passed."""
        return sum(row.standing.passed for row in self.exercises or ())

    @property
    def tally(self) -> str:
        """How many exercises are passed, in words."""
        if self.exercises is None:
            return "its exercises can't be loaded"
        return f"{self.passed} of {len(self.exercises)} exercises passed"

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        parts = [
            f"{self.minutes[key]} min {word}"
            for key, word in (("lesson", "lesson"), ("exercises", "exercises"))
            if self.minutes.get(key)
        ]
        return ", ".join(parts)


@dataclass(frozen=True)
class CourseMap:
    """The course with a learner's progress: rich in a notebook, plain text elsewhere.

    Attributes:
        lessons: every lesson, in the course's order.
        modules: the title of each module by its number.
        notices: what the learner has to be told about their progress file.
    """

    lessons: tuple[LessonRow, ...]
    modules: Mapping[str, str]
    notices: tuple[str, ...] = ()

    @property
    def next(self) -> Row | None:
        """The first exercise that is not passed, those of lessons that are read on demand last."""
        in_turn = sorted(self.lessons, key=lambda lesson: lesson.on_demand)
        rows = (row for lesson in in_turn for row in lesson.exercises or ())
        return next((row for row in rows if not row.standing.passed), None)

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}

    def text(self) -> str:
        """The map as plain text."""
        lines = [*self.notices, self._summary()]
        for number, title, lessons in self._by_module():
            lines += ["", f"Module {number}{title and f': {title}'}"]
            for lesson in lessons:
                lines.append(f"  {lesson.id} {lesson.title} ({lesson.tally})")
                lines += [f"    {row.symbol} {row.id}: {row.state}" for row in lesson.exercises or ()]
        return "\n".join(lines)

    def html(self) -> str:
        """The map as one HTML element, with links relative to the workspace's front page."""
        notices = "".join(f'<p role="alert">{escape(notice)}</p>' for notice in self.notices)
        modules = "".join(
            f"<h3>Module {escape(number)}{escape(title and f': {title}')}</h3>"
            f'<ul style="list-style:none;padding-left:0">{"".join(map(_card, lessons))}</ul>'
            for number, title, lessons in self._by_module()
        )
        return (
            '<div class="gangway-course-map" style="max-width:46em;line-height:1.45">'
            f"{notices}<p><strong>{escape(self._summary())}</strong></p>{modules}</div>"
        )

    def _summary(self) -> str:
        passed = sum(lesson.passed for lesson in self.lessons)
        total = sum(len(lesson.exercises or ()) for lesson in self.lessons)
        if not total:
            return "There are no exercises in this course yet."
        done = f"You have passed {passed} of {total} exercises."
        return f"{done} Next: {self.next.id}." if self.next else f"{done} That is all of them."

    def _by_module(self) -> Iterator[tuple[str, str, list[LessonRow]]]:
        for number in dict.fromkeys(lesson.id.partition("-")[0] for lesson in self.lessons):
            rows = [lesson for lesson in self.lessons if lesson.id.partition("-")[0] == number]
            yield number, self.modules.get(number, ""), rows


def progress(folder: Path | None = None) -> CourseMap:
    """The course map with your progress, as it is on this machine.

    Args:
        folder: where its links start from; by default the working directory.
    """
    here, kept = course(), store()
    try:
        standings = kept.standings()
        notices = kept.take_notices()
    except NotKept as not_kept:
        standings, notices = {}, [*kept.take_notices(), str(not_kept)]
    base = _base(folder or Path.cwd())
    rows = [_lesson_row(lesson, standings, base) for lesson in here.lessons.values()]
    return CourseMap(tuple(rows), _module_titles(here), tuple(notices))


def front_matter(lesson: Lesson) -> dict[str, Any]:
    """The ``gangway`` table of a lesson's text notebook; empty where there is none that can be read."""
    import yaml

    start, _, rest = lesson.source.read_text("utf-8").partition("---\n")
    try:
        header = None if start.strip() else yaml.safe_load(rest.partition("\n---")[0])
    except yaml.YAMLError:
        log.warning("the front matter of %s is not YAML", lesson.source)
        return {}
    about = header.get("gangway") if isinstance(header, dict) else None
    return about if isinstance(about, dict) else {}


def _lesson_row(lesson: Lesson, standings: Mapping[str, Standing], base: str) -> LessonRow:
    about = front_matter(lesson)
    minutes = about.get("minutes")
    name = lesson.assignment.name
    return LessonRow(
        id=lesson.id,
        title=str(about.get("title", lesson.source.stem)),
        promise=str(about.get("promise", "")),
        minutes=minutes if isinstance(minutes, dict) else {},
        notebook=f"{base}modules/{lesson.source.parent.name}/{lesson.source.stem}.ipynb",
        assignment=f"{base}exercises/{name}/{name}.ipynb",
        exercises=_rows(lesson, standings),
        on_demand=about.get("on_demand") is True,
    )


def _rows(lesson: Lesson, standings: Mapping[str, Standing]) -> tuple[Row, ...] | None:
    """The lesson's exercises; one lesson that can't be loaded leaves the map standing."""
    try:
        exercises = lesson.exercises.values()
    except Exception:
        log.exception("the exercises of lesson %s can't be loaded", lesson.id)
        return None
    ids = ((f"{lesson.id}/{exercise.name}", exercise.graded) for exercise in exercises)
    return tuple(Row(name, graded, standings.get(name, Standing())) for name, graded in ids)


def _module_titles(here: Course) -> dict[str, str]:
    """The modules' titles from the syllabus, where the course has one."""
    syllabus = here.root / "book" / "syllabus.toml"
    if not syllabus.is_file():
        return {}
    return {
        entry["number"]: entry["title"] for entry in tomllib.loads(syllabus.read_text("utf-8"))["modules"]
    }


def _base(where: Path) -> str:
    """What leads from a notebook's folder to the workspace: nothing for the front page itself."""
    for up, folder in enumerate((where, *where.parents)):
        if (folder / FRONT_PAGE).is_file() and (folder / "modules").is_dir():
            return "../" * up
    return ""


def _card(lesson: LessonRow) -> str:
    facts = " · ".join(filter(None, (lesson.tally, lesson.time)))
    return (
        '<li style="border-left:4px solid #0072b2;padding:.1em .9em;margin:0 0 1em">'
        f'<a href="{escape(quote(lesson.notebook))}">'
        f"<strong>{escaped(f'{lesson.id} {lesson.title}')}</strong></a>"
        f"<br>{escaped(lesson.promise)}<br>{escape(facts)}{_details(lesson)}</li>"
    )


def _details(lesson: LessonRow) -> str:
    if not lesson.exercises:
        return ""
    parts = (
        ("In the lesson", [row for row in lesson.exercises if not row.graded], lesson.notebook),
        ("In the assignment", [row for row in lesson.exercises if row.graded], lesson.assignment),
    )
    listed = "".join(
        f'<p style="margin:.4em 0 0"><a href="{escape(quote(link))}">{escape(title)}</a></p>{_list(rows)}'
        for title, rows, link in parts
        if rows
    )
    return f"<details><summary>Its exercises</summary>{listed}</details>"


def _list(rows: list[Row]) -> str:
    items = "".join(
        f'<li><span aria-hidden="true">{row.symbol}</span> <code>{escape(row.id)}</code>:'
        f" {escape(row.state)}</li>"
        for row in rows
    )
    return f'<ul style="list-style:none;padding-left:.5em;margin:.2em 0">{items}</ul>'
