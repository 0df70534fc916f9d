"""Grading a cohort: gangway beside stock ``nbgrader autograde``, on the same submissions, in turns.

The submissions are the demonstration's of lesson 1-01: right ones, each named mistake, an empty one and a
broken one. Copies of them differ in a comment, so that none is answered from a result that is there already.
Whole-path times are those of the commands, from their start to their end; both start cold.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import report
from report import Figure

ASSIGNMENT = "1-01-bell-pair"
_OURS = "import sys; from gangway.cli import main; sys.exit(main())"
_FLOOR = Path(__file__).with_name("study") / "grading_floor.py"

_STOCK = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "class"
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.md", "checks.py", "attempts.py"]
"""


@dataclass(frozen=True)
class Timed:
    """One command: seconds from start to end, and the most memory of it and its processes, in bytes."""

    seconds: float
    memory: int = 0


def measure(options: argparse.Namespace) -> Iterator[Figure]:
    """The figures, from rounds of stock, one job and two jobs, each on its share of the submissions."""
    with TemporaryDirectory(prefix="gangway-benchmark-") as folder:
        bench = _Bench(Path(folder))
        stock, ours = [], {1: [], 2: []}
        for number in range(options.rounds):
            chosen = bench.share(number, options.rounds)
            timed, wanted = bench.stock(f"stock-{number}", chosen)
            stock.append(timed.seconds / len(chosen))
            for jobs, times in ours.items():
                timed, found = bench.ours(f"ours-{number}-{jobs}", options.number, jobs)
                times.append(timed.seconds / options.number)
                _same(wanted, found)
        yield from _path(stock, ours, options.number)
        yield from bench.execution()
        yield from _many(bench, options.many, stock)


def _path(stock: list[float], ours: dict[int, list[float]], number: int) -> Iterator[Figure]:
    slow = report.median(stock)
    yield Figure("stock nbgrader autograde", slow, "s a submission")
    for jobs, aim in ((1, ">= 20"), (2, ">= 35")):
        quick = report.median(ours[jobs])
        words = f"{jobs} job{'s' * (jobs > 1)}, {number} submissions"
        yield Figure(f"gangway grade run, {words}", quick, "s a submission")
        yield Figure(f"faster than stock, {words}", slow / quick, "times", aim)


def _many(bench: _Bench, number: int, stock: list[float]) -> Iterator[Figure]:
    if not number:
        return
    timed, _ = bench.ours("many", number, 2)
    ratio = report.median(stock) * number / timed.seconds
    yield Figure(f"{number} submissions, 2 jobs", timed.seconds, "s")
    yield Figure(f"{number} submissions, 2 jobs, each", timed.seconds / number, "s")
    yield Figure(f"{number} submissions, faster than stock", ratio, "times", ">= 35")
    yield Figure(f"{number} submissions, memory of all processes", timed.memory / (1 << 30), "GiB", "< 2")


