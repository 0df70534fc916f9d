"""What is right in lesson 1-00, and what to say when it is not."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from autograder.checks import choice, functions, numbers, ordering, prediction
from autograder.exercise import exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Array, Function, Kind, Number, Option, Table

# --- placement: which sections to read ---------------------------------------------------------------------

SECTIONS = {
    1: "1 Complex numbers",
    2: "2 Columns and overlaps",
    3: "3 Matrices",
    4: "4 Tensor products",
    5: "5 Chance",
    6: "6 Error bars",
}


@dataclass(frozen=True)
class OrOpen(Kind):
    """An answer of another kind, or a question mark for "I'd have to look it up"."""

    of: Kind
    expected: ClassVar[str] = 'an answer, or "?"'

    def accept(self, answer: object) -> object:
        if isinstance(answer, str) and answer.strip() == "?":
            return "?"
        return self.of.accept(answer)


@dataclass(frozen=True)
class Question:
    """One question of the quiz: the section that it is about, the right answer, and slips by code."""

    section: int
    right: object
    slips: Mapping[str, object]


QUIZ = {
    "complex": Question(1, 0.5, {"square-not-magnitude": 0.5j, "i-squared-only": 0, "not-squared": 0.7071}),
    "angle": Question(1, 1j, {"half-turn": -1, "no-turn": 1, "conjugate-turn": -1j}),
    "overlap": Question(2, 1, {"conjugate-forgotten": 0, "not-normalised-column": 2}),
    "order": Question(3, "sh", {"reading-order": "hs"}),
    "kron": Question(4, 1, {"kron-reversed": 2, "counted-from-one": 2}),
    "mean": Question(5, 0.6, {"share-for-mean": 0.8, "values-ignored": 0.5}),
    "bar": Question(6, 0.05, {"one-over-n": 0.025, "shots-do-not-matter": 0.1}),
}
_KINDS = {key: OrOpen(Option(("hs", "sh")) if key == "order" else Number(complex_=True)) for key in QUIZ}


def _same(given: object, wanted: object) -> bool:
    if isinstance(given, str) or isinstance(wanted, str):
        return given == wanted
    return abs(given - wanted) < 2e-3


def _item(key: str, question: Question, given: object) -> Finding | None:
    """The remark about one answer that isn't right."""
    if _same(given, question.right):
        return None
    about = {"section": SECTIONS[question.section], "key": key}
    named = [code for code, slip in question.slips.items() if given != "?" and _same(given, slip)]
    code = named[0] if named else ("left-open" if given == "?" else "not-yet")
    return Finding(code, about, credit=1, rank=PLAUSIBLE + list(QUIZ).index(key))


