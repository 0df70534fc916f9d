"""Functions: outputs on inputs that the judge chose."""

import math
import random
from functools import partial

import numpy as np
import pytest
from braket.circuits import Circuit as BraketCircuit

from autograder.answers import Outputs, call, encode
from autograder.answers.decode import decode
from autograder.checks import functions
from autograder.exercise import exercise
from autograder.findings import Finding, Outcome
from autograder.judge import judge
from autograder.kinds import Circuit, Function, Kind, Number, Option
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")
WIDTHS = Function(inputs=lambda given: [(n,) for n in (1, 2, 3, 5, 8, 11)], returns=Number())


class Anything(Kind):
    """Any decoded value."""

    def accept(self, answer):
        return answer


def asks(takes, check=None, **settings):
    return exercise("function", takes=takes, hints=HINTS)(
        lambda answer, given: functions.each(answer, takes, given, check, **settings)
    )


def verdict(asked, answer):
    data = call(answer, asked.takes.inputs({})) if callable(answer) else encode(answer)
    judged = judge(asked, data, {})
    assert all(text(finding, {"not-ghz": {"does": "No."}}) for finding in judged.findings)
    return judged


SQUARES = asks(WIDTHS, expected=lambda n: n * n)


def unfinished(n):
    raise NotImplementedError


def crashing(n):
    return 1 / (n - 3) if n != 3 else 1 / 0


def test_right_functions_pass():
    assert verdict(SQUARES, lambda n: n * n).passed
    assert verdict(SQUARES, lambda n: float(n) ** 2).passed


@pytest.mark.parametrize("answer", [None, lambda n: None, lambda n: ..., unfinished])
def test_placeholders_are_no_answer(answer):
    judged = verdict(SQUARES, answer)
    assert judged.outcome is Outcome.NO_ANSWER
    assert judged.codes == ("no-answer",)


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        (5, "wrong-type"),
        (lambda n: 2 * n * n, "off-by-two"),
        (lambda n: -n * n, "wrong-sign"),
        (lambda n: n * n + 1, "off-by-one"),
        (lambda n: n * n if n < 9 else n, "fails-for-some-inputs"),
        (lambda n: n * n if n == 3 else 9, "fails-for-some-inputs"),
        (lambda n: n * n if n != 1 else None, "fails-for-some-inputs"),
        (lambda n: {1: 7, 2: -4, 3: 90}.get(n, 0.123), "fails-for-all-inputs"),
        (lambda n: 0.5, "fails-for-all-inputs"),
        (lambda n, m: n, "function-raised"),
        (lambda n: str(n * n), "wrong-type"),
        (crashing, "fails-for-all-inputs"),
    ],
)
def test_wrong_functions_are_named(answer, first):
    judged = verdict(SQUARES, answer)
    assert not judged.passed
    assert judged.codes[0] == first


def test_the_failing_input_is_shown_and_the_expected_value_is_not():
    judged = verdict(SQUARES, lambda n: n * n if n < 9 else 7.25)
    told = text(judged.findings[0])
    assert "(11)" in told
    assert "7.25" in told
    assert (judged.findings[0].values["failing"], judged.findings[0].values["all"]) == (1, 6)
    assert all("121" not in text(finding) for finding in judged.findings)


def test_time_outs_and_memory_are_findings():
    def slow(n):
        raise TimeoutError

    def big(n):
        raise MemoryError

    assert verdict(SQUARES, slow).codes == ("function-timed-out",)
    assert verdict(SQUARES, big).codes == ("function-out-of-memory",)


def test_partial_credit_is_the_share_of_right_inputs():
    asked = asks(WIDTHS, expected=lambda n: n * n, partial_credit=True)
    judged = verdict(asked, lambda n: n * n if n < 9 else -1)
    assert judged.outcome is Outcome.PARTLY
    assert judged.score == pytest.approx(5 / 6)


def test_an_item_for_each_input():
    short = call(lambda n: n * n, [(1,), (2,)])
    assert judge(SQUARES, short, {}).codes == ("outputs-missing",)
    assert not judge(SQUARES, {"kind": "outputs", "name": "f", "items": []}, {}).passed


CIRCUITS = Function(inputs=lambda given: [(n,) for n in range(1, 6)], returns=Circuit())


def counts_gates(circuit, n):
    """Stands for any check of a circuit: n gates on n qubits."""
    if circuit.width != n or len(circuit.operations) != n:
        yield Finding("not-ghz", rank=20)


def chain(n):
    circuit = BraketCircuit().h(0)
    for qubit in range(1, n):
        circuit.cnot(qubit - 1, qubit)
    return circuit


