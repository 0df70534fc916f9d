"""The service on a clock that the test turns, with the calls of one account in one region."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gangway.cloud import accounts
from gangway.cloud.clock import Clock
from gangway.cloud.runner import Inline
from gangway.cloud.service import Service
from gangway.cloud.storage import Storage
from gangway.cloud.store import Store

GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
ACTION = '{"braketSchemaHeader": {"name": "braket.ir.openqasm.program", "version": "1"}, "source": ""}'
MONDAY_NOON = 1_763_985_600.0  # 2025-11-24T12:00:00Z, within Garnet's window
SUNDAY_NOON = MONDAY_NOON - 86_400
SEEDS: list[int] = []


@dataclass
class Info:
    kind: str = "openqasm"
    executables: int = 1
    qubits: int = 1
    seconds_estimate: float = 6.0


class Time:
    """Stands still until it is moved."""

    def __init__(self, now: float = MONDAY_NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def result(work) -> str:
    SEEDS.append(work.seed)
    header = {"name": "braket.task_result.gate_model_task_result", "version": "1"}
    shown = {"taskMetadata": {"id": "?"}, "measurements": [[0]] * work.shots}
    return json.dumps({"braketSchemaHeader": header, **shown})


class Cloud:
    """A service on a clock of its own, and the calls of one account in one region."""

    def __init__(
        self,
        time=None,
        scale=1.0,
        run=result,
        store=None,
        storage=None,
        region="eu-north-1",
        jobs_folder=None,
    ):
        self.time = time or Time()
        runner = Inline(run, lambda work: Info())
        self.service = Service(
            store or Store(), storage or Storage(), runner, Clock(scale, self.time), 1, jobs_folder
        )
        self.account = accounts.ensure(self.service.store).id
        self.region = region
        s3 = Storage._s3(self.account)
        if "results" not in s3.buckets:
            s3.create_bucket("results", region)

    def __call__(self, operation, **parameters):
        return self.service.call(self.account, self.region, operation, parameters)

    def create(self, device=GARNET, token="one", shots=10, **more):
        return self(
            "CreateQuantumTask",
            clientToken=token,
            deviceArn=device,
            shots=shots,
            **{"outputS3Bucket": "results", "outputS3KeyPrefix": "tasks", "action": ACTION, **more},
        )["quantumTaskArn"]

    def get(self, arn):
        return self("GetQuantumTask", quantumTaskArn=arn, additionalAttributeNames=["QueueInfo"])

    def walk(self, arn, step, most=2000):
        """Turn the clock until the task ends: (status, position) at each step."""
        seen = []
        for _ in range(most):
            found = self.get(arn)
            seen.append((found["status"], found["queueInfo"]["position"]))
            if found["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                return seen
            self.time.now += step
        raise AssertionError(f"the task never ended: {seen[-3:]}")
