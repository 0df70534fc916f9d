"""A learner's function, judged on what it returned for inputs that the judge chose.

The inputs may be known; what is expected of them never leaves the judge. A mistake that all inputs share is
named as that mistake; one that only some show is ``fails-for-some-inputs``, with one of those inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.answers import Malformed, Outputs, Raised, Unanswered
from autograder.checks import numbers
from autograder.checks.alike import close, describe, mirrored, same, shortened
from autograder.exercise import Given
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Function, Kind

Arguments = Sequence[Any]
#: Findings about one output, given that output and the arguments that led to it.
Check = Callable[..., Iterable[Finding]]
#: Whether an output is as good as a value.
Fits = Callable[[Any, Any], bool]

_TIMED_OUT = frozenset({"TimeoutError", "TimedOut", "CellTimeoutError"})


@dataclass(frozen=True)
class Judged:
    """One input, what came of it, and the findings about that (remarks are none)."""

    arguments: Arguments
    output: object
    findings: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something is wrong with it."""
        return any(finding.credit < 1 for finding in self.findings)

    @property
    def mistakes(self) -> dict[str, Finding]:
        """Its mistakes by code, the likeliest first."""
        mistakes: dict[str, Finding] = {}
        for finding in sorted(self.findings, key=lambda finding: finding.rank):
            if finding.credit < 1:
                mistakes.setdefault(finding.code, finding)
        return mistakes


def each(
    outputs: Outputs,
    takes: Function,
    given: Given,
    check: Check | None = None,
    *,
    expected: Callable[..., object] | None = None,
    partial_credit: bool = False,
    **settings: Any,
) -> Iterator[Finding]:
    """Every output is right.

    Args:
        outputs: the answer.
        takes: the exercise's kind, which knows the inputs and the kind of each output.
        given: the exercise's numbers.
        check: findings about one output, called with it and its arguments:
            ``lambda state, n: states.prepares(state, ghz(n))``. Or, instead of it:
        expected: the right output for the arguments, compared by :func:`equals` with ``settings``.
        partial_credit: whether the share of inputs that are right is earned.
        **settings: tolerances and the like, for :func:`equals`.

    Finds what the check finds, ``fails-for-some-inputs``, ``fails-for-all-inputs``, ``function-raised``,
    ``function-timed-out``, ``function-out-of-memory`` and ``outputs-missing``.
    """
    inputs = takes.inputs(given)
    if len(outputs.items) != len(inputs):
        values = {"given": len(outputs.items), "expected": len(inputs)}
        yield Finding("outputs-missing", values, rank=LIKELY)
        return
    test = check or partial(_equals_expected, expected=_must(expected), settings=settings)
    judged = [
        Judged(arguments, item, list(_findings(item, arguments, takes.returns, test)))
        for arguments, item in zip(inputs, outputs.items, strict=True)
    ]
    yield from _summary(outputs.name, judged, partial_credit)


def throughout(
    outputs: Outputs,
    takes: Function,
    given: Given,
    *,
    expected: Callable[..., object],
    slips: Mapping[str, Callable[..., Any]],
    fits: Fits = close,
) -> Iterator[Finding]:
    """Every output is right. A mistake is named if it is made throughout, else as in :func:`each`.

    For a mistake that shows in few of the inputs: it is told by all outputs together.

    Args:
        outputs: the answer.
        takes: the exercise's kind, which knows the inputs and the kind of each output.
        given: the exercise's numbers.
        expected: the right output for the arguments.
        slips: by finding code, what a mistake makes of the arguments: a value, several as :class:`Either`, or
            ``None`` where it may come to anything. Of two mistakes that both explain the outputs, where the
            first implies the second, the first alone is named: put the larger ones first.
        fits: whether an output is as good as a value; unless told, equal but for rounding.
    """
    inputs, values = takes.inputs(given), _accepted(outputs, takes, given)
    if values is not None:
        if all(fits(value, expected(*arguments)) for value, arguments in zip(values, inputs, strict=True)):
            return
        if codes := _made_throughout(values, inputs, slips, fits):
            yield from (Finding(code, rank=LIKELY + n) for n, code in enumerate(codes))
            return
    yield from each(outputs, takes, given, expected=expected)


def _accepted(outputs: Outputs, takes: Function, given: Given) -> list[Any] | None:
    """The outputs in their checked form; ``None`` if one is missing, an error, or of another kind."""
    failed = any(isinstance(item, Raised | Unanswered) for item in outputs.items)
    if failed or len(outputs.items) != len(takes.inputs(given)):
        return None
    try:
        return [takes.returns.accept(item) for item in outputs.items]
    except Malformed:
        return None


