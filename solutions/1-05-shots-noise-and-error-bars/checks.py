"""What is right in lesson 1-05, and what to say when it is not."""

import itertools
import math
from functools import partial

from autograder.checks import choice, coins, functions, numbers, ordering, prediction
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Array, Function, Number

#: Both are in use for 95 %: what the lesson writes, and the quantile itself.
SIGMAS = (1.96, 1.959963985)

# --- in the lesson --------------------------------------------------------------------------------------


_RUN = prediction.binomial(shots=400, probability=0.2)

second_run = prediction.interval(
    "second-run",
    truth=prediction.difference(_RUN, _RUN),
    low=-400,
    high=400,
    unit="Tuesday's ones minus Monday's",
    says={
        "point-value": {
            "look": "Nothing has changed, and yet the two runs differ: each draws its own shots. Give the "
            "spread as well."
        },
        "interval-too-narrow": {
            "look": "Both runs scatter, Monday's as well as Tuesday's. And the difference may have either "
            "sign."
        },
        "interval-misses": {
            "look": "Asked for is a difference of two runs of the same circuit. Where must its middle be?"
        },
    },
    hints=[
        "What is the difference on average? And may it be negative?",
        "One run scatters by √(N·p·(1 − p)) = 8 ones. Monday's result scatters too, and variances add.",
        "The difference scatters by √(8² + 8²), which is about 11. Go nearly two of them down from 0, and "
        "as many up.",
    ],
)

which_noise = prediction.distribution(
    "which-noise",
    width=2,
    tolerance=0.06,
    misconceptions={
        "noise-exchanged": (
            {"00": 0.7, "01": 0.3},
            {
                "does": "Your prediction has the bit flip show, and not the phase flip. In the Z basis it "
                "would be so.",
                "look": "What does X make of |+⟩, and what does Z make of it?",
            },
        ),
        "all-noise-shows": (
            {"00": 0.49, "01": 0.21, "10": 0.21, "11": 0.09},
            {
                "does": "In your prediction both kinds of noise turn an answer over in three shots of ten.",
                "look": "X on |+⟩ exchanges its two terms. Which state does that give?",
            },
        ),
        "noise-makes-coins": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal bars: as if noise of any strength made a fair coin, or as if you were "
                "looking in the Z basis.",
                "look": "In the X basis |+⟩ answers 0 every time. In how many shots does something strike?",
            },
        ),
        "phase-unseen": (
            {"00": 1.0},
            {
                "does": "Only 00: as if neither noise could be seen.",
                "look": "A phase flip changes a sign. In the Z basis it can't be seen; which basis is this?",
            },
        ),
        "phase-lost-altogether": (
            {"00": 0.5, "10": 0.5},
            {
                "does": "Qubit 0 comes out as a fair coin in your prediction: that takes a phase flip with "
                "probability one half.",
                "look": "In seven shots of ten nothing strikes it.",
            },
        ),
    },
    hints=[
        "Take one shot in which the noise strikes, and one in which it doesn't. What is the state in each?",
        "A phase flip is a Z in some shots: Z turns |+⟩ into |−⟩. A bit flip is an X in some shots.",
        "X leaves |+⟩ as it is, so the right digit is always 0. The left digit is 1 in those shots that Z "
        "strikes.",
    ],
)

coverage = ordering.ordering(
    "coverage",
    lines={
        "a": "print(np.mean((low <= p) & (p <= high)))",
        "b": "low, high = share - half, share + half",
        "c": "ones = rng.binomial(100, p, size=10000)",
        "d": "p = 0.02",
        "e": "half = 1.96 * np.sqrt(share * (1 - share) / 100)",
        "f": "share = ones / 100",
        "g": "half = 1.96 * np.sqrt(p * (1 - p) / 100)",
        "h": "print(np.mean((low <= share) & (share <= high)))",
    },
    needed="abcdef",
    before=["dc", "cf", "fe", "eb", "ba"],
    distractors="gh",
    says={
        "g": (
            "error-bar-from-the-truth",
            {
                "does": "Line g computes the error bar from the true p. Whoever measures doesn't know it: "
                "that is not Wald's interval.",
                "look": "What stands in the place of p there?",
            },
        ),
        "h": (
            "holds-its-own-centre",
            {
                "does": "Line h asks whether the interval holds its own centre. It always does: it would "
                "print 1.0.",
                "asked": "Coverage is about the true share.",
                "look": "Which of the variables holds the truth?",
            },
        ),
    },
    hints=[
        "What must be known before chance can be drawn, and what before an interval can be put round it?",
        "The truth, then ten thousand runs, their shares, the half-widths, the two ends, and the question.",
        "p, ones, share, half, low and high, print: each of the six needs the one before.",
    ],
)

