"""A notebook as a page: the box of facts under its title, stills, and figures with their alternative texts.

The committed notebook is never changed; what comes out here goes into the site's build folder only.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from html import escape
from typing import Any

from autograder.course import Course, Lesson
from gangway.site.contents import assignment_page, page
from gangway.site.facts import Facts, costs, devices, facts, minutes
from gangway.site.markdown import div, plain
from gangway.site.stills import Stills

#: A first paragraph that has so many words in common with the promise makes it.
SAME_BEGINNING = 5


def lesson_page(notebook: Any, lesson: Lesson, course: Course, has_assignment: bool) -> Any:
    """The lesson's notebook as a page: box, stills, alternative texts of figures."""
    about = facts(lesson)
    objectives = [str(entry) for entry in about.get("objectives") or []]
    lines = _lesson_facts(about, lesson, course)
    box = _box(_promise(about, notebook), objectives, lines, _lesson_links(lesson, has_assignment))
    return _page(notebook, box)


def assignment(notebook: Any, lesson: Lesson) -> Any:
    """The released assignment as a page, with a box that leads back to its lesson."""
    _, practice = minutes(facts(lesson))
    links = f"[Lesson {lesson.id}](/{page(lesson)}.ipynb)\n{_download(lesson.assignment.name)}"
    opening = (
        "You answer in JupyterLab, where every answer is judged at once. Here you can read what is asked."
    )
    return _page(notebook, div("gw-box", f"{opening}\n\n- Exercises: {practice} min\n\n{links}", 4))


def course_page(notebook: Any) -> Any:
    """A page that belongs to no lesson, without outputs: they are about a learner's own progress."""
    dressed = copy.deepcopy(notebook)
    dressed.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    for cell in dressed.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return dressed


def _page(notebook: Any, box: str) -> Any:
    dressed = copy.deepcopy(notebook)
    stills = Stills(dressed.metadata)
    dressed.metadata.pop("widgets", None)
    dressed.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    dressed.cells = list(_with_box(dressed.cells, box))
    for cell in dressed.cells:
        if cell.cell_type == "code":
            cell.outputs = [_described(shown) for output in cell.outputs for shown in stills.of(output)]
    return dressed


def _with_box(cells: list[Any], box: str) -> Iterable[Any]:
    """The cells with the box after the title line, which is the first line of the first Markdown cell."""
    from nbformat.v4 import new_markdown_cell

    first, *rest = cells
    title, _, after = first.source.partition("\n")
    yield new_markdown_cell(title)
    yield new_markdown_cell(box)
    if after.strip():
        yield new_markdown_cell(after.strip())
    yield from rest


def _box(promise: str, objectives: list[str], lines: list[str], links: str) -> str:
    parts = [
        div("gw-promise", promise) if promise else "",
        div("gw-facts", _listed(lines)),
        div("gw-objectives", f"Afterwards you can\n\n{_listed(objectives)}"),
        div("gw-links", links),
    ]
    return div("gw-box", "\n".join(parts), 4)


def _listed(entries: list[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _promise(about: Facts, notebook: Any) -> str:
    """The lesson's promise, or nothing where its first words make it already."""
    _, _, opening = notebook.cells[0].source.partition("\n")
    promise = str(about["promise"])
    begins_alike = opening.split()[:SAME_BEGINNING] == promise.split()[:SAME_BEGINNING]
    return "" if begins_alike else promise


def _lesson_facts(about: Facts, lesson: Lesson, course: Course) -> list[str]:
    lecture, practice = minutes(about)
    before = [_prerequisite(name, course) for name in about.get("prerequisites", [])]
    lines = [
        f"**Time** {lecture} min, and {practice} min for the exercises",
        f"**Cost** {plain(', '.join(costs(about)))}",
    ]
    if machines := devices(about):
        lines.append(f"**Runs on** {plain(', '.join(machines))}")
    lines.append(f"**Before it** {', '.join(before) or 'nothing but Python'}")
    return lines


def _prerequisite(name: object, course: Course) -> str:
    known = course.lessons.get(str(name))
    return f"[{known.id}](/{page(known)}.ipynb)" if known else plain(str(name))


def _lesson_links(lesson: Lesson, has_assignment: bool) -> str:
    links = [_download(lesson.source.stem)]
    if has_assignment:
        links.insert(0, f"[Assignment of this lesson](/{assignment_page(lesson)}.ipynb)")
    return "\n".join(links)


def _download(stem: str) -> str:
    return f"{{download}}`Notebook ({stem}.ipynb) </downloads/{stem}.ipynb>`"


def _described(output: Any) -> Any:
    """A figure with its alternative text: myst-nb knows only one for a whole cell."""
    data, metadata = output.get("data", {}), output.get("metadata", {})
    for mime in ("image/png", "image/jpeg"):
        if mime in data and (alt := metadata.get(mime, {}).get("alt")):
            source = f"data:{mime};base64,{''.join(data[mime]).strip()}"
            output.data = {"text/html": f'<img class="gw-figure" src="{source}" alt="{escape(alt)}">'}
            break
    return output