@exercise(
    "placement",
    takes=Table(_KINDS),
    graded=False,
    heading="Your way through this lesson",
    hints=[
        "There is nothing to win here. Could you answer the question within ten seconds?",
        'Where you would have to look it up, write "?" in quotation marks.',
        "The quiz only says which sections to read. Each of them answers its own question.",
    ],
    messages={
        "reading-list": {"does": "Read: {read}.", "asked": "Skip: {skip}.{notes}"},
        "nothing-to-read": {
            "does": "All seven are right. Skip sections 1 to 6.",
            "look": "Read section 7, where the usual slips are collected. Then do the assignment, or go "
            "on to lesson 1-01.",
        },
        "square-not-magnitude": {"does": "{key}: that is (x + iy)², not |x + iy|²."},
        "i-squared-only": {"does": "{key}: that is x² − y². Both squares count with a plus."},
        "not-squared": {"does": "{key}: that is the magnitude, not yet squared."},
        "half-turn": {"does": "{key}: −1 is half a turn; π/2 is a quarter."},
        "no-turn": {"does": "{key}: 1 has not been turned at all."},
        "conjugate-turn": {"does": "{key}: you turned the other way round."},
        "conjugate-forgotten": {"does": "{key}: one of the two columns has to be conjugated first."},
        "not-normalised-column": {"does": "{key}: the 1/√2 counts twice, once for each column."},
        "reading-order": {"does": "{key}: what acts first stands on the right, next to the column."},
        "kron-reversed": {"does": "{key}: the first factor decides which half of the list is filled."},
        "counted-from-one": {"does": "{key}: places are counted from 0."},
        "share-for-mean": {"does": "{key}: 0.8 is the probability of +1, and the −1s count against it."},
        "values-ignored": {"does": "{key}: the values are +1 and −1, with the weights 0.8 and 0.2."},
        "one-over-n": {"does": "{key}: four times the shots halve the error bar; they don't quarter it."},
        "shots-do-not-matter": {"does": "{key}: more shots do narrow the error bar."},
        "left-open": {"does": "{key}: left open."},
        "not-yet": {"does": "{key}: not yet."},
        "wrong-type": {"look": "Write numbers without quotation marks, and i as 1j."},
        "missing-key": {"look": 'Answer all seven; write "?" where you would have to look it up.'},
        "unknown-key": {"look": "Keep the seven names as they stand in the cell."},
    },
)
def placement(answer, given):
    """Which sections to read: scored for doing it, not for being right."""
    remarks = [remark for key, question in QUIZ.items() if (remark := _item(key, question, answer[key]))]
    if not remarks:
        yield Finding("nothing-to-read", credit=1, rank=LIKELY)
        return
    wanted = {remark.values["section"] for remark in remarks}
    skip = [name for name in SECTIONS.values() if name not in wanted]
    # two findings are shown: this one, and the first remark, so this one tells the others
    notes = "".join(" " + _NOTES[remark.code]["does"].format(**remark.values) for remark in remarks[1:])
    values = {"read": "; ".join(sorted(wanted)), "skip": "; ".join(skip) or "none", "notes": notes}
    yield Finding("reading-list", values, credit=1, rank=LIKELY)
    yield from remarks


_NOTES = placement.messages

# --- the lesson's four -------------------------------------------------------------------------------------

two_paths = prediction.distribution(
    "two-paths",
    width=1,
    tolerance=0.03,  # the misconceptions lie close together
    misconceptions={
        "probabilities-added": (
            {"0": 0.5, "1": 0.5},
            {
                "does": "Half and half: you squared each arrow by itself and added the squares.",
                "look": "The arrows are added first. At 0° they would make an arrow of length 1, at 180° "
                "none.",
            },
        ),
        "not-squared": (
            {"0": 0.866, "1": 0.134},
            {
                "does": "0.866 is the length of the sum.",
                "look": "The probability is the square of that length.",
            },
        ),
        "straight-line": (
            {"0": 0.667, "1": 0.333},
            {
                "does": "60° is a third of the way from 0° to 180°, and you went down by a third.",
                "look": "Between the two runs a cosine, and no straight line.",
            },
        ),
        "degrees": (
            {"0": 0.024, "1": 0.976},
            {
                "does": "0.024 is what np.exp(60j) leads to: Python took your 60 for radians.",
                "look": "60° is π/3, about 1.05.",
            },
        ),
        "square-not-magnitude": (
            {"0": 0.375, "1": 0.625},
            {
                "does": "0.375 is the real part of the square of 0.75 + 0.433i.",
                "look": "The squared magnitude of x + iy is x² + y².",
            },
        ),
    },
    hints=[
        "Draw the two arrows. One points to the right, the other is turned by 60°. Put one behind the other.",
        "½ + ½e^{iπ/3} = ½ + ½(cos 60° + i sin 60°). Work out its real and its imaginary part.",
        "The sum is 0.75 + 0.433i. Square both parts and add.",
    ],
)

many_shots = prediction.interval(
    "many-shots",
    truth=prediction.binomial(shots=100, probability=0.9),
    unit="ones in 100 shots",
    hints=[
        "On average there are 90 ones. Would 85 surprise you? Would 75?",
        "The standard deviation of the number of ones is √(N·p·(1 − p)).",
        "√(100 · 0.9 · 0.1) = 3. Go nearly two of these down from 90, and as many up.",
    ],
)

