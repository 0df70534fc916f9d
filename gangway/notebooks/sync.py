"""Keeping text, notebook and released exercises in step.

A notebook records what it was made from under :data:`RECORD` in its metadata: the content that both sides
had, the program that ran (with what the run depends on), and the outputs that came of it. From that record
and the two sides it follows which side was changed since, and whether the outputs still are those of the
code. The record never goes to the text side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Course
from gangway.notebooks import execute, release, text
from gangway.notebooks.pairs import Pair, Role
from gangway.trouble import Trouble

RECORD = "gangway_run"


class Side(StrEnum):
    """A side of a pair, to prefer where both were changed."""

    TEXT = "text"
    NOTEBOOK = "notebook"


@dataclass(frozen=True)
class State:
    """A pair as it is on disk: each side, where it exists."""

    text: NotebookNode | None
    notebook: NotebookNode | None

    @property
    def record(self) -> dict[str, str]:
        """What the notebook says that it was made from."""
        return dict(self.notebook.metadata.get(RECORD, {})) if self.notebook else {}

    @property
    def in_step(self) -> bool:
        """Whether both sides exist and hold the same."""
        if self.text is None or self.notebook is None:
            return False
        return text.content(self.text) == text.content(self.notebook)


def state(pair: Pair) -> State:
    """Read both sides of a pair."""
    return State(
        text.read_text(pair.text) if pair.text.exists() else None,
        text.read_notebook(pair.notebook) if pair.notebook.exists() else None,
    )


def newer(pair: Pair, now: State, prefer: Side | None = None) -> Side:
    """The side that holds the last change, by content and not by date.

    Raises:
        Trouble: both sides were changed, differently, and ``prefer`` doesn't say which to keep.
    """
    if now.notebook is None:
        return Side.TEXT
    if now.text is None:
        return Side.NOTEBOOK
    if now.in_step:
        return Side.TEXT
    if prefer:
        return prefer
    base = now.record.get("content")
    if text.content(now.notebook) == base:
        return Side.TEXT
    if text.content(now.text) == base:
        return Side.NOTEBOOK
    raise _both_changed(pair)


def _both_changed(pair: Pair) -> Trouble:
    return Trouble(
        f"{pair.text} and {pair.notebook.name} were both changed, differently. Say which to keep:\n"
        f"  gangway notebooks sync --keep text {pair.text}\n"
        f"  gangway notebooks sync --keep notebook {pair.text}\n"
        "The other side's changes are lost; copy what you need of them first."
    )


def needs(pair: Pair) -> str:
    """A hash of what a run depends on outside the notebook: the lesson's ``checks.py``.

    Its feedback stands in the outputs. The packages are left out on purpose: they change daily, and nbval
    tells when a lesson's outputs do.
    """
    checks = pair.lesson.assignment / "checks.py" if pair.lesson else None
    return text.digest(checks.read_text("utf-8")) if checks and checks.exists() else ""


def ran(pair: Pair, notebook: NotebookNode) -> str:
    """What the record says of a run of this program with what it needs."""
    return f"{text.program(notebook)}-{needs(pair)}".rstrip("-")


def outdated(pair: Pair, now: State, program: NotebookNode) -> bool:
    """Whether ``program`` has to run: its code, what it needs, or the outputs of its last run changed."""
    if now.notebook is None or now.record.get("ran") != ran(pair, program):
        return True
    return text.program(now.notebook) != text.program(program) or now.record.get("outputs") != text.outputs(
        now.notebook
    )


def sync(
    pair: Pair,
    root: Path,
    *,
    prefer: Side | None = None,
    rerun: bool = False,
    progress: execute.Progress | None = None,
) -> list[str]:
    """Bring one pair in step; returns what was done, in words (nothing if nothing was to do).

    Raises:
        Trouble: both sides changed, a cell failed, or a side can't be read. Nothing is written then.
    """
    now = state(pair)
    side = newer(pair, now, prefer)
    chosen = now.text if side is Side.TEXT else now.notebook
    assert chosen is not None
    _refuse_attachments(pair, chosen)
    made, seconds = _made(pair, now, chosen, root, rerun, progress)
    done = [_spent(seconds)] if seconds is not None else []
    if side is Side.NOTEBOOK and _write(pair.text, text.as_text(chosen).encode()):
        done.append("text written")
    if _write(pair.notebook, text.as_bytes(made)):
        done.append("notebook written")
    return done


def _refuse_attachments(pair: Pair, chosen: NotebookNode) -> None:
    if pasted := [cell for cell in chosen.cells if cell.get("attachments")]:
        raise Trouble(
            f"{pair.notebook}: cell {pasted[0].get('id')} has a pasted picture, which text can't hold. "
            "Save it as a file beside the notebook and show it with ![what it shows](file)."
        )


def _made(
    pair: Pair, now: State, chosen: NotebookNode, root: Path, rerun: bool, progress: execute.Progress | None
) -> tuple[NotebookNode, float | None]:
    """The notebook side as it has to be, and the CPU seconds of its run; ``None`` if it needn't run."""
    made = text.bare(chosen)
    text.name_cells(made, pair.text)
    seconds = None
    if rerun or outdated(pair, now, made):
        seconds = _run(pair, made, root, progress)
    else:
        _carry_over(now.notebook, made)
    text.describe_images(made)
    made.metadata[RECORD] = {
        "content": text.content(made),
        "ran": ran(pair, made),
        "outputs": text.outputs(made),
    }
    return made, seconds


def _run(pair: Pair, made: NotebookNode, root: Path, progress: execute.Progress | None) -> float:
    try:
        return execute.run(made, pair.text.parent, root, progress)
    except Trouble as trouble:
        raise Trouble(f"{pair.text}: {trouble}") from trouble


def _spent(seconds: float) -> str:
    over = f", over the budget of {execute.BUDGET} s" if seconds > execute.BUDGET else ""
    return f"executed in {seconds:.0f} s of CPU{over}"


def _carry_over(before: NotebookNode | None, made: NotebookNode) -> None:
    """Take outputs from a notebook with the same code cells in the same order."""
    assert before is not None
    old, new = ([cell for cell in book.cells if cell.cell_type == "code"] for book in (before, made))
    for source, target in zip(old, new, strict=True):
        target.outputs, target.execution_count = source.outputs, source.execution_count
    if widgets := before.metadata.get("widgets"):
        made.metadata["widgets"] = widgets


def _write(path: Path, data: bytes) -> bool:
    if path.exists() and path.read_bytes() == data:
        return False
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data)
    beside.replace(path)
    return True


def release_exercises(pair: Pair, course: Course) -> list[str]:
    """Release an assignment's notebook into ``exercises/``; returns what was done, in words."""
    if pair.role is not Role.ASSIGNMENT:
        return []
    target = course.root / "exercises" / pair.text.parent.name
    try:
        changed = release.write(pair.text.parent, target, release.settings(course.root))
    except Trouble as trouble:
        raise Trouble(f"{pair.text}: {trouble}") from trouble
    return ["released"] if changed else []
