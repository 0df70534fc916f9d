"""The cloud's clock: when a device takes tasks, how long the queue is, and how fast time passes.

With ``scale`` 1 a second is a second; with 0.01 an hour's queue takes 36 s; with 0 nothing waits. What the
clock tells clients stays plausible whatever the scale: queue positions fall, windows open and close.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gangway import devices

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Average waiting time in an open window and time a task takes on the machine, in seconds, by technology:
#: the course's own choice, long enough to notice and short enough to wait for.
_WAIT = {"simulator": (0.5, 2.0), "trapped ions": (600.0, 60.0), "neutral atoms": (300.0, 30.0)}
_WAIT_ELSEWHERE = (120.0, 10.0)
#: Seconds that a hybrid job's instance takes to start.
_INSTANCE = 60.0
#: Seconds after which a new task is seen in the queue.
_ACCEPTANCE = 0.5
#: Longest wait for a window in seconds of the client's time, where time runs faster than real: a lesson on a
#: Sunday doesn't wait for Monday.
LONGEST_CLOSED = 5.0


@dataclass(frozen=True)
class Slot:
    """When a task leaves the queue and when it is done, in seconds since 1970."""

    starts_at: float
    ends_at: float


class Clock:
    """Real time, with the waiting scaled.

    Args:
        scale: what waiting is multiplied by; 0 for none.
        now: where real time comes from.
    """

    def __init__(self, scale: float = 1.0, now: Callable[[], float] = time.time) -> None:
        check_scale(scale)
        self.scale, self.now = scale, now

    def slot(self, device: devices.Device, seed: int, ahead: int = 0, *, first: bool = False) -> Slot:
        """When a task that is sent now runs, behind ``ahead`` others; the same for the same seed.

        A hybrid job's tasks on its own QPU come ``first``: they wait for nobody.
        """
        wait, run = waiting(device, seed, ahead)
        wait = _ACCEPTANCE if first else wait
        now = self.now()
        if self.scale == 0:
            return Slot(now, now)
        closed = until_open(device, datetime.fromtimestamp(now, UTC))
        shut = self.scale * closed
        starts = now + (min(shut, LONGEST_CLOSED) if self.scale < 1 else shut) + self.scale * wait
        return Slot(starts, starts + self.scale * run)

    def job_start(self, device: devices.Device | None, seed: int) -> float:
        """When a hybrid job that is created now leaves its queue at the earliest.

        A QPU's jobs wait as its tasks do; others as long as an instance takes to start.
        """
        if device is None:
            return self.now() + self.scale * _INSTANCE
        return self.slot(device, seed).starts_at

    def accepted(self, created_at: float) -> bool:
        """Whether a task created then has reached the queue."""
        return self.now() >= created_at + self.scale * _ACCEPTANCE

    def position(self, starts_at: float, created_at: float, seed: int) -> int:
        """The place in the queue now: falls from a plausible number to 1 while the task waits; 0 after."""
        left = starts_at - self.now()
        if left <= 0:
            return 0
        longest = random.Random(seed).randint(3, 40)  # noqa: S311 (a queue's length is no secret)
        share = left / max(starts_at - created_at, 1e-9)
        return max(1, round(longest * min(share, 1.0)))


def check_scale(scale: float) -> None:
    """Make sure that waiting can be multiplied by it.

    Raises:
        ValueError: it can't.
    """
    if not 0 <= scale < math.inf:
        raise ValueError(f"a time scale is zero or more, not {scale}")


def waiting(device: devices.Device, seed: int, ahead: int = 0) -> tuple[float, float]:
    """Seconds in the queue while the window is open, and on the machine; the same for the same seed."""
    mean_wait, mean_run = _WAIT.get(device.technology, _WAIT_ELSEWHERE)
    draw = random.Random(seed)  # noqa: S311
    run = mean_run * draw.uniform(0.7, 1.3)
    return mean_wait * draw.uniform(0.5, 1.5) + ahead * run, run


def is_open(device: devices.Device, when: datetime) -> bool:
    """Whether the device takes tasks then (UTC), by its published windows; always, if it has none."""
    return not device.windows or any(_within(window, when) for window in device.windows)


def until_open(device: devices.Device, when: datetime) -> float:
    """Seconds until the device's next window opens; 0 while one is open."""
    if is_open(device, when):
        return 0.0
    for minutes in range(1, 7 * 24 * 60 + 1):
        later = when.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
        if is_open(device, later):
            return (later - when).total_seconds()
    raise ValueError(f"{device.name} has no execution window that ever opens")


def _within(window: tuple[str, str, str], when: datetime) -> bool:
    day, start, end = window
    today = _WEEKDAYS[when.weekday()]
    days = {"everyday": _WEEKDAYS, "weekdays": _WEEKDAYS[:5], "weekend": _WEEKDAYS[5:]}.get(day, (day,))
    minute = when.hour * 60 + when.minute
    return today in days and _minutes(start) <= minute < _minutes(end)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
