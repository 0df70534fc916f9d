"""What is right in lesson 3-03, and what to say when it is not."""

import math
from functools import partial

import numpy as np

from autograder.checks import choice, functions, numbers, ordering, prediction
from autograder.exercise import exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Function, Number, Table, Text
from gangway import devices

#: The chain of qubits on Garnet that the assignment examines.
CHAIN = (17, 16, 20, 19, 18)
#: Emulated machines with a bad coupler, a qubit that overshoots and one that misreads, all on that chain.
MACHINES = ("blind-13", "blind-40", "blind-86", "blind-124", "blind-147", "blind-157", "blind-161")

CALIBRATION = devices.calibration("Garnet", "2026-05-05")
_FOUR = CALIBRATION.qubits[4]

one_read_as_zero = prediction.distribution(
    "one-read-as-zero",
    width=1,
    tolerance=0.005,
    misconceptions={
        "readout-averaged": (
            {"0": 1 - _FOUR.readout, "1": _FOUR.readout},
            {
                "does": "You took the readout fidelity, which is the average over preparing 0 and 1.",
                "look": "The table has two numbers for the two ways of misreading. Which one applies to a 1?",
            },
        ),
        "wrong-direction": (
            {"0": _FOUR.readout_0_to_1, "1": 1 - _FOUR.readout_0_to_1},
            {
                "does": "You took the chance that a 0 is read as 1.",
                "look": "A 1 was prepared. Which of the two columns is about that?",
            },
        ),
        "read-perfectly": (
            {"1": 1.0},
            {
                "does": "You expect no misreading at all.",
                "look": "Look at the row of qubit 4.",
            },
        ),
    },
    hints=[
        "Which of the row's numbers are about a qubit that is 1?",
        "readout_1_to_0 is the probability that a 1 is read as 0. The gate errs as well, by far less.",
        f"It is {_FOUR.readout_1_to_0}: so about 7 % zeros.",
    ],
)


#: What the lesson's density matrix, and the emulated machine, give for 0000 or 1111. The envelope, which
#: forgets waiting, gives 0.913.
_ALL_AGREE = 0.903

_BESIDE = {
    "does": "Your interval from {low} to {high} holds {coverage} % of runs on this machine.",
    "asked": "{confidence} % of them give between {truth_low} and {truth_high}.",
    "look": "The product of the fidelities scatters by 9 shots either way, and is itself off by some: "
    "which errors doesn't it know of?",
}

all_agree = prediction.interval(
    "all-agree",
    truth=prediction.binomial(shots=1000, probability=_ALL_AGREE),
    unit="shots of 1,000 that say 0000 or 1111",
    says={"interval-too-narrow": _BESIDE, "interval-off-centre": _BESIDE},
    hints=[
        "Each gate and each reading succeeds with its fidelity. What is the chance that all do?",
        "Seven gates on one qubit, three on two, four readings: multiply. It comes to a little over 0.9.",
        "About 910 of 1,000, with a standard deviation of √(1000·0.91·0.09) = 9. And the product forgets "
        "that qubits decay while they wait: leave some room below.",
    ],
)

waiting = ordering.ordering(
    "waiting",
    lines={
        "a": "ops = [x(19)]",
        "b": "qubits, counts = run(ops, shots=1000)",
        "c": "ops += [x(20)] * 200",
        "d": "ops += [x(19)] * 200",
        "e": 'excited = sum(n for bits, n in counts.items() if bits[qubits.index(19)] == "1")',
        "f": "print(excited / 1000)",
        "g": 'print(counts["11"] / 1000)',
    },
    needed="abcef",
    before=["ac", "cb", "be", "ef"],
    distractors="dg",
    says={
        "d": (
            "no-waiting",
            {
                "does": "Line d keeps qubit 19 busy with gates, so that it never waits. You would measure "
                "the errors of its gates.",
                "look": "Which qubit has to be busy, so that 19 waits?",
            },
        ),
        "g": (
            "other-qubit-counted",
            {
                "does": "Line g counts shots in which both qubits are 1: the errors of qubit 20's 200 gates "
                "are in it.",
                "look": "Only qubit 19 is of interest. What may qubit 20 answer?",
            },
        ),
        ("c", "a"): (
            "excited-too-late",
            {
                "does": "Your program excites qubit 19 in the list's last place. On this machine it would "
                "still start at once, but a reader can't tell: put it first.",
                "look": "Excite, wait, measure: in this order.",
            },
        ),
        ("b", "c"): (
            "run-before-waiting",
            {
                "does": "Your program runs before there is anything to wait for.",
                "look": "Excite, wait, measure: in this order.",
            },
        ),
    },
    hints=[
        "What must be done to qubit 19 first, and what must it do then?",
        "It is excited, then it waits while its neighbour is kept busy. Which line keeps the neighbour busy?",
        "The list with one X on 19, then 200 X on 20, then the run; then count the shots in which 19 is 1.",
    ],
)

