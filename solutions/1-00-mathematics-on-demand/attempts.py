"""Answers to lesson 1-00 that must pass, and wrong ones that must be named."""

import math
from functools import reduce

import numpy as np

from autograder.attempts import alternative, placeholder, reference, wrong

# --- placement: every complete answer passes ---------------------------------------------------------------

RIGHT = {"complex": 0.5, "angle": 1j, "overlap": 1, "order": "SH", "kron": 1, "mean": 0.6, "bar": 0.05}


@placeholder("placement", "no-answer")
def quiz_untouched(given):
    return dict.fromkeys(RIGHT, ...)


@reference("placement")
def all_seven(given):
    return RIGHT


@alternative("placement")
def nothing_known(given):
    return dict.fromkeys(RIGHT, "?")


@alternative("placement")
def every_usual_slip(given):
    return {
        "complex": 0.5j,
        "angle": -1,
        "overlap": 0,
        "order": "HS",
        "kron": 2,
        "mean": 0.8,
        "bar": 0.025,
    }


@wrong("placement", "missing-key")
def one_left_out(given):
    return {key: value for key, value in RIGHT.items() if key != "kron"}


@wrong("placement", "unknown-key")
def a_name_changed(given):
    return {("error" if key == "bar" else key): value for key, value in RIGHT.items()}


@wrong("placement", "wrong-entry")
def a_number_in_words(given):
    return RIGHT | {"mean": "three fifths"}


@wrong("placement", "unknown-option")
def order_in_words(given):
    return RIGHT | {"order": "S times H"}


# --- two-paths and many-shots: predictions -----------------------------------------------------------------


@placeholder("two-paths", "no-answer")
def no_paths(given):
    return {"0": ..., "1": ...}


@reference("two-paths")
def arrows_added(given):
    return {"0": 0.75, "1": 0.25}


@alternative("two-paths")
def arrows_in_per_cent(given):
    return {"0": 75, "1": 25}


@wrong("two-paths", "probabilities-added")
def each_squared_alone(given):
    return {"0": 0.5, "1": 0.5}


@wrong("two-paths", "not-squared")
def length_of_the_sum(given):
    return {"0": 0.866, "1": 0.134}


@wrong("two-paths", "straight-line")
def a_third_of_the_way(given):
    return {"0": 0.67, "1": 0.33}


@wrong("two-paths", "degrees")
def sixty_radians(given):
    return {"0": 0.024, "1": 0.976}


@wrong("two-paths", "square-not-magnitude")
def real_part_of_the_square(given):
    return {"0": 0.375, "1": 0.625}


@placeholder("many-shots", "no-answer")
def no_ends(given):
    return (..., ...)


@reference("many-shots")
def two_deviations(given):
    return (84, 95)


@alternative("many-shots")
def rather_wide(given):
    return (80, 98)


@wrong("many-shots", "wrong-type")
def just_ninety(given):
    return 90


@wrong("many-shots", "reversed-interval")
def upper_end_first(given):
    return (96, 84)


@wrong("many-shots", "outside-range")
def more_than_a_hundred(given):
    return (80, 110)


# --- product-order: choice ---------------------------------------------------------------------------------


@placeholder("product-order", "no-answer")
def no_product(given):
    return ...


@reference("product-order")
def first_on_the_right(given):
    return "b"


@wrong("product-order", "reading-order")
def as_one_reads(given):
    return "a"


@wrong("product-order", "entry-by-entry")
def by_the_star(given):
    return "c"


@wrong("product-order", "matrices-commute")
def does_not_matter(given):
    return "d"


# --- bell-by-hand: Parsons ---------------------------------------------------------------------------------


@placeholder("bell-by-hand", "no-answer")
def no_program(given):
    return ...


@reference("bell-by-hand")
def column_gates_question(given):
    return "d c a f"


@wrong("bell-by-hand", "not-squared")
def prints_the_amplitude(given):
    return "d c a b"


