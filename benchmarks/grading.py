"""Grading a cohort: gangway beside stock ``nbgrader autograde``, on the same submissions, in turns.

Two assignments: one as heavy as a usual one (``study/weight``: ten cells, Braket, Qiskit, simulators, a plot)
and lesson 1-01's. The submissions are a demonstration's: right ones, each named mistake, an empty one and a
broken one. Copies of them differ in a comment, so that none is answered from a result that is there already.

A run's time has two parts: what it takes to start, and what each more submission takes. Both are measured,
by runs of two lengths, of both graders. Wall times are for who waits; on a machine that has other work only
the CPU times say something: of the command and of everything that it started.
"""

from __future__ import annotations

import argparse
import ctypes
import itertools
import json
import os
import resource
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

_OURS = "import sys; from gangway.cli import main; sys.exit(main())"
_STUDY = Path(__file__).with_name("study")
_FLOOR = _STUDY / "grading_floor.py"
_REPOSITORY = Path(__file__).resolve().parent.parent
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: what loses its parent becomes this process's child

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
    """One command: seconds from start to end, CPU seconds of all its processes, the most memory, in bytes."""

    seconds: float
    cpu: float
    memory: int = 0


@dataclass(frozen=True)
class Split:
    """What a run takes, from two runs: of a few submissions and of many.

    Attributes:
        few, many: the runs; ``fewer`` and ``number`` are their submissions.
    """

    few: Timed
    many: Timed
    fewer: int
    number: int

    @property
    def each(self) -> Timed:
        """What each more submission takes."""
        more = self.number - self.fewer
        return Timed((self.many.seconds - self.few.seconds) / more, (self.many.cpu - self.few.cpu) / more)

    @property
    def start(self) -> Timed:
        """What is left for starting."""
        each = self.each
        seconds, cpu = self.few.seconds - self.fewer * each.seconds, self.few.cpu - self.fewer * each.cpu
        return Timed(max(seconds, 0.0), max(cpu, 0.0))


def measure(options: argparse.Namespace) -> Iterator[Figure]:
    """The figures of both assignments, and of a long run of the first."""
    with TemporaryDirectory(prefix="gangway-benchmark-") as folder:
        benches = [_weight(Path(folder)), _Bench(Path(folder) / "1-01", _REPOSITORY)]
        each = [list(_path(bench, options)) for bench in benches]
        yield from (figure for figures in each for figure in figures)
        for bench in benches:
            yield from bench.execution()
        if options.many:
            stock = next(figure.value for figure in each[0] if figure.name.endswith(_STOCK_EACH))
            yield from _many(benches[0], options.many, stock)


_STOCK_EACH = "stock nbgrader autograde, each more"


def _path(bench: _Bench, options: argparse.Namespace) -> Iterator[Figure]:
    """Rounds of stock, one job and two jobs, each on the same submissions; the same scores."""
    stock: list[Split] = []
    ours: dict[int, list[Split]] = {1: [], 2: []}
    for turn in range(options.rounds):
        chosen = bench.share(turn, options.rounds)
        first, _ = bench.stock(f"stock-{turn}-first", chosen[:1])
        timed, wanted = bench.stock(f"stock-{turn}", chosen)
        stock.append(Split(first, timed, 1, len(chosen)))
        for jobs, splits in ours.items():
            few, _ = bench.ours(f"ours-{turn}-{jobs}-few", options.few, jobs)
            many, found = bench.ours(f"ours-{turn}-{jobs}", options.number, jobs)
            splits.append(Split(few, many, options.few, options.number))
            _same(wanted, found)
    yield from _told(bench.assignment, stock, ours, options.number)


