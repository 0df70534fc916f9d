"""Choice, ordering and prediction: exercises that are data."""

import json

import pytest

from autograder.answers import Malformed, encode
from autograder.checks import choice as choices
from autograder.checks import ordering as orders
from autograder.checks import prediction
from autograder.checks.choice import choice
from autograder.checks.ordering import ordering
from autograder.exercise import Exercise
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.messages import sentences, text

HINTS = ("What?", "Where?", "Nearly.")


def verdict(exercise: Exercise, answer: object):
    return judge(exercise, encode(answer))


def told(exercise: Exercise, answer: object) -> list[str]:
    """Every finding in words: proves that each has a message that can be filled."""
    return [text(finding, exercise.messages) for finding in verdict(exercise, answer).findings]


WHICH_BIT = choice(
    "which-bit",
    options={"a": "'100'", "b": "'001'", "c": "'010'", "d": "'111'"},
    right={"b"},
    says={
        "a": ("bit-order-braket", "{text} is how Braket writes it; the question is about Qiskit."),
        "c": ("counted-from-one", "Option {option} counts qubits from one."),
        "d": ("all-qubits", {"does": "That sets every qubit.", "look": "Count the ones."}),
    },
    hints=HINTS,
)


@pytest.mark.parametrize("answer", ["b", "B", " (b) ", "b."])
def test_right_option_passes(answer):
    assert verdict(WHICH_BIT, answer).passed


@pytest.mark.parametrize(
    ("answer", "code"), [("a", "bit-order-braket"), ("c", "counted-from-one"), ("d", "all-qubits")]
)
def test_each_wrong_option_has_its_name(answer, code):
    assert verdict(WHICH_BIT, answer).codes == (code,)
    assert told(WHICH_BIT, answer)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(None, Outcome.NO_ANSWER), ("", Outcome.NO_ANSWER), ("e", Outcome.MALFORMED), (2, Outcome.MALFORMED)],
)
def test_choice_placeholder_and_malformed(answer, outcome):
    assert verdict(WHICH_BIT, answer).outcome is outcome
    assert told(WHICH_BIT, answer)


def test_choice_is_formative_and_data():
    assert not WHICH_BIT.graded
    data = json.loads(json.dumps(WHICH_BIT.data))
    assert [finding.code for finding in choices.findings(data, "c")] == ["counted-from-one"]
    assert data["messages"]["unknown-option"]["does"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"right": {"z"}}, "no option 'z'"),
        ({"right": set()}, "needs a right option"),
        ({"right": {"a", "b", "c", "d"}}, "needs a right option"),
        ({"says": {}}, "says nothing about"),
        ({"says": {"a": ("x", "1"), "c": ("x", "2"), "d": ("y", "3")}}, "two messages"),
        ({"says": {"a": ("X!", "1"), "c": ("x", "2"), "d": ("y", "3")}}, "lower-case"),
        ({"says": {"a": ("x", "{00: 1}"), "c": ("y", "2"), "d": ("z", "3")}}, "literal brace"),
        ({"options": {"A": "x", "b": "y"}, "right": {"b"}}, "lower-case letters"),
    ],
)
def test_choice_refuses_what_an_author_got_wrong(change, complaint):
    settings = {
        "options": dict(WHICH_BIT.data["options"]),
        "right": {"b"},
        "says": {"a": ("x", "1"), "c": ("y", "2"), "d": ("z", "3")},
        "hints": HINTS,
    }
    with pytest.raises(ValueError, match=complaint):
        choice("broken", **{**settings, **change})


LINES = {
    "a": "circuit.cnot(0, 1)",
    "b": "circuit = Circuit()",
    "c": "circuit.h(0)",
    "d": "circuit.h(1)",
    "e": "counts = device.run(circuit, shots=100).result().measurement_counts",
    "f": "device = LocalSimulator()",
    "g": "circuit.cnot(1, 1)",
}
BY_RULE = ordering(
    "order-lines",
    lines=LINES,
    before=[("b", "c"), ("c", "a"), ("a", "e"), ("f", "e")],
    distractors={"d", "g"},
    says={
        "d": ("both-in-superposition", "Line {line} puts qubit 1 in superposition as well."),
        "g": ("control-is-target", "Line {line} has one qubit as control and target."),
        ("a", "c"): (
            "cnot-before-h",
            "Line {line} runs while qubit 0 is still 0 (line {after} comes later).",
        ),
    },
    hints=HINTS,
)
BY_LIST = ordering(
    "order-lines",
    lines=LINES,
    valid=["b c a f e", "b c f a e", "b f c a e", "f b c a e"],
    distractors={"d", "g"},
    says={
        "d": ("both-in-superposition", "Line {line} puts qubit 1 in superposition as well."),
        "g": ("control-is-target", "Line {line} has one qubit as control and target."),
        ("a", "c"): ("cnot-before-h", "Line {line} runs while qubit 0 is still 0."),
    },
    hints=HINTS,
)


