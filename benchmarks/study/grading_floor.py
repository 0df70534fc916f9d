"""The least that running a notebook can cost: its cells in a child of a warm process, nothing around them.

What cells show is drawn, as in any kernel: a picture is a cell's own work.

Reads a line of JSON for each notebook from standard input, answers with its cells' CPU seconds.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from contextlib import redirect_stderr, redirect_stdout


def main() -> None:
    """Warm up, then measure until there is no more."""
    os.environ.update({f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "RAYON", "NUMBA")})
    os.environ.update(GANGWAY_ANSWERS="emit", MPLBACKEND="module://matplotlib_inline.backend_inline")
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.core.pylabtools import select_figure_formats

    from autograder import asked
    from autograder.sandbox.warm import WARM, rehearse

    replies = os.fdopen(os.dup(1), "w")
    rehearse(WARM)
    shell = InteractiveShell.instance()
    select_figure_formats(shell, {"png"})
    for line in sys.stdin:
        wanted = json.loads(line)
        if "asked" in wanted:
            asked.hand_in(wanted["asked"])
            print("ready", file=replies, flush=True)
        else:
            print(_in_a_child(shell, wanted["notebook"]), file=replies, flush=True)


def _in_a_child(shell, notebook) -> float:
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writes, repr(_cpu(shell, notebook)).encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return float(said)


def _cpu(shell, notebook) -> float:
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    began = time.process_time()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for source in sources:
            shell.run_cell(source)
    return time.process_time() - began


if __name__ == "__main__":
    main()
