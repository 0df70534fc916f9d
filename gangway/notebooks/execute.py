"""Running a notebook, and leaving nothing in it that depends on the machine or the moment."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode, from_dict

from autograder import one_thread
from autograder.course import ROOT_VARIABLE
from gangway.connect import DOOR_VARIABLE
from gangway.notebooks.text import LANGUAGE
from gangway.phrases import FAULT
from gangway.trouble import Trouble

#: What a lesson or an assignment may take, in seconds of CPU, start of the kernel included.
BUDGET = 20
#: The longest that one cell may take, in seconds: far more than a lesson's whole budget.
CELL_SECONDS = 600

_NOT_INHERITED = ("GANGWAY_ANSWERS", "NBGRADER_EXECUTION", "PYTHONSTARTUP", "JUPYTER_PREFER_ENV_PATH")
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
_WIDGETS = "application/vnd.jupyter.widget-state+json"

Progress = Callable[[int, int], None]


def run(notebook: NotebookNode, folder: Path, root: Path, progress: Progress | None = None) -> float:
    """Execute a notebook in place, in ``folder``, with this environment's Python.

    Args:
        notebook: gets outputs and execution counts.
        folder: the working directory of the kernel.
        root: the course that :func:`gangway.check` is to find its exercises in.
        progress: called after each cell with the code cells done and the code cells in all.

    Returns:
        The CPU seconds that it took up to the end of the last cell.

    Raises:
        Trouble: a cell failed, or a check by itself; the message shows the cell and its error.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    watch = _Watch(notebook, progress)
    client = _client(notebook, folder, watch)
    with tempfile.TemporaryDirectory(prefix="gangway-run-") as scratch:
        try:
            client.execute(env=_environment(Path(scratch), root))
        except CellExecutionError as failure:
            raise Trouble(_failure(notebook, failure.ename, failure.evalue)) from failure
        except CellTimeoutError as failure:
            raise Trouble(_failure(notebook, "Timeout", f"it took longer than {CELL_SECONDS} s")) from failure
        except DeadKernelError as failure:
            raise Trouble(_failure(notebook, "Crash", "the kernel died; is it out of memory?")) from failure
    _no_fault(notebook)
    clean(notebook)
    return watch.seconds


def _no_fault(notebook: NotebookNode) -> None:
    """A check that fails by itself stops no notebook; what it says then is not to be kept.

    Raises:
        Trouble: there is such a cell.
    """
    for cell in notebook.cells:
        if any(FAULT in text for output in cell.get("outputs", []) for text in _plain(output)):
            raise Trouble(f"cell {cell['id']}: {FAULT} Mend the lesson's checks.py, then sync again.")


def _plain(output: NotebookNode) -> list[str]:
    """What an output says as plain text."""
    return [output.get("text", ""), output.get("data", {}).get("text/plain", "")]


class _Watch:
    """Counts the cells done and the CPU seconds of the kernel."""

    def __init__(self, notebook: NotebookNode, progress: Progress | None) -> None:
        self.total = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)
        self.done, self.seconds, self.progress = 0, 0.0, progress

    def after_cell(self, kernel: int | None) -> None:
        import psutil

        times = psutil.Process(kernel).cpu_times()
        self.seconds = times.user + times.system
        self.done += 1
        if self.progress:
            self.progress(self.done, self.total)


def _client(notebook: NotebookNode, folder: Path, watch: _Watch):  # type: ignore[no-untyped-def]
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    # without folders to search, python3 is this interpreter and nobody's kernel of the same name
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    return NotebookClient(
        notebook,
        km=kernel,
        timeout=CELL_SECONDS,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_complete=lambda **_: watch.after_cell(getattr(kernel.provisioner, "pid", None)),
    )


def _environment(scratch: Path, root: Path) -> dict[str, str]:
    """A run sees no progress of the author's, no start-up files, no colours, one thread, and no server."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    return (
        kept
        | one_thread.ENVIRONMENT
        | {
            "GANGWAY_DATA": str(scratch / "data"),
            ROOT_VARIABLE: str(root),
            DOOR_VARIABLE: "in-process",
            "IPYTHONDIR": str(scratch / "ipython"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONHASHSEED": "0",
            "NO_COLOR": "1",
            "COLUMNS": "100",
        }
    )


def _failure(notebook: NotebookNode, name: str, message: str) -> str:
    """The cell that stopped the run, and why: the first one that has an error or was never reached."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    failed = next((cell for cell in code if _error(cell) or cell.execution_count is None), code[-1])
    shown = "\n".join(f"    {line}" for line in failed.source.splitlines())
    return f"cell {failed['id']} failed:\n{shown}\n  {name}: {_ESCAPE.sub('', message)}"


def _error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def clean(notebook: NotebookNode) -> None:
    """Drop what depends on the moment or the interpreter: times, versions, random widget ids, colours."""
    notebook.metadata["language_info"] = dict(LANGUAGE)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            _clean_output(output)
    _name_widgets(notebook)


def _clean_output(output: NotebookNode) -> None:
    output.get("metadata", {}).pop("execution", None)
    output.pop("transient", None)
    if output.output_type == "stream":
        output["text"] = _ESCAPE.sub("", output["text"])


def _name_widgets(notebook: NotebookNode) -> None:
    """Replace the random ids of widget models by their order, wherever they stand."""
    state = notebook.metadata.get("widgets", {}).get(_WIDGETS, {}).get("state", {})
    if not state:
        return
    order = {model: f"{number:032x}" for number, model in enumerate(_mentions(notebook, state), start=1)}
    pattern = re.compile("|".join(map(re.escape, order)))
    text = pattern.sub(lambda match: order[match[0]], json.dumps(notebook))
    renamed = from_dict(json.loads(text))
    notebook.cells, notebook.metadata = renamed.cells, renamed.metadata


def _mentions(notebook: NotebookNode, state: dict[str, object]) -> list[str]:
    """The ids of widget models in the order in which they were made, those of shown ones included."""
    return list(dict.fromkeys([*state, *_shown_models(notebook)]))


def _shown_models(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get("application/vnd.jupyter.widget-view+json")
            if view:
                yield view["model_id"]
