"""Predict, then run: a distribution over bitstrings, or an interval with a stated confidence.

A prediction is scored for commitment and calibration, never for being right: every well-formed one earns
the points, and what the judge notices is a remark. It is told in two steps.

1. ``predict(id, answer)`` records the prediction. The exercise's judgement, which takes the prediction
   alone, names the misconception behind it or how well the interval is calibrated; :mod:`gangway.check`
   keeps that to itself until the reveal.
2. ``check(id, outcome)`` in the reveal cell calls :func:`compare`, which gives the same remarks beside
   what came out, with the picture of both.

Everything needed is in :attr:`Exercise.data`, and all functions of this module are pure functions of it,
so that a page without Python can do the same.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.answers import Counts, Malformed, decode, encode
from autograder.checks.declared import declared
from autograder.checks.sayings import Message, templates, with_catalogue
from autograder.exercise import Exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding, Picture
from autograder.kinds import Counts as CountsKind
from autograder.kinds import Distribution, Interval, Kind

Probabilities = Mapping[str, float]

#: Shares closer than this (as total variation) to a misconception are taken for it.
TOLERANCE = 0.08
#: An interval may be this much wider than the central one before it is called too wide.
TOO_WIDE = 2.0
#: Probability of a distribution's tails that is left out of a page's data.
_NEGLIGIBLE = 1e-12

_MALFORMED_DISTRIBUTION = (
    "no-answer", "wrong-type", "not-a-bitstring", "mixed-widths", "wrong-width",
    "not-a-probability", "negative-probability", "not-normalised",
)  # fmt: skip
_MALFORMED_INTERVAL = ("no-answer", "wrong-type", "reversed-interval", "outside-range")
#: Distances below this are what adding up shares leaves over.
_SAME = 1e-9
_ABOUT_DISTRIBUTION = ("prediction-close", "prediction-off")
_ABOUT_INTERVAL = (
    "point-value", "interval-misses", "interval-too-narrow", "interval-off-centre", "interval-too-wide",
    "interval-calibrated", "outcome-inside", "outcome-outside", "outcomes-inside",
)  # fmt: skip
#: What a remark about an interval can be filled with.
_IN_REMARKS = ("low", "high", "truth_low", "truth_high", "confidence", "coverage", "score", "unit")


def distribution(
    name: str,
    *,
    width: int,
    misconceptions: Mapping[str, tuple[Probabilities, Message]],
    hints: Sequence[str],
    tolerance: float = TOLERANCE,
    points: float = 1,
    graded: bool = False,
) -> Exercise:
    """An exercise that takes predicted probabilities (or percentages, or counts) by bitstring.

    Args:
        name: the exercise's name within its lesson.
        width: bits of an outcome, qubit 0 leftmost.
        misconceptions: by finding code, the distribution that people predict and the remark about it.
        hints: three steps.
        tolerance: the total variation distance within which a prediction is one of these, or right.
        points: what a well-formed prediction earns.
        graded: whether it counts in a cohort's gradebook.

    Raises:
        ValueError: a misconception is no distribution over ``width`` bits, or two can't be told apart.
    """
    kind = Distribution(width)
    named = {code: _accepted(kind, expected, code) for code, (expected, _) in misconceptions.items()}
    _must_differ(named, tolerance)
    own = templates([(code, message) for code, (_, message) in misconceptions.items()], ())
    data = {
        "form": "predict-distribution",
        "width": width,
        "tolerance": tolerance,
        "misconceptions": named,
        "messages": with_catalogue(own, (*_ABOUT_DISTRIBUTION, *_MALFORMED_DISTRIBUTION)),
    }
    return declared(name, kind, data, misconception, own=own, hints=hints, points=points, graded=graded)


def interval(
    name: str,
    *,
    truth: Mapping[float, float],
    hints: Sequence[str],
    confidence: float = 0.95,
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    says: Mapping[str, Message] | None = None,
    points: float = 1,
    graded: bool = False,
) -> Exercise:
    """An exercise that takes the interval that a learner is ``confidence`` sure will hold the outcome.

    Args:
        name: the exercise's name within its lesson.
        truth: the probability of each possible outcome, as :func:`binomial` gives it.
        hints: three steps.
        confidence: the stated confidence.
        low: the smallest value that can be asked about; the default is the smallest outcome.
        high: the largest; the default is the largest outcome.
        unit: what is counted or measured, for the picture: ``"ones"``.
        says: by finding code, what this exercise says in place of the catalogue's sentences.
        points: what a well-formed interval earns.
        graded: whether it counts in a cohort's gradebook.
    """
    values, cumulative = _cumulated(truth)
    low, high = max(low, min(truth)), min(high, max(truth))
    own = templates((says or {}).items(), _IN_REMARKS)
    data: dict[str, Any] = {
        "form": "predict-interval",
        "low": low,
        "high": high,
        "unit": unit,
        "confidence": confidence,
        "values": values,
        "cumulative": cumulative,
        "messages": with_catalogue(own, (*_ABOUT_INTERVAL, *_MALFORMED_INTERVAL)),
    }
    data["truth"] = [_quantile(data, (1 - confidence) / 2), _quantile(data, (1 + confidence) / 2)]
    takes = Interval(low, high)
    return declared(name, takes, data, calibration, own=own, hints=hints, points=points, graded=graded)


def binomial(shots: int, probability: float) -> dict[float, float]:
    """The distribution of the number of ones in ``shots`` independent shots, for :func:`interval`.

    Written out, because a lesson's first check would wait two seconds for SciPy's to be imported.
    """
    if probability in (0, 1):
        return {float(ones): float(ones == shots * probability) for ones in range(shots + 1)}
    log_one, log_zero = math.log(probability), math.log1p(-probability)
    every = math.lgamma(shots + 1)
    return {
        float(ones): math.exp(
            every
            - math.lgamma(ones + 1)
            - math.lgamma(shots - ones + 1)
            + ones * log_one
            + (shots - ones) * log_zero
        )
        for ones in range(shots + 1)
    }


def difference(second: Mapping[float, float], first: Mapping[float, float]) -> dict[float, float]:
    """The distribution of second minus first, where neither knows of the other, for :func:`interval`."""
    likely = [(value, chance) for value, chance in first.items() if chance > _NEGLIGIBLE / 10]
    differences = {min(second) - max(first): 0.0, max(second) - min(first): 0.0}
    for value, chance in second.items():
        if chance > _NEGLIGIBLE / 10:
            for other, at_once in likely:
                differences[value - other] = differences.get(value - other, 0.0) + chance * at_once
    whole = math.fsum(differences.values())
    return {value: chance / whole for value, chance in differences.items()}


def first_success(probability: float, most: int) -> dict[float, float]:
    """The distribution of the run that succeeds first, for :func:`interval`; the rest falls to ``most``."""
    table = {float(run): probability * (1 - probability) ** (run - 1) for run in range(1, most)}
    return {**table, float(most): (1 - probability) ** (most - 1)}


def compare(exercise: Exercise, prediction: object, outcome: object) -> list[Finding]:
    """The remarks of the reveal: the prediction against what came out, the likeliest first, with a picture.

    Args:
        exercise: one that :func:`distribution` or :func:`interval` made.
        prediction: the recorded prediction, encoded or as the learner passed it.
        outcome: what the run gave, encoded or plain: counts or probabilities by bitstring; or one number,
            or a list of numbers from repeated runs.

    Raises:
        Malformed: the prediction or the outcome is not of the exercise's kind.
    """
    data, predicted = _data(exercise), exercise.takes.accept(_plain(prediction))
    if data["form"] == "predict-distribution":
        return list(_compared_distribution(data, predicted, _shares(exercise.takes, _plain(outcome))))
    return list(_compared_interval(data, predicted, _numbers(_plain(outcome))))


def misconception(data: Mapping[str, Any], predicted: Probabilities) -> Iterator[Finding]:
    """The remark that names the misconception nearest to a predicted distribution, if one is near."""
    distances = {code: distance(predicted, named) for code, named in data["misconceptions"].items()}
    nearest = min(distances, key=distances.__getitem__, default=None)
    if nearest is not None and distances[nearest] <= data["tolerance"]:
        yield Finding(nearest, credit=1, rank=LIKELY)


def calibration(data: Mapping[str, Any], predicted: tuple[float, float]) -> Iterator[Finding]:
    """The remark about an interval: a point value, a miss, too narrow, off centre, too wide, or calibrated.

    Its values are the interval, the true central interval of the stated confidence, ``coverage`` (the
    probability that the interval holds the outcome, in per cent) and ``score`` (:func:`score`).
    """
    low, high = predicted
    values = {
        "low": _short(low),
        "high": _short(high),
        "truth_low": _short(data["truth"][0]),
        "truth_high": _short(data["truth"][1]),
        "confidence": _short(100 * data["confidence"]),
        "coverage": _percent(coverage(data, low, high)),
        "score": round(score(data, low, high), 3),
        "unit": data["unit"],
    }
    yield Finding(_calibration_code(data, low, high), values, credit=1, rank=LIKELY)


def _calibration_code(data: Mapping[str, Any], low: float, high: float) -> str:
    truth_low, truth_high = data["truth"]
    if low == high and truth_low != truth_high:
        return "point-value"
    if high < truth_low or low > truth_high:
        return "interval-misses"
    if coverage(data, low, high) < 1 - 2 * (1 - data["confidence"]):
        return "interval-too-narrow" if high - low < truth_high - truth_low else "interval-off-centre"
    return "interval-too-wide" if high - low > TOO_WIDE * (truth_high - truth_low) else "interval-calibrated"


def distance(first: Probabilities, second: Probabilities) -> float:
    """The total variation distance between two distributions: 0 (equal) to 1 (nothing in common)."""
    outcomes = first.keys() | second.keys()
    return math.fsum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in outcomes) / 2


def coverage(data: Mapping[str, Any], low: float, high: float) -> float:
    """The probability that the outcome lies in ``low … high``, both ends included."""
    cumulative = [0.0, *data["cumulative"]]
    inside = cumulative[bisect_right(data["values"], high)] - cumulative[bisect_left(data["values"], low)]
    return max(0.0, inside)


def score(data: Mapping[str, Any], low: float, high: float) -> float:
    """How well an interval is calibrated, 0 … 1: the best expected interval score over this one's.

    The interval score is proper (Gneiting and Raftery 2007, eq. 43): width plus 2/α times the overshoot of
    an outcome outside, here in expectation under the true distribution.
    """
    best, own = _expected_score(data, *data["truth"]), _expected_score(data, low, high)
    return min(1.0, best / own) if own > 0 else 1.0


def _expected_score(data: Mapping[str, Any], low: float, high: float) -> float:
    before = 0.0
    overshoot = []
    for value, cumulative in zip(data["values"], data["cumulative"], strict=True):
        overshoot.append((cumulative - before) * max(low - value, value - high, 0.0))
        before = cumulative
    return (high - low) + 2 / (1 - data["confidence"]) * math.fsum(overshoot)


def _compared_distribution(
    data: Mapping[str, Any], predicted: Probabilities, measured: Probabilities
) -> Iterator[Finding]:
    # a probability that a simulator computed may be off zero by rounding
    measured = {key: 0.0 if value < _SAME else value for key, value in measured.items()}
    picture = _bars(predicted, measured)
    for finding in misconception(data, predicted):
        yield Finding(finding.code, finding.values, finding.credit, finding.rank, picture)
    apart = distance(predicted, measured)
    far = max(sorted(predicted.keys() | measured.keys()), key=lambda key: _gap(predicted, measured, key))
    values = {
        "distance": _percent(apart),
        "outcome": far,
        "predicted": _percent(predicted.get(far, 0.0)),
        "measured": _percent(measured.get(far, 0.0)),
    }
    code = _comparison_code(apart, measured.get(far, 0.0), data["tolerance"])
    yield Finding(code, values, credit=1, rank=PLAUSIBLE, picture=picture)


def _comparison_code(apart: float, measured: float, tolerance: float) -> str:
    """What is said of a distance; nothing and none have sentences of their own."""
    if apart < _SAME:
        return "prediction-exact"
    if apart <= tolerance:
        return "prediction-close"
    return "prediction-off" if measured else "prediction-never"


def _gap(first: Probabilities, second: Probabilities, key: str) -> float:
    return abs(first.get(key, 0.0) - second.get(key, 0.0))


def _bars(predicted: Probabilities, measured: Probabilities) -> Picture:
    labels = sorted(predicted.keys() | measured.keys())
    before, after = [predicted.get(key, 0.0) for key in labels], [measured.get(key, 0.0) for key in labels]
    told = "; ".join(
        f"{key}: predicted {_percent(mine)} %, came out {_percent(came)} %"
        for key, mine, came in zip(labels, before, after, strict=True)
    )
    data = {
        "labels": labels,
        "expected": after,
        "given": before,
        "unit": "probability",
        "legend": {"expected": "came out", "given": "your prediction"},
    }
    return Picture("bars", data, f"What was predicted, and what came out. {told}.")


def _compared_interval(
    data: Mapping[str, Any], predicted: tuple[float, float], outcomes: Sequence[float]
) -> Iterator[Finding]:
    picture = _ruler(data, predicted, outcomes)
    for finding in calibration(data, predicted):
        yield Finding(finding.code, finding.values, finding.credit, finding.rank, picture)
    inside = sum(predicted[0] <= outcome <= predicted[1] for outcome in outcomes)
    values = {
        "outcome": _short(outcomes[0]),
        "inside": inside,
        "runs": len(outcomes),
        "low": _short(predicted[0]),
        "high": _short(predicted[1]),
        "unit": data["unit"],
    }
    single = "outcome-inside" if inside else "outcome-outside"
    yield Finding(single if len(outcomes) == 1 else "outcomes-inside", values, credit=1, rank=PLAUSIBLE)


def _ruler(data: Mapping[str, Any], predicted: tuple[float, float], outcomes: Sequence[float]) -> Picture:
    truth_low, truth_high = data["truth"]
    ends = [*predicted, truth_low, truth_high, *outcomes]
    margin = 0.15 * ((max(ends) - min(ends)) or 1)
    told = f"It came out {_short(outcomes[0])}" if len(outcomes) == 1 else f"{len(outcomes)} runs"
    mine, true = (f"{_short(low)} to {_short(high)}" for low, high in (predicted, data["truth"]))
    alt = f"Your interval: {mine}. {_short(100 * data['confidence'])} % of runs lie in {true}. {told}."
    drawn = {
        "low": predicted[0],
        "high": predicted[1],
        "truth_low": truth_low,
        "truth_high": truth_high,
        "axis_low": max(data["low"], min(ends) - margin),
        "axis_high": min(data["high"], max(ends) + margin),
        "unit": data["unit"],
        "outcomes": list(outcomes),
    }
    return Picture("interval", drawn, alt)


def is_prediction(exercise: Exercise) -> bool:
    """Whether the exercise is one that :func:`compare` reveals."""
    return str((exercise.data or {}).get("form", "")).startswith("predict-")


def _data(exercise: Exercise) -> Mapping[str, Any]:
    if exercise.data is None or not is_prediction(exercise):
        raise ValueError(f"exercise {exercise.name!r} takes no prediction: there is nothing to reveal")
    return exercise.data


def _plain(answer: object) -> object:
    encoded = isinstance(answer, dict) and isinstance(answer.get("kind"), str)
    return decode(answer if encoded else encode(answer))


def _shares(kind: Kind, outcome: object) -> Probabilities:
    """The outcome as shares: whole numbers are counts, which a prediction's probabilities are not."""
    if isinstance(outcome, dict) and all(type(count) is int for count in outcome.values()):
        outcome = CountsKind().accept(outcome)
    return kind.accept(outcome)


