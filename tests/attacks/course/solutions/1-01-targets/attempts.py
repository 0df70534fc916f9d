"""The answers of those who play by the rules."""

from autograder.attempts import placeholder, reference, wrong

BELL = "OPENQASM 3.0; qubit[2] q; h q[0]; cnot q[0], q[1];"


@placeholder("number", "not-it")
def untouched(given):
    return 0


@reference("number")
def right(given):
    return 42


@wrong("number", "not-it")
def reversed_digits(given):
    return 24


@reference("function")
def twice(given):
    return lambda x: 2 * x


@reference("circuit")
def bell(given):
    return BELL
