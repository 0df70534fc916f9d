"""What cells put out, gathered as nbformat's outputs under caps, in the process that runs them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

#: The MIME type under which an answer leaves; it has a cap of its own.
ANSWER = "application/vnd.gangway.answer+json"

LEFT_OUT = {"output_type": "stream", "name": "stdout", "text": "… more output was left out …\n"}

Output = dict[str, Any]


class Recorder:
    """The outputs of one cell at a time, in order.

    Args:
        room: characters of output that are kept of a cell.
        answers: characters of answers that are kept of a cell.
    """

    def __init__(self, room: int = 0, answers: int = 0) -> None:
        self.caps = (room, answers)
        self.begin()

    def begin(self) -> None:
        """Forget the last cell's outputs."""
        self._outputs: list[Output] = []
        self._room, self._answers = self.caps
        self._full = self._clear_next = False
        self._shown: dict[str, list[Output]] = {}

    def outputs(self) -> list[Output]:
        """The cell's outputs, with texts joined."""
        return [
            {**output, "text": "".join(output["text"])} if output["output_type"] == "stream" else output
            for output in self._outputs
        ]

    def write(self, name: str, text: str) -> None:
        """Text on a stream."""
        if not text or not (text := self._take_text(text)):
            return
        self._clear_if_asked()
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name and isinstance(last["text"], list):
            last["text"].append(text)
        else:
            self._outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def add(self, output: Output) -> None:
        """Any other output, if there is room for it."""
        is_answer = ANSWER in output.get("data", ())
        size = _size(output)
        if is_answer and size <= self._answers:
            self._answers -= size
        elif is_answer or not self._take(size):
            self._leave_out()
            return
        self._clear_if_asked()
        self._outputs.append(output)

    def display(self, output: Output, display_id: str | None, update: bool) -> None:
        """Something displayed; an update changes what was displayed under that id in this cell."""
        shown = self._shown.get(display_id or "", [])
        if update:
            for earlier in shown if self._take(_size(output)) else ():
                earlier.update(data=output["data"], metadata=output["metadata"])
            return
        self.add(output)
        if display_id:
            self._shown.setdefault(display_id, []).append(output)

    def clear(self, wait: bool = False) -> None:
        """Remove what the cell has put out; answers stay. With ``wait``, when something follows."""
        self._clear_next = True
        if not wait:
            self._clear_if_asked()

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self._clear_next = False
            self._outputs = [output for output in self._outputs if ANSWER in output.get("data", ())]

    def _take_text(self, text: str) -> str:
        kept = text[: max(self._room, 0)]
        self._room -= len(kept)
        if len(kept) < len(text):
            self._leave_out()
        return kept

    def _take(self, size: int) -> bool:
        if size > self._room:
            return False
        self._room -= size
        return True

    def _leave_out(self) -> None:
        if not self._full:
            self._full = True
            self._outputs.append({**LEFT_OUT, "text": [LEFT_OUT["text"]]})


def _size(output: Output) -> int:
    return len(json.dumps(output, default=str))


class Stream(io.TextIOBase):
    """Standard output or standard error of a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder, self.name = recorder, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.write(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):
    """Where ``display()`` and ``publish_display_data()`` go."""

    recorder: Recorder

    def publish(  # type: ignore[override]
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        output = {"output_type": "display_data", "data": bundle(data), "metadata": plain(metadata or {})}
        name = (transient or {}).get("display_id")
        self.recorder.display(output, name if isinstance(name, str) else None, update)

    def clear_output(self, wait: bool = False) -> None:
        self.recorder.clear(wait)


class Hook(DisplayHook):
    """Where the value of a cell's last expression goes."""

    recorder: Recorder

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Any = None) -> None:
        output = {"output_type": "execute_result", "execution_count": self.prompt_count}
        self.recorder.add({**output, "data": bundle(format_dict), "metadata": plain(md_dict or {})})

    def finish_displayhook(self) -> None:
        self._is_active = False


def bundle(data: Mapping[str, Any]) -> dict[str, Any]:
    """A bundle of representations as JSON has them: bytes in base64, text as it is."""
    return {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else plain(value)
        for kind, value in dict(data).items()
    }


def plain(value: Any) -> Any:
    """What JSON can hold, or its text."""
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        return str(value)
