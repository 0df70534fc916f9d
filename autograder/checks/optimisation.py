"""QUBO and Ising models, solutions as bitstrings, and energies.

Bitstrings and indices have variable 0 leftmost. Models are judged by the energy of every bitstring, so that
any way of writing one is as good as another. A spin is +1 for bit 0 and −1 for bit 1, as Z has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from autograder.answers.values import Counts, QuadraticForm
from autograder.checks import numbers
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding

#: Variables of a model whose every bitstring is looked at.
MAX_VARIABLES = 16
RELATIVE = 1e-6

Bits = str
Objective = Callable[[Bits], float]
Feasible = Callable[[Bits], bool]


def energies(form: QuadraticForm, *, spins: bool = False) -> np.ndarray:
    """The energy of every bitstring, in ascending order; with ``spins`` the variables are ±1, not 0 and 1.

    The diagonal is the linear part in both cases.
    """
    bits = _all_bits(len(form.factors))
    values = 1 - 2 * bits if spins else bits
    quadratic = form.factors - np.diag(np.diag(form.factors))
    return np.einsum("ki,ij,kj->k", values, quadratic, values) + values @ np.diag(form.factors) + form.offset


def table(objective: Objective, variables: int) -> np.ndarray:
    """The objective of every bitstring, in ascending order."""
    if variables > MAX_VARIABLES:
        raise ValueError(f"{variables} variables are too many: at most {MAX_VARIABLES}")
    return np.array([objective("".join(bits)) for bits in product("01", repeat=variables)], dtype=float)


def same_energies(
    answer: QuadraticForm,
    expected: QuadraticForm | np.ndarray,
    *,
    spins: bool = False,
    offset: bool = False,
    scale: bool = False,
    relative: float = RELATIVE,
) -> Iterator[Finding]:
    """The model gives every bitstring the expected energy.

    Args:
        answer: the model.
        expected: a model, or the energy of every bitstring in ascending order.
        spins: whether both are Ising models.
        offset: whether a constant may be added.
        scale: whether a positive factor is allowed.
        relative: tolerance, relative to the spread of the expected energies.

    Finds ``objective-sign``, ``couplings-doubled``, ``couplings-halved``, ``spins-for-bits``,
    ``bits-for-spins``, ``zeros-and-ones-swapped``, ``bit-order-reversed``, ``offset-dropped``,
    ``scale-differs`` and ``other-energies``.
    """
    wanted = energies(expected, spins=spins) if isinstance(expected, QuadraticForm) else np.asarray(expected)
    given = energies(answer, spins=spins)
    slack = relative * max(float(np.ptp(wanted)), 1e-12)
    if _agree(given, wanted, slack, offset, scale):
        return
    for code, candidate in _slips(answer, given, wanted, spins):
        if _agree(candidate, wanted, slack, offset, scale):
            yield Finding(code, {}, rank=LIKELY)
            return
    if _agree(given, wanted, slack, True, False):
        shift = float(np.mean(given - wanted))
        yield Finding("offset-dropped", {"given": "low" if shift < 0 else "high"}, rank=LIKELY)
    elif _agree(given, wanted, slack, True, True):
        yield Finding("scale-differs", {}, rank=LIKELY)
    else:
        yield _other_energies(given, wanted, slack)


def feasible_optimum(
    answer: QuadraticForm, objective: np.ndarray, feasible: Feasible, *, spins: bool = False
) -> Iterator[Finding]:
    """The model's lowest energies belong to feasible bitstrings, and these are the best ones.

    ``objective`` is what is minimised, for every bitstring in ascending order (see :func:`table`).
    Finds ``optimum-infeasible`` and ``optimum-not-best``.
    """
    given, labels = energies(answer, spins=spins), _labels(len(answer.factors))
    slack = 1e-9 * max(float(np.ptp(given)), 1e-12)
    lowest = [index for index in range(len(labels)) if given[index] <= given.min() + slack]
    broken = [labels[index] for index in lowest if not feasible(labels[index])]
    if broken:
        values = {"bits": broken[0], "broken": len(broken), "lowest": len(lowest)}
        yield Finding("optimum-infeasible", values, rank=LIKELY)
        return
    best = min(objective[index] for index, label in enumerate(labels) if feasible(label))
    worse = [labels[index] for index in lowest if objective[index] > best + 1e-9 * max(abs(best), 1.0)]
    if worse:
        yield Finding("optimum-not-best", {"bits": worse[0]}, rank=PLAUSIBLE)


def minimal_penalty(objective: np.ndarray, violation: np.ndarray) -> float:
    """The penalty factor above which no infeasible bitstring undercuts the best feasible one.

    The penalised energy is objective + factor · violation; a violation of 0 is feasible. The factor is
    max over infeasible b of (best feasible − objective(b)) / violation(b), and never below 0.
    """
    broken = violation > 0
    gains = (objective[~broken].min() - objective[broken]) / violation[broken]
    return max(0.0, float(gains.max(initial=0.0)))


def penalty(
    answer: float, objective: np.ndarray, violation: np.ndarray, *, at_most: float = 10.0
) -> Iterator[Finding]:
    """A penalty factor that holds, and is not larger than ``at_most`` times the minimal one.

    Finds ``penalty-too-small`` (with a bitstring that breaks the constraint and wins), ``penalty-ties``
    (just the minimal factor: a tie) and ``penalty-too-large``.
    """
    least = minimal_penalty(objective, violation)
    with np.errstate(over="ignore"):
        penalised = objective + answer * violation
    broken = violation > 0
    best = float(objective[~broken].min())
    slack = 1e-9 * max(abs(best), abs(least), 1.0)
    lowest = int(np.argmin(np.where(broken, penalised, np.inf)))
    winner = _labels(round(np.log2(len(objective))))[lowest]
    if penalised[lowest] < best - slack:
        yield Finding("penalty-too-small", {"given": f"{answer:g}", "bits": winner}, rank=LIKELY)
    elif penalised[lowest] <= best + slack:
        yield Finding("penalty-ties", {"given": f"{answer:g}", "bits": winner}, rank=LIKELY)
    elif answer > at_most * max(least, 1e-12) and least > 0:
        yield Finding("penalty-too-large", {"given": f"{answer:g}", "factor": f"{at_most:g}"}, rank=PLAUSIBLE)


def solution(
    answer: Bits, objective: np.ndarray, constraints: Mapping[str, Feasible] | None = None
) -> Iterator[Finding]:
    """The bitstring keeps the constraints and reaches the lowest objective; any optimal one passes.

    ``constraints`` are tests by the name that a message may use ("each depot has one vehicle").
    Finds ``infeasible-solution``, ``bit-order-reversed``, ``solution-complemented``, ``worst-solution``,
    ``not-optimal``.
    """
    tests = constraints or {}
    labels = _labels(len(answer))
    allowed = np.array([all(test(label) for test in tests.values()) for label in labels])
    best, worst = objective[allowed].min(), objective[allowed].max()

    def optimal(bits: Bits) -> bool:
        index = int(bits, 2)
        return bool(allowed[index]) and objective[index] <= best + 1e-9 * max(abs(best), 1.0)

    if optimal(answer):
        return
    broken = next((name for name, test in tests.items() if not test(answer)), None)
    value = float(objective[int(answer, 2)])
    if optimal(answer[::-1]):
        yield Finding("bit-order-reversed", {}, rank=LIKELY)
    elif optimal("".join("10"[int(bit)] for bit in answer)):
        yield Finding("solution-complemented", {"bits": answer}, rank=LIKELY)
    elif broken is not None:
        yield Finding("infeasible-solution", {"bits": answer, "constraint": broken}, rank=PLAUSIBLE)
    elif value >= worst - 1e-9 * max(abs(worst), 1.0):
        yield Finding("worst-solution", {"bits": answer, "given": f"{value:g}"}, rank=LIKELY)
    else:
        better = int(np.sum(allowed & (objective < value - 1e-12)))
        yield Finding(
            "not-optimal", {"bits": answer, "given": f"{value:g}", "better": better}, rank=PLAUSIBLE
        )


def mean_of(counts: Counts, objective: np.ndarray) -> float:
    """The mean objective over all shots."""
    return sum(n * float(objective[int(bits, 2)]) for bits, n in counts.counts.items()) / counts.shots


def best_of(counts: Counts, objective: np.ndarray) -> float:
    """The lowest objective among the outcomes that came at least once."""
    return min(float(objective[int(bits, 2)]) for bits, n in counts.counts.items() if n)


def mean_energy(answer: float, counts: Counts, objective: np.ndarray, **settings: Any) -> Iterator[Finding]:
    """The number is the mean objective of the counts.

    Finds ``best-for-mean``, ``most-frequent-for-mean``, ``outcomes-not-weighted``, ``below-ground-state`` and
    the slips of :mod:`autograder.checks.numbers`.
    """
    most = max(sorted(counts.counts), key=counts.counts.__getitem__)
    seen = [float(objective[int(bits, 2)]) for bits, n in counts.counts.items() if n]
    known = {
        "best-for-mean": best_of(counts, objective),
        "most-frequent-for-mean": float(objective[int(most, 2)]),
        "outcomes-not-weighted": sum(seen) / len(seen),
    }
    found = list(numbers.close_to(answer, mean_of(counts, objective), misconceptions=known, **settings))
    yield from _below(answer, float(objective.min()), found)


def best_energy(answer: float, counts: Counts, objective: np.ndarray, **settings: Any) -> Iterator[Finding]:
    """The number is the best objective among the samples.

    Finds ``mean-for-best``, ``optimum-for-best`` (the true optimum, which never came), ``below-ground-state``
    and the slips of :mod:`autograder.checks.numbers`.
    """
    known = {
        "mean-for-best": mean_of(counts, objective),
        "optimum-for-best": float(objective.min()),
        "highest-for-best": max(float(objective[int(bits, 2)]) for bits, n in counts.counts.items() if n),
    }
    found = list(numbers.close_to(answer, best_of(counts, objective), misconceptions=known, **settings))
    yield from _below(answer, float(objective.min()), found)


def ground_energy(
    answer: float,
    ground: float,
    *,
    tolerance: float,
    below: float | None = None,
    misconceptions: Mapping[str, float] | None = None,
) -> Iterator[Finding]:
    """A variational energy within ``tolerance`` above the ground state's, and not below it.

    Args:
        answer: the energy.
        ground: the exact ground-state energy.
        tolerance: how far above it an answer may be (chemical accuracy: 1.6 mHa).
        below: how far below it rounding and shots may take it; by default a thousandth of ``tolerance``.
        misconceptions: by finding code, energies that named mistakes give (a forgotten constant, the
            Hartree–Fock value).

    Finds these, ``wrong-sign``, ``below-ground-state`` and ``not-converged``.
    """
    slack = tolerance / 1000 if below is None else below
    if ground - slack <= answer <= ground + tolerance:
        return
    for code, value in (misconceptions or {}).items():
        if abs(answer - value) <= tolerance:
            yield Finding(code, {"given": f"{answer:.6g}"}, rank=LIKELY)
            return
    if abs(answer + ground) <= tolerance:
        yield Finding("wrong-sign", {"given": f"{answer:.6g}"}, rank=LIKELY)
    elif answer < ground:
        yield Finding("below-ground-state", {"given": f"{answer:.6g}"}, rank=LIKELY)
    else:
        yield Finding("not-converged", {"given": f"{answer:.6g}", "asked": f"{tolerance:g}"}, rank=PLAUSIBLE)


def _below(answer: float, lowest: float, found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, unless nothing is known but that no state has so low an energy."""
    unnamed = found and found[0].code == "wrong-number"
    if unnamed and answer < lowest - 1e-9 * max(abs(lowest), 1.0):
        yield Finding("below-ground-state", {"given": f"{answer:.6g}"}, rank=LIKELY)
    else:
        yield from found


