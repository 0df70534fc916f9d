"""The graded notebook: what a learner's feedback page and the instructor's formgrader are made from.

Its check cells show the judge's words, and the score as the value of the cell, which is nbgrader's own
convention for points (:func:`nbgrader.utils.determine_grade`). Of the learner's own outputs only kinds are
kept that can't run anything.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from autograder.cohort.intake import UNMARKED
from autograder.cohort.released import Released
from autograder.cohort.results import Result, Told
from autograder.cohort.run import Ran
from autograder.cohort.sanitise import clean

_TEXTS = ("text/plain", "text/latex")
_PICTURES = ("image/png", "image/jpeg")


def graded_notebook(
    notebook: bytes, ran: Ran, results: Sequence[Result], notes: Sequence[str]
) -> dict[str, Any]:
    """The clean notebook with its outputs, its check cells showing the results, notes on top."""
    shown = json.loads(notebook)
    by_cell = {result.cell: result for result in results}
    for cell in shown["cells"]:
        if cell["cell_type"] == "code":
            result = by_cell.get(cell["id"])
            cell["outputs"] = [verdict_output(result)] if result else harmless(ran.outputs(cell["id"]))
    return _with_notice(shown, "Notes from intake", notes)


def refused_notebook(released: Released, reason: str, results: Sequence[Result]) -> dict[str, Any]:
    """What is shown for a refused submission: the notebook as handed out, and why nothing was graded."""
    shown = copy.deepcopy(dict(released.notebook))
    by_cell = {result.cell: result for result in results}
    for number, cell in enumerate(shown["cells"]):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        cell["id"] = name or f"{UNMARKED}{number + 1}"
        if cell["cell_type"] == "code":
            cell["outputs"] = [verdict_output(by_cell[name])] if name in by_cell else []
    return _with_notice(shown, "This submission was not graded", [reason])


def verdict_output(result: Result) -> dict[str, Any]:
    """A check cell's one output: the score as its value, the judge's words as its display."""
    value = "" if result.score is None else repr(float(result.score))
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": value or "not scored yet", "text/html": verdict_html(result)},
    }


def verdict_html(result: Result) -> str:
    """A result as an HTML element that refers to nothing outside itself."""
    told = "".join(_told(told) for told in result.told)
    return f'<div class="gangway-verdict"><p><strong>{escape(result.heading)}</strong></p>{told}</div>'


def _told(told: Told) -> str:
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in told.sentences)
    if not told.alt:
        return lines
    caption = f"<figcaption>{escape(told.alt)}</figcaption>"
    return f"{lines}<figure>{told.svg or ''}{caption}</figure>"


def harmless(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A learner's outputs without anything that runs, in the shape that nbformat asks for."""
    made = (_output(output) for output in outputs)
    return [output for output in made if output]


def _output(output: Mapping[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [str(line) for line in lines] if isinstance(lines, list) else []
        names = {name: str(output.get(name, "")) for name in ("ename", "evalue")}
        return {"output_type": "error", "traceback": traceback, **names}
    data = output.get("data")
    kept = _data(data) if isinstance(data, Mapping) else {}
    return {"output_type": "display_data", "metadata": {}, "data": kept} if kept else None


def _data(data: Mapping[str, Any]) -> dict[str, str]:
    kept = {kind: _text(data[kind]) for kind in _TEXTS if kind in data}
    kept |= {kind: _text(data[kind]) for kind in _PICTURES if kind in data and _is_base64(data[kind])}
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            kept["text/html"] = clean(_text(data[kind]))
    return kept


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_base64(value: object) -> bool:
    return _text(value).replace("\n", "").replace("+", "").replace("/", "").rstrip("=").isalnum()


def _with_notice(notebook: dict[str, Any], title: str, lines: Sequence[str]) -> dict[str, Any]:
    if lines:
        items = "\n".join(f"- {_plain(line)}" for line in lines)
        notice = {
            "id": "intake-notice",
            "cell_type": "markdown",
            "metadata": {},
            "source": f"**{title}**\n\n{items}",
        }
        notebook["cells"] = [notice, *notebook["cells"]]
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def _plain(line: str) -> str:
    """Text for a Markdown cell, nothing in it read as markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|!$" else letter for letter in line)
