"""The opt-in run against AWS: what it would cost, and whether it may start.

Nothing is sent before all of this is settled: no run without a budget, none whose tasks cost more than it by
the catalogue's prices, and none at all where only the sum was asked for.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from .place import Calls, Place
from .table import QPU, SHOTS, SIMULATOR, Case


@dataclass(frozen=True)
class Line:
    """One line of the sum: tasks of a case on a device, in dollars."""

    test: str
    device: str
    tasks: int
    shots: int
    dollars: float


def decide(config: pytest.Config, selected: Sequence[pytest.Item]) -> None:
    """Let the run start, or end it: with the sum where that was asked for, with a refusal otherwise."""
    if not selected:
        return
    cases = [(item.nodeid.rpartition("/")[2], item.function.case) for item in selected]  # type: ignore[attr-defined]
    lines = bill(cases, qpu(config))
    total = sum(line.dollars for line in lines)
    if config.getoption("--aws-dry-run"):
        _say(config, report(lines, len(selected)))
        pytest.exit("nothing was sent: this was the dry run", returncode=0)
    if reason := refusal(config.getoption("--aws-budget"), total, _workers(config)):
        raise pytest.UsageError(reason)


def refusal(budget: float | None, total: float, workers: int) -> str:
    """Why the run may not start; empty where it may."""
    if budget is None:
        return (
            f"these tests spend about ${total:.2f} of real money on AWS, so they need a budget in dollars:"
            f" --aws-budget {_rounded_up(total):.2f}, say. --aws-dry-run shows the sum and sends nothing."
        )
    if total > budget:
        return (
            f"these tests spend about ${total:.2f}, and the budget is ${budget:.2f}. Nothing was sent."
            " --aws-dry-run shows the sum; -k chooses fewer tests."
        )
    if workers > 1:
        return "these tests keep one budget, so they run in one process: without -n."
    return ""


def bill(cases: Sequence[tuple[str, Case]], qpu_name: str) -> list[Line]:
    """What the tasks of cases cost, by the catalogue; simulators at least."""
    from gangway import devices

    names = {SIMULATOR: "SV1", QPU: qpu_name}
    lines = []
    for test, case in cases:
        for (kind, shots), tasks in Counter(case.sends).items():
            cost = devices.estimate(names[kind], shots=shots, tasks=tasks)
            dollars = cost.tasks + cost.shots + cost.time
            lines.append(Line(test, names[kind], tasks, shots, dollars))
    return lines


def report(lines: Sequence[Line], tests: int) -> str:
    """The sum, line by line."""
    width = max((len(line.test) for line in lines), default=0)
    shown = [
        f"{line.test:{width}}  {line.tasks} x {line.shots} shots on {line.device}: ${line.dollars:.5f}"
        for line in lines
    ]
    total, tasks = sum(line.dollars for line in lines), sum(line.tasks for line in lines)
    return "\n".join([*shown, f"{tests} tests, {tasks} tasks, about ${total:.2f}"])


def qpu(config: pytest.Config) -> str:
    """The name of the QPU of choice.

    Raises:
        pytest.UsageError: it is no gate-model QPU in service, or its price or shots aren't known.
    """
    from gangway import devices

    name = config.getoption("--aws-qpu")
    try:
        found = devices.device(name)
        devices.estimate(found, shots=SHOTS)
    except (LookupError, ValueError) as error:
        raise pytest.UsageError(f"--aws-qpu {name}: {error}") from error
    if found.paradigm != "gate" or found.retired:
        raise pytest.UsageError(f"--aws-qpu takes a gate-model QPU in service; {name} is none.")
    return found.name


def connection(own: dict[str, str], config: pytest.Config) -> Iterator[Any]:
    """Connect with the user's own configuration; the dry run has shown what is agreed to here."""
    import gangway
    from gangway.connect import disconnect

    here = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("AWS_")}
    os.environ.update(own)
    try:
        profile, budget = config.getoption("--aws-profile"), config.getoption("--aws-budget")
        yield gangway.connect("aws", profile=profile, budget=budget, confirm=lambda question: True)
        disconnect()
    finally:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(here)


def place(real: Any, config: pytest.Config, calls: Calls) -> Place:
    """AWS as the tests see it."""
    import boto3

    from gangway import devices

    account = boto3.client("sts", region_name="us-east-1").get_caller_identity()["Account"]
    arn = devices.device(qpu(config)).arn
    return Place("aws", account, calls, qpu=arn, patience=config.getoption("--aws-wait"), agree=real.agree)


def _say(config: pytest.Config, text: str) -> None:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    reporter.ensure_newline()
    reporter.write_line(text)


def _workers(config: pytest.Config) -> int:
    return 2 if hasattr(config, "workerinput") or config.getoption("numprocesses", None) else 1


def _rounded_up(dollars: float) -> float:
    return int(dollars) + 1.0
