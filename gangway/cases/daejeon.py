"""A delivery and service network in Daejeon's five districts: illustrative data, the same from its seed.

The five districts (gu) are real: Dong, Jung, Seo, Yuseong and Daedeok. Nothing else is. Their places on the
plane, the customers, the vans' bases and the driving times come from this generator, which was written so
that small cases can be solved exactly and large ones strain exact methods. No decision about the real city
can be based on them.

Driving time is distance by air, times a detour, over a speed, in whole minutes:
``DETOUR`` and ``SPEED`` are round numbers chosen for a city, not measured ones.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

#: Where each district's middle lies here, in km east and north of the network's centre (illustrative).
DISTRICTS = {
    "Dong": (5.0, -1.0),
    "Jung": (1.0, -3.5),
    "Seo": (-3.5, -2.5),
    "Yuseong": (-6.0, 3.0),
    "Daedeok": (2.5, 5.0),
}
#: Customers lie within so many km of their district's middle, in each direction.
SPREAD = 2.0
#: Kilometres of road for each kilometre by air, and kilometres an hour.
DETOUR, SPEED = 1.3, 24.0


@dataclass(frozen=True)
class Place:
    """A place: its district, and its position in km east and north of the network's centre."""

    name: str
    district: str
    east: float
    north: float


@dataclass(frozen=True)
class Network:
    """Vans at their bases, and jobs to be visited."""

    vans: tuple[Place, ...]
    jobs: tuple[Place, ...]
    seed: int

    @cached_property
    def minutes_to_base(self) -> np.ndarray:
        """Driving minutes from each job to each van's base and back, integers of shape (jobs, vans)."""
        return np.array([[2 * minutes(job, van) for van in self.vans] for job in self.jobs])

    @cached_property
    def minutes_between(self) -> np.ndarray:
        """Driving minutes between jobs, integers of shape (jobs, jobs), symmetric, 0 on the diagonal."""
        return np.array([[minutes(one, other) for other in self.jobs] for one in self.jobs])


def network(jobs: int = 4, vans: int = 2, seed: int = 2026) -> Network:
    """A network of so many jobs and vans; a larger one from the same seed begins with the smaller one's.

    Args:
        jobs: how many customers wait to be visited, 1 or more. They go round the districts.
        vans: how many vans there are, from 1 to 5, each based in another district.
        seed: draws the positions. The same seed gives the same data on any machine.

    Raises:
        ValueError: a number is out of range.
    """
    if jobs < 1 or not 1 <= vans <= len(DISTRICTS):
        raise ValueError(
            f"a network has 1 or more jobs and 1 to {len(DISTRICTS)} vans; {jobs} and {vans} given"
        )
    names = list(DISTRICTS)
    draw = random.Random(f"bases {seed}").random  # noqa: S311 (illustrative data, no secret)
    bases = [_place(f"van {number}", names[(2 * number) % len(names)], draw) for number in range(vans)]
    draw = random.Random(f"jobs {seed}").random  # noqa: S311
    wanted = [_place(f"job {number}", names[number % len(names)], draw) for number in range(jobs)]
    return Network(tuple(bases), tuple(wanted), seed)


def minutes(one: Place, other: Place) -> int:
    """Driving minutes between two places, rounded to whole ones."""
    distance = math.hypot(one.east - other.east, one.north - other.north)
    return round(DETOUR * distance / SPEED * 60)


def _place(name: str, district: str, draw: Callable[[], float]) -> Place:
    east, north = DISTRICTS[district]
    return Place(name, district, _near(east, draw), _near(north, draw))


def _near(middle: float, draw: Callable[[], float]) -> float:
    """A coordinate within the spread of the middle, to 100 m."""
    return round(middle + SPREAD * (2 * draw() - 1), 1)