class _Bench:
    """The demonstration cohort, and copies of it to grade."""

    def __init__(self, folder: Path) -> None:
        from autograder.cohort import demo
        from autograder.cohort.bridge import course_of

        self.folder = folder
        made = demo.build(folder / "demo", "1-01")
        self.root, self.course = made.cohort.root, course_of(made.cohort).root
        self.learners = [one.student for one in made.submissions]

    def share(self, number: int, of: int) -> list[str]:
        """The learners of one round."""
        return self.learners[number::of]

    def stock(self, name: str, learners: list[str]) -> tuple[Timed, dict[str, float]]:
        """Stock nbgrader on some learners; their scores."""
        root = self._cohort(name, {learner: learner for learner in learners})
        source = str(self.course / "solutions")
        (root / "nbgrader_config.py").write_text(_STOCK.format(root=str(root), source=source), "utf-8")
        timed = _timed([sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT], root, self.course)
        return timed, _scores(root)

    def ours(self, name: str, number: int, jobs: int) -> tuple[Timed, dict[str, float]]:
        """``gangway grade run`` on so many copies of all."""
        copies = {
            f"{learner}-{index // len(self.learners)}": learner
            for index, learner in zip(range(number), _around(self.learners), strict=False)
        }
        root = self._cohort(name, copies)
        command = [sys.executable, "-c", _OURS, "grade", "run", "--cohort", str(root), "--jobs", str(jobs)]
        return _timed(command, root, self.course), _scores(root)

    def _cohort(self, name: str, copies: dict[str, str]) -> Path:
        root = self.folder / name
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("submitted", "inbox"))
        for learner, original in copies.items():
            place = Path("submitted", learner, ASSIGNMENT)
            shutil.copytree(self.root / "submitted" / original / ASSIGNMENT, root / place)
            _mark(root / place / f"{ASSIGNMENT}.ipynb", learner)
        return root

    def execution(self) -> Iterator[Figure]:
        """The sandbox alone, beside the CPU time of the same cells in a warm process: in turns."""
        from autograder import asked, sandbox
        from autograder.cohort import intake
        from autograder.cohort.released import load
        from autograder.course import course

        released = load(self.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
        table = asked.table(course(self.course), [cell.exercise or "" for cell in released.judged])
        folders = [self.root / "submitted" / learner / ASSIGNMENT for learner in self.learners]
        taken = [
            one for folder in folders if isinstance(one := intake.admit(folder, released), intake.Accepted)
        ]
        walls, floors = [], []
        with sandbox.Sandbox() as box, _Floor(table) as floor:
            box.start()
            for one in [taken[0], *taken, *taken]:
                began = time.perf_counter()
                box.run(one.notebook, table, sandbox.Limits())
                walls.append(time.perf_counter() - began)
                floors.append(floor.cpu(one.notebook))
        spent, least = sum(walls[1:]) / len(walls[1:]), sum(floors[1:]) / len(floors[1:])
        yield Figure("execution alone, in the sandbox", spent, "s a submission")
        yield Figure("the cells' own CPU, everything warm", least, "s a submission")
        yield Figure("execution against the cells' own CPU", spent / least, "times", "<= 1.6")


class _Floor:
    """A warm process without isolation that forks a child for each notebook and tells its cells' CPU time."""

    def __init__(self, table: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_FLOOR)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._say({"asked": table})

    def __enter__(self) -> _Floor:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _say(self, what: object) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(what), file=self._process.stdin, flush=True)
        return self._process.stdout.readline()

    def cpu(self, notebook: bytes) -> float:
        """The CPU seconds of a notebook's cells."""
        return float(self._say({"notebook": json.loads(notebook)}))


def _around(names: list[str]) -> Iterator[str]:
    while True:
        yield from names


def _mark(path: Path, learner: str) -> None:
    """Make a copy differ: a comment in the first cell that is the learner's."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if marks.get("solution") and cell["cell_type"] == "code":
            cell["source"] = "".join(cell["source"]) + f"\n# handed in by {learner}"
            break
    path.write_text(json.dumps(notebook), "utf-8")


def _scores(root: Path) -> dict[str, float]:
    """The automatic score of each learner, by the original's name where it is a copy."""
    from autograder.cohort import export
    from autograder.cohort.layout import Cohort

    rows = [row for row in export.rows(Cohort(root), [ASSIGNMENT]) if row["cells"]]
    return {row["id"]: sum(cell["auto_score"] or 0 for cell in row["cells"]) for row in rows}


def _same(wanted: dict[str, float], found: dict[str, float]) -> None:
    """Every copy has the score that stock nbgrader gave."""
    for learner, score in found.items():
        original = learner.rpartition("-")[0]
        if original in wanted and abs(wanted[original] - score) > 1e-9:
            raise SystemExit(
                f"{learner}: stock nbgrader gives {wanted[original]:g} points, gangway {score:g}"
            )


def _timed(command: list[str], folder: Path, course: Path) -> Timed:
    """Run a command to its end."""
    environment = os.environ | {"GANGWAY_COURSE": str(course)}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"]))
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = _Watch(process.pid)
    said, _ = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    return Timed(seconds, watch.most())


class _Watch:
    """The most memory that a process and all below it hold at a time, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        self._process, self._most, self._done = psutil.Process(pid), 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def most(self) -> int:
        self._done.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._done.wait(1.0):
            self._most = max(self._most, sum(_share(one) for one in self._all()))

    def _all(self) -> Iterable[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []


def _share(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, OSError):
        return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of stock, one job, two jobs")
    parser.add_argument("--number", type=int, default=60, help="submissions that each round of ours grades")
    parser.add_argument("--many", type=int, default=1000, help="submissions of the long run; 0: none")
    chosen, sys.argv[1:] = parser.parse_known_args()
    report.run("Grading a cohort", lambda: measure(chosen))
