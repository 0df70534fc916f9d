"""Answers to lesson 3-03 that must pass, and wrong ones that must be named."""

import itertools
import math

import numpy as np

from autograder.attempts import alternative, placeholder, reference, wrong
from gangway import devices
from gangway.cloud.profiles.variants import variant

CALIBRATION = devices.calibration("Garnet", "2026-05-05")

# --- predictions, lines and the question ----------------------------------------------------------------


@placeholder("one-read-as-zero", "no-answer")
def nothing_predicted(given):
    return {"0": ..., "1": ...}


@reference("one-read-as-zero")
def seven_per_cent(given):
    return {"0": 0.067, "1": 0.933}


@wrong("one-read-as-zero", "readout-averaged")
def by_the_fidelity(given):
    return {"0": 0.0367, "1": 0.9633}


@wrong("one-read-as-zero", "wrong-direction")
def the_other_column(given):
    return {"0": 0.006, "1": 0.994}


@wrong("one-read-as-zero", "not-normalised")
def ones_only_counted(given):
    return {"1": 0.933}


@placeholder("all-agree", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("all-agree")
def with_room_below(given):
    return (885, 925)


@wrong("all-agree", "interval-too-narrow")
def by_the_product(given):
    """Two standard deviations round the envelope, as if the envelope were exact."""
    return (895, 931)


@wrong("all-agree", "interval-off-centre")
def by_the_product_widely(given):
    return (894, 934)


@wrong("all-agree", "interval-misses")
def by_the_gates_alone(given):
    return (970, 990)


@wrong("all-agree", "interval-too-wide")
def somewhere_high(given):
    return (700, 1000)


@wrong("all-agree", "point-value")
def exactly(given):
    return (913, 913)


@placeholder("waiting", "no-answer")
def no_lines(given):
    return ...


@reference("waiting")
def excite_wait_measure(given):
    return "a c b e f"


@wrong("waiting", "no-waiting")
def kept_busy_itself(given):
    return "a d b e f"


@wrong("waiting", "other-qubit-counted")
def both_ones(given):
    return "a c b e g"


@wrong("waiting", "run-before-waiting")
def run_first(given):
    return "a b c e f"


@placeholder("which-fault", "no-answer")
def no_letter(given):
    return ...


@reference("which-fault")
def it_overshoots(given):
    return "c"


@wrong("which-fault", "readout-grows")
def a_readout(given):
    return "a"


@wrong("which-fault", "random-grows-as-square")
def random_errors(given):
    return "b"


@wrong("which-fault", "decay-upwards")
def decay(given):
    return "d"


# --- envelope -------------------------------------------------------------------------------------------


@placeholder("envelope", "no-answer")
def no_envelope(given):
    return lambda one, n_one, two, n_two, readings: None


@reference("envelope")
def product(given):
    return lambda one, n_one, two, n_two, readings: one**n_one * two**n_two * math.prod(readings)


@alternative("envelope")
def by_logarithms(given):
    def envelope(one, n_one, two, n_two, readings):
        return math.exp(n_one * math.log(one) + n_two * math.log(two) + sum(map(math.log, readings)))

    return envelope


@wrong("envelope", "readout-forgotten")
def gates_only(given):
    return lambda one, n_one, two, n_two, readings: one**n_one * two**n_two


@wrong("envelope", "errors-added")
def errors_summed(given):
    def envelope(one, n_one, two, n_two, readings):
        return 1 - n_one * (1 - one) - n_two * (1 - two) - sum(1 - reading for reading in readings)

    return envelope


@wrong("envelope", "error-for-success")
def chance_of_failure(given):
    return lambda *plan: 1 - product.make({})(*plan)


@wrong("envelope", "one-reading")
def first_reading_only(given):
    return lambda one, n_one, two, n_two, readings: one**n_one * two**n_two * readings[0]


@wrong("envelope", "gates-forgotten")
def readings_only(given):
    return lambda one, n_one, two, n_two, readings: math.prod(readings)


@wrong("envelope", "kinds-exchanged")
def numbers_exchanged(given):
    return lambda one, n_one, two, n_two, readings: one**n_two * two**n_one * math.prod(readings)


@wrong("envelope", "times-for-power")
def times(given):
    return lambda one, n_one, two, n_two, readings: one * n_one * two * n_two * math.prod(readings)


@wrong("envelope", "readings-added")
def readings_summed(given):
    return lambda one, n_one, two, n_two, readings: one**n_one * two**n_two * sum(readings)


@wrong("envelope", "same-for-all-readings")
def mean_to_the_power(given):
    def envelope(one, n_one, two, n_two, readings):
        return one**n_one * two**n_two * readings[0] ** len(readings)

    return envelope


@wrong("envelope", "weakest-only")
def as_strong_as_its_weakest_link(given):
    return lambda one, n_one, two, n_two, readings: min(one**n_one, two**n_two, *readings)


# --- corrected ------------------------------------------------------------------------------------------


def _share(counts):
    return counts.get("1", 0) / sum(counts.values())


@placeholder("corrected", "no-answer")
def no_correction(given):
    return lambda counts, p01, p10: None


@reference("corrected")
def solved(given):
    return lambda counts, p01, p10: (_share(counts) - p01) / (1 - p01 - p10)


@alternative("corrected")
def by_a_matrix(given):
    def corrected(counts, p01, p10):
        reads = np.array([[1 - p01, p10], [p01, 1 - p10]])
        return np.linalg.solve(reads, [1 - _share(counts), _share(counts)])[1]

    return corrected


@wrong("corrected", "not-corrected")
def as_measured(given):
    return lambda counts, p01, p10: _share(counts)


@wrong("corrected", "directions-exchanged")
def exchanged(given):
    return lambda counts, p01, p10: (_share(counts) - p10) / (1 - p01 - p10)


@wrong("corrected", "averaged")
def one_number_for_both(given):
    def corrected(counts, p01, p10):
        mean = (p01 + p10) / 2
        return (_share(counts) - mean) / (1 - 2 * mean)

    return corrected


@wrong("corrected", "not-divided")
def only_subtracted(given):
    return lambda counts, p01, p10: _share(counts) - p01


@wrong("corrected", "divided-by-ones-only")
def lost_ones_only(given):
    return lambda counts, p01, p10: (_share(counts) - p01) / (1 - p10)


@wrong("corrected", "first-order")
def taken_off_and_put_back(given):
    def corrected(counts, p01, p10):
        measured = _share(counts)
        return measured - p01 * (1 - measured) + p10 * measured

    return corrected


@wrong("corrected", "counts-for-shares")
def not_a_share(given):
    return lambda counts, p01, p10: (counts.get("1", 0) - p01) / (1 - p01 - p10)


@wrong("corrected", "sign-of-p10")
def one_sign(given):
    return lambda counts, p01, p10: (_share(counts) - p01) / (1 - p01 + p10)


@wrong("corrected", "zeros-for-ones")
def zeros(given):
    return lambda *args: 1 - solved.make({})(*args)


# --- coupler-fidelity -----------------------------------------------------------------------------------


def _rate(gates, shares, floor=0.25):
    return math.exp(np.polyfit(gates, np.log(np.array(shares) - floor), 1)[0])


@placeholder("coupler-fidelity", "no-answer")
def no_fidelity(given):
    return lambda gates, shares: None


@reference("coupler-fidelity")
def by_a_straight_line(given):
    return lambda gates, shares: (3 * _rate(gates, shares) + 1) / 4


@alternative("coupler-fidelity")
def by_curve_fit(given):
    def fidelity(gates, shares):
        from scipy.optimize import curve_fit

        def model(n, start, rate):
            return 0.25 + (start - 0.25) * rate**n

        (_, rate), _ = curve_fit(model, gates, shares, p0=(0.95, 0.95))
        return (3 * rate + 1) / 4

    return fidelity


@wrong("coupler-fidelity", "rate-for-fidelity")
def the_rate(given):
    return lambda gates, shares: _rate(gates, shares)


@wrong("coupler-fidelity", "one-qubit-formula")
def for_one_qubit(given):
    return lambda gates, shares: (_rate(gates, shares) + 1) / 2


@wrong("coupler-fidelity", "error-for-fidelity")
def the_error(given):
    return lambda gates, shares: 1 - (3 * _rate(gates, shares) + 1) / 4


@wrong("coupler-fidelity", "floor-forgotten")
def towards_zero(given):
    return lambda gates, shares: (3 * (shares[1] / shares[0]) ** 0.5 + 1) / 4


@wrong("coupler-fidelity", "floor-forgotten")
def fitted_towards_zero(given):
    return lambda gates, shares: (3 * _rate(gates, shares, floor=0) + 1) / 4


@wrong("coupler-fidelity", "slope-for-rate")
def no_exp(given):
    return lambda gates, shares: (3 * math.log(_rate(gates, shares)) + 1) / 4


@wrong("coupler-fidelity", "other-logarithm")
def to_the_base_ten(given):
    def fidelity(gates, shares):
        return (3 * np.exp(np.polyfit(gates, np.log10(np.array(shares) - 0.25), 1)[0]) + 1) / 4

    return fidelity


@wrong("coupler-fidelity", "start-for-slope")
def second_of_polyfit(given):
    def fidelity(gates, shares):
        return (3 * np.exp(np.polyfit(gates, np.log(np.array(shares) - 0.25), 1)[1]) + 1) / 4

    return fidelity


@wrong("coupler-fidelity", "places-for-gates")
def one_after_the_other(given):
    return lambda gates, shares: (3 * _rate(range(len(shares)), shares) + 1) / 4


@wrong("coupler-fidelity", "perfect-start")
def from_one(given):
    return lambda gates, shares: (3 * ((shares[-1] - 0.25) / 0.75) ** (1 / gates[-1]) + 1) / 4


@wrong("coupler-fidelity", "formula-turned-round")
def solved_for_the_rate(given):
    return lambda gates, shares: (4 * _rate(gates, shares) - 1) / 3


# --- report ---------------------------------------------------------------------------------------------


def faults(given):
    return {fault.kind: fault for fault in variant("garnet", given["machine"]).faults}


def right_report(given, off=0.0):
    found = faults(given)
    return {
        "coupler": "{}-{}".format(*found["coupler"].qubits),
        "coupler_fidelity": found["coupler"].size + off / 2,
        "overshoot_qubit": found["overshoot"].qubits[0],
        "overshoot": found["overshoot"].size - off / 4,
        "misreading_qubit": found["readout"].qubits[0],
        "reads_1_as_0": found["readout"].size + off,
    }


@placeholder("report", "no-answer")
def nothing_reported(given):
    return dict.fromkeys(right_report(given), ...)


@reference("report")
def as_measured_well(given):
    return right_report(given, off=0.02)


@alternative("report")
def pair_the_other_way_round(given):
    first, second = faults(given)["coupler"].qubits
    return right_report(given, off=-0.02) | {"coupler": f"({second}, {first})"}


@wrong("report", "wrong-coupler")
def copied(given):
    """The worst published figures on the chain: a report without any measurement."""
    chain = (17, 16, 20, 19, 18)
    found = faults(given)
    pairs = [tuple(sorted(pair)) for pair in itertools.pairwise(chain)]
    healthy = [pair for pair in pairs if pair != tuple(sorted(found["coupler"].qubits))]
    worst = min(healthy, key=lambda pair: CALIBRATION.pairs[pair].fidelity)
    return right_report(given) | {
        "coupler": "{}-{}".format(*worst),
        "coupler_fidelity": CALIBRATION.pairs[worst].fidelity,
    }


@wrong("report", "copied-from-the-calibration")
def right_place_published_number(given):
    pair = tuple(sorted(faults(given)["coupler"].qubits))
    return right_report(given) | {"coupler_fidelity": CALIBRATION.pairs[pair].fidelity}


@wrong("report", "copied-from-the-calibration")
def published_reading(given):
    qubit = faults(given)["readout"].qubits[0]
    return right_report(given) | {"reads_1_as_0": CALIBRATION.qubits[qubit].readout_1_to_0}


@wrong("report", "wrong-overshoot-qubit")
def another_qubit(given):
    qubit = next(q for q in (17, 16, 20, 19, 18) if q != faults(given)["overshoot"].qubits[0])
    return right_report(given) | {"overshoot_qubit": qubit}


@wrong("report", "overshoot-in-degrees")
def in_degrees(given):
    return right_report(given) | {"overshoot": 180 * faults(given)["overshoot"].size}


@wrong("report", "other-direction")
def read_rightly(given):
    return right_report(given) | {"reads_1_as_0": 1 - faults(given)["readout"].size}


@wrong("report", "wrong-misreading-qubit")
def another_reading(given):
    qubit = next(q for q in (17, 16, 20, 19, 18) if q != faults(given)["readout"].qubits[0])
    return right_report(given) | {"misreading_qubit": qubit}


@wrong("report", "missing-key")
def only_the_coupler(given):
    return {key: value for key, value in right_report(given).items() if key.startswith("coupler")}


def _coupler_told(given, change):
    return right_report(given) | {"coupler_fidelity": change(faults(given)["coupler"].size)}


def _overshoot_told(given, change):
    return right_report(given) | {"overshoot": change(faults(given)["overshoot"].size)}


@wrong("report", "coupler-in-per-cent")
def fidelity_in_per_cent(given):
    return _coupler_told(given, lambda fidelity: 100 * fidelity)


@wrong("report", "coupler-error-for-fidelity")
def error_of_the_coupler(given):
    return _coupler_told(given, lambda fidelity: 1 - fidelity)


@wrong("report", "coupler-rate-for-fidelity")
def rate_of_the_coupler(given):
    return _coupler_told(given, lambda fidelity: (4 * fidelity - 1) / 3)


@wrong("report", "coupler-off")
def a_poor_fit(given):
    return _coupler_told(given, lambda fidelity: fidelity + 0.03)


@wrong("report", "no-overshoot")
def none_published(given):
    return _overshoot_told(given, lambda size: 0.0)


@wrong("report", "overshoot-in-radians")
def as_an_angle(given):
    return _overshoot_told(given, lambda size: math.pi * size)


@wrong("report", "overshoot-sign")
def a_fit_that_started_below_zero(given):
    return _overshoot_told(given, lambda size: -size)


@wrong("report", "overshoot-plus-one")
def the_whole_turn(given):
    return _overshoot_told(given, lambda size: 1 + size)


@wrong("report", "overshoot-by-two")
def half_angle_forgotten(given):
    return _overshoot_told(given, lambda size: size / 2)


@wrong("report", "misreading-in-per-cent")
def reading_in_per_cent(given):
    return right_report(given) | {"reads_1_as_0": 100 * faults(given)["readout"].size}


@wrong("report", "not-on-the-chain")
def by_its_place(given):
    place = (17, 16, 20, 19, 18).index(faults(given)["overshoot"].qubits[0])
    return right_report(given) | {"overshoot_qubit": place}


@wrong("report", "wrong-entry")
def coupler_as_a_tuple(given):
    return right_report(given) | {"coupler": faults(given)["coupler"].qubits}