which_fault = choice.choice(
    "which-fault",
    options={
        "a": "a readout that mistakes 1 for 0",
        "b": "random (depolarising) errors of the gate",
        "c": "a rotation that goes a little too far each time",
        "d": "a short T1",
    },
    right="c",
    says={
        "a": (
            "readout-grows",
            {
                "does": "Misreading happens once, at the end. It doesn't grow with the number of gates.",
                "look": "Which error builds up, and how fast?",
            },
        ),
        "b": (
            "random-grows-as-square",
            {
                "does": "Random errors add up in proportion: twice the gates, twice the wrong answers. And "
                "they stop at one half.",
                "look": "Which error adds amplitudes?",
            },
        ),
        "d": (
            "decay-upwards",
            {
                "does": "Decay takes 1 to 0, and never 0 to 1 in 96 of 100 shots.",
                "look": "An even number of X gates should end in 0. Which error brings it to 1 and beyond?",
            },
        ),
    },
    hints=[
        "By which factor does the share grow from 2 gates to 6? Three, or nine?",
        "Random errors grow in proportion and end at one half. This one doesn't.",
        "Amplitudes add up when the same error is made each time.",
    ],
)

_PLANS = [
    (0.999, 4, 0.99, 3, [0.98, 0.96]),
    (0.9995, 20, 0.995, 0, [0.97]),
    (0.998, 0, 0.96, 10, [0.99, 0.985, 0.95]),
    (1.0, 50, 0.9, 2, [0.9, 0.8]),
    (0.99, 100, 0.95, 40, [0.95] * 5),
]
ENVELOPES = Function(inputs=lambda given: list(_PLANS), returns=Number())


def _envelope(one, n_one, two, n_two, readings):
    return one**n_one * two**n_two * math.prod(readings)


def _judge_envelope(value, one, n_one, two, n_two, readings):
    right = _envelope(one, n_one, two, n_two, readings)
    added = n_one * (1 - one) + n_two * (1 - two) + sum(1 - reading for reading in readings)
    slips = {
        "readout-forgotten": one**n_one * two**n_two,
        "errors-added": 1 - added,
        "error-for-success": 1 - right,
        "one-gate-each": one * two * math.prod(readings),
        "one-reading": one**n_one * two**n_two * readings[0],
        "mean-reading": one**n_one * two**n_two * float(np.mean(readings)),
        "same-for-all-readings": functions.Either(
            *(one**n_one * two**n_two * each ** len(readings) for each in (readings[0], np.mean(readings)))
        ),
        "gates-forgotten": math.prod(readings),
        "kinds-exchanged": one**n_two * two**n_one * math.prod(readings),
        "times-for-power": n_one * one * n_two * two * math.prod(readings),
        "readings-added": one**n_one * two**n_two * sum(readings),
        "weakest-only": min(one**n_one, two**n_two, *readings),
    }
    yield from functions.compared(value, right, slips)


