"""The report on a class, for the instructor: scores, findings, weak exercises, odd things."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from autograder.cohort import plain_file, sealing, similar
from autograder.cohort.layout import Cohort
from autograder.cohort.pages import Marks, document
from autograder.cohort.released import GradeCell, Released, source_of
from autograder.cohort.results import SETTLED, Graded, Result
from autograder.findings import Outcome

#: Below so many submissions, a correlation says nothing.
ENOUGH = 20

#: Below this correlation with the rest of the assignment, an exercise discriminates badly.
BADLY = 0.2

#: At most so many pairs are shown side by side.
_PAIRS = 20


@dataclass(frozen=True)
class Exercise:
    """What a class made of one exercise.

    Attributes:
        cell: the grade cell.
        shares: by score as a share of the points (in tenths), how many learners.
        outcomes: how many answers ended in each way.
        findings: by code, how many learners met it, and one of the sentences that they read.
        mean: the mean share of the points.
        discrimination: the correlation with the rest of the assignment; ``None`` where it says nothing.
    """

    cell: GradeCell
    shares: Counter[int]
    outcomes: Counter[str]
    findings: Mapping[str, tuple[int, str]]
    mean: float
    discrimination: float | None

    @property
    def remark(self) -> str:
        """What is wrong with the exercise as a measure; empty where nothing is."""
        if self.mean >= 0.98 or self.mean <= 0.02:
            return "tells nobody apart: all earn the same"
        if self.discrimination is not None and self.discrimination < BADLY:
            return "discriminates badly: who does well elsewhere does not do better here"
        return ""


def exercises(released: Released, graded: Mapping[str, Graded]) -> list[Exercise]:
    """What the class made of each judged exercise."""
    return [_exercise(cell, released, graded) for cell in released.judged]


def _exercise(cell: GradeCell, released: Released, graded: Mapping[str, Graded]) -> Exercise:
    results = {student: _of(cell, each) for student, each in graded.items()}
    here = {student: result for student, result in results.items() if result and not graded[student].refused}
    scored = {student: result.score for student, result in here.items() if result.score is not None}
    shares = [score / cell.points for score in scored.values()]
    rest = {student: _rest(cell, graded[student]) for student in scored}
    return Exercise(
        cell,
        Counter(round(10 * share) for share in shares),
        Counter(str(result.outcome) for result in here.values()),
        _findings(list(here.values())),
        statistics.fmean(shares) if shares else 0.0,
        _correlation(list(scored.values()), list(rest.values())) if len(released.judged) > 1 else None,
    )


def _of(cell: GradeCell, graded: Graded) -> Result | None:
    return next((result for result in graded.results if result.cell == cell.id), None)


def _rest(cell: GradeCell, graded: Graded) -> float:
    return sum(result.score or 0 for result in graded.results if result.cell != cell.id)


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < ENOUGH or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return statistics.correlation(one, other)


def _findings(results: Sequence[Result]) -> dict[str, tuple[int, str]]:
    met = Counter(code for result in results for code in {told.code for told in result.told})
    said = {told.code: told.sentences[0] for result in results for told in result.told if told.sentences}
    return {code: (number, said.get(code, "")) for code, number in met.most_common()}


def page(
    cohort: Cohort,
    released: Released,
    graded: Mapping[str, Graded],
    marks: Mapping[str, tuple[str, Marks]],
) -> str:
    """The report as one HTML page that refers to nothing outside."""
    found = exercises(released, graded)
    parts = [
        f"<h1>{escape(released.assignment)}: the class</h1>",
        f"<p>{len(graded)} submissions. This page names learners: it is for you alone.</p>",
        _totals(marks, graded),
        *(_about(exercise) for exercise in found),
        _to_look_at(graded),
        _foreign(cohort, released, graded),
        _alike(released, graded),
    ]
    return document(f"{released.assignment}: class report", "".join(parts))


def _totals(marks: Mapping[str, tuple[str, Marks]], graded: Mapping[str, Graded]) -> str:
    each = [
        own for student, (_, own) in marks.items() if student in graded and own.score is not None and own.most
    ]
    if not each:
        return ""
    shares = Counter(round(10 * (own.score or 0) / (own.most or 1)) for own in each)
    median = statistics.median(own.score or 0 for own in each)
    return f"<h2>Scores</h2><p>Median {median:g} of {each[0].most:g} points.</p>{histogram(shares)}"


def histogram(shares: Mapping[int, int]) -> str:
    """How many learners earned each tenth of the points, as a drawing with its numbers in words."""
    most = max(shares.values(), default=1)
    words = ", ".join(f"{10 * tenth} %: {shares[tenth]}" for tenth in sorted(shares))
    bars = "".join(_bar(tenth, shares.get(tenth, 0), most) for tenth in range(11))
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{words}"'
        f' viewBox="0 0 330 110"'
        f' width="330" height="110" font-size="11">{bars}</svg>'
        f"<figcaption>Learners by share of the points. {words}</figcaption></figure>"
    )


def _bar(tenth: int, number: int, most: int) -> str:
    x, height = 30 * tenth, 70 * number / most
    label = f'<text x="{x + 13}" y="106" text-anchor="middle">{10 * tenth}</text>'
    if not number:
        return label
    count = f'<text x="{x + 13}" y="{86 - height:.1f}" text-anchor="middle">{number}</text>'
    box = f'<rect x="{x}" y="{90 - height:.1f}" width="26" height="{height:.1f}" fill="#0072b2"/>'
    return label + count + box


def _about(exercise: Exercise) -> str:
    number = sum(exercise.outcomes.values())
    outcomes = ", ".join(f"{name}: {count}" for name, count in exercise.outcomes.most_common())
    fit = exercise.discrimination
    told = "" if fit is None else f" Correlation with the rest: {fit:.2f}."
    remark = f"<p><strong>{exercise.remark.capitalize()}.</strong></p>" if exercise.remark else ""
    rows = "".join(
        f"<tr><td>{100 * count / number:.0f} %</td><td>{count}</td><td>{escape(code.replace('-', ' '))}</td>"
        f"<td>{escape(said)}</td></tr>"
        for code, (count, said) in exercise.findings.items()
    )
    titles = "".join(f"<th>{name}</th>" for name in ("of the class", "learners", "finding", "one was told"))
    table = f"<table><tr>{titles}</tr>{rows}</table>"
    return (
        f"<section><h2>{escape(str(exercise.cell.exercise))}</h2>"
        f"<p>Mean {100 * exercise.mean:.0f} % of {exercise.cell.points:g} points.{told} {outcomes}.</p>"
        f"{remark}{histogram(exercise.shares)}{table if rows else ''}</section>"
    )


def _to_look_at(graded: Mapping[str, Graded]) -> str:
    """Refused, timed out, crashed, unscored: with whose they are."""
    lines = [(student, f"refused: {each.refused}") for student, each in graded.items() if each.refused]
    lines += [
        (student, f"{result.exercise}: {result.outcome}")
        for student, each in graded.items()
        for result in each.results
        if result.outcome not in SETTLED and result.outcome is not Outcome.REFUSED
    ]
    return _listed("Time-outs, crashes and refused submissions", lines)


def _foreign(cohort: Cohort, released: Released, graded: Mapping[str, Graded]) -> str:
    """Notebooks that bear another learner's token."""
    if sealing.load(cohort, released.assignment) is None:
        return ""
    lines = [
        (student, f"the notebook bears the token of {owner}")
        for student in graded
        if (owner := _owner(cohort, student, released.assignment)) and owner != student
    ]
    return _listed("Tokens of others", lines)