product_order = choice.choice(
    "product-order",
    options={"a": "H @ S", "b": "S @ H", "c": "H * S", "d": "H @ S or S @ H: they are equal"},
    right="b",
    says={
        "a": (
            "reading-order",
            {
                "does": "(H @ S) @ state is H @ (S @ state): there S acts first.",
                "asked": "H was to act first.",
                "look": "Which of the two matrices stands next to the column?",
            },
        ),
        "c": (
            "entry-by-entry",
            {
                "does": "The star multiplies entry by entry. That is not one gate after the other.",
                "look": "Work out the top left entry of H * S and of H @ S: where does the sum over the "
                "middle index go?",
            },
        ),
        "d": (
            "matrices-commute",
            {
                "does": "They are different matrices. Numbers may change places, matrices may not.",
                "look": "Let both products act on (1, 0): what do you get?",
            },
        ),
    },
    hints=[
        "Write down what happens to the column, one gate after the other.",
        "After H the column is H @ state. S acts on that.",
        "S @ (H @ state) is (S @ H) @ state.",
    ],
)

bell_by_hand = ordering.ordering(
    "bell-by-hand",
    lines={
        "a": "state = CNOT @ state",
        "b": "print(abs(np.vdot(wanted, state)))",
        "c": "state = np.kron(H, I) @ state",
        "d": "state = np.kron(zero, zero)",
        "e": "state = np.kron(I, H) @ state",
        "f": "print(abs(np.vdot(wanted, state)) ** 2)",
    },
    needed="acdf",
    before=["dc", "ca", "af"],
    distractors="be",
    says={
        "b": (
            "not-squared",
            {
                "does": "Line b prints the magnitude of an amplitude.",
                "asked": "A probability is the square of that.",
                "look": "For this state both happen to be 1. For nearly every other state they differ.",
            },
        ),
        "e": (
            "kron-reversed",
            {
                "does": "Line e puts H on qubit 1: I, which does nothing, stands in the place of qubit 0.",
                "look": "The first factor belongs to qubit 0.",
            },
        ),
        ("a", "c"): (
            "cnot-before-h",
            {
                "does": "Your program lets CNOT act before H. Then the control is still 0.",
                "look": "Which of your lines changes the column first?",
            },
        ),
    },
    hints=[
        "A column first, then the two gates, then the question.",
        "H acts on qubit 0. In np.kron(…, …), which place is that of qubit 0?",
        "Start with zero ⊗ zero, then H ⊗ I, then CNOT. The last line squares.",
    ],
)

# --- chances: |a|², shared out -----------------------------------------------------------------------------

_COLUMNS = [
    [1, 1],
    [0.6, 0.8j],
    [0.5 + 0.5j, 0.5 - 0.5j],
    [3, 4j],
    [1, -1j, 1j, 1j],
    [0, 0.8, 0, -0.6j],
    [1 + 1j, 2, 0, 1j],
]
CHANCES = Function(inputs=lambda given: [(column,) for column in _COLUMNS], returns=Array((None,), True))


def _shares(weights):
    return weights / np.sum(weights)


def _judge_chances(answer, column):
    state = np.array(column, dtype=complex)
    right = _shares(np.abs(state) ** 2).astype(complex)
    square = state**2
    weights = {
        "length-forgotten": np.abs(state) ** 2,
        "square-not-magnitude": square,
        "real-of-square": square.real,
        "real-part-only": state.real**2,
        "not-squared": np.abs(state),
    }
    with np.errstate(all="ignore"):
        slips = {code: functions.Either(value, _shares(value)) for code, value in weights.items()}
        slips["divided-by-the-sum"] = np.abs(state / np.sum(state)) ** 2
        slips["divided-by-the-length"] = np.abs(state) ** 2 / np.linalg.norm(state)
        slips["divided-by-the-number"] = np.abs(state) ** 2 / len(state)
        slips["in-per-cent"] = 100 * right
    yield from functions.compared(answer, right, slips)


