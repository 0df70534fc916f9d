"""A small course of the tests' own, and cohorts on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.answers import call, encode
from autograder.cohort import handout, judging, layout, pipeline, show, station
from autograder.cohort.engines import Engines
from autograder.cohort.judging import ANSWER
from autograder.cohort.layout import Cohort
from autograder.cohort.released import Released, load
from autograder.cohort.results import Graded
from autograder.cohort.run import FINISHED, Limits, Ran
from autograder.cohort.station import Station, Task

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
ASSIGNMENT = "1-01-small-steps"


@pytest.fixture(scope="session")
def course_root(tmp_path_factory) -> Path:
    """The tests' course, released."""
    from gangway.notebooks.release import released, settings
    from gangway.notebooks.text import as_bytes, read_text

    root = tmp_path_factory.mktemp("course") / "it"
    shutil.copytree(HERE / "course", root)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for source in root.glob("solutions/*/*.md"):
        target = root / "exercises" / source.stem / f"{source.stem}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_bytes(as_bytes(released(read_text(source), settings(root))))
    return root


@pytest.fixture(scope="session")
def released(course_root) -> Released:
    return load(course_root / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


@pytest.fixture(scope="session")
def handed_out(course_root, tmp_path_factory) -> Cohort:
    """A cohort that has been handed the assignment; for copying."""
    cohort = layout.create(tmp_path_factory.mktemp("handed-out") / "class", course_root)
    handout.hand_out(cohort, ASSIGNMENT)
    return cohort


@pytest.fixture
def cohort(handed_out, tmp_path) -> Cohort:
    """A cohort of the test's own that has been handed the assignment."""
    return Cohort(Path(shutil.copytree(handed_out.root, tmp_path / "class")))


@pytest.fixture
def fill(released) -> Callable[..., bytes]:
    """A submission as bytes: the released notebook with the sources of some cells replaced."""

    def made(**sources: str) -> bytes:
        plain = json.loads(json.dumps(released.notebook))
        for cell in plain["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").replace("-", "_")
            cell["source"] = sources.get(name, cell["source"])
        return json.dumps(plain).encode()

    return made


@pytest.fixture
def submit(cohort) -> Callable[[str, bytes], Path]:
    """Put a submission of a learner into the cohort."""

    def put(student: str, notebook: bytes) -> Path:
        folder = cohort.submitted(student, ASSIGNMENT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(notebook)
        return folder

    return put


class _Here(Executor):
    """One thread for all tests of this process: its sandbox stays warm."""

    _thread = ThreadPoolExecutor(1)

    def submit(self, fn, /, *args, **kwargs):
        return self._thread.submit(fn, *args, **kwargs)


def in_this_process() -> Engines:
    """Engines whose station is this process'."""
    return Engines(make=_Here)


class CannedRunner:
    """A runner that runs nothing: every submission hands out the same answers, encoded, by grade cell."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers

    def run(self, notebook, asked, limits) -> Ran:
        return ran_with(**self.answers)

    def close(self) -> None:
        pass


class JudgeHere:
    """A judge that judges in this process: nobody's code has run here."""

    def table(self, course_root, released):
        return {}

    def refresh(self, course_root, assignment, version) -> None:
        pass

    def graded(self, course_root, released, notebook, ran, notes) -> Graded:
        results = judging.judge_all(course_root, judging.gather(ran, released), released.given)
        return Graded(tuple(results), tuple(notes), show.graded_notebook(notebook, ran, results, notes))

    def close(self) -> None:
        pass


class Canned(Executor):
    """A station in this process; what is handed to it is done when it returns."""

    def __init__(self, runner=None, judge=None) -> None:
        self.station = Station(runner or CannedRunner(**RIGHT), judge or JudgeHere())

    def submit(self, fn, /, data):
        future: Future = Future()
        try:
            graded = self.station.grade(Task.loads(data))
        except Exception as error:
            future.set_exception(error)
        else:
            future.set_result(station.AGAIN if graded is None else graded.dumps().encode())
        return future


def ran_with(**answers: object) -> Ran:
    """A run in which the named exercises' check cells handed these answers out."""
    cells = {}
    for name, answer in answers.items():
        exercise = name.replace("_", "-")
        data = answer if isinstance(answer, dict) else encode(answer)
        bundle = {ANSWER: {"exercise": f"1-01/{exercise}", "answer": data}, "text/plain": "recorded"}
        output = {"output_type": "display_data", "metadata": {}, "data": bundle}
        cells[f"{exercise}-check"] = {"ended": FINISHED, "outputs": [output]}
    return Ran(cells)


RIGHT = {"answer_to_all": 42, "doubling": call(lambda x: 2 * x, [(1,), (3,), (-2,)])}


@pytest.fixture
def canned() -> Callable[..., Callable[[], Engines]]:
    """Engines without kernels: ``canned(answer_to_all=42)``; by default everything is right."""

    def make(**answers: object) -> Callable[[], Engines]:
        return lambda: Engines(make=lambda: Canned(CannedRunner(**(answers or RIGHT))))

    return make


@pytest.fixture
def graded(cohort, canned):
    """Grade a cohort without kernels; returns the entries by learner."""

    def run(using=None, **settings) -> dict:
        plan = pipeline.plan(cohort, ASSIGNMENT, **settings)
        entries = pipeline.carry_out(plan, using or canned(), Limits(), unsafe=True, patience=0)
        return {entry.student: entry for entry in entries}

    return run