more_shots = choice.choice(
    "more-shots",
    options={
        "a": "0.200 ± 0.0008: noise is random, so it averages out",
        "b": "0.238 ± 0.00008",
        "c": "0.238 ± 0.0008",
        "d": "0.238 ± 0.008: the noise is in the machine, and shots don't change it",
    },
    right="c",
    says={
        "a": (
            "noise-averages-out",
            {
                "does": "Your answer takes the noise for a scatter round the right value. Its average is "
                "something else: a misread qubit, for instance, gives too many ones in every run.",
                "look": "Where do the bars settle in the figure above, at a million shots?",
            },
        ),
        "b": (
            "one-over-n",
            {
                "does": "Your error bar has become a hundredth of what it was.",
                "asked": "There are a hundred times as many shots.",
                "look": "In section 1, what did four times the shots do to the scatter?",
            },
        ),
        "d": (
            "error-bar-is-the-machine",
            {
                "does": "Your answer leaves the error bar as it was. The bar comes from the number of shots "
                "alone; what is in the machine doesn't show in it.",
                "look": "Which of the two numbers, 0.238 or 0.008, has N in its formula?",
            },
        ),
    },
    hints=[
        "Two numbers may change: the middle, and the bar. Take them one at a time.",
        "The middle is what the machine gives on average. The bar falls with the number of shots: how?",
        "The machine is the same, so the middle stays. A hundred times the shots divide the bar by the "
        "square root of a hundred.",
    ],
)

# --- shots-needed ---------------------------------------------------------------------------------------

SHOTS = Function(
    inputs=lambda given: [
        (0.01, 0.5),
        (0.03, 0.5),
        (0.02, 0.3),
        (0.05, 0.1),
        (0.007, 0.9),
        (0.003, 0.02),
        (0.1, 0.35),
    ],
    returns=Number(),
)


def _enough(half, p, sigmas):
    return sigmas**2 * p * (1 - p) / half**2


def _whole(value, exact):
    """Whether a value is the smallest whole number from ``exact`` on, a rounding error aside."""
    return math.ceil(exact - 1e-6) <= value <= math.ceil(exact + 1e-6) and float(value).is_integer()


_but_for_rounding_up = partial(functions.close, relative=0, absolute=1.0001)


def _shots_slips(half, p):
    """The mistakes that don't lead to the right number, or next to it."""
    exact = _enough(half, p, 1.96)
    slips = {
        "one-over-n": [sigmas * math.sqrt(p * (1 - p)) / half for sigmas in SIGMAS],
        "one-sigma-shots": [_enough(half, p, 1)],
        "two-sigmas": [_enough(half, p, 2)],
        "width-for-half-width": [exact / 4],
        "always-one-half": [_enough(half, 0.5, sigmas) for sigmas in SIGMAS],
        "p-not-spread": [_enough(half, p, sigmas) / (1 - p) for sigmas in SIGMAS],
        "p-for-deviation": [_enough(half, p, sigmas) * p / (1 - p) for sigmas in SIGMAS],
        "spread-squared": [_enough(half, p, sigmas) * p * (1 - p) for sigmas in SIGMAS],
        "sigmas-not-squared": [exact / 1.96],
        "half-width-halved": [4 * exact],
        "one-sided": [_enough(half, p, sigmas) for sigmas in (1.64, 1.645)],
        "confidence-for-sigmas": [_enough(half, p, 0.95)],
        "in-per-cent": [10_000 * exact],
    }
    return {
        code: functions.Either(*values)
        for code, values in slips.items()
        if all(abs(value - exact) > 2 for value in values)
    }


def _judge_shots(value, half, p):
    if any(_whole(value, _enough(half, p, sigmas)) for sigmas in SIGMAS):
        return
    exact = _enough(half, p, 1.96)
    shown = {"half": half, "p": p, "given": f"{value:.6g}"}
    yield from functions.named(value, _shots_slips(half, p), fits=_but_for_rounding_up, says=shown)
    if abs(value - exact) <= 1.5:
        code = "rounded-down" if float(value).is_integer() and value < exact else "not-whole"
        yield Finding(code, {"given": f"{value:.6g}"}, rank=LIKELY)
    yield from numbers.close_to(value, exact, every=True)


