"""The cloud of a conformance test, as the test sees it: a door of the practice cloud, or AWS."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .table import QPU, SHOTS, SIMULATOR

SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
REGION = "us-east-1"
ENDED = ("COMPLETED", "FAILED", "CANCELLED")

BELL = """OPENQASM 3.0;
bit[2] b;
qubit[2] q;
h q[0];
cnot q[0], q[1];
b[0] = measure q[0];
b[1] = measure q[1];
"""


@dataclass
class Calls:
    """What clients asked Amazon Braket for since the test began.

    Attributes:
        made: the operations.
        sent: ARN of the device and shots of each task that was taken.
    """

    made: list[str] = field(default_factory=list)
    sent: list[tuple[str, int]] = field(default_factory=list)
    _asked: threading.local = field(default_factory=threading.local)

    def asked(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """Botocore's event before a request is made."""
        self._asked.params = params

    def answered(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        """Botocore's event after the response was read."""
        self.note(model.name, self._asked.params, "Error" not in parsed)

    def note(self, operation: str, params: dict[str, Any], taken: bool) -> None:
        """Count a call."""
        self.made.append(operation)
        if operation == "CreateQuantumTask" and taken:
            self.sent.append((params["deviceArn"], params["shots"]))


@dataclass
class Place:
    """A cloud with an account.

    Attributes:
        door: ``in-process``, ``server`` or ``aws``.
        account: its number.
        qpu: the ARN of the gate-model QPU that tests use.
        patience: seconds that a task may take to its end.
        agree: asked before a program of its own sends a task; raises where the budget doesn't allow it.
    """

    door: str
    account: str
    calls: Calls
    simulator: str = SV1
    qpu: str = GARNET
    patience: float = 300.0
    agree: Callable[[str, int], None] = lambda arn, shots: None

    @property
    def emulated(self) -> bool:
        """Whether it is the practice cloud."""
        return self.door != "aws"

    def arn(self, kind: str) -> str:
        """The device of a kind; an ARN stands for itself."""
        return {SIMULATOR: self.simulator, QPU: self.qpu}.get(kind, kind)

    def client(self, arn: str = SV1, service: str = "braket") -> Any:
        """A boto3 client in a device's region."""
        import boto3

        return boto3.client(service, region_name=region_of(arn))

    def bucket(self, arn: str = SV1) -> str:
        """The account's bucket for results in a device's region; made where there is none."""
        s3, region = self.client(arn, "s3"), region_of(arn)
        name = f"amazon-braket-{region}-{self.account}"
        if name not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
            where = {"CreateBucketConfiguration": {"LocationConstraint": region}}
            s3.create_bucket(Bucket=name, **({} if region == "us-east-1" else where))
        return name

    def create(self, arn: str = SV1, **changes: Any) -> str:
        """Send a Bell pair with boto3; the task's ARN."""
        asked = {
            "deviceArn": arn,
            "action": action(),
            "shots": SHOTS,
            "outputS3Bucket": self.bucket(arn),
            "outputS3KeyPrefix": "tasks",
            "deviceParameters": "{}",
            **changes,
        }
        return self.client(arn).create_quantum_task(**asked)["quantumTaskArn"]

    def ended(self, task: str, **more: Any) -> dict[str, Any]:
        """A task at its end, or as it is when patience is over."""
        deadline = time.monotonic() + self.patience
        while True:
            found = self.client(task).get_quantum_task(quantumTaskArn=task, **more)
            if found["status"] in ENDED or time.monotonic() > deadline:
                return found
            time.sleep(0.02 if self.emulated else 1.0)

    def ended_job(self, job: str) -> dict[str, Any]:
        """A hybrid job at its end, or as it is when patience is over."""
        deadline = time.monotonic() + self.patience
        while True:
            found = self.client(job).get_job(jobArn=job)
            if found["status"] in ENDED or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    @property
    def poll(self) -> dict[str, float]:
        """How the SDK waits for tasks here."""
        return {
            "poll_interval_seconds": 0.02 if self.emulated else 1.0,
            "poll_timeout_seconds": self.patience,
        }


def action(source: str = BELL) -> str:
    """The action of an OpenQASM program."""
    import json

    header = {"name": "braket.ir.openqasm.program", "version": "1"}
    return json.dumps({"braketSchemaHeader": header, "source": source, "inputs": {}})


def region_of(arn: str) -> str:
    """The region of an ARN; the home region where it names none."""
    return arn.split(":")[3] or REGION


def refused(call: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[str, str]:
    """The error that a call is answered with: its class and its message."""
    import pytest
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
