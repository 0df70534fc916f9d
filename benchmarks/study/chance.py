"""What statistical checks promise: false rejection, computed and sampled, and the smallest error caught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograder.checks.acceptance import Region, region
from study.data import DISTRIBUTIONS

SHOTS = (100, 1000, 10_000)
POWER = 0.99


@dataclass(frozen=True)
class Promise:
    """One distribution at one number of shots."""

    name: str
    shots: int
    region: Region

    @property
    def false_rejection(self) -> float:
        """The computed probability that right counts are refused, at most."""
        return self.region.computed_false_rejection

    @property
    def smallest_error(self) -> float:
        """The smallest error in one outcome's probability that is caught with 99 % power; 1 if none is."""
        return self.region.smallest_error(POWER)

    def refused(self, samples: int, rng: np.random.Generator) -> int:
        """How many of so many right samples the region refuses."""
        drawn = rng.multinomial(self.shots, self.region.probabilities, size=samples)
        return sum(not self.region.accepts(counts) for counts in drawn)


def promises() -> Iterator[Promise]:
    """Every distribution of the study at every number of shots."""
    for name, wanted in DISTRIBUTIONS.items():
        for shots in SHOTS:
            yield Promise(name, shots, region(wanted, shots))