@exercise(
    "shots-needed",
    takes=SHOTS,
    points=2,
    hints=[
        "Section 1 of the lesson solves the error bar for N. Which numbers go in?",
        "N = (1.96/h)²·p·(1 − p). The result is hardly ever whole. Half a shot can't be bought: which way "
        "must you round?",
        "math.ceil rounds up. In the first row of the table: (1.96/0.01)² × 0.5 × 0.5 = 9604.",
    ],
    messages={
        "one-over-n": {
            "does": "For ±{half} and p = {p}, your function returns {given}. That would be enough if the "
            "error fell as one over N.",
            "look": "The error falls with the square root of N. What becomes of it when you solve for N?",
        },
        "one-sigma-shots": {
            "does": "For ±{half} and p = {p}, your function returns {given}: so many shots bring one "
            "standard error down to the half-width.",
            "asked": "Asked for is a 95 % error bar.",
            "look": "How many standard errors long is it, to each side?",
        },
        "two-sigmas": {
            "does": "Your function takes 2 standard errors for 95 %: that is 4 % more shots than needed.",
            "asked": "Asked for is 1.96.",
        },
        "width-for-half-width": {
            "does": "Your function takes half_width for the whole length of the bar, from end to end.",
            "look": "±0.01 reaches 0.01 to each side.",
        },
        "half-width-halved": {
            "does": "Your function halves half_width before it uses it.",
            "look": "±0.01 reaches 0.01 to each side: that is half_width already.",
        },
        "one-sided": {
            "does": "Your function takes 1.645 standard errors, which leave 5 % on each side.",
            "asked": "A 95 % bar leaves 2.5 % on each side.",
        },
        "confidence-for-sigmas": {
            "does": "Your function puts 0.95 where the number of standard errors belongs.",
            "look": "How many standard errors hold 95 % of all runs?",
        },
        "in-per-cent": {
            "does": "Your function reads half_width as per cent.",
            "asked": "half_width is a share: 0.01 stands for ±0.01.",
        },
        "always-one-half": {
            "does": "Your function always counts with one half, whatever p is.",
            "asked": "One half is the worst case. A guess for p is given here.",
            "look": "Where does p go in the formula?",
        },
        "p-not-spread": {
            "does": "Your function puts p where p(1 − p) belongs.",
            "look": "What must come out for p = 1, when every shot answers 1?",
        },
        "p-for-deviation": {
            "does": "Your function squares p together with 1.96 and the half-width.",
            "look": "The standard error has √(p(1 − p)) in it, not p. What becomes of that root when you "
            "square?",
        },
        "spread-squared": {
            "does": "Your function has p(1 − p) squared.",
            "look": "The variance of a share is p(1 − p)/N. What stands under the root?",
        },
        "sigmas-not-squared": {
            "does": "Your function squares the half-width, and not the 1.96.",
            "look": "Solve ±h = 1.96·σ for N once more, step by step.",
        },
        "rounded-down": {
            "does": "Your function returns {given}, one shot too few: the error bar is still a trace longer "
            "than wanted.",
            "look": "Which way must a number of shots be rounded?",
        },
        "not-whole": {
            "does": "Your function returns {given}: close, but not the smallest whole number of shots.",
            "look": "Part of a shot can't be bought. Round up, and only what isn't whole.",
        },
    },
)
def shots_needed(answer, given):
    """The smallest number of shots whose 95 % error bar is no longer than wanted."""
    yield from functions.each(answer, SHOTS, given, _judge_shots)


# --- wilson ---------------------------------------------------------------------------------------------

WILSON = Function(
    inputs=lambda given: [
        (0, 100, 1.96),
        (100, 100, 1.96),
        (2, 50, 2.576),
        (37, 80, 1),
        (9990, 10000, 3),
        (5, 20, 1),
        (1, 10, 3),
        (0, 1, 1.96),
    ],
    returns=Array(shape=(2,)),
)


def wilson_ends(ones, shots, z):
    """The shares within z of their own standard errors from ones/shots."""
    share, whole = ones / shots, 1 + z * z / shots
    half = z * math.sqrt(share * (1 - share) / shots + z * z / (4 * shots * shots))
    return (share + z * z / (2 * shots) - half) / whole, (share + z * z / (2 * shots) + half) / whole


def _around(middle, half):
    return middle - half, middle + half


