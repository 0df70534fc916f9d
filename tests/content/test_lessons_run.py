"""nbval over the lessons, strict: run again, every lesson gives the outputs that are committed, and none
needs a network: each kernel refuses connections, and what was tried is a failure.

nbval passes notebooks that were never executed, or have nothing to compare: the guard comes first.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import course
from gangway.notebooks.comparison import compared, never_executed
from gangway.notebooks.pairs import Role, pairs
from gangway.notebooks.text import read_notebook

from . import offline

SANITIZE = Path(__file__).with_name("nbval-sanitize.cfg")
ROOT = course().root


def runs(pair):
    """Whether there is anything to run: not in an assignment, nor in a page that is text alone."""
    if pair.role is Role.ASSIGNMENT or not pair.notebook.exists():
        return pair.role is not Role.ASSIGNMENT
    return any(cell.cell_type == "code" for cell in read_notebook(pair.notebook).cells)


NOTEBOOKS = [pair for pair in pairs(course()) if runs(pair)]
#: A lesson has more than its own pictures to show for itself.
AT_LEAST = {Role.LESSON: 5, Role.PAGE: 0}


@pytest.mark.parametrize("pair", NOTEBOOKS, ids=lambda pair: pair.text.stem)
def test_outputs_are_those_of_a_run(pair, tmp_path):
    notebook = read_notebook(pair.notebook)
    assert not never_executed(notebook), "never executed: nbval would pass it"
    assert compared(notebook) >= AT_LEAST[pair.role], (
        "too little to compare: nbval would pass almost anything"
    )
    done = nbval(pair.notebook, tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]
    tried = offline.tried(tmp_path)
    assert not tried.exists(), f"the notebook tried to reach: {tried.read_text()}"


def nbval(notebook, scratch):
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--color=no", "-q", "-x"]
    command += ["--nbval-cell-timeout=120", f"--nbval-sanitize-with={SANITIZE}"]
    command += [
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-c",
        os.devnull,
        f"--rootdir={ROOT}",
        str(notebook),
    ]
    environment = os.environ | {
        "GANGWAY_DATA": str(scratch / "data"),
        "GANGWAY_COURSE": str(ROOT),
        "GANGWAY_CLOUD": "in-process",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "PYTHONHASHSEED": "0",
        **offline.startup(scratch),
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def write(path, *cells):
    from nbformat import write as write_notebook
    from nbformat.v4 import new_notebook

    write_notebook(new_notebook(cells=list(cells)), path)
    return path


def cell(source, *said, count=1):
    from nbformat.v4 import new_code_cell, new_output

    outputs = [new_output("stream", name="stdout", text=text) for text in said]
    return new_code_cell(source, execution_count=count, outputs=outputs)


def test_a_stale_output_fails(tmp_path):
    """The comparison itself can fail."""
    stale = nbval(write(tmp_path / "stale.ipynb", cell("print(2 + 2)", "5\n")), tmp_path)
    assert stale.returncode == 1
    assert "Cell outputs differ" in stale.stdout


REACHING = """\
import socket, urllib.request
for reach in (urllib.request.urlopen, lambda url: socket.getaddrinfo("a.example", 80)):
    try:
        reach("http://192.0.2.1/")
    except OSError as error:
        print(type(error).__name__)
"""


def test_the_guard_of_the_network_bites(tmp_path):
    """A notebook that reaches out is found, even if it hides the error."""
    done = nbval(write(tmp_path / "reaching.ipynb", cell(REACHING, "URLError\nLeftTheMachine\n")), tmp_path)
    assert done.returncode == 0, done.stdout
    assert "192.0.2.1" in offline.tried(tmp_path).read_text()


def test_what_nbval_passes(tmp_path):
    """What varies by nature is left out; so is what was never executed, the trap that the guard is for."""
    source = "print(object(), __import__('uuid').uuid4().hex)"
    varying = cell(source, f"<object object at 0x7f00deadbeef> {'0a' * 16}\n")
    path = write(tmp_path / "passes.ipynb", varying, cell("print(2 + 2)", count=None))
    done = nbval(path, tmp_path)
    assert done.returncode == 0, done.stdout
    assert len(never_executed(read_notebook(path))) == 1
