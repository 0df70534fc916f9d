"""Worker processes: several at once, replaced when they die, and no task lost."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest

from gangway.cloud.engine.errors import Failed, Rejected
from gangway.cloud.engine.run import run
from gangway.cloud.runner import Inline, Work
from gangway.cloud.workers import Workers, runner

pytestmark = pytest.mark.server


def work(*gates: str, slug: str = "garnet", shots: int = 100, seed: int = 1, qubits: int = 2) -> Work:
    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    source = "\n".join([f"bit[{qubits}] b;", f"qubit[{qubits}] q;", *gates, "b = measure q;"])
    action = json.dumps({"braketSchemaHeader": header, "source": source, "inputs": {}})
    return Work(slug, None, action, shots, "{}", seed)


BELL = ("h q[0];", "cnot q[0], q[1];")
#: Some seconds of noisy samples, so that there is time to interfere.
LONG = work(*(f"rx(0.{i + 1}) q[{i % 14}];\ncnot q[{i % 14}], q[{(i + 1) % 14}];" for i in range(60)),
            slug="cepheus-1-108q", shots=500, qubits=14)  # fmt: skip


@pytest.fixture(scope="module")
def workers():
    pool = Workers(2, warm=False)
    yield pool
    pool.close()


def wait_until(true, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def test_a_worker_gives_what_this_process_gives(workers):
    given = work(*BELL)
    here = run(given.slug, given.variant, given.action, given.shots, given.device_parameters, given.seed)

    assert workers.submit(given).result(timeout=120) == here


def test_many_tasks_come_back_each_with_its_own_result(workers):
    futures = [workers.submit(work(*BELL, seed=seed)) for seed in range(20)]

    results = [future.result(timeout=120) for future in futures]

    assert len(set(results)) == 20
    assert workers.submit(work(*BELL, seed=7)).result(timeout=120) == results[7]


def test_refusals_come_back_as_refusals(workers):
    given = work("x q[9];")

    with pytest.raises(Rejected, match="out of range"):
        workers.validate(given)
    with pytest.raises(Rejected, match="out of range"):
        workers.submit(given).result(timeout=120)


def test_a_killed_worker_is_replaced_and_its_task_done(workers):
    before = set(workers.pids)
    future = workers.submit(LONG)
    wait_until(future.running)
    time.sleep(0.3)
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert json.loads(future.result(timeout=300))["taskMetadata"]["shots"] == LONG.shots
    workers.submit(work(*BELL)).result(timeout=120)
    workers.submit(work(*BELL)).result(timeout=120)
    assert before.isdisjoint(workers.pids)


def test_a_task_that_kills_two_workers_fails_and_says_so():
    pool = Workers(1, warm=False)
    try:
        future = pool.submit(LONG)
        wait_until(future.running)
        for _ in range(2):
            wait_until(lambda: bool(pool.pids))
            (pid,) = pool.pids
            time.sleep(0.2)
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: pid not in pool.pids)
        with pytest.raises(Failed, match="SIGKILL"):
            future.result(timeout=120)
        assert pool.submit(work(*BELL)).result(timeout=120)
    finally:
        pool.close()


def test_a_task_that_takes_too_long_is_stopped():
    pool = Workers(1, warm=False, most_seconds=0.5)
    try:
        with pytest.raises(Failed, match=r"stopped after 0\.5 s"):
            pool.submit(LONG).result(timeout=60)
    finally:
        pool.close()


def test_a_waiting_task_can_be_cancelled_and_closing_ends_everything():
    pool = Workers(1, warm=False)
    running = pool.submit(LONG)
    wait_until(running.running)
    waiting = pool.submit(work(*BELL))
    dropped = pool.submit(work(*BELL))

    assert waiting.cancel()
    pool.close()

    assert dropped.cancelled()
    with pytest.raises(Failed, match="was stopped"):
        running.result(timeout=10)
    assert pool.pids == []


def test_no_workers_means_this_process():
    inline = runner(0)

    assert isinstance(inline, Inline)
    assert inline.submit(work(*BELL)).result()
    with pytest.raises(ValueError, match="at least one worker"):
        Workers(0)
