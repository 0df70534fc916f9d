"""Exercise + answer -> verdict: the ways that judging can end, and how findings make a score."""

import pytest

from autograder import messages
from autograder.answers import encode
from autograder.exercise import Exercise, exercise
from autograder.findings import LIKELY, Finding, Outcome
from autograder.judge import judge
from autograder.kinds import Number

HINTS = ("A question?", "A pointer.", "Almost the solution.")


def declared(*findings: Finding, **settings) -> Exercise:
    return exercise("sample", takes=Number(), hints=HINTS, **settings)(lambda answer, given: findings)


def test_no_finding_means_right():
    verdict = judge(declared(points=3), encode(1))
    assert (verdict.outcome, verdict.score, verdict.passed) == (Outcome.PASSED, 3, True)


def test_a_remark_costs_nothing():
    verdict = judge(declared(Finding("no-answer", credit=1)), encode(1))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.codes == ("no-answer",)


def test_the_dearest_finding_sets_the_score():
    verdict = judge(
        declared(Finding("garbled", credit=0.5), Finding("wrong-key", credit=0.25), points=4), encode(1)
    )
    assert (verdict.outcome, verdict.score) == (Outcome.PARTLY, 1)


def test_a_mistake_scores_nothing_and_the_likeliest_is_shown_first():
    findings = [
        Finding("garbled"),
        Finding("wrong-key", rank=LIKELY),
        Finding("no-counts"),
        Finding("too-wide"),
    ]
    verdict = judge(declared(*findings), encode(1))
    assert (verdict.outcome, verdict.score) == (Outcome.WRONG, 0)
    assert [finding.code for finding in verdict.shown] == ["wrong-key", "garbled"]


def test_remarks_stand_behind_mistakes():
    verdict = judge(declared(Finding("garbled", credit=1, rank=LIKELY), Finding("wrong-key")), encode(1))
    assert verdict.codes == ("wrong-key", "garbled")


@pytest.mark.parametrize("placeholder", [None, ...])
def test_nothing_is_no_answer(placeholder):
    assert judge(declared(), encode(placeholder)).outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize("answer", ["seven", [1, 2], float("nan"), {1, 2}, True])
def test_an_answer_of_another_kind_is_malformed_not_wrong(answer):
    verdict = judge(declared(), encode(answer))
    assert verdict.outcome is Outcome.MALFORMED
    assert verdict.score == 0


@pytest.mark.parametrize(
    "data", [None, [], "text", {"kind": "number"}, {"kind": "number", "value": "1"}, {"kind": []}]
)
def test_data_that_no_encoder_makes_is_malformed(data):
    assert judge(declared(), data).outcome is Outcome.MALFORMED


def test_a_check_that_fails_is_the_graders_own_fault():
    def broken(answer, given):
        raise ZeroDivisionError
        yield

    verdict = judge(exercise("sample", takes=Number(), hints=HINTS)(broken), encode(1))
    assert verdict.outcome is Outcome.GRADER_FAULT
    assert "no fault of yours" in messages.text(verdict.findings[0])


def test_given_numbers_are_the_same_for_a_seed_and_differ_between_seeds():
    drawn = declared(variant=lambda rng: {"angle": rng.random()})
    assert drawn.given("kim") == drawn.given("kim") != drawn.given("lee")
    assert drawn.given() == drawn.given()


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [({"name": "Bell Pair"}, "lower-case"), ({"hints": ("one",)}, "hints"), ({"points": 0}, "points")],
)
def test_a_badly_declared_exercise_is_refused(settings, complaint):
    plain = {"name": "sample", "takes": Number(), "judgement": lambda answer, given: (), "hints": HINTS}
    with pytest.raises(ValueError, match=complaint):
        Exercise(**{**plain, **settings})


def test_every_template_can_be_filled_from_plain_names():
    for code, parts in messages.catalogue().items():
        assert set(parts) <= set(messages.PARTS), code
        assert parts.get("does"), code


def test_an_exercises_own_words_are_laid_over_the_catalogues_part_by_part():
    own = {"wrong-type": {"asked": "Hand in a sandwich."}}
    said = messages.sentences(Finding("wrong-type", {"given": "a list", "expected": "a number"}), own)
    assert said == {"does": "This is a list.", "asked": "Hand in a sandwich."}


def test_a_template_cannot_reach_into_a_value():
    with pytest.raises(KeyError):
        messages.text(Finding("own", {"given": "x"}), {"own": {"does": "{given.__class__}"}})
