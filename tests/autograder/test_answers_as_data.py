"""Answers as plain data: what is encoded comes back, and hostile data never does more than be refused."""

import json
import math
import time
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.answers import (
    Counts,
    Malformed,
    NoAnswer,
    Outputs,
    Raised,
    Unanswered,
    call,
    decode,
    encode,
    limits,
)
from autograder.answers.decode import _KINDS
from autograder.exercise import exercise
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.kinds import (
    Analog,
    Array,
    Bits,
    Circuit,
    Date,
    Distribution,
    Function,
    Interval,
    Lines,
    Number,
    Option,
    Quadratic,
    Rows,
    Table,
    Text,
)
from autograder.kinds import Counts as CountsKind
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")

finite = st.floats(allow_nan=False, allow_infinity=False)
plain_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50)
scalars = (
    st.booleans()
    | st.integers(-(2**255), 2**255)
    | finite
    | st.complex_numbers(allow_nan=False, allow_infinity=False)
    | plain_text
)
answers = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(plain_text, inner, max_size=6),
    max_leaves=30,
).filter(lambda answer: depth(answer) < limits.MAX_DEPTH)


def depth(answer):
    if isinstance(answer, dict):
        answer = list(answer.values())
    return 1 + max(map(depth, answer), default=0) if isinstance(answer, list) else 0


def across(answer):
    """Through JSON, as between two processes."""
    return decode(json.loads(json.dumps(encode(answer), allow_nan=False)))


@given(answers)
def test_what_is_encoded_comes_back(answer):
    assert across(answer) == answer


@given(
    arrays.arrays(
        dtype=st.sampled_from(
            [bool, np.int8, np.int64, np.uint64, np.float32, np.float64, np.complex64, np.complex128]
        ),
        shape=arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
        elements={"allow_nan": False, "allow_infinity": False},
    )
)
def test_arrays_come_back(answer):
    for laid_out in (
        answer,
        answer.T,
        np.asfortranarray(answer),
        answer[..., ::-1] if answer.ndim else answer,
    ):
        back = across(laid_out)
        assert back.shape == laid_out.shape
        assert np.array_equal(back, laid_out)


@given(st.dictionaries(st.text("01", min_size=3, max_size=3), st.integers(0, 2**60), min_size=1))
def test_counts_come_back(counts):
    data = {"kind": "counts", "items": [[key, value] for key, value in counts.items()]}
    assert decode(json.loads(json.dumps(data))) == Counts(counts, "braket")