@exercise(
    "envelope",
    takes=ENVELOPES,
    points=2,
    hints=[
        "What is the chance that two independent things both succeed?",
        "Powers for gates that are repeated, and one factor for each reading.",
        "one**n_one * two**n_two * math.prod(readings), or np.prod.",
    ],
    messages={
        "readout-forgotten": {
            "does": "Your function leaves out the readings.",
            "look": "What happens after the last gate?",
        },
        "errors-added": {
            "does": "Your function subtracts the sum of all errors from 1.",
            "asked": "That is nearly right for a few small errors. For many it falls below zero.",
            "look": "The chance that all succeed is a product.",
        },
        "error-for-success": {
            "does": "Your function returns the chance that something goes wrong.",
            "asked": "Asked for is the chance that nothing does.",
            "look": "Subtract from 1.",
        },
        "one-gate-each": {
            "does": "Your function counts one gate of each kind, whatever the numbers are.",
            "look": "A gate that is done ten times has ten chances to fail.",
        },
        "one-reading": {
            "does": "Your function takes the first reading only.",
            "look": "Every qubit is read.",
        },
        "same-for-all-readings": {
            "does": "Your function takes one fidelity for all readings.",
            "asked": "Each qubit has its own.",
            "look": "What does math.prod do with a list?",
        },
        "gates-forgotten": {
            "does": "Your function counts the readings only.",
            "look": "What do n_one gates of the fidelity one contribute?",
        },
        "kinds-exchanged": {
            "does": "Your function has the two numbers of gates exchanged.",
            "look": "Which number belongs to one, and which to two?",
        },
        "times-for-power": {
            "does": "Your function multiplies a fidelity by the number of gates, and gets chances above 1.",
            "look": "Two gates of 0.99 both succeed with 0.98. How does 0.98 come from 0.99 and 2?",
        },
        "readings-added": {
            "does": "Your function adds the readings up.",
            "look": "All of them have to succeed. What is done with the chances of independent things?",
        },
        "weakest-only": {
            "does": "Your function returns the weakest part's chance: as if no other could fail.",
            "look": "What is the chance that two independent things both succeed?",
        },
        "mean-reading": {
            "does": "Your function takes the average of the readings once.",
            "look": "Every qubit is read, and all readings have to succeed.",
        },
    },
)
def envelope(answer, given):
    """The chance that no gate and no reading fails."""
    yield from functions.each(answer, ENVELOPES, given, _judge_envelope)


_READINGS = [
    ({"0": 500, "1": 500}, 0.02, 0.06),
    ({"0": 930, "1": 70}, 0.01, 0.07),
    ({"0": 180, "1": 820}, 0.03, 0.18),
    ({"0": 400, "1": 1600}, 0.0, 0.1),
    ({"1": 980, "0": 20}, 0.05, 0.02),
]
CORRECTED = Function(inputs=lambda given: list(_READINGS), returns=Number())


def _judge_corrected(value, counts, p01, p10):
    measured = counts.get("1", 0) / sum(counts.values())
    right = (measured - p01) / (1 - p01 - p10)
    mean = (p01 + p10) / 2
    slips = {
        "not-corrected": measured,
        "directions-exchanged": (measured - p10) / (1 - p01 - p10),
        "averaged": (measured - mean) / (1 - 2 * mean),
        "not-divided": measured - p01,
        "errors-applied-again": measured * (1 - p10) + (1 - measured) * p01,
        "zeros-for-ones": 1 - right,
        "both-subtracted": measured - p01 + p10,
        "divided-by-ones-only": functions.Either((measured - p01) / (1 - p10), measured / (1 - p10)),
        "first-order": measured - p01 * (1 - measured) + p10 * measured,
        "counts-for-shares": functions.Either(
            (counts.get("1", 0) - p01) / (1 - p01 - p10), right * sum(counts.values())
        ),
        "sign-of-p10": (measured - p01) / (1 - p01 + p10),
    }
    yield from functions.compared(value, right, slips)


