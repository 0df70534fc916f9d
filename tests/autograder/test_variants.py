"""An exercise whose numbers are each learner's own: it works for every seed, and copied answers don't."""

from math import cos, degrees, pi, sin

import numpy as np
import pytest
from braket.circuits import Circuit

from autograder import kinds
from autograder.attempts import alternative, judged, placeholder, reference, wrong
from autograder.checks import states
from autograder.exercise import exercise
from autograder.findings import Outcome

HINTS = ("How far does Ry turn?", "Ry(θ) gives cos(θ/2) and sin(θ/2).", "ry(0, θ) with your θ.")


def _draw(rng):
    """An angle far from those where usual slips would be right by chance."""
    return {"theta": round(rng.uniform(0.6, 1.2), 3), "label": rng.choice("abc")}


@exercise("tilt", takes=kinds.Circuit(), hints=HINTS, variant=_draw)
def tilt(answer, given):
    half = given["theta"] / 2
    yield from states.prepares(answer, np.array([cos(half), sin(half)]))


ATTEMPTS = [
    placeholder("tilt", "empty-circuit")(lambda given: Circuit()),
    reference("tilt")(lambda given: Circuit().ry(0, given["theta"])),
    alternative("tilt")(lambda given: Circuit().x(0).ry(0, given["theta"] - pi)),
    wrong("tilt", "angle-halved")(lambda given: Circuit().ry(0, given["theta"] / 2)),
    wrong("tilt", "relative-phase")(lambda given: Circuit().ry(0, -given["theta"])),
    wrong("tilt", "degrees-for-radians")(lambda given: Circuit().ry(0, degrees(given["theta"]))),
]


def for_seeds(seeds):
    for seed in seeds:
        for attempt in ATTEMPTS:
            verdict = judged(tilt, attempt, f"learner {seed}")
            assert verdict.outcome is not Outcome.GRADER_FAULT
            assert verdict.passed == (attempt.finds is None), (seed, attempt.name, verdict.codes)
            assert verdict.codes[:1] == ((attempt.finds,) if attempt.finds else ()), (seed, attempt.name)


def test_every_attempt_is_met_alike_for_three_learners():
    for_seeds(range(3))


@pytest.mark.soak
def test_every_attempt_is_met_alike_for_fifty_learners():
    for_seeds(range(50))


def test_an_answer_copied_from_another_learner_fails():
    mine, theirs = tilt.given("learner 1"), tilt.given("learner 2")
    assert mine != theirs
    copied = reference("tilt")(lambda given: Circuit().ry(0, theirs["theta"]))
    assert not judged(tilt, copied, "learner 1").passed


def test_the_numbers_of_a_seed_are_the_same_on_any_machine():
    assert tilt.given("learner 1") == {"theta": 0.858, "label": "a"}
