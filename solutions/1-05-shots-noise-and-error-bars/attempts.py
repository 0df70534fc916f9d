"""Answers to lesson 1-05 that must pass, and wrong ones that must be named."""

import math

import numpy as np

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions ----------------------------------------------------------------------------------------


@placeholder("second-run", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("second-run")
def both_runs_scatter(given):
    return (-22, 22)


@alternative("second-run")
def a_little_wider(given):
    return [-25, 25]


@wrong("second-run", "point-value")
def nothing_changed(given):
    return (0, 0)


@wrong("second-run", "interval-too-narrow")
def only_one_run_scatters(given):
    return (-16, 16)


@wrong("second-run", "interval-too-narrow")
def tuesday_is_never_lower(given):
    return (0, 22)


@wrong("second-run", "interval-misses")
def the_number_of_ones(given):
    return (64, 96)


@wrong("second-run", "interval-too-wide")
def anything_may_happen(given):
    return (-80, 80)


@wrong("second-run", "reversed-interval")
def upper_end_first(given):
    return (22, -22)


@placeholder("which-noise", "no-answer")
def no_shares(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("which-noise")
def only_the_phase_flip(given):
    return {"00": 0.7, "10": 0.3}


@wrong("which-noise", "noise-exchanged")
def only_the_bit_flip(given):
    return {"00": 0.7, "01": 0.3, "10": 0, "11": 0}


@wrong("which-noise", "all-noise-shows")
def both(given):
    return {"00": 49, "01": 21, "10": 21, "11": 9}


@wrong("which-noise", "noise-makes-coins")
def coins(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


@wrong("which-noise", "phase-unseen")
def nothing_shows(given):
    return {"00": 1, "01": 0, "10": 0, "11": 0}


@wrong("which-noise", "phase-lost-altogether")
def one_coin(given):
    return {"00": 0.5, "10": 0.5}


# --- coverage and more-shots ----------------------------------------------------------------------------


@placeholder("coverage", "no-answer")
def no_lines(given):
    return ...


@reference("coverage")
def truth_first(given):
    return "d c f e b a"


@wrong("coverage", "error-bar-from-the-truth")
def with_the_true_error(given):
    return "d c f g b a"


@wrong("coverage", "holds-its-own-centre")
def holds_itself(given):
    return "d c f e b h"


@wrong("coverage", "wrong-order")
def interval_before_its_length(given):
    return "d c f b e a"


@wrong("coverage", "line-missing")
def without_the_truth(given):
    return "c f e b a"


@placeholder("more-shots", "no-answer")
def no_letter(given):
    return ...


@reference("more-shots")
def a_tenth_about_the_same(given):
    return "c"


@wrong("more-shots", "noise-averages-out")
def averages_out(given):
    return "a"


@wrong("more-shots", "one-over-n")
def a_hundredth(given):
    return "b"


@wrong("more-shots", "error-bar-is-the-machine")
def as_before(given):
    return "d"


# --- shots-needed ---------------------------------------------------------------------------------------


@placeholder("shots-needed", "no-answer")
def no_shots(given):
    return lambda half_width, p=0.5: None


@reference("shots-needed")
def solved_for_n(given):
    return lambda half_width, p=0.5: math.ceil((1.96 / half_width) ** 2 * p * (1 - p))


@alternative("shots-needed")
def by_the_quantile(given):
    from scipy.stats import norm

    return lambda half_width, p=0.5: int(np.ceil(norm.ppf(0.975) ** 2 * p * (1 - p) / half_width**2))


@alternative("shots-needed")
def by_doubling_and_halving(given):
    def shots_needed(half_width, p=0.5):
        low, high = 0, 1
        while 1.96 * math.sqrt(p * (1 - p) / high) > half_width:
            high *= 2
        while high - low > 1:
            middle = (low + high) // 2
            enough = 1.96 * math.sqrt(p * (1 - p) / middle) <= half_width
            low, high = (low, middle) if enough else (middle, high)
        return high

    return shots_needed


@wrong("shots-needed", "one-over-n")
def not_squared(given):
    return lambda half_width, p=0.5: math.ceil(1.96 * math.sqrt(p * (1 - p)) / half_width)


@wrong("shots-needed", "one-sigma-shots")
def without_1_96(given):
    return lambda half_width, p=0.5: math.ceil(p * (1 - p) / half_width**2)


@wrong("shots-needed", "two-sigmas")
def two_for_95(given):
    return lambda half_width, p=0.5: math.ceil(4 * p * (1 - p) / half_width**2)


@wrong("shots-needed", "width-for-half-width")
def from_end_to_end(given):
    return lambda half_width, p=0.5: math.ceil((1.96 / (2 * half_width)) ** 2 * p * (1 - p) * 4 / 4)


@wrong("shots-needed", "always-one-half")
def the_worst_case(given):
    return lambda half_width, p=0.5: math.ceil((1.96 / half_width) ** 2 / 4)


@wrong("shots-needed", "p-not-spread")
def p_alone(given):
    return lambda half_width, p=0.5: math.ceil((1.96 / half_width) ** 2 * p)


@wrong("shots-needed", "p-for-deviation")
def p_in_the_bracket(given):
    return lambda half_width, p=0.5: math.ceil((1.96 * p / half_width) ** 2)


@wrong("shots-needed", "spread-squared")
def variance_squared(given):
    return lambda half_width, p=0.5: math.ceil((1.96 * p * (1 - p) / half_width) ** 2)


@wrong("shots-needed", "sigmas-not-squared")
def bracket_forgotten(given):
    return lambda half_width, p=0.5: math.ceil(1.96 / half_width**2 * p * (1 - p))


@wrong("shots-needed", "rounded-down")
def rounded_down(given):
    return lambda half_width, p=0.5: int((1.96 / half_width) ** 2 * p * (1 - p))


@wrong("shots-needed", "not-whole")
def not_rounded(given):
    return lambda half_width, p=0.5: (1.96 / half_width) ** 2 * p * (1 - p) + 0.25


@wrong("shots-needed", "half-width-halved")
def half_of_the_half_width(given):
    return lambda half_width, p: math.ceil((1.96 / (half_width / 2)) ** 2 * p * (1 - p))


@wrong("shots-needed", "one-sided")
def five_per_cent_on_each_side(given):
    return lambda half_width, p: math.ceil((1.645 / half_width) ** 2 * p * (1 - p))


@wrong("shots-needed", "confidence-for-sigmas")
def ninety_five_for_1_96(given):
    return lambda half_width, p: math.ceil((0.95 / half_width) ** 2 * p * (1 - p))


@wrong("shots-needed", "in-per-cent")
def half_width_in_per_cent(given):
    return lambda half_width, p: math.ceil((1.96 / (half_width / 100)) ** 2 * p * (1 - p))


# --- wilson ---------------------------------------------------------------------------------------------


def _parts(ones, shots, z):
    share = ones / shots
    half = z * math.sqrt(share * (1 - share) / shots + z**2 / (4 * shots**2))
    return share + z**2 / (2 * shots), half, 1 + z**2 / shots


@placeholder("wilson", "no-answer")
def no_ends(given):
    return lambda ones, shots, sigmas=1.96: None


@reference("wilson")
def by_the_formula(given):
    def wilson(ones, shots, sigmas=1.96):
        middle, half, whole = _parts(ones, shots, sigmas)
        return (middle - half) / whole, (middle + half) / whole

    return wilson


@alternative("wilson")
def by_the_quadratic_equation(given):
    def wilson(ones, shots, sigmas=1.96):
        share, part = ones / shots, sigmas**2 / shots
        return np.sort(np.roots([1 + part, -(2 * share + part), share**2]).real)

    return wilson


@alternative("wilson")
def by_scipy(given):
    from scipy.stats import binomtest, norm

    def wilson(ones, shots, sigmas=1.96):
        confidence = 1 - 2 * norm.sf(sigmas)
        ends = binomtest(ones, shots).proportion_ci(confidence, method="wilson")
        return [ends.low, ends.high]

    return wilson


def _wald(ones, shots, sigmas=1.96):
    share = ones / shots
    half = sigmas * math.sqrt(share * (1 - share) / shots)
    return share - half, share + half


@wrong("wilson", "wald")
def walds(given):
    return _wald


@wrong("wilson", "wald-clipped")
def walds_cut_off(given):
    return lambda ones, shots, sigmas=1.96: np.clip(_wald(ones, shots, sigmas), 0, 1)


@wrong("wilson", "not-divided-by-the-whole")
def factor_forgotten(given):
    def wilson(ones, shots, sigmas=1.96):
        middle, half, _ = _parts(ones, shots, sigmas)
        return middle - half, middle + half

    return wilson


@wrong("wilson", "only-the-middle-divided")
def brackets_forgotten(given):
    def wilson(ones, shots, sigmas=1.96):
        middle, half, whole = _parts(ones, shots, sigmas)
        return middle / whole - half, middle / whole + half

    return wilson


@wrong("wilson", "only-the-root-divided")
def brackets_forgotten_before(given):
    def wilson(ones, shots, sigmas=1.96):
        middle, half, whole = _parts(ones, shots, sigmas)
        return middle - half / whole, middle + half / whole

    return wilson


@wrong("wilson", "python-reads-from-the-left")
def denominators_without_brackets(given):
    def wilson(ones, shots, sigmas=1.96):
        share, whole = ones / shots, 1 + sigmas**2 / shots
        middle = share + sigmas**2 / 2 * shots
        half = sigmas * math.sqrt(share * (1 - share) / shots + sigmas**2 / 4 * shots**2)
        return (middle - half) / whole, (middle + half) / whole

    return wilson


@wrong("wilson", "wrong-type")
def as_text(given):
    return lambda *all: "{:.3f} to {:.3f}".format(*by_the_formula.make({})(*all))


@wrong("wilson", "sigmas-ignored")
def always_1_96(given):
    return lambda ones, shots, sigmas=1.96: by_the_formula.make({})(ones, shots)


@wrong("wilson", "counts-for-shares")
def as_counts(given):
    return lambda *all: [end * all[1] for end in by_the_formula.make({})(*all)]


@wrong("wilson", "middle-and-half-width")
def plus_minus(given):
    def wilson(ones, shots, sigmas=1.96):
        middle, half, whole = _parts(ones, shots, sigmas)
        return middle / whole, half / whole

    return wilson


@wrong("wilson", "ends-exchanged")
def larger_first(given):
    return lambda *all: by_the_formula.make({})(*all)[::-1]


@wrong("wilson", "clopper-pearson")
def the_exact_one(given):
    from scipy.stats import binomtest, norm

    def wilson(ones, shots, sigmas=1.96):
        ends = binomtest(ones, shots).proportion_ci(1 - 2 * norm.sf(sigmas), method="exact")
        return [ends.low, ends.high]

    return wilson


@wrong("wilson", "agresti-coull")
def four_more_shots(given):
    def wilson(ones, shots, sigmas=1.96):
        return _wald(ones + sigmas**2 / 2, shots + sigmas**2, sigmas)

    return wilson


def _wilson_of(share=None, middle=None, half=None, whole=None):
    """Wilson's interval with some of its four parts replaced by a slip."""

    def wilson(ones, shots, z=1.96):
        p = (share or (lambda k, n: k / n))(ones, shots)
        centre = (middle or (lambda p, n, z: p + z**2 / (2 * n)))(p, shots, z)
        bar = (half or (lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))))(p, shots, z)
        by = (whole or (lambda n, z: 1 + z**2 / n))(shots, z)
        return (centre - bar) / by, (centre + bar) / by

    return wilson


@wrong("wilson", "whole-without-square")
def z_for_its_square_in_front(given):
    return _wilson_of(whole=lambda n, z: 1 + z / n)


@wrong("wilson", "whole-without-shots")
def shots_forgotten_in_front(given):
    return _wilson_of(whole=lambda n, z: 1 + z**2)


@wrong("wilson", "root-without-sigmas")
def z_forgotten_before_the_root(given):
    return _wilson_of(half=lambda p, n, z: math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)))