def _wilson_slips(ones, shots, z):
    share, whole = ones / shots, 1 + z * z / shots
    middle = share + z * z / (2 * shots)
    root = math.sqrt(share * (1 - share) / shots)
    inner = math.sqrt(share * (1 - share) / shots + z * z / (4 * shots * shots))
    low, high = wilson_ends(ones, shots, z)
    wald = _around(share, z * root)
    centre = middle / whole
    return {
        "ends-exchanged": (high, low),
        "wald": wald,
        "wald-clipped": (max(0.0, wald[0]), min(1.0, wald[1])),
        "not-divided-by-the-whole": _around(middle, z * inner),
        "only-the-middle-divided": _around(centre, z * inner),
        "only-the-root-divided": _around(middle, z * inner / whole),
        "python-reads-from-the-left": _left_to_right(ones, shots, z),
        "shots-not-squared": _around(
            centre, z * math.sqrt(share * (1 - share) / shots + z * z / (4 * shots)) / whole
        ),
        "wald-about-the-middle": functions.Either(
            _around(centre, z * root), _around(centre, z * root / whole)
        ),
        "agresti-coull": _around(centre, z * math.sqrt(centre * (1 - centre) / (shots + z * z))),
        "sigmas-ignored": wilson_ends(ones, shots, 1.96),
        "counts-for-shares": (low * shots, high * shots),
        "in-per-cent": (100 * low, 100 * high),
        "middle-and-half-width": (centre, (high - low) / 2),
        "clopper-pearson": _clopper_pearson(ones, shots, z),
        "whole-without-square": (
            (middle - z * inner) / (1 + z / shots),
            (middle + z * inner) / (1 + z / shots),
        ),
        "whole-without-shots": ((middle - z * inner) / (1 + z * z), (middle + z * inner) / (1 + z * z)),
        "root-without-sigmas": _around(centre, inner / whole),
        "middle-without-square": _around((share + z / (2 * shots)) / whole, z * inner / whole),
        "one-end-twice": functions.Either((high, high), (low, low)),
        "whole-number-division": wilson_ends(shots * (ones // shots), shots, z),
        "rounded": functions.Either(*((round(low, digits), round(high, digits)) for digits in (1, 2, 3))),
    }


def _left_to_right(ones, shots, z):
    """The formula typed as z**2 / 2 * shots and z**2 / 4 * shots**2."""
    share, whole = ones / shots, 1 + z * z / shots
    middle = share + z * z / 2 * shots
    half = z * math.sqrt(share * (1 - share) / shots + z * z / 4 * shots * shots)
    return (middle - half) / whole, (middle + half) / whole


def _clopper_pearson(ones, shots, z):
    from scipy.stats import beta, norm

    tail = norm.sf(z)
    low = beta.ppf(tail, ones, shots - ones + 1) if ones else 0.0
    high = beta.isf(tail, ones + 1, shots - ones) if ones < shots else 1.0
    return float(low), float(high)


_same_ends = partial(functions.close, relative=0, absolute=1e-4)


def _judge_wilson(ends, ones, shots, sigmas):
    right, slips = wilson_ends(ones, shots, sigmas), _wilson_slips(ones, shots, sigmas)
    shown = {"ones": ones, "shots": shots, "low": f"{ends[0]:.4g}", "high": f"{ends[1]:.4g}"}
    other = [Finding("other-interval", shown, rank=LIKELY + 20)]
    yield from functions.compared(ends, right, slips, other, fits=_same_ends, says=shown)


@exercise(
    "wilson",
    takes=WILSON,
    points=3,
    hints=[
        "Which three numbers does the formula in section 2 need, and which of them are arguments?",
        "Name the parts: share = ones / shots; middle = share + z²/(2N); half = z·√(share(1 − share)/N + "
        "z²/(4N²)). What is still to be done with both?",
        "Divide (middle − half) and (middle + half) by 1 + z²/N. For 0 of 100 and 1.96 that gives 0 and "
        "0.0370.",
    ],
    messages={
        "wald": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: that is Wald's interval.",
            "asked": "Wilson's has another middle and another length.",
            "look": "What must come out for 0 of 100, where nobody can be sure?",
        },
        "wald-clipped": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: Wald's interval, cut off "
            "at 0 and 1.",
            "asked": "Cutting off keeps it from being absurd. It doesn't make it hold.",
            "look": "What does it say for 0 of 100?",
        },
        "not-divided-by-the-whole": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: the bracket of the "
            "formula.",
            "look": "What stands in front of the bracket?",
        },
        "only-the-middle-divided": {
            "does": "For {ones} of {shots}, your middle is right and your interval is too long.",
            "look": "The factor stands in front of the whole bracket.",
        },
        "only-the-root-divided": {
            "does": "For {ones} of {shots}, your interval has the right length and the wrong middle.",
            "look": "The factor stands in front of the whole bracket.",
        },
        "wald-about-the-middle": {
            "does": "For {ones} of {shots}, your middle is Wilson's and the length is Wald's.",
            "look": "Two terms stand under the root.",
        },
        "python-reads-from-the-left": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}.",
            "asked": "Python reads a / 2 * b from the left: it divides by 2 and multiplies by b.",
            "look": "Put a denominator of several factors into brackets.",
        },
        "shots-not-squared": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}.",
            "look": "In the second term under the root, which factors of the denominator are squared?",
        },
        "agresti-coull": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}. That is the interval of "
            "Agresti and Coull: Wilson's middle, and a slightly longer bar. It is a good one, "
            "and not the one asked for.",
            "look": "Which two terms stand under the root in the lesson's formula?",
        },
        "sigmas-ignored": {
            "does": "Your function counts with 1.96, whatever the third argument is.",
            "look": "Which sign in the formula stands for it?",
        },
        "counts-for-shares": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: numbers of ones.",
            "asked": "Asked for are shares, between 0 and 1.",
        },
        "in-per-cent": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: per cent.",
            "asked": "Asked for are shares, between 0 and 1.",
        },
        "whole-without-square": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: it divides by 1 + z/N.",
            "look": "Which power has z in front of the bracket?",
        },
        "whole-without-shots": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: it divides by 1 + z².",
            "look": "What is z² divided by in front of the bracket?",
        },
        "root-without-sigmas": {
            "does": "For {ones} of {shots}, your middle is right. Your bar has the root, and no z in front "
            "of it.",
            "look": "What stands before the root in the bracket?",
        },
        "middle-without-square": {
            "does": "For {ones} of {shots}, your interval has the right length and the wrong middle.",
            "look": "Which power has z in the term beside the share?",
        },
        "one-end-twice": {
            "does": "Your function returns the same end twice.",
            "look": "The two ends differ by the sign in front of the root.",
        },
        "whole-number-division": {
            "does": "Your function takes the share for 0 unless all shots are ones.",
            "asked": "In Python // divides and throws the rest away.",
            "look": "What is 37 // 80?",
        },
        "rounded": {
            "does": "Your ends are Wilson's, rounded.",
            "asked": "Return them as they come out: near 0 and 1 the digits matter.",
        },
        "middle-and-half-width": {
            "does": "Your function returns the middle and the half-width.",
            "asked": "Asked for are the two ends, the lower one first.",
        },
        "ends-exchanged": {
            "does": "Your function returns the upper end first.",
            "asked": "Asked for is the lower end first.",
        },
        "clopper-pearson": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}: the interval of Clopper "
            "and Pearson. It is a good one, and not the one asked for.",
            "look": "The formula of Wilson's stands in section 2.",
        },
        "other-interval": {
            "does": "For {ones} of {shots}, your function returns {low} and {high}.",
            "asked": "That isn't Wilson's interval.",
            "look": "Compute the share, the middle and the half-width one by one, and print them. For 0 of "
            "100 and 1.96 the ends are 0 and 0.037.",
        },
        "function-raised": {"look": "Does it happen for 0 ones, or for all ones?"},
        "wrong-type": {
            "asked": "Pass wilson itself, without brackets behind it. What it returns should be two numbers, "
            "as in: return low, high.",
        },
    },
)
def wilson(answer, given):
    """Wilson's interval, at both ends of the scale too."""
    yield from functions.each(answer, WILSON, given, _judge_wilson)