def _numbers(outcome: object) -> list[float]:
    """The outcome of one run or of several."""
    if isinstance(outcome, Counts):
        raise Malformed("wrong-type", given="measurement counts", expected="a number, or a list of numbers")
    listed: Any = outcome.tolist() if isinstance(outcome, np.ndarray) else outcome
    values = listed if isinstance(listed, list) else [listed]
    if not values or not all(type(value) in (int, float) for value in values):
        raise Malformed("wrong-type", given="something else", expected="a number, or a list of numbers")
    return [float(value) for value in values]


def _accepted(kind: Distribution, expected: Probabilities, code: str) -> dict[str, float]:
    try:
        return kind.accept(dict(expected))
    except Malformed as malformed:
        raise ValueError(f"misconception {code!r} is no distribution: {malformed.finding}") from malformed


def _must_differ(named: Mapping[str, Probabilities], tolerance: float) -> None:
    codes = sorted(named)
    for index, first in enumerate(codes):
        for second in codes[index + 1 :]:
            if distance(named[first], named[second]) <= tolerance:
                raise ValueError(f"misconceptions {first!r} and {second!r} are closer than {tolerance}")


def _cumulated(truth: Mapping[float, float]) -> tuple[list[float], list[float]]:
    """The outcomes that matter, ascending, and the probability up to each."""
    if not truth or abs(math.fsum(truth.values()) - 1) > 1e-6 or min(truth.values()) < 0:
        raise ValueError("the true distribution's probabilities must be positive and add up to 1")
    values = sorted(value for value, probability in truth.items() if probability > _NEGLIGIBLE)
    total, cumulative = 0.0, []
    for value in values:
        total += truth[value]
        cumulative.append(total)
    return values, cumulative


def _quantile(data: Mapping[str, Any], probability: float) -> float:
    return data["values"][min(bisect_left(data["cumulative"], probability), len(data["values"]) - 1)]


def _percent(share: float) -> str:
    """A share in per cent, short."""
    return f"{100 * share:.3g}" if share < 0.995 or share == 1 else f"{100 * share:.4g}"


def _short(value: float) -> int | float:
    """A figure as a reader would write it."""
    short = value if float(value).is_integer() else float(f"{value:.4g}")
    return int(short) if float(short).is_integer() else short
