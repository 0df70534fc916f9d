"""Grade a cohort of cheats, with honest learners between them, and look at what came of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.cohort import handout, layout, pipeline, station
from autograder.cohort.engines import Engines
from autograder.cohort.layout import Cohort
from autograder.cohort.pipeline import Entry
from autograder.cohort.released import Released
from autograder.cohort.run import Limits
from autograder.findings import Outcome
from autograder.sandbox import Mode, Sandbox

from .attack import HandedIn, InCells, attacks
from .making import ASSIGNMENT, CANARY, REPOSITORY, RIGHT, WRONG, as_bytes, attacking, filled
from .script import LIVE
from .targets import Targets, targets

#: What a submission may use here: little, so that attacks which use all of it are soon over.
LIMITS = Limits(cell_seconds=3, total_seconds=8, output=100_000, memory=1 << 30, files=16 << 20)

#: What an attack on resources is after, in the jail: more than the limits allow.
BOUNDS = {
    "megabytes": 2600,
    "forks": 64,
    "threads": 3000,
    "flood": 40_000_000,
    "disk": 96 << 20,
    "files": 200_000,
    "descriptors": 50_000,
}

#: Where honest learners sit: before the cheats, among them, after them.
TURNS = ("a0", "m", "zz")

#: A cell that looks for what others have left.
SEEKER = """
import glob, os, sys
answer = 24
places = ["/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), os.getcwd(), "/dev/mqueue"]
for place in places:
    for path in glob.glob(place + "/**", recursive=True) + glob.glob(place + "/.*"):
        try:
            text = open(path, errors="replace").read(10_000) if os.path.isfile(path) else ""
        except OSError:
            continue
        if AIM["mark"][7:] in text:
            gained("found what another has left:", path)
for name in ("check", "near", "Agreeable", "Sly", "forge"):
    if name in vars(sys.modules["builtins"]):
        gained("found what another has left in Python:", name)
"""


class Here(Executor):
    """One station in this process, on a thread of its own, with a sandbox of a given mode."""

    def __init__(self, mode: Mode) -> None:
        self._station = station.Station(_Boxed(mode))
        self._thread = ThreadPoolExecutor(1)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Grade a task at the station; ``fn`` would use the process' own."""
        return self._thread.submit(self._grade, *args)

    def _grade(self, task: bytes) -> bytes:
        graded = self._station.grade(station.Task.loads(task))
        return station.AGAIN if graded is None else graded.dumps().encode("utf-8", "replace")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the station."""
        self._thread.shutdown(wait=True, cancel_futures=cancel_futures)
        self._station.close()


class _Boxed:
    """A sandbox that stays the same after a failure of its own."""

    def __init__(self, mode: Mode) -> None:
        self._box = Sandbox(mode)

    def run(self, notebook: bytes, asked: Any, limits: Limits) -> Any:
        return self._box.run(notebook, asked, limits)

    def close(self) -> None:
        self._box.close()


@contextmanager
def cohort_of(
    names: Iterable[str], course: Path, released: Released, folder: Path, turns: Sequence[str] = TURNS
) -> Iterator[tuple[Cohort, Targets]]:
    """A cohort in which everybody named attacks, and honest learners sit between them."""
    cohort = layout.create(folder / "class", course)
    handout.hand_out(cohort, ASSIGNMENT)
    extra = {"course": str(course), "cohort": str(cohort.root), "repository": str(REPOSITORY)}
    with targets(**BOUNDS, **extra) as aims:
        os.environ["GRADERS_SECRET"] = f"secret {aims.token}"
        try:
            _hand_in(list(names), cohort, released, aims, turns)
            yield cohort, aims
        finally:
            os.environ.pop("GRADERS_SECRET", None)


def _hand_in(
    names: list[str], cohort: Cohort, released: Released, aims: Targets, turns: Sequence[str]
) -> None:
    everything, right = attacks(), as_bytes(filled(released, RIGHT))
    for name in names:
        place = cohort.submitted(name, ASSIGNMENT)
        place.mkdir(parents=True)
        attack = everything[name]
        if isinstance(attack, HandedIn):
            attack.lay(place, right, aims)
        else:
            _lay(place, attacking(attack, released, aims))
            for beside, text in attack.beside.items():
                (place / beside).write_text(text)
    for turn in turns:
        # each its own bytes: equal ones would share one result
        mark = f"# {turn}\n"
        honest = {
            "right": {name: mark + source for name, source in RIGHT.items()},
            "wrong": {name: mark + source for name, source in WRONG.items()},
            "seeker": {"number-answer": mark + aims.prelude() + SEEKER},
        }
        for kind, sources in honest.items():
            place = cohort.submitted(f"{turn}-{kind}", ASSIGNMENT)
            place.mkdir(parents=True)
            _lay(place, filled(released, sources))


def _lay(place: Path, plain: dict[str, Any]) -> None:
    (place / f"{ASSIGNMENT}.ipynb").write_bytes(as_bytes(plain))


def by_the_runner(cohort: Cohort, mode: Mode, jobs: int = 2) -> dict[str, Entry]:
    """Grade the cohort by our own pipeline, in one mode of isolation."""
    engines = Engines(jobs, make=lambda: Here(mode))
    entries = pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), lambda: engines, LIMITS, unsafe=False)
    return {entry.student: entry for entry in entries}


def by_nbgrader(cohort: Cohort, student: str = "*") -> dict[str, Any]:
    """Grade the cohort, or one of it, by ``nbgrader autograde`` with our configuration; what it reports."""
    from autograder.cohort import bridge
    from autograder.nbgrader_plugin import LIMITED

    limits = {name: getattr(LIMITS, name) for name in LIMITED}
    return dict(bridge.api(cohort, RunAndJudge=limits).autograde(ASSIGNMENT, student))


def scores_of(cohort: Cohort) -> dict[str, dict[str, float | None]]:
    """By learner and exercise, what stands in the gradebook."""
    from autograder.cohort import export

    return {
        row["id"]: {cell["name"].removesuffix("-check"): cell["auto_score"] for cell in row["cells"]}
        for row in export.rows(cohort, [ASSIGNMENT])
    }


def troubles_of(name: str, scores: dict[str, float | None], shown: str, aims: Targets) -> Iterator[str]:
    """What an attack has gained, by its scores and by what its page shows."""
    attack = attacks()[name]
    if isinstance(attack, InCells) and scores.get(attack.exercise) and Outcome.PASSED not in attack.ends:
        yield f"it scored {scores[attack.exercise]}"
    if isinstance(attack, HandedIn):
        for exercise, ends in attack.ends.items():
            if scores.get(exercise) and Outcome.PASSED not in ends:
                yield f"it scored {scores[exercise]} for {exercise}"
    said = outputs_of(json.loads(shown))
    for canary in (*aims.canaries(), CANARY):
        if canary in said:
            at = said.index(canary)
            yield f"it gained: {said[at + len(canary) : at + len(canary) + 150]!r}"


def honest_troubles(
    scores: dict[str, dict[str, float | None]], turns: Sequence[str] = TURNS
) -> Iterator[str]:
    """Whose honest grade moved."""
    wanted = {"right": (2.0, 3.0, 2.0), "wrong": (0.0, 0.0, 0.0), "seeker": (0.0, 0.0, 0.0)}
    for turn in turns:
        for kind, points in wanted.items():
            got = scores.get(f"{turn}-{kind}", {})
            if tuple(got.get(name) for name in ("number", "function", "circuit")) != points:
                yield f"{turn}-{kind} got {got}"


def live_markup(notebook: dict[str, Any]) -> list[str]:
    """What a page made of the notebook would run: live elements and attributes, kinds of output that run."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    html = "".join(str(output.get("data", {}).get("text/html", "")) for output in outputs).lower()
    tags = re.findall(r"<[a-z!][^<>]*>?", html)
    kinds = {kind for output in outputs for kind in output.get("data", ())}
    strange = kinds - {"text/plain", "text/html", "text/latex", "image/png", "image/jpeg"}
    return [live for live in LIVE if any(live in tag for tag in tags)] + sorted(strange)


def outputs_of(notebook: dict[str, Any]) -> str:
    """Everything that a notebook's cells have put out, as one text."""
    return json.dumps([cell.get("outputs") for cell in notebook["cells"]], ensure_ascii=False)


def page_of(cohort: Cohort, student: str) -> str:
    """The graded notebook as it lies there, empty where there is none."""
    path = cohort.autograded(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    return path.read_text("utf-8") if path.is_file() else json.dumps({"cells": []})


def all_troubles(
    cohort: Cohort, aims: Targets, names: Iterable[str], turns: Sequence[str] = TURNS
) -> list[str]:
    """Everything that went wrong, told."""
    scores = scores_of(cohort)
    found = list(honest_troubles(scores, turns))
    for name in names:
        shown = page_of(cohort, name)
        found += [f"{name}: {trouble}" for trouble in troubles_of(name, scores.get(name, {}), shown, aims)]
        found += [f"{name}: live markup {live}" for live in live_markup(json.loads(shown))]
    return found + aims.as_it_was()
