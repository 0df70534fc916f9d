"""What is right in lesson 1-02, and what to say when it is not."""

import itertools

import numpy as np

from autograder import simulate
from autograder.checks import choice, coins, functions, numbers, ordering, prediction, states
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Array, Circuit, Function, Number

after_h = prediction.distribution(
    "after-h",
    width=2,
    misconceptions={
        "both-stay-random": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal bars: as if chance, once it is there, could not be undone by a gate.",
                "look": "In lesson 1-01, H was applied a second time to H's own output. What came out then?",
            },
        ),
        "mixture-is-superposition": (
            {"00": 1.0},
            {
                "does": "Only 00: as if both boxes sent the same thing.",
                "look": "Box B sends a plain |0⟩ or a plain |1⟩. What does H make of each of them?",
            },
        ),
        "sources-exchanged": (
            {"00": 0.5, "10": 0.5},
            {
                "does": "You let box B come back to 0, and box A stay random.",
                "look": "The left digit belongs to box A. Which of the two sends what H makes of |0⟩?",
            },
        ),
        "h-does-nothing": (
            {"00": 0.5, "11": 0.5},
            {
                "does": "00 and 11 only: as if the two boxes were tied together like a Bell pair.",
                "look": "Nothing connects the two. Work out each of them alone, then multiply.",
            },
        ),
    },
    hints=[
        "Take the boxes one at a time. What exactly does each send, and what does H make of it?",
        "Box A sends what H makes of |0⟩. Box B sends |0⟩ in half of the shots and |1⟩ in the others.",
        "H undoes H. And H makes a fair coin both of |0⟩ and of |1⟩. So one digit is certain and the other "
        "is not.",
    ],
)

in_x = prediction.distribution(
    "in-x",
    width=1,
    tolerance=0.03,  # the misconceptions lie close together
    misconceptions={
        "i-dropped": (
            {"0": 0.98, "1": 0.02},
            {
                "does": "You added 0.6 and 0.8. That would be right for the state 0.6 |0⟩ + 0.8 |1⟩.",
                "look": "An i turns the second amplitude by a right angle. What is |0.6 + 0.8i|²?",
            },
        ),
        "i-taken-for-minus": (
            {"0": 0.02, "1": 0.98},
            {
                "does": "You subtracted 0.8 from 0.6, as if i were −1.",
                "look": "i² is −1; i itself points sideways. What is |0.6 + 0.8i|²?",
            },
        ),
        "basis-ignored": (
            {"0": 0.36, "1": 0.64},
            {
                "does": "Those are the probabilities in the Z basis: the amplitudes squared, as they stand.",
                "look": "H comes before the measurement. Which amplitudes does it leave?",
            },
        ),
        "amplitude-is-probability": (
            {"0": 0.43, "1": 0.57},
            {
                "does": "You shared out the probability as 0.6 to 0.8, without squaring and without H.",
                "look": "Probability is the squared magnitude of an amplitude, after H has acted.",
            },
        ),
    },
    hints=[
        "What are the two amplitudes after H?",
        "After H they are (0.6 + 0.8i)/√2 and (0.6 − 0.8i)/√2. How long are these two numbers?",
        "|0.6 + 0.8i|² = 0.6² + 0.8², and |0.6 − 0.8i|² is the same. Halve each.",
    ],
)

