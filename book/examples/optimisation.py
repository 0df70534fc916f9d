"""Optimisation problems: QUBO and Ising models by the energy of every bitstring, solutions, energies."""

import numpy as np

from autograder import kinds
from autograder.answers import Counts
from autograder.attempts import alternative, reference, wrong
from autograder.checks import optimisation
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")

#: Three stations in a row; neighbours must not both be chosen. To be chosen: the largest value.
VALUES = (3.0, 4.0, 2.0)
MINUS_VALUE = optimisation.table(lambda bits: -sum(VALUES[i] for i in range(3) if bits[i] == "1"), 3)
BROKEN = optimisation.table(lambda bits: bits.count("11") + (bits == "111"), 3)
SAMPLED = Counts({"101": 40, "010": 35, "000": 25})


def independent(bits):
    return "11" not in bits


@exercise("same-energies", takes=kinds.Quadratic(2), hints=HINTS)
def cut_of_one_edge(answer, given):
    yield from optimisation.same_energies(answer, np.array([0, -1, -1, 0]))


@reference("same-energies")
def as_a_dictionary(given):
    return {(0, 0): -1, (1, 1): -1, (0, 1): 2}


@alternative("same-energies")
def as_a_matrix(given):
    return np.array([[-1, 1], [1, -1]])


@wrong("same-energies", "objective-sign")
def to_be_maximised(given):
    return {(0, 0): 1, (1, 1): 1, (0, 1): -2}


@exercise("feasible-optimum", takes=kinds.Quadratic(3), hints=HINTS)
def model_of_the_stations(answer, given):
    yield from optimisation.feasible_optimum(answer, MINUS_VALUE, independent)


@reference("feasible-optimum")
def penalty_of_five(given):
    return {(0, 0): -3, (1, 1): -4, (2, 2): -2, (0, 1): 5, (1, 2): 5}


@wrong("feasible-optimum", "optimum-infeasible")
def penalty_of_one(given):
    return {(0, 0): -3, (1, 1): -4, (2, 2): -2, (0, 1): 1, (1, 2): 1}


@exercise("penalty", takes=kinds.Number(), hints=HINTS)
def a_penalty_that_holds(answer, given):
    yield from optimisation.penalty(answer, MINUS_VALUE, BROKEN)


@reference("penalty")
def five(given):
    return 5


@wrong("penalty", "penalty-too-small")
def one(given):
    return 1


@exercise("solution", takes=kinds.Bits(3), hints=HINTS)
def best_stations(answer, given):
    yield from optimisation.solution(answer, MINUS_VALUE, {"neighbours are not both chosen": independent})


@reference("solution")
def the_outer_two(given):
    return "101"


@wrong("solution", "solution-complemented")
def the_ones_left_out(given):
    return "010"


@exercise("mean-energy", takes=kinds.Number(), hints=HINTS)
def mean_of_the_sample(answer, given):
    yield from optimisation.mean_energy(answer, SAMPLED, MINUS_VALUE)


@reference("mean-energy")
def weighted(given):
    return (40 * -5 + 35 * -4 + 25 * 0) / 100


@wrong("mean-energy", "best-for-mean")
def the_best_one(given):
    return -5.0


@exercise("best-energy", takes=kinds.Number(), hints=HINTS)
def best_of_the_sample(answer, given):
    yield from optimisation.best_energy(answer, SAMPLED, MINUS_VALUE)


@reference("best-energy")
def lowest_that_came(given):
    return -5.0


@wrong("best-energy", "mean-for-best")
def the_mean(given):
    return -3.4


@exercise("ground-energy", takes=kinds.Number(), hints=HINTS)
def hydrogen(answer, given):
    yield from optimisation.ground_energy(answer, -1.137306, tolerance=0.0016)


@reference("ground-energy")
def converged(given):
    return -1.1369


@wrong("ground-energy", "below-ground-state")
def too_good(given):
    return -1.1452
