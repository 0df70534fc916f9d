"""Functions, judged by what they return for inputs that the judge chooses, edge cases among them."""

import random

from braket.circuits import Circuit

from autograder import kinds
from autograder.attempts import reference, wrong
from autograder.checks import functions, states
from autograder.checks.named_states import ghz
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")
WIDTHS = kinds.Function(inputs=lambda given: [(n,) for n in range(1, 9)], returns=kinds.Circuit())
TWICE = kinds.Function(inputs=lambda given: [(7,)] * 40, returns=kinds.Number())


@exercise("each", takes=WIDTHS, hints=HINTS)
def ghz_of_any_width(answer, given):
    yield from functions.each(answer, WIDTHS, given, lambda circuit, n: states.prepares(circuit, ghz(n)))


@reference("each")
def a_chain(given):
    def chain(n):
        circuit = Circuit().h(0)
        for qubit in range(n - 1):
            circuit.cnot(qubit, qubit + 1)
        return circuit

    return chain


@wrong("each", "fails-for-some-inputs")
def always_three(given):
    def three(n):
        return Circuit().h(0).cnot(0, 1).cnot(1, 2)

    return three


#: Degrees of a turn that would do the same, from 0 up to 360.
TURNS = kinds.Function(inputs=lambda given: [(d,) for d in (30, 360, 450, 800)], returns=kinds.Number())
GRADES = kinds.Function(
    inputs=lambda given: [(score,) for score in (0, 49, 50, 51, 100)], returns=kinds.Option(("pass", "fail"))
)


def within_one_turn(value, degrees):
    slips = {"whole-turns": degrees // 360, "halved": degrees % 180}
    yield from functions.compared(value, degrees % 360, slips)


@exercise(
    "compared",
    takes=TURNS,
    hints=HINTS,
    messages={
        "whole-turns": {"does": "Your function counts the whole turns.", "look": "Which part is left over?"},
        "halved": {"does": "Your function takes half a turn for a whole one."},
    },
)
def less_than_a_turn(answer, given):
    yield from functions.each(answer, TURNS, given, within_one_turn)


@reference("compared")
def the_remainder(given):
    def rest(degrees):
        return degrees % 360

    return rest


@wrong("compared", "whole-turns")
def the_quotient(given):
    def rest(degrees):
        return degrees // 360

    return rest


@exercise(
    "throughout",
    takes=GRADES,
    hints=HINTS,
    messages={"fifty-fails": {"does": "Your function lets fifty points fail.", "look": "> or >= ?"}},
)
def fifty_points_pass(answer, given):
    yield from functions.throughout(
        answer,
        GRADES,
        given,
        expected=lambda score: "pass" if score >= 50 else "fail",
        slips={"fifty-fails": lambda score: "pass" if score > 50 else "fail"},
    )


@reference("throughout")
def from_fifty_on(given):
    def grade(score):
        return "pass" if score >= 50 else "fail"

    return grade


@wrong("throughout", "fifty-fails")
def above_fifty(given):
    def grade(score):
        return "pass" if score > 50 else "fail"

    return grade


@exercise("repeats", takes=TWICE, hints=HINTS)
def the_same_every_time(answer, given):
    yield from functions.repeats(answer, TWICE, given)


@reference("repeats")
def seeded(given):
    def draw(seed):
        return random.Random(seed).random()

    return draw


@wrong("repeats", "not-deterministic")
def unseeded(given):
    def draw(seed):
        return random.random()

    return draw


@exercise("varies", takes=TWICE, hints=HINTS)
def a_coin(answer, given):
    yield from functions.varies(answer, TWICE, given)


@reference("varies")
def tossed(given):
    def toss(_):
        return random.randint(0, 1)

    return toss


@wrong("varies", "always-the-same")
def not_tossed(given):
    def toss(seed):
        return random.Random(seed).randint(0, 1)

    return toss
