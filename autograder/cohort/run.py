"""Run a clean notebook and hand back its outputs. THIS RUNNER DOES NOT ISOLATE.

The learner's code runs in a kernel of its own, with a cleared environment, a private working folder and
time limits, but with this account's rights: it can read files, use the network and disturb other programs.
So it refuses to start unless it is told ``unsafe=True``. An isolating runner takes its place behind the
same signature: a clean notebook in, a :class:`Ran` out.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from autograder import one_thread
from autograder.asked import VARIABLE, Asked, table
from autograder.cohort.released import checked_exercise
from autograder.course import course
from autograder.sandbox.jail import drawing_cache
from autograder.sandbox.ran import (
    CRASHED,
    FINISHED,
    OUT_OF_MEMORY,
    TIMED_OUT,
    Limits,
    NotIsolated,
    Ran,
    total_for,
)

__all__ = [
    "CRASHED",
    "FINISHED",
    "OUT_OF_MEMORY",
    "TIMED_OUT",
    "Limits",
    "NotIsolated",
    "Ran",
    "run",
    "total_for",
]

#: The environment variable that makes ``check()`` hand out the answer instead of judging it.
EMIT = {"GANGWAY_ANSWERS": "emit"}


def run(
    notebook: bytes,
    course_root: Path,
    limits: Limits | None = None,
    *,
    unsafe: bool = False,
    asked: Asked | None = None,
) -> Ran:
    """Run a clean notebook's code cells in order; a cell that fails doesn't stop the next.

    Args:
        notebook: nbformat 4 JSON, as :func:`autograder.cohort.intake.clean` makes it.
        course_root: the course whose checks say on which inputs a learner's function is called.
        limits: how long it may take.
        unsafe: that the caller accepts running without isolation.
        asked: what is asked; by default what the course asks of everybody.

    Raises:
        NotIsolated: ``unsafe`` was not given.
    """
    if not unsafe:
        raise NotIsolated
    # in a thread of its own: the caller's may have an event loop running, as the formgrader's has
    plain = json.loads(notebook)
    asked = asked or _asked(plain, course_root)
    with _workplace(asked) as (place, environment), ThreadPoolExecutor(1) as thread:
        coroutine = _run(plain, place, environment, limits or Limits())
        return thread.submit(asyncio.run, coroutine).result()


def _asked(plain: dict[str, Any], course_root: Path) -> Asked:
    """What the notebook's cells ask."""
    sources = ["".join(cell["source"]) for cell in plain["cells"] if cell["cell_type"] == "code"]
    names = dict.fromkeys(name for source in sources if (name := checked_exercise(source)))
    return table(course(course_root), names)


async def _run(plain: dict[str, Any], place: Path, environment: dict[str, str], limits: Limits) -> Ran:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    nb = nbformat.from_dict(plain)
    client = NotebookClient(
        nb,
        timeout=limits.cell_seconds,
        startup_timeout=int(limits.start_seconds),
        interrupt_on_timeout=True,
        iopub_timeout=20,
        raise_on_iopub_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(place)}},
        error_on_timeout={"ename": TIMED_OUT, "evalue": "", "traceback": []},
    )
    cells: dict[str, dict[str, Any]] = {}
    ended = FINISHED
    try:
        async with client.async_setup_kernel(env=environment, cwd=str(place), stdout=DEVNULL, stderr=DEVNULL):
            ended = await _run_cells(client, cells, limits)
    except DeadKernelError:
        ended = CRASHED
    return Ran(cells, ended)


async def _run_cells(client: Any, cells: dict[str, dict[str, Any]], limits: Limits) -> str:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    deadline = time.monotonic() + limits.total_seconds
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        began, left = time.monotonic(), deadline - time.monotonic()
        patience = min(limits.cell_seconds + 30, left)
        try:
            await asyncio.wait_for(client.async_execute_cell(cell, index), patience)
        except (TimeoutError, CellTimeoutError, DeadKernelError) as error:
            # nbclient reports a cell that is cancelled for taking too long as a dead kernel
            died = isinstance(error, DeadKernelError) and time.monotonic() - began < patience
            cells[cell.id] = _kept(cell, ended := CRASHED if died else TIMED_OUT, limits)
            return ended
        took = time.monotonic() - began
        cells[cell.id] = _kept(cell, TIMED_OUT if took >= limits.cell_seconds else _ending(cell), limits)
    return FINISHED


def _ending(cell: Any) -> str:
    """How a cell ended that the kernel answered for."""
    names = {output.get("ename") for output in cell.outputs if output["output_type"] == "error"}
    return OUT_OF_MEMORY if "MemoryError" in names else FINISHED


def _kept(cell: Any, ended: str, limits: Limits) -> dict[str, Any]:
    """A cell's outputs as plain data, from the first on, as many as the limit lets through."""
    kept, room = [], limits.output
    for output in cell.outputs:
        plain = json.dumps(output)
        room -= len(plain)
        if room < 0:
            note = {"output_type": "stream", "name": "stdout", "text": "… more output was left out …\n"}
            kept.append(note)
            break
        kept.append(json.loads(plain))
    return {"ended": ended, "outputs": kept}


@contextmanager
def _workplace(asked: Asked) -> Iterator[tuple[Path, dict[str, str]]]:
    """A private working folder and the environment of a kernel that runs in it."""
    with tempfile.TemporaryDirectory(prefix="gangway-run-", ignore_cleanup_errors=True) as folder:
        base = Path(folder).resolve()
        for name in ("work", "home", "data"):
            (base / name).mkdir()
        (base / "asked.json").write_text(json.dumps(asked), "utf-8")
        yield base / "work", _environment(base)


def _environment(base: Path) -> dict[str, str]:
    passed = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
        if name in os.environ
    }
    return {
        **passed,
        **one_thread.ENVIRONMENT,
        **EMIT,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(base / "home"),
        "USERPROFILE": str(base / "home"),
        "TMPDIR": str(base / "work"),
        "IPYTHONDIR": str(base / "home" / "ipython"),
        "MPLCONFIGDIR": str(drawing_cache()),
        "GANGWAY_DATA": str(base / "data"),
        VARIABLE: str(base / "asked.json"),
    }