# --- expected-wrong -------------------------------------------------------------------------------------

_GARNET = {"one": 0.9993, "two": 0.9959, "read": 0.9815}
_FORTE = {"one": 0.9999, "two": 0.9925, "read": 0.9955}
_ROUGH = {"one": 0.998, "two": 0.97, "read": 0.95}


def _chain(*qubits):
    return [("h", qubits[0])] + [("cnot", *step) for step in itertools.pairwise(qubits)]


def _circuits():
    layer = [("rx", 3), ("ry", 5), ("rz", 5), ("cz", 3, 5), ("cz", 5, 9)]
    layers = 20 * layer
    return [
        (_chain(0, 1), _GARNET),
        (_chain(2, 3, 7, 8), _GARNET),
        (_chain(4, 5, 6, 7, 8, 9), _FORTE),
        (layers, _ROUGH),
        (layers, _FORTE),
        ([("x", 6), ("h", 6), ("z", 6)], _ROUGH),
        ([("cnot", 1, 4), ("cnot", 1, 4), ("h", 11)], _ROUGH),
    ]


CIRCUITS = Function(inputs=lambda given: _circuits(), returns=Number())


def _counted(gates):
    """Gates on one qubit, gates on two, and the qubits that occur."""
    one = sum(len(gate) == 2 for gate in gates)
    used = {qubit for gate in gates for qubit in gate[1:]}
    return one, len(gates) - one, used


def _wrong(one, two, read, fidelity):
    return 1 - fidelity["one"] ** one * fidelity["two"] ** two * fidelity["read"] ** read


def _expected_slips(gates, fidelity):
    one, two, used = _counted(gates)
    n = len(used)
    right = _wrong(one, two, n, fidelity)
    errors = {key: 1 - value for key, value in fidelity.items()}
    return {
        "errors-added": one * errors["one"] + two * errors["two"] + n * errors["read"],
        "nothing-wrong": 1 - right,
        "reading-forgotten": _wrong(one, two, 0, fidelity),
        "read-once": _wrong(one, two, 1, fidelity),
        "unused-qubits-read": _wrong(one, two, max(used) + 1, fidelity),
        "read-after-each-gate": _wrong(one, two, one + 2 * two, fidelity),
        "two-as-two-ones": _wrong(one + 2 * two, 0, n, fidelity),
        "all-gates-alike": _wrong(one + two, 0, n, fidelity),
        "fidelities-exchanged": _wrong(two, one, n, fidelity),
        "names-read-as-qubits": _wrong(one, two, n + len({gate[0] for gate in gates}), fidelity),
        "only-two-qubit-gates": _wrong(0, two, n, fidelity),
        "fidelity-for-error": 1 - errors["one"] ** one * errors["two"] ** two * errors["read"] ** n,
        "in-per-cent": 100 * right,
        "added-up-to-one": min(1.0, one * errors["one"] + two * errors["two"] + n * errors["read"]),
        "two-counted-twice": _wrong(one, 2 * two, n, fidelity),
        "all-gates-two": _wrong(0, one + two, n, fidelity),
        "last-gate-read": _wrong(one, two, len(gates[-1]) - 1, fidelity),
        "parts-added": _wrong(one, two, 0, fidelity) + _wrong(0, 0, n, fidelity),
    }, right


def _judge_wrong(value, gates, fidelity):
    slips, right = _expected_slips(gates, fidelity)
    shown = {"given": f"{value:.4g}", "gates": len(gates)}
    library = numbers.close_to(value, right, relative=1e-6, every=True)
    yield from functions.compared(value, right, slips, library, says=shown)


