"""Grade the attacks and print each verdict: ``python -m tests.attacks [--mode single] [--list] [NAME…]``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from autograder.cohort import pipeline
from autograder.cohort.engines import Engines
from autograder.sandbox import Mode

from .attack import HandedIn, InCells, Replied, attacks
from .grading import (
    ASSIGNMENT,
    LIMITS,
    Here,
    cohort_of,
    honest_troubles,
    live_markup,
    page_of,
    scores_of,
    troubles_of,
)
from .making import make_course, released_in

_MODES = {"fork": Mode.FORK, "single": Mode.SINGLE}


def main() -> None:
    """Print a line for each attack as it is graded, then what went wrong; exit status 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these attacks")
    parser.add_argument("--mode", choices=list(_MODES), default="fork")
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
    troubles = _graded(names, _MODES[chosen.mode])
    print("\n".join(troubles) or "nothing gained, nothing changed, nobody else's grade moved")
    sys.exit(bool(troubles))


def _shown(attack: InCells | HandedIn | Replied) -> str:
    if isinstance(attack, InCells):
        return attack.unshown or str(attack.shown)
    return attack.unshown or str(attack.show.__doc__)


def _graded(names: list[str], mode: Mode) -> list[str]:
    """Grade a cohort of cheats and print what became of each; returns what went wrong."""
    with tempfile.TemporaryDirectory() as place:
        course = make_course(Path(place) / "course")
        with cohort_of(names, course, released_in(course), Path(place)) as (cohort, aims):
            began, plan = time.monotonic(), pipeline.plan(cohort, ASSIGNMENT)
            engines = Engines(1, make=lambda: Here(mode))
            for entry in pipeline.carry_out(plan, lambda: engines, LIMITS, unsafe=False):
                said = entry.trouble or (entry.graded and (entry.graded.refused or _outcomes(entry.graded)))
                took = entry.graded.seconds if entry.graded else 0
                print(
                    f"| {entry.student} | {said} | {took:.1f} s | {time.monotonic() - began:.0f} s |",
                    flush=True,
                )
            scores = scores_of(cohort)
            troubles = list(honest_troubles(scores))
            for name in names:
                shown = page_of(cohort, name)
                troubles += [f"{name}: {one}" for one in troubles_of(name, scores.get(name, {}), shown, aims)]
                troubles += [f"{name}: live markup {live}" for live in live_markup(json.loads(shown))]
            return troubles + aims.as_it_was()


def _outcomes(graded) -> str:
    return ", ".join(f"{result.exercise.partition('/')[2]}: {result.outcome}" for result in graded.results)


if __name__ == "__main__":
    main()