@exercise(
    "corrected",
    takes=CORRECTED,
    points=3,
    hints=[
        "Let p be the true share of ones. Which share do you measure? Two kinds of shots give a 1.",
        "measured = p·(1 − p10) + (1 − p)·p01. Solve for p.",
        "p = (measured − p01) / (1 − p01 − p10).",
    ],
    messages={
        "not-corrected": {
            "does": "Your function returns the measured share.",
            "look": "Where do p01 and p10 go?",
        },
        "directions-exchanged": {
            "does": "Your function has the two ways of misreading exchanged.",
            "asked": "p01 is the probability of reading 0 as 1.",
            "look": "With no true ones at all, which share of ones is measured?",
        },
        "averaged": {
            "does": "Your function takes the average of p01 and p10 for both.",
            "asked": "They differ, by a factor of ten on some qubits.",
            "look": "Write down the measured share for a true share p.",
        },
        "not-divided": {
            "does": "Your function subtracts the false ones and leaves the missing ones out.",
            "look": "With all true ones, which share is measured, and what does your function make of it?",
        },
        "errors-applied-again": {
            "does": "Your function misreads the measured share once more.",
            "asked": "Asked for is the way back.",
            "look": "Solve for the true share.",
        },
        "zeros-for-ones": {
            "does": "Your function returns the true share of zeros.",
            "look": "Asked for is the share of ones.",
        },
        "divided-by-ones-only": {
            "does": "Your function divides by 1 − p10.",
            "asked": "That would be right if no 0 were ever misread.",
            "look": "Write down the measured share for a true share p, and collect what stands beside p.",
        },
        "first-order": {
            "does": "Your function takes off the false ones and puts back the lost ones, both counted from "
            "the measured share.",
            "asked": "They are shares of the true zeros and ones. For small errors that is nearly the same.",
            "look": "Call the true share p, and solve for it.",
        },
        "counts-for-shares": {
            "does": "Your function works with the number of ones.",
            "asked": "p01 and p10 are about single shots, and asked for is a share.",
            "look": "By what must the number of ones be divided first?",
        },
        "sign-of-p10": {
            "does": "Your function divides by 1 − p01 + p10.",
            "look": "Collect what stands beside p in p·(1 − p10) + (1 − p)·p01, and mind the signs.",
        },
        "both-subtracted": {
            "does": "Your function subtracts the false ones and adds p10 as if every shot were a 1.",
            "look": "Only true ones can be lost.",
        },
    },
)
def corrected(answer, given):
    """The true share of ones, from a measured one and the two probabilities of misreading."""
    yield from functions.each(answer, CORRECTED, given, _judge_corrected)


def _decay(fidelity, start, shots=None):
    """Shares of 00 after n gates of that average fidelity, beginning at ``start``."""
    rate = (4 * fidelity - 1) / 3
    return [round(0.25 + (start - 0.25) * rate**n, 6) for n in (0, 2, 4, 8, 16)]


_DECAYS = [
    ([0, 2, 4, 8, 16], _decay(0.99, 0.9)),
    ([0, 2, 4, 8, 16], _decay(0.9, 0.93)),
    ([0, 2, 4, 8, 16], _decay(0.97, 0.88)),
    ([0, 2, 4, 8, 16], _decay(0.85, 0.92)),
]
FIDELITIES = Function(inputs=lambda given: list(_DECAYS), returns=Number())


def _fitted(gates, values):
    """The rate of a straight line through the logarithms."""
    return float(np.exp(np.polyfit(gates, np.log(values), 1)[0]))


def _judge_fidelity(value, numbers_of_gates, shares):
    rate = ((shares[1] - 0.25) / (shares[0] - 0.25)) ** 0.5
    right = (3 * rate + 1) / 4
    above, start = np.array(shares) - 0.25, shares[0] - 0.25
    slips = {
        "rate-for-fidelity": rate,
        "error-for-fidelity": 1 - right,
        "floor-forgotten": functions.Either(
            (3 * (shares[1] / shares[0]) ** 0.5 + 1) / 4, (3 * _fitted(numbers_of_gates, shares) + 1) / 4
        ),
        "slope-for-rate": (3 * math.log(rate) + 1) / 4,
        "other-logarithm": (3 * rate ** (1 / math.log(10)) + 1) / 4,
        "start-for-slope": (3 * start + 1) / 4,
        "places-for-gates": (3 * _fitted(range(len(shares)), above) + 1) / 4,
        "perfect-start": (3 * (above[-1] / 0.75) ** (1 / numbers_of_gates[-1]) + 1) / 4,
        "formula-turned-round": functions.Either((4 * rate - 1) / 3, (3 * rate - 1) / 4),
        "two-gates-as-one": (3 * rate**2 + 1) / 4,
        "one-qubit-formula": (rate + 1) / 2,
        "last-share": shares[-1],
    }
    library = numbers.close_to(value, right, relative=3e-3, every=True)
    fits = partial(functions.close, absolute=3e-3)  # a fit and a ratio of two shares differ a little
    yield from functions.compared(value, right, slips, library, fits=fits)


