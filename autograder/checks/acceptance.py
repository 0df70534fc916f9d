"""The region of counts that a statistical check accepts, with its error probabilities computed exactly.

Counts of n independent shots against probabilities p are accepted when every outcome's count lies in an
interval of its binomial distribution, and the relative entropy between the measured shares and p is small.
The false-rejection probability of the whole verdict is bounded by the sum of the parts' (union bound):
the intervals' tails are exact binomial sums, the relative entropy's is bounded for every n and p by

    P(D(p̂‖p) ≥ ε) ≤ exp(−nε) (e n ε / (k−1))^(k−1)   for nε > k−1

(R. Agrawal, "Finite-sample concentration of the multinomial in relative entropy", IEEE Trans. Inf. Theory
66 (2020) 6297). Nothing is estimated or asymptotic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Probabilities = Mapping[str, float]

#: Probabilities below this are rounding noise of a simulator and stand for "impossible".
IMPOSSIBLE = 1e-12


@dataclass(frozen=True)
class Region:
    """The counts of ``shots`` shots that are accepted as drawn from ``probabilities``.

    ``false_rejection`` is the most that the whole verdict may err by; :attr:`computed_false_rejection` is
    what it errs by at most as computed for this very case.
    """

    probabilities: tuple[float, ...]
    shots: int
    false_rejection: float

    @cached_property
    def _share(self) -> float:
        """The false rejection that each outcome's interval may spend."""
        cells = len(self.probabilities)
        return self.false_rejection if cells <= 2 else self.false_rejection / (2 * cells)

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The smallest and the largest accepted count of each outcome."""
        from scipy.stats import binom

        p, tail = np.array(self.probabilities), self._share / 2
        return binom.ppf(tail, self.shots, p).astype(int), binom.isf(tail, self.shots, p).astype(int)

    @cached_property
    def entropy_bound(self) -> float:
        """The largest accepted n·D(p̂‖p), in nats; infinite for two outcomes, which the intervals settle."""
        free = len(self.probabilities) - 1
        if free <= 1:
            return math.inf
        target = math.log(self.false_rejection / 2)
        low, high = float(free), float(free) + 1
        while _log_tail(high, free) > target:
            high *= 2
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if _log_tail(middle, free) > target else (low, middle)
        return high

    @cached_property
    def computed_false_rejection(self) -> float:
        """An upper bound, computed for this case, on the probability that right counts are refused."""
        from scipy.stats import binom

        (low, high), p = self.bounds, np.array(self.probabilities)
        tails = binom.cdf(low - 1, self.shots, p) + binom.sf(high, self.shots, p)
        if len(p) <= 2:  # the counts add up to the shots, so that both outcomes ask the same question
            return float(tails.max(initial=0.0))
        return float(tails.sum()) + math.exp(_log_tail(self.entropy_bound, len(p) - 1))

    def accepts(self, counts: np.ndarray) -> bool:
        """Whether counts of these outcomes, in their order, lie in the region."""
        low, high = self.bounds
        inside = bool(np.all((low <= counts) & (counts <= high)))
        return inside and self.entropy(counts) <= self.entropy_bound

    def entropy(self, counts: np.ndarray) -> float:
        """n·D(p̂‖p) of counts, in nats."""
        seen = counts > 0
        share = counts[seen] / self.shots
        return float(np.sum(counts[seen] * np.log(share / np.array(self.probabilities)[seen])))

    def power(self, error: float) -> float:
        """The least probability of refusing a source of which one outcome's probability is ``error`` off.

        Exact binomial tails of that outcome alone, minimised over the outcomes and both signs; the other
        tests of the region can only add to it. 1 where no probability can be that far off.
        """
        from scipy.stats import binom

        (low, high), p = self.bounds, np.array(self.probabilities)
        missed = [0.0]
        for shifted in (p + error, p - error):
            possible = (shifted >= 0) & (shifted <= 1)
            q, at_least, at_most = shifted[possible], low[possible], high[possible]
            missed.extend(binom.cdf(at_most, self.shots, q) - binom.cdf(at_least - 1, self.shots, q))
        return 1 - float(max(missed))

    def smallest_error(self, power: float = 0.99) -> float:
        """The smallest error in an outcome's probability that is caught with probability ``power``."""
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if self.power(middle) >= power else (middle, high)
        return high


def region(expected: Probabilities, shots: int, false_rejection: float = 1e-6) -> Region:
    """The region for counts of ``expected``'s possible outcomes, in ascending order of the bitstrings."""
    return Region(tuple(possible(expected).values()), shots, false_rejection)


def possible(expected: Probabilities) -> dict[str, float]:
    """The outcomes that can happen, ascending, with probabilities that add up to one.

    Raises:
        ValueError: the probabilities are not a distribution.
    """
    if not expected or min(expected.values()) < -IMPOSSIBLE or abs(math.fsum(expected.values()) - 1) > 1e-6:
        raise ValueError("expected probabilities must not be negative and must add up to 1")
    kept = {key: expected[key] for key in sorted(expected) if expected[key] > IMPOSSIBLE}
    total = math.fsum(kept.values())
    return {key: value / total for key, value in kept.items()}


def shots_needed(
    expected: Probabilities, error: float, false_rejection: float = 1e-6, power: float = 0.99
) -> int:
    """The fewest shots, to one per cent, with which an error of that size is caught with that power."""
    low, high = 1, 2
    while region(expected, high, false_rejection).smallest_error(power) > error:
        low, high = high, high * 2
    while high - low > max(1, high // 100):
        middle = (low + high) // 2
        caught = region(expected, middle, false_rejection).smallest_error(power) <= error
        low, high = (low, middle) if caught else (middle, high)
    return high


def _log_tail(entropy: float, free: int) -> float:
    """The logarithm of the bound on P(n·D ≥ entropy), for ``free`` degrees of freedom."""
    return -entropy + free * (1 + math.log(entropy / free))
