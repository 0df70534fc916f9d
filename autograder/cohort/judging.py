"""Judge what a run handed out. This code runs in a process that never ran a learner's code.

An answer counts only where it was handed out by a grade cell, as the exercise that the released cell asks
about; what any other cell shows is ignored.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.cohort.intake import UNMARKED
from autograder.cohort.released import GradeCell, Released
from autograder.cohort.results import Result, Told
from autograder.cohort.run import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT, Ran
from autograder.exercise import Given
from autograder.findings import Finding, Outcome, Verdict

log = logging.getLogger(__name__)

#: The MIME type in which ``check()`` hands out an answer.
ANSWER = "application/vnd.gangway.answer+json"

#: Why a check cell handed out nothing -> the outcome and the finding that says so.
_ENDINGS = {
    TIMED_OUT: (Outcome.TIMED_OUT, "took-too-long"),
    OUT_OF_MEMORY: (Outcome.OUT_OF_MEMORY, "used-too-much-memory"),
    CRASHED: (Outcome.CRASHED, "kernel-died"),
}


@dataclass(frozen=True)
class Evidence:
    """What a grade cell left behind: an answer's plain data, or the finding that says why there is none."""

    cell: GradeCell
    data: Any = None
    answered: bool = False
    outcome: Outcome = Outcome.NO_ANSWER
    finding: Finding | None = None

    def as_plain(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Evidence:
        """From :meth:`as_plain`'s data."""
        finding = plain["finding"]
        return cls(
            GradeCell(**plain["cell"]),
            plain["data"],
            plain["answered"],
            Outcome(plain["outcome"]),
            Finding(**finding) if finding else None,
        )


def gather(ran: Ran, released: Released) -> list[Evidence]:
    """The evidence of each judged grade cell, in order."""
    return [_evidence(ran, cell) for cell in released.judged]


def _evidence(ran: Ran, cell: GradeCell) -> Evidence:
    handed_out = [
        output["data"].get(ANSWER) for output in ran.outputs(cell.id) if isinstance(output.get("data"), dict)
    ]
    answers = [
        bundle.get("answer")
        for bundle in handed_out
        if isinstance(bundle, dict) and bundle.get("exercise") == cell.exercise
    ]
    if answers:
        return Evidence(cell, answers[-1], answered=True)
    outcome, finding = _why_not(ran, cell)
    return Evidence(cell, outcome=outcome, finding=finding)


def _why_not(ran: Ran, cell: GradeCell) -> tuple[Outcome, Finding]:
    """Why a grade cell handed out no answer: its answer cell is asked before itself."""
    asked = [name for name in (cell.answer, cell.id) if name]
    for name in asked:
        if (state := ran.state(name)) != FINISHED:
            outcome, code = _ENDINGS[state]
            return outcome, Finding(code, {"cell": _stopped_at(ran, name)})
    if error := _error(ran, asked[0]):
        return Outcome.NO_ANSWER, Finding("answer-cell-failed", {"cell": asked[0], "error": error})
    if error := _error(ran, cell.id):
        return Outcome.NO_ANSWER, Finding("check-cell-failed", {"error": error})
    return Outcome.NO_ANSWER, Finding("nothing-handed-in")


def _stopped_at(ran: Ran, name: str) -> str:
    """What to call the cell at which things went wrong: a cell that was never reached is not to blame."""
    blamed = name if name in ran.cells else next(reversed(list(ran.cells)), name)
    return blamed.replace(UNMARKED, "number ")


def _error(ran: Ran, cell: str) -> str | None:
    """The last error that a cell showed, as ``NameError: name 'x' is not defined``, shortened."""
    errors = [output for output in ran.outputs(cell) if output.get("output_type") == "error"]
    if not errors:
        return None
    text = f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}".removesuffix(": ")
    return re.sub(r"\x1b\[[0-9;]*m", "", text)[:300]


def judge_all(
    course_root: Path, evidence: Sequence[Evidence], given: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Result]:
    """Judge each piece of evidence with the course's checks. Never raises for what a learner sent.

    ``given`` are the learner's own numbers by exercise, in plain data.
    """
    own = numbers(given or {})
    return [_result(course_root, piece, own.get(piece.cell.exercise or "")) for piece in evidence]


def numbers(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Given]:
    """A learner's own numbers by exercise, read from plain data."""
    from autograder.asked import value_of

    return {
        exercise: {name: value_of(value) for name, value in own.items()} for exercise, own in given.items()
    }


def _result(course_root: Path, piece: Evidence, own: Given | None) -> Result:
    from autograder.course import course
    from autograder.judge import judge

    cell, name = piece.cell, piece.cell.exercise or ""
    try:
        exercise = course(course_root).exercise(name)
        if not piece.answered:
            found = [piece.finding] if piece.finding else []
            return Result(cell.id, name, piece.outcome, 0.0, cell.points, _told(found, exercise.messages))
        verdict = judge(exercise, piece.data, own)
        return _from_verdict(cell, verdict, exercise.messages)
    except Exception:
        log.exception("grade cell %s could not be judged", cell.id)
        return grader_fault(cell)


def _from_verdict(cell: GradeCell, verdict: Verdict, messages: Any) -> Result:
    score = None if verdict.outcome is Outcome.GRADER_FAULT else verdict.score * cell.points / verdict.points
    told = _told(verdict.shown, messages)
    return Result(cell.id, cell.exercise or "", verdict.outcome, score, cell.points, told)


def grader_fault(cell: GradeCell) -> Result:
    """The result where the grader itself failed: unscored, so that a person looks at it."""
    try:
        told = _told([Finding("grader-fault")], None)
    except Exception:
        # the catalogue itself may be what is broken; the outcome says enough
        log.exception("the message of a grader's fault could not be made")
        told = ()
    return Result(cell.id, cell.exercise or "", Outcome.GRADER_FAULT, None, cell.points, told)


def refusal(cell: GradeCell, reason: str) -> Result:
    """The result of a grade cell whose submission was refused at intake."""
    told = _told([Finding("not-gradable", {"reason": reason})], None)
    return Result(cell.id, cell.exercise or "", Outcome.REFUSED, 0.0, cell.points, told)


def _told(findings: Sequence[Finding], messages: Any) -> tuple[Told, ...]:
    from autograder.messages import sentences

    return tuple(
        Told(finding.code, tuple(sentences(finding, messages).values()), *_drawing(finding))
        for finding in findings
    )


def _drawing(finding: Finding) -> tuple[str | None, str | None]:
    """A finding's picture as SVG and in words; one that can't be drawn is told in words alone."""
    if finding.picture is None:
        return None, None
    from autograder.pictures import svg

    try:
        return svg(finding.picture), finding.picture.alt
    except Exception:
        log.exception("the picture of finding %s could not be drawn", finding.code)
        return None, finding.picture.alt
