"""Stations as they are, but with a sandbox that has little to warm up."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from autograder.cohort import station
from autograder.cohort.engines import Engines, Stations
from autograder.sandbox import Sandbox


def begin(lifeline) -> None:
    """Make this process' station a light one; it ends with its lifeline, if it has one."""
    if lifeline is not None:
        station.begin(lifeline)
    station.close()
    station._here = station.Station(Sandbox(warm=("numpy", "gangway")))


#: What a process of the pool runs first; the tests are no package that it could import them from.
_BEGIN = """
import sys

sys.path.insert(0, {root!r})
from tests.cohort.faults.light import begin

begin(lifeline)
"""


def first_words() -> str:
    """The code that makes another process' station a light one."""
    return _BEGIN.format(root=str(Path(__file__).resolve().parents[3]))


class LightStations(Stations):
    def __init__(self, jobs: int) -> None:
        context = get_context("spawn")
        self._far_end, self._lifeline = context.Pipe(duplex=False)
        names = {"lifeline": self._far_end}
        ProcessPoolExecutor.__init__(
            self, jobs, mp_context=context, initializer=exec, initargs=(first_words(), names)
        )


def light(jobs: int = 1) -> Engines:
    """Engines with such stations."""
    return Engines(jobs, make=lambda: LightStations(jobs))