def _all_bits(variables: int) -> np.ndarray:
    if variables > MAX_VARIABLES:
        raise ValueError(f"{variables} variables are too many: at most {MAX_VARIABLES}")
    return (np.arange(2**variables)[:, None] >> np.arange(variables)[::-1]) & 1


def _labels(variables: int) -> list[Bits]:
    return ["".join(bits) for bits in product("01", repeat=variables)]


def _agree(given: np.ndarray, wanted: np.ndarray, slack: float, offset: bool, scale: bool) -> bool:
    """Whether two energy tables agree, up to an offset and a positive factor where allowed."""
    spread, wanted_spread = float(np.ptp(given)), float(np.ptp(wanted))
    if scale and spread > 0:
        factor = wanted_spread / spread
        if not offset:
            top = int(np.argmax(np.abs(wanted)))
            factor = wanted[top] / given[top] if given[top] * wanted[top] > 0 else 1.0
        given = given * factor
    if offset:
        given = given - given.mean() + wanted.mean()
    return bool(np.all(np.abs(given - wanted) <= slack))


def _slips(
    answer: QuadraticForm, given: np.ndarray, wanted: np.ndarray, spins: bool
) -> Iterator[tuple[str, np.ndarray]]:
    """The answer with one slip undone."""
    diagonal = np.diag(np.diag(answer.factors))
    products = answer.factors - diagonal
    variables = len(answer.factors)
    yield "objective-sign", -given
    yield "couplings-doubled", energies(QuadraticForm(diagonal + products / 2, answer.offset), spins=spins)
    yield "couplings-halved", energies(QuadraticForm(diagonal + products * 2, answer.offset), spins=spins)
    yield "bits-for-spins" if spins else "spins-for-bits", energies(answer, spins=not spins)
    yield "zeros-and-ones-swapped", given[::-1]
    if variables > 1:
        turned = [int(label[::-1], 2) for label in _labels(variables)]
        yield "bit-order-reversed", given[turned]


def _other_energies(given: np.ndarray, wanted: np.ndarray, slack: float) -> Finding:
    """Where the tables differ, once the offset is left out; the first such bitstring with fewest ones."""
    labels = _labels(round(np.log2(len(wanted))))
    apart = np.abs((given - given[0]) - (wanted - wanted[0])) > slack
    differing = sorted(np.flatnonzero(apart), key=lambda index: (labels[index].count("1"), labels[index]))
    first = int(differing[0]) if differing else 0
    values = {
        "differ": len(differing),
        "all": len(labels),
        "bits": labels[first],
        "given": f"{given[first]:g}",
        "zero": f"{given[0]:g}",
        "empty": labels[0],
    }
    return Finding("other-energies", values, rank=FALLBACK)
