"""The slips that turn a right number into a wrong one, and how to recognise them.

Each slip is a code and what it makes of the right value. A wrong answer that equals one of these within the
exercise's tolerance is named after it; a slip that would not change the value is never named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Scalar = int | float | complex


@dataclass(frozen=True)
class Slip:
    """A slip: the finding code, the value that it leads to, and what fills the message."""

    code: str
    value: Scalar
    values: Mapping[str, object] = field(default_factory=dict)


def slips(
    right: Scalar,
    *,
    units: Mapping[str, float] | None = None,
    samples: int | None = None,
    percent: bool | None = None,
    angle: bool = False,
) -> Iterator[Slip]:
    """The slips to look for around a right value, the most telling first.

    Args:
        right: the right value.
        units: other units it might be given in, and how many of them make one of the unit asked for.
        samples: the N of a statistical error, for 1/N in place of 1/√N and a forgotten division.
        percent: whether it is a share; by default any real value between 0 and 1 may be one.
        angle: whether it is an angle in radians.
    """
    for unit, factor in (units or {}).items():
        yield Slip("unit-factor", right * factor, {"unit": unit})
    yield Slip("wrong-sign", -right)
    if isinstance(right, complex):
        yield Slip("conjugated", right.conjugate())
        yield Slip("factor-of-i", 1j * right)
        yield Slip("factor-of-i", -1j * right)
    else:
        yield from _real(right, samples, percent, angle)
    yield from _factors(right)


def _real(right: float, samples: int | None, percent: bool | None, angle: bool) -> Iterator[Slip]:
    if isinstance(right, int) and not isinstance(right, bool):
        yield from (
            Slip("off-by-one", right + step, {"by": "high" if step > 0 else "low"}) for step in (1, -1)
        )
    if samples:
        yield Slip("one-over-n", right / math.sqrt(samples))
        yield Slip("error-of-one-shot", right * math.sqrt(samples))
    if angle:
        yield Slip("angle-in-degrees", math.degrees(right))
        yield Slip("angle-converted-twice", math.radians(right))
    if 0 < right <= 1 if percent is None else percent:
        yield Slip("percent-for-fraction", 100 * right)
        yield Slip("complement", 1 - right)
    yield from _powers(right)


def _powers(right: float) -> Iterator[Slip]:
    if right and abs(right) < 1e100:
        yield Slip("squared", right * right)
        yield Slip("reciprocal", 1 / right)
    if right > 0:
        yield Slip("square-root", math.sqrt(right))


def _factors(right: Scalar) -> Iterator[Slip]:
    """Constant factors that people lose or add; each way round."""
    for code, factor in _CONSTANTS:
        yield Slip(code, right * factor)
        yield Slip(code, right / factor)
    for power in range(1, 13):
        for way in (10.0**power, 10.0**-power):
            yield Slip("order-of-magnitude", right * way, {"power": round(math.log10(way))})


_CONSTANTS = (
    ("off-by-two", 2.0),
    ("factor-two-pi", 2 * math.pi),
    ("factor-root-two", math.sqrt(2)),
    ("factor-pi", math.pi),
    ("wrong-logarithm", math.log(2)),
    ("wrong-logarithm", math.log(10)),
    ("wrong-logarithm", math.log2(10)),
)


def recognise(
    given: Scalar, candidates: Iterator[Slip], fits: Callable[[Scalar, Scalar], bool]
) -> Iterator[Slip]:
    """The slips whose value ``given`` fits, each code once, the most telling first."""
    seen: set[str] = set()
    for slip in candidates:
        if slip.code not in seen and fits(given, slip.value):
            seen.add(slip.code)
            yield slip
