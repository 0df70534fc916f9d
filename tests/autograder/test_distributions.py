"""Counts against distributions: error probabilities computed, mistakes named."""

import math
from itertools import product

import numpy as np
import pytest

from autograder.answers import encode
from autograder.checks import distributions
from autograder.checks.acceptance import region, shots_needed
from autograder.exercise import exercise
from autograder.judge import judge
from autograder.kinds import Counts
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")
BELL = {"00": 0.5, "11": 0.5}
SKEWED = {"000": 0.1, "001": 0.3, "010": 0.05, "100": 0.2, "110": 0.35}


def drawn(expected, shots, seed=7):
    keys = sorted(expected)
    sample = np.random.default_rng(seed).multinomial(shots, [expected[key] for key in keys])
    return dict(zip(keys, sample.tolist(), strict=True))


def asks(check, name="counts", **kind):
    return exercise(name, takes=Counts(**kind), hints=HINTS)(lambda answer, given: check(answer))


BELL_COUNTS = asks(
    lambda answer: distributions.close_to(answer, BELL, misconceptions={"only-ones": {"11": 1.0}})
)
SKEWED_COUNTS = asks(lambda answer: distributions.close_to(answer, SKEWED), width=3)


def codes(asked, answer):
    verdict = judge(asked, encode(answer))
    for finding in verdict.findings:
        own = {"only-ones": {"does": "Only ones."}}
        assert text(finding, own)
    return list(verdict.codes)


@pytest.mark.parametrize("shots", [400, 1000, 100_000])
@pytest.mark.parametrize("seed", range(5))
def test_right_counts_pass(shots, seed):
    assert codes(BELL_COUNTS, drawn(BELL, shots, seed)) == []
    assert codes(SKEWED_COUNTS, drawn(SKEWED, shots, seed)) == []


def test_an_sdk_result_passes():
    from braket.circuits import Circuit
    from braket.devices import LocalSimulator

    result = LocalSimulator().run(Circuit().h(0).cnot(0, 1), shots=1000).result()
    assert codes(BELL_COUNTS, dict(result.measurement_counts)) == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        ({}, "no-counts"),
        ({"00": 250, "01": 250, "10": 251, "11": 249}, "uniform-outcomes"),
        ({"01": 510, "10": 490}, "bits-flipped"),
        ({"11": 1000}, "only-ones"),
        ({"00": 500, "11": 450, "01": 50}, "impossible-outcome"),
        ({"00": 700, "11": 300}, "not-this-distribution"),
        ({"00": 12, "11": 8}, "too-few-shots"),
        ({"000": 500, "111": 500}, "wrong-width"),
    ],
)
def test_wrong_bell_counts_are_named(answer, code):
    assert codes(BELL_COUNTS, answer)[0] == code


def test_relabelled_qubits_are_named():
    backwards = {key[::-1]: value for key, value in SKEWED.items()}
    cycled = {key[1] + key[2] + key[0]: value for key, value in SKEWED.items()}
    flipped = {key[:2] + str(1 - int(key[2])): value for key, value in SKEWED.items()}
    assert codes(SKEWED_COUNTS, drawn(backwards, 2000)) == ["bit-order-reversed"]
    assert codes(SKEWED_COUNTS, drawn(cycled, 2000)) == ["qubits-relabelled"]
    assert codes(SKEWED_COUNTS, drawn(flipped, 2000)) == ["bits-flipped"]


def test_qiskits_order_is_turned_at_the_door():
    asked = asks(lambda answer: distributions.close_to(answer, SKEWED), order="qiskit")
    backwards = {key[::-1]: value for key, value in SKEWED.items()}
    assert codes(asked, drawn(backwards, 2000)) == []
    assert codes(asked, drawn(SKEWED, 2000)) == ["bit-order-reversed"]


def test_a_picture_shows_both():
    finding = judge(BELL_COUNTS, encode({"00": 700, "11": 300})).findings[0]
    assert finding.picture.form == "bars"
    assert finding.picture.data["given"] == [0.7, 0.3]
    assert "00: 70 % came" in finding.picture.alt