@pytest.mark.parametrize("exercise", [BY_RULE, BY_LIST], ids=["rule", "list"])
@pytest.mark.parametrize("answer", ["b c a f e", "f b c a e", ["b", "f", "c", "a", "e"], "b, c, f, a, e"])
def test_every_valid_order_passes(exercise, answer):
    assert verdict(exercise, answer).passed


@pytest.mark.parametrize("exercise", [BY_RULE, BY_LIST], ids=["rule", "list"])
@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("b c d a f e", ["both-in-superposition"]),
        ("b c a g f e", ["control-is-target"]),
        ("b c a e", ["line-missing"]),
        ("b e", ["line-missing"]),
        ("b a c f e", ["cnot-before-h"]),
        ("b c a e f", ["wrong-order", "line-too-early"]),
        ("c b a f e", ["wrong-order", "line-too-early"]),
        ("e b c a f", ["wrong-order", "line-too-early"]),
        ("d b a c e", ["both-in-superposition", "cnot-before-h", "line-missing"]),
        ("a b", ["line-missing", "wrong-order", "line-too-early"]),
    ],
)
def test_each_wrong_order_is_named(exercise, answer, codes):
    assert list(verdict(exercise, answer).codes) == codes
    assert all(told(exercise, answer))


def test_too_early_names_the_line():
    finding = next(f for f in verdict(BY_RULE, "b c a e f").findings if f.code == "line-too-early")
    assert (finding.values["line"], finding.values["after"]) == ("e", "f")


def test_ordering_placeholder_and_malformed():
    assert verdict(BY_RULE, []).outcome is Outcome.NO_ANSWER
    assert verdict(BY_RULE, "a a b").codes == ("repeated-line",)
    assert verdict(BY_RULE, "a z").codes == ("unknown-option",)
    assert verdict(BY_RULE, 3).codes == ("wrong-type",)


EITHER = ordering(
    "either",
    lines={"a": "prepare()", "b": "read()", "c": "read_twice()", "d": "stop()"},
    valid=["a b d", "a c d", "d a b"],
    hints=HINTS,
)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("a b d", []),
        ("a c d", []),
        ("d a b", []),
        ("d a c", ["wrong-order", "line-too-early"]),
        ("a d b", ["wrong-order"]),
        ("a b c d", ["line-not-needed"]),
        ("b a d", ["wrong-order", "line-too-early"]),
    ],
)
def test_sets_of_lines_that_each_work(answer, codes):
    assert list(verdict(EITHER, answer).codes) == codes


