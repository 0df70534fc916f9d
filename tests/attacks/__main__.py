"""Grade the attacks and print each verdict: ``python -m tests.attacks [--mode single] [--list] [NAME…]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from autograder.cohort import pipeline
from autograder.cohort.engines import Engines
from autograder.cohort.layout import Cohort
from autograder.sandbox import Mode

from .attack import HandedIn, InCells, Replied, attacks
from .grading import (
    ASSIGNMENT,
    LIMITS,
    Here,
    all_troubles,
    by_nbgrader,
    cohort_of,
    scores_of,
)
from .making import make_course, released_in

_MODES = {"fork": Mode.FORK, "single": Mode.SINGLE}
NBGRADER = "nbgrader"
#: A learner, what was said of the submission, and the seconds that it took.
Said = tuple[str, str, float]


def main() -> None:
    """Print a line for each attack as it is graded, then what went wrong; exit status 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these attacks")
    parser.add_argument("--mode", choices=[*_MODES, NBGRADER], default="fork")
    parser.add_argument(
        "--list", action="store_true", help="the attacks and where each works, without grading"
    )
    parser.add_argument("--quick", action="store_true", help="leave out those that take their whole time")
    chosen = parser.parse_args()
    if chosen.list:
        for name, attack in attacks().items():
            print(f"| {name} | {attack.what} | {_shown(attack)} |")
        return
    names = chosen.names or [*attacks(InCells), *attacks(HandedIn)]
    names = [name for name in names if not (chosen.quick and getattr(attacks()[name], "slow", False))]
    found = _graded(names, chosen.mode)
    print("\n".join(found) or "nothing gained, nothing changed, nobody else's grade moved")
    sys.exit(bool(found))


def _shown(attack: InCells | HandedIn | Replied) -> str:
    if isinstance(attack, InCells):
        return attack.unshown or str(attack.shown)
    return attack.unshown or str(attack.show.__doc__)


def _graded(names: list[str], way: str) -> list[str]:
    """Grade a cohort of cheats and print what became of each; returns what went wrong."""
    with tempfile.TemporaryDirectory() as place:
        course = make_course(Path(place) / "course")
        with cohort_of(names, course, released_in(course), Path(place)) as (cohort, aims):
            began = time.monotonic()
            each = _by_nbgrader(cohort, course) if way == NBGRADER else _by_the_runner(cohort, _MODES[way])
            for student, said, took in each:
                print(f"| {student} | {said} | {took:.1f} s | {time.monotonic() - began:.0f} s |", flush=True)
            return all_troubles(cohort, aims, names)


def _by_the_runner(cohort: Cohort, mode: Mode) -> Iterator[Said]:
    engines = Engines(1, make=lambda: Here(mode))
    for entry in pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), lambda: engines, LIMITS, unsafe=False):
        said = entry.trouble or (entry.graded and (entry.graded.refused or _outcomes(entry.graded)))
        yield entry.student, str(said), entry.graded.seconds if entry.graded else 0


def _by_nbgrader(cohort: Cohort, course: Path) -> Iterator[Said]:
    """One after the other, so that each shows its time: nbgrader grades a cohort at once as well."""
    os.environ["GANGWAY_COURSE"] = str(course)
    warnings.filterwarnings("ignore", "Object of type <Submitted|Non-unique cell id")
    for place in sorted((cohort.root / "submitted").iterdir()):
        began = time.monotonic()
        told = by_nbgrader(cohort, place.name)
        if told["success"]:
            said = str(scores_of(cohort).get(place.name))
        else:
            said = next(
                (line for line in told["log"].splitlines() if "NotGraded" in line), told["log"][-300:]
            )
        yield place.name, said, time.monotonic() - began


def _outcomes(graded) -> str:
    return ", ".join(f"{result.exercise.partition('/')[2]}: {result.outcome}" for result in graded.results)


if __name__ == "__main__":
    main()
