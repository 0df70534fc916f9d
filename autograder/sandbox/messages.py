"""What a sealed process says, read by the coordinator: nothing in it is believed.

A message is a JSON object on a line. Lines that are none are passed over; outputs are rebuilt from the parts
that nbformat knows; whatever is told is about the submission that tells it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.ran import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT, Limits

#: The MIME type under which an answer leaves.
ANSWER = "application/vnd.gangway.answer+json"
#: The most that is read of one run, and of one message, in bytes.
MOST, MOST_OF_ONE = 64 << 20, 16 << 20
_MOST_OUTPUTS, _MOST_TRACEBACK, _MOST_REPRESENTATIONS, _MOST_NAME = 5_000, 500, 20, 200
#: Lists and mappings within each other in a message: an answer's own levels are far fewer.
_DEEPEST = 100
_ENDINGS = (FINISHED, TIMED_OUT, OUT_OF_MEMORY)

Output = dict[str, Any]


@dataclass
class Told:
    """What a run has told so far.

    Attributes:
        known: the ids of the cells that there are.
        limits: what is kept of each.
        cells: by id, how the cell ended and its outputs.
        sealed: whether the process was sealed before anything else was told.
        spent: CPU seconds that were used before that.
        done: whether the last cell was reached.
        stopped: whether the process said that it gave up on a cell.
        late: whether it was said that wall time ran out.
        begun: the cell that runs.
        size: bytes that came.
    """

    known: Collection[str]
    limits: Limits
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    sealed: bool = False
    spent: float = 0.0
    done: bool = False
    stopped: bool = False
    late: bool = False
    begun: str | None = None
    size: int = 0
    _rest: bytearray = field(default_factory=bytearray)

    @property
    def too_much(self) -> bool:
        """Whether more came than is read."""
        return self.size > MOST or len(self._rest) > MOST_OF_ONE

    def take(self, data: bytes) -> bool:
        """Read on; whether a cell has begun in what came."""
        before = len(self._rest)
        self.size += len(data)
        self._rest += data
        if b"\n" not in data:
            return False
        end = self._rest.rindex(b"\n", before) + 1
        lines, self._rest = bytes(self._rest[:end]), self._rest[end:]
        begun = [self._take_line(line) for line in lines.splitlines() if len(line) <= MOST_OF_ONE]
        return any(begun)

    def _take_line(self, line: bytes) -> bool:
        message = _message(line)
        if message.get("sealed") is True and not self.sealed:
            # the first message, from before a learner's code ran
            self.sealed, self.spent = True, float(message.get("cpu", 0))
        elif message.get("done") is True:
            self.done, self.begun = True, None
        elif message.get("stopped") == TIMED_OUT:
            self.stopped, self.late = True, self.late or message.get("late") is True
        elif (name := self._cell(message.get("begin"))) is not None:
            self.begun = name
            return True
        elif (name := self._cell(message.get("cell"))) is not None:
            self._ended(name, message)
        return False

    def _cell(self, name: object) -> str | None:
        return name if isinstance(name, str) and name in self.known else None

    def _ended(self, name: str, message: Mapping[str, Any]) -> None:
        ended = message.get("ended")
        outputs = message.get("outputs")
        kept = list(rebuilt(outputs if isinstance(outputs, list) else [], self.limits))
        self.cells[name] = {"ended": ended if ended in _ENDINGS else CRASHED, "outputs": kept}
        self.late = self.late or (ended == TIMED_OUT and message.get("late") is True)
        self.begun = None


def _message(line: bytes) -> dict[str, Any]:
    """A line's message, empty if it is none; text that can't be written as UTF-8, and NaN, are replaced."""
    try:
        message = json.loads(line.decode("utf-8", "replace"), parse_constant=lambda _: None)
        if b"\\u" in line:
            message = json.loads(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError, MemoryError):
        return {}
    return message if isinstance(message, dict) and not _too_deep(message) else {}


def _too_deep(message: object) -> bool:
    """Whether lists and mappings stand too deep within each other for whoever walks down them."""
    level: list[object] = [message]
    for _ in range(_DEEPEST):
        level = [
            part
            for whole in level
            for part in (
                whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
            )
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True


def rebuilt(outputs: list[Any], limits: Limits) -> Iterator[Output]:
    """Outputs with nothing in them but what nbformat's have, as many as the limits let through."""
    room, answers = limits.output + _MOST_NAME, limits.answers
    for output in outputs[:_MOST_OUTPUTS]:
        made = _rebuilt(output) if isinstance(output, dict) else None
        if made is None:
            continue
        size = len(json.dumps(made))
        if ANSWER in made.get("data", ()):
            answers -= size
        else:
            room -= size
        # what JSON escapes takes more characters than were counted where they were printed
        if room < -5 * limits.output or answers < 0:
            return
        yield made


def _rebuilt(output: Mapping[str, Any]) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        named = {key: _text(output.get(key)) for key in ("ename", "evalue")}
        kept = [_text(line) for line in lines[:_MOST_TRACEBACK]] if isinstance(lines, list) else []
        return {"output_type": "error", **named, "traceback": kept}
    if kind not in ("display_data", "execute_result") or not isinstance(output.get("data"), dict):
        return None
    made: Output = {"output_type": kind, "metadata": {}, "data": _data(output["data"])}
    if kind == "execute_result":
        count = output.get("execution_count")
        made["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
    return made


def _data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Representations as text, but for JSON's own; an answer is kept as it is, for the judge to decode."""
    return {
        kind: value if kind.endswith("json") else _text(value)
        for kind, value in list(data.items())[:_MOST_REPRESENTATIONS]
        if len(kind) <= _MOST_NAME
    }


def _text(value: object) -> str:
    text = "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""
