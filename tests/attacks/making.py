"""The assignment that is attacked, and notebooks of it: right ones, wrong ones and those of attacks."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from autograder.cohort.released import Released, load

from .attack import Cells, InCells
from .targets import Targets

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
ASSIGNMENT = "1-01-targets"

#: The canary in the course's checks.
CANARY = "the canary of the checks"

#: Right answers, by the id of the answer cell.
RIGHT = {
    "number-answer": "answer = 42",
    "function-answer": "def double(x):\n    return 2 * x",
    "circuit-answer": 'circuit = "OPENQASM 3.0; qubit[2] q; h q[0]; cnot q[0], q[1];"',
}
#: Wrong ones.
WRONG = {
    "number-answer": "answer = 24",
    "function-answer": "def double(x):\n    return x",
    "circuit-answer": 'circuit = "OPENQASM 3.0; qubit[2] q; h q[0];"',
}


def make_course(folder: Path) -> Path:
    """The course with the assignment that is attacked, released."""
    from gangway.notebooks.release import released, settings
    from gangway.notebooks.text import as_bytes, read_text

    shutil.copytree(HERE / "course", folder)
    shutil.copy(REPOSITORY / "nbgrader_config.py", folder)
    source = folder / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.md"
    target = folder / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    target.parent.mkdir(parents=True)
    target.write_bytes(as_bytes(released(read_text(source), settings(folder))))
    return folder


def released_in(course: Path) -> Released:
    """The released notebook of a course made by :func:`make_course`."""
    return load(course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


def filled(released: Released, sources: dict[str, str]) -> dict[str, Any]:
    """The released notebook with the sources of some cells replaced, as plain data."""
    plain = copy.deepcopy(dict(released.notebook))
    for cell in plain["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = sources.get(name, cell["source"])
    return plain


def as_bytes(plain: dict[str, Any]) -> bytes:
    """A notebook as it lies in a file."""
    return json.dumps(plain).encode()


def attacking(attack: InCells, released: Released, aims: Targets) -> dict[str, Any]:
    """The notebook of an attack: its cells in place, and nothing else answered."""
    prelude = aims.prelude()
    sources = {
        name: source if name.endswith("-written") else prelude + source
        for name, source in attack.cells.items()
    }
    plain = filled(released, sources)
    plain["cells"] = attack.edit(plain["cells"]) if attack.edit else plain["cells"]
    return plain


def code_cells(cells: Cells) -> list[tuple[str, str]]:
    """Id and source of the code cells, in order; a cell without an id is called by its number."""
    found = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            marks = cell["metadata"].get("nbgrader", {})
            found.append((marks.get("grade_id") or f"unmarked-{number + 1}", cell["source"]))
    return found
