"""The feedback page of one submission: one HTML file that refers to nothing outside, for screen and paper.

It is made from what the judge told and what the learner wrote, and from nothing else: inputs of hidden tests
and expected values are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import takewhile
from typing import Any

from autograder.cohort.formulas import html_of
from autograder.cohort.released import Cell, GradeCell, Released, grade_id, source_of
from autograder.cohort.results import Graded, Result, Told
from autograder.cohort.sanitise import clean
from autograder.cohort.sections import Section

#: More of a learner's own output is not repeated, in characters; nor more pictures.
_MOST_OUTPUT, _MOST_PICTURES = 4_000, 3

STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;
max-width:46rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f2;padding:.75rem;
border-radius:4px;font-size:.85rem}
img,svg{max-width:100%;height:auto}figure{margin:.5rem 0}figcaption{font-size:.85rem;color:#444}
table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{border-bottom:1px solid #ccc;padding:.3rem .7rem .3rem 0;text-align:left}
.says{border-left:4px solid #0072b2;padding:.1rem 0 .1rem .9rem;margin:.8rem 0}
.passed{border-color:#008a64}.wrong,.malformed{border-color:#d55e00}.partly{border-color:#a6790a}
summary{cursor:pointer}.quiet{color:#555;font-size:.9rem}.pair{display:grid;
grid-template-columns:1fr 1fr;gap:1rem}
@media(max-width:40rem){.pair{grid-template-columns:1fr}}
@media print{body{max-width:none;font-size:11pt}section{break-inside:avoid-page}details>*{display:block}}
"""


@dataclass(frozen=True)
class Marks:
    """What the gradebook has for a submission: by cell the score and a person's comment; the penalty."""

    scores: Mapping[str, tuple[float | None, float]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    score: float | None = None
    most: float | None = None
    penalty: float = 0.0


def page(
    released: Released,
    graded: Graded,
    marks: Marks,
    name: str,
    sections: Mapping[str, Section] | None = None,
    site: str = "",
) -> str:
    """A learner's feedback page.

    Args:
        released: what was handed out.
        graded: the results.
        marks: what the gradebook has.
        name: the learner's name, as the page shows it.
        sections: by exercise, the section of the lesson to go back to.
        site: where the course's site is; without, sections are named and not linked.
    """
    title = _title(released)
    # of a refused submission nothing was read: its notebook is the one that was handed out
    cells = {cell.get("id"): cell for cell in graded.notebook["cells"] if not graded.refused}
    by_cell = {result.cell: result for result in graded.results}
    parts = [f"<h1>{escape(title)}</h1><p>{escape(name)}</p>", _total(marks), _notices(graded)]
    for cell in released.grade_cells:
        parts.append(_exercise(released, cell, by_cell.get(cell.id), cells, marks))
        section = (sections or {}).get(cell.exercise or "")
        parts.append(_back(section, site) + "</section>")
    return document(f"{title}: feedback", "".join(parts))


def document(title: str, body: str) -> str:
    """A whole HTML page around a body."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        f"style-src 'unsafe-inline'\"><title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _title(released: Released) -> str:
    for cell in released.notebook["cells"]:
        for line in source_of(cell).splitlines() if cell["cell_type"] == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip()
    return released.assignment


def _total(marks: Marks) -> str:
    if marks.score is None:
        return ""
    late = f" ({marks.penalty:g} points were taken off because it came late)" if marks.penalty else ""
    return f"<p><strong>{marks.score - marks.penalty:g} of {marks.most:g} points</strong>{late}</p>"


def _notices(graded: Graded) -> str:
    if graded.refused:
        return f"<h2>This submission was not graded</h2><p>{escape(graded.refused)}</p>"
    if not graded.notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in graded.notes)
    return f"<h2>Notes from intake</h2><ul>{items}</ul>"


def _exercise(
    released: Released, cell: GradeCell, result: Result | None, cells: Mapping[Any, Any], marks: Marks
) -> str:
    """One exercise: what was asked, what the judge says, and the learner's own cell."""
    name = (cell.exercise or cell.id).rpartition("/")[2].replace("-", " ").capitalize()
    asked = "".join(map(html_of, prompt_of(released, cell)))
    about = f"<details><summary>What was asked</summary>{asked}</details>" if asked else ""
    own = cells.get(cell.answer or cell.id)
    parts = [f"<section><h2>{escape(name)}</h2>", about, _says(cell, result, marks)]
    said = [marks.comments.get(key or "") for key in (cell.answer, cell.id)]
    parts += [f"<p>{escape(text)}</p>" for text in said if text]
    if own is not None:
        parts.append(f'<p class="quiet">What you handed in:</p><pre>{escape(source_of(own))}</pre>')
        parts.append(_outputs(own.get("outputs", ())))
    return "".join(parts)


def _says(cell: GradeCell, result: Result | None, marks: Marks) -> str:
    score, most = marks.scores.get(cell.id, (None, cell.points))
    if result is None:
        said = "not graded yet" if score is None else f"{score:g} of {most:g} points"
        return f'<div class="says"><p><strong>{said}</strong></p></div>'
    heading = result.heading
    if score is not None and score != result.score:  # a person decided otherwise
        heading = f"{result.outcome.capitalize()}; {score:g} of {most:g} points, given by your instructor"
    told = "".join(map(_told, result.told))
    kind = str(result.outcome).split()[0].removesuffix("'s")
    return f'<div class="says {kind}"><p><strong>{escape(heading)}</strong></p>{told}</div>'


def _told(told: Told) -> str:
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in told.sentences)
    if not told.alt:
        return lines
    return f"{lines}<figure>{clean(told.svg or '')}<figcaption>{escape(told.alt)}</figcaption></figure>"