def _owner(cohort: Cohort, student: str, assignment: str) -> str | None:
    """Whose token a submission bears; ``None`` where it has none that can be read."""
    from autograder.tokens import NoToken, loads

    folder = cohort.submitted(student, assignment)
    try:
        data = plain_file.read(folder / f"{assignment}.ipynb", 20_000_000) or b"{}"
        cells = json.loads(data)["cells"]
        source = next(text for cell in cells if "gw1." in (text := source_of(cell)))
        return loads(source[source.index("gw1.") :]).learner
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration, NoToken):
        return None


def _listed(title: str, lines: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<li>{escape(student)}: {escape(said)}</li>" for student, said in lines)
    return f"<section><h2>{title}</h2><ul>{items}</ul></section>" if items else ""


def _alike(released: Released, graded: Mapping[str, Graded]) -> str:
    """Submissions that are alike, side by side."""
    wanted = [cell.answer for cell in released.judged if cell.answer]
    stub = "\n".join(source_of(released.cells[name]) for name in wanted)
    answers = {student: _answers(each, wanted) for student, each in graded.items() if not each.refused}
    found = similar.pairs(answers, stub)[:_PAIRS]
    if not found:
        return ""
    shown = "".join(
        f"<h3>{escape(pair.one)} and {escape(pair.other)}: {100 * pair.share:.0f} % of what is their own</h3>"
        f'<div class="pair"><pre>{escape(answers[pair.one])}</pre>'
        f"<pre>{escape(answers[pair.other])}</pre></div>"
        for pair in found
    )
    return (
        "<section><h2>Submissions that are alike</h2><p>Shown, not judged: short answers are alike by "
        f"themselves. Names, numbers and comments were left out of the comparison.</p>{shown}</section>"
    )


def _answers(graded: Graded, wanted: Sequence[str]) -> str:
    cells = {cell.get("id"): source_of(cell) for cell in graded.notebook["cells"]}
    return "\n".join(cells.get(name, "") for name in wanted)