def row(n):
    circuit = BraketCircuit()
    for qubit in range(max(n, 2)):
        circuit.h(qubit).h(qubit)
    return circuit


def test_circuits_as_outputs():
    pytest.importorskip("autograder.answers.braket")
    asked = asks(CIRCUITS, counts_gates)
    assert verdict(asked, chain).passed
    assert verdict(asked, lambda n: BraketCircuit()).codes == ("empty-circuit",)
    assert verdict(asked, row).codes == ("not-ghz",)
    assert verdict(asked, lambda n: chain(3)).codes[0] == "not-ghz"
    assert verdict(asked, lambda n: chain(n) if n > 1 else 5).codes[0] == "fails-for-some-inputs"
    assert verdict(asked, lambda n: n).codes == ("wrong-type",)


def test_a_mistake_that_most_inputs_share_comes_first():
    """One input is right by accident: the mistake is still named before the count."""
    asked = asks(WIDTHS, expected=lambda n: n * n - n)
    judged = verdict(asked, lambda n: 2 * (n * n - n))
    assert judged.codes == ("off-by-two", "fails-for-some-inputs")


TRANSLATED = Function(
    inputs=lambda given: [({"01": 3, "11": 4},), ({"001": 3, "110": 4},), ({"0": 1},)], returns=Anything()
)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (lambda counts: {key[::-1]: value for key, value in counts.items()}, ()),
        (lambda counts: counts, ("bit-order-reversed", "fails-for-some-inputs")),
        (lambda counts: list(counts), ("fails-for-all-inputs", "wrong-output")),
    ],
)
def test_bit_order_of_what_is_returned(answer, codes):
    asked = asks(TRANSLATED, expected=lambda counts: {key[::-1]: value for key, value in counts.items()})
    assert verdict(asked, answer).codes == codes


REPEATED = Function(inputs=lambda given: [(1,), (5,), (1,), (5,), (5,)], returns=Number())


def test_determinism_and_its_absence():
    steady = exercise("steady", takes=REPEATED, hints=HINTS)(
        lambda answer, given: functions.repeats(answer, REPEATED, given)
    )
    chance = exercise("chance", takes=REPEATED, hints=HINTS)(
        lambda answer, given: functions.varies(answer, REPEATED, given)
    )
    assert verdict(steady, lambda n: 3 * n).passed
    assert verdict(steady, lambda n: random.random()).codes == ("not-deterministic",)
    assert verdict(chance, lambda n: random.random()).passed
    assert verdict(chance, lambda n: 3 * n).codes == ("always-the-same",)


def test_text_flags_and_lists_are_compared_exactly():
    assert not list(functions.equals("abc", "abc"))
    assert not list(functions.equals([1, 2.0], (1, 2)))
    assert [f.code for f in functions.equals(True, 1)] == ["wrong-output"]
    assert [f.code for f in functions.equals([0, 1, 1], [1, 1, 0])] == ["bit-order-reversed"]
    assert [f.code for f in functions.equals({"a": 1}, {"a": 1, "b": 2})] == ["wrong-output"]


def test_outputs_are_described_briefly():
    assert functions.describe("x" * 1000) == "text"
    assert functions.describe(1 << 255) == "a number"
    assert isinstance(decode(call(lambda: 3, [()])), Outputs)


HALVES = {"doubled": 4.0, "halved": 1.0, "left-alone": 2.0, "turned": functions.Either(-2.0, -4.0)}


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (2.0, []),
        (1.0000001, ["halved"]),
        (-4.0, ["turned"]),
        (4, ["doubled"]),
        (3.0, []),
        pytest.param(10**400, [], id="huge"),
        (math.inf, []),
    ],
)
def test_slips_are_named_by_what_they_lead_to(value, codes):
    assert [finding.code for finding in functions.named(value, HALVES, right=2.0)] == codes


def test_a_slip_that_leads_to_what_is_right_is_named_only_where_nothing_else_says_what_is_right():
    assert functions.named(2.0, HALVES, right=2.0) == []
    assert [finding.code for finding in functions.named(2.0, HALVES)] == ["left-alone"]


def test_all_slips_that_fit_are_named_before_the_library_s_own():
    slips = {"first": 1.0, "other": 2.0, "second": 1.0}
    found = functions.named(1.0, slips, right=3.0, says={"given": 1.0})
    assert [(one.code, one.values) for one in found] == [
        ("first", {"given": 1.0}),
        ("second", {"given": 1.0}),
    ]
    ranks = [one.rank for one in [*found, *functions.equals(1.0, 2.0)]]
    assert ranks == sorted(set(ranks))


