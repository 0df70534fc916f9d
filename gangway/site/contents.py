"""The table of contents and the course map, made from the lessons that exist and the planned syllabus."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, Lesson
from gangway.site.facts import costs, facts, minutes
from gangway.site.markdown import plain

#: Pages of the site that are no lessons, in their order.
PAGES = ("gallery", "ledger", "checks", "conformance", "grading", "cohort", "cheating", "about")


@dataclass(frozen=True)
class Module:
    """One of the course's modules: the lessons that exist, and the titles of all that are planned, by id."""

    number: str
    title: str
    question: str
    planned: dict[str, str]
    lessons: tuple[Lesson, ...]


def modules(course: Course, syllabus: Path) -> list[Module]:
    """The modules of the syllabus, each with those of its lessons that exist."""
    planned = tomllib.loads(syllabus.read_text("utf-8"))["modules"]
    return [
        Module(
            entry["number"],
            entry["title"],
            entry["question"],
            entry["lessons"],
            tuple(lesson for lesson in course.lessons.values() if lesson.module == entry["number"]),
        )
        for entry in planned
    ]


def front_page(module: Module) -> str:
    """The name of a module's own page, if it has one: ``module-1``."""
    return f"module-{module.number}"


def page(lesson: Lesson) -> str:
    """The lesson's page, from the site's root and without suffix."""
    return f"modules/{lesson.source.parent.name}/{lesson.source.stem}"


def assignment_page(lesson: Lesson) -> str:
    """The page of the lesson's assignment, from the site's root and without suffix."""
    return f"exercises/{lesson.assignment.name}/{lesson.assignment.name}"


def title(lesson: Lesson) -> str:
    """The lesson's id and title, as the navigation shows them."""
    return f"{lesson.id} {facts(lesson)['title']}"


def toc(parts: list[Module], has_assignment: set[str], pages: Collection[str] = ()) -> dict[str, Any]:
    """The site's ``_toc.yml``: a part for each module that has lessons, then the other pages.

    ``pages`` are the course's pages that belong to no lesson, ``modules/<name>.md``: a module's own page
    stands before its lessons, what is asked before and after it around them, the others under the rest.
    """
    written = [_part(module, has_assignment, pages) for module in parts if module.lessons]
    placed = {name for module in parts for name in (*_opening(module), *_closing(module))}
    others = [{"file": f"modules/{name}"} for name in pages if name not in placed]
    rest = {"caption": "About the course", "chapters": [*others, *({"file": name} for name in PAGES)]}
    return {"format": "jb-book", "root": "index", "parts": [*written, rest]}


def _part(module: Module, has_assignment: set[str], pages: Collection[str]) -> dict[str, Any]:
    lessons = [entry for lesson in module.lessons for entry in _entries(lesson, has_assignment)]
    before, after = (
        [{"file": f"modules/{name}"} for name in names if name in pages]
        for names in (_opening(module), _closing(module))
    )
    return {
        "caption": f"{module.number} · {module.title}",
        "chapters": [*before, *lessons, *after],
    }


def _opening(module: Module) -> tuple[str, ...]:
    return front_page(module), f"before-module-{module.number}"


def _closing(module: Module) -> tuple[str, ...]:
    return (f"after-module-{module.number}",)


def _entries(lesson: Lesson, has_assignment: set[str]) -> list[dict[str, Any]]:
    entry: dict[str, Any] = {"file": page(lesson), "title": title(lesson)}
    if lesson.id in has_assignment:
        entry["sections"] = [{"file": assignment_page(lesson), "title": f"{lesson.id} Assignment"}]
    return [entry]


def course_map(parts: list[Module], pages: Collection[str] = ()) -> str:
    """The course map as Markdown: every lesson that exists with its promise, the others by title."""
    return "\n".join(line for module in parts for line in _mapped(module, pages))


def _mapped(module: Module, pages: Collection[str]) -> Iterator[str]:
    yield f"### Module {module.number}: {module.title}\n\n{module.question}\n"
    if (own := front_page(module)) in pages:
        yield f"[What you will be able to do, and the path](/modules/{own}.ipynb)\n"
    for lesson in module.lessons:
        yield _card(lesson)
    written = {lesson.id for lesson in module.lessons}
    if rest := [name for number, name in module.planned.items() if number not in written]:
        yield f":::{{div}} gw-planned\n**Being written:** {' · '.join(map(plain, rest))}\n:::\n"


def _card(lesson: Lesson) -> str:
    about = facts(lesson)
    lecture, practice = minutes(about)
    return (
        f":::{{div}} gw-card\n[{plain(title(lesson))}](/{page(lesson)}.ipynb)\n\n{about['promise']}\n\n"
        f"{lecture} min lesson, {practice} min exercises, {plain(', '.join(costs(about)))}\n:::\n"
    )
