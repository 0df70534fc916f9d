"""Everything that ``gangway notebooks check`` looks at. It never executes: nbval alone judges outputs."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Course, Lesson
from gangway.notebooks import comparison, contract, coverage, release, text
from gangway.notebooks.pairs import Pair, Role, pairs
from gangway.notebooks.problems import Problem
from gangway.notebooks.sync import State, outdated, state
from gangway.trouble import Trouble

#: A code cell with this tag shows an error on purpose.
RAISES_TAG = "raises-exception"

_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def problems(course: Course, selected: Iterable[Pair]) -> Iterator[Problem]:
    """All problems of the selected pairs, and of the lessons that they belong to."""
    lessons: dict[str, Lesson] = {}
    for pair in selected:
        if pair.lesson:
            lessons[pair.lesson.id] = pair.lesson
        yield from _pair(pair, course)
    for lesson in lessons.values():
        yield from _lesson(lesson)


def leftovers(course: Course) -> Iterator[Problem]:
    """Released exercises and notebooks that nothing stands behind."""
    known = {pair.notebook for pair in pairs(course) if pair.text.exists()}
    assignments = {pair.text.parent.name for pair in pairs(course) if pair.role is Role.ASSIGNMENT}
    for tree in ("modules", "solutions"):
        for notebook in sorted((course.root / tree).rglob("*.ipynb")):
            if notebook not in known and ".ipynb_checkpoints" not in notebook.parts:
                remedy = "run gangway notebooks sync on it, or delete it"
                yield Problem(notebook, "", "there is no text notebook beside it", remedy)
    for folder in sorted((course.root / "exercises").glob("*/")):
        if folder.name not in assignments:
            yield Problem(folder, "", f"there is no assignment solutions/{folder.name}", "delete it")


def _pair(pair: Pair, course: Course) -> Iterator[Problem]:
    try:
        now = state(pair)
        if now.text is None:
            yield Problem(pair.text, "", "the text notebook is missing", f"run {_sync(pair, course)}")
            return
        text.name_cells(now.text, pair.text)
    except Trouble as trouble:
        yield Problem(pair.text, "", str(trouble).partition("\n")[0], "repair the file")
        return
    yield from contract.problems(pair, now.text, course)
    yield from _standing(pair, now, course)
    if pair.role is Role.ASSIGNMENT:
        yield from _release(pair, course)


def _standing(pair: Pair, now: State, course: Course) -> Iterator[Problem]:
    """Whether the notebook side is what the text side, run, would give."""
    remedy = f"run {_sync(pair, course)}"
    if now.text is None or now.notebook is None:
        yield Problem(pair.notebook, "", "the notebook is missing", remedy)
    elif not now.in_step:
        yield Problem(pair.notebook, "", "it differs from the text beside it", remedy)
    elif outdated(pair, now, now.text):
        what = "its outputs are not those of a run of this source with this checks.py"
        yield Problem(pair.notebook, "", what, remedy)
    else:
        yield from _identities(pair, now.text, now.notebook, remedy)
        yield from _counts(pair, now.notebook, remedy)
        yield from _comparable(pair, now.notebook)
        yield from _outputs(pair, now.notebook, course.root)


def _sync(pair: Pair, course: Course) -> str:
    return f"gangway notebooks sync {pair.text.relative_to(course.root).as_posix()}"


def _identities(pair: Pair, named: NotebookNode, notebook: NotebookNode, remedy: str) -> Iterator[Problem]:
    for expected, cell in zip(named.cells, notebook.cells, strict=True):
        if cell.get("id") != expected["id"]:
            yield Problem(
                pair.notebook, str(cell.get("id")), f"the cell's id should be {expected['id']}", remedy
            )


def _counts(pair: Pair, notebook: NotebookNode, remedy: str) -> Iterator[Problem]:
    last = 0
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None or cell.execution_count <= last:
            yield Problem(
                pair.notebook, cell["id"], "the cell was not executed in its turn", f"{remedy} --rerun"
            )
            return
        last = cell.execution_count


def _comparable(pair: Pair, notebook: NotebookNode) -> Iterator[Problem]:
    """A lesson in which nbval compares nothing is proved by nothing."""
    for cell in notebook.cells:
        if comparison.SKIPPED in cell.metadata.get("tags", []):
            remedy = f"let it run; if its output varies, tag it {comparison.IGNORED}"
            yield Problem(
                pair.text, cell["id"], f"the tag {comparison.SKIPPED} keeps it from being run", remedy
            )
    if pair.role is Role.LESSON and not comparison.compared(notebook):
        yield Problem(pair.notebook, "", "nbval has no output to compare", "print what must not change")


def _outputs(pair: Pair, notebook: NotebookNode, root: Path) -> Iterator[Problem]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for what, remedy in _faults(cell, output, root):
                yield Problem(pair.notebook, cell["id"], what, remedy)


def _faults(cell: NotebookNode, output: NotebookNode, root: Path) -> Iterator[tuple[str, str]]:
    if output.output_type == "error" and RAISES_TAG not in cell.metadata.get("tags", []):
        yield (
            f"the output is an error, {output.ename}",
            f"mend the cell, or tag it {RAISES_TAG} if it is meant",
        )
    for kind in text.pictures(output):
        if not str(output.metadata.get(kind, {}).get("alt", "")).strip():
            yield (
                "a picture has no text alternative",
                "use gangway.figures.show(figure, alt=…) or mystnb: image: alt:",
            )
    if _undescribed(str(output.get("data", {}).get("text/html", ""))):
        yield (
            "a picture in its HTML has no text alternative",
            "give img an alt, and svg an aria-label or a title",
        )
    said = "".join(_texts(output))
    if _ADDRESS.search(said):
        yield "the output shows a memory address, which changes with every run", "print something else"
    if any(f"{place}/" in said for place in (root, Path.home(), tempfile.gettempdir())):
        yield "the output shows a path of this machine", "print a path relative to the notebook"


def _undescribed(html: str) -> bool:
    images = (tag for tag in re.findall(r"<img\b[^>]*>", html) if not re.search(r"\balt=[\"'][^\"']", tag))
    drawings = (
        drawing
        for drawing in re.findall(r"<svg\b.*?</svg>", html, re.DOTALL)
        if not re.search(r"aria-label(?:ledby)?=|aria-hidden=\"true\"|<title\b", drawing)
    )
    return any(images) or any(drawings)


def _texts(output: NotebookNode) -> Iterator[str]:
    yield str(output.get("text", ""))
    yield from (str(value) for kind, value in output.get("data", {}).items() if kind.startswith("text/"))


def _release(pair: Pair, course: Course) -> Iterator[Problem]:
    target, remedy = course.root / "exercises" / pair.text.parent.name, f"run {_sync(pair, course)}"
    try:
        wanted = release.files(pair.text.parent, release.settings(course.root))
    except Trouble as trouble:
        yield Problem(pair.text, "", str(trouble), "mend it, then sync")
        return
    have = release.present(target)
    for name in sorted(wanted.keys() | have.keys()):
        if wanted.get(name) != have.get(name):
            what = "it is missing" if name not in have else "it is not what release makes"
            yield Problem(target / name, "", what, remedy)


def _lesson(lesson: Lesson) -> Iterator[Problem]:
    """Coverage needs both notebooks and both Python files, readable."""
    if not lesson.assignment_source.exists():
        what = "the lesson has no assignment"
        yield Problem(lesson.assignment_source, "", what, "gangway notebooks new shows what belongs to one")
        return
    try:
        notebooks = [text.read_text(path) for path in (lesson.source, lesson.assignment_source)]
        for notebook, path in zip(notebooks, (lesson.source, lesson.assignment_source), strict=True):
            text.name_cells(notebook, path)
        yield from coverage.problems(lesson, *notebooks)
    except Exception as error:
        what = f"its exercises can't be looked at: {type(error).__name__}: {error}".replace("\n", " ")
        yield Problem(lesson.assignment, "", what, "mend that first")
