"""Exercise + answer -> verdict. The answer is plain data; nothing here runs a learner's code."""

from __future__ import annotations

import logging
from dataclasses import replace

from autograder.answers import Malformed, NoAnswer, decode
from autograder.exercise import Exercise, Given
from autograder.findings import Finding, Outcome, Verdict

log = logging.getLogger(__name__)


def judge(exercise: Exercise, data: object, given: Given | None = None) -> Verdict:
    """Judge one answer.

    Args:
        exercise: what was asked.
        data: the answer in its plain-data form, as :func:`autograder.answers.encode` makes it. It may come
            from a hostile process: it is decoded strictly.
        given: the exercise's numbers; by default those of a learner on their own.

    Never raises: a fault of the check itself is a verdict too (:attr:`Outcome.GRADER_FAULT`), scored 0
    and marked so that it is not taken for the learner's.
    """
    try:
        answer = exercise.takes.accept(decode(data))
    except Malformed as malformed:
        kind = Outcome.NO_ANSWER if isinstance(malformed, NoAnswer) else Outcome.MALFORMED
        return _verdict(exercise, kind, [_with_expected(exercise, malformed.finding)])
    try:
        findings = list(exercise.judgement(answer, exercise.given() if given is None else given))
    except Malformed as malformed:
        return _verdict(exercise, Outcome.MALFORMED, [_with_expected(exercise, malformed.finding)])
    except Exception:
        log.exception("the check of exercise %s failed", exercise.name)
        return _verdict(exercise, Outcome.GRADER_FAULT, [Finding("grader-fault")])
    return _verdict(exercise, _outcome(findings), findings)


def _with_expected(exercise: Exercise, finding: Finding) -> Finding:
    """The finding, with what the exercise expects where the learner's side could not know it."""
    return replace(finding, values={"expected": exercise.takes.expected, **finding.values})


def _outcome(findings: list[Finding]) -> Outcome:
    credit = _credit(findings)
    if credit >= 1:
        return Outcome.PASSED
    return Outcome.PARTLY if credit > 0 else Outcome.WRONG


def _credit(findings: list[Finding]) -> float:
    return min((finding.credit for finding in findings), default=1.0)


def _verdict(exercise: Exercise, outcome: Outcome, findings: list[Finding]) -> Verdict:
    score = exercise.points * _credit(findings) if outcome in (Outcome.PASSED, Outcome.PARTLY) else 0.0
    ordered = tuple(sorted(findings, key=lambda finding: (finding.credit >= 1, finding.rank)))
    return Verdict(exercise.name, outcome, exercise.points, score, ordered)
