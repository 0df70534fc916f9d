"""What is a well-formed answer of each kind, and what is said of one that isn't."""

import numpy as np
import pytest

from autograder import kinds
from autograder.answers import Malformed, NoAnswer, decode, encode


def accepted(kind, answer):
    return kind.accept(decode(encode(answer)))


@pytest.mark.parametrize(
    ("kind", "answer", "accepted_as"),
    [
        (kinds.Number(), 0.5, 0.5),
        (kinds.Number(), np.float64(0.5), 0.5),
        (kinds.Number(), np.array([3]), 3),
        (kinds.Number(complex_=True), 1j, 1j),
        (kinds.Text(), "  why ", "why"),
        (kinds.Option(("a", "b")), "B)", "b"),
        (kinds.Option(("a", "b")), " (a). ", "a"),
        (kinds.Lines(("a", "b", "c")), "b, A", ("b", "a")),
        (kinds.Lines(("a", "b", "c")), ["c", "a"], ("c", "a")),
        (kinds.Interval(0, 1000), (469, 531), (469.0, 531.0)),
        (kinds.Interval(0, 1000), np.array([0, 1000]), (0.0, 1000.0)),
        (kinds.Distribution(1), {"0": 50, "1": 50}, {"0": 0.5, "1": 0.5}),
        (kinds.Distribution(2), {"00": 0.5, "11": 0.5}, {"00": 0.5, "11": 0.5}),
        (kinds.Table({"x": kinds.Number(), "y": kinds.Text()}), {"y": "a", "x": 1}, {"x": 1, "y": "a"}),
    ],
)
def test_a_well_formed_answer_is_taken_in_one_form(kind, answer, accepted_as):
    assert accepted(kind, answer) == accepted_as


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        (kinds.Number(), "0.5", "wrong-type"),
        (kinds.Number(), True, "wrong-type"),
        (kinds.Number(), 1j, "wrong-type"),
        (kinds.Number(), float("inf"), "not-finite"),
        (kinds.Number(), object(), "wrong-type"),
        (kinds.Circuit(), 3, "wrong-type"),
        (kinds.Array(shape=(2, 2)), [1, 2], "wrong-shape"),
        (kinds.Array(), [[1, 2], [3]], "wrong-type"),
        (kinds.Option(("a", "b")), "c", "unknown-option"),
        (kinds.Lines(("a", "b")), ["a", "z"], "unknown-option"),
        (kinds.Lines(("a", "b")), ["a", "a"], "repeated-line"),
        (kinds.Counts(), {"00": 0.5, "11": 0.5}, "not-a-count"),
        (kinds.Counts(), {"00": 5, "1": 5}, "mixed-widths"),
        (kinds.Counts(), {"0b": 5}, "not-a-bitstring"),
        (kinds.Counts(width=3), {"00": 5}, "wrong-width"),
        (kinds.Distribution(2), {"00": 0.5, "11": 0.4}, "not-normalised"),
        (kinds.Distribution(2), {"00": 1.5, "11": -0.5}, "negative-probability"),
        (kinds.Distribution(2), {"0": 1}, "wrong-width"),
        (kinds.Interval(0, 1000), (531, 469), "reversed-interval"),
        (kinds.Interval(0, 1000), (-5, 10), "outside-range"),
        (kinds.Interval(), 500, "wrong-type"),
        (kinds.Table({"x": kinds.Number()}), {"x": 1, "z": 2}, "unknown-key"),
        (kinds.Table({"x": kinds.Number()}), {}, "missing-key"),
        (kinds.Function(lambda given: [(1,)], kinds.Number()), 3, "wrong-type"),
    ],
)
def test_what_is_wrong_with_an_ill_formed_answer_has_a_name(kind, answer, code):
    with pytest.raises(Malformed) as complaint:
        accepted(kind, answer)
    assert complaint.value.finding.code == code


@pytest.mark.parametrize(
    ("kind", "answer"),
    [(kinds.Text(), "  "), (kinds.Option(("a",)), ""), (kinds.Lines(("a",)), []), (kinds.Counts(), {})],
)
def test_an_empty_answer_is_no_answer(kind, answer):
    with pytest.raises(NoAnswer):
        accepted(kind, answer)


def test_counts_in_qiskits_order_are_turned_round_once():
    counts = accepted(kinds.Counts(order="qiskit"), {"001": 40, "110": 60})
    assert counts.counts == {"100": 40, "011": 60}
    assert accepted(kinds.Counts(order="braket"), {"001": 40}).counts == {"001": 40}


def test_registers_separated_by_spaces_are_one_bitstring():
    assert accepted(kinds.Counts(), {"0 1": 7}).counts == {"01": 7}


def test_an_entry_of_another_kind_is_refused_under_its_key():
    with pytest.raises(Malformed) as refused:
        kinds.Table({"x": kinds.Number(), "y": kinds.Number()}).accept({"x": 1, "y": "2"})
    assert refused.value.finding.code == "wrong-entry"
    assert refused.value.finding.values == {"key": "y", "given": "text", "expected": "a number"}
