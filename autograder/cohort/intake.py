"""Intake: a submitted folder becomes a clean notebook, or is refused with a reason.

Nothing is executed and nothing is copied but the notebook: it is read without following links, its size is
capped, and it is written anew from the text of its cells. What nbgrader goes by (ids, points, which cells
are graded, the source of locked cells) is taken from what was released, never from the submission.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.cohort.released import Cell, Released, grade_id, source_of

#: The id of a cell that nbgrader doesn't know begins so; its position in the submission follows.
UNMARKED = "unmarked-"

#: What may be pasted into a text cell, by kind, and how long its name may be.
_PICTURES = ("image/png", "image/jpeg")
_MOST_NAME = 200
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]*")


@dataclass(frozen=True)
class Limits:
    """How large a submission may be: bytes, cells, characters of a cell and of its pictures, brackets."""

    file_bytes: int = 20_000_000
    cells: int = 500
    source: int = 200_000
    attachments: int = 5_000_000
    brackets: int = 500_000


@dataclass(frozen=True)
class Accepted:
    """A clean notebook (JSON, without outputs), and what an instructor should know about it."""

    notebook: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Why a submission can't be graded, as a sentence for learner and instructor."""

    reason: str


class _Refusal(Exception):
    pass


def _word(text: str, most: int = 60) -> str:
    """A name of a learner's choosing, short enough to be repeated and such that it can be written down."""
    return _whole(text if len(text) <= most else f"{text[:most]}…")


def _whole(text: str) -> str:
    """Text that can be written as UTF-8: halves of characters are replaced."""
    return text.encode("utf-8", "replace").decode()


def admit(folder: Path, released: Released, limits: Limits | None = None) -> Accepted | Refused:
    """Take in the submission in ``folder``, held against what was released. Never raises for its content."""
    limits = limits or Limits()
    try:
        path, notes = _choose(folder, released.assignment)
        accepted = clean(_read(path, limits.file_bytes), released, limits)
    except _Refusal as refusal:
        return Refused(str(refusal))
    if isinstance(accepted, Refused):
        return accepted
    return Accepted(accepted.notebook, (*notes, *accepted.notes))


def clean(data: bytes, released: Released, limits: Limits | None = None) -> Accepted | Refused:
    """The clean form of a submitted notebook, or a refusal. Never raises for its content."""
    limits = limits or Limits()
    try:
        cells = _cells(data, limits)
        _same_assignment(cells, released)
    except _Refusal as refusal:
        return Refused(str(refusal))
    kept, notes = _matched(cells, released)
    notebook = {**released.notebook, "cells": _with_missing(kept, released)}
    return Accepted(json.dumps(notebook, ensure_ascii=False).encode(), notes)


def _choose(folder: Path, assignment: str) -> tuple[Path, list[str]]:
    """The one notebook to grade, and notes about what else lies there."""
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        raise _Refusal("The submission is not a folder of its own but a link, or it is gone.")
    names = sorted(entry.name for entry in os.scandir(folder) if entry.name != "timestamp.txt")
    notebooks = [name for name in names if name.endswith(".ipynb")]
    wanted = f"{assignment}.ipynb"
    chosen = wanted if wanted in notebooks or len(notebooks) != 1 else notebooks[0]
    if chosen not in notebooks:
        what = ", ".join(map(_word, names[:5])) or "nothing"
        raise _Refusal(f"There is no notebook {wanted} in the submission. It holds: {what}.")
    notes = (
        [] if chosen == wanted else [f"the notebook is called {_word(chosen)}, not {wanted}; it was taken"]
    )
    others = [name for name in names if name != chosen]
    return folder / chosen, notes + ([f"left out: {_listed(others)}"] if others else [])


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(map(_word, names[:5])) + more


