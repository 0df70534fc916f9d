"""Numbers, alone or in arrays. A wrong one is tried against the slips that people make: a sign, a unit, a
factor of two, degrees for radians, 1/N for 1/√N.
"""

import numpy as np

from autograder.attempts import alternative, reference, wrong
from autograder.checks import numbers
from autograder.exercise import exercise
from autograder.kinds import Array, Interval, Number

HINTS = ("a question", "a pointer", "nearly the solution")


@exercise("close-to", takes=Number(), hints=HINTS)
def hydrogen_energy_in_hartree(answer, given):
    yield from numbers.close_to(answer, -1.13731, units={"eV": 27.2114})


@reference("close-to")
def in_hartree(given):
    return -1.1373


@wrong("close-to", "unit-factor")
def in_electronvolts(given):
    return -30.948


@exercise("exactly", takes=Number(), hints=HINTS)
def amplitudes_of_ten_qubits(answer, given):
    yield from numbers.exactly(answer, 1024)


@reference("exactly")
def two_to_the_tenth(given):
    return 2**10


@wrong("exactly", "off-by-one")
def without_zero(given):
    return 2**10 - 1


@exercise("one-of", takes=Number(), hints=HINTS)
def angle_of_a_fair_coin(answer, given):
    yield from numbers.one_of(answer, [np.pi / 2, 3 * np.pi / 2], angle=True)


@reference("one-of")
def quarter_turn(given):
    return np.pi / 2


@alternative("one-of")
def three_quarters(given):
    return 3 * np.pi / 2


@wrong("one-of", "angle-in-degrees")
def in_degrees(given):
    return 270


@exercise("to-digits", takes=Number(), hints=HINTS)
def winning_chance(answer, given):
    yield from numbers.to_digits(answer, 0.853553, digits=3)


@reference("to-digits")
def rounded(given):
    return 0.854


@wrong("to-digits", "cut-not-rounded")
def cut(given):
    return 0.853


@exercise("within", takes=Number(), hints=HINTS)
def a_useful_number_of_iterations(answer, given):
    yield from numbers.within(answer, 20, 30, what="Your number of iterations")


@reference("within")
def near_the_optimum(given):
    return 25


@wrong("within", "above-range")
def the_more_the_better(given):
    return 100


@exercise("interval", takes=Interval(), hints=HINTS)
def ones_in_a_thousand_shots(answer, given):
    yield from numbers.interval(answer, 469, 531)


@reference("interval")
def two_sigma(given):
    return (469, 531)


@wrong("interval", "one-sigma")
def one_sigma(given):
    return (484, 516)


@exercise("proportion", takes=Number(), hints=HINTS)
def share_of_ones(answer, given):
    yield from numbers.proportion(answer, 0.75, shots=1000)


@reference("proportion")
def measured(given):
    return 0.741


@wrong("proportion", "complement")
def share_of_zeros(given):
    return 0.259


@exercise("mean", takes=Number(), hints=HINTS)
def an_expectation_value(answer, given):
    yield from numbers.mean(answer, -0.6, samples=4000, span=2.0)


@reference("mean")
def estimated(given):
    return -0.581


@wrong("mean", "wrong-sign")
def with_the_sign_lost(given):
    return 0.581


@exercise("normal", takes=Number(), hints=HINTS)
def a_fitted_rate(answer, given):
    yield from numbers.normal(answer, 0.9925, error=0.0004)


@reference("normal")
def fitted(given):
    return 0.9931


@wrong("normal", "beyond-chance")
def last_month(given):
    return 0.99


@exercise("standard-error", takes=Number(), hints=HINTS)
def error_of_a_share(answer, given):
    yield from numbers.standard_error(answer, 0.0158, samples=1000)


@reference("standard-error")
def over_the_root(given):
    return 0.5 / np.sqrt(1000)


@wrong("standard-error", "one-over-n")
def over_the_number(given):
    return 0.5 / 1000


@exercise("array-close-to", takes=Array((2, 2), complex_=True), hints=HINTS)
def the_s_gate(answer, given):
    yield from numbers.array_close_to(answer, np.diag([1, 1j]))


@reference("array-close-to")
def s(given):
    return np.array([[1, 0], [0, 1j]])


@wrong("array-close-to", "matrix-adjoint")
def s_dagger(given):
    return np.array([[1, 0], [0, -1j]])