@exercise(
    "chances",
    takes=CHANCES,
    points=2,
    hints=[
        "Two steps: what is the weight of each amplitude, and by what do all weights have to be divided?",
        "The weight of x + iy is x² + y². abs() gives the square root of that.",
        "weights = np.abs(state) ** 2, then divide by weights.sum().",
    ],
    messages={
        "length-forgotten": {
            "does": "Your function returns the squared magnitudes as they are.",
            "asked": "The column may have any length. The probabilities have to add up to 1.",
            "look": "What does chances([3, 4j]) add up to?",
        },
        "square-not-magnitude": {
            "does": "Your function squares the amplitudes themselves: (x + iy)² = x² + 2ixy − y².",
            "asked": "The squared magnitude is x² + y²: never negative, and without an i.",
            "look": "Which function of numpy gives the magnitude?",
        },
        "real-of-square": {
            "does": "Your function gives x² − y²: the real part of the square.",
            "asked": "The squared magnitude is x² + y².",
            "look": "What does it say for the amplitude 0.8j? No probability is below 0.",
        },
        "real-part-only": {
            "does": "Your function drops the imaginary parts.",
            "asked": "The squared magnitude is x² + y².",
            "look": "What does it say for the amplitude 0.8j?",
        },
        "divided-by-the-sum": {
            "does": "Your function divides the amplitudes by their sum before it squares.",
            "asked": "The probabilities have to add up to 1. The amplitudes needn't.",
            "look": "What do the probabilities of [1, 1] add up to in your function?",
        },
        "divided-by-the-length": {
            "does": "Your function divides the squared magnitudes by the length of the column.",
            "asked": "Squared magnitudes belong with the squared length, which is their own sum.",
            "look": "What does chances([3, 4j]) add up to?",
        },
        "divided-by-the-number": {
            "does": "Your function divides by the number of entries.",
            "asked": "The probabilities have to add up to 1, however long the column is.",
            "look": "What does chances([3, 4j]) add up to?",
        },
        "in-per-cent": {
            "does": "Your function returns per cent.",
            "asked": "Asked for are probabilities: numbers between 0 and 1.",
        },
        "not-squared": {
            "does": "Your function shares out by magnitude.",
            "asked": "A probability goes with the square of the magnitude.",
            "look": "Try [3, 4j]: the weights are 9 and 16.",
        },
        "wrong-type": {"look": "Pass chances itself, without brackets; it should return a list of numbers."},
    },
)
def chances(answer, given):
    """|a|² over the sum of all |a|²."""
    yield from functions.each(answer, CHANCES, given, _judge_chances)


# --- agreement: |⟨first|second⟩|² --------------------------------------------------------------------------

_R = 1 / math.sqrt(2)
_PAIRS = [
    ([1, 0], [0.6, 0.8]),
    ([_R, 1j * _R], [_R, 1j * _R]),
    ([_R, 1j * _R], [_R, _R]),
    ([_R, 1j * _R], [0.6, 0.8j]),
    ([0.6, 0.8j], [0.48 + 0.64j, 0.6]),
    ([0.48 + 0.64j, 0.6], [0.28, 0.96j]),
    ([0.6j, 0.48 - 0.64j], [0.8, 0.6j]),
    ([0.5, 0.5j, -0.5, 0.5], [_R, 0, 0, 1j * _R]),
]
AGREEMENT = Function(inputs=lambda given: _PAIRS, returns=Number(complex_=True))


def _agreement(first, second):
    return float(abs(np.vdot(first, second)) ** 2)