def _made_throughout(
    values: Sequence[Any], inputs: Sequence[Arguments], slips: Mapping[str, Callable[..., Any]], fits: Fits
) -> list[str]:
    """The mistakes that explain all outputs, without those that an earlier one implies."""
    found: dict[str, list[Sequence[Any]]] = {}
    for code, slip in slips.items():
        made = [_values_of(slip(*arguments)) for arguments in inputs]
        explains = any(made) and all(
            not may_be or any(fits(value, one) for one in may_be)
            for value, may_be in zip(values, made, strict=True)
        )
        if explains and not any(_implies(larger, made, fits) for larger in found.values()):
            found[code] = made
    return list(found)


def _implies(larger: list[Sequence[Any]], smaller: list[Sequence[Any]], fits: Fits) -> bool:
    """Whether outputs that one mistake explains are explained by another as well."""
    return all(
        not may_be or (bool(made) and all(any(fits(one, other) for other in may_be) for one in made))
        for made, may_be in zip(larger, smaller, strict=True)
    )


def repeats(outputs: Outputs, takes: Function, given: Given) -> Iterator[Finding]:
    """Equal inputs give equal outputs. The inputs must hold some twice. Finds ``not-deterministic``."""
    for arguments, items in _repeated(outputs, takes, given):
        if any(not same(items[0], item) for item in items[1:]):
            yield Finding("not-deterministic", {"call": _call(outputs.name, arguments)}, rank=PLAUSIBLE)
            return


def varies(outputs: Outputs, takes: Function, given: Given) -> Iterator[Finding]:
    """Equal inputs do not always give equal outputs: chance is at work. Finds ``always-the-same``.

    The chance that a right function is refused is that of all its repeated outputs agreeing: choose the
    inputs so that it is below one in a million.
    """
    groups = list(_repeated(outputs, takes, given))
    if groups and all(same(items[0], item) for _, items in groups for item in items[1:]):
        yield Finding("always-the-same", {"call": _call(outputs.name, groups[0][0])}, rank=PLAUSIBLE)


def equals(answer: object, expected: object, **settings: Any) -> Iterator[Finding]:
    """A value is the expected one: numbers and arrays within tolerance, the rest exactly.

    Finds the slips of :mod:`autograder.checks.numbers`, ``bit-order-reversed`` for bitstrings, lists and
    dictionaries keyed by them, and else ``wrong-output``.
    """
    if isinstance(expected, bool) or isinstance(answer, bool):
        right = type(answer) is type(expected) and answer == expected
    elif isinstance(expected, int | float | complex) and isinstance(answer, int | float | complex):
        yield from _ranked(numbers.close_to(answer, expected, every=True, **settings))
        return
    elif isinstance(expected, np.ndarray) and isinstance(answer, np.ndarray):
        yield from numbers.array_close_to(answer, expected, **settings)
        return
    else:
        right = same(answer, expected)
    if not right:
        turned = mirrored(expected)
        reversed_bits = turned is not None and not same(turned, expected) and same(answer, turned)
        code, rank = ("bit-order-reversed", LIKELY) if reversed_bits else ("wrong-output", FALLBACK)
        yield Finding(code, {"given": describe(answer)}, rank=rank)


def compared(
    output: Any,
    right: Any,
    slips: Mapping[str, Any],
    library: Iterable[Finding] | None = None,
    *,
    fits: Fits = close,
    says: Mapping[str, object] | None = None,
) -> Iterator[Finding]:
    """One output is right. A wrong one is named by the exercise's own slips, and then by the library's.

    Args:
        output: what came for one input, already of the exercise's kind.
        right: what is right for that input.
        slips: what each slip makes of that input, by finding code: a value, or several as :class:`Either`.
        library: what the library finds in a wrong output; unless told, what :func:`equals` finds.
        fits: whether an output is as good as a value; unless told, equal but for rounding.
        says: what fills the messages of the slips.
    """
    if not fits(output, right):
        yield from named(output, slips, right=right, fits=fits, says=says)
        yield from equals(output, right) if library is None else library


class Either:
    """The values that one slip may lead to, where there are several ways to make it."""

    def __init__(self, *values: object) -> None:
        self.values = values


def named(
    output: Any,
    slips: Mapping[str, Any],
    *,
    right: Any = None,
    fits: Fits = close,
    says: Mapping[str, object] | None = None,
) -> list[Finding]:
    """The exercise's own slips that lead to an output, the most telling first; none where it is ``right``.

    All that fit are named, so that :func:`each` can tell which one the failing inputs share; but a slip that
    leads to what is right is not. They are likelier than what the library's checks find. The arguments are
    those of :func:`compared`.
    """
    if right is not None and fits(output, right):
        return []

    def leads_here(value: Any) -> bool:
        return fits(output, value) and (right is None or not fits(value, right))

    codes = [code for code, slip in slips.items() if any(map(leads_here, _values_of(slip)))]
    return [Finding(code, says or {}, rank=LIKELY - len(codes) + n) for n, code in enumerate(codes)]