@wrong("wilson", "middle-without-square")
def z_for_its_square_in_the_middle(given):
    return _wilson_of(middle=lambda p, n, z: p + z / (2 * n))


@wrong("wilson", "whole-number-division")
def two_slashes(given):
    return _wilson_of(share=lambda k, n: k // n)


@wrong("wilson", "one-end-twice")
def plus_for_plus_minus(given):
    return lambda ones, shots, sigmas: (_wilson_of()(ones, shots, sigmas)[1],) * 2


@wrong("wilson", "rounded")
def to_two_digits(given):
    return lambda ones, shots, sigmas: tuple(round(end, 2) for end in _wilson_of()(ones, shots, sigmas))


# --- expected-wrong -------------------------------------------------------------------------------------


def _numbers(gates):
    one = sum(len(gate) == 2 for gate in gates)
    return one, len(gates) - one, len({qubit for gate in gates for qubit in gate[1:]})


def _right(one, two, read, fidelity):
    return fidelity["one"] ** one * fidelity["two"] ** two * fidelity["read"] ** read


@placeholder("expected-wrong", "no-answer")
def no_share(given):
    return lambda gates, fidelity: None


@reference("expected-wrong")
def everything_must_go_right(given):
    return lambda gates, fidelity: 1 - _right(*_numbers(gates), fidelity)


@alternative("expected-wrong")
def by_logarithms(given):
    def expected_wrong(gates, fidelity):
        logs = [math.log(fidelity["one" if len(gate) == 2 else "two"]) for gate in gates]
        qubits = set()
        for gate in gates:
            qubits.update(gate[1:])
        return -math.expm1(sum(logs) + len(qubits) * math.log(fidelity["read"]))

    return expected_wrong


@wrong("expected-wrong", "errors-added")
def the_envelope(given):
    def expected_wrong(gates, fidelity):
        numbers = dict(zip(("one", "two", "read"), _numbers(gates), strict=True))
        return sum(number * (1 - fidelity[what]) for what, number in numbers.items())

    return expected_wrong


@wrong("expected-wrong", "nothing-wrong")
def the_opposite(given):
    return lambda gates, fidelity: _right(*_numbers(gates), fidelity)


@wrong("expected-wrong", "reading-forgotten")
def gates_alone(given):
    return lambda gates, fidelity: 1 - _right(*_numbers(gates)[:2], 0, fidelity)


@wrong("expected-wrong", "read-once")
def one_reading(given):
    return lambda gates, fidelity: 1 - _right(*_numbers(gates)[:2], 1, fidelity)


@wrong("expected-wrong", "unused-qubits-read")
def highest_number(given):
    def expected_wrong(gates, fidelity):
        highest = max(max(gate[1:]) for gate in gates)
        return 1 - _right(*_numbers(gates)[:2], highest + 1, fidelity)

    return expected_wrong


@wrong("expected-wrong", "two-as-two-ones")
def per_qubit(given):
    def expected_wrong(gates, fidelity):
        one, two, read = _numbers(gates)
        return 1 - _right(one + 2 * two, 0, read, fidelity)

    return expected_wrong


@wrong("expected-wrong", "fidelities-exchanged")
def two_for_the_length_of_the_tuple(given):
    def expected_wrong(gates, fidelity):
        one, two, read = _numbers(gates)
        return 1 - _right(two, one, read, fidelity)

    return expected_wrong


@wrong("expected-wrong", "names-read-as-qubits")
def everything_in_the_tuple(given):
    def expected_wrong(gates, fidelity):
        return 1 - _right(*_numbers(gates)[:2], len({part for gate in gates for part in gate}), fidelity)

    return expected_wrong


@wrong("expected-wrong", "fails-for-some-inputs")
def only_cnot_is_known(given):
    def expected_wrong(gates, fidelity):
        cnots = sum(gate[0] == "cnot" for gate in gates)
        return 1 - _right(len(gates) - cnots, cnots, _numbers(gates)[2], fidelity)

    return expected_wrong


@wrong("expected-wrong", "only-two-qubit-gates")
def the_large_ones(given):
    return lambda gates, fidelity: 1 - _right(0, *_numbers(gates)[1:], fidelity)


@wrong("expected-wrong", "fidelity-for-error")
def everything_goes_wrong(given):
    def expected_wrong(gates, fidelity):
        return 1 - _right(*_numbers(gates), {what: 1 - value for what, value in fidelity.items()})

    return expected_wrong


@wrong("expected-wrong", "in-per-cent")
def per_cent(given):
    return lambda gates, fidelity: 100 * (1 - _right(*_numbers(gates), fidelity))


def _success(one=1, two=1, used=None, added=False):
    """What goes wrong, with the powers of the fidelities or the set of qubits replaced by a slip."""

    def expected_wrong(gates, fidelity):
        right = 1.0
        for _, *qubits in gates:
            right *= fidelity["one"] ** one if len(qubits) == 1 else fidelity["two"] ** two
        read = fidelity["read"] ** len((used or (lambda all_: {q for g in all_ for q in g[1:]}))(gates))
        return (1 - right) + (1 - read) if added else 1 - right * read

    return expected_wrong


@wrong("expected-wrong", "parts-added")
def gates_and_reading_added(given):
    return _success(added=True)


@wrong("expected-wrong", "two-counted-twice")
def once_for_each_qubit(given):
    return _success(two=2)


@wrong("expected-wrong", "last-gate-read")
def qubits_of_the_last_gate(given):
    return _success(used=lambda gates: gates[-1][1:])


@wrong("expected-wrong", "all-gates-two")
def length_without_the_name(given):
    def expected_wrong(gates, fidelity):
        right, used = 1.0, set()
        for gate in gates:
            right *= fidelity["one"] if len(gate) == 1 else fidelity["two"]
            used |= set(gate[1:])
        return 1 - right * fidelity["read"] ** len(used)

    return expected_wrong


@wrong("expected-wrong", "added-up-to-one")
def added_and_cut_off(given):
    def expected_wrong(gates, fidelity):
        wrong = sum(1 - fidelity["one" if len(gate) == 2 else "two"] for gate in gates)
        used = {qubit for gate in gates for qubit in gate[1:]}
        return min(1.0, wrong + len(used) * (1 - fidelity["read"]))

    return expected_wrong


# --- corrected ------------------------------------------------------------------------------------------


def _share(counts):
    shots = sum(counts.values())
    ones = counts.get("1", 0) / shots
    return ones, ones * (1 - ones) / shots


def _solution(data, prepared_0, prepared_1):
    (m, var), (e0, var0), (right, var1) = map(_share, (data, prepared_0, prepared_1))
    kept = right - e0
    p = (m - e0) / kept
    return p, var, var0, var1, kept


@placeholder("corrected", "no-answer")
def no_correction(given):
    return lambda data, prepared_0, prepared_1: None


@reference("corrected")
def solved_and_propagated(given):
    def corrected(data, prepared_0, prepared_1):
        p, var, var0, var1, kept = _solution(data, prepared_0, prepared_1)
        return p, math.sqrt(var + (1 - p) ** 2 * var0 + p**2 * var1) / kept

    return corrected


@alternative("corrected")
def by_small_moves(given):
    def corrected(data, prepared_0, prepared_1):
        shares = [_share(counts) for counts in (data, prepared_0, prepared_1)]

        def undo(m, e0, right):
            return (m - e0) / (right - e0)

        start, total = [share for share, _ in shares], 0.0
        for place, (_, variance) in enumerate(shares):
            moved = list(start)
            moved[place] += 1e-6
            total += variance * ((undo(*moved) - undo(*start)) / 1e-6) ** 2
        return [undo(*start), total**0.5]

    return corrected


def _with_share(change):
    def corrected(data, prepared_0, prepared_1):
        m, e0, e1 = _share(data)[0], _share(prepared_0)[0], 1 - _share(prepared_1)[0]
        error = solved_and_propagated.make({})(data, prepared_0, prepared_1)[1]
        return change(m, e0, e1), error

    return corrected


def _with_error(change):
    def corrected(data, prepared_0, prepared_1):
        p, var, var0, var1, kept = _solution(data, prepared_0, prepared_1)
        return p, change(p, var, var0, var1, kept)

    return corrected


@wrong("corrected", "not-corrected")
def as_read(given):
    return _with_share(lambda m, e0, e1: m)


@wrong("corrected", "only-subtracted")
def misread_zeros_subtracted(given):
    return _with_share(lambda m, e0, e1: m - e0)


@wrong("corrected", "misreadings-exchanged")
def wrong_run(given):
    return _with_share(lambda m, e0, e1: (m - e1) / (1 - e0 - e1))


@wrong("corrected", "one-error-for-both")
def averaged(given):
    return _with_share(lambda m, e0, e1: (m - (e0 + e1) / 2) / (1 - e0 - e1))


@wrong("corrected", "misread-the-other-way")
def forward(given):
    return _with_share(lambda m, e0, e1: m * (1 - e1) + (1 - m) * e0)


@wrong("corrected", "right-for-misread")
def ones_of_prepared_1(given):
    return _with_share(lambda m, e0, e1: (m - e0) / (1 - e0 - (1 - e1)))


@wrong("corrected", "fails-for-some-inputs")
def never_below_zero(given):
    return _with_share(lambda m, e0, e1: max(0.0, (m - e0) / (1 - e0 - e1)))


@wrong("corrected", "fails-for-some-inputs")
def a_string_that_never_came(given):
    def corrected(data, prepared_0, prepared_1):
        for counts in (data, prepared_0, prepared_1):
            shares = [counts[bit] / sum(counts.values()) for bit in "01"]
            if not math.isclose(sum(shares), 1):
                return None
        return solved_and_propagated.make({})(data, prepared_0, prepared_1)

    return corrected


@wrong("corrected", "error-of-the-raw-share")
def error_as_read(given):
    return _with_error(lambda p, var, var0, var1, kept: math.sqrt(var))


@wrong("corrected", "count-for-share")
def how_many_ones(given):
    def corrected(data, prepared_0, prepared_1):
        share, error = solved_and_propagated.make({})(data, prepared_0, prepared_1)
        return share * sum(data.values()), error

    return corrected


@wrong("corrected", "error-of-clean-shots")
def binomial_of_the_corrected(given):
    def corrected(data, prepared_0, prepared_1):
        p = _solution(data, prepared_0, prepared_1)[0]
        return p, math.sqrt(abs(p * (1 - p)) / sum(data.values()))

    return corrected


@wrong("corrected", "misreading-taken-as-exact")
def only_stretched(given):
    return _with_error(lambda p, var, var0, var1, kept: math.sqrt(var) / kept)


@wrong("corrected", "errors-not-scaled")
def three_runs_combined(given):
    return _with_error(lambda p, var, var0, var1, kept: math.sqrt(var + var0 + var1))


@wrong("corrected", "calibration-not-weighted")
def all_alike(given):
    return _with_error(lambda p, var, var0, var1, kept: math.sqrt(var + var0 + var1) / kept)


@wrong("corrected", "half-width-for-error")
def the_bar(given):
    return _with_error(lambda *parts: 1.96 * _propagated(*parts))


@wrong("corrected", "variance-for-error")
def no_root(given):
    return _with_error(lambda *parts: _propagated(*parts) ** 2)


@wrong("corrected", "errors-added")
def parts_added(given):
    def total(p, var, var0, var1, kept):
        return (math.sqrt(var) + (1 - p) * math.sqrt(var0) + p * math.sqrt(var1)) / kept

    return _with_error(total)


def _corrected_as(share=None, weights=None):
    """A function with another share, or with another error, from m, e0, e1 and their standard errors."""

    def corrected(data, prepared_0, prepared_1):
        shots = [sum(counts.values()) for counts in (data, prepared_0, prepared_1)]
        m, e0, right = [
            counts.get("1", 0) / n for counts, n in zip((data, prepared_0, prepared_1), shots, strict=True)
        ]
        errors = [math.sqrt(s * (1 - s) / n) for s, n in zip((m, e0, right), shots, strict=True)]
        kept = right - e0
        p = (m - e0) / kept
        if share:
            return share(m, e0, 1 - right), 0.01
        return p, weights(m, p, kept, *errors)

    return corrected


@wrong("corrected", "table-turned")
def rows_for_columns(given):
    return _corrected_as(lambda m, e0, e1: ((1 - e0) * m - e1 * (1 - m)) / (1 - e0 - e1))


@wrong("corrected", "fails-for-all-inputs")
def misread_zeros_added(given):
    return _corrected_as(lambda m, e0, e1: (m + e0) / (1 - e0 - e1))


@wrong("corrected", "both-in-full")
def both_taken_off_in_full(given):
    return _corrected_as(lambda m, e0, e1: m - e0 + e1)


@wrong("corrected", "weights-exchanged")
def p_for_one_minus_p(given):
    return _corrected_as(weights=lambda m, p, kept, a, b, c: math.hypot(a, p * b, (1 - p) * c) / kept)


@wrong("corrected", "weights-from-the-raw-share")
def weights_as_read(given):
    return _corrected_as(weights=lambda m, p, kept, a, b, c: math.hypot(a, (1 - m) * b, m * c) / kept)


@wrong("corrected", "preparations-not-stretched")
def only_the_data_divided(given):
    return _corrected_as(weights=lambda m, p, kept, a, b, c: math.hypot(a / kept, (1 - p) * b, p * c))


@wrong("corrected", "one-large-run")
def all_shots_together(given):
    def corrected(*runs):
        p, _ = _corrected_as(weights=lambda *_: 0)(*runs)
        data, zeros, ones = runs
        m = data.get("1", 0) / sum(data.values())
        kept = ones.get("1", 0) / sum(ones.values()) - zeros.get("1", 0) / sum(zeros.values())
        shots = sum(sum(run.values()) for run in runs)
        return p, math.sqrt(m * (1 - m) / shots) / kept

    return corrected


def _propagated(p, var, var0, var1, kept):
    return math.sqrt(var + (1 - p) ** 2 * var0 + p**2 * var1) / kept