def test_ordering_is_data():
    data = json.loads(json.dumps(BY_LIST.data))
    assert [finding.code for finding in orders.findings(data, ("b", "a", "c", "f", "e"))] == ["cnot-before-h"]
    assert not list(orders.findings(data, ["b", "c", "a", "f", "e"]))


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"before": [("a", "b"), ("b", "a")]}, "no order fits"),
        ({"before": [("a", "z")]}, "no line 'z'"),
        ({"before": [("a", "c")], "distractors": {"c"}, "says": {"c": ("x", "y")}}, "both a distractor"),
        ({"valid": ["a b"]}, "neither needed nor"),
        ({"valid": ["a b"], "distractors": {"c"}}, "says nothing about"),
        ({"says": {"a": ("x", "y")}}, "no distractor"),
    ],
)
def test_ordering_refuses_what_an_author_got_wrong(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        ordering("broken", lines={"a": "1", "b": "2", "c": "3"}, hints=HINTS, **settings)


COUNTS = prediction.distribution(
    "counts",
    width=2,
    misconceptions={
        "four-equal": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            "Four equal bars: two separate coins.",
        ),
        "always-on": ({"11": 1.0}, "CNOT as a switch that is always on."),
    },
    hints=HINTS,
)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ({"00": 0.5, "11": 0.5}, []),
        ({"00": 50, "11": 50}, []),
        ({"00": 0.3, "01": 0.2, "10": 0.25, "11": 0.25}, ["four-equal"]),
        ({"11": 0.95, "00": 0.05}, ["always-on"]),
        ({"01": 1}, []),
    ],
)
def test_a_committed_distribution_earns_all_and_its_idea_is_named(answer, codes):
    given = verdict(COUNTS, answer)
    assert given.passed
    assert given.score == COUNTS.points
    assert list(given.codes) == codes


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        ({}, "no-answer"),
        ({"00": 0.5}, "not-normalised"),
        ({"00": 1.5, "11": -0.5}, "negative-probability"),
        ({"0": 0.5, "1": 0.5}, "wrong-width"),
        ({"0x": 1}, "not-a-bitstring"),
        ("00", "wrong-type"),
    ],
)
def test_malformed_distributions(answer, code):
    given = verdict(COUNTS, answer)
    assert not given.passed
    assert given.codes == (code,)
    assert told(COUNTS, answer)


@pytest.mark.parametrize("encoded", [False, True])
def test_reveal_of_a_distribution(encoded):
    mine, came = {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}, {"00": 507, "11": 493}
    if encoded:
        mine, came = encode(mine), encode(came)
    findings = prediction.compare(COUNTS, mine, came)
    assert [finding.code for finding in findings] == ["four-equal", "prediction-off"]
    assert all(finding.credit == 1 for finding in findings)
    assert all(text(finding, COUNTS.messages) for finding in findings)
    picture = findings[0].picture
    assert picture.form == "bars"
    assert picture.data["expected"] == [0.507, 0, 0, 0.493]
    assert picture.data["given"] == [0.25] * 4
    assert "00: predicted 25 %, came out 50.7 %" in picture.alt


def test_reveal_of_a_right_distribution():
    assert [f.code for f in prediction.compare(COUNTS, {"00": 0.5, "11": 0.5}, {"00": 507, "11": 493})] == [
        "prediction-close"
    ]


@pytest.mark.parametrize(
    ("mine", "came", "said"),
    [
        ({"00": 1}, {"00": 100}, "Your prediction is exactly what came out."),
        ({"00": 0.1 + 0.2, "11": 0.7}, {"00": 30, "11": 70}, "Your prediction is exactly what came out."),
        ({"01": 1}, {"00": 50, "11": 50}, "You predicted 100 % for 01; it never came."),
        ({"01": 1}, {"00": 0.5, "11": 0.5, "01": 4e-33}, "You predicted 100 % for 01; it never came."),
        ({"00": 1}, {"00": 50, "11": 50}, "You predicted 100 % for 00; what came out is 50 %."),
        ({"00": 0.5, "11": 0.5}, {"00": 507, "11": 493}, "Your prediction fits: 0.7 % of the shots would"),
    ],
)
def test_a_reveal_counts_nothing_in_per_cent(mine, came, said):
    assert text(prediction.compare(COUNTS, mine, came)[-1], COUNTS.messages).startswith(said)


ONES = prediction.interval("one-qubit", truth=prediction.binomial(1000, 0.5), unit="ones", hints=HINTS)


@pytest.mark.parametrize(
    ("shots", "probability"), [(1000, 0.5), (20, 0.1), (5, 0.0), (5, 1.0), (3000, 0.999)]
)
def test_the_binomial_distribution_is_scipys(shots, probability):
    from scipy.stats import binom

    ours = prediction.binomial(shots, probability)
    assert list(ours.values()) == pytest.approx(binom.pmf(range(shots + 1), shots, probability), abs=1e-12)


def test_the_central_interval_is_the_binomial_one():
    assert ONES.data["truth"] == [469, 531]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((469, 531), "interval-calibrated"),
        ((465, 535), "interval-calibrated"),
        ((500, 500), "point-value"),
        ((490, 510), "interval-too-narrow"),
        ((250, 750), "interval-too-wide"),
        ((0, 1000), "interval-too-wide"),
        ((600, 700), "interval-misses"),
        ((500, 600), "interval-off-centre"),
    ],
)
def test_each_interval_is_named_and_earns_all(answer, code):
    given = verdict(ONES, answer)
    assert given.score == ONES.points
    assert given.codes == (code,)
    assert told(ONES, answer)


