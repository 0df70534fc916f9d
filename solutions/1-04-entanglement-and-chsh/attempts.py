"""Answers to lesson 1-04 that must pass, and wrong ones that must be named."""

import itertools
import math

import numpy as np
from braket.circuits import Circuit
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions ----------------------------------------------------------------------------------------


@placeholder("classical-wins", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("classical-wins")
def two_standard_deviations(given):
    return (723, 777)


@wrong("classical-wins", "point-value")
def exactly_three_quarters(given):
    return (750, 750)


@wrong("classical-wins", "interval-too-narrow")
def ten_either_way(given):
    return (740, 760)


@wrong("classical-wins", "interval-too-wide")
def anything(given):
    return (600, 900)


@wrong("classical-wins", "interval-misses")
def one_half(given):
    return (470, 530)


COS2 = math.cos(math.pi / 8) ** 2


@placeholder("in-between", "no-answer")
def no_chances(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("in-between")
def by_the_cosine(given):
    return {"00": COS2 / 2, "01": (1 - COS2) / 2, "10": (1 - COS2) / 2, "11": COS2 / 2}


@wrong("in-between", "straight-line")
def three_quarters(given):
    return {"00": 37.5, "01": 12.5, "10": 12.5, "11": 37.5}


@wrong("in-between", "angle-not-halved")
def half(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


@wrong("in-between", "still-perfect")
def always(given):
    return {"00": 0.5, "11": 0.5}


@wrong("in-between", "one-qubit-only")
def alice_is_zero(given):
    return {"00": 0.85, "01": 0.15}


# --- correlator and what-bob-learns ---------------------------------------------------------------------


@placeholder("correlator", "no-answer")
def no_lines(given):
    return ...


@reference("correlator")
def pair_turn_run(given):
    return "d f b e c"


@wrong("correlator", "half-angle-in-the-basis")
def turned_half_as_far(given):
    return "d a b e c"


@wrong("correlator", "share-for-correlator")
def share_printed(given):
    return "d f b e g"


@wrong("correlator", "run-too-early")
def turned_after_the_run(given):
    return "d b f e c"


@placeholder("what-bob-learns", "no-answer")
def no_letter(given):
    return ...


@reference("what-bob-learns")
def nothing(given):
    return "d"


@wrong("what-bob-learns", "signals-with-many-pairs")
def with_many_pairs(given):
    return "a"


@wrong("what-bob-learns", "collapse-seen-from-afar")
def whether_she_measured(given):
    return "b"


@wrong("what-bob-learns", "agreement-read-alone")
def in_the_same_basis(given):
    return "c"


# --- best-angles ----------------------------------------------------------------------------------------

RIGHT = np.pi / 2


@placeholder("best-angles", "no-answer")
def bob_not_chosen(given):
    return [0, np.pi / 2, ..., ...]


@reference("best-angles")
def bob_in_between(given):
    return [0, RIGHT, np.pi / 4, -np.pi / 4]


@alternative("best-angles")
def everything_turned(given):
    return [0.3, 0.3 + RIGHT, 0.3 + np.pi / 4, 0.3 - np.pi / 4]


@alternative("best-angles")
def alice_turned_round(given):
    return [0, -RIGHT, -np.pi / 4, np.pi / 4]


@alternative("best-angles")
def with_a_full_turn(given):
    return [0, RIGHT, np.pi / 4, 7 * np.pi / 4]


@wrong("best-angles", "classical-angles")
def all_the_same(given):
    return [0, 0, 0, 0]


@wrong("best-angles", "classical-angles")
def on_each_others_axes(given):
    return [0, RIGHT, RIGHT, 0]


@wrong("best-angles", "below-the-best")
def both_on_the_same_axes(given):
    return [0, RIGHT, 0, RIGHT]


@wrong("best-angles", "wrong-term-negative")
def bobs_exchanged(given):
    return [0, RIGHT, -np.pi / 4, np.pi / 4]


@wrong("best-angles", "polariser-angles")
def for_photons(given):
    return [0, np.pi / 4, np.pi / 8, -np.pi / 8]


@wrong("best-angles", "angle-in-degrees")
def in_degrees(given):
    return [0, 90, 45, -45]


@wrong("best-angles", "below-the-best")
def nearly(given):
    return [0, RIGHT, np.pi / 3, -np.pi / 4]


@wrong("best-angles", "wrong-shape")
def bobs_two_alone(given):
    return [np.pi / 4, -np.pi / 4]


@wrong("best-angles", "wrong-type")
def written_in_words(given):
    return ["0", "pi/2", "pi/4", "-pi/4"]


# --- score ----------------------------------------------------------------------------------------------


def _e(counts):
    agree = counts.get("00", 0) + counts.get("11", 0)
    return 2 * agree / sum(counts.values()) - 1


@placeholder("score", "no-answer")
def no_score(given):
    return lambda c00, c01, c10, c11: None


@reference("score")
def three_plus_one_minus(given):
    return lambda c00, c01, c10, c11: _e(c00) + _e(c01) + _e(c10) - _e(c11)


@alternative("score")
def by_the_winning_share(given):
    def score(c00, c01, c10, c11):
        agree = [(1 + _e(c)) / 2 for c in (c00, c01, c10, c11)]
        return 8 * (sum(agree[:3]) + 1 - agree[3]) / 4 - 4

    return score


@wrong("score", "minus-forgotten")
def all_plus(given):
    return lambda *tables: sum(map(_e, tables))


@wrong("score", "shares-for-correlations")
def shares(given):
    def share(counts):
        return (1 + _e(counts)) / 2

    return lambda c00, c01, c10, c11: share(c00) + share(c01) + share(c10) - share(c11)


@wrong("score", "winning-share")
def share_of_wins(given):
    return lambda *tables: (three_plus_one_minus.make({})(*tables) + 4) / 8


@wrong("score", "averaged")
def mean_of_four(given):
    return lambda *tables: three_plus_one_minus.make({})(*tables) / 4


@wrong("score", "fails-for-some-inputs")
def always_a_thousand(given):
    def e(counts):
        return 2 * (counts.get("00", 0) + counts.get("11", 0)) / 1000 - 1

    return lambda c00, c01, c10, c11: e(c00) + e(c01) + e(c10) - e(c11)


@wrong("score", "fails-for-some-inputs")
def a_string_that_never_came(given):
    def e(counts):
        return (counts["00"] + counts["11"] - counts["01"] - counts["10"]) / sum(counts.values())

    return lambda c00, c01, c10, c11: e(c00) + e(c01) + e(c10) - e(c11)


@wrong("score", "minus-on-another")
def minus_on_01(given):
    return lambda c00, c01, c10, c11: _e(c00) - _e(c01) + _e(c10) + _e(c11)


@wrong("score", "too-many-minuses")
def three_minuses(given):
    return lambda c00, c01, c10, c11: _e(c00) - _e(c01) - _e(c10) - _e(c11)


@wrong("score", "fails-for-some-inputs")
def never_negative(given):
    return lambda c00, c01, c10, c11: abs(_e(c00) + _e(c01) + _e(c10) - _e(c11))


@wrong("score", "signs-lost")
def magnitudes(given):
    return lambda c00, c01, c10, c11: abs(_e(c00)) + abs(_e(c01)) + abs(_e(c10)) - abs(_e(c11))


@wrong("score", "not-divided")
def numbers_of_shots(given):
    def e(counts):
        return _e(counts) * sum(counts.values())

    return lambda c00, c01, c10, c11: e(c00) + e(c01) + e(c10) - e(c11)


@wrong("score", "only-00-counted")
def zeros_against_the_rest(given):
    def e(counts):
        return 2 * counts.get("00", 0) / sum(counts.values()) - 1

    return lambda c00, c01, c10, c11: e(c00) + e(c01) + e(c10) - e(c11)


# --- best-classical -------------------------------------------------------------------------------------


@placeholder("best-classical", "no-answer")
def no_search(given):
    return lambda game: None


@reference("best-classical")
def every_pair_of_lists(given):
    def best_classical(game):
        rows, columns = len(game), len(game[0])
        best = 0
        for alice in itertools.product((0, 1), repeat=rows):
            for bob in itertools.product((0, 1), repeat=columns):
                won = sum((alice[x] ^ bob[y]) == game[x][y] for x in range(rows) for y in range(columns))
                best = max(best, won / (rows * columns))
        return best

    return best_classical


@alternative("best-classical")
def bob_answers_best(given):
    def best_classical(game):
        wanted = np.array(game)
        best = 0
        for alice in itertools.product((0, 1), repeat=len(wanted)):
            zeros = (wanted == np.array(alice)[:, None]).sum(axis=0)
            best = max(best, np.maximum(zeros, len(wanted) - zeros).sum())
        return best / wanted.size

    return best_classical


@wrong("best-classical", "always-three-quarters")
def from_the_lesson(given):
    return lambda game: 0.75


@wrong("best-classical", "fails-for-some-inputs")
def one_answer_for_everything(given):
    def best_classical(game):
        ones = sum(map(sum, game)) / (len(game) * len(game[0]))
        return max(ones, 1 - ones)

    return best_classical


@wrong("best-classical", "communicates")
def knows_both_questions(given):
    return lambda game: 1.0


@wrong("best-classical", "average-strategy")
def the_average(given):
    return lambda game: 0.5


@wrong("best-classical", "fails-for-some-inputs")
def two_questions_only(given):
    def best_classical(game):
        lists = list(itertools.product((0, 1), repeat=2))
        return max(
            sum((a[x] ^ b[y]) == game[x][y] for x in (0, 1) for y in (0, 1)) / 4 for a in lists for b in lists
        )

    return best_classical


@wrong("best-classical", "wins-not-share")
def number_of_wins(given):
    return lambda game: every_pair_of_lists.make({})(game) * len(game) * len(game[0])


def _searched(choose, joined, pairs=None):
    """A search over all strategies that chooses one, joins two answers, and divides by so many pairs."""

    def best_classical(game):
        rows, columns = len(game), len(game[0])
        strategies = itertools.product(
            itertools.product((0, 1), repeat=rows), itertools.product((0, 1), repeat=columns)
        )
        wins = [
            sum(joined(alice[x], bob[y]) == game[x][y] for x in range(rows) for y in range(columns))
            for alice, bob in strategies
        ]
        return choose(wins) / (pairs or rows * columns)

    return best_classical


@wrong("best-classical", "worst-strategy")
def the_worst(given):
    return _searched(min, lambda a, b: a ^ b)


@wrong("best-classical", "divided-by-four")
def always_four_pairs(given):
    return _searched(max, lambda a, b: a ^ b, pairs=4)


@wrong("best-classical", "and-for-xor")
def both_are_one(given):
    return _searched(max, lambda a, b: a & b)


@wrong("best-classical", "fails-for-some-inputs")
def as_many_questions_for_bob(given):
    return lambda game: _searched(max, lambda a, b: a ^ b)([row[: len(game)] for row in game])


# --- hidden ---------------------------------------------------------------------------------------------


@placeholder("hidden", "empty-circuit")
def nothing_hidden(given):
    return Circuit()


@reference("hidden")
def two_coins_and_cz(given):
    return Circuit().h(0).h(1).cz(0, 1)


@alternative("hidden")
def bell_pair_with_h(given):
    return Circuit().h(0).cnot(0, 1).h(1)


@alternative("hidden")
def in_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.h([0, 1])
    circuit.cz(0, 1)
    return circuit


@alternative("hidden")
def axes_turned_in_a_circle(given):
    # Z to X, X to Y: the correlations are in ZX, XY and YZ
    return Circuit().h(0).cnot(0, 1).s(1).h(1)


@wrong("hidden", "still-correlated")
def a_bell_pair(given):
    return Circuit().h(0).cnot(0, 1)


@wrong("hidden", "still-correlated")
def two_plain_coins(given):
    return Circuit().h(0).h(1)


@wrong("hidden", "not-entangled")
def plus_and_zero(given):
    return Circuit().h(0).i(1)


@wrong("hidden", "still-correlated")
def only_z_hidden(given):
    return Circuit().h(0).h(1).cphaseshift(0, 1, np.pi / 2)


@wrong("hidden", "weakly-entangled")
def half_a_cz(given):
    return Circuit().h(0).cphaseshift(0, 1, np.pi).ry(1, 0.8).cz(0, 1)


@wrong("hidden", "not-gates-only")
def measured(given):
    return Circuit().h(0).h(1).cz(0, 1).measure(0)
