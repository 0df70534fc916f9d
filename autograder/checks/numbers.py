"""Numbers: scalars, arrays, complex values, units, intervals, significant digits, estimates with their error.

A number that is wrong by a slip that people make (a sign, a factor, degrees for radians, 1/N for 1/√N …) is
named after it. No finding carries the right value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder.checks.slips import Scalar, Slip, recognise, slips
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding

#: Default relative tolerance: three figures typed by hand pass, four where it matters are asked for.
RELATIVE = 1e-3
FALSE_REJECTION = 1e-6
#: An estimate whose chance is larger than this share of it is only named after the coarse slips: of some
#: forty slips, one would fit almost anything.
_SHARP = 5e-3
_COARSE = frozenset(
    {"unit-factor", "wrong-sign", "off-by-two", "complement", "percent-for-fraction", "one-over-n"}
)


def close_to(
    answer: Scalar,
    expected: Scalar,
    *,
    relative: float = RELATIVE,
    absolute: float = 0.0,
    misconceptions: Mapping[str, Scalar] | None = None,
    every: bool = False,
    **about: Any,
) -> Iterator[Finding]:
    """The number is ``expected`` within ``relative``·|expected| + ``absolute``.

    ``misconceptions`` are values that named mistakes lead to, by finding code. ``about`` says more of the
    quantity (``units``, ``samples``, ``percent``, ``angle``: see :func:`autograder.checks.slips.slips`).
    ``every`` yields all slips that fit, the most telling first, and ``wrong-number``: for a check that
    compares many numbers and looks for the slip that they share.

    Finds ``wrong-sign``, ``off-by-one``, ``off-by-two``, ``order-of-magnitude``, ``unit-factor``,
    ``factor-two-pi``, ``angle-in-degrees``, ``percent-for-fraction``, ``complement``, ``one-over-n``,
    ``squared``, ``square-root``, ``reciprocal`` and the like; else ``wrong-number``.
    """

    def fits(given: Scalar, value: Scalar) -> bool:
        return _near(given, value, relative, absolute)

    if not fits(answer, expected):
        named = [Slip(code, value) for code, value in (misconceptions or {}).items()]
        candidates = (slip for slip in [*named, *slips(expected, **about)] if not fits(slip.value, expected))
        found = [*recognise(answer, candidates, fits), None]
        yield from (_named(answer, slip) for slip in (found if every else found[:1]))


def exactly(answer: Scalar, expected: int, **settings: Any) -> Iterator[Finding]:
    """The whole number is ``expected``; a float with that value passes.

    Names the slips of :func:`close_to`.
    """
    yield from close_to(answer, expected, relative=0.0, **settings)


def one_of(answer: Scalar, right: Sequence[Scalar], **settings: Any) -> Iterator[Finding]:
    """The number is one of several right ones; a wrong one is named by the nearest."""
    if all(next(close_to(answer, value, **settings), None) for value in right):
        nearest = min(right, key=lambda value: abs(answer - value))
        yield from close_to(answer, nearest, **settings)


def to_digits(answer: float, expected: float, digits: int, **about: Any) -> Iterator[Finding]:
    """The number is ``expected`` to so many significant digits, rounded either way at the last.

    Finds ``too-few-digits`` and ``cut-not-rounded`` besides the slips of :func:`close_to`.
    """
    unit = 10.0 ** (math.floor(math.log10(abs(expected))) - digits + 1) if expected else 10.0**-digits
    if abs(answer - expected) <= 0.5000001 * unit:
        return
    if abs(answer - expected) < unit * (1 + 1e-9) and abs(answer) < abs(expected):
        yield Finding("cut-not-rounded", {"given": _written(answer), "digits": digits}, rank=LIKELY)
    elif kept := next((few for few in range(digits - 1, 0, -1) if _rounds_to(expected, answer, few)), None):
        yield Finding("too-few-digits", {"digits": kept, "asked": digits}, rank=LIKELY)
    else:
        yield from close_to(answer, expected, relative=0.0, absolute=0.5000001 * unit, **about)


def within(answer: float, low: float, high: float, *, what: str = "Your number") -> Iterator[Finding]:
    """The number lies in ``low … high``. Finds ``below-range`` and ``above-range``."""
    values = {"given": _written(answer), "what": what}
    if answer < low:
        yield Finding("below-range", values)
    elif not answer <= high:
        yield Finding("above-range", values)


def interval(
    answer: tuple[float, float], low: float, high: float, *, relative: float = 0.1, absolute: float = 0.0
) -> Iterator[Finding]:
    """The interval is ``low … high``, each end within ``relative`` of the width, plus ``absolute``.

    Finds ``interval-narrower``, ``interval-wider`` (and by what factor people usually get there:
    ``one-sigma``, ``half-width``) and ``interval-shifted``.
    """
    slack = relative * (high - low) + absolute
    if abs(answer[0] - low) <= slack and abs(answer[1] - high) <= slack:
        return
    centred = abs(sum(answer) - low - high) / 2 <= slack
    ratio = (answer[1] - answer[0]) / (high - low)
    values = {"low": _written(answer[0]), "high": _written(answer[1]), "ratio": f"{ratio:.2g}"}
    if not centred:
        yield Finding("interval-shifted", values, rank=PLAUSIBLE)
    elif abs(ratio - 1 / 1.96) <= relative:
        yield Finding("one-sigma", values, rank=LIKELY)
    else:
        yield Finding("interval-narrower" if ratio < 1 else "interval-wider", values, rank=PLAUSIBLE)


def proportion(
    answer: float, expected: float, shots: int, *, false_rejection: float = FALSE_REJECTION, **about: Any
) -> Iterator[Finding]:
    """The share of ``shots`` shots could have come out so where each succeeds with probability ``expected``.

    Exact: the share of right runs that is refused is at most ``false_rejection``. Names slips of the share.
    """
    from scipy.stats import binom

    low = binom.ppf(false_rejection / 2, shots, expected) / shots
    high = binom.isf(false_rejection / 2, shots, expected) / shots
    slack = max(expected - low, high - expected) + 1e-9
    if not low - 1e-9 <= answer <= high + 1e-9:
        yield from _estimated(answer, expected, slack, about)


def mean(
    answer: float,
    expected: float,
    samples: int,
    span: float,
    *,
    false_rejection: float = FALSE_REJECTION,
    **about: Any,
) -> Iterator[Finding]:
    """The mean of ``samples`` independent values of a range of width ``span`` could have come out so.

    Hoeffding's inequality (1963): P(|mean − expected| ≥ t) ≤ 2 exp(−2 N t² / span²), for every distribution.
    """
    slack = span * math.sqrt(math.log(2 / false_rejection) / (2 * samples))
    if not abs(answer - expected) <= slack:
        yield from _estimated(answer, expected, slack, about)


def normal(
    answer: float, expected: float, error: float, *, false_rejection: float = FALSE_REJECTION, **about: Any
) -> Iterator[Finding]:
    """The estimate, normally distributed with standard error ``error``, could have come out so."""
    from scipy.stats import norm

    slack = error * float(norm.isf(false_rejection / 2))
    if not abs(answer - expected) <= slack:
        yield from _estimated(answer, expected, slack, about)


def smallest_shift(error: float, *, false_rejection: float = FALSE_REJECTION, power: float = 0.99) -> float:
    """The smallest shift of a normal estimate's mean that :func:`normal` catches with that power."""
    from scipy.stats import norm

    return error * float(norm.isf(false_rejection / 2) + norm.isf(1 - power))