measure_y = ordering.ordering(
    "measure-y",
    lines={
        "a": 'print((counts["0"] - counts["1"]) / 1000)',
        "b": "source.h(0)",
        "c": "counts = device.run(source, shots=1000).result().measurement_counts",
        "d": "source.s(0)",
        "e": "source = Circuit().rx(0, 0.4)",
        "f": "source.si(0)",
        "g": 'print(counts["0"] / 1000)',
    },
    needed="abcef",
    before=["ef", "fb", "bc", "ca"],
    distractors="dg",
    says={
        "d": (
            "s-for-its-inverse",
            {
                "does": "Line d turns the phase the wrong way. S takes |+i⟩ to |−⟩, which H then sends to 1: "
                "your ⟨Y⟩ would have the wrong sign.",
                "look": "Which of S and its inverse takes the amplitude i/√2 of |+i⟩ back to 1/√2?",
            },
        ),
        "g": (
            "probability-for-expectation",
            {
                "does": "Line g prints the share of zeros, a number between 0 and 1.",
                "asked": "An expectation value runs from −1 to 1.",
                "look": "Which difference of the two counts is −1 when every shot says 1?",
            },
        ),
        ("b", "f"): (
            "h-before-the-turn",
            {
                "does": "Your program applies H before it turns the phase. Turning a phase just before a "
                "measurement changes no probability, so you would measure X.",
                "look": "|+i⟩ has to become |+⟩ first, and then |0⟩.",
            },
        ),
        ("c", "b"): (
            "run-too-early",
            {
                "does": "Your program runs the circuit before H is in it.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
        ("c", "f"): (
            "run-too-early-for-the-turn",
            {
                "does": "Your program runs the circuit before the phase is turned.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
    },
    hints=[
        "Three stages: the source, the turn of the basis, the run and its evaluation. Which lines belong to "
        "which?",
        "The turn has two gates. The state |+i⟩ has to become |+⟩ and then |0⟩.",
        "The source first, then the inverse of S, then H, then the run. The last line is the one whose "
        "result can be negative.",
    ],
)

which_basis = choice.choice(
    "which-basis",
    options={
        "a": "the Z basis, with many shots",
        "b": "the X basis",
        "c": "the Y basis",
        "d": "no measurement on single qubits does",
    },
    right="d",
    says={
        "a": (
            "more-shots-will-tell",
            {
                "does": "In the Z basis B answers 0 or 1, half each. C's |+⟩ and |−⟩ both answer 0 or 1, "
                "half each. More shots only measure the same half more precisely.",
                "look": "Write down the density matrix of each box.",
            },
        ),
        "b": (
            "x-sees-plus-and-minus",
            {
                "does": "In the X basis each single shot of C has a definite answer, but it is + as often as "
                "−. B, too, answers + as often as −.",
                "asked": "You don't get to know which of its two states C sent.",
                "look": "Write down the density matrix of each box.",
            },
        ),
        "c": (
            "y-is-left",
            {
                "does": "All four states, |0⟩, |1⟩, |+⟩ and |−⟩, answer half and half in the Y basis. So "
                "both boxes do.",
                "look": "Write down the density matrix of each box.",
            },
        ),
    },
    hints=[
        "Work out what each box answers in the Z basis, and then in the X basis.",
        "A mixture's density matrix is the average of those of its states. Average those of |+⟩ and |−⟩.",
        "The off-diagonal entries are +½ for |+⟩ and −½ for |−⟩. What is left of them on average? Compare "
        "with B.",
    ],
)

PLUS_I = np.array([1, 1j]) / np.sqrt(2)


@exercise(
    "plus-i",
    takes=Circuit(),
    points=2,
    hints=[
        "Two steps: the first splits |0⟩ into two terms, the second touches only one of them.",
        "S multiplies the amplitude of |1⟩ by i and leaves that of |0⟩ alone. Which state has to be there "
        "before?",
        "H takes |0⟩ to (|0⟩ + |1⟩)/√2. Then comes S.",
    ],
    messages={
        "relative-phase": {
            "does": "Your circuit prepares {given}.",
            "asked": "Asked for was {wanted}. In the Z basis both give the same counts; in the Y basis they "
            "don't.",
            "look": "Which gate multiplies the amplitude of |1⟩, and by what? Was there a |1⟩ when it acted?",
        },
        "wrong-basis-state": {
            "look": "Follow your gates one by one from |0⟩. After which of them are there two terms?",
        },
        "wrong-weights": {
            "asked": "Asked for was {wanted}: both outcomes equally likely in the Z basis.",
            "look": "Which gate makes two equal terms of |0⟩?",
        },
        "wrong-type": {"look": "Hand in the circuit that prepares the state, not the state's amplitudes."},
    },
)
def plus_i(answer, given):
    """(|0⟩ + i|1⟩)/√2."""
    yield from states.prepares(answer, PLUS_I)


#: The first outcome of each basis, as (amplitude of |0⟩, amplitude of |1⟩).
FIRST = {
    "Z": np.array([1, 0]),
    "X": np.array([1, 1]) / np.sqrt(2),
    "Y": np.array([1, 1j]) / np.sqrt(2),
}
_STATES = [
    (0.6, 0.8),
    (0.6, -0.8),
    (0.6, 0.8j),
    (0.8j, 0.6),
    (0.28, -0.96j),
    (0.48 + 0.36j, 0.8),
    (0.48 - 0.36j, 0.64 + 0.48j),
    (1 / np.sqrt(3), np.sqrt(2 / 3) * np.exp(0.7j)),
]
CHANCES = Function(
    inputs=lambda given: [(complex(a), complex(b), basis) for a, b in _STATES for basis in "ZXY"],
    returns=Number(complex_=True),
)


def _chance(a, b, basis):
    return float(abs(np.vdot(FIRST[basis], [a, b])) ** 2)


def _chance_slips(a, b, basis):
    """What the usual slips give, by code."""
    conjugate = abs(FIRST[basis] @ np.array([a, b])) ** 2
    amplitude = np.vdot(FIRST[basis], [a, b])
    return {
        "y-as-x": _chance(a, b, "Z" if basis == "Z" else "X"),
        "half-forgotten": _chance(a, b, basis) * (1 if basis == "Z" else 2),
        "squares-added": float(abs(a) ** 2) if basis == "Z" else 0.5,
        "square-not-magnitude": functions.Either(complex(amplitude**2), float(np.real(amplitude**2))),
        "expectation-for-probability": 2 * _chance(a, b, basis) - 1,
        "conjugate-forgotten": float(conjugate),
        "basis-not-changed": float(abs(a) ** 2),
        "magnitudes-added": float((abs(a) + abs(b)) ** 2 / 2) if basis != "Z" else float(abs(a) ** 2),
        "phase-lost": float(abs(np.real(np.vdot(FIRST[basis], [a, b]))) ** 2),
        "second-outcome": 1 - _chance(a, b, basis),
        "first-outcome-in-z-only": float(abs(a) ** 2) if basis == "Z" else 1 - _chance(a, b, basis),
        "not-squared": float(abs(np.vdot(FIRST[basis], [a, b]))),
    }


def _judge_chance(value, a, b, basis):
    right = _chance(a, b, basis)
    yield from functions.compared(value, right, _chance_slips(a, b, basis))


@exercise(
    "chance",
    takes=CHANCES,
    points=3,
    hints=[
        "You know the rule for the Z basis. Which gates turn a measurement in X, or in Y, into one in Z?",
        "For X: H makes (a + b)/√2 the amplitude of 0. For Y the inverse of S comes first: it multiplies b "
        "by −i.",
        "Z: |a|². X: |a + b|²/2. Y: |a − 1j·b|²/2. Take abs() before you square: the amplitudes are complex.",
    ],
    messages={
        "conjugate-forgotten": {
            "does": "In the Y basis your function gives the probability of |−i⟩ in place of |+i⟩: for every "
            "state that was tried, exactly the other outcome.",
            "asked": "The first outcome of the Y basis is (|0⟩ + i|1⟩)/√2.",
            "look": "Which gate takes |+i⟩ to |+⟩, and by what does it multiply b?",
        },
        "basis-not-changed": {
            "does": "Your function gives |a|² whatever the basis is.",
            "asked": "That is right for Z only.",
            "look": "For X, what does H make of the amplitudes a and b?",
        },
        "magnitudes-added": {
            "does": "Your function adds the magnitudes of a and b, so it can't tell a plus from a minus.",
            "asked": "The amplitudes are added first, signs and i included. Then comes the magnitude.",
            "look": "Try a = 0.6, b = −0.8 in the X basis by hand.",
        },
        "phase-lost": {
            "does": "Your function keeps only the real part before it squares.",
            "asked": "The squared magnitude of x + iy is x² + y².",
            "look": "Which function of Python gives the magnitude of a complex number?",
        },
        "second-outcome": {
            "does": "Your function gives the probability of the second outcome.",
            "asked": "Asked for was the first: 0, + or +i.",
            "look": "Try a = 1, b = 0 in the Z basis, and a = b = 1/√2 in the X basis: the first outcome is "
            "certain.",
        },
        "first-outcome-in-z-only": {
            "does": "In the Z basis your function is right. In X and in Y it gives the probability of the "
            "second outcome.",
            "asked": "Asked for was the first: + or +i.",
            "look": "Try a = b = 1/√2 in the X basis: the first outcome is certain.",
        },
        "y-as-x": {
            "does": "Your function treats the Y basis like the X basis.",
            "asked": "In the Y basis the first outcome is (|0⟩ + i|1⟩)/√2.",
            "look": "Which gate comes before H in a Y measurement, and what does it do to b?",
        },
        "half-forgotten": {
            "does": "In the X and the Y basis your function gives twice the probability.",
            "asked": "H divides the sum of the amplitudes by √2.",
            "look": "Work out both outcomes for a = 0.6, b = 0.8: do they add up to 1?",
        },
        "squares-added": {
            "does": "Your function gives one half in the X and the Y basis, whatever the state is.",
            "asked": "Amplitudes are added first, and squared at the end.",
            "look": "In your formula, can a minus sign of b make any difference?",
        },
        "square-not-magnitude": {
            "does": "Your function squares the complex amplitude itself.",
            "asked": "The squared magnitude of x + iy is x² + y²: a real number, never below 0.",
            "look": "Which function of Python gives the magnitude of a complex number?",
        },
        "expectation-for-probability": {
            "does": "Your function gives the expectation value: first outcome minus second one.",
            "asked": "Asked for is the probability of the first outcome, between 0 and 1.",
        },
        "not-squared": {
            "does": "Your function gives the magnitude of an amplitude.",
            "asked": "A probability is the square of that.",
            "look": "Try a = 0.6, b = 0.8 in the Z basis: the two outcomes have to add up to 1.",
        },
        "wrong-type": {
            "look": "Pass chance itself, without brackets behind it; it should return one real number.",
        },
    },
)
def chance(answer, given):
    """P(first outcome) of a|0⟩ + b|1⟩ in the basis Z, X or Y."""
    yield from functions.each(answer, CHANCES, given, _judge_chance)


#: Expectation values (⟨X⟩, ⟨Y⟩, ⟨Z⟩) within the ball, made into counts of 1,000 or more shots.
_VECTORS = [
    (1.0, 0.0, 0.0),
    (0.0, 1.0, 0.0),
    (0.0, -0.8, 0.0),
    (0.0, 0.0, -1.0),
    (0.0, 0.0, 0.0),
    (0.6, 0.2, -0.4),
    (-0.3, 0.5, 0.7),
    (0.12, -0.64, 0.48),
]


MATRICES = Function(
    inputs=lambda given: [
        (coins.with_expectation(x, 1000), coins.with_expectation(y, 2000), coins.with_expectation(z, 500))
        for x, y, z in _VECTORS
    ],
    returns=Array(shape=(2, 2), complex_=True),
)


def _rho(x, y, z):
    return np.array([[1 + z, x - 1j * y], [x + 1j * y, 1 - z]]) / 2


def _same_signs(x, y):
    """What stands beside the diagonal if both entries have the same sign of i."""
    return [np.array([[0, x + sign * 1j * y], [x + sign * 1j * y, 0]]) / 2 for sign in (1, -1)]


def _scaled(x, y, z):
    """The matrices that follow if every basis is divided by the number of shots of one of them."""
    shots = (1000, 2000, 500)
    return [_rho(*(value * own / one for value, own in zip((x, y, z), shots, strict=True))) for one in shots]


def _judge_matrix(rho, in_x_, in_y, in_z):
    x, y, z = map(coins.expectation, (in_x_, in_y, in_z))
    right = _rho(x, y, z)
    p = [(1 + value) / 2 for value in (x, y, z)]
    slips = {
        "y-sign": _rho(x, -y, z),
        "z-sign": _rho(x, y, -z),
        "half-forgotten": 2 * right,
        "identity-forgotten": right - np.eye(2) / 2,
        "shares-for-expectations": _rho(*p),
        "axes-exchanged": functions.Either(*(_rho(*axes) for axes in itertools.permutations((x, y, z)))),
        "counts-not-found": np.eye(2) / 2,
        "ones-minus-zeros": _rho(-x, -y, -z),
        "half-on-the-diagonal-only": right + np.array([[0, x - 1j * y], [x + 1j * y, 0]]) / 2,
        "not-its-own-mirror": functions.Either(
            *(right * [[1, 0], [0, 1]] + off for off in _same_signs(x, y))
        ),
        "roots-of-shares": np.sqrt(np.outer([p[2], 1 - p[2]], [p[2], 1 - p[2]])),
        "shots-of-one-basis": functions.Either(*_scaled(x, y, z)),
        "diagonal-only": np.diag(np.diag(right)),
        "i-forgotten": _rho(x, 0, z) + np.array([[0, -y], [y, 0]]) / 2,
    }
    yield from functions.named(rho, slips, right=right) or numbers.array_close_to(rho, right)


@exercise(
    "from-counts",
    takes=MATRICES,
    points=4,
    hints=[
        "Counts first become expectation values: one number between −1 and 1 for each basis. Which?",
        "⟨X⟩ = (zeros − ones)/shots, from the counts in the X basis. A string that never came is not in the "
        "dictionary: counts.get('1', 0).",
        "The matrix is ½ [[1 + ⟨Z⟩, ⟨X⟩ − i⟨Y⟩], [⟨X⟩ + i⟨Y⟩, 1 − ⟨Z⟩]]. Python writes i as 1j.",
    ],
    messages={
        "y-sign": {
            "does": "Your matrix has the sign of ⟨Y⟩ turned round: off the diagonal, +i and −i have changed "
            "places.",
            "look": "Which entry of the density matrix of |+i⟩ is +i/2: the one at the top right, or the one "
            "at the bottom left?",
        },
        "z-sign": {
            "does": "Your diagonal is upside down: the entry at the top left is the probability of 1.",
            "look": "For counts {{'0': 500}} in the Z basis, what should the entry at the top left be?",
        },
        "half-forgotten": {
            "does": "Your matrix has trace 2.",
            "asked": "The diagonal holds probabilities, which add up to 1.",
            "look": "Look at the factor in front.",
        },
        "identity-forgotten": {
            "does": "Your diagonal adds up to 0.",
            "asked": "The diagonal holds probabilities, which add up to 1.",
            "look": "What should the matrix be when all three expectation values are 0?",
        },
        "shares-for-expectations": {
            "does": "Your function uses shares of zeros, between 0 and 1, where expectation values belong.",
            "asked": "Fair-coin counts give the share 0.5 and the expectation value 0.",
            "look": "What do counts of 500 and 500 become in your function?",
        },
        "axes-exchanged": {
            "does": "Your function has two of the bases exchanged.",
            "look": "The arguments are the counts in the X, the Y and the Z basis, in this order.",
        },
        "counts-not-found": {
            "does": "Your matrix is that of a fair coin, whatever the counts are: all three expectation "
            "values come out as 0.",
            "look": 'The keys of the dictionary are text, "0" and "1". What do you ask it for?',
        },
        "ones-minus-zeros": {
            "does": "Your function has the sign of all three expectation values turned round.",
            "asked": "An expectation value is the share of first outcomes minus that of second ones.",
            "look": "If every shot says '0', what must the expectation value be?",
        },
        "half-on-the-diagonal-only": {
            "does": "Your matrix has the diagonal right, and twice the coherences.",
            "look": "To which entries does the ½ in front of the matrix belong?",
        },
        "not-its-own-mirror": {
            "does": "Your matrix has the same sign of i in both entries beside the diagonal.",
            "asked": "Each of the two is the other's conjugate.",
            "look": "Compare with the picture of the state 0.6, 0.8i in the lesson.",
        },
        "roots-of-shares": {
            "does": "Your matrix is made of the square roots of the shares in the Z basis, as if the source "
            "sent one state with real amplitudes.",
            "asked": "A mixture sends no single state, and the Z basis sees no phase.",
            "look": "Where do the counts in X and Y go?",
        },
        "shots-of-one-basis": {
            "does": "Your function divides by the same number of shots in every basis.",
            "asked": "The numbers of shots may differ from basis to basis.",
            "look": "How many shots are there in {{'0': 250, '1': 250}}?",
        },
        "diagonal-only": {
            "does": "Your matrix has zeros off the diagonal, whatever the counts in X and Y are. So it "
            "describes a mixture of 0 and 1.",
            "look": "Where do the counts in the X basis go?",
        },
        "i-forgotten": {
            "does": "Your matrix takes ⟨Y⟩ without the i, so it isn't equal to its own conjugate transpose.",
            "look": "Compare with the density matrix of |+i⟩ in the lesson.",
        },
        "function-raised": {
            "look": "Is it a string that never came? Then it isn't in the dictionary: see counts.get.",
        },
        "wrong-type": {
            "look": "Pass from_counts itself, without brackets behind it; it should return a 2×2 array.",
        },
    },
)
def from_counts(answer, given):
    """½ (1 + ⟨X⟩ X + ⟨Y⟩ Y + ⟨Z⟩ Z), from counts in three bases."""
    yield from functions.each(answer, MATRICES, given, _judge_matrix)


GLUED = np.diag([0.5, 0, 0, 0.5]).astype(complex)


@exercise(
    "glued-coins",
    takes=Circuit(),
    points=5,
    hints=[
        "In a Bell pair 00 and 11 are superposed. What must someone else know, so that they are only mixed?",
        "The third qubit may carry that knowledge. Which state of three qubits has it agree with the other "
        "two?",
        "Make a Bell pair of qubits 0 and 1, then copy their common value onto qubit 2 with one CNOT.",
    ],
    messages={
        "mixture-coherences": {
            "does": "In the Z basis your first two qubits look right: 00 and 11, half each. In other bases "
            "they don't: 00 and 11 are still superposed.",
            "asked": "Glued coins agree in the Z basis, and only by chance in the X basis.",
            "look": "Is qubit 2 tied to the others? If it learns nothing, the other two stay superposed.",
        },
        "wrong-mixture": {
            "does": "Your first two qubits don't answer as glued coins do, in the Z basis already.",
            "asked": "In the Z basis they should answer 00 or 11, half each, and never 01 or 10.",
            "look": "Start with the Z basis: which bitstrings does your circuit give on qubits 0 and 1?",
        },
        "not-gates-only": {
            "does": "Your circuit uses something else than gates: noise, a reset or a measurement.",
            "asked": "Build it out of gates alone.",
            "look": "The chance has to come from qubit 2. What must it have to do with the other two?",
        },
        "not-mixed": {
            "does": "Your first two qubits are in a pure state.",
            "asked": "Glued coins are a mixture of |00⟩ and |11⟩.",
            "look": "Which gate lets qubit 2 find out whether it is 00 or 11?",
        },
    },
)
def glued_coins(answer, given):
    """½ |00⟩⟨00| + ½ |11⟩⟨11| on qubits 0 and 1, whatever qubit 2 does; from gates alone."""
    if not simulate.is_unitary(answer):
        yield Finding("not-gates-only", rank=LIKELY)
    yield from states.leaves(answer, GLUED, (0, 1), width=3)
