"""A learner's function, judged on what it returned for inputs that the judge chose.

The inputs may be known; what is expected of them never leaves the judge. A mistake that all inputs share is
named as that mistake; one that only some show is ``fails-for-some-inputs``, with one of those inputs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.answers import Malformed, Outputs, Raised, Unanswered
from autograder.answers.values import Counts, GateList
from autograder.checks import numbers
from autograder.exercise import Given
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Function, Kind, name_of

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


def repeats(outputs: Outputs, takes: Function, given: Given) -> Iterator[Finding]:
    """Equal inputs give equal outputs. The inputs must hold some twice. Finds ``not-deterministic``."""
    for arguments, items in _repeated(outputs, takes, given):
        if any(not _same(items[0], item) for item in items[1:]):
            yield Finding("not-deterministic", {"call": _call(outputs.name, arguments)}, rank=PLAUSIBLE)
            return


def varies(outputs: Outputs, takes: Function, given: Given) -> Iterator[Finding]:
    """Equal inputs do not always give equal outputs: chance is at work. Finds ``always-the-same``.

    The chance that a right function is refused is that of all its repeated outputs agreeing: choose the
    inputs so that it is below one in a million.
    """
    groups = list(_repeated(outputs, takes, given))
    if groups and all(_same(items[0], item) for _, items in groups for item in items[1:]):
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
        right = _same(answer, expected)
    if not right:
        turned = _reversed(expected)
        reversed_bits = turned is not None and not _same(turned, expected) and _same(answer, turned)
        code, rank = ("bit-order-reversed", LIKELY) if reversed_bits else ("wrong-output", FALLBACK)
        yield Finding(code, {"given": describe(answer)}, rank=rank)


def close(output: Any, value: Any, *, relative: float = 1e-6, absolute: float = 1e-6) -> bool:
    """Whether a number or an array is another but for rounding; an array of another shape is not."""
    if np.shape(output) != np.shape(value):
        return False
    try:
        return bool(np.allclose(output, value, rtol=relative, atol=absolute))
    except (TypeError, OverflowError):  # no number, or an integer that is too large for a float
        return False


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
    return slip.values if isinstance(slip, Either) else (slip,)


def describe(output: object) -> str:
    """What an output is, in a few words: the value if it is short, else its kind."""
    if isinstance(output, Raised):
        return f"{output.type}: {output.message}"[:120]
    if isinstance(output, Unanswered):
        return "nothing" if output.code == "no-answer" else "something that can't be read"
    if isinstance(output, Counts):
        output = dict(output.counts)
    if isinstance(output, GateList):
        return f"a circuit of {_many(output.width, 'qubit')} and {_many(len(output.operations), 'gate')}"
    written = repr(output.tolist() if isinstance(output, np.ndarray) else output) if _small(output) else ""
    return written if 0 < len(written) <= 80 else name_of(output)


def _many(number: int, things: str) -> str:
    return f"{number} {things}" if number == 1 else f"{number} {things}s"


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
    telling = shared is not None and shared.rank < FALLBACK and 2 * len(failing) > len(judged)
    if len(failing) < len(judged):
        rank = LIKELY + 1 if telling else LIKELY
        yield Finding("fails-for-some-inputs", _values(name, failing[0], failing, judged), credit, rank)
    elif shared is None or shared.rank >= FALLBACK:
        yield Finding("fails-for-all-inputs", _values(name, failing[0], failing, judged), credit, LIKELY)
    first = shared or next(iter(failing[0].mistakes.values()))
    yield replace(first, rank=LIKELY if telling else PLAUSIBLE, credit=max(credit, first.credit))


def _shared(failing: Sequence[Judged]) -> Finding | None:
    """The likeliest mistake that all failing inputs have in common, as found for the first of them."""
    mistakes = failing[0].mistakes
    return next((mistakes[code] for code in mistakes if all(code in item.mistakes for item in failing)), None)


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


def _same(first: object, second: object) -> bool:
    """Equality of decoded values, arrays and records among them; numbers up to rounding, True is not 1."""
    if isinstance(first, Counts):
        first = dict(first.counts)
    if isinstance(second, Counts):
        second = dict(second.counts)
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        both = isinstance(first, np.ndarray) and isinstance(second, np.ndarray)
        return both and np.array_equal(first, second)  # type: ignore[arg-type]
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(first, float) and isinstance(second, int | float) and not isinstance(second, bool):
        return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    return bool(first == second)


def _reversed(expected: object) -> object | None:
    """What the value becomes when every bitstring in it is read from the other end."""
    if isinstance(expected, str) and expected and set(expected) <= {"0", "1"}:
        return expected[::-1]
    if isinstance(expected, dict) and all(_reversed(key) is not None for key in expected):
        return {str(_reversed(key)): value for key, value in expected.items()}
    if isinstance(expected, list | tuple) and all(isinstance(item, int) for item in expected):
        return list(reversed(expected))
    if isinstance(expected, list | tuple) and all(_reversed(item) is not None for item in expected):
        return [_reversed(item) for item in expected]
    return None


def _call(name: str, arguments: Arguments) -> str:
    told = [repr(argument) for argument in arguments]
    return f"{name[:40]}({', '.join(text if len(text) <= 60 else text[:57] + '…' for text in told)})"


def _small(output: object) -> bool:
    """Whether writing it out is cheap."""
    if isinstance(output, int):
        return output.bit_length() <= 128
    if isinstance(output, str | list | dict | tuple):
        return len(output) <= 40
    return not isinstance(output, np.ndarray) or output.size <= 16