def standard_error(
    answer: float, expected: float, samples: int, *, relative: float = 0.25, **about: Any
) -> Iterator[Finding]:
    """The stated error of an estimate from ``samples`` samples is right within ``relative``.

    Finds ``one-over-n`` (divided by N in place of √N), ``error-of-one-shot`` (not divided at all), and
    ``squared`` (a variance), besides the slips of :func:`close_to`.
    """
    yield from close_to(answer, expected, relative=relative, samples=samples, percent=False, **about)


def array_close_to(
    answer: np.ndarray,
    expected: Any,
    *,
    relative: float = RELATIVE,
    absolute: float = 1e-9,
    up_to_phase: bool = False,
    **about: Any,
) -> Iterator[Finding]:
    """Every entry is the expected one within ``relative`` of the largest entry, plus ``absolute``.

    ``up_to_phase``: a common phase factor is not looked at. Finds ``wrong-shape``, ``transposed``,
    ``conjugated``, ``matrix-adjoint``, ``entries-reversed``, ``vector-unnormalised``, a slip that all entries
    share, and ``entries-differ`` (how many, and the first).
    """
    wanted = np.asarray(expected, dtype=complex if np.iscomplexobj(answer) else None)
    if answer.shape != wanted.shape:
        yield _misshapen(answer, wanted, relative)
        return
    slack = relative * float(np.max(np.abs(wanted), initial=0.0)) + absolute

    def fits(given: Any, value: Any) -> bool:
        turned = given * _common_phase(given, value) if up_to_phase else given
        return bool(np.all(np.abs(turned - value) <= slack))

    if not fits(answer, wanted):
        named = _array_slips(wanted, about)
        yield _array_finding(
            answer, wanted, slack, next((s for s in named if _tells(s, answer, wanted, fits)), None)
        )


def _tells(
    slip: tuple[str, Any, Any], answer: np.ndarray, wanted: np.ndarray, fits: Callable[..., bool]
) -> bool:
    value = slip[1]
    return value.shape == answer.shape and fits(answer, value) and not fits(value, wanted)