@wrong("bell-by-hand", "kron-reversed")
def h_on_the_other_qubit(given):
    return "d e a f"


@wrong("bell-by-hand", "cnot-before-h")
def cnot_too_early(given):
    return "d a c f"


@wrong("bell-by-hand", "line-missing")
def no_column(given):
    return "c a f"


# --- chances -----------------------------------------------------------------------------------------------


def _weights(weight):
    """A function that shares out by a weight of each amplitude."""
    return lambda state: (lambda w: w / w.sum())(weight(np.array(state, dtype=complex)))


@placeholder("chances", "no-answer")
def no_chances(given):
    return lambda state: None


@reference("chances")
def squared_and_shared_out(given):
    return _weights(lambda a: np.abs(a) ** 2)


@alternative("chances")
def by_real_and_imaginary_part(given):
    def chances(state):
        weights = [complex(a).real ** 2 + complex(a).imag ** 2 for a in state]
        return [weight / sum(weights) for weight in weights]

    return chances


@alternative("chances")
def by_the_conjugate(given):
    def chances(state):
        weights = np.array(state) * np.conj(state)
        return weights / weights.sum()

    return chances


@wrong("chances", "length-forgotten")
def not_shared_out(given):
    return lambda state: np.abs(np.array(state)) ** 2


@wrong("chances", "square-not-magnitude")
def squared_as_it_stands(given):
    return lambda state: np.array(state) ** 2


@wrong("chances", "real-of-square")
def real_part_of_squares(given):
    return lambda state: (np.array(state) ** 2).real


@wrong("chances", "real-part-only")
def imaginary_part_dropped(given):
    return lambda state: np.array(state).real ** 2


@wrong("chances", "not-squared")
def by_magnitude(given):
    return _weights(np.abs)


@wrong("chances", "wrong-type")
def a_word(given):
    return lambda state: "half and half"


@wrong("chances", "fails-for-some-inputs")
def for_two_amplitudes_only(given):
    def chances(state):
        first = abs(state[0]) ** 2 / (abs(state[0]) ** 2 + abs(state[1]) ** 2)
        return [first, 1 - first]

    return chances


@wrong("chances", "fails-for-some-inputs")
def divided_by_the_sum_of_amplitudes(given):
    return lambda state: np.abs(np.array(state) / np.sum(state)) ** 2


@wrong("chances", "divided-by-the-length")
def divided_by_the_length(given):
    return lambda state: np.abs(np.array(state)) ** 2 / np.linalg.norm(state)


@wrong("chances", "divided-by-the-number")
def divided_by_the_number_of_entries(given):
    return lambda state: np.abs(np.array(state)) ** 2 / len(state)


@wrong("chances", "in-per-cent")
def per_cent(given):
    return lambda state: 100 * np.abs(np.array(state)) ** 2 / np.linalg.norm(state) ** 2


# --- agreement ---------------------------------------------------------------------------------------------


@placeholder("agreement", "no-answer")
def no_agreement(given):
    return lambda first, second: None


@reference("agreement")
def vdot_squared(given):
    return lambda first, second: abs(np.vdot(first, second)) ** 2


@alternative("agreement")
def by_a_loop(given):
    def agreement(first, second):
        inner = sum(complex(a).conjugate() * b for a, b in zip(first, second, strict=True))
        return inner.real**2 + inner.imag**2

    return agreement


@alternative("agreement")
def second_one_conjugated(given):
    return lambda first, second: abs(np.vdot(second, first)) ** 2


@wrong("agreement", "conjugate-forgotten")
def dot_for_vdot(given):
    return lambda first, second: abs(np.dot(first, second)) ** 2


@wrong("agreement", "magnitude-forgotten")
def inner_product_itself(given):
    return lambda first, second: np.vdot(first, second)


@wrong("agreement", "square-not-magnitude")
def squared_inner_product(given):
    return lambda first, second: np.vdot(first, second) ** 2


