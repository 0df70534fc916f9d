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
    (0.999, 4, 0.99, 3, [0.98, 0.98]),
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
    ([0, 2, 4, 8, 16], _decay(0.99, 0.96)),
    ([0, 2, 4, 8, 16], _decay(0.9, 0.93)),
    ([0, 2, 4, 8, 16], _decay(0.97, 0.9)),
    ([0, 2, 4, 8, 16], _decay(0.85, 0.98)),
]
FIDELITIES = Function(inputs=lambda given: list(_DECAYS), returns=Number())


def _judge_fidelity(value, numbers_of_gates, shares):
    rate = ((shares[1] - 0.25) / (shares[0] - 0.25)) ** 0.5
    right = (3 * rate + 1) / 4
    slips = {
        "rate-for-fidelity": rate,
        "error-for-fidelity": 1 - right,
        "floor-forgotten": (3 * (shares[1] / shares[0]) ** 0.5 + 1) / 4,
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


def _coupler(answer, fault):
    pair, value = _pair(answer["coupler"]), answer["coupler_fidelity"]
    if pair != tuple(sorted(fault.qubits)):
        yield _wrong("wrong-coupler", given=answer["coupler"][:20])
    elif abs(value - CALIBRATION.pairs[pair].fidelity) < 3e-3:
        yield _wrong("copied-from-the-calibration", what="fidelity of the coupler")
    elif abs(value - fault.size) > 0.02:
        yield _wrong("coupler-off", credit=0.8, given=f"{value:.3f}")


def _overshoot(answer, fault):
    qubit, value = answer["overshoot_qubit"], answer["overshoot"]
    if qubit != fault.qubits[0]:
        yield _wrong("wrong-overshoot-qubit", given=f"{qubit:g}")
    elif abs(abs(value) / 180 - fault.size) < 0.012 and abs(value) > 1:
        yield _wrong("overshoot-in-degrees")
    elif abs(value - fault.size) > 0.012:
        yield _wrong("overshoot-off", credit=0.8, given=f"{value:.3f}")


def _misreading(answer, fault):
    qubit, value = answer["misreading_qubit"], answer["reads_1_as_0"]
    if qubit != fault.qubits[0]:
        yield _wrong("wrong-misreading-qubit", given=f"{qubit:g}")
    elif abs(value - CALIBRATION.qubits[int(qubit)].readout_1_to_0) < 1e-3:
        yield _wrong("copied-from-the-calibration", what="probability of reading 1 as 0")
    elif abs(1 - value - fault.size) < 0.035:
        yield _wrong("other-direction")
    elif abs(value - fault.size) > 0.035:
        yield _wrong("misreading-off", credit=0.8, given=f"{value:.3f}")
