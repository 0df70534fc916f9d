"""Spending limits: periods, amounts, who may have one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gangway.cloud.errors import ServiceError

from .clocked import GARNET, MONDAY_NOON, SV1, Cloud


def limited(amount="1.00", **more):
    cloud = Cloud()
    made = cloud("CreateSpendingLimit", clientToken="l", deviceArn=GARNET, spendingLimit=amount, **more)
    return cloud, made["spendingLimitArn"]


def period(start, end):
    return {"timePeriod": {"startAt": _time(MONDAY_NOON + start), "endAt": _time(MONDAY_NOON + end)}}


def _time(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def spend(cloud):
    (found,) = cloud("SearchSpendingLimits")["spendingLimits"]
    return found["queuedSpend"], found["totalSpend"]


def refusal(call, *arguments, **options):
    with pytest.raises(ServiceError) as caught:
        call(*arguments, **options)
    return caught.value


def test_queued_spend_becomes_total_spend_when_the_task_completes():
    cloud, _ = limited()
    arn = cloud.create(shots=100)  # 0.30 + 100 × 0.00145
    assert spend(cloud) == ("0.44", "0.00") or spend(cloud) == ("0.45", "0.00")
    cloud.time.now += 600
    cloud.get(arn)
    queued, total = spend(cloud)
    assert (queued, total in ("0.44", "0.45")) == ("0.00", True)


def test_exactly_at_the_limit_is_within_it():
    cloud, _ = limited("0.59")
    cloud.create(shots=200)  # 0.30 + 0.29
    error = refusal(cloud.create, token="two", shots=1)
    assert error.code == "ValidationException"
    assert "$0.00 left" in error.message


@pytest.mark.parametrize("amount", ["xx", "-1", "nan", "inf", "1,000", "", "1e3", "$5"])
def test_an_amount_that_is_none(amount):
    cloud, arn = limited()
    calls = [
        lambda: cloud("UpdateSpendingLimit", clientToken="u", spendingLimitArn=arn, spendingLimit=amount)
    ]
    calls.append(lambda: limited(amount))
    for call in calls[not amount :]:  # an update without one leaves it as it is
        error = refusal(call)
        assert (error.code, "an amount in dollars" in error.message) == ("ValidationException", True)


@pytest.mark.parametrize(("start", "end", "holds"), [(-10, 10, True), (10, 20, False), (-20, -10, False)])
def test_a_limit_holds_in_its_period_only(start, end, holds):
    cloud, _ = limited("0.10", **period(start, end))
    if holds:
        assert "spending limit" in refusal(cloud.create).message
    else:
        assert cloud.create()


def test_a_period_that_ends_before_it_starts():
    assert "ends after it starts" in refusal(limited, "1.00", **period(10, 5)).message


def test_one_limit_a_device_and_none_on_a_simulator():
    cloud, arn = limited()
    again = {"deviceArn": GARNET, "spendingLimit": "2.00"}
    assert cloud("CreateSpendingLimit", clientToken="l", **again)["spendingLimitArn"] == arn
    assert refusal(cloud, "CreateSpendingLimit", clientToken="m", **again).code == "ConflictException"
    cloud.region = "us-east-1"
    error = refusal(cloud, "CreateSpendingLimit", clientToken="n", deviceArn=SV1, spendingLimit="1")
    assert "simulator" in error.message


def test_a_limit_is_not_lowered_below_what_is_spent():
    cloud, arn = limited()
    cloud.create(shots=200)
    error = refusal(cloud, "UpdateSpendingLimit", spendingLimitArn=arn, clientToken="u", spendingLimit="0.50")
    assert "$0.59" in error.message
    cloud("UpdateSpendingLimit", spendingLimitArn=arn, clientToken="u", spendingLimit="0.60", **period(-5, 5))
    (found,) = cloud("SearchSpendingLimits")["spendingLimits"]
    assert found["spendingLimit"] == "0.60"
    assert found["timePeriod"]["startAt"] == _time(MONDAY_NOON - 5)


def test_deleting():
    cloud, arn = limited("0.10")
    refusal(cloud.create)
    cloud("DeleteSpendingLimit", spendingLimitArn=arn)
    assert cloud.create()
    assert refusal(cloud, "DeleteSpendingLimit", spendingLimitArn=arn).code == "ResourceNotFoundException"


def test_other_filters_are_refused():
    cloud, _ = limited()
    filters = [{"name": "colour", "operator": "EQUAL", "values": ["red"]}]
    assert "deviceArn" in refusal(cloud, "SearchSpendingLimits", filters=filters).message