@wrong("agreement", "not-squared")
def magnitude_only(given):
    return lambda first, second: abs(np.vdot(first, second))


@wrong("agreement", "chances-multiplied")
def probabilities_multiplied(given):
    return lambda first, second: np.sum(np.abs(first) ** 2 * np.abs(second) ** 2)


@wrong("agreement", "phase-lost")
def real_part_squared(given):
    return lambda first, second: np.vdot(first, second).real ** 2


@wrong("agreement", "conjugate-and-magnitude-forgotten")
def plain_dot(given):
    return lambda first, second: np.dot(first, second)


@wrong("agreement", "real-part-only")
def real_part_of_the_inner_product(given):
    return lambda first, second: np.vdot(first, second).real


@wrong("agreement", "function-raised")
def conjugate_of_a_list(given):
    return lambda first, second: abs(sum(first.conj() * second)) ** 2


# --- matrix-of ---------------------------------------------------------------------------------------------

H = np.array([[1, 1], [1, -1]]) / math.sqrt(2)
GATES = {"H": H, "S": np.diag([1, 1j]), "X": np.array([[0, 1], [1, 0]])}


def _on(name, qubit, qubits, turned=False):
    factors = [GATES[name] if place == qubit else np.eye(2) for place in range(qubits)]
    whole = np.eye(1)
    for factor in factors[::-1] if turned else factors:
        whole = np.kron(whole, factor)
    return whole


def _builder(from_the_left=True, turned=False):
    def matrix_of(gates, qubits):
        whole = np.eye(2**qubits)
        for name, qubit in gates:
            one = _on(name, qubit, qubits, turned)
            whole = one @ whole if from_the_left else whole @ one
        return whole

    return matrix_of


@placeholder("matrix-of", "no-answer")
def no_matrix(given):
    return lambda gates, qubits: None


@reference("matrix-of")
def one_gate_at_a_time(given):
    return _builder()


@alternative("matrix-of")
def by_two_identities(given):
    def matrix_of(gates, qubits):
        whole = np.eye(2**qubits)
        for name, qubit in gates:
            before, after = np.eye(2**qubit), np.eye(2 ** (qubits - qubit - 1))
            whole = np.kron(np.kron(before, GATES[name]), after) @ whole
        return whole

    return matrix_of


@alternative("matrix-of")
def column_by_column(given):
    def matrix_of(gates, qubits):
        columns = []
        for column in np.eye(2**qubits):
            state = column.astype(complex)
            for name, qubit in gates:
                state = _on(name, qubit, qubits) @ state
            columns.append(state)
        return np.array(columns).T

    return matrix_of


@wrong("matrix-of", "reading-order")
def in_reading_order(given):
    return _builder(from_the_left=False)


@wrong("matrix-of", "kron-reversed")
def qubit_0_last(given):
    return _builder(turned=True)


@wrong("matrix-of", "order-and-kron-reversed")
def both_turned_round(given):
    return _builder(from_the_left=False, turned=True)


@wrong("matrix-of", "identities-forgotten")
def gates_without_identities(given):
    def matrix_of(gates, qubits):
        whole = np.eye(2)
        for name, _ in gates:
            whole = GATES[name] @ whole
        return whole

    return matrix_of


@wrong("matrix-of", "fails-for-some-inputs")
def two_qubits_at_most(given):
    return lambda gates, qubits: _builder()(gates, min(qubits, 2))


@wrong("matrix-of", "wrong-type")
def a_list_of_names(given):
    return lambda gates, qubits: [name for name, _ in gates]


@wrong("matrix-of", "entry-by-entry")
def multiplied_with_the_star(given):
    def matrix_of(gates, qubits):
        whole = np.eye(2**qubits)
        for name, qubit in gates:
            whole = _on(name, qubit, qubits) * whole
        return whole

    return matrix_of


@wrong("matrix-of", "gates-overwritten")
def one_gate_a_qubit(given):
    def matrix_of(gates, qubits):
        factors = [np.eye(2)] * qubits
        for name, qubit in gates:
            factors[qubit] = GATES[name]
        return reduce(np.kron, factors)

    return matrix_of


