"""Run other people's notebooks, unchanged, against a practice cloud of their own.

    python tools/run_notebooks.py FOLDER [--only WORDS] [--cell-seconds 600] [--keep FOLDER]

FOLDER (a clone of examples for Amazon Braket, say) is copied to a temporary place, and a practice cloud of
its own is started for it: one that waits a little, as notebooks cancel tasks and watch their states. Every
notebook is executed as it stands, each in a kernel whose AWS configuration leads to that cloud and nowhere
else. What comes out is a line for each notebook: how many of its code cells ran, and for each that stopped
its number and its error. Later cells of a notebook are run all the same, so that one missing package doesn't
hide the rest. The exit status is 1 if any cell stopped.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Stop:
    """A code cell that ended with an error: its number among the code cells, from 1, and the error."""

    cell: int
    error: str


def main() -> int:
    """Run the notebooks of the folder that the command line names."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="gangway-notebooks-") as scratch:
        os.environ["GANGWAY_DATA"] = str(Path(scratch, "data"))
        place = Path(scratch, "notebooks")
        shutil.copytree(asked.folder, place)
        notebooks = [
            each
            for each in sorted(place.rglob("*.ipynb"))
            if ".ipynb_checkpoints" not in each.parts and asked.only in str(each.relative_to(place))
        ]
        stopped = _with_cloud(
            lambda: sum([_report(each, place, asked) for each in notebooks]), asked.time_scale
        )
    return 1 if stopped else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="notebooks whose path has these words")
    parser.add_argument("--cell-seconds", type=int, default=600, help="the longest that a cell may take")
    parser.add_argument("--time-scale", type=float, default=0.002, help="what waiting is multiplied by")
    parser.add_argument("--keep", type=Path, help="put the executed notebooks here")
    return parser.parse_args()


def _with_cloud(work: Any, scale: float) -> int:
    """Do something while this process, and those that it starts, are connected to a cloud of their own."""
    import gangway
    from gangway.cloud import running
    from gangway.cloud.connections import data_folder
    from gangway.connect import disconnect

    running.start(data_folder(), port=0, scale=scale, seed=1, workers=max(1, (os.cpu_count() or 2) - 1))
    try:
        gangway.connect("practice", in_process=False)
        return work()
    finally:
        disconnect()
        running.stop(data_folder())


def _report(notebook: Path, place: Path, asked: argparse.Namespace) -> bool:
    """Run one notebook and print what came of it; whether a cell stopped."""
    started = time.monotonic()
    cells, stops = run(notebook, asked.cell_seconds)
    name = notebook.relative_to(place)
    print(
        f"{name}: {cells - len(stops)} of {cells} code cells ran, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    for stop in stops:
        print(f"    cell {stop.cell}: {stop.error}", flush=True)
    if asked.keep:
        (asked.keep / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(notebook, asked.keep / name)
    return bool(stops)


def run(notebook: Path, cell_seconds: int) -> tuple[int, list[Stop]]:
    """Execute a notebook in its folder and write it back; how many code cells it has, and which stopped."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    book = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        book,
        timeout=cell_seconds,
        kernel_name="python3",
        allow_errors=True,
        interrupt_on_timeout=True,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    died = ""
    try:
        client.execute()
    except (CellTimeoutError, DeadKernelError) as error:
        died = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    nbformat.write(book, notebook)
    code = [cell for cell in book.cells if cell.cell_type == "code" and cell.source.strip()]
    stops = [Stop(number, found) for number, cell in enumerate(code, 1) if (found := _error(cell))]
    return len(code), [*stops, *([Stop(len(code), died)] if died else [])]


def _error(cell: Any) -> str:
    """What a cell stopped with, on one line; empty if it ran."""
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            text = _COLOURS.sub("", f"{output.ename}: {output.evalue}")
            return " ".join(text.split())[:400]
    return ""


if __name__ == "__main__":
    sys.exit(main())