@exercise(
    "expected-wrong",
    takes=CIRCUITS,
    points=4,
    hints=[
        "When does a shot go right? When everything in it goes right. What do you do with the chances of "
        "independent things that must all happen?",
        "Count the gates on one qubit, the gates on two, and the different qubits that occur. A gate's "
        "tuple is as long as its number of qubits, plus one for its name.",
        "Right: fidelity['one']**a * fidelity['two']**b * fidelity['read']**c. The set of qubits is "
        "{q for gate in gates for q in gate[1:]}. Asked for is the opposite of right.",
    ],
    messages={
        "errors-added": {
            "does": "Your function adds all the errors. For a circuit of {gates} gates it returns {given}.",
            "asked": "Adding is the envelope: good for small errors, too large for long circuits, and above "
            "1 in the end.",
            "look": "What is the chance that nothing goes wrong?",
        },
        "added-up-to-one": {
            "does": "Your function adds all the errors, and stops at 1. For a circuit of {gates} gates it "
            "returns "
            "{given}.",
            "asked": "Adding is the envelope: good for small errors, too large for long circuits.",
            "look": "What is the chance that nothing goes wrong?",
        },
        "parts-added": {
            "does": "Your function adds the chance that a gate goes wrong and the chance that a reading "
            "does. In "
            "some shots both do.",
            "look": "When does a whole shot go right?",
        },
        "two-counted-twice": {
            "does": "Your function counts the fidelity of a gate on two qubits twice, once for each qubit.",
            "asked": "It belongs to the gate as a whole.",
        },
        "all-gates-two": {
            "does": "Your function gives every gate the fidelity of those on two qubits.",
            "look": "How long is the tuple of a gate on one qubit, name included?",
        },
        "last-gate-read": {
            "does": "Your function reads only the qubits of the last gate.",
            "asked": "Every qubit that some gate acts on is read once.",
            "look": "Where in your loop do you remember the qubits?",
        },
        "nothing-wrong": {
            "does": "Your function returns the chance that nothing goes wrong.",
            "asked": "Asked for is the chance that something does.",
        },
        "reading-forgotten": {
            "does": "Your function counts the gates and leaves out reading.",
            "asked": "Every qubit that occurs is read once.",
        },
        "read-once": {
            "does": "Your function counts one reading for the whole circuit.",
            "asked": "Every qubit that occurs is read once.",
            "look": "How many different qubits do the gates name?",
        },
        "unused-qubits-read": {
            "does": "Your function reads all qubits from 0 to the highest number.",
            "asked": "Only qubits that a gate names are read.",
            "look": "How many different qubits does a circuit use that acts on 2, 3, 7 and 8?",
        },
        "read-after-each-gate": {
            "does": "Your function counts a reading each time that a gate names a qubit.",
            "asked": "Every qubit is read once, at the end.",
            "look": "A set keeps each thing once.",
        },
        "two-as-two-ones": {
            "does": "Your function counts a gate on two qubits as two gates on one.",
            "look": "It has a fidelity of its own, and a worse one.",
        },
        "all-gates-alike": {
            "does": "There are circuits for which your function gives every gate the fidelity of those on "
            "one qubit.",
            "look": "How can you tell a gate on two qubits by its tuple?",
        },
        "fidelities-exchanged": {
            "does": "Your function gives gates on one qubit the fidelity of those on two, and the other way "
            "round.",
            "look": "How long is the tuple of a gate on one qubit, name included?",
        },
        "names-read-as-qubits": {
            "does": "Your function counts the names of the gates among the qubits that are read.",
            "look": "Which part of a tuple holds the qubits?",
        },
        "only-two-qubit-gates": {
            "does": "Your function leaves out the gates on one qubit. Often that is good enough; here it "
            "isn't asked for.",
            "look": "Count them as well.",
        },
        "fidelity-for-error": {
            "does": "Your function takes the chances of going wrong and multiplies those: the chance that "
            "everything goes wrong.",
            "look": "One thing gone wrong is enough. What must all things do for a shot to be right?",
        },
        "in-per-cent": {
            "does": "Your function returns per cent.",
            "asked": "Asked for is a probability, between 0 and 1.",
        },
    },
)
def expected_wrong(answer, given):
    """The chance that at least one gate or reading goes wrong."""
    yield from functions.each(answer, CIRCUITS, given, _judge_wrong)


# --- corrected ------------------------------------------------------------------------------------------


CORRECTED = Function(
    inputs=lambda given: [
        (coins.tossed(2380, 10000), coins.tossed(160, 4000), coins.tossed(3720, 4000)),
        (coins.tossed(5300, 20000), coins.tossed(90, 1000), coins.tossed(470, 500)),
        (coins.tossed(730, 3000), coins.tossed(0, 2000), coins.tossed(1830, 2000)),
        (coins.tossed(41000, 50000), coins.tossed(210, 3000), coins.tossed(870, 1000)),
        (coins.tossed(150, 5000), coins.tossed(120, 3000), coins.tossed(2800, 3000)),
        (coins.tossed(1210, 2500), coins.tossed(300, 2500), coins.tossed(2500, 2500)),
    ],
    returns=Array(shape=(2,)),
)


def _share(counts):
    """The share of ones, and its variance."""
    shots = sum(counts.values())
    share = counts.get("1", 0) / shots
    return share, share * (1 - share) / shots


def corrected_share(data, prepared_0, prepared_1):
    """The share without misreading, its standard error, and the three parts of it."""
    (m, raw), (e0, var0), (right1, var1) = map(_share, (data, prepared_0, prepared_1))
    kept = right1 - e0
    p = (m - e0) / kept
    parts = [math.sqrt(raw) / kept, (1 - p) * math.sqrt(var0) / kept, p * math.sqrt(var1) / kept]
    return p, math.hypot(*parts), parts