def _judge_agreement(value, first, second):
    a, b = np.array(first, dtype=complex), np.array(second, dtype=complex)
    right = _agreement(a, b)
    inner = complex(np.vdot(a, b))
    slips = {
        "conjugate-forgotten": abs(np.dot(a, b)) ** 2,
        "magnitude-forgotten": inner,
        "square-not-magnitude": inner**2,
        "not-squared": abs(inner),
        "phase-lost": inner.real**2,
        "real-part-only": inner.real,
        "chances-multiplied": float(np.sum(np.abs(a) ** 2 * np.abs(b) ** 2)),
        "magnitudes-multiplied": float(np.sum(np.abs(a * b)) ** 2),
        "conjugate-and-magnitude-forgotten": complex(np.dot(a, b)),
    }
    yield from functions.compared(value, right, slips)


@exercise(
    "agreement",
    takes=AGREEMENT,
    points=3,
    hints=[
        "What must come out for a column and itself, when its entries have an i in them?",
        "Conjugate the first column, multiply entry by entry, add. numpy has a function for that.",
        "abs(np.vdot(first, second)) ** 2.",
    ],
    messages={
        "conjugate-forgotten": {
            "does": "Your function multiplies the columns as they are. A column with an i in it then gets an "
            "overlap below 1 with itself.",
            "asked": "The entries of the first column are conjugated before they are multiplied.",
            "look": "np.dot and np.vdot differ in just that.",
        },
        "conjugate-and-magnitude-forgotten": {
            "does": "Your function returns the plain sum of products: no conjugate, no magnitude, no square.",
            "look": "What does it say for (1, i)/√2 and itself?",
        },
        "magnitude-forgotten": {
            "does": "Your function returns the inner product itself, a complex number.",
            "asked": "A probability is the squared magnitude of it.",
            "look": "What do abs() and ** 2 make of it?",
        },
        "square-not-magnitude": {
            "does": "Your function squares the inner product without taking its magnitude.",
            "asked": "The squared magnitude of x + iy is x² + y².",
            "look": "Try a pair whose inner product is i.",
        },
        "not-squared": {
            "does": "Your function returns the magnitude of the inner product.",
            "asked": "A probability is the square of that.",
            "look": "Try (1, 0) and (0.6, 0.8): the probability is 0.36.",
        },
        "phase-lost": {
            "does": "Your function keeps only the real part of the inner product.",
            "asked": "The squared magnitude of x + iy is x² + y².",
            "look": "Which function of Python gives the magnitude of a complex number?",
        },
        "real-part-only": {
            "does": "Your function returns the real part of the inner product.",
            "asked": "A probability is the squared magnitude, and never below 0.",
            "look": "What does your function say for (1, 0) and (−1, 0)? They are the same state.",
        },
        "function-raised": {
            "look": "Both arguments are plain lists. np.array(first) makes an array, which can be conjugated "
            "and multiplied.",
        },
        "chances-multiplied": {
            "does": "Your function multiplies probabilities and adds them up. So no sign and no i matters.",
            "asked": "Amplitudes are multiplied and added first. The square comes last.",
            "look": "Try (1, 1)/√2 and (1, −1)/√2: they have nothing in common.",
        },
        "magnitudes-multiplied": {
            "does": "Your function takes magnitudes before it adds, so nothing can cancel.",
            "asked": "Add the products with their signs and phases, then take the magnitude.",
            "look": "Try (1, 1)/√2 and (1, −1)/√2: they have nothing in common.",
        },
        "wrong-type": {
            "look": "Pass agreement itself, without brackets. It should return one number: the products of "
            "the entries are added up.",
        },
    },
)
def agreement(answer, given):
    """|⟨first|second⟩|² of two columns of length 1."""
    yield from functions.each(answer, AGREEMENT, given, _judge_agreement)


# --- matrix-of: gates on qubits, as one matrix -------------------------------------------------------------