def _back(section: Section | None, site: str) -> str:
    if section is None:
        return ""
    name = escape(section.title)
    if site:
        address = escape(f"{site.rstrip('/')}/{section.page}", quote=True)
        name = f'<a href="{address}">{name}</a>'
    return f"<p>Read again: {name}</p>"


def prompt_of(released: Released, cell: GradeCell) -> list[str]:
    """The text before an answer cell: what was asked.

    It begins with the exercise's prompt, and may go on behind a cell of code that was handed out with it.
    """
    target = cell.answer or cell.id
    before = list(takewhile(lambda each: grade_id(each) != target, released.notebook["cells"]))
    prompt = f"{(cell.exercise or '').rpartition('/')[2]}-prompt"
    start = next((place for place, each in enumerate(before) if _named(each) == prompt), None)
    if start is None:
        return [source_of(each) for each in reversed(list(takewhile(_is_prose, reversed(before))))]
    return [source_of(each) for each in before[start:] if _is_prose(each)]


def _named(cell: Cell) -> str | None:
    return cell.get("metadata", {}).get("name") or grade_id(cell)


def _is_prose(cell: Cell) -> bool:
    """Whether it is text of the author's; a locked one has an id, and is still no answer."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    return cell["cell_type"] == "markdown" and not (marks.get("solution") or marks.get("grade"))


def _outputs(outputs: Sequence[Mapping[str, Any]]) -> str:
    """What the learner's cell printed and drew: text as text, and pictures; nothing else of theirs."""
    texts, pictures = [], []
    for output in outputs:
        data = output.get("data", {})
        if output.get("output_type") == "error":
            texts.append(f"{output.get('ename')}: {output.get('evalue')}")
        else:
            texts.append(str(output.get("text") or data.get("text/plain", "")))
        pictures += [(kind, data[kind]) for kind in ("image/png", "image/jpeg") if kind in data]
    text = "\n".join(filter(None, texts))[:_MOST_OUTPUT]
    shown = "".join(_picture(kind, data) for kind, data in pictures[:_MOST_PICTURES])
    return (f"<pre>{escape(text)}</pre>" if text.strip() else "") + shown


def _picture(kind: str, data: str) -> str:
    source = f"data:{kind};base64,{escape(data.strip(), quote=True)}"
    return clean(f'<figure><img src="{source}" alt="your plot"></figure>')
