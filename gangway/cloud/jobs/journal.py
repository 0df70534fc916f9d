"""What a job says, in the log group of Logs where the SDK looks for it, and in a file that outlasts it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gangway.cloud.jobs.objects import Inside, Refused

#: Where the SDK looks for every job's log.
GROUP = "/aws/braket/jobs"
#: The most that is kept of what a job says, in bytes.
MOST_BYTES = 16 << 20
#: The longest line and the most lines that go into Logs at once.
LONGEST, _BATCH = 16_000, 2000


class Journal:
    """One job's log.

    Args:
        inside: the account's Logs.
        job: the job's name; with ``number`` it begins the stream's name.
        number: the last part of the job's ARN.
        file: where it is kept over a restart; ``None`` for nowhere.
    """

    def __init__(self, inside: Inside, job: str, number: str, file: Path | None) -> None:
        self._inside, self._file = inside, file
        self.stream = f"{job}/{number}/algo-1-practice-cloud"
        self._said, self._rest, self._started = 0, b"", False
        self.last = ""

    def write(self, chunk: bytes) -> None:
        """Take a piece of output; whole lines go to the log at once."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST:
            lines, self._rest = [*lines, self._rest], b""
        self.say([line.decode("utf-8", errors="replace").rstrip("\r") for line in lines])

    def end(self) -> None:
        """Write what is left of an unfinished line."""
        rest, self._rest = self._rest, b""
        if rest:
            self.say([rest.decode("utf-8", errors="replace")])

    def say(self, lines: Iterable[str]) -> None:
        """Write lines; once there are too many, one that says so, and nothing more."""
        now = int(1000 * time.time())
        events: list[dict[str, Any]] = []
        for line in lines:
            if self._said > MOST_BYTES:
                break
            self._said += len(line) + 1
            if self._said > MOST_BYTES:
                line = f"[The practice cloud keeps {MOST_BYTES >> 20} MB of a job's log; the rest is lost.]"
            self.last = line.strip() or self.last
            events.append({"timestamp": now, "message": line[:LONGEST] or " "})
        self._put(events)
        self._keep(events)

    def restore(self) -> None:
        """Put back into Logs what the file has."""
        if self._file is None or not self._file.is_file():
            return
        with self._file.open(encoding="utf-8") as kept, contextlib.suppress(ValueError):
            self._put([json.loads(line) for line in kept])

    def _put(self, events: list[dict[str, Any]]) -> None:
        if events and not self._started:
            self._start()
        for first in range(0, len(events), _BATCH):
            batch = events[first : first + _BATCH]
            with contextlib.suppress(Refused):  # a log that can't be written stops no job
                self._inside.logs(
                    "PutLogEvents", logGroupName=GROUP, logStreamName=self.stream, logEvents=batch
                )

    def _start(self) -> None:
        """Make the group and the stream; the group may be there."""
        self._started = True
        with contextlib.suppress(Refused):
            self._inside.logs("CreateLogGroup", logGroupName=GROUP)
        with contextlib.suppress(Refused):
            self._inside.logs("CreateLogStream", logGroupName=GROUP, logStreamName=self.stream)

    def _keep(self, events: list[dict[str, Any]]) -> None:
        if self._file is None or not events:
            return
        with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as kept:
            kept.writelines(json.dumps(event) + "\n" for event in events)