@pytest.mark.parametrize(
    ("answer", "back"),
    [
        (np.float64(0.5), 0.5),
        (np.int32(7), 7),
        (np.bool_(True), True),
        (np.str_("ab"), "ab"),
        (Decimal("8.30"), 8.3),
        (Fraction(1, 4), 0.25),
        ((1, 2), [1, 2]),
        (range(3), [0, 1, 2]),
        ({1: 2}, {"1": 2}),
        ({(0, 1): -1.5}, {"0,1": -1.5}),
        (np.float32(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
    ],
)
def test_other_types_have_a_plain_form(answer, back):
    assert across(answer) == back


def test_array_subclasses_and_long_doubles():
    assert across(np.matrix([[1, 2], [3, 4]])).tolist() == [[1, 2], [3, 4]]
    assert across(np.array([0.5, 1], dtype=np.longdouble)).tolist() == [0.5, 1]
    assert across(np.array(1j)).shape == ()


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


def nested(levels, value=0):
    for _ in range(levels):
        value = [value]
    return value


def endless():
    answer = []
    answer.append(answer)
    return answer


def wide(levels, width=1000):
    answer = 0
    for _ in range(levels):
        answer = [answer] * width
    return answer


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        (..., "no-answer"),
        (math.nan, "not-finite"),
        (-math.inf, "not-finite"),
        (complex(0, math.inf), "not-finite"),
        (Decimal("NaN"), "not-finite"),
        (Decimal("sNaN"), "not-finite"),
        (Fraction(10**400, 3), "not-finite"),
        (np.array([1, np.nan]), "not-finite"),
        (np.array([1j, np.inf]), "not-finite"),
        (np.array([np.longdouble("1e400")]), "not-finite"),
        ([1, [2, math.nan]], "not-finite"),
        (2**300, "number-too-large"),
        ("x" * 30_000_000, "too-large"),
        (["x" * 30_000_000], "too-large"),
        (nested(9), "nested-too-deep"),
        (nested(5000), "nested-too-deep"),
        (endless(), "nested-too-deep"),
        (wide(5), "too-large"),
        ([0] * 200_000, "too-large"),
        (np.zeros(200_000), "too-large"),
        ({1: 2, "1": 3}, "repeated-key"),
        ({0.5: 2}, "wrong-key"),
        ({"x" * 300: 1}, "too-large"),
        ({1, 2}, "wrong-type"),
        (object(), "wrong-type"),
        (np.array(["a"]), "wrong-type"),
        (np.array([object()]), "wrong-type"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "wrong-type"),
        (b"01", "wrong-type"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else type(value).__name__,
)
def test_learners_mistakes_are_findings(answer, code):
    with pytest.raises(Malformed) as refused:
        across(answer)
    finding = refused.value.finding
    assert finding.code == code
    assert text(replace(finding, values={"expected": "", **finding.values}))
    assert isinstance(refused.value, NoAnswer) == (code == "no-answer")


def test_as_much_as_is_allowed_passes():
    assert len(across([0.5] * limits.MAX_ITEMS)) == limits.MAX_ITEMS
    assert across(np.full(limits.MAX_ITEMS, 1j)).size == limits.MAX_ITEMS
    assert len(across("x" * limits.MAX_TEXT)) == limits.MAX_TEXT
    assert across(nested(limits.MAX_DEPTH - 1)) == nested(limits.MAX_DEPTH - 1)


def fails(error):
    def function(*arguments):
        raise error

    return function


def test_calls_report_what_went_wrong():
    inputs = [(1,)]
    for error in (ValueError("no"), SystemExit(3), Unprintable(), RecursionError(), MemoryError()):
        (item,) = decode(call(fails(error), inputs)).items
        assert isinstance(item, Raised)
        assert item.type == type(error).__name__
    with pytest.raises(KeyboardInterrupt):
        call(fails(KeyboardInterrupt()), inputs)
    assert decode(call(lambda n: math.nan, inputs)).items[0].code == "not-finite"
    assert isinstance(decode(call(lambda n: None, inputs)).items[0], Unanswered)
    long_name = type("E" * 500, (Exception,), {})
    assert isinstance(decode(call(fails(long_name("x" * 9000)), inputs)), Outputs)


HUGE = 10**100_000
BOMBS = {
    "no dictionary": 3,
    "nothing": None,
    "no kind": {},
    "kind of another type": {"kind": ["number"]},
    "unknown kind": {"kind": "pickle", "value": "gASV"},
    "a name of the decoder": {"kind": "decode"},
    "boolean number": {"kind": "number", "value": True},
    "text number": {"kind": "number", "value": "3"},
    "huge integer": {"kind": "number", "value": HUGE},
    "nan": {"kind": "number", "value": math.nan},
    "infinity": {"kind": "complex", "re": 0.0, "im": math.inf},
    "30 MB text": {"kind": "text", "value": "x" * 30_000_000},
    "30 MB kind": {"kind": "x" * 30_000_000},
    "30 MB key": {"kind": "mapping", "items": [["x" * 30_000_000, {"kind": "nothing"}]]},
    "30 MB reported code": {"kind": "unreadable", "code": "a" * 30_000_000, "values": {}},
    "30 MB reported name": {"kind": "unreadable", "code": "no-counts", "values": {"x" * 30_000_000: 1}},
    "unknown code": {"kind": "unreadable", "code": "passed", "values": {}},
    "code of another catalogue": {"kind": "unreadable", "code": "bit-order-reversed", "values": {}},
    "the grader's own code": {"kind": "unreadable", "code": "grader-fault", "values": {}},
    "code without its values": {"kind": "unreadable", "code": "wrong-width", "values": {}},
    "code with wrong values": {"kind": "unreadable", "code": "wrong-width", "values": {"given": [1]}},
    "duplicate keys": {"kind": "mapping", "items": [["a", {"kind": "flag", "value": True}]] * 2},
    "duplicate counts": {"kind": "counts", "items": [["0", 1], ["0", 1]]},
    "negative counts": {"kind": "counts", "items": [["0", -1]]},
    "fractional counts": {"kind": "counts", "items": [["0", 0.5]]},
    "mixed counts": {"kind": "counts", "items": [["0", 1], ["00", 1]]},
    "empty outcome": {"kind": "counts", "items": [["", 1]]},
    "no bits": {"kind": "counts", "items": [["02", 1]]},
    "list that is a tuple": {"kind": "list", "items": ()},
    "list that is a dictionary": {"kind": "list", "items": {}},
    "pairs of three": {"kind": "mapping", "items": [["a", 1, 2]]},
    "wrong dtype": {"kind": "array", "dtype": "object", "shape": [1], "data": [1]},
    "dtype of another type": {"kind": "array", "dtype": {}, "shape": [1], "data": [1]},
    "integers that are none": {"kind": "array", "dtype": "int", "shape": [1], "data": [0.5]},
    "booleans that are none": {"kind": "array", "dtype": "bool", "shape": [1], "data": [1]},
    "ragged": {"kind": "array", "dtype": "float", "shape": [2, 2], "data": [1.0]},
    "negative shape": {"kind": "array", "dtype": "float", "shape": [-1, -1], "data": [1.0]},
    "huge shape": {"kind": "array", "dtype": "float", "shape": [131072] * 8, "data": []},
    "huge empty shape": {"kind": "array", "dtype": "float", "shape": [0, *[131072] * 7], "data": []},
    "odd complex": {"kind": "array", "dtype": "complex", "shape": [1], "data": [1.0]},
    "nan in array": {"kind": "array", "dtype": "float", "shape": [1], "data": [math.nan]},
    "huge in array": {"kind": "array", "dtype": "int", "shape": [1], "data": [HUGE]},
    "outputs without a name": {"kind": "outputs", "items": []},
    "raised without a type": {"kind": "outputs", "name": "f", "items": [{"kind": "raised", "message": ""}]},
    "raised outside outputs": {"kind": "raised", "type": "E", "message": ""},
    "circuit of nothing": {"kind": "circuit"},
    "circuit of wrong types": {"kind": "circuit", "sdk": "braket", "qubits": "01", "operations": []},
    "circuit of too many": {"kind": "circuit", "sdk": "braket", "qubits": [], "operations": [0] * 30_000},
    "circuit bomb": {
        "kind": "circuit",
        "sdk": "braket",
        "qubits": [0],
        "operations": [{"name": "rx", "targets": [0], "parameters": [["add", *[nested(20, 1.0)] * 4000]]}]
        * 100,
    },
    "gate that is a path": {
        "kind": "circuit",
        "sdk": "braket",
        "qubits": [0],
        "operations": [{"name": "../x", "targets": [0]}],
    },
    "analog of nothing": {"kind": "analog"},
}


def encoded_nest(levels):
    data = {"kind": "number", "value": 1}
    for _ in range(levels):
        data = {"kind": "list", "items": [data]}
    return data


def encoded_wide(levels):
    data = {"kind": "number", "value": 1}
    for _ in range(levels):
        data = {"kind": "list", "items": [data] * 100_000}
    return data


BOMBS |= {"deep": encoded_nest(900), "very deep": encoded_nest(200_000), "wide": encoded_wide(4)}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_data_is_refused_in_bounded_time_and_memory(name):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(Malformed) as refused:
        decode(BOMBS[name])
    spent, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text(refused.value.finding)
    assert spent < 10
    assert peak < 80_000_000


KINDS = (
    Number(),
    Number(complex_=True),
    Array(),
    Array((2, None), complex_=True),
    Text(),
    Option(("a", "b")),
    Lines(("a", "b")),
    CountsKind(),
    CountsKind(width=2, order="qiskit"),
    Distribution(2),
    Interval(0, 10),
    Table({"a": Number(), "b": Text()}),
    Rows({"a": Number(), "b": Date()}),
    Bits(2),
    Quadratic(2),
    Date(),
    Analog(),
    Analog(drive=False),
    Circuit(),
    Function(lambda numbers: [(1,)], Number()),
)
EXERCISES = [
    exercise(f"kind-{index}", takes=kind, hints=HINTS)(lambda answer, numbers: ())
    for index, kind in enumerate(KINDS)
]

KIND_NAMES = [*_KINDS, "raised", "pickle"]
FIELD_NAMES = ["value", "re", "im", "items", "dtype", "shape", "data", "name", "type", "message", "code"]
FIELD_NAMES += ["values", "sdk", "qubits", "operations", "sites", "filling", "drives", "local"]
names, fields = st.sampled_from(KIND_NAMES), st.sampled_from(FIELD_NAMES)
junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(2**300, 2**310),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["float", "int", "complex", "bool", "braket", "00", "01", "1e308", "no-counts", "a", "b", "h"]
    ),
    st.sampled_from([1e308, 1.7e308, 2.0**200, 0, 1, 2, -1]),
)