GATES = {
    "H": np.array([[1, 1], [1, -1]]) / math.sqrt(2),
    "S": np.diag([1, 1j]),
    "X": np.array([[0, 1], [1, 0]]),
    "I": np.eye(2),
}
_LISTS = [
    ([["H", 0]], 1),
    ([["H", 0], ["S", 0]], 1),
    ([["X", 1]], 2),
    ([["S", 0], ["H", 0], ["X", 1]], 2),
    ([["X", 0], ["S", 1], ["H", 0]], 2),
    ([["H", 2], ["S", 2], ["X", 0]], 3),
    ([["H", 0], ["S", 1], ["H", 1], ["S", 0], ["X", 2]], 3),
]
MATRICES = Function(inputs=lambda given: _LISTS, returns=Array((None, None), True))


def _matrix(gates, qubits, *, last_first=False, reversed_kron=False):
    whole = np.eye(2**qubits, dtype=complex)
    for name, qubit in gates:
        one = np.eye(1)
        for place in range(qubits):
            factor = GATES[name] if place == qubit else np.eye(2)
            one = np.kron(factor, one) if reversed_kron else np.kron(one, factor)
        whole = whole @ one if last_first else one @ whole
    return whole


def _last_factor_only(gates, qubits):
    """Without the identities: the product of the bare 2×2 matrices."""
    whole = np.eye(2, dtype=complex)
    for name, _ in gates:
        whole = GATES[name] @ whole
    return whole


def _entry_by_entry(gates, qubits):
    """With the star, where the product of matrices belongs."""
    whole = np.eye(2**qubits, dtype=complex)
    for gate in gates:
        whole = whole * _matrix([gate], qubits)
    return whole


def _one_factor_a_gate(gates):
    """The product ⊗ of all gates, whatever qubits they act on."""
    whole = np.eye(1, dtype=complex)
    for name, _ in gates:
        whole = np.kron(whole, GATES[name])
    return whole


def _judge_matrix(answer, gates, qubits):
    right = _matrix(gates, qubits)
    slips = {
        "reading-order": _matrix(gates, qubits, last_first=True),
        "kron-reversed": _matrix(gates, qubits, reversed_kron=True),
        "order-and-kron-reversed": _matrix(gates, qubits, last_first=True, reversed_kron=True),
        "identities-forgotten": _last_factor_only(gates, qubits),
        "matrix-adjoint": right.conj().T,
        "entry-by-entry": _entry_by_entry(gates, qubits),
        "gates-overwritten": _matrix(list({gate[1]: gate for gate in gates}.values()), qubits),
        "one-factor-a-gate": _one_factor_a_gate(gates),
    }
    yield from functions.named(answer, slips, right=right) or numbers.array_close_to(answer, right)


