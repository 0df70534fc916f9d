"""Death of a worker, of the sandbox's warm parent and of the judge; of the coordinator with all of them."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from multiprocessing import get_context

import psutil
import pytest

from autograder.cohort import pipeline
from autograder.cohort.run import Limits

from ..conftest import ASSIGNMENT
from .conftest import EXPECTED, complete, grade, scores, sound
from .light import light

pytestmark = [
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.needs("bubblewrap"),
]

#: What is killed, by what its command line has in it.
VICTIMS = {
    "worker": "multiprocessing.spawn",
    "judge": "autograder.cohort.judge_process",
    "sandbox": "autograder.sandbox.zygote",
}


def fresh_below(older: set[int]) -> list[tuple[str, psutil.Process]]:
    """Those below this process, without what other tests have left running in it on purpose."""
    return [(name, one) for name, one in below(psutil.Process()) if one.pid not in older]


def gone(older: set[int], seconds: float = 60) -> bool:
    """Whether all of them end, waited for."""
    end = time.monotonic() + seconds
    while fresh_below(older) and time.monotonic() < end:
        time.sleep(0.2)
    return not fresh_below(older)


def below(parent: psutil.Process) -> list[tuple[str, psutil.Process]]:
    """The processes below one that can be killed, with what they are."""
    found = []
    for process in parent.children(recursive=True):
        with suppress(psutil.Error):
            line = " ".join(process.cmdline())
            found += [(name, process) for name, sign in VICTIMS.items() if sign in line]
    return [(name, process) for name, process in found if not is_a_submissions(process)]


def is_a_submissions(process: psutil.Process) -> bool:
    """Whether it is a fork of the warm parent: one that is killed twice counts (tests/sandbox has that)."""
    with suppress(psutil.Error):
        above = process.parent()
        return above is not None and above.cmdline() == process.cmdline()
    return True


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.soak)])
def test_whatever_dies_nobodys_grade_is_lost_doubled_or_wrong(fresh, times, monkeypatch):
    monkeypatch.setattr("autograder.cohort.writer.BATCH", 1)
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance, killed = random.Random(seed), []
    older = {one.pid for _, one in below(psutil.Process())}
    cohort = fresh()
    while len(killed) < times:
        plan = pipeline.plan(cohort, ASSIGNMENT, force=True)
        for _ in pipeline.carry_out(plan, light, Limits(), unsafe=False, patience=0):
            kinds = [name for name in VICTIMS if name not in killed[-2:]]  # each in its turn, in any order
            victims = [found for found in fresh_below(older) if found[0] in kinds]
            if len(killed) < times and victims and chance.random() < 0.6:
                name, victim = chance.choice(victims)
                with suppress(psutil.Error):
                    victim.kill()
                    killed.append(name)
        sound_but_for_the_unscored(cohort)
    assert len(set(killed)) == len(VICTIMS)
    grade(cohort, light, unsafe=False)
    complete(cohort)
    assert gone(older)


def sound_but_for_the_unscored(cohort) -> None:
    """What could not be graded twice over is unscored and waits; it is never a wrong score."""
    for learner, found in scores(cohort).items():
        assert found in (EXPECTED[learner], (None, None)), learner


def test_a_dead_coordinator_leaves_no_process_behind(fresh):
    cohort, fork = fresh(), get_context("fork")
    under_way = fork.Event()

    def coordinate() -> None:
        for _ in pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), light, Limits(), unsafe=False):
            under_way.set()

    coordinator = fork.Process(target=coordinate)
    coordinator.start()
    assert under_way.wait(240)
    left = [process for _, process in below(psutil.Process(coordinator.pid))]
    coordinator.kill()
    coordinator.join()
    gone, alive = psutil.wait_procs(left, timeout=60)
    assert not alive
    assert gone or not left
    sound(cohort)
