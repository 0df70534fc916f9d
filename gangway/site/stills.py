"""Stills: what a page without a kernel shows where the notebook has something that moves or answers.

An instrument of the course stays alive, any other widget becomes the last picture that it stored, and a call
that waits for the learner's answer becomes a sentence that says where to answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.findings import Outcome
from gangway import phrases

WIDGET = "application/vnd.jupyter.widget-view+json"
#: What an instrument of the course is known by: it needs no Python, and the page brings it to life.
LIVE = 'class="gangway-instrument"'
_STATE = "application/vnd.jupyter.widget-state+json"
_REFERENCE = "IPY_MODEL_"

#: What a page can show of an output.
SHOWABLE = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
)

MOVES = "This instrument moves only where Python runs: open the lesson in JupyterLab to use it."
PICTURE = "Above is what it showed when this page was made."
ANSWER = "In JupyterLab you answer here, and hear at once what your answer does."
PREDICT = "In JupyterLab you commit yourself here, before the next cell shows what happens."

#: The first line of feedback that only says that there is no answer -> what a page says instead.
_WAITING = {
    phrases.HEADINGS[Outcome.NO_ANSWER]: ANSWER,
    phrases.NOTHING_PREDICTED: PREDICT,
    phrases.NOT_PREDICTED: PREDICT,
    phrases.PREDICT_FIRST: ANSWER,
}


class Stills:
    """The stills of one notebook, found by the state of widgets that is stored in its metadata."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Know what the notebook's instruments had on display."""
        self._models = metadata.get("widgets", {}).get(_STATE, {}).get("state", {})

    def of(self, output: Any) -> Iterator[Any]:
        """What a page shows of an output: itself, stills, or nothing."""
        if "data" not in output:
            yield output
        elif said := _waiting(output):
            yield _sentence(said)
        elif LIVE in "".join(output.data.get("text/html", "")):
            output.data = {"text/html": output.data["text/html"]}
            yield output
        elif WIDGET in output.data:
            yield from self._instrument(output)
        else:
            yield from _shown(output)

    def _instrument(self, output: Any) -> Iterator[Any]:
        model = output.data.pop(WIDGET)["model_id"]
        output.data.pop("text/plain", None)
        pictures = [*_shown(output), *self._stored(model, set())]
        yield from pictures
        yield _sentence(f"{PICTURE} {MOVES}" if pictures else MOVES)

    def _stored(self, model: str, seen: set[str]) -> Iterator[Any]:
        """What the output areas of a widget and of its children held."""
        import nbformat

        state = self._models.get(model, {}).get("state", {})
        if model in seen:
            return
        seen.add(model)
        for stored in state.get("outputs", []):
            yield from _shown(nbformat.from_dict(stored))
        for child in state.get("children", []):
            yield from self._stored(child.removeprefix(_REFERENCE), seen)


def _shown(output: Any) -> Iterator[Any]:
    """The output with only what a page can show; nothing if that is none of it."""
    if "data" not in output:
        yield output
        return
    output.data = {mime: body for mime, body in output.data.items() if mime in SHOWABLE}
    if output.data:
        yield output


def _waiting(output: Any) -> str | None:
    """What to say instead of feedback that only waits for an answer; None for any other output."""
    if "gangway-feedback" not in "".join(output.data.get("text/html", "")):
        return None
    first = "".join(output.data.get("text/plain", "")).partition("\n")[0]
    return next((said for heading, said in _WAITING.items() if first.endswith(heading)), None)


def _sentence(text: str) -> Any:
    from nbformat.v4 import new_output

    return new_output("display_data", {"text/html": f'<p class="gw-still">{text}</p>'})
