"""A Parsons problem: put shuffled lines in order, some of which are not needed.

What is right is either a list of valid orders or a rule (lines that are needed, and pairs of which one
must come before the other); every order that fits is accepted. Both become *plans* in
:attr:`Exercise.data`: for each set of lines that works, the lines, the pairs that must be in order, and,
where the pairs do not say everything, the orders. :func:`findings` is a pure function of that data and the
answer, so that a page without Python can do the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import permutations
from typing import Any

from autograder.checks.declared import declared
from autograder.checks.sayings import Saying, templates, with_catalogue
from autograder.exercise import Exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Lines

Order = str | Sequence[str]
Pair = tuple[str, str]
Plan = dict[str, Any]

#: What a page needs to say besides the exercise's own messages.
CODES = (
    "line-missing",
    "line-not-needed",
    "wrong-order",
    "line-too-early",
    "no-answer",
    "unknown-option",
    "repeated-line",
    "wrong-type",
)


def ordering(
    name: str,
    *,
    lines: Mapping[str, str],
    hints: Sequence[str],
    valid: Sequence[Order] = (),
    needed: Collection[str] = (),
    before: Collection[Pair] = (),
    distractors: Collection[str] = (),
    says: Mapping[str | Pair, Saying] | None = None,
    points: float = 1,
    graded: bool = False,
) -> Exercise:
    """An exercise that takes some of the lines, each once, in an order that works.

    Args:
        name: the exercise's name within its lesson.
        lines: each line of code by its letter, in the prompt's shuffled order.
        hints: three steps.
        valid: every order that works, as ``"a c b"`` or ``["a", "c", "b"]``. Or, instead of it:
        needed: the lines that the program needs (by default all that are no distractors), and
        before: pairs ``(first, later)``: the first line must come somewhere before the later one.
        distractors: letters of lines that no order needs.
        says: for each distractor, the finding code and message when it is used; for a pair
            ``(early, late)``, those when ``early`` wrongly stands before ``late``. Messages may use
            ``{line}``, ``{code}``, ``{after}`` and ``{after_code}``.
        points: what a right answer earns.
        graded: whether it counts in a cohort's gradebook.

    Raises:
        ValueError: an unknown letter, a distractor that an order uses or that has no message, or a rule
            that no order fits.
    """
    says = says or {}
    distractors = set(distractors)
    plans = _plans_of_orders(valid) if valid else [_plan_of_rule(needed or set(lines) - distractors, before)]
    _must_fit(name, lines, distractors, plans, says)
    own = templates(says.values(), ("line", "code", "after", "after_code"))
    data = {
        "form": "ordering",
        "lines": dict(lines),
        "plans": plans,
        "distractors": sorted(distractors),
        "says": {key: code for key, (code, _) in says.items() if isinstance(key, str)},
        "says_order": [[*key, code] for key, (code, _) in says.items() if not isinstance(key, str)],
        "messages": with_catalogue(own, CODES),
    }

    takes = Lines(tuple(lines))
    return declared(name, takes, data, findings, own=own, hints=hints, points=points, graded=graded)


def findings(data: Mapping[str, Any], answer: Sequence[str]) -> Iterator[Finding]:
    """The findings about an order of lines: distractors used, lines missing or not needed, the order."""
    for letter in answer:
        if letter in data["distractors"]:
            yield Finding(data["says"][letter], _values(data, letter), rank=LIKELY)
    used = [letter for letter in answer if letter not in data["distractors"]]
    plan = min(data["plans"], key=lambda plan: len(set(plan["needed"]) ^ set(used)))
    missing = [letter for letter in plan["needed"] if letter not in used]
    if missing:
        yield Finding("line-missing", {"missing": len(missing)}, rank=LIKELY + 1)
    for letter in used:
        if letter not in plan["needed"]:
            yield Finding("line-not-needed", _values(data, letter), rank=LIKELY + 2)
    yield from _order(data, plan, used, complete=not missing)


def _order(data: Mapping[str, Any], plan: Plan, used: list[str], complete: bool) -> Iterator[Finding]:
    """What is wrong with the order of the lines that the plan needs."""
    kept = [letter for letter in used if letter in plan["needed"]]
    place = {letter: index for index, letter in enumerate(kept)}
    wrong = [
        (late, first)
        for first, late in plan["before"]
        if first in place and late in place and place[late] < place[first]
    ]
    named = [entry for entry in data["says_order"] if (entry[0], entry[1]) in wrong]
    for early, after, code in named:
        yield Finding(code, _values(data, early, after), rank=LIKELY)
    if wrong and not named:
        yield Finding("wrong-order", rank=PLAUSIBLE)
        early, after = min(wrong, key=lambda pair: (place[pair[0]], place[pair[1]]))
        yield Finding("line-too-early", _values(data, early, after), rank=PLAUSIBLE + 1)
    elif complete and not wrong and plan["orders"] is not None and kept not in plan["orders"]:
        yield Finding("wrong-order", rank=PLAUSIBLE)


def _values(data: Mapping[str, Any], line: str, after: str = "") -> dict[str, object]:
    lines = data["lines"]
    return {"line": line, "code": lines[line], "after": after, "after_code": lines.get(after, "")}


def _plans_of_orders(valid: Sequence[Order]) -> list[Plan]:
    """One plan for each set of lines among the valid orders, with the pairs that all its orders share."""
    orders = [order.replace(",", " ").split() if isinstance(order, str) else list(order) for order in valid]
    sets: dict[frozenset[str], list[list[str]]] = {}
    for order in orders:
        sets.setdefault(frozenset(order), []).append(order)
    return [_plan_of_set(sorted(letters), same) for letters, same in sets.items()]


def _plan_of_set(needed: list[str], orders: list[list[str]]) -> Plan:
    before = [
        [first, late]
        for first, late in permutations(needed, 2)
        if all(order.index(first) < order.index(late) for order in orders)
    ]
    return {"needed": needed, "before": before, "orders": orders}


def _plan_of_rule(needed: Collection[str], before: Collection[Pair]) -> Plan:
    """The rule's plan; pairs that follow from others are added, so that lines between them may be missing."""
    later: dict[str, set[str]] = {letter: set() for letter in needed}
    for first, late in before:
        later.setdefault(first, set()).add(late)
        later.setdefault(late, set())
    try:
        ordered = list(TopologicalSorter(later).static_order())
    except CycleError as error:
        raise ValueError(f"no order fits the rule: {' before '.join(reversed(error.args[1]))}") from error
    for letter in ordered:
        later[letter] |= set().union(*(later[after] for after in later[letter]))
    pairs = [[first, late] for first in sorted(later) for late in sorted(later[first])]
    return {"needed": sorted(needed), "before": pairs, "orders": None}


def _must_fit(
    name: str,
    lines: Mapping[str, str],
    distractors: set[str],
    plans: Sequence[Plan],
    says: Mapping[str | Pair, Saying],
) -> None:
    needed = {letter for plan in plans for letter in plan["needed"]}
    paired = {letter for plan in plans for pair in plan["before"] for letter in pair}
    named = {letter for key in says for letter in ([key] if isinstance(key, str) else key)}
    if unknown := (needed | paired | distractors | named) - lines.keys():
        raise ValueError(f"ordering {name!r} has no line {sorted(unknown)[0]!r}")
    if used := distractors & (needed | paired):
        raise ValueError(f"ordering {name!r}: {sorted(used)[0]!r} is both a distractor and needed")
    if idle := lines.keys() - needed - distractors:
        raise ValueError(f"ordering {name!r}: {sorted(idle)[0]!r} is neither needed nor a distractor")
    if silent := distractors - {key for key in says if isinstance(key, str)}:
        raise ValueError(f"ordering {name!r} says nothing about the distractor {sorted(silent)[0]!r}")
    if praised := {key for key in says if isinstance(key, str)} - distractors:
        raise ValueError(f"ordering {name!r}: {sorted(praised)[0]!r} has a message but is no distractor")
