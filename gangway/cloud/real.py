"""The real Amazon Braket, with a budget: no task is sent before its cost is known and agreed to.

Connecting sends nothing. It puts a question before every CreateQuantumTask of this process, whichever client
makes it, and refuses what would go over the budget.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable
from typing import Any

from gangway import devices
from gangway.cloud.isolation import forget_sessions

Confirm = Callable[[str], bool]


class OverBudget(RuntimeError):
    """A task was not sent: with it the budget would be spent over."""


class NotSent(RuntimeError):
    """A task was not sent: its cost is unknown, or nobody agreed to it."""


class Real:
    """A connection to the real service.

    Attributes:
        budget: dollars; estimates of what was sent never go over it.
        spent: the estimates of the tasks that this process sent since it connected.
    """

    def __init__(self, budget: float, confirm: Confirm, restore: Callable[[], None]) -> None:
        self.budget, self.spent = budget, 0.0
        self._confirm, self._restore = confirm, restore
        self._lock = threading.Lock()

    @classmethod
    def open(cls, profile: str | None, budget: float | None, confirm: Confirm | None) -> Real:
        """Connect; sends nothing.

        Raises:
            ValueError: no budget, or no such profile in the user's AWS configuration.
        """
        if budget is None or not math.isfinite(budget) or budget < 0:
            raise ValueError(
                'connect("aws") spends real money, so it needs a budget in dollars: budget=5.00, say'
            )
        restore = _use_profile(profile)
        connection = cls(float(budget), confirm or ask, restore)
        _gate().connection = connection
        forget_sessions()
        return connection

    def __repr__(self) -> str:
        return f"Amazon Braket, for real money: ${self.spent:.2f} of ${self.budget:.2f} spent, by estimate."

    def close(self) -> None:
        """Give the process its own AWS configuration back; nothing asks or refuses any more."""
        _gate().connection = None
        self._restore()
        forget_sessions()

    def agree(self, device_arn: str, shots: int, executables: int = 1) -> None:
        """Count a task against the budget, if somebody agrees to it.

        A program set is one task, and its ``shots`` are those of all its ``executables``.

        Raises:
            OverBudget: it would go over.
            NotSent: its price isn't known, or nobody agreed.
        """
        cost, words = _estimate(device_arn, shots, executables)
        with self._lock:
            if self.spent + cost > self.budget + 1e-9:
                raise OverBudget(
                    f"Not sent: {words}, and of your budget of ${self.budget:.2f} there is"
                    f" ${max(0.0, self.budget - self.spent):.2f} left. To go on, connect again with a larger"
                    " budget."
                )
            question = f"Send {words}? Spent so far: ${self.spent:.2f} of ${self.budget:.2f}."
            if not self._confirm(question):
                raise NotSent(f"Not sent: nobody agreed to {words}.")
            self.spent += cost


class Gate:
    """The handler for botocore's ``provide-client-params`` event: before anything of a request exists."""

    def __init__(self) -> None:
        self.connection: Real | None = None

    def __call__(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """Let a task pass, or raise."""
        if self.connection is None:
            return
        if model.name == "CreateJob":
            raise NotSent(
                "Not sent: what a hybrid job costs isn't known beforehand, so no budget can hold it. Start it"
                " from a process that is not connected with a budget, and set a spending limit on the device."
            )
        if model.name == "CreateQuantumTask":
            executables = _executables(params.get("action", ""))
            self.connection.agree(params.get("deviceArn", ""), int(params.get("shots", 0)), executables)


def ask(question: str) -> bool:
    """Ask on the terminal or in the notebook; no answer is a no."""
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except (EOFError, OSError):
        return False


_gates: list[Gate] = []


def _gate() -> Gate:
    """The gate, in every botocore session that is made from now on; installed once in a process."""
    from botocore.handlers import BUILTIN_HANDLERS

    if not _gates:
        _gates.append(Gate())
        BUILTIN_HANDLERS.append(("provide-client-params.braket", _gates[0]))
    return _gates[0]


def _use_profile(profile: str | None) -> Callable[[], None]:
    """Have this process's clients use a profile of the user's own configuration; returns how to undo it."""
    import os

    import botocore.session

    if profile is None:
        return lambda: None
    known = botocore.session.Session().available_profiles
    if profile not in known:
        raise ValueError(
            f"your AWS configuration has no profile {profile!r}; it has: {', '.join(known) or 'none'}"
        )
    before = os.environ.get("AWS_PROFILE")
    os.environ["AWS_PROFILE"] = profile

    def restore() -> None:
        if before is None:
            os.environ.pop("AWS_PROFILE", None)
        else:
            os.environ["AWS_PROFILE"] = before

    return restore


def _executables(action: str) -> int:
    """How many circuits a task runs: a program of a set runs once for each value of its inputs."""
    try:
        programs = json.loads(action).get("programs") or [{}]
        runs = [max(map(len, (program.get("inputs") or {0: [0]}).values())) for program in programs]
    except (ValueError, TypeError, AttributeError):
        return 1  # no program at all: the service refuses it, and that costs nothing
    return sum(runs)


def _estimate(device_arn: str, shots: int, executables: int) -> tuple[float, str]:
    """Dollars for a task, and it in words."""
    try:
        device = devices.device(device_arn)
        cost = devices.estimate(device, shots=shots, executables=executables)
    except (LookupError, ValueError) as error:
        raise NotSent(f"Not sent: its cost can't be estimated, because {error}.") from error
    least = "at least " if device.price and device.price.minute else ""
    return cost.total, f"{shots} shots on {device.name} for {least}{cost}"
