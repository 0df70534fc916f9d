"""The life of a task on a clock that the test turns, without any client: status, queue, ends, restarts."""

from __future__ import annotations

import json

import pytest

from gangway import devices
from gangway.cloud import accounts
from gangway.cloud.clock import LONGEST_CLOSED, Clock
from gangway.cloud.conductor import MOST_STARTS
from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.errors import ServiceError
from gangway.cloud.runner import Inline
from gangway.cloud.storage import Storage
from gangway.cloud.store import Store

from .clocked import GARNET, SEEDS, SUNDAY_NOON, SV1, Cloud, Time, result


def test_a_task_goes_through_every_status_with_a_falling_position():
    cloud = Cloud()
    seen = cloud.walk(cloud.create(), 0.4)
    assert list(dict.fromkeys(status for status, _ in seen)) == ["CREATED", "QUEUED", "RUNNING", "COMPLETED"]
    positions = [int(position) for status, position in seen if status == "QUEUED"]
    assert positions == sorted(positions, reverse=True)
    assert positions[0] > positions[-1] >= 1
    assert all(position == "None" for status, position in seen if status in ("RUNNING", "COMPLETED"))


def test_without_waiting_a_task_is_done_at_its_first_poll():
    cloud = Cloud(scale=0.0)
    assert [status for status, _ in cloud.walk(cloud.create(), 0)] == ["COMPLETED"]


def test_a_closed_window_is_waited_for():
    cloud = Cloud(Time(SUNDAY_NOON))
    arn = cloud.create()
    cloud.time.now += 11 * 3600
    assert cloud.get(arn)["status"] == "QUEUED"
    cloud.time.now += 3600 + 600
    assert cloud.get(arn)["status"] == "COMPLETED"


def test_where_time_runs_fast_a_closed_window_is_soon_over():
    cloud = Cloud(Time(SUNDAY_NOON), scale=0.01)
    arn = cloud.create()
    cloud.time.now += LONGEST_CLOSED + 0.01 * 600
    assert cloud.get(arn)["status"] == "COMPLETED"


def test_tasks_wait_for_those_before_them_on_a_qpu_and_not_on_a_simulator():
    clock = Clock(1.0, Time())
    garnet, sv1 = devices.device("Garnet"), devices.device("SV1")
    assert clock.slot(garnet, 7, ahead=3).starts_at > clock.slot(garnet, 7).starts_at
    cloud = Cloud(region="us-east-1")
    arns = [cloud.create(SV1, token=str(number)) for number in range(20)]
    cloud.time.now += 5
    assert {cloud.get(arn)["status"] for arn in arns} == {"COMPLETED"}
    assert sv1.paradigm == "simulator"


def test_a_failure_has_its_reason_and_costs_nothing():
    def fails(work):
        raise Failed("the ions were lost")

    cloud = Cloud(scale=0.0, run=fails)
    cloud("CreateSpendingLimit", clientToken="l", deviceArn=GARNET, spendingLimit="1.00")
    found = cloud.get(cloud.create())
    assert (found["status"], found["failureReason"]) == ("FAILED", "the ions were lost")
    (limit,) = cloud("SearchSpendingLimits")["spendingLimits"]
    assert (limit["queuedSpend"], limit["totalSpend"]) == ("0.00", "0.00")


def test_whatever_stops_a_simulation_is_told():
    def breaks(work):
        raise MemoryError("no room")

    cloud = Cloud(scale=0.0, run=breaks)
    assert "MemoryError: no room" in cloud.get(cloud.create())["failureReason"]


def test_a_bucket_that_was_deleted_meanwhile_is_a_failure():
    cloud = Cloud(scale=0.0)
    arn = cloud.create()
    Storage._s3(cloud.account).delete_bucket("results")
    assert "bucket" in cloud.get(arn)["failureReason"]


def test_a_full_disk_is_a_failure_with_its_reason(tmp_path, monkeypatch):
    def full(file, text):
        raise OSError(28, "No space left on device")

    cloud = Cloud(scale=0.0, storage=Storage(tmp_path))
    arn = cloud.create()
    monkeypatch.setattr("gangway.cloud.kept._write", full)
    assert "No space left on device" in cloud.get(arn)["failureReason"]


def test_a_full_disk_under_the_store_is_an_internal_error(monkeypatch):
    from sqlalchemy.exc import OperationalError

    cloud = Cloud(scale=0.0)

    def full(*_):
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(cloud.service.store, "session", full)
    with pytest.raises(ServiceError, match="database or disk is full") as caught:
        cloud.create()
    assert caught.value.code == "InternalServiceException"


def test_a_running_task_can_be_cancelled_and_a_result_that_comes_later_is_dropped():
    def cancelled_meanwhile(work):
        cloud("CancelQuantumTask", quantumTaskArn=arn, clientToken="c")
        return result(work)

    cloud = Cloud(run=cancelled_meanwhile)
    arn = cloud.create()
    cloud.time.now += 600
    found = cloud.get(arn)
    assert found["status"] == "CANCELLED"
    assert not cloud.service.storage.text(
        cloud.account, "results", found["outputS3Directory"] + "/results.json"
    )


def test_cancelling_in_the_queue():
    cloud = Cloud()
    arn = cloud.create()
    cloud.time.now += 1
    assert cloud.get(arn)["status"] == "QUEUED"
    cloud("CancelQuantumTask", quantumTaskArn=arn, clientToken="c")
    cloud.time.now += 3600
    found = cloud.get(arn)
    assert found["status"] == "CANCELLED"
    assert "numSuccessfulShots" not in found


