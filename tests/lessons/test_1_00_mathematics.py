"""The placement quiz of lesson 1-00 sends learners to the right sections; the figures of its prose."""

from __future__ import annotations

from math import comb, log, sqrt

import pytest

from autograder.answers import encode
from autograder.checks.prediction import binomial
from autograder.course import course
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.messages import text

RIGHT = {"complex": 0.5, "angle": 1j, "overlap": 1, "order": "SH", "kron": 1, "mean": 0.6, "bar": 0.05}
SECTION = {"complex": 1, "angle": 1, "overlap": 2, "order": 3, "kron": 4, "mean": 5, "bar": 6}
SLIP = {
    "complex": (0.5j, "square-not-magnitude"),
    "angle": (-1, "half-turn"),
    "overlap": (0, "conjugate-forgotten"),
    "order": ("hs", "reading-order"),
    "kron": (2, "kron-reversed"),
    "mean": (0.8, "share-for-mean"),
    "bar": (0.025, "one-over-n"),
}


def quiz(answers):
    exercise = course().exercise("1-00/placement")
    verdict = judge(exercise, encode(answers))
    return verdict, [text(finding, exercise.messages) for finding in verdict.findings]


@pytest.mark.parametrize("key", RIGHT)
@pytest.mark.parametrize("opened", [False, True])
def test_one_question_wrong_or_open_names_its_section_alone(key, opened):
    given, code = ("?", "left-open") if opened else SLIP[key]
    verdict, said = quiz(RIGHT | {key: given})
    assert verdict.outcome is Outcome.PASSED
    assert verdict.score == verdict.points, "doing it is what counts"
    assert verdict.codes == ("reading-list", code)
    read, _, skip = said[0].partition("Skip: ")
    assert str(SECTION[key]) in read
    assert not any(str(other) in read for other in range(1, 7) if other != SECTION[key])
    assert sum(str(other) in skip for other in range(1, 7)) == 5
    assert key in said[1]


def test_all_right_and_all_open():
    assert quiz(RIGHT)[0].codes == ("nothing-to-read",)
    verdict, said = quiz(dict.fromkeys(RIGHT, "?"))
    assert verdict.passed
    assert "Skip: none" in said[0]
    assert all(key in " ".join(said[:2]) for key in RIGHT), "every question is told in what is shown"


def test_the_heading_does_not_call_it_right():
    from gangway.feedback import Tone
    from gangway.verdicts import about_verdict

    exercise = course().exercise("1-00/placement")
    feedback = about_verdict(exercise, quiz(dict.fromkeys(RIGHT, "?"))[0])
    assert feedback.heading == exercise.heading
    assert feedback.tone is Tone.NOTE
    refused = about_verdict(exercise, quiz({})[0])
    assert refused.heading != exercise.heading


def test_figures_of_the_prose():
    assert abs(0.5 + 0.5 * complex(0.5, sqrt(3) / 2)) ** 2 == pytest.approx(0.75)
    ninety = binomial(100, 0.9)
    assert sum(share for ones, share in ninety.items() if 84 <= ones <= 95) > 0.95
    assert course().exercise("1-00/many-shots").data["truth"] == [84, 95]
    assert sqrt(100 * 0.9 * 0.1) == pytest.approx(3)
    assert round(0.99**20, 2) == 0.82
    assert round(comb(300, 0) * 0.99**300, 2) == 0.05
    assert -log(0.05) == pytest.approx(3, abs=0.005)
    assert pytest.approx(1.4) == (1 - 0.993) / (1 - 0.995)
    assert pytest.approx(98.9, abs=0.02) == 99.5 - 1.96 * 0.3