@exercise(
    "coupler-fidelity",
    takes=FIDELITIES,
    points=4,
    hints=[
        "Towards which share does everything decay? Subtract it, and a plain exponential is left.",
        "(share − ¼) is multiplied by the same factor λ for each gate. A straight line through the "
        "logarithms gives it.",
        "λ from np.polyfit(n, np.log(shares − 0.25), 1), then F = (3λ + 1)/4.",
    ],
    messages={
        "rate-for-fidelity": {
            "does": "Your function returns λ, by which the excess shrinks for each gate.",
            "asked": "The average fidelity is (3λ + 1)/4.",
            "look": "A pair that is in a random state still has 00 in a quarter of the shots.",
        },
        "error-for-fidelity": {
            "does": "Your function returns the error per gate.",
            "look": "Asked for is the fidelity.",
        },
        "floor-forgotten": {
            "does": "Your function lets the share decay towards 0.",
            "asked": "It decays towards ¼.",
            "look": "Subtract ¼ before you take logarithms.",
        },
        "slope-for-rate": {
            "does": "Your function takes the slope of the line for λ.",
            "asked": "The slope is the logarithm of λ.",
            "look": "What undoes a logarithm?",
        },
        "other-logarithm": {
            "does": "Your function takes logarithms to the base 10, and undoes them with base e.",
            "look": "np.log and np.exp belong together.",
        },
        "start-for-slope": {
            "does": "Your function takes where the line starts, not how steep it is.",
            "asked": "The start is A: the errors of turning and reading.",
            "look": "In which order does np.polyfit return slope and start?",
        },
        "places-for-gates": {
            "does": "Your function counts one gate from each share to the next.",
            "look": "The numbers of gates are 0, 2, 4, 8 and so on. Which argument holds them?",
        },
        "perfect-start": {
            "does": "Your function lets the decay start at 1: as if turning and reading were perfect.",
            "asked": "A is unknown.",
            "look": "What do two shares, divided by one another, not depend on?",
        },
        "formula-turned-round": {
            "does": "Your function has the formula of F wrong.",
            "asked": "F = (3λ + 1)/4.",
            "look": "With λ = 1 and with λ = 0, which F does yours give?",
        },
        "two-gates-as-one": {
            "does": "Your function takes two gates for one.",
            "look": "Which numbers of gates belong to the shares?",
        },
        "one-qubit-formula": {
            "does": "Your function uses the formula for one qubit, (λ + 1)/2.",
            "look": "The gate acts on two qubits: d = 4.",
        },
        "last-share": {
            "does": "Your function returns the last share.",
            "look": "How fast does it get there?",
        },
    },
)
def coupler_fidelity(answer, given):
    """The average fidelity of a two-qubit gate, from the decay of P(00)."""
    yield from functions.each(answer, FIDELITIES, given, _judge_fidelity)


REPORT = Table(
    {
        "coupler": Text(),
        "coupler_fidelity": Number(),
        "overshoot_qubit": Number(),
        "overshoot": Number(),
        "misreading_qubit": Number(),
        "reads_1_as_0": Number(),
    }
)


def _truth(name):
    """The hidden faults of a machine on the chain, by kind."""
    from gangway.cloud.profiles.variants import variant

    return {fault.kind: fault for fault in variant("garnet", name).faults}


def _pair(text):
    digits = "".join(sign if sign.isdigit() else " " for sign in text).split()
    return tuple(sorted(int(number) for number in digits)) if len(digits) == 2 else ()