def test_a_rejected_program_makes_no_task():
    def rejects(work):
        raise Rejected("line 3, column 5: no gate 'foo'")

    cloud = Cloud(scale=0.0)
    cloud.service.runner = Inline(result, rejects)
    with pytest.raises(ServiceError, match="line 3, column 5") as caught:
        cloud.create()
    assert caught.value.code == "ValidationException"
    assert cloud("SearchQuantumTasks", filters=[])["quantumTasks"] == []


def test_seeds_follow_from_the_program_and_not_from_the_order():
    def seeds(order):
        cloud = Cloud(scale=0.0)
        SEEDS.clear()
        found = {}
        for token, shots in enumerate(order):
            cloud.get(cloud.create(token=str(token), shots=shots))
            found.setdefault(shots, []).append(SEEDS[-1])
        return found

    assert seeds([10, 20, 10]) == seeds([20, 10, 10])
    assert len(set(seeds([10, 10, 10])[10])) == 3


# --- restarts ----------------------------------------------------------------------------------------------


def again(cloud, tmp_path, run=result):
    """The cloud after its process was killed: the same files, everything else new."""
    return Cloud(cloud.time, run=run, store=Store(tmp_path / "cloud.sqlite"), storage=Storage(tmp_path / "r"))


@pytest.fixture
def kept(tmp_path):
    return Cloud(store=Store(tmp_path / "cloud.sqlite"), storage=Storage(tmp_path / "r"))


def test_everything_is_there_after_a_restart(kept, tmp_path):
    kept("CreateSpendingLimit", clientToken="l", deviceArn=GARNET, spendingLimit="9.00")
    done = kept.create(token="1", tags={"a": "b"})
    kept.time.now += 600
    before = kept.get(done)
    waiting = kept.create(token="2")

    cloud = again(kept, tmp_path)
    assert cloud.get(done) == before
    assert cloud("SearchSpendingLimits")["spendingLimits"][0]["totalSpend"] == "0.31"
    key = before["outputS3Directory"] + "/results.json"
    stored = json.loads(cloud.service.storage.text(cloud.account, "results", key))
    assert stored["taskMetadata"]["id"] == done
    assert cloud.get(waiting)["status"] in ("CREATED", "QUEUED")
    cloud.time.now += 600
    assert cloud.get(waiting)["status"] == "COMPLETED"
    assert cloud.create(token="2") == waiting, "a token is remembered too"


def test_a_task_that_was_running_when_the_process_was_killed_is_retried(kept, tmp_path):
    def killed(work):
        raise KeyboardInterrupt

    kept.service.runner._run = killed
    arn = kept.create()
    kept.time.now += 600
    with pytest.raises(KeyboardInterrupt):
        kept.get(arn)
    cloud = again(kept, tmp_path)
    assert cloud.get(arn)["status"] == "COMPLETED"


def test_a_task_that_kills_the_process_each_time_is_given_up(kept, tmp_path):
    def killed(work):
        raise KeyboardInterrupt

    arn = kept.create()
    kept.time.now += 600
    for _ in range(MOST_STARTS):
        kept = again(kept, tmp_path, killed)
        with pytest.raises(KeyboardInterrupt):
            kept.get(arn)
    found = again(kept, tmp_path).get(arn)
    assert found["status"] == "FAILED"
    assert f"{MOST_STARTS} times" in found["failureReason"]


def test_reset_forgets_everything_but_accounts():
    cloud = Cloud(scale=0.0)
    arn = cloud.create()
    cloud.get(arn)
    cloud.service.reset()
    with pytest.raises(ServiceError, match="no quantum task"):
        cloud.get(arn)
    assert [each.name for each in accounts.everyone(cloud.service.store)] == ["you"]
    assert not cloud.service.storage.has(cloud.account, "results")


def test_the_simulators_bill_has_its_minimum():
    from gangway.cloud.controls import bill

    cloud = Cloud(scale=0.0, region="us-east-1")
    cloud.get(cloud.create(SV1))
    (row,) = bill(cloud.service, cloud.account)
    assert row["dollars"] == pytest.approx(6.0 / 60 * 0.075)
    assert (row["device"], row["tasks"], row["shots"]) == ("SV1", 1, 10)


def test_nobody_sees_another_accounts_tasks():
    cloud = Cloud(scale=0.0)
    arn = cloud.create()
    cloud.account = accounts.add(cloud.service.store, "other").id
    assert cloud("SearchQuantumTasks", filters=[])["quantumTasks"] == []
    for operation, more in (("GetQuantumTask", {}), ("CancelQuantumTask", {"clientToken": "c"})):
        with pytest.raises(ServiceError) as caught:
            cloud(operation, quantumTaskArn=arn, **more)
        assert caught.value.code == "AccessDeniedException"
    with pytest.raises(ServiceError, match="another account"):
        cloud.create()  # the bucket is the first account's


@pytest.mark.parametrize("name", ["", "two words", "a/b", "x\n", "..", "x" * 41])
def test_bad_account_names(name):
    with pytest.raises(ValueError, match="letters"):
        accounts.add(Store(), name)


def test_a_name_is_taken_once():
    store = Store()
    accounts.add(store, "ada")
    with pytest.raises(accounts.NameTaken, match="ada"):
        accounts.add(store, "ada")