def hostile_answers():
    def inside(part):
        shaped = st.builds(
            lambda kind, rest: {**rest, "kind": kind}, names, st.dictionaries(fields, part, max_size=5)
        )
        pairs = st.lists(
            st.tuples(st.sampled_from(["00", "11", "a", "b"]) | part, part).map(list), max_size=4
        )
        mapping = pairs.map(lambda items: {"kind": "mapping", "items": items})
        number = part.map(lambda value: {"kind": "number", "value": value})
        listed = st.lists(part, max_size=4).map(lambda items: {"kind": "list", "items": items})
        counts = pairs.map(lambda items: {"kind": "counts", "items": items})
        outputs = st.lists(part, max_size=2).map(
            lambda items: {"kind": "outputs", "name": "f", "items": items}
        )
        return st.one_of(shaped, mapping, number, listed, counts, outputs, st.lists(part, max_size=4))

    return st.recursive(junk, inside, max_leaves=25)


def _judge_everything(data):
    for asked in EXERCISES:
        verdict = judge(asked, data)
        assert verdict.outcome is not Outcome.GRADER_FAULT
        assert all(text(finding) for finding in verdict.findings)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(hostile_answers())
@example(
    {
        "kind": "mapping",
        "items": [["00", {"kind": "number", "value": 1.7e308}], ["11", {"kind": "number", "value": 1.7e308}]],
    }
)
@example({"kind": "counts", "items": [["00", 2**200]]})
@example({"kind": "unreadable", "code": "wrong-width", "values": {"given": 2**200, "expected": "x"}})
def test_any_data_gives_a_clean_verdict(data):
    _judge_everything(data)


@pytest.mark.soak
@settings(max_examples=20_000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(hostile_answers())
def test_any_data_gives_a_clean_verdict_at_length(data):
    _judge_everything(data)


@settings(max_examples=200, deadline=None)
@given(answers)
def test_any_answer_of_another_kind_gives_a_clean_verdict(answer):
    _judge_everything(encode(answer))


def test_a_dictionary_with_placeholders_says_which_entries_are_open():
    with pytest.raises(NoAnswer) as refused:
        decode(encode({"shots": 100, "day": ..., "limit": None}))
    assert (refused.value.finding.code, refused.value.finding.values) == (
        "entries-open",
        {"keys": "day, limit"},
    )
    with pytest.raises(NoAnswer, match="no-answer"):
        decode(encode({"day": ..., "limit": None}))


def test_of_many_open_entries_some_are_named():
    with pytest.raises(NoAnswer) as refused:
        decode(encode({"0": 1} | {str(key): ... for key in range(1, 100)}))
    assert refused.value.finding.values == {"keys": "1, 2, 3, 4, 5, 6, 7, 8, …"}
