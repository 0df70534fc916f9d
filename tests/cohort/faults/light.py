"""Stations as they are, but with a sandbox that has little to warm up."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from autograder.cohort import station
from autograder.cohort.engines import Engines, Stations
from autograder.sandbox import Sandbox


def begin(lifeline) -> None:
    """What a process of the pool does first."""
    station.begin(lifeline)
    prepare()


def prepare() -> None:
    """Make this process' station a light one."""
    station.close()
    station._here = station.Station(Sandbox(warm=("numpy", "gangway")))


class LightStations(Stations):
    def __init__(self, jobs: int) -> None:
        context = get_context("spawn")
        self._far_end, self._lifeline = context.Pipe(duplex=False)
        ProcessPoolExecutor.__init__(
            self, jobs, mp_context=context, initializer=begin, initargs=(self._far_end,)
        )


def light(jobs: int = 1) -> Engines:
    """Engines with such stations."""
    return Engines(jobs, make=lambda: LightStations(jobs))
