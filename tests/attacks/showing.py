"""Show that an attack works where nothing holds it back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.cohort import run
from autograder.cohort.released import Released
from autograder.findings import Outcome
from autograder.judge import judge

from .attack import InCells, Shown
from .making import REPOSITORY, as_bytes, attacking, code_cells
from .targets import Targets

KIND = "application/vnd.gangway.answer+json"

#: What bounds attacks that are shown: enough to be seen, little enough to harm nothing.
BOUNDS = {
    "megabytes": 256,
    "forks": 64,
    "threads": 400,
    "flood": 4_000_000,
    "disk": 48 << 20,
    "files": 3000,
    "descriptors": 2000,
}


class Unprotected:
    """The warm process that runs notebooks without a jail (``unprotected.py``)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("unprotected.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )

    def run(
        self, cells: list[tuple[str, str]], environment: Mapping[str, str], **more: Any
    ) -> dict[str, Any]:
        """Run cells in a process of their own; returns the outputs by cell and how it ended."""
        self.count += 1
        place = self.folder / str(self.count)
        job = {
            "cells": cells,
            "folder": str(place),
            "results": f"{place}.jsonl",
            "environment": {
                "PATH": os.environ["PATH"],
                "HOME": str(place),
                "TMPDIR": str(place),
                **environment,
            },
            **more,
        }
        print(json.dumps(job), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """Let it go."""
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


def show(attack: InCells, released: Released, course: Path, aims: Targets, unprotected: Unprotected) -> None:
    """Run an attack where it should work; raises ``AssertionError`` if it doesn't."""
    cells = code_cells(attacking(attack, released, aims)["cells"])
    if attack.shown is Shown.ASSERTS:
        ran = _run(attack, _tested(attack, cells), released, course, aims, unprotected)
        assert _asserts_grade(ran, attack) > 0, ran
    elif attack.shown is Shown.IN_PROCESS:
        ran = _run(attack, cells, released, course, aims, unprotected, NBGRADER_EXECUTION="autograde")
        assert _asserts_grade(ran, attack) > 0, ran
    elif attack.shown is Shown.CREDULOUS:
        ran = _run(attack, cells, released, course, aims, unprotected, GANGWAY_ANSWERS="emit")
        assert _credulous(ran, course, attack.exercise) is Outcome.PASSED, ran
    else:
        ran = _run(attack, _tested(attack, cells), released, course, aims, unprotected)
        _seen(attack, ran, aims)


def _seen(attack: InCells, ran: dict[str, Any], aims: Targets) -> None:
    if attack.shown is Shown.GAINED:
        assert aims.canaries()[0] in json.dumps(ran), ran
    elif attack.shown is Shown.OUTSIDE:
        assert aims.as_it_was() or "<script" in json.dumps(ran), ran
    else:
        assert ran["ended"] != "finished", ran


def _tested(attack: InCells, cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells as nbgrader would run them in a course that grades by asserts."""
    check = f"{attack.exercise}-check"
    tested = [(name, attack.asserts if name == check else source) for name, source in cells]
    return [(name, source) for name, source in tested if name == check or not name.endswith("-check")]


def _run(
    attack: InCells,
    cells: list[tuple[str, str]],
    released: Released,
    course: Path,
    aims: Targets,
    unprotected: Unprotected,
    **environment: str,
) -> dict[str, Any]:
    if attack.kernel:
        return _in_a_kernel(attack, cells, course)
    place = unprotected.folder / str(unprotected.count + 1)
    place.mkdir()
    for name, text in attack.beside.items():
        (place / name).write_text(text)
    hurried = attack.shown is Shown.UNFINISHED
    more = {"seconds": 2 if hurried else 30, "linger": 0.3 if attack.shown is Shown.OUTSIDE else 0}
    environment |= {"GANGWAY_COURSE": str(course), "GRADERS_SECRET": f"secret {aims.token}"}
    return unprotected.run(cells, environment, opened=[str(aims.folder / "secret.txt")], **more)


def _in_a_kernel(attack: InCells, cells: list[tuple[str, str]], course: Path) -> dict[str, Any]:
    """By a kernel of its own, as nbgrader runs a notebook; what lies beside it lies in the working folder."""
    laid = "".join(f"open({name!r}, 'w').write({text!r})\n" for name, text in attack.beside.items())
    made = [{"id": name, "cell_type": "code", "metadata": {}, "source": source} for name, source in cells]
    made.insert(0, {"id": "beside", "cell_type": "code", "metadata": {}, "source": laid or "pass"})
    for cell in made:
        cell |= {"outputs": [], "execution_count": None}
    plain = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}
    ran = run.run(as_bytes(plain), course, run.Limits(), unsafe=True)
    return {"ended": ran.ended, "cells": {name: ran.outputs(name) for name in ran.cells}}


def _asserts_grade(ran: dict[str, Any], attack: InCells) -> float:
    """What nbgrader scores the test cell by its outputs, of two points."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade

    name = f"{attack.exercise}-check"
    outputs = [
        {"metadata": {}, "execution_count": 1, **output} for output in ran["cells"].get(name, _MISSING)
    ]
    marks = {"grade": True, "solution": False, "points": 2, "grade_id": name}
    cell = {"cell_type": "code", "metadata": {"nbgrader": marks}, "outputs": outputs, "source": ""}
    return determine_grade(from_dict(cell))[0]


#: A cell that never ran earns nothing.
_MISSING = [{"output_type": "error", "ename": "", "evalue": "", "traceback": []}]


def _credulous(ran: dict[str, Any], course: Path, exercise: str) -> Outcome:
    """The verdict of a collector that takes the best answer to an exercise from any output of any cell."""
    from autograder.course import course as course_at

    asked = course_at(course).exercise(f"1-01/{exercise}")
    bundles = [
        output["data"][KIND]
        for outputs in ran["cells"].values()
        for output in outputs
        if isinstance(output.get("data"), dict) and KIND in output["data"]
    ]
    outcomes = {judge(asked, bundle.get("answer")).outcome for bundle in bundles}
    return Outcome.PASSED if Outcome.PASSED in outcomes else Outcome.WRONG
