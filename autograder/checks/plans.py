"""Plans: structured answers whose every figure must hold.

Three questions, in this order: does the plan agree with itself, does each figure follow from what it cites
(an instance, a price list, a recorded result), and does it lie in a range that has a source? A plan whose
figures agree with each other but with nothing that it cites is invented, and is named so:
``unsupported-figure``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from autograder.checks.slips import slips
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding

Plan = Mapping[str, Any]
Figures = Callable[[Plan], float]

#: Money and counts are compared to half a cent, or half a unit in the fourth digit.
RELATIVE, ABSOLUTE = 5e-4, 0.005


@dataclass(frozen=True)
class Figure:
    """How one figure of a plan is checked.

    Attributes:
        recomputed: the right value, from what the plan chose and what the figure cites.
        source: what it cites, in words: "the price list of 1 November 2026".
        slips: by finding code, the values that named mistakes lead to.
        relative: tolerance, relative.
        absolute: tolerance, absolute.
    """

    recomputed: Figures
    source: str
    slips: Mapping[str, Figures] = field(default_factory=dict)
    relative: float = RELATIVE
    absolute: float = ABSOLUTE

    def fits(self, given: float, value: float) -> bool:
        """Whether two values agree within the figure's tolerance."""
        return abs(given - value) <= self.relative * abs(value) + self.absolute


def adds_up(plan: Plan, total: str, parts: Collection[str]) -> Iterator[Finding]:
    """One figure of the plan is the sum of others. Finds ``does-not-add-up`` (and ``part-left-out``)."""
    values = {part: float(plan[part]) for part in parts}
    whole, given = sum(values.values()), float(plan[total])
    if abs(given - whole) <= RELATIVE * abs(whole) + ABSOLUTE:
        return
    shown = {"figure": total, "given": _written(given), "parts": ", ".join(parts), "sum": _written(whole)}
    left = next(
        (part for part, value in values.items() if value and abs(given + value - whole) <= ABSOLUTE), None
    )
    if left is not None:
        yield Finding("part-left-out", {**shown, "part": left}, rank=LIKELY)
    else:
        yield Finding("does-not-add-up", shown, rank=LIKELY)


def agrees(plan: Plan, figure: str, own: Figures, how: str) -> Iterator[Finding]:
    """A figure follows from the plan's other figures; ``how`` says it in words.

    Finds ``disagrees-with-itself``.
    """
    given, value = float(plan[figure]), _computed(own, plan)
    if value is None:
        yield Finding("figure-impossible", {"figure": figure, "how": how}, rank=LIKELY)
    elif not abs(given - value) <= RELATIVE * abs(value) + ABSOLUTE:
        shown = {"figure": figure, "given": _written(given), "own": _written(value), "how": how}
        yield Finding("disagrees-with-itself", shown, rank=LIKELY)


