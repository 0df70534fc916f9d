"""What the text of a lesson has to be: its front matter, the size of its cells, its pictures and sources.

The figures are content's contract, not taste: see CONTRIBUTING.md, which gives the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from nbformat import NotebookNode

from autograder.course import Course
from gangway.notebooks.pairs import Pair, Role
from gangway.notebooks.problems import Problem

FRONT = "front matter"


#: What a lesson has headings about, and what is looked for in them.
SECTIONS = {
    "where it goes wrong": r"goes wrong",
    "on hardware": r"hardware",
    "for your company": r"for your company",
    "key points": r"key points",
    "sources": r"^sources",
}


@dataclass(frozen=True)
class Limits:
    """What a lesson may be: ranges with both ends included, and sizes not to exceed.

    Attributes:
        lesson_minutes: to read and run the lesson.
        exercise_minutes: to do the assignment.
        objectives: how many.
        code_lines: of one code cell.
        prose_characters: of one Markdown cell: a screen.
        in_lesson: exercises inside the lesson.
        in_assignment: exercises of the assignment.
        wrong: wrong attempts for each exercise, at least.
        sections: what its headings name, out of :data:`SECTIONS`.
    """

    lesson_minutes: tuple[int, int] = (40, 60)
    exercise_minutes: tuple[int, int] = (30, 60)
    objectives: tuple[int, int] = (3, 5)
    code_lines: int = 20
    prose_characters: int = 1600
    in_lesson: int = 4
    in_assignment: int = 4
    wrong: int = 3
    sections: tuple[str, ...] = tuple(SECTIONS)


STANDARD = Limits()
#: Lessons that are something else than a lesson of the usual form, by id.
EXCEPTIONS: dict[str, Limits] = {
    # entered section by section: it has a placement quiz besides, and no device in it
    "1-00": Limits(in_lesson=5, sections=tuple(name for name in SECTIONS if name != "on hardware")),
}

_UNOBSERVABLE = ("understand", "know", "learn", "appreciate", "be aware", "become familiar", "grasp")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_NUMBERING = re.compile(r"^[\d\s.·:)–-]+")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
_SOURCES = re.compile(r"^#+ *sources\b[^\n]*\n(.*?)(?=^#|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+", re.MULTILINE)
#: Escaped or not, JupyterLab sets what stands between two of them as a formula; cells of a table are apart.
_TWO_DOLLARS = re.compile(r"^(?!\s*\|).*\\\$.*\\\$", re.MULTILINE)
_UNDESCRIBED = re.compile(
    r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>|(?:`{3,}|:{3,})\{(?:image|figure)\}(?!(?:[^`:]|:(?!::))*?:alt:)"
)


def limits(lesson_id: str) -> Limits:
    """The limits of a lesson."""
    return EXCEPTIONS.get(lesson_id, STANDARD)


def problems(pair: Pair, notebook: NotebookNode, course: Course) -> Iterator[Problem]:
    """Everything in a pair's text that the contract doesn't allow. ``notebook`` has its cell ids."""
    if pair.lesson is None:
        yield from _cells(pair, notebook, STANDARD)
        return
    allowed = limits(pair.lesson.id)
    yield from _cells(pair, notebook, allowed)
    front = notebook.metadata.get("gangway", {})
    yield from _belongs(pair, front)
    if pair.role is Role.ASSIGNMENT:
        return
    yield from _front_matter(pair, front, allowed)
    yield from _prerequisites(pair, front, course)
    yield from _sections(pair, notebook, allowed)
    yield from _way_on(pair, notebook)


def _belongs(pair: Pair, front: Mapping[str, Any]) -> Iterator[Problem]:
    assert pair.lesson is not None
    if str(front.get("lesson", "")) != pair.lesson.id:
        yield _front(
            pair, f"lesson is {front.get('lesson')!r}", f"write lesson: {pair.lesson.id} under gangway:"
        )
    if not str(front.get("title", "")).strip():
        yield _front(pair, "there is no title", "write title: … under gangway:")


def _front_matter(pair: Pair, front: Mapping[str, Any], allowed: Limits) -> Iterator[Problem]:
    promise = str(front.get("promise", "")).strip()
    if len(re.findall(r"[.!?](?=\s|$)", promise)) != 1 or promise[-1] not in ".!?":
        yield _front(
            pair, "promise is not one sentence", "say in one sentence what a learner can do afterwards"
        )
    minutes = front.get("minutes") or {}
    for part, ends in (("lesson", allowed.lesson_minutes), ("exercises", allowed.exercise_minutes)):
        if not _within(minutes.get(part), ends):
            what = f"minutes.{part} is {minutes.get(part)!r}"
            yield _front(pair, what, f"give whole minutes from {ends[0]} to {ends[1]}, or split the lesson")
    yield from _objectives(pair, front.get("objectives"), allowed)
    if not _is_texts(front.get("devices")):
        yield _front(
            pair, "devices is not a list of names", "list them, devices: [braket_sv]; [CPU] for none"
        )
    cost = front.get("cost")
    if not all("$" in str(item) for item in (cost if isinstance(cost, list) else [cost])) or not cost:
        yield _front(
            pair, f"cost is {cost!r}", 'write cost: "$0", or a list with each managed call and its cost in $'
        )


def _objectives(pair: Pair, objectives: object, allowed: Limits) -> Iterator[Problem]:
    least, most = allowed.objectives
    if not _is_texts(objectives) or not least <= len(objectives) <= most:
        yield _front(pair, "objectives are not a list of the right length", f"give {least} to {most} of them")
        return
    for objective in objectives:
        if objective.lower().startswith(_UNOBSERVABLE):
            remedy = "begin with a verb that one can see done: build, predict, compute, choose"
            yield _front(pair, f"objective {objective!r} can't be observed", remedy)


def _prerequisites(pair: Pair, front: Mapping[str, Any], course: Course) -> Iterator[Problem]:
    assert pair.lesson is not None
    prerequisites = front.get("prerequisites")
    if not isinstance(prerequisites, list):
        yield _front(pair, "prerequisites is not a list", "list lesson ids; write prerequisites: [] for none")
        return
    for wanted in map(str, prerequisites):
        if wanted not in course.lessons:
            yield _front(
                pair, f"prerequisite {wanted!r} is no lesson", f"use one of {', '.join(course.lessons)}"
            )
        elif wanted >= pair.lesson.id:
            yield _front(pair, f"prerequisite {wanted!r} comes later", "a lesson builds on earlier ones only")


def _sections(pair: Pair, notebook: NotebookNode, allowed: Limits) -> Iterator[Problem]:
    headings = [_NUMBERING.sub("", heading).lower() for heading in _headings(notebook)]
    for section in allowed.sections:
        if not any(re.search(SECTIONS[section], heading) for heading in headings):
            yield Problem(
                pair.text,
                "",
                f"there is no section about {section!r}",
                "add it, or name it so in its heading",
            )
    items = list(_source_items(notebook))
    if not items:
        remedy = "list each claim and figure with its reference and date"
        yield Problem(pair.text, "", "there is no list of sources", remedy)
    for cell_id, item in items:
        if not _YEAR.search(item):
            remedy = "give its year, and for a page or a price the day it was read"
            yield Problem(pair.text, cell_id, f"source {_shortened(item)!r} has no date", remedy)


def _way_on(pair: Pair, notebook: NotebookNode) -> Iterator[Problem]:
    assert pair.lesson is not None
    name = pair.lesson.assignment.name
    link = f"](../../exercises/{name}/{name}.ipynb)"
    if not any(link in cell.source for cell in notebook.cells if cell.cell_type == "markdown"):
        remedy = f"link to it: [`exercises/{name}`{link}"
        yield Problem(pair.text, "", "no link leads to the assignment", remedy)


def _shortened(item: str) -> str:
    return " ".join(item.split())[:50]


def _headings(notebook: NotebookNode) -> list[str]:
    prose = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [match[1] for source in prose for match in _HEADING.finditer(source)]


def _source_items(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The list items under the heading Sources, each with the id of its cell."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (section := _SOURCES.search(cell.source)):
            for item in _ITEM.split(section[1])[1:]:
                yield cell["id"], item


def _cells(pair: Pair, notebook: NotebookNode, allowed: Limits) -> Iterator[Problem]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from _code(pair, cell, allowed.code_lines)
        else:
            yield from _prose(pair, cell, allowed.prose_characters)


def _code(pair: Pair, cell: NotebookNode, most: int) -> Iterator[Problem]:
    lines = len(cell.source.strip().splitlines())
    if lines > most:
        yield Problem(pair.text, cell["id"], f"the code cell has {lines} lines", f"split it: at most {most}")
    if not lines:
        yield Problem(pair.text, cell["id"], "the code cell is empty", "remove it")


def _prose(pair: Pair, cell: NotebookNode, most: int) -> Iterator[Problem]:
    if len(cell.source) > most:
        what = f"the prose cell has {len(cell.source)} characters"
        yield Problem(pair.text, cell["id"], what, f"split it with +++: at most {most}, a screen")
    if undescribed := _UNDESCRIBED.search(cell.source):
        what = f"the picture {undescribed[0][:40]!r} has no text alternative"
        yield Problem(pair.text, cell["id"], what, "say in words what it shows: ![what it shows](file)")
    if _TWO_DOLLARS.search(cell.source):
        what = "a line has two dollar signs, between which JupyterLab sets a formula"
        yield Problem(pair.text, cell["id"], what, "write 0.30 dollars")


def _front(pair: Pair, what: str, remedy: str) -> Problem:
    return Problem(pair.text, FRONT, what, remedy)


def _within(value: object, ends: tuple[int, int]) -> bool:
    return isinstance(value, int) and ends[0] <= value <= ends[1]


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
