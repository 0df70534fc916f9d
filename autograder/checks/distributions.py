"""Counts against a distribution, where chance is part of the answer.

Each check states its false-rejection probability (by default one in a million for its whole verdict,
computed exactly: see :mod:`autograder.checks.acceptance`) and refuses counts of so few shots that it could
not see an error of size ``resolution`` with 99 % power. An exercise that uses several checks shares the
million out: pass each ``false_rejection=1e-6 / how_many``.

Counts are in Braket's order: qubit 0 is the leftmost character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations, product

import numpy as np

from autograder.answers import Counts
from autograder.checks.acceptance import Region, possible, region, shots_needed
from autograder.checks.pictures import shares
from autograder.findings import FALLBACK, LIKELY, PLAUSIBLE, Finding, Picture

Probabilities = Mapping[str, float]

FALSE_REJECTION = 1e-6
#: By default a check asks for shots enough to see an error of this size in an outcome's probability.
RESOLUTION = 0.2
#: Widest counts whose qubit permutations (all of them) and bit flips are tried as explanations.
MOST_PERMUTED, MOST_FLIPPED = 6, 8


def close_to(
    counts: Counts,
    expected: Probabilities,
    *,
    false_rejection: float = FALSE_REJECTION,
    resolution: float = RESOLUTION,
    misconceptions: Mapping[str, Probabilities] | None = None,
) -> Iterator[Finding]:
    """The counts could have been drawn from ``expected``.

    Args:
        counts: the answer.
        expected: the probability of each bitstring; those left out are impossible.
        false_rejection: the probability that right counts are refused, at most.
        resolution: the error in an outcome's probability that the shots must suffice to see with 99 % power.
        misconceptions: by finding code, distributions that a named mistake gives.

    Finds ``wrong-width``, ``bit-order-reversed``, ``qubits-relabelled``, ``bits-flipped``,
    ``uniform-outcomes``, ``impossible-outcome``, ``not-this-distribution`` and ``too-few-shots``.
    """
    width = len(next(iter(expected)))
    if counts.width != width:
        yield Finding("wrong-width", {"given": counts.width, "expected": width}, rank=LIKELY)
    elif not consistent(counts, expected, false_rejection):
        yield _named(counts, expected, false_rejection, misconceptions or {})
    elif (smallest := region(expected, counts.shots, false_rejection).smallest_error()) > resolution:
        needed = shots_needed(expected, resolution, false_rejection)
        values = {"shots": counts.shots, "needed": _rounded_up(needed), "error": f"{100 * smallest:.0f}"}
        yield Finding("too-few-shots", values, rank=PLAUSIBLE)


def marginals(
    counts: Counts,
    ones: Mapping[int, float],
    *,
    false_rejection: float = FALSE_REJECTION,
    resolution: float = RESOLUTION,
) -> Iterator[Finding]:
    """Each qubit of ``ones`` gives 1 with its probability, whatever the others do.

    Finds ``wrong-marginal`` (which qubit), ``bit-order-reversed``, ``too-few-shots``.
    """
    if too_narrow := list(_too_narrow(counts, ones)):
        yield from too_narrow
        return
    each = false_rejection / len(ones)
    wrong = [
        qubit for qubit, share in ones.items() if not consistent(of(counts, [qubit]), _coin(share), each)
    ]
    if wrong and _reversed_fits(counts, ones, each):
        yield Finding("bit-order-reversed", {}, rank=LIKELY)
    elif wrong:
        share = of(counts, wrong[:1]).counts.get("1", 0) / counts.shots
        yield Finding("wrong-marginal", {"qubit": wrong[0], "given": _percent(share)}, rank=PLAUSIBLE)
    else:
        yield from _first(
            close_to(of(counts, [qubit]), _coin(share), false_rejection=each, resolution=resolution)
            for qubit, share in ones.items()
        )


def correlator(
    counts: Counts,
    qubits: Sequence[int],
    expected: float,
    *,
    false_rejection: float = FALSE_REJECTION,
    resolution: float = RESOLUTION,
) -> Iterator[Finding]:
    """The mean of the product of ``qubits``' signs (0 counts as +1, 1 as −1) could be ``expected``.

    Finds ``opposite-correlation``, ``no-correlation``, ``wrong-correlation``, ``too-few-shots``.
    """
    if too_narrow := list(_too_narrow(counts, qubits)):
        yield from too_narrow
        return
    parity = _parity(counts, qubits)
    if consistent(parity, _coin((1 - expected) / 2), false_rejection):
        yield from close_to(
            parity, _coin((1 - expected) / 2), false_rejection=false_rejection, resolution=resolution
        )
        return
    given = 1 - 2 * parity.counts.get("1", 0) / parity.shots
    values = {"qubits": ", ".join(map(str, qubits)), "given": f"{given:+.3f}"}
    if consistent(parity, _coin((1 + expected) / 2), false_rejection):
        yield Finding("opposite-correlation", values, rank=LIKELY)
    elif consistent(parity, _coin(0.5), false_rejection):
        yield Finding("no-correlation", values, rank=LIKELY)
    else:
        yield Finding("wrong-correlation", values, rank=PLAUSIBLE)


def conditional(
    counts: Counts,
    given: Mapping[int, int],
    expected: Probabilities,
    *,
    false_rejection: float = FALSE_REJECTION,
    resolution: float = RESOLUTION,
) -> Iterator[Finding]:
    """Among the shots in which the qubits of ``given`` have its values, the others follow ``expected``.

    The test is exact for the number of such shots, whatever it is. Finds what :func:`close_to` finds, and
    ``condition-never-met``.
    """
    if too_narrow := list(_too_narrow(counts, given)):
        yield from too_narrow
        return
    rest = [qubit for qubit in range(counts.width) if qubit not in given]
    met = {key: n for key, n in counts.counts.items() if all(key[q] == str(v) for q, v in given.items())}
    kept = of(Counts(met, counts.order), rest) if sum(met.values()) else None
    if kept is None:
        told = ", ".join(f"qubit {qubit} is {value}" for qubit, value in given.items())
        yield Finding("condition-never-met", {"condition": told}, rank=LIKELY)
    else:
        yield from close_to(kept, expected, false_rejection=false_rejection, resolution=resolution)


def total(counts: Counts, shots: int) -> Iterator[Finding]:
    """There are exactly ``shots`` shots. Finds ``wrong-number-of-shots``."""
    if counts.shots != shots:
        yield Finding("wrong-number-of-shots", {"given": counts.shots, "expected": shots}, rank=PLAUSIBLE)


def consistent(counts: Counts, expected: Probabilities, false_rejection: float = FALSE_REJECTION) -> bool:
    """Whether counts lie in the acceptance region of a distribution."""
    likely = possible(expected)
    if any(count and key not in likely for key, count in counts.counts.items()):
        return False
    drawn = np.array([counts.counts.get(key, 0) for key in likely])
    return region(expected, counts.shots, false_rejection).accepts(drawn)


def of(counts: Counts, qubits: Sequence[int]) -> Counts:
    """The counts of some qubits, in the order given, whatever the others read."""
    summed: dict[str, int] = {}
    for key, count in counts.counts.items():
        kept = "".join(key[qubit] for qubit in qubits)
        summed[kept] = summed.get(kept, 0) + count
    return Counts(summed, counts.order)


def power_note(expected: Probabilities, shots: int, false_rejection: float = FALSE_REJECTION) -> str:
    """A sentence for authors: what the check of so many shots refuses wrongly and what it surely catches."""
    accepted: Region = region(expected, shots, false_rejection)
    return (
        f"{shots} shots of {len(accepted.probabilities)} outcomes: right counts are refused with probability "
        f"{accepted.computed_false_rejection:.2g} at most; an outcome whose probability is off by "
        f"{accepted.smallest_error():.3g} is caught with 99 % power."
    )


def _named(
    counts: Counts,
    expected: Probabilities,
    false_rejection: float,
    misconceptions: Mapping[str, Probabilities],
) -> Finding:
    """The likeliest explanation of counts that are not drawn from ``expected``."""
    picture = _bars(counts, expected)
    for code, values, candidate in _explanations(counts, expected, misconceptions):
        if consistent(counts, candidate, false_rejection):
            return Finding(code, values, rank=LIKELY, picture=picture)
    likely = possible(expected)
    strange = {key: count for key, count in counts.counts.items() if count and key not in likely}
    if strange:
        most = max(sorted(strange), key=strange.__getitem__)
        shown = {"outcome": most, "given": strange[most], "all": sum(strange.values()), "shots": counts.shots}
        return Finding("impossible-outcome", shown, rank=PLAUSIBLE, picture=picture)
    worst = _furthest(counts, likely)
    share = counts.counts.get(worst, 0) / counts.shots
    values = {"outcome": worst, "given": _percent(share), "shots": counts.shots}
    return Finding("not-this-distribution", values, rank=FALLBACK, picture=picture)


def _explanations(
    counts: Counts, expected: Probabilities, misconceptions: Mapping[str, Probabilities]
) -> Iterator[tuple[str, dict[str, object], Probabilities]]:
    """Distributions that named mistakes give, the likeliest first; of each family the best-fitting member."""
    width = counts.width
    for code, candidate in misconceptions.items():
        yield code, {}, candidate
    if width > 1:
        yield "bit-order-reversed", {}, _permuted(expected, tuple(reversed(range(width))))
    if 1 < width <= MOST_PERMUTED:
        order = min(permutations(range(width)), key=lambda order: _apart(counts, _permuted(expected, order)))
        yield "qubits-relabelled", {}, _permuted(expected, order)
    if width <= MOST_FLIPPED:
        mask = min(product((0, 1), repeat=width), key=lambda mask: _apart(counts, _flipped(expected, mask)))
        flipped = ", ".join(str(qubit) for qubit, flip in enumerate(mask) if flip)
        yield "bits-flipped", {"qubits": flipped}, _flipped(expected, mask)
        yield "uniform-outcomes", {}, {f"{i:0{width}b}": 1 / 2**width for i in range(2**width)}


def _permuted(expected: Probabilities, order: Sequence[int]) -> dict[str, float]:
    return {"".join(key[qubit] for qubit in order): value for key, value in expected.items()}


def _flipped(expected: Probabilities, mask: Sequence[int]) -> dict[str, float]:
    return {
        "".join(str(int(bit) ^ flip) for bit, flip in zip(key, mask, strict=True)): value
        for key, value in expected.items()
    }


def _apart(counts: Counts, expected: Probabilities) -> float:
    keys = counts.counts.keys() | expected.keys()
    return sum(abs(counts.counts.get(key, 0) / counts.shots - expected.get(key, 0.0)) for key in keys)


def _furthest(counts: Counts, likely: Probabilities) -> str:
    """The outcome whose count is the most standard deviations away from what is expected."""

    def surprise(key: str) -> float:
        p, n = likely[key], counts.shots
        return abs(counts.counts.get(key, 0) - n * p) / (n * p * (1 - p) + 1e-9) ** 0.5

    return max(likely, key=surprise)


def _too_narrow(counts: Counts, qubits: Iterable[int]) -> Iterator[Finding]:
    """The counts lack a qubit that the check is about."""
    if counts.width <= (last := max(qubits)):
        yield Finding("wrong-width", {"given": counts.width, "expected": last + 1}, rank=LIKELY)


def _coin(ones: float) -> dict[str, float]:
    """The distribution of one bit; rounding at the ends of the range is forgiven."""
    ones = min(1.0, max(0.0, ones))
    return {"0": 1 - ones, "1": ones}


def _parity(counts: Counts, qubits: Sequence[int]) -> Counts:
    odd = sum(n for key, n in counts.counts.items() if sum(key[qubit] == "1" for qubit in qubits) % 2)
    return Counts({"0": counts.shots - odd, "1": odd}, counts.order)


def _reversed_fits(counts: Counts, ones: Mapping[int, float], false_rejection: float) -> bool:
    last = counts.width - 1
    return all(
        consistent(of(counts, [last - qubit]), _coin(share), false_rejection) for qubit, share in ones.items()
    )


def _first(checks: Iterator[Iterator[Finding]]) -> Iterator[Finding]:
    """The first finding of several checks that would say the same."""
    for check in checks:
        for finding in check:
            yield finding
            return


def _bars(counts: Counts, expected: Probabilities) -> Picture:
    """Measured shares beside asked-for ones."""
    measured = {key: count / counts.shots for key, count in counts.counts.items()}
    return shares(
        measured, expected, f"Shares of {counts.shots} shots beside what was asked for.", said=" came"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g}"


def _rounded_up(shots: int) -> int:
    """A number of shots that a person would ask for, not fewer than needed."""
    step = 10 ** max(0, len(str(shots)) - 2)
    return -(-shots // step) * step