def recomputed(plan: Plan, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    """Each figure is what comes out when it is recomputed from what it cites.

    Finds the figures' own slips, ``figure-in-other-units`` (a power of ten, a sign), ``unsupported-figure``.
    """
    for name, figure in figures.items():
        given, right = float(plan[name]), _computed(figure.recomputed, plan)
        if right is None:
            yield Finding("figure-impossible", {"figure": name, "how": figure.source}, rank=LIKELY)
        elif not figure.fits(given, right):
            yield _wrong_figure(plan, name, given, right, figure)


def cited(
    rows: Sequence[Plan],
    sources: Mapping[str, Mapping[str, float]],
    *,
    figure: str = "figure",
    value: str = "value",
    source: str = "source",
    relative: float = RELATIVE,
) -> Iterator[Finding]:
    """Each row's value is what the source that it cites says of the figure that it names.

    Args:
        rows: the table; each row names a figure, its value and its source.
        sources: by name, the figures that each source has (a recorded task, a price list, an instance).
        figure: the column with the figure's name.
        value: the column with its value.
        source: the column with the source's name.
        relative: tolerance.

    Finds ``unknown-source``, ``figure-not-in-source``, ``cites-wrong-source``, ``unsupported-figure``.
    """
    for number, row in enumerate(rows, start=1):
        name, cites, given = str(row[figure]), str(row[source]), float(row[value])
        shown = {"row": number, "figure": name[:60], "source": cites[:60], "given": _written(given)}
        if cites not in sources:
            yield Finding("unknown-source", {**shown, "known": ", ".join(sources)}, rank=LIKELY)
        elif name not in sources[cites]:
            yield Finding("figure-not-in-source", shown, rank=LIKELY)
        elif not _near(given, sources[cites][name], relative):
            others = [
                s for s, known in sources.items() if name in known and _near(given, known[name], relative)
            ]
            code = "cites-wrong-source" if others else "unsupported-figure"
            yield Finding(code, shown, rank=PLAUSIBLE)


def plausible(plan: Plan, figure: str, low: float, high: float, source: str) -> Iterator[Finding]:
    """The figure lies in a range that ``source`` supports. Finds ``implausible-figure``."""
    given = float(plan[figure])
    if not low <= given <= high:
        shown = {"figure": figure, "given": _written(given), "source": source}
        yield Finding(
            "implausible-figure", {**shown, "side": "low" if given < low else "high"}, rank=PLAUSIBLE
        )


def cost(
    task_fee: float, shot_fee: float, *, tasks: str = "tasks", shots: str = "shots", source: str
) -> Figure:
    """The price of ``plan[tasks]`` tasks of ``plan[shots]`` shots each, as a :class:`Figure`.

    Its slips: ``task-fee-forgotten``, ``shot-fee-forgotten``, ``task-fee-charged-once``,
    ``shots-of-one-task``, ``task-fee-for-each-shot``.
    """
    return Figure(
        recomputed=lambda plan: plan[tasks] * (task_fee + plan[shots] * shot_fee),
        source=source,
        slips={
            "task-fee-forgotten": lambda plan: plan[tasks] * plan[shots] * shot_fee,
            "shot-fee-forgotten": lambda plan: plan[tasks] * task_fee,
            "task-fee-charged-once": lambda plan: task_fee + plan[tasks] * plan[shots] * shot_fee,
            "shots-of-one-task": lambda plan: plan[tasks] * task_fee + plan[shots] * shot_fee,
            "task-fee-for-each-shot": lambda plan: plan[tasks] * plan[shots] * (task_fee + shot_fee),
        },
    )


def fees(
    task_fee: float, shot_fee: float, *, tasks: str = "tasks", shots: str = "shots", source: str
) -> tuple[Figure, Figure]:
    """The two lines of such a price, as figures of their own: what the tasks cost, and what their shots cost.

    The slips of the first: ``task-fee-forgotten``, ``task-fee-charged-once``, ``task-fee-for-each-shot``; of
    the second: ``shot-fee-forgotten``, ``shots-of-one-task``.
    """
    of_tasks = Figure(
        recomputed=lambda plan: plan[tasks] * task_fee,
        source=source,
        slips={
            "task-fee-forgotten": lambda plan: 0.0,
            "task-fee-charged-once": lambda plan: task_fee,
            "task-fee-for-each-shot": lambda plan: plan[tasks] * plan[shots] * task_fee,
        },
    )
    of_shots = Figure(
        recomputed=lambda plan: plan[tasks] * plan[shots] * shot_fee,
        source=source,
        slips={
            "shot-fee-forgotten": lambda plan: 0.0,
            "shots-of-one-task": lambda plan: plan[shots] * shot_fee,
        },
    )
    return of_tasks, of_shots


def spending_limit(plan: Plan, limit: str, total: str, budget: float) -> Iterator[Finding]:
    """A spending limit lets the plan run and holds it to the budget.

    Finds ``over-budget``, ``limit-below-total`` and ``limit-above-budget``.
    """
    too_much = list(within_budget(plan, total, budget))
    yield from too_much
    most, whole = float(plan[limit]), float(plan[total])
    shown = {"limit": f"{most:.2f}", "total": f"{whole:.2f}", "budget": _written(budget)}
    if most < whole - ABSOLUTE and not too_much:
        yield Finding("limit-below-total", shown)
    elif most > budget + ABSOLUTE:
        yield Finding("limit-above-budget", shown)


def within_budget(plan: Plan, figure: str, budget: float) -> Iterator[Finding]:
    """The figure does not exceed the budget. Finds ``over-budget``."""
    if not float(plan[figure]) <= budget + ABSOLUTE:
        values = {"figure": figure, "given": _written(float(plan[figure])), "budget": _written(budget)}
        yield Finding("over-budget", values, rank=PLAUSIBLE)


def in_order(
    plan: Plan, steps: Sequence[str], *, start: date | None = None, end: date | None = None
) -> Iterator[Finding]:
    """The dates of the steps do not run backwards, start no earlier than ``start`` and meet ``end``.

    Finds ``dates-out-of-order``, ``starts-in-the-past``, ``misses-the-deadline``.
    """
    for first, later in pairwise(steps):
        if plan[later] < plan[first]:
            values = {"first": first, "later": later, "first_date": plan[first], "later_date": plan[later]}
            yield Finding("dates-out-of-order", values, rank=LIKELY)
            return
    if start is not None and plan[steps[0]] < start:
        yield Finding("starts-in-the-past", {"step": steps[0], "given": plan[steps[0]], "start": start})
    if end is not None and plan[steps[-1]] > end:
        yield Finding("misses-the-deadline", {"step": steps[-1], "given": plan[steps[-1]], "end": end})


def follows(plan: Plan, decision: str, rule: Callable[[Plan], str], because: str) -> Iterator[Finding]:
    """The decision is the one that the plan's own figures lead to. Finds ``decision-against-figures``."""
    try:
        expected = rule(plan)
    except (ArithmeticError, ValueError):  # figures that make no sense are named by the other checks
        return
    if str(plan[decision]).strip().lower() != expected.lower():
        values = {"decision": decision, "given": str(plan[decision])[:40], "because": because}
        yield Finding("decision-against-figures", values, rank=PLAUSIBLE)


def _wrong_figure(plan: Plan, name: str, given: float, right: float, figure: Figure) -> Finding:
    shown = {"figure": name, "given": _written(given), "source": figure.source}
    for code, slip in figure.slips.items():
        value = _computed(slip, plan)
        if value is not None and figure.fits(given, value) and not figure.fits(value, right):
            return Finding(code, shown, rank=LIKELY)
    for known in slips(right):
        value = abs(known.value) if isinstance(known.value, complex) else float(known.value)
        if known.code in _UNITS and figure.fits(given, value) and not figure.fits(right, value):
            return Finding("figure-in-other-units", shown, rank=LIKELY)
    return Finding("unsupported-figure", shown, rank=FALLBACK)


_UNITS = frozenset({"order-of-magnitude", "wrong-sign", "percent-for-fraction"})


def _computed(figures: Figures, plan: Plan) -> float | None:
    """A figure computed from a plan's own; ``None`` where they make it impossible (no shots at all)."""
    try:
        value = complex(figures(plan))
    except (ArithmeticError, ValueError):
        return None
    return value.real if math.isfinite(value.real) and value.imag == 0 else None


def _near(given: float, value: float, relative: float) -> bool:
    return abs(given - value) <= relative * abs(value) + 1e-12


def _written(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if 0.01 <= abs(value) < 1e12 else f"{value:g}"