@exercise(
    "matrix-of",
    takes=MATRICES,
    points=4,
    hints=[
        "Take one gate first. Which matrix describes H on qubit 1 of three, and nothing on the rest?",
        "np.kron of one factor for each qubit, qubit 0 first: the gate's matrix in its place, else I.",
        "Begin with whole = np.eye(2 ** qubits). For each gate build its matrix `one` and set "
        "whole = one @ whole.",
    ],
    messages={
        "reading-order": {
            "does": "Your matrix lets the last gate of the list act first.",
            "asked": "The first of the list acts first, so it stands on the right, next to the column.",
            "look": "In the loop: does the new matrix come from the left or from the right?",
        },
        "kron-reversed": {
            "does": "Your matrix counts qubits from the other end: qubit 0 stands last in the product ⊗.",
            "asked": "Qubit 0 is the first factor, as it is the first bit of a bitstring.",
            "look": "For X on qubit 1 of two, where does the column of 00 go? It should be 01.",
        },
        "order-and-kron-reversed": {
            "does": "Your matrix has two things turned round: the gates' order, and the order of the qubits.",
            "look": "Test them one at a time: a single gate on two qubits, then two gates on one qubit.",
        },
        "identities-forgotten": {
            "does": "Your matrix is 2×2, whatever the number of qubits is.",
            "asked": "A gate on one of n qubits is a matrix with 2ⁿ rows: the others get an I each.",
            "look": "How many amplitudes does a column of two qubits have?",
        },
        "entry-by-entry": {
            "does": "Your function multiplies matrices entry by entry, as the star does.",
            "asked": "One gate after the other is the product of matrices.",
            "look": "Which sign stands for that product in numpy?",
        },
        "gates-overwritten": {
            "does": "Your function keeps only the last gate on each qubit.",
            "asked": "All gates of the list act, one after the other.",
            "look": "What does your function make of H and then S on the same qubit?",
        },
        "one-factor-a-gate": {
            "does": "Your function makes a factor of ⊗ for each gate.",
            "asked": "⊗ joins qubits, one factor each. Gates that follow one another on a qubit are "
            "multiplied.",
            "look": "How many rows has your matrix for two gates on a single qubit?",
        },
        "wrong-shape": {
            "asked": "A circuit on n qubits is a matrix with 2ⁿ rows and 2ⁿ columns.",
            "look": "Print matrix_of([['X', 0]], qubits) for 1, 2 and 3 qubits: how large is it?",
        },
        "matrix-adjoint": {
            "does": "Your matrix undoes the gates: it is the adjoint of the one asked for.",
            "look": "Is there a .conj().T too many, and are the gates in their order?",
        },
        "wrong-type": {"look": "Pass matrix_of itself, without brackets; it should return a square array."},
    },
)
def matrix_of(answer, given):
    """The matrix of a list of one-qubit gates, the first acting first, qubit 0 the first factor."""
    yield from functions.each(answer, MATRICES, given, _judge_matrix)


# --- mean-and-bar: the mean of ±1 results and its 95 % error bar -------------------------------------------

_TALLIES = [(50, 50), (80, 20), (900, 100), (30, 370), (1234, 766), (4000, 6000)]
BARS = Function(inputs=lambda given: _TALLIES, returns=Array((2,)))


def _mean_and_bar(plus, minus):
    shots = plus + minus
    mean = (plus - minus) / shots
    return mean, 1.96 * math.sqrt((1 - mean**2) / shots)


_near = partial(functions.close, relative=3e-3, absolute=1e-9)
_FACTORS = {
    "one-sigma": lambda shots: 1 / 1.96,
    "variance-of-zero-one": lambda shots: 0.5,
    "whole-width": lambda shots: 2.0,
    "one-over-n": lambda shots: 1 / math.sqrt(shots),
    "error-of-one-shot": math.sqrt,
}


def _judge_bar(answer, plus, minus):
    mean, bar = _mean_and_bar(plus, minus)
    # two standard deviations are as good as 1.96
    if _near(answer[0], mean) and math.isclose(answer[1], bar, rel_tol=0.025):
        return
    swapped = {"bar-before-mean": (bar, mean), "ends-of-the-interval": (mean - bar, mean + bar)}
    yield from (
        functions.named(answer, swapped, fits=_near)
        or _mean_slips(answer[0], mean, plus, minus)
        or _bar_slips(answer[1], mean, bar, plus + minus)
    )
    yield from functions.equals(answer, np.array([mean, bar]))


def _mean_slips(value, mean, plus, minus):
    slips = {
        "share-for-mean": plus / (plus + minus),
        "wrong-sign": -mean,
        "difference-not-divided": plus - minus,
    }
    return functions.named(value, slips, right=mean, fits=_near)


def _bar_slips(value, mean, bar, shots):
    """One mistake about the bar, or the variance of 0 and 1 and another mistake with it."""
    slips = {code: bar * factor(shots) for code, factor in _FACTORS.items()}
    slips["spread-of-a-sure-mean"] = 1.96 / math.sqrt(shots)
    slips["variance-for-deviation"] = (1 - mean**2) / shots
    slips["mean-not-squared"] = 1.96 * math.sqrt((1 - mean) / shots)
    slips["only-a-part-divided"] = 1.96 * math.sqrt(1 - mean**2 / shots)
    if found := functions.named(value, slips, right=bar, fits=_near):
        return found
    halved = {code: 0.5 * bar * factor(shots) for code, factor in _FACTORS.items()}
    besides = functions.named(value, halved, right=bar, fits=_near)[:1]
    return [Finding("variance-of-zero-one", rank=LIKELY - 2), *besides] if besides else []