def _array_slips(
    wanted: np.ndarray, about: Mapping[str, Any]
) -> Iterator[tuple[str, np.ndarray, Mapping[str, object]]]:
    """Whole-array slips, then the scalar slips applied to every entry."""
    if wanted.ndim == 2:
        yield "transposed", wanted.T, {}
        yield "matrix-adjoint", wanted.conj().T, {}
    if np.iscomplexobj(wanted):
        yield "conjugated", wanted.conj(), {}
    yield "entries-reversed", np.flip(wanted), {}
    norm = float(np.linalg.norm(wanted))
    if (
        wanted.ndim == 1
        and abs(norm - 1) < 1e-9
        and (least := np.min(np.abs(wanted[np.abs(wanted) > 1e-12]))) < 1
    ):
        yield "vector-unnormalised", wanted / least, {}
    if not np.iscomplexobj(wanted) and np.all(wanted >= 0):
        yield "square-root", np.sqrt(wanted), {}
    yield "squared", np.abs(wanted) ** 2, {}
    for slip in islice(slips(1.0 + 0j, units=about.get("units")), 200):
        if slip.code not in ("conjugated",):
            factor = slip.value if np.iscomplexobj(wanted) else np.real(slip.value)
            yield slip.code, wanted * factor, slip.values


def _array_finding(
    answer: np.ndarray, wanted: np.ndarray, slack: float, slip: tuple[str, Any, Mapping[str, object]] | None
) -> Finding:
    if slip is not None:
        return Finding(slip[0], {"given": "Your array", **slip[2]}, rank=LIKELY)
    off = np.argwhere(np.abs(answer - wanted) > slack)
    first = tuple(int(index) for index in off[0]) if len(off) else ()
    values = {
        "differ": len(off),
        "entries": answer.size,
        "first": ", ".join(map(str, first)),
        "given": _written(answer[first].item()),
    }
    return Finding("entries-differ", values, rank=FALLBACK)


def _misshapen(answer: np.ndarray, wanted: np.ndarray, relative: float) -> Finding:
    if answer.ndim == 2 and answer.T.shape == wanted.shape and np.allclose(answer.T, wanted, rtol=relative):
        return Finding("transposed", {}, rank=LIKELY)
    given, expected = (
        "×".join(map(str, shape)) or "a single number" for shape in (answer.shape, wanted.shape)
    )
    return Finding("wrong-shape", {"given": given, "expected": expected}, rank=LIKELY)


def _common_phase(given: np.ndarray, value: np.ndarray) -> complex:
    overlap = complex(np.vdot(given, value))
    return overlap / abs(overlap) if abs(overlap) > 1e-12 else 1.0


def _estimated(answer: float, expected: float, slack: float, about: Mapping[str, Any]) -> Iterator[Finding]:
    """Name the slip if the answer fits a slipped value about as closely; chance alone does not explain it."""

    def fits(given: Scalar, value: Scalar) -> bool:
        scale = abs(value / expected) if expected else 1.0
        return abs(given - value) <= min(slack, slack * scale, 0.2 * abs(value))

    sharp = slack <= _SHARP * abs(expected)
    candidates = (
        slip
        for slip in slips(expected, **about)
        if abs(slip.value - expected) > slack and (sharp or slip.code in _COARSE)
    )
    slip = next(recognise(answer, candidates, fits), None)
    yield (
        _named(answer, slip) if slip else Finding("beyond-chance", {"given": _written(answer)}, rank=FALLBACK)
    )


def _named(answer: Scalar, slip: Slip | None) -> Finding:
    if slip is None:
        return Finding("wrong-number", {"given": _written(answer)}, rank=FALLBACK)
    return Finding(slip.code, {"given": _written(answer), **slip.values}, rank=LIKELY)


def _near(given: Scalar, value: Scalar, relative: float, absolute: float) -> bool:
    if isinstance(given, int) and isinstance(value, int):  # exact, whatever their size
        return abs(given - value) <= relative * min(abs(value), 1 << 1000) + absolute
    try:
        return abs(given - value) <= relative * abs(value) + absolute
    except OverflowError:
        return False


def _rounds_to(expected: float, answer: float, digits: int) -> bool:
    return math.isclose(float(f"{expected:.{digits - 1}e}"), answer, rel_tol=1e-9)


def _written(value: Scalar) -> str:
    """A number as a learner would write it, short."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if isinstance(value, complex):
        return f"{value.real:.6g}{value.imag:+.6g}j"
    return f"{float(value):.6g}" if abs(value) < 1e300 else "a number of more than 300 digits"


def all_of(checks: Iterable[Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of several checks, each code once."""
    seen: set[str] = set()
    for check in checks:
        for finding in check:
            if finding.code not in seen:
                seen.add(finding.code)
                yield finding