def _share_slips(data, prepared_0, prepared_1):
    m, e0, e1 = _share(data)[0], _share(prepared_0)[0], 1 - _share(prepared_1)[0]
    both = (e0 + e1) / 2
    p = corrected_share(data, prepared_0, prepared_1)[0]
    return {
        "share-of-zeros": 1 - p,
        "not-corrected": m,
        "only-subtracted": m - e0,
        "both-subtracted": m - e0 - e1,
        "misreadings-exchanged": (m - e1) / (1 - e0 - e1),
        "one-error-for-both": (m - both) / (1 - 2 * both),
        "only-the-zeros-misread": (m - e0) / (1 - e0),
        "only-the-ones-misread": m / (1 - e1),
        "cut-off": min(1.0, max(0.0, p)),
        "misread-the-other-way": m * (1 - e1) + (1 - m) * e0,
        "right-for-misread": (m - e0) / (e1 - e0) if e1 != e0 else math.inf,
        "count-for-share": p * sum(data.values()),
        "table-turned": _turned_table(m, e0, e1),
        "bias-the-other-way": (m + e0) / (1 - e0 - e1),
        "both-in-full": m - e0 + e1,
    }, p


def _turned_table(m, e0, e1):
    """What solving gives if rows and columns of the table of misreadings are exchanged."""
    determinant = 1 - e0 - e1
    return ((1 - e0) * m - e1 * (1 - m)) / determinant


def _error_slips(data, prepared_0, prepared_1):
    p, error, parts = corrected_share(data, prepared_0, prepared_1)
    shots = sum(data.values())
    m, raw = _share(data)[0], math.sqrt(_share(data)[1])
    total = sum(sum(counts.values()) for counts in (data, prepared_0, prepared_1))
    plain = [math.sqrt(_share(counts)[1]) for counts in (data, prepared_0, prepared_1)]
    return {
        "error-of-the-raw-share": raw,
        "misreading-taken-as-exact": parts[0],
        "error-of-clean-shots": math.sqrt(abs(p * (1 - p)) / shots),
        "errors-added": sum(parts),
        "errors-not-scaled": math.hypot(*plain),
        "calibration-not-weighted": math.hypot(*plain) * parts[0] / raw,
        "half-width-for-error": 1.96 * error,
        "variance-for-error": error**2,
        "weights-exchanged": math.hypot(plain[0], p * plain[1], (1 - p) * plain[2]) * parts[0] / raw,
        "weights-from-the-raw-share": math.hypot(plain[0], (1 - m) * plain[1], m * plain[2]) * parts[0] / raw,
        "preparations-not-stretched": math.hypot(parts[0], (1 - p) * plain[1], p * plain[2]),
        "one-large-run": math.sqrt(m * (1 - m) / total) * parts[0] / raw,
    }, error


#: A share of 0 is right to one in a million.
_same_share = partial(functions.close, relative=1e-4, absolute=1e-6)
_same_error = partial(functions.close, relative=3e-3, absolute=1e-9)


def _judge_corrected(pair, *counts):
    slips, p = _share_slips(*counts)
    shown = {"given": f"{pair[0]:.4g}"}
    other = [Finding("other-share", shown, rank=LIKELY + 20)]
    found = list(functions.compared(pair[0], p, slips, other, fits=_same_share, says=shown))
    yield from found or _judge_error(pair[1], *counts)


def _judge_error(value, *counts):
    """The second number, looked at where the first is right."""
    slips, error = _error_slips(*counts)
    shown = {"given": f"{value:.4g}"}
    other = [Finding("other-error", shown, rank=LIKELY + 20)]
    yield from functions.compared(value, error, slips, other, fits=_same_error, says=shown)