@exercise(
    "mean-and-bar",
    takes=BARS,
    points=5,
    hints=[
        "What is the mean of 80 times +1 and 20 times −1? What is the mean of their squares?",
        "The variance is the mean of the squares minus the square of the mean. Here every square is 1.",
        "mean = (plus - minus) / shots; bar = 1.96 * np.sqrt((1 - mean**2) / shots).",
    ],
    messages={
        "share-for-mean": {
            "does": "Your first number is the share of +1.",
            "asked": "Asked for was the mean, which runs from −1 to 1.",
            "look": "What should come out when +1 and −1 are equally frequent?",
        },
        "wrong-sign": {
            "does": "Your mean has the sign turned round.",
            "look": "All results +1: what must the mean be?",
        },
        "bar-before-mean": {
            "does": "Your function returns the bar first and the mean second.",
            "asked": "Asked for are the mean and then the bar.",
        },
        "ends-of-the-interval": {
            "does": "Your function returns the two ends of the interval.",
            "asked": "Asked for are the mean, and what you write behind the ±.",
        },
        "mean-not-squared": {
            "does": "Your bar has 1 − m where the variance 1 − m² belongs.",
            "look": "When all results are −1, how far do they spread? What does your bar say then?",
        },
        "only-a-part-divided": {
            "does": "Under your root only m² is divided by the number of shots.",
            "asked": "The whole variance, 1 − m², is divided by it.",
            "look": "What does Python do first in 1 - mean**2 / shots?",
        },
        "difference-not-divided": {
            "does": "Your first number is the sum of all results.",
            "asked": "The mean is the sum divided by the number of shots.",
            "look": "Can your number be larger than 1?",
        },
        "one-sigma": {
            "does": "Your bar reaches one standard deviation to each side. That holds 68 % of all runs.",
            "asked": "Asked for were 95 %.",
            "look": "How many standard deviations hold 95 %?",
        },
        "variance-of-zero-one": {
            "does": "Your bar is half of what it should be: p(1 − p) is the variance of results 0 and 1.",
            "asked": "Between −1 and +1 there is twice the distance.",
            "look": "What is the mean of the squares when every result is +1 or −1?",
        },
        "whole-width": {
            "does": "Your second number is the whole width of the interval.",
            "asked": "Asked for was what goes behind the ±: half of that.",
            "look": "Look at the factor in front.",
        },
        "one-over-n": {
            "does": "Your bar shrinks as 1/N: four times the shots quarter it.",
            "asked": "The standard deviation of a mean shrinks as 1/√N.",
            "look": "Is the number of shots inside or outside of your root?",
        },
        "error-of-one-shot": {
            "does": "Your bar doesn't depend on the number of shots: it is the spread of a single result.",
            "asked": "Asked for was the error bar of the mean.",
            "look": "What does averaging over N shots do to a variance?",
        },
        "spread-of-a-sure-mean": {
            "does": "Your bar is 1.96/√N, whatever the mean is. That is right for the mean 0 only.",
            "asked": "When nearly all results agree, the spread is smaller.",
            "look": "What is the variance when every result is +1?",
        },
        "variance-for-deviation": {
            "does": "Your second number is the variance of the mean.",
            "asked": "The bar is 1.96 times the square root of that.",
            "look": "Which of the two has the unit of the mean itself?",
        },
        "wrong-type": {
            "look": "Pass mean_and_bar itself, without brackets; it should return two numbers.",
        },
    },
)
def mean_and_bar(answer, given):
    """The mean of ±1 results, and 1.96 √((1 − mean²)/N)."""
    yield from functions.each(answer, BARS, given, _judge_bar)