@exercise(
    "report",
    takes=REPORT,
    points=6,
    variant=lambda rng: {"machine": rng.choice(MACHINES)},
    hints=[
        "One experiment for each kind of fault: read prepared zeros and ones; repeat one gate; repeat one "
        "coupler. Which of the numbers leaves the published one far behind?",
        "Readings: run [x(q)] on every qubit. Overshoot: 2, 6, 10 and 14 X gates. Couplers: 0, 4 and 8 CZ "
        "between the turns. Only one qubit or pair stands out in each.",
        "For the overshoot, fit sin²(nπε/2) to the shares after n gates. For the coupler use your function "
        "from exercise 3. For the reading, allow for the error of the X gate, which is small.",
    ],
    messages={
        "copied-from-the-calibration": {
            "does": "Your {what} is the published one.",
            "asked": "This machine doesn't behave as published: that is why you were called.",
            "look": "Measure it.",
        },
        "wrong-coupler": {
            "does": "You name the coupler {given}.",
            "look": "Compare the decay of P(00) on all four couplers of the chain. One falls much faster.",
        },
        "coupler-off": {
            "does": "Your fidelity of the coupler, {given}, is off by more than 0.02.",
            "look": "More shots at small numbers of gates help most. Is the quarter subtracted?",
        },
        "coupler-in-per-cent": {
            "does": "Your fidelity of the coupler, {given}, is in per cent.",
            "asked": "Asked for is a number between 0 and 1.",
        },
        "coupler-error-for-fidelity": {
            "does": "Your number for the coupler, {given}, is the error per gate.",
            "look": "Subtract it from 1.",
        },
        "coupler-rate-for-fidelity": {
            "does": "Your number for the coupler, {given}, is about λ, by which the excess over ¼ shrinks.",
            "asked": "The average fidelity is (3λ + 1)/4.",
        },
        "not-on-the-chain": {
            "does": "Qubit {given} is not on the chain.",
            "asked": "The chain is 17–16–20–19–18. Asked for is the qubit's number, not its place.",
        },
        "no-overshoot": {
            "does": "You report no overshoot. That is what the calibration says, too.",
            "asked": "This machine doesn't behave as published: that is why you were called.",
            "look": "How does the share of ones grow after 2, 6 and 10 X gates on that qubit?",
        },
        "overshoot-in-radians": {
            "does": "Your overshoot, {given}, is an angle in radians.",
            "asked": "Asked for is the relative excess: divide by π.",
        },
        "overshoot-sign": {
            "does": "Your overshoot is negative: the size is right, and the turns would fall short.",
            "asked": "An even number of X can't tell the two apart: the square forgets the sign. Here the "
            "turns go too far.",
            "look": "Report it as a positive number.",
        },
        "overshoot-plus-one": {
            "does": "Your number, {given}, is the whole turn in units of half a turn.",
            "asked": "Asked for is the excess alone.",
        },
        "overshoot-by-two": {
            "does": "Your overshoot, {given}, is off by a factor of two.",
            "look": "After n half turns the qubit is nπε past the pole, and P(1) is the squared sine of half "
            "that.",
        },
        "wrong-overshoot-qubit": {
            "does": "You name qubit {given} for the overshoot.",
            "look": "Which qubit's wrong answers grow with the square of the number of X gates?",
        },
        "overshoot-off": {
            "does": "Your overshoot, {given}, is off by more than 0.012.",
            "asked": "Asked for is the relative excess of a half turn: 0.05 means 9° too far.",
            "look": "Solve sin²(nπε/2) for ε at a number of gates where the share is still below one half.",
        },
        "overshoot-in-degrees": {
            "does": "Your overshoot is in degrees.",
            "asked": "Asked for is the relative excess: divide by 180.",
            "look": "A half turn that goes 9° too far has the overshoot 0.05.",
        },
        "wrong-misreading-qubit": {
            "does": "You name qubit {given} for the misreading.",
            "look": "Prepare 1 on every qubit of the chain, and compare with readout_1_to_0.",
        },
        "misreading-off": {
            "does": "Your probability of reading 1 as 0, {given}, is off by more than 0.035.",
            "look": "Take 2,000 shots: the error bar is then below 0.02.",
        },
        "misreading-in-per-cent": {
            "does": "Your probability of reading 1 as 0, {given}, is in per cent.",
            "asked": "Asked for is a number between 0 and 1.",
        },
        "other-direction": {
            "does": "Your number is the probability of reading a 1 rightly.",
            "look": "Subtract it from 1.",
        },
    },
)
def report(answer, given):
    """The three faults of the machine on the chain: where, and how large."""
    truth = _truth(given["machine"])
    yield from _coupler(answer, truth["coupler"])
    yield from _overshoot(answer, truth["overshoot"])
    yield from _misreading(answer, truth["readout"])


