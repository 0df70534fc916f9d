"""The exercises of the study whose answers are no circuits; what is right is found by brute force.

Counts come from a seeded generator; the numbers, models and orders are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product
from math import log, pi, sqrt
from typing import Any

import numpy as np

from autograder.answers import QuadraticForm
from autograder.checks import distributions, numbers, optimisation, ordering
from autograder.checks.acceptance import region
from autograder.exercise import Exercise
from autograder.kinds import Bits, Counts, Number, Quadratic
from study.cases import Case, Really
from study.tasks import HINTS

Distribution = Mapping[str, float]
SHOTS = 2000


def cases(rng: np.random.Generator, rounds: int) -> Iterator[Case]:
    """Right and wrong answers of all these exercises, ``rounds`` times."""
    for _ in range(rounds):
        for family in (_counts, _models, _bitstrings, _orders, _numbers):
            yield from family(rng)


def _case(exercise: Exercise, change: str, right: bool, mutation: bool, answer: object) -> Case:
    return Case(exercise, change, mutation, Really.RIGHT if right else Really.WRONG, lambda: answer)


# --- counts ---

DISTRIBUTIONS: Mapping[str, Distribution] = {
    "coin": {"0": 0.5, "1": 0.5},
    "bell-counts": {"00": 0.5, "11": 0.5},
    "tilted-counts": {"000": 0.1, "011": 0.2, "101": 0.3, "110": 0.4},
    "w-counts": {f"{1 << place:04b}": 0.25 for place in range(4)},
    "deutsch-jozsa": {"101": 1.0},
    "poisson-like": dict(
        zip((f"{i:05b}" for i in range(32)), (lambda p: p / p.sum())(np.linspace(1, 6, 32) ** 2), strict=True)
    ),
}


def _counts(rng: np.random.Generator) -> Iterator[Case]:
    for name, wanted in DISTRIBUTIONS.items():
        exercise = Exercise(name, Counts(), _counts_check(wanted), hints=HINTS)
        shots = int(rng.integers(SHOTS, 5 * SHOTS))
        yield _case(exercise, "drawn anew", True, False, drawn(wanted, shots, rng))
        for change, other in _other_distributions(wanted, shots, rng):
            yield _case(exercise, change, _alike(other, wanted), True, drawn(other, shots, rng))


def _counts_check(wanted: Distribution) -> Callable[..., Any]:
    return lambda answer, given: distributions.close_to(answer, wanted)


def drawn(source: Distribution, shots: int, rng: np.random.Generator) -> dict[str, int]:
    """Counts of so many shots."""
    keys, weights = [*source], np.array([*source.values()])
    sample = rng.multinomial(shots, weights / weights.sum())
    return {key: int(count) for key, count in zip(keys, sample, strict=True) if count}


def _other_distributions(
    wanted: Distribution, shots: int, rng: np.random.Generator
) -> Iterator[tuple[str, Distribution]]:
    width = len(next(iter(wanted)))
    yield "bits read from the right", {key[::-1]: p for key, p in wanted.items()}
    mask = int(rng.integers(1, 2**width))
    yield "bits flipped", {f"{int(key, 2) ^ mask:0{width}b}": p for key, p in wanted.items()}
    yield "uniform", {"".join(bits): 1 / 2**width for bits in product("01", repeat=width)}
    if len(wanted) > 1:
        error = 1.5 * region(wanted, shots).smallest_error()
        keys = [*wanted]
        rng.shuffle(keys)
        if wanted[keys[0]] + error < 1 and wanted[keys[1]] - error > 0:
            moved = {keys[0]: wanted[keys[0]] + error, keys[1]: wanted[keys[1]] - error}
            yield "shifted by 1.5 smallest errors", {**wanted, **moved}


def _alike(first: Distribution, second: Distribution) -> bool:
    """Whether two distributions are too close to be told apart."""
    return max(abs(first.get(key, 0) - second.get(key, 0)) for key in {*first, *second}) < 0.01


# --- models and bitstrings ---


def _models(rng: np.random.Generator) -> Iterator[Case]:
    for variables in (2, 4, 6, 8):
        for spins in (False, True):
            factors = np.triu(rng.integers(-4, 5, (variables, variables))).astype(float)
            wanted = QuadraticForm(factors, float(rng.integers(-3, 4)))
            name = f"{'ising' if spins else 'qubo'}-{variables}"
            exercise = Exercise(name, Quadratic(variables), _model_check(wanted, spins), hints=HINTS)
            table = brute_energies(wanted.factors, wanted.offset, spins)
            for mutation, made in ((False, _same_models), (True, _other_models)):
                for change, form, offset in made(wanted, rng):
                    right = bool(np.allclose(brute_energies(form, offset, spins), table, atol=1e-7))
                    yield _case(exercise, change, right, mutation, _as_answer(form, offset))


def _model_check(wanted: QuadraticForm, spins: bool) -> Callable[..., Any]:
    return lambda answer, given: optimisation.same_energies(answer, wanted, spins=spins)


def brute_energies(factors: np.ndarray, offset: float, spins: bool) -> np.ndarray:
    """Every bitstring's energy, term by term, straight from the definition."""
    size, energies = len(factors), []
    for bits in product((0, 1), repeat=size):
        x = [1 - 2 * bit for bit in bits] if spins else bits
        linear = sum(factors[i, i] * x[i] for i in range(size))
        pairs = sum(factors[i, j] * x[i] * x[j] for i in range(size) for j in range(size) if i != j)
        energies.append(linear + pairs + offset)
    return np.array(energies)


