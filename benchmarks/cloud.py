"""What the practice cloud adds: a task's round trip on each device, many clients at once, starting up.

Every figure is taken through the genuine clients, at time scale 0 and a 20 ms poll, in a data folder of its
own; a first task on each device warms it up and isn't counted.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from report import Figure, median, percentile_95, run

POLL = 0.02
SHOTS = 100
#: Round trips for each figure, and starts of the server.
TRIPS, STARTS = 25, 3
CLIENTS, TASKS = 8, 200


def measure() -> Iterator[Figure]:
    """Start-up, the round trips through both doors, the crowd, and the same task on the local simulator."""
    with tempfile.TemporaryDirectory(prefix="gangway-cloud-") as folder:
        os.environ |= {"GANGWAY_DATA": folder, "GANGWAY_CLOUD_ENDS_WITH": str(os.getpid())}
        place = Path(folder, "cloud")
        yield Figure("start-up to ready, median", median([_start(place) for _ in range(STARTS)]), "s")
        with _server(place) as pid:
            yield from _round_trips("server", in_process=False)
            yield from _crowd(pid)
        yield from _round_trips("in process", in_process=True)
    yield from _trip("LocalSimulator", _local(), "")


def _start(place: Path) -> float:
    """Seconds from the command to the first answer."""
    from gangway.cloud import running

    begin = time.perf_counter()
    running.start(place, port=0, scale=0.0)
    took = time.perf_counter() - begin
    running.stop(place)
    return took


@contextmanager
def _server(place: Path) -> Iterator[int]:
    """A server with its workers, warm; its process id."""
    from gangway.cloud import running

    try:
        yield running.start(place, port=0, scale=0.0, seed=1, workers=os.cpu_count()).pid
    finally:
        running.stop(place)


def _round_trips(door: str, in_process: bool) -> Iterator[Figure]:
    """A Bell task on SV1 and on every gate-model QPU in service."""
    import gangway
    from gangway import devices
    from gangway.connect import disconnect

    gangway.connect("practice", in_process=in_process)
    wanted = [each for each in devices.catalogue() if each.paradigm == "gate" or each.name == "SV1"]
    for device in sorted(wanted, key=lambda each: each.name != "SV1"):
        yield from _trip(f"{device.name}, {door}", _task(device.arn), "<= 150")
    disconnect()


def _task(arn: str) -> Callable[[], Any]:
    """One task on a device of the connected cloud, from its circuit to its counts."""
    from braket.aws import AwsDevice

    device, circuit = AwsDevice(arn), _bell()
    return lambda: device.run(circuit, shots=SHOTS, poll_interval_seconds=POLL).result().measurement_counts


def _local() -> Callable[[], Any]:
    from braket.devices import LocalSimulator

    device, circuit = LocalSimulator(), _bell()
    return lambda: device.run(circuit, shots=SHOTS).result().measurement_counts


def _bell() -> Any:
    from braket.circuits import Circuit

    return Circuit().h(0).cnot(0, 1)


def _trip(name: str, task: Callable[[], Any], aim: str) -> Iterator[Figure]:
    """Milliseconds for the task, warm."""
    milliseconds = []
    for _ in range(TRIPS + 1):
        begin = time.perf_counter()
        if sum(task().values()) != SHOTS:
            raise SystemExit(f"{name}: the task has other than {SHOTS} shots")
        milliseconds.append(1000 * (time.perf_counter() - begin))
    yield Figure(f"Bell round trip on {name}, median", median(milliseconds[1:]), "ms", aim)
    yield Figure(f"Bell round trip on {name}, 95th percentile", percentile_95(milliseconds[1:]), "ms")


def _crowd(pid: int) -> Iterator[Figure]:
    """Tasks from several clients at once, each with a session of its own, on SV1 and Garnet."""
    import gangway
    from gangway.connect import disconnect

    gangway.connect("practice", in_process=False)
    with _memory(pid) as peak:
        begin = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            done = sum(clients.map(_client, range(CLIENTS)))
        took = time.perf_counter() - begin
    disconnect()
    yield Figure(f"{TASKS} tasks by {CLIENTS} clients, completed", done, "tasks", f"== {TASKS}")
    yield Figure(f"{TASKS} tasks by {CLIENTS} clients, throughput", done / took, "tasks/s")
    yield Figure("peak memory of the server and its workers", max(peak), "MB")


def _client(number: int) -> int:
    """Sends its share of the tasks, then collects the results; how many completed."""
    import boto3
    from braket.aws import AwsDevice, AwsSession

    names = ("quantum-simulator/amazon/sv1", "qpu/iqm/Garnet")
    region, name = ("us-east-1", names[0]) if number % 2 == 0 else ("eu-north-1", names[1])
    arn = f"arn:aws:braket:{region if number % 2 else ''}::device/{name}"
    device = AwsDevice(arn, aws_session=AwsSession(boto3.Session(region_name=region)))
    sent = [device.run(_bell(), shots=SHOTS, poll_interval_seconds=POLL) for _ in range(TASKS // CLIENTS)]
    return sum(task.result() is not None and task.state() == "COMPLETED" for task in sent)


@contextmanager
def _memory(pid: int) -> Iterator[list[float]]:
    """Megabytes held by a process and those that it started, looked at ten times a second."""
    import psutil

    seen, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            seen.append(sum(each.memory_info().rss for each in family if each.is_running()) / 1e6)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


if __name__ == "__main__":
    run("The practice cloud: what a task waits for", measure)