def _wrong(code, credit=0.0, **values):
    return Finding(code, values, credit=credit, rank=LIKELY if credit == 0 else PLAUSIBLE)


def _off(code, value, true, tolerance):
    """A measurement that is off: nearly everything for one that is close, half for one in the right place."""
    return _wrong(code, credit=0.8 if abs(value - true) <= 3 * tolerance else 0.5, given=f"{value:.3f}")


def _named(code, value):
    """A slip in the number, at the right place."""
    return _wrong(code, credit=0.5, given=f"{value:.3g}")


def _slip(undone, true, tolerance):
    """The slip after whose undoing a reported number would be right."""
    return next((code for code, value in undone.items() if abs(value - true) < tolerance), None)


def _on_chain(qubit, code):
    """That a qubit is the wrong one, or none of the chain's."""
    return _wrong(code if qubit in CHAIN else "not-on-the-chain", given=f"{qubit:g}")


def _coupler(answer, fault):
    pair, value, true = _pair(answer["coupler"]), answer["coupler_fidelity"], fault.size
    undone = {
        "coupler-in-per-cent": value / 100,
        "coupler-error-for-fidelity": 1 - value,
        "coupler-rate-for-fidelity": (3 * value + 1) / 4,
    }
    if pair != tuple(sorted(fault.qubits)):
        yield _wrong("wrong-coupler", given=answer["coupler"][:20])
    elif abs(value - CALIBRATION.pairs[pair].fidelity) < 3e-3:
        yield _wrong("copied-from-the-calibration", what="fidelity of the coupler")
    elif abs(value - true) > 0.02:
        code = _slip(undone, true, 0.015)
        yield _named(code, value) if code else _off("coupler-off", value, true, 0.02)


def _overshoot(answer, fault):
    qubit, value, true = answer["overshoot_qubit"], answer["overshoot"], fault.size
    undone = {
        "overshoot-sign": -value,
        "overshoot-plus-one": value - 1,
        "overshoot-in-radians": value / math.pi,
        "overshoot-by-two": min((value / 2, 2 * value), key=lambda each: abs(each - true)),
    }
    if qubit != fault.qubits[0]:
        yield _on_chain(qubit, "wrong-overshoot-qubit")
    elif abs(value) < 0.01:
        yield _wrong("no-overshoot")
    elif abs(abs(value) / 180 - true) < 0.012 and abs(value) > 1.5:
        yield _wrong("overshoot-in-degrees")
    elif abs(value - true) > 0.012:
        code = _slip(undone, true, 0.012)
        yield _named(code, value) if code else _off("overshoot-off", value, true, 0.012)


def _misreading(answer, fault):
    qubit, value = answer["misreading_qubit"], answer["reads_1_as_0"]
    if qubit != fault.qubits[0]:
        yield _on_chain(qubit, "wrong-misreading-qubit")
    elif abs(value - CALIBRATION.qubits[int(qubit)].readout_1_to_0) < 1e-3:
        yield _wrong("copied-from-the-calibration", what="probability of reading 1 as 0")
    elif abs(1 - value - fault.size) < 0.035:
        yield _wrong("other-direction")
    elif abs(value / 100 - fault.size) < 0.035 and value > 1:
        yield _named("misreading-in-per-cent", value)
    elif abs(value - fault.size) > 0.035:
        yield _off("misreading-off", value, fault.size, 0.035)