def _values_of(slip: Any) -> Sequence[Any]:
    """What a slip may lead to; nothing where it may be anything."""
    if slip is None:
        return ()
    return slip.values if isinstance(slip, Either) else (slip,)


def _findings(item: object, arguments: Arguments, returns: Kind, check: Check) -> Iterator[Finding]:
    """The findings about one output: those of the call, of its form, or of the check."""
    if isinstance(item, Raised):
        yield _raised(item)
    elif isinstance(item, Unanswered):
        yield Finding(item.code, {"expected": returns.expected, **item.values}, rank=LIKELY)
    else:
        try:
            accepted = returns.accept(item)
        except Malformed as malformed:
            yield replace(malformed.finding, rank=LIKELY)
        else:
            yield from check(accepted, *arguments)


def _raised(item: Raised) -> Finding:
    if item.type in _TIMED_OUT:
        return Finding("function-timed-out", {}, rank=LIKELY)
    if item.type == "MemoryError":
        return Finding("function-out-of-memory", {}, rank=LIKELY)
    told = f"{item.type}: {item.message}" if item.message else item.type
    return Finding("function-raised", {"error": told[:200]}, rank=LIKELY)


def _summary(name: str, judged: Sequence[Judged], partial_credit: bool) -> Iterator[Finding]:
    """One mistake for all inputs, where they share it; else which of them fail."""
    failing = [item for item in judged if item.failed]
    yield from _remarks(judged)
    if not failing:
        return
    credit = 1 - len(failing) / len(judged) if partial_credit else 0.0
    shared = _shared(failing)
    shown = failing[0] if shared else _least_explained(failing)
    telling = shared is not None and shared.rank < FALLBACK and 2 * len(failing) > len(judged)
    if len(failing) < len(judged):
        rank = LIKELY + 1 if telling else LIKELY
        yield Finding("fails-for-some-inputs", _values(name, shown, failing, judged), credit, rank)
    elif shared is None or shared.rank >= FALLBACK:
        yield Finding("fails-for-all-inputs", _values(name, shown, failing, judged), credit, LIKELY)
    first = shared or next(iter(shown.mistakes.values()))
    yield replace(first, rank=LIKELY if telling else PLAUSIBLE, credit=max(credit, first.credit))


def _shared(failing: Sequence[Judged]) -> Finding | None:
    """The likeliest mistake that all failing inputs have in common, as found for the first of them."""
    mistakes = failing[0].mistakes
    return next((mistakes[code] for code in mistakes if all(code in item.mistakes for item in failing)), None)


def _least_explained(failing: Sequence[Judged]) -> Judged:
    """The failing input that a named slip explains least.

    Where no slip is shared by all, one that fits a single output fits by chance: told of the function, it
    would be false.
    """
    return max(failing, key=lambda item: next(iter(item.mistakes.values())).rank)


def _values(
    name: str, shown: Judged, failing: Sequence[Judged], judged: Sequence[Judged]
) -> dict[str, object]:
    return {
        "call": _call(name, shown.arguments),
        "came": describe(shown.output),
        "failing": len(failing),
        "all": len(judged),
    }


def _remarks(judged: Sequence[Judged]) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in judged:
        for finding in item.findings:
            if finding.credit >= 1 and finding.code not in seen:
                seen.add(finding.code)
                yield finding


def _ranked(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that come with the most telling first, ranked in that order up to :data:`FALLBACK`."""
    for place, finding in enumerate(findings):
        yield replace(finding, rank=min(finding.rank + place, FALLBACK))


def _equals_expected(
    answer: object, *arguments: Any, expected: Callable[..., object], settings: dict[str, Any]
) -> Iterator[Finding]:
    return equals(answer, expected(*arguments), **settings)


def _must(expected: Callable[..., object] | None) -> Callable[..., object]:
    if expected is None:
        raise ValueError("functions.each needs a check, or what is expected of each input")
    return expected


def _repeated(outputs: Outputs, takes: Function, given: Given) -> Iterator[tuple[Arguments, list[object]]]:
    """The outputs of each input that occurs more than once, where there is an output for each."""
    groups: dict[str, tuple[Arguments, list[object]]] = {}
    for arguments, item in zip(takes.inputs(given), outputs.items, strict=False):
        groups.setdefault(repr(list(arguments)), (arguments, []))[1].append(item)
    return (group for group in groups.values() if len(group[1]) > 1)


def _call(name: str, arguments: Arguments) -> str:
    told = [repr(shortened(argument)) for argument in arguments]
    return f"{name[:40]}({', '.join(text if len(text) <= 60 else text[:57] + '…' for text in told)})"
