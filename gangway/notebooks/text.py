"""Both sides of a pair: reading and writing them, stable cell ids, and the hashes that tell what changed.

The text side holds prose, code and the metadata named below. The notebook side holds that too, and
outputs. Two notebooks are in step when their :func:`content` is the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from gangway.trouble import Trouble

FORMAT = "md:myst"
#: The cell metadata that is content; the rest (scrolled, collapsed, editable …) is a view of it.
CELL_METADATA = ("name", "tags", "nbgrader", "mystnb")
#: The notebook metadata that is content.
FRONT_MATTER = "gangway"

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID_DIGITS = 12
_HEADER = "all," + ",".join(
    f"-jupytext.{key}"
    for key in ("text_representation.jupytext_version", "notebook_metadata_filter", "default_lexer")
)


def read_text(path: Path) -> NotebookNode:
    """The text side as a notebook without outputs.

    Raises:
        Trouble: the file is not a MyST Markdown notebook.
    """
    import jupytext

    try:
        return bare(jupytext.reads(path.read_text("utf-8"), fmt=FORMAT))
    except Exception as error:
        raise Trouble(
            f"{path} can't be read as a MyST Markdown notebook ({error}). Expected: front matter between two "
            "lines of ---, then Markdown with ```{code-cell} blocks."
        ) from error


def read_notebook(path: Path) -> NotebookNode:
    """The notebook side, with its outputs and the record of its run.

    Raises:
        Trouble: the file is not a notebook.
    """
    try:
        return nbformat.reads(path.read_text("utf-8"), as_version=4)
    except Exception as error:
        raise Trouble(
            f"{path} can't be read as a notebook ({error}). Delete it, and `gangway notebooks sync` makes it "
            "anew from the text beside it."
        ) from error


def as_text(notebook: NotebookNode) -> str:
    """The notebook's text side, as Jupytext writes it with the settings of ``jupytext.toml``."""
    import jupytext

    plain = bare(notebook)
    del plain.metadata["language_info"]
    plain.metadata["jupytext"] = {"default_lexer": "ipython3", "notebook_metadata_filter": _HEADER}
    return jupytext.writes(plain, fmt=FORMAT)


def as_bytes(notebook: NotebookNode) -> bytes:
    """The notebook side as it is written to a file: the same notebook is always the same bytes."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()


def bare(notebook: NotebookNode) -> NotebookNode:
    """A copy with the content alone: no outputs, no view metadata, one kernel, one format version."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

    make = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
    cells = [make[cell.cell_type](cell.source.rstrip("\n"), metadata=_kept(cell)) for cell in notebook.cells]
    front = notebook.metadata.get(FRONT_MATTER)
    metadata: dict[str, Any] = {"kernelspec": dict(_KERNELSPEC), "language_info": dict(LANGUAGE)}
    normal = new_notebook(cells=cells, metadata=metadata | ({FRONT_MATTER: front} if front else {}))
    normal.nbformat_minor = 5
    return normal


def content(notebook: NotebookNode) -> str:
    """A hash of everything that both sides hold."""
    return digest([notebook.metadata.get(FRONT_MATTER), *map(_cell_content, notebook.cells)])


def program(notebook: NotebookNode) -> str:
    """A hash of what a run depends on within the notebook: its code cells, in order."""
    return digest(
        [[cell.source.rstrip(), sorted(_tags(cell))] for cell in notebook.cells if cell.cell_type == "code"]
    )


def outputs(notebook: NotebookNode) -> str:
    """A hash of the outputs and execution counts."""
    return digest(
        [[cell.execution_count, cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]
    )


def digest(value: object) -> str:
    """A hash of plain data, the same on every machine."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def name_cells(notebook: NotebookNode, path: Path) -> None:
    """Give every cell its stable id: its name or nbgrader's grade_id, else a hash of its content.

    Raises:
        Trouble: a name can't be a cell id, or two cells have the same.
    """
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        named = cell_name(cell)
        base = named or digest([cell.cell_type, cell.source.rstrip()])[:_ID_DIGITS]
        seen[base] += 1
        if named and (seen[named] > 1 or not _ID.fullmatch(named)):
            raise Trouble(
                f"{path}: the cell name {named!r} is used twice or can't be a cell id. Give each named cell "
                "a name of its own: letters, digits and hyphens, such as bell-pair-check."
            )
        cell["id"] = base if seen[base] == 1 else f"{base}-{seen[base]}"


def describe_images(notebook: NotebookNode) -> None:
    """Give pictures among the outputs the text alternative that their cell declares.

    It is declared once, where MyST-NB reads it for the site, in the cell's metadata
    ``mystnb: {image: {alt: …}}``, and copied to the output's metadata, where nbconvert reads it.
    """
    for cell in notebook.cells:
        if not (alt := alternative(cell)):
            continue
        for output in cell.get("outputs", []):
            for kind in pictures(output):
                output.metadata.setdefault(kind, {})["alt"] = alt


def alternative(cell: NotebookNode) -> str:
    """The text alternative that a cell declares for its picture; empty if it declares none."""
    return str(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")).strip()


def pictures(output: NotebookNode) -> list[str]:
    """The MIME types under which an output is a picture."""
    return [kind for kind in output.get("data", {}) if kind.startswith("image/")]


def cell_name(cell: NotebookNode) -> str | None:
    """The name that a cell's author gave it, if any."""
    return cell.metadata.get("name") or cell.metadata.get("nbgrader", {}).get("grade_id")


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _kept(cell: NotebookNode) -> dict[str, Any]:
    return {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}


def _cell_content(cell: NotebookNode) -> list[object]:
    return [cell.cell_type, cell.source.rstrip(), _kept(cell)]
