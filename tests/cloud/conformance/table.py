"""The table of conformance: operations of the API × clients × doors, each cell a test that makes the call.

A test enters itself with :func:`conforms`, which also holds it to its word: the operations that it claims
must have been called, and the tasks that were sent must be the ones whose cost the dry run counts.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

CLIENTS = ("boto3", "Braket SDK", "AWS CLI", "Qiskit provider", "PennyLane plugin")
#: The doors through which a client is tried; a program of its own can't be in the process.
DOORS = ("in-process", "server")
#: The shots of a conformance task: all managed gate-model devices take that many.
SHOTS = 100
SIMULATOR, QPU = "simulator", "qpu"
#: Why no hybrid job is started on AWS.
JOBS = "what a hybrid job costs isn't known beforehand, so no budget can hold it"


@dataclass(frozen=True)
class Case:
    """One conformance function.

    Attributes:
        sends: for each task that it sends, the kind of device and the shots.
        only_here: why it can't run against AWS; empty where it can.
        long: of the doors, those that only the long studies try.
    """

    name: str
    client: str
    operations: tuple[str, ...]
    doors: tuple[str, ...]
    sends: tuple[tuple[str, int], ...]
    only_here: str
    long: tuple[str, ...] = ()


CASES: dict[str, Case] = {}


def conforms(
    client: str,
    *operations: str,
    sends: Sequence[str | tuple[str, int]] = (),
    doors: Sequence[str] = DOORS,
    only_here: str = "",
    long: Sequence[str] = (),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enter a test function, which takes the fixture ``cloud``, into the table.

    ``sends`` names the kind of device of each task; with the shots, where they aren't :data:`SHOTS`.
    """
    tasks = tuple((each, SHOTS) if isinstance(each, str) else each for each in sends)

    def enter(test: Callable[..., None]) -> Callable[..., None]:
        name = f"{test.__module__.rpartition('.')[2]}.{test.__name__}"
        case = Case(name, client, operations, tuple(doors), tasks, only_here, tuple(long))
        assert client in CLIENTS
        CASES[name] = case

        @functools.wraps(test)
        def run(cloud: Any, **fixtures: Any) -> None:
            test(cloud, **fixtures)
            missed = set(operations) - set(cloud.calls.made)
            assert not missed, f"claimed, and never called: {sorted(missed)}"
            if cloud.emulated:  # on AWS the budget holds what is sent
                planned = sorted((cloud.arn(kind), shots) for kind, shots in tasks)
                assert sorted(cloud.calls.sent) == planned

        run.case = case  # type: ignore[attr-defined]
        return run

    return enter


def doors(operation: str, client: str, cases: Iterable[Case]) -> list[str]:
    """The doors through which a client is tried with an operation."""
    tried = {
        door
        for case in cases
        if case.client == client and operation in case.operations
        for door in case.doors
    }
    return [door for door in DOORS if door in tried]


def markdown(operations: Sequence[str], cases: Iterable[Case]) -> str:
    """The table as the page has it."""
    listed = list(cases)
    words = {(): "–", DOORS: "both", ("server",): "HTTP", ("in-process",): "in process"}
    rows = [
        [operation, *(words[tuple(doors(operation, client, listed))] for client in CLIENTS)]
        for operation in operations
    ]
    lines = [["Operation", *CLIENTS], ["---"] * (1 + len(CLIENTS)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