def test_an_interval_may_have_sentences_of_its_own():
    own = prediction.interval(
        "difference",
        truth=prediction.binomial(1000, 0.5),
        hints=HINTS,
        says={"interval-too-narrow": {"look": "Both runs scatter, to {truth_high}."}},
    )
    (finding,) = verdict(own, (490, 510)).shown
    assert sentences(finding, own.messages)["look"] == "Both runs scatter, to 531."
    assert own.data["messages"]["interval-too-narrow"]["does"].startswith("Your interval from {low}")
    with pytest.raises(ValueError, match="be filled"):
        prediction.interval("x", truth={0: 1.0}, hints=HINTS, says={"point-value": {"look": "{unknown}"}})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((600, 400), "reversed-interval"),
        ((-5, 10), "outside-range"),
        (500, "wrong-type"),
        (None, "no-answer"),
    ],
)
def test_malformed_intervals(answer, code):
    assert verdict(ONES, answer).codes == (code,)


def test_the_score_is_best_for_the_true_interval():
    best = prediction.score(ONES.data, *ONES.data["truth"])
    assert best == 1
    for other in [(450, 550), (500, 500), (490, 510), (0, 1000), (600, 700)]:
        assert 0 < prediction.score(ONES.data, *other) < 0.9


def test_coverage_matches_scipy():
    from scipy.stats import binom

    expected = binom.cdf(510, 1000, 0.5) - binom.cdf(489, 1000, 0.5)
    assert prediction.coverage(ONES.data, 489.5, 510) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(487, "outcome-inside"), (600, "outcome-outside"), ([487, 600, 510], "outcomes-inside")],
)
def test_reveal_of_an_interval(outcome, code):
    findings = prediction.compare(ONES, (469, 531), outcome)
    assert [finding.code for finding in findings] == ["interval-calibrated", code]
    assert all(text(finding) for finding in findings)
    picture = findings[0].picture
    assert picture.form == "interval"
    assert (picture.data["low"], picture.data["truth_high"]) == (469, 531)
    assert "469 to 531" in picture.alt


def test_reveal_refuses_an_outcome_of_another_kind():
    with pytest.raises(Malformed):
        prediction.compare(ONES, (469, 531), {"0": 3})
    with pytest.raises(ValueError, match="no prediction"):
        prediction.compare(WHICH_BIT, "a", "b")


def test_predictions_are_data():
    for exercise in (COUNTS, ONES):
        assert not exercise.graded
        assert json.loads(json.dumps(exercise.data, allow_nan=False)) == exercise.data


def test_prediction_refuses_what_an_author_got_wrong():
    with pytest.raises(ValueError, match="no distribution"):
        prediction.distribution("x", width=1, misconceptions={"a": ({"0": 0.4}, "m")}, hints=HINTS)
    with pytest.raises(ValueError, match="closer than"):
        prediction.distribution(
            "x",
            width=1,
            misconceptions={"a": ({"0": 1}, "m"), "b": ({"0": 0.99, "1": 0.01}, "n")},
            hints=HINTS,
        )
    with pytest.raises(ValueError, match="add up to 1"):
        prediction.interval("x", truth={0: 0.4}, hints=HINTS)


def test_the_difference_of_two_runs_scatters_by_both():
    run = prediction.binomial(400, 0.2)
    apart = prediction.difference(run, run)
    assert sum(apart.values()) == pytest.approx(1)
    assert sum(value * chance for value, chance in apart.items()) == pytest.approx(0, abs=1e-9)
    assert sum(value**2 * chance for value, chance in apart.items()) == pytest.approx(2 * 400 * 0.16)
    assert (min(apart), max(apart)) == (-400, 400)
    assert prediction.difference({3.0: 1.0}, {1.0: 0.5, 2.0: 0.5}) == {2.0: 0.5, 1.0: 0.5}


def test_the_first_success_comes_after_one_over_p_runs_on_average():
    table = prediction.first_success(0.1, most=1000)
    assert sum(table.values()) == pytest.approx(1)
    assert sum(run * chance for run, chance in table.items()) == pytest.approx(10)
    assert prediction.first_success(0.5, most=2) == {1.0: 0.5, 2.0: 0.5}