def _told(name: str, stock: list[Split], ours: dict[int, list[Split]], number: int) -> Iterator[Figure]:
    slow = report.median([split.each.seconds for split in stock])
    slow_cpu = report.median([split.each.cpu for split in stock])
    yield Figure(f"{name}: {_STOCK_EACH}", slow, "s")
    yield Figure(f"{name}: {_STOCK_EACH}, CPU", slow_cpu, "s")
    yield Figure(f"{name}: stock, start", report.median([split.start.seconds for split in stock]), "s")
    for jobs, aim in ((1, ">= 20"), (2, ">= 35")):
        words = f"{name}: gangway, {jobs} job{'s' * (jobs > 1)}"
        each = report.median([split.each.seconds for split in ours[jobs]])
        each_cpu = report.median([split.each.cpu for split in ours[jobs]])
        whole = report.median([split.many.seconds for split in ours[jobs]]) / number
        yield Figure(f"{words}, start", report.median([split.start.seconds for split in ours[jobs]]), "s")
        yield Figure(f"{words}, each more", each, "s")
        yield Figure(f"{words}, each more, CPU", each_cpu, "s")
        yield Figure(f"{words}, each more, faster than stock", slow / each, "times", aim)
        yield Figure(f"{words}, each more, less CPU than stock", slow_cpu / each_cpu, "times")
        yield Figure(f"{words}, {number} with the start, faster than stock", slow / whole, "times")


def _many(bench: _Bench, number: int, stock: float) -> Iterator[Figure]:
    timed, _ = bench.ours("many", number, 2)
    words = f"{bench.assignment}: {number} submissions, 2 jobs"
    yield Figure(words, timed.seconds, "s")
    yield Figure(f"{words}, each", timed.seconds / number, "s")
    yield Figure(f"{words}, each, CPU", timed.cpu / number, "s")
    yield Figure(f"{words}, faster than stock", stock * number / timed.seconds, "times", ">= 35")
    yield Figure(f"{words}, memory of all processes", timed.memory / (1 << 30), "GiB", "< 2")


def _weight(folder: Path) -> _Bench:
    """The course whose assignment has a usual one's weight, released."""
    from gangway.notebooks.release import released, settings
    from gangway.notebooks.text import as_bytes, read_text

    root = folder / "weight"
    shutil.copytree(_STUDY / "weight", root)
    shutil.copy(_REPOSITORY / "nbgrader_config.py", root)
    for source in root.glob("solutions/*/*.md"):
        target = root / "exercises" / source.stem / f"{source.stem}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_bytes(as_bytes(released(read_text(source), settings(root))))
    return _Bench(folder / "usual", root)