@exercise(
    "corrected",
    takes=CORRECTED,
    points=5,
    hints=[
        "Write down the share of ones that you read, m, if the true share is p, a 0 is read as 1 with "
        "probability e0, and a 1 as 0 with probability e1. Which of these are measured?",
        "m = p(1 − e1) + (1 − p)e0. Solve it for p. For the error: move m, e0 and e1 by a little, one at a "
        "time, and see by how much p moves. The three moves are independent, so their squares add.",
        "p = (m − e0)/D with D = 1 − e0 − e1. The three moves of p are σ(m)/D, (1 − p)·σ(e0)/D and "
        "p·σ(e1)/D, each σ = √(share(1 − share)/N) of its own run.",
    ],
    messages={
        "share-of-zeros": {"does": "Your function returns {given}: the corrected share of zeros."},
        "not-corrected": {
            "does": "Your function returns the share as it was read, {given}.",
            "asked": "Asked for is the share without misreading.",
            "look": "What would you read if the true share were 0?",
        },
        "only-subtracted": {
            "does": "Your function subtracts the misread zeros from the share, and no more.",
            "look": "Test it with a true share of 1: what do you read then, and what does your function make "
            "of it?",
        },
        "both-subtracted": {
            "does": "Your function subtracts both misreadings. They work in opposite directions.",
            "look": "Does a 1 that is read as 0 raise or lower the share of ones?",
        },
        "misreadings-exchanged": {
            "does": "Your function has the two misreadings exchanged.",
            "look": "Which of the two runs tells how often a 0 is read as 1?",
        },
        "one-error-for-both": {
            "does": "Your function uses the average of the two misreadings for both.",
            "asked": "They differ here, as they do on real devices.",
            "look": "Write the share that you read as a sum: from true ones, and from true zeros.",
        },
        "only-the-zeros-misread": {
            "does": "Your function lets only zeros be misread.",
            "look": "What does the run with the qubit prepared in 1 say?",
        },
        "only-the-ones-misread": {
            "does": "Your function lets only ones be misread.",
            "look": "What does the run with the qubit prepared in 0 say?",
        },
        "table-turned": {
            "does": "Your function solves with rows and columns of the misreadings exchanged.",
            "look": "Write the share that you read as a sum: which misreading goes with a true 1, which with "
            "a "
            "true 0?",
        },
        "bias-the-other-way": {
            "does": "Your function adds the misread zeros where they have to be taken off.",
            "look": "Does a 0 that is read as 1 make the share that you read too large or too small?",
        },
        "both-in-full": {
            "does": "Your function takes off both misreadings in full.",
            "asked": "A zero can be misread only in a shot whose true answer is 0, and a one only where it "
            "is 1.",
            "look": "Write the share that you read as a sum: from true ones, and from true zeros.",
        },
        "cut-off": {
            "does": "Your function cuts the share off at 0 or 1.",
            "asked": "The estimate is asked for as it is. By chance it may lie a little outside, and cutting "
            "it off would bias the average of many such results.",
        },
        "misread-the-other-way": {
            "does": "Your function misreads the share once more instead of undoing it.",
            "look": "You know m, and look for p. Solve the equation.",
        },
        "other-share": {
            "does": "Your share is {given} for one of the inputs.",
            "asked": "It isn't the share without misreading.",
            "look": "Test your function with counts that you make from a known share: 1,000 true zeros and "
            "1,000 true ones, of which a tenth are misread.",
        },
        "error-of-the-raw-share": {
            "does": "Your share is right. Your standard error is that of the share as it was read.",
            "asked": "Correcting stretches the share, and its error with it.",
            "look": "By what do you divide? And are the misreadings known exactly?",
        },
        "misreading-taken-as-exact": {
            "does": "Your share is right. Your standard error takes the two misreadings as exactly known.",
            "asked": "They come from runs with finitely many shots.",
            "look": "By how much does p move if the share of misread zeros moves by one standard error?",
        },
        "error-of-clean-shots": {
            "does": "Your share is right. Your standard error is that of shots which were never misread.",
            "asked": "The corrected share goes back to three runs of noisy shots.",
            "look": "By how much does p move, if the share that you read moves by one standard error?",
        },
        "right-for-misread": {
            "does": "Your function takes the share of ones in prepared_1 for the share that is misread.",
            "look": "There the qubit was prepared in 1. Which of its answers are wrong?",
        },
        "count-for-share": {
            "does": "Your function returns a number of ones.",
            "asked": "Asked for is a share.",
        },
        "errors-added": {
            "does": "Your share is right. Your standard error adds the three parts.",
            "asked": "They are independent: their squares add.",
        },
        "errors-not-scaled": {
            "does": "Your share is right. Your standard error combines those of the three runs as they are.",
            "look": "By how much does p move, if one of the three shares moves by 0.01?",
        },
        "calibration-not-weighted": {
            "does": "Your share is right. In your standard error both misreadings weigh as much as the share "
            "itself.",
            "look": "Misread zeros matter only where there are zeros. What is the factor for each?",
        },
        "weights-exchanged": {
            "does": "Your share is right. In your standard error the weights p and 1 − p have changed "
            "places.",
            "look": "Misread zeros matter only where there are zeros. Which of the two is their share?",
        },
        "weights-from-the-raw-share": {
            "does": "Your share is right. The weights in your standard error come from the share as it was "
            "read.",
            "look": "Take the derivative once more: which p is left in it?",
        },
        "preparations-not-stretched": {
            "does": "Your share is right. Your standard error divides the error of your data by D, and not "
            "the "
            "errors of the two preparations.",
            "look": "By how much does p move, if the share of misread zeros moves by 0.01?",
        },
        "one-large-run": {
            "does": "Your share is right. Your standard error takes the three runs for one with all their "
            "shots.",
            "asked": "They answer different questions. Each has an error of its own.",
        },
        "half-width-for-error": {
            "does": "Your share is right. You return 1.96 standard errors.",
            "asked": "Asked for is one.",
        },
        "variance-for-error": {
            "does": "Your share is right. You return the variance.",
            "asked": "Asked for is its square root.",
        },
        "other-error": {
            "does": "Your share is right. Your standard error is {given} for one of the inputs, and that is "
            "not what follows from the three runs.",
            "look": "Change one of the three shares by a little, and see how far p moves. Compare with each "
            "term of your formula.",
        },
        "function-raised": {
            "look": "Is it a string that never came? Then it isn't in the dictionary: see counts.get.",
        },
        "wrong-type": {
            "asked": "Pass corrected itself, without brackets behind it. What it returns should be two "
            "numbers, as in: return share, error.",
        },
    },
)
def corrected(answer, given):
    """The share without misreading, with a standard error that counts all three runs."""
    yield from functions.each(answer, CORRECTED, given, _judge_corrected)