@pytest.mark.parametrize(
    "expected", [BELL, SKEWED, {"0": 1.0}, {"0": 0.999, "1": 0.001}], ids=["bell", "skewed", "sure", "rare"]
)
@pytest.mark.parametrize("shots", [10, 300, 1000, 1_000_000])
def test_the_computed_false_rejection_keeps_its_promise(expected, shots):
    assert region(expected, shots, 1e-6).computed_false_rejection <= 1e-6 * (1 + 1e-9)


def multinomial(counts, p):
    n = sum(counts)
    logs = [math.lgamma(n + 1)] + [
        c * math.log(q) - math.lgamma(c + 1) for c, q in zip(counts, p, strict=True)
    ]
    return math.exp(math.fsum(logs))


@pytest.mark.parametrize("alpha", [1e-2, 1e-4, 1e-6])
@pytest.mark.parametrize("p", [(0.5, 0.3, 0.2), (0.9, 0.05, 0.05), (1 / 3, 1 / 3, 1 / 3)])
def test_false_rejection_by_full_enumeration(alpha, p):
    """The exact probability of refusing right counts, summed over every possible table of 40 shots."""
    shots = 40
    accepted = region({"00": p[0], "01": p[1], "10": p[2]}, shots, alpha)
    refused = 0.0
    for first, second in product(range(shots + 1), repeat=2):
        if first + second <= shots:
            table = (first, second, shots - first - second)
            refused += 0 if accepted.accepts(np.array(table)) else multinomial(table, accepted.probabilities)
    assert refused <= accepted.computed_false_rejection <= alpha * (1 + 1e-9)


@pytest.mark.parametrize("p", [0.5, 0.3, 0.01])
@pytest.mark.parametrize("shots", [20, 1000, 5000])
def test_false_rejection_of_two_outcomes_by_full_enumeration(p, shots):
    from scipy.stats import binom

    accepted = region({"0": 1 - p, "1": p}, shots, 1e-6)
    refused = [ones for ones in range(shots + 1) if not accepted.accepts(np.array([shots - ones, ones]))]
    exact = binom.pmf(refused, shots, p).sum()
    assert exact <= accepted.computed_false_rejection * (1 + 1e-6) <= 1e-6 * (1 + 1e-5)


def test_power_is_a_lower_bound_by_full_enumeration():
    p, error, shots = (0.5, 0.3, 0.2), 0.35, 60
    accepted = region({"00": p[0], "01": p[1], "10": p[2]}, shots, 1e-6)
    worst = 1.0
    for moved in [(error, -0.2, -0.15), (error, -0.3, -0.05), (-error, error, 0), (-error, 0.1, 0.25)]:
        q = [a + b for a, b in zip(p, moved, strict=True)]
        caught = 0.0
        for first, second in product(range(shots + 1), repeat=2):
            if first + second <= shots:
                table = (first, second, shots - first - second)
                if not accepted.accepts(np.array(table)):
                    caught += multinomial(table, [max(x, 1e-300) for x in q])
        worst = min(worst, caught)
    assert accepted.power(error) <= worst


def test_the_smallest_error_is_caught_with_99_percent_power():
    from scipy.stats import binom

    accepted = region(BELL, 1000, 1e-6)
    error = accepted.smallest_error()
    low, high = (int(end[0]) for end in accepted.bounds)
    for q in (0.5 + error, 0.5 - error):
        assert 1 - (binom.cdf(high, 1000, q) - binom.cdf(low - 1, 1000, q)) >= 0.99
    assert accepted.power(0.95 * error) < 0.99
    assert error == pytest.approx(0.111, abs=0.005)
    assert "off by 0.1" in distributions.power_note(BELL, 1000)


@pytest.mark.parametrize("expected", [BELL, SKEWED])
def test_the_shots_that_are_asked_for_suffice(expected):
    needed = shots_needed(expected, 0.1)
    assert region(expected, needed).smallest_error() <= 0.1
    assert region(expected, int(0.97 * needed)).smallest_error() > 0.1


