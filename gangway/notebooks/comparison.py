"""What nbval would compare of a notebook: it passes a notebook in which there is nothing to compare."""

from __future__ import annotations

from nbformat import NotebookNode

#: Tags that take a cell's output out of the comparison, or the cell out of the run.
IGNORED, SKIPPED = "nbval-ignore-output", "nbval-skip"

_MARKERS = ("NBVAL_IGNORE_OUTPUT", "NBVAL_SKIP")
#: Output types that nbval leaves out.
_NOT_COMPARED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")


def compared(notebook: NotebookNode) -> int:
    """The number of code cells that have been executed and whose outputs nbval compares."""
    return sum(_is_compared(cell) for cell in notebook.cells if cell.cell_type == "code")


def never_executed(notebook: NotebookNode) -> list[str]:
    """The ids of code cells without an execution count: nbval passes them whatever they give."""
    return [
        cell["id"]
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None
    ]


def _is_compared(cell: NotebookNode) -> bool:
    tags = cell.metadata.get("tags", [])
    left_out = IGNORED in tags or SKIPPED in tags or any(marker in cell.source for marker in _MARKERS)
    return not left_out and cell.execution_count is not None and any(map(_has_text, cell.outputs))


def _has_text(output: NotebookNode) -> bool:
    if output.output_type == "stream":
        return bool(output.text.strip())
    return any(kind not in _NOT_COMPARED for kind in output.get("data", {}))