class _Bench:
    """A demonstration cohort, and copies of it to grade."""

    def __init__(self, folder: Path, course: Path) -> None:
        from autograder.cohort import demo

        self.folder = folder
        made = demo.build(folder / "demo", "1-01", course)
        self.root, self.course, self.assignment = made.cohort.root, course, made.assignment
        self.learners = [one.student for one in made.submissions]

    def share(self, number: int, of: int) -> list[str]:
        """The learners of one round: at most five."""
        return self.learners[number::of][:5]

    def stock(self, name: str, learners: list[str]) -> tuple[Timed, dict[str, float]]:
        """Stock nbgrader on some learners; their scores."""
        root = self._cohort(name, {learner: learner for learner in learners})
        source = str(self.course / "solutions")
        (root / "nbgrader_config.py").write_text(_STOCK.format(root=str(root), source=source), "utf-8")
        command = [sys.executable, "-m", "nbgrader", "autograde", self.assignment]
        return _timed(command, root, self.course), _scores(root, self.assignment)

    def ours(self, name: str, number: int, jobs: int) -> tuple[Timed, dict[str, float]]:
        """``gangway grade run`` on so many copies of all."""
        copies = {
            f"{learner}-{index // len(self.learners)}": learner
            for index, learner in zip(range(number), _around(self.learners), strict=False)
        }
        root = self._cohort(name, copies)
        command = [sys.executable, "-c", _OURS, "grade", "run", "--cohort", str(root), "--jobs", str(jobs)]
        return _timed(command, root, self.course), _scores(root, self.assignment)

    def _cohort(self, name: str, copies: dict[str, str]) -> Path:
        root = self.folder / name
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("submitted", "inbox"))
        for learner, original in copies.items():
            place = Path("submitted", learner, self.assignment)
            shutil.copytree(self.root / "submitted" / original / self.assignment, root / place)
            _mark(root / place / f"{self.assignment}.ipynb", learner)
        return root

    def execution(self) -> Iterator[Figure]:
        """The sandbox alone, beside the CPU time of the same cells in a warm process, in turns."""
        from autograder import asked, sandbox
        from autograder.cohort import intake
        from autograder.cohort.released import load
        from autograder.course import course
        from autograder.sandbox import pages

        first = pages.PAYS_AFTER + 1  # then a sandbox is as it stays
        name = self.assignment
        released = load(self.root / "release" / name / f"{name}.ipynb")
        table = asked.table(course(self.course), [cell.exercise or "" for cell in released.judged])
        folders = [self.root / "submitted" / learner / name for learner in self.learners]
        taken = [
            one for folder in folders if isinstance(one := intake.admit(folder, released), intake.Accepted)
        ]
        walls, spent, floors = [], [], []
        with sandbox.Sandbox() as box, _Floor(table) as floor:
            box.start()
            inside = psutil.Process(box.pids[0])
            for one in itertools.islice(itertools.cycle(taken), first + 2 * len(taken)):
                used, began = _used(inside), time.perf_counter()
                ran = box.run(one.notebook, table, sandbox.Limits())
                walls.append(time.perf_counter() - began)
                # where each has a jail of its own, what it used goes with it
                spent.append(_used(inside) - used if box.mode is sandbox.Mode.FORK else ran.cpu)
                floors.append(floor.cpu(one.notebook))
        wall, cpu, least = (sum(one[first:]) / len(one[first:]) for one in (walls, spent, floors))
        yield Figure(f"{name}: execution alone, in the sandbox", wall, "s a submission")
        yield Figure(f"{name}: execution alone, in the sandbox, CPU", cpu, "s a submission")
        yield Figure(f"{name}: the cells' own CPU, everything warm", least, "s a submission")
        yield Figure(f"{name}: execution against the cells' own CPU", wall / least, "times", "<= 1.6")
        yield Figure(f"{name}: execution's CPU against the cells' own", cpu / least, "times", "<= 1.6")


def _used(process: psutil.Process) -> float:
    """CPU seconds of a jail: of its first process and of what that has run."""
    return sum(sum(one.cpu_times()[:4]) for one in [process, *process.children(recursive=True)])


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


def _scores(root: Path, assignment: str) -> dict[str, float]:
    """The automatic score of each learner, by the original's name where it is a copy."""
    from autograder.cohort import export
    from autograder.cohort.layout import Cohort

    rows = [row for row in export.rows(Cohort(root), [assignment]) if row["cells"]]
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
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before, began = _cpu_of_children(), time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = _Watch(process.pid)
    said, _ = process.communicate()
    seconds, memory = time.perf_counter() - began, watch.most()
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    _reap()
    return Timed(seconds, _cpu_of_children() - before, memory)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for what a command has left running to end, so that its time is counted."""
    orphans = [one for one in psutil.Process().children() if one.ppid() == os.getpid()]
    psutil.wait_procs(orphans, timeout=60)


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
    parser.add_argument("--quick", action="store_true", help="one round of fewer submissions")
    parser.add_argument("--rounds", type=int, help="rounds of stock, one job, two jobs")
    parser.add_argument("--few", type=int, default=8, help="submissions of the shorter run of ours")
    parser.add_argument("--number", type=int, help="submissions of the longer run of ours")
    parser.add_argument("--many", type=int, help="submissions of the long run; 0: none")
    chosen, sys.argv[1:] = parser.parse_known_args()
    usual = (
        {"rounds": 1, "number": 40, "many": 200}
        if chosen.quick
        else {"rounds": 3, "number": 60, "many": 1000}
    )
    for name, value in usual.items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, value)
    report.run("Grading a cohort", lambda: measure(chosen))