def _read(path: Path, most: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        why = "it is a link" if path.is_symlink() else error.strerror
        raise _Refusal(f"The notebook {_word(path.name)} can't be read: {why}.") from None
    # a folder, a pipe or a device is not even looked into
    if path.is_symlink() or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _Refusal(f"The notebook {_word(path.name)} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        size = f"{most // 1_000_000} MB"
        raise _Refusal(f"The notebook is larger than {size}. Clear its outputs, save it and submit it again.")
    return data


def _cells(data: bytes, limits: Limits) -> list[dict[str, Any]]:
    if not data.strip():
        raise _Refusal("The notebook is an empty file. Save it in Jupyter and submit it again.")
    if (count := data.count(b"[") + data.count(b"{")) > limits.brackets:
        # each makes an object on reading: a few bytes become many
        raise _Refusal(
            f"The notebook holds {count:,} brackets; at most {limits.brackets:,} are taken. "
            "Clear its outputs, save it and submit it again."
        )
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        raise _Refusal("This is not a Jupyter notebook: it can't be read as one.") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise _Refusal("This is not a Jupyter notebook of format 4: it has no list of cells.")
    if notebook.get("nbformat") != 4:
        raise _Refusal("This notebook has an old format. Open it in Jupyter, save it and submit it again.")
    if not notebook["cells"]:
        raise _Refusal("The notebook has no cells.")
    if len(notebook["cells"]) > limits.cells:
        raise _Refusal(f"The notebook has {len(notebook['cells'])} cells; at most {limits.cells} are taken.")
    return [_cell(number, cell, limits) for number, cell in enumerate(notebook["cells"], 1)]


def _cell(number: int, cell: object, limits: Limits) -> dict[str, Any]:
    """One cell with nothing left in it but its type, text, pasted pictures and nbgrader id."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(cell, dict) or kind not in ("code", "markdown", "raw"):
        raise _Refusal(f"Cell {number} is no notebook cell.")
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise _Refusal(f"Cell {number} has no text.")
    if sum(map(len, lines)) > limits.source:
        raise _Refusal(f"Cell {number} is longer than {limits.source:,} characters.")
    metadata = cell.get("metadata")
    name = grade_id({"metadata": metadata}) if isinstance(metadata, dict) else None
    return {"name": name, "cell_type": kind, "source": _whole("".join(lines))} | _pasted(cell, limits)


def _pasted(cell: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Pictures that a learner has pasted into a text cell."""
    attachments = cell.get("attachments")
    if cell["cell_type"] != "markdown" or not isinstance(attachments, dict):
        return {}
    kept = {
        _whole(name): {kind: data for kind, data in bundle.items() if kind in _PICTURES and _is_base64(data)}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict) and len(name) <= _MOST_NAME
    }
    size = sum(len(data) for bundle in kept.values() for data in bundle.values())
    return {"attachments": kept} if kept and size <= limits.attachments else {}


def _is_base64(data: object) -> bool:
    return isinstance(data, str) and _BASE64.fullmatch(data) is not None


def _same_assignment(cells: list[dict[str, Any]], released: Released) -> None:
    names = [cell["name"] for cell in cells if cell["name"]]
    if any(name in released.cells for name in names):
        return
    found = (
        f" Its cells are {', '.join(map(_word, names[:4]))}."
        if names
        else " None of its cells is a cell to answer or to check."
    )
    raise _Refusal(f"This is not the notebook of {released.assignment}.{found}")


def _matched(cells: list[dict[str, Any]], released: Released) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The submission's cells in clean form. Of cells with one id the last counts, as in nbgrader."""
    last = {cell["name"]: index for index, cell in enumerate(cells) if cell["name"] in released.cells}
    kept = [
        _known(cell, released.cells[cell["name"]])
        if last.get(cell["name"]) == index
        else _unknown(index, cell)
        for index, cell in enumerate(cells)
    ]
    return kept, tuple(_notes(cells, released))


def _notes(cells: list[dict[str, Any]], released: Released) -> Iterator[str]:
    names = [cell["name"] for cell in cells if cell["name"]]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"cell {_word(name)} is there {names.count(name)} times; the last one counts"
    for name in released.cells:
        if name not in names:
            yield f"cell {name} is missing; it was put back as released"
    for name in sorted(set(names) - set(released.cells)):
        yield f"cell {_word(name)} is none of this assignment's: renamed, or from elsewhere; it runs unmarked"


def _known(cell: dict[str, Any], original: Cell) -> dict[str, Any]:
    """A cell of the assignment: everything as released, but for what the learner was to write."""
    marks = original["metadata"]["nbgrader"]
    text = cell["source"] if marks.get("solution") or marks.get("task") else source_of(original)
    made = _made(str(marks["grade_id"]), original["cell_type"], text, {"nbgrader": dict(marks)})
    pasted = original["cell_type"] == "markdown" and "attachments" in cell
    return made | ({"attachments": cell["attachments"]} if pasted else {})


def _unknown(index: int, cell: dict[str, Any]) -> dict[str, Any]:
    made = _made(f"{UNMARKED}{index + 1}", cell["cell_type"], cell["source"], {})
    return made | ({"attachments": cell["attachments"]} if "attachments" in cell else {})


def _made(cell_id: str, kind: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    made = {"id": cell_id, "cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def _with_missing(cells: list[dict[str, Any]], released: Released) -> list[dict[str, Any]]:
    """The cells, with each missing one put back behind the one it followed."""
    complete, before = list(cells), None
    for name, original in released.cells.items():
        ids = [cell["id"] for cell in complete]
        if name not in ids:
            at = ids.index(before) + 1 if before else 0
            complete.insert(at, _known({"source": source_of(original)}, original))
        before = name
    return complete
