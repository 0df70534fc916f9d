"""The running case: the same data from its seed on any machine, and labelled for what it is."""

import hashlib

import numpy as np
import pytest

from gangway.cases import daejeon
from gangway.cases.daejeon import DISTRICTS, network

#: What the generator gave when the lessons were written; other data would make their numbers wrong.
DIGEST = "3f628bb68d6ef109"


def test_the_data_are_the_same_from_their_seed_on_any_machine():
    made = network(jobs=40, vans=5, seed=2026)
    told = repr([(place.name, place.east, place.north) for place in (*made.vans, *made.jobs)])
    told += repr(made.minutes_between.tolist()) + repr(made.minutes_to_base.tolist())
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == DIGEST


def test_a_larger_network_begins_with_the_smaller_one():
    small, large = network(jobs=4, vans=2), network(jobs=12, vans=4)
    assert large.jobs[:4] == small.jobs
    assert large.vans[:2] == small.vans
    assert np.array_equal(large.minutes_between[:4, :4], small.minutes_between)


def test_driving_times_are_what_the_module_says():
    made = network(jobs=8, vans=3, seed=5)
    assert np.array_equal(made.minutes_between, made.minutes_between.T)
    assert not made.minutes_between.diagonal().any()
    one, other = made.jobs[:2]
    by_air = np.hypot(one.east - other.east, one.north - other.north)
    assert made.minutes_between[0, 1] == round(by_air * daejeon.DETOUR / daejeon.SPEED * 60)
    assert made.minutes_to_base[2, 1] == 2 * daejeon.minutes(made.jobs[2], made.vans[1])


def test_every_district_is_served_and_every_place_lies_in_its_own():
    made = network(jobs=15, vans=5)
    assert {job.district for job in made.jobs} == set(DISTRICTS) == {van.district for van in made.vans}
    for place in made.jobs:
        east, north = DISTRICTS[place.district]
        assert max(abs(place.east - east), abs(place.north - north)) <= daejeon.SPREAD


def test_another_seed_gives_other_data():
    assert network(seed=1).jobs != network(seed=2).jobs


@pytest.mark.parametrize(("jobs", "vans"), [(0, 2), (4, 0), (4, 6)])
def test_numbers_out_of_range_are_refused_with_both_named(jobs, vans):
    with pytest.raises(ValueError, match=f"{jobs} and {vans}"):
        network(jobs=jobs, vans=vans)
