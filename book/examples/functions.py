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