@wrong("matrix-of", "one-factor-a-gate")
def one_factor_a_gate(given):
    return lambda gates, qubits: reduce(np.kron, [GATES[name] for name, _ in gates])


@wrong("matrix-of", "wrong-shape")
def what_becomes_of_zero(given):
    return lambda gates, qubits: _builder()(gates, qubits)[:, 0]


# --- mean-and-bar ------------------------------------------------------------------------------------------


def _bar(of):
    """A function that gives the right mean, and ``of(mean, share, shots)`` for its bar."""

    def mean_and_bar(plus, minus):
        shots = plus + minus
        mean = (plus - minus) / shots
        return mean, of(mean, plus / shots, shots)

    return mean_and_bar


@placeholder("mean-and-bar", "no-answer")
def no_bar(given):
    return lambda plus, minus: None


@reference("mean-and-bar")
def one_minus_mean_squared(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt((1 - mean**2) / shots))


@alternative("mean-and-bar")
def by_the_share(given):
    return _bar(lambda mean, share, shots: 2 * 1.96 * np.sqrt(share * (1 - share) / shots))


@alternative("mean-and-bar")
def two_deviations_for_1_96(given):
    return _bar(lambda mean, share, shots: 2 * np.sqrt((1 - mean**2) / shots))


@alternative("mean-and-bar")
def by_numpys_std(given):
    def mean_and_bar(plus, minus):
        results = np.array([1] * plus + [-1] * minus)
        return [results.mean(), 1.96 * results.std() / np.sqrt(len(results))]

    return mean_and_bar


@wrong("mean-and-bar", "share-for-mean")
def share_of_plus(given):
    def mean_and_bar(plus, minus):
        shots = plus + minus
        share = plus / shots
        return share, 1.96 * np.sqrt(share * (1 - share) / shots)

    return mean_and_bar


@wrong("mean-and-bar", "variance-of-zero-one")
def bar_of_the_share(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt(share * (1 - share) / shots))


@wrong("mean-and-bar", "one-over-n")
def divided_by_n(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt(1 - mean**2) / shots)


@wrong("mean-and-bar", "one-sigma")
def one_deviation(given):
    return _bar(lambda mean, share, shots: np.sqrt((1 - mean**2) / shots))


@wrong("mean-and-bar", "error-of-one-shot")
def not_divided(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt(1 - mean**2))


@wrong("mean-and-bar", "spread-of-a-sure-mean")
def as_for_a_fair_coin(given):
    return _bar(lambda mean, share, shots: 1.96 / np.sqrt(shots))


@wrong("mean-and-bar", "variance-for-deviation")
def root_forgotten(given):
    return _bar(lambda mean, share, shots: (1 - mean**2) / shots)


@wrong("mean-and-bar", "wrong-type")
def mean_alone(given):
    return lambda plus, minus: (plus - minus) / (plus + minus)


@wrong("mean-and-bar", "bar-before-mean")
def bar_first(given):
    mean_and_bar = _bar(lambda mean, share, shots: 1.96 * np.sqrt((1 - mean**2) / shots))
    return lambda plus, minus: mean_and_bar(plus, minus)[::-1]


@wrong("mean-and-bar", "ends-of-the-interval")
def both_ends(given):
    def mean_and_bar(plus, minus):
        mean = (plus - minus) / (plus + minus)
        bar = 1.96 * np.sqrt((1 - mean**2) / (plus + minus))
        return mean - bar, mean + bar

    return mean_and_bar


@wrong("mean-and-bar", "mean-not-squared")
def one_minus_mean(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt((1 - mean) / shots))


@wrong("mean-and-bar", "only-a-part-divided")
def brackets_forgotten(given):
    return _bar(lambda mean, share, shots: 1.96 * np.sqrt(1 - mean**2 / shots))