def _as_answer(factors: np.ndarray, offset: float) -> dict[object, float]:
    terms = {(i, j): float(factors[i, j]) for i, j in np.argwhere(factors).tolist()}
    return {**terms, "offset": offset}


Model = tuple[str, np.ndarray, float]


def _same_models(wanted: QuadraticForm, rng: np.random.Generator) -> Iterator[Model]:
    diagonal = np.diag(np.diag(wanted.factors))
    share = rng.uniform(-1, 2)
    products = wanted.factors - diagonal
    yield "as written", wanted.factors, wanted.offset
    yield "symmetric", diagonal + (products + products.T) / 2, wanted.offset
    yield "lower triangle", wanted.factors.T.copy(), wanted.offset
    yield "both triangles", diagonal + share * products + (1 - share) * products.T, wanted.offset


def _other_models(wanted: QuadraticForm, rng: np.random.Generator) -> Iterator[Model]:
    diagonal = np.diag(np.diag(wanted.factors))
    products, (first, second) = wanted.factors - diagonal, rng.permutation(len(wanted.factors))[:2]
    dropped, off = wanted.factors.copy(), wanted.factors.copy()
    dropped[min(first, second), max(first, second)] = 0
    off[first, first] += rng.choice([-1, 1])
    yield "sign of a model", -wanted.factors, -wanted.offset
    yield "couplings twice", diagonal + 2 * products, wanted.offset
    yield "couplings half", diagonal + products / 2, wanted.offset
    yield "a coupling dropped", dropped, wanted.offset
    yield "a linear term off", off, wanted.offset
    yield "offset dropped", wanted.factors, 0.0
    yield "variables reversed", wanted.factors[::-1, ::-1].T.copy(), wanted.offset


def _bitstrings(rng: np.random.Generator) -> Iterator[Case]:
    for nodes in (3, 4, 5, 6, 8):
        edges = [(i, j) for i in range(nodes) for j in range(i) if rng.random() < 0.6] or [(1, 0)]

        def uncut(bits: str, edges: list[tuple[int, int]] = edges) -> float:
            return float(-sum(bits[i] != bits[j] for i, j in edges))

        exercise = Exercise(f"cut-{nodes}", Bits(nodes), _cut_check(uncut, nodes), hints=HINTS)
        labels = ["".join(bits) for bits in product("01", repeat=nodes)]
        best = min(map(uncut, labels))
        optimal = [bits for bits in labels if uncut(bits) == best]
        for bits in optimal[:4]:
            yield _case(exercise, "another optimum", True, False, bits)
            yield _case(exercise, "as digits", True, False, [int(bit) for bit in bits])
        bits, place = str(rng.choice(optimal)), int(rng.integers(nodes))
        flipped = bits[:place] + "10"[int(bits[place])] + bits[place + 1 :]
        for change, other in (
            ("a bit flipped", flipped),
            ("bits reversed", bits[::-1]),
            ("all zeros", "0" * nodes),
        ):
            yield _case(exercise, change, uncut(other) == best, True, other)


def _cut_check(objective: Callable[[str], float], nodes: int) -> Callable[..., Any]:
    table = optimisation.table(objective, nodes)
    return lambda answer, given: optimisation.solution(answer, table)


# --- orders ---

LINES = dict(zip("abcdefg", ("make", "add", "entangle", "run", "count", "spoil", "plot"), strict=True))
BEFORE = ("ab", "bc", "cd", "de", "dg")