def test_slips_of_arrays_have_their_shape():
    ones = np.ones((2, 2))
    slips = {"flat": np.ones(4), "number": 1.0, "same": np.ones((2, 2)) + 1e-9}
    assert [finding.code for finding in functions.named(ones, slips, right=np.eye(2))] == ["same"]


def test_what_fits_may_be_said_otherwise():
    assert [one.code for one in functions.named("01", {"mirrored": "10"}, fits=lambda a, b: a == b[::-1])]
    tight = partial(functions.close, relative=1e-6, absolute=0.0)
    assert not functions.named(2e-9, {"tiny": 1e-9}, right=1.0, fits=tight)


def test_an_output_that_is_right_but_for_rounding_is_not_asked_about():
    assert not list(functions.compared(1e-17, 0.0, {"doubled": 1e-17}))
    assert [one.code for one in functions.compared(0.5, 0.0, {"doubled": 0.5})] == ["doubled", "wrong-number"]


def test_a_check_may_bring_the_library_s_findings_along():
    ours = [Finding("other-interval")]
    slips = {"mirrored": (1.0, 0.0)}
    assert [one.code for one in functions.compared((0.5, 1.0), (0.0, 1.0), slips, ours)] == ["other-interval"]
    assert not list(functions.compared((0.0, 1.0), (0.0, 1.0), slips, ours))


def test_a_slip_that_fits_one_output_by_chance_is_not_told_of_the_function():
    """Ten for the first input is the slip's value, eleven for the second is nobody's."""

    def check(value, n):
        if value != n * n:
            yield from functions.named(value, {"always-ten": 10}) or [Finding("not-ghz", rank=60)]

    judged = verdict(asks(WIDTHS, check), lambda n: n + 9)
    assert judged.codes == ("fails-for-all-inputs", "not-ghz")
    assert judged.findings[0].values["call"] == "<lambda>(2)"


def test_an_output_is_shown_without_a_long_tail():
    assert functions.describe(1.9599999999999997) == "1.96"
    assert functions.describe([0.1 + 0.2, (0.5 + 0j), {"0": 1 / 3}]) == "[0.3, 0.5, {'0': 0.3333333}]"
    assert functions.describe((1 + 1e-12j, 7, "a")) == "((1+1e-12j), 7, 'a')"


def test_the_slip_that_all_failing_inputs_share_comes_first():
    def judge_square(value, n):
        slips = {"cubed": n**3, "doubled": 2 * n, "none": n}
        yield from functions.compared(value, n * n, slips)

    asked = asks(WIDTHS, judge_square)
    said = {"cubed": {"does": "Cubed."}, "doubled": {"does": "Doubled."}, "none": {"does": "As it was."}}
    data = call(lambda n: 2 * n, WIDTHS.inputs({}))
    judged = judge(asked, data, {})
    assert judged.codes == ("doubled", "fails-for-some-inputs")
    assert text(judged.findings[0], said)


SIGNS = Function(
    inputs=lambda given: [(n,) for n in (-2, -1, 0, 1, 2)], returns=Option(("minus", "zero", "plus"))
)
SIGN_SLIPS = {
    "always-plus": lambda n: "plus",
    "never-zero": lambda n: functions.Either("minus", "plus") if n == 0 else None,
    "zero-is-plus": lambda n: "plus" if n == 0 else None,
    "says-nothing": lambda n: None,
}


def sign(n):
    return "zero" if n == 0 else "plus" if n > 0 else "minus"


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (sign, ()),
        (lambda n: "plus", ("always-plus",)),
        (lambda n: "minus" if n < 0 else "plus", ("never-zero", "zero-is-plus")),
        (lambda n: "minus" if n <= 0 else "plus", ("never-zero",)),
        (lambda n: "zero", ("fails-for-some-inputs", "wrong-output")),
        (crashing, ("wrong-type",)),
    ],
)
def test_a_mistake_made_throughout_is_told_by_all_outputs_together(answer, codes):
    data = call(answer, SIGNS.inputs({}))
    outputs = decode(data)
    found = functions.throughout(outputs, SIGNS, {}, expected=sign, slips=SIGN_SLIPS)
    assert tuple(one.code for one in sorted(found, key=lambda one: one.rank)) == codes


def test_missing_outputs_are_no_mistake_made_throughout():
    outputs = Outputs("sign", ("plus", "plus"))
    found = functions.throughout(outputs, SIGNS, {}, expected=sign, slips=SIGN_SLIPS)
    assert [one.code for one in found] == ["outputs-missing"]
