"""Death of the coordinator at any point, two of them at once, and clocks that jump."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from multiprocessing import get_context

import pytest

from autograder.cohort import pipeline, writer
from autograder.cohort.engines import Engines
from autograder.cohort.layout import CohortError
from autograder.cohort.run import Limits

from ..conftest import ASSIGNMENT
from .conftest import EXPECTED, complete, grade, scores, sound
from .readers import reading

pytestmark = [
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is a cohort graded"),
]

#: How often the coordinator is killed: in every run of the tests, and in a study.
OFTEN = [5, pytest.param(100, marks=pytest.mark.soak)]


def coordinate(cohort) -> None:
    """A coordinator's whole life, in a process of its own; it writes often, to be met while it writes."""
    writer.BATCH = 2
    grade(cohort, reading)


@pytest.mark.parametrize("times", OFTEN)
def test_a_coordinator_that_is_killed_goes_on_where_it_was(fresh, times):
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    fork = get_context("fork")  # with nbgrader loaded already; it takes seconds
    cohort, killed, longest = fresh(), 0, 0.0
    grade(warm := fresh(), reading)
    complete(warm)
    while killed < times:
        child = fork.Process(target=coordinate, args=(cohort,))
        began = time.monotonic()
        child.start()
        child.join(chance.uniform(0, longest) if longest else None)
        if child.is_alive():
            child.kill()
            killed += 1
        else:
            longest = max(longest, 1.2 * (time.monotonic() - began))
        child.join()
        sound(cohort)
        if child.exitcode == 0:
            complete(cohort)
            cohort = fresh()
    grade(cohort, reading)
    complete(cohort)
    assert not any(entry.fresh for entry in grade(cohort, reading))


def test_a_second_coordinator_is_told_of_the_first_and_a_dead_one_holds_nothing(fresh):
    cohort, fork = fresh(), get_context("fork")
    holds, lets_go = fork.Event(), fork.Event()

    def hold() -> None:
        entries = pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), reading, Limits(), unsafe=True)
        next(entries)
        holds.set()
        lets_go.wait()

    first = fork.Process(target=hold)
    first.start()
    assert holds.wait(60)
    with pytest.raises(CohortError, match=f"another grading run .*process {first.pid} on .*run again"):
        grade(cohort, reading)
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    grade(cohort, reading)
    complete(cohort)


def test_an_interrupt_leaves_what_is_done_and_the_next_run_does_the_rest(fresh):
    cohort = fresh()
    entries = pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), reading, Limits(), unsafe=True)
    next(entries)
    with pytest.raises(KeyboardInterrupt):
        entries.throw(KeyboardInterrupt)
    sound(cohort)
    done = scores(cohort)
    assert done
    rest = grade(cohort, reading)
    assert {entry.student for entry in rest if not entry.fresh} >= set(done)
    complete(cohort)


def test_steps_of_the_clock_decide_nothing(fresh, monkeypatch):
    cohort, steps = fresh(), random.Random(7)
    monkeypatch.setattr(time, "time", lambda: steps.uniform(-1e9, 4e9))
    monkeypatch.setattr(time, "time_ns", lambda: steps.randrange(1 << 62))
    grade(cohort, reading)
    monkeypatch.undo()
    complete(cohort)
    assert not any(entry.fresh for entry in grade(cohort, reading))


def test_a_submission_that_changes_while_it_is_graded_gets_the_score_of_what_it_is(fresh):
    cohort = fresh()
    wrong, right = (next(name for name, earned in EXPECTED.items() if earned[0] == score) for score in (0, 2))
    path = cohort.submitted(wrong, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    better = (cohort.submitted(right, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes()

    class Resubmitting(Engines):
        def submit(self, task):
            future = reading_engines.submit(task)
            if wrong.encode() in task.notebook:
                path.write_bytes(better)
            return future

    reading_engines = reading()
    entries = grade(cohort, lambda: Resubmitting(make=lambda: None))
    assert len(entries) == len(EXPECTED)
    assert scores(cohort) == EXPECTED | {wrong: EXPECTED[right]}


def test_a_submission_that_never_settles_is_said_and_left(fresh):
    cohort = fresh()
    learner = next(iter(EXPECTED))
    path = cohort.submitted(learner, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    reading_engines = reading()

    class Meddling(Engines):
        def submit(self, task):
            if learner.encode() in task.notebook:
                path.write_bytes(path.read_bytes() + b" ")
            return reading_engines.submit(task)

    entries = {entry.student: entry for entry in grade(cohort, lambda: Meddling(make=lambda: None))}
    assert "keeps changing" in entries[learner].trouble
    assert learner not in scores(cohort)
    grade(cohort, reading)
    complete(cohort)