@pytest.mark.soak
def test_false_rejection_by_sampling():
    """At a tenth instead of a millionth, so that a hundred thousand tables can show it."""
    accepted = region(SKEWED, 500, 0.1)
    tables = np.random.default_rng(1).multinomial(500, accepted.probabilities, size=100_000)
    refused = np.mean([not accepted.accepts(table) for table in tables])
    assert refused <= accepted.computed_false_rejection


SEPARATE = asks(lambda answer: distributions.marginals(answer, {0: 0.2, 1: 0.5, 2: 0.9}))


def independent(*ones):
    return {
        "".join(map(str, bits)): math.prod(p if bit else 1 - p for bit, p in zip(bits, ones, strict=True))
        for bits in product((0, 1), repeat=len(ones))
    }


def test_marginals():
    assert codes(SEPARATE, drawn(independent(0.2, 0.5, 0.9), 2000)) == []
    assert codes(SEPARATE, drawn({"001": 0.5, "011": 0.3, "111": 0.1, "110": 0.1}, 2000)) == []
    assert codes(SEPARATE, drawn(independent(0.9, 0.5, 0.2), 2000)) == ["bit-order-reversed"]
    assert codes(SEPARATE, drawn(independent(0.2, 0.8, 0.9), 2000)) == ["wrong-marginal"]
    assert codes(SEPARATE, drawn(independent(0.2, 0.5, 0.9), 50)) == ["too-few-shots"]


CORRELATED = asks(lambda answer: distributions.correlator(answer, [0, 1], -(2**-0.5)))


def correlated(value):
    return {key: (1 + (value if key in ("00", "11") else -value)) / 4 for key in ("00", "01", "10", "11")}


@pytest.mark.parametrize(
    ("value", "shots", "expected"),
    [
        (-(2**-0.5), 2000, []),
        (2**-0.5, 2000, ["opposite-correlation"]),
        (0, 2000, ["no-correlation"]),
        (-0.2, 2000, ["wrong-correlation"]),
        (-(2**-0.5), 60, ["too-few-shots"]),
    ],
)
def test_correlators(value, shots, expected):
    assert codes(CORRELATED, drawn(correlated(value), shots)) == expected


TELEPORTED = asks(lambda answer: distributions.conditional(answer, {0: 1, 2: 0}, {"0": 0.2, "1": 0.8}))


def test_conditionals():
    right = {"100": 0.05, "110": 0.2, "000": 0.5, "111": 0.25}
    assert codes(TELEPORTED, drawn(right, 4000)) == []
    assert codes(TELEPORTED, drawn({**right, "100": 0.2, "110": 0.05}, 4000)) == ["bits-flipped"]
    assert codes(TELEPORTED, drawn(right, 150)) == ["too-few-shots"]
    assert codes(TELEPORTED, {"000": 500, "111": 500}) == ["condition-never-met"]


@pytest.mark.parametrize("asked", [SEPARATE, CORRELATED, TELEPORTED])
def test_counts_that_lack_a_qubit(asked):
    assert codes(asked, {"0": 500, "1": 500}) == ["wrong-width"]


def test_wide_distributions_are_judged_quickly():
    wide = {f"{index:010b}": 2**-10 for index in range(2**10)}
    asked = asks(lambda answer: distributions.close_to(answer, wide))
    assert codes(asked, drawn(wide, 20_000)) == []
    assert codes(asked, {"0" * 10: 20_000}) == ["not-this-distribution"]


def test_total_shots():
    asked = asks(lambda answer: distributions.total(answer, 1000))
    assert codes(asked, {"00": 507, "11": 493}) == []
    assert codes(asked, {"00": 50, "11": 50}) == ["wrong-number-of-shots"]


def test_a_wrong_expectation_is_the_authors_mistake():
    with pytest.raises(ValueError, match="add up to 1"):
        region({"0": 0.4, "1": 0.5}, 100)