def _orders(rng: np.random.Generator) -> Iterator[Case]:
    exercise = ordering.ordering(
        "order",
        lines=LINES,
        needed="abcdeg",
        before=[(pair[0], pair[1]) for pair in BEFORE],
        distractors="f",
        says={"f": ("wrong-order", {"does": "Line f spoils it."})},
        hints=HINTS,
    )
    for order in permutations("abcdeg"):
        if _in_order(order):
            yield _case(exercise, "another order", True, False, list(order))
    order = [*"abcd", *rng.permutation(["e", "g"]).tolist()]
    first, second = rng.permutation(6)[:2]
    swapped, dropped = list(order), list(order)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    dropped.pop(int(first))
    yield _case(exercise, "two lines exchanged", _in_order(swapped), True, swapped)
    yield _case(exercise, "a line dropped", False, True, dropped)
    yield _case(exercise, "lines from last to first", False, True, order[::-1])
    yield _case(exercise, "a distractor used", False, True, [*order[:3], "f", *order[3:]])


def _in_order(order: Any) -> bool:
    return all(list(order).index(pair[0]) < list(order).index(pair[1]) for pair in BEFORE)


# --- numbers ---


def _numbers(rng: np.random.Generator) -> Iterator[Case]:
    size = float(10 ** rng.uniform(-6, 6) * rng.choice([-1, 1]))
    share = float(rng.uniform(0.02, 0.45))
    count = int(rng.integers(3, 2000))
    for name, value in (("energy", size), ("share", share), ("how-many", count)):
        exercise = Exercise(name, Number(), _number_check(value), hints=HINTS)
        for form in (value, np.float64(value), Fraction(value), np.array(value), value * (1 + 9e-4)):
            whole = not isinstance(value, int) or form == value
            yield _case(exercise, "another form", True, False, form if whole else value)
        for change, other in _slipped(value):
            alike = abs(other - value) <= (0 if isinstance(value, int) else 1e-3 * abs(value))
            yield _case(exercise, change, alike, True, other)


def _number_check(value: float) -> Callable[..., Any]:
    if isinstance(value, int):
        return lambda answer, given: numbers.exactly(answer, value)
    return lambda answer, given: numbers.close_to(answer, value)


def _slipped(value: float) -> Iterator[tuple[str, float]]:
    yield "sign of a number", -value
    yield "a factor of two", 2 * value
    yield "a power of ten", 1000 * value
    yield "2π lost", value / (2 * pi)
    yield "√2 lost", value / sqrt(2)
    yield "logarithm's base", value * log(2)
    if isinstance(value, int):
        yield "one too many", value + 1
    elif 0 < value < 1:
        yield "complement", 1 - value
        yield "per cent", 100 * value
    yield "one per cent off", value * 1.01 if not isinstance(value, int) else value + 7


NAMES: Mapping[str, frozenset[str]] = {
    "bits read from the right": frozenset({"bit-order-reversed", "bits-flipped", "qubits-relabelled"}),
    "bits flipped": frozenset({"bits-flipped", "bit-order-reversed", "qubits-relabelled"}),
    "uniform": frozenset({"uniform-outcomes"}),
    "shifted by 1.5 smallest errors": frozenset({"not-this-distribution"}),
    "sign of a model": frozenset({"objective-sign"}),
    "couplings twice": frozenset({"couplings-doubled"}),
    "couplings half": frozenset({"couplings-halved"}),
    "a coupling dropped": frozenset({"other-energies"}),
    "a linear term off": frozenset({"other-energies"}),
    "offset dropped": frozenset({"offset-dropped"}),
    "variables reversed": frozenset({"bit-order-reversed"}),
    "a bit flipped": frozenset(
        {"not-optimal", "solution-complemented", "bit-order-reversed", "worst-solution"}
    ),
    "bits reversed": frozenset({"bit-order-reversed"}),
    "all zeros": frozenset({"not-optimal", "worst-solution"}),
    "two lines exchanged": frozenset({"wrong-order", "line-too-early"}),
    "a line dropped": frozenset({"line-missing"}),
    "lines from last to first": frozenset({"wrong-order"}),
    "a distractor used": frozenset({"wrong-order"}),
    "sign of a number": frozenset({"wrong-sign"}),
    "a factor of two": frozenset({"off-by-two"}),
    "a power of ten": frozenset({"order-of-magnitude"}),
    "2π lost": frozenset({"factor-two-pi"}),
    "√2 lost": frozenset({"factor-root-two"}),
    "logarithm's base": frozenset({"wrong-logarithm"}),
    "one too many": frozenset({"off-by-one"}),
    "complement": frozenset({"complement"}),
    "per cent": frozenset({"percent-for-fraction"}),
    "one per cent off": frozenset({"wrong-number"}),
}
