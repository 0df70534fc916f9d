"""Instant feedback in a notebook: ``check()``, ``hint()``, ``predict()`` and ``given()``.

Alone, a learner's answer is judged here and the verdict is kept as progress on this machine. In a graded
run the same cell behaves otherwise: see :mod:`gangway.modes`. Nothing raises for a learner's mistake, so
that "Run All" always runs to the end.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import Any

from autograder import asked
from autograder.answers import Malformed, NoAnswer, decode
from autograder.attempts import answer_data
from autograder.checks.prediction import compare, is_prediction
from autograder.course import ROOT_VARIABLE, UnknownName, course
from autograder.exercise import HINT_STEPS, Exercise, Given
from autograder.findings import Outcome, Verdict
from autograder.judge import judge
from gangway import phrases
from gangway.feedback import Feedback, Point, Tone
from gangway.modes import Mode, NotPassed, current_mode, publish_answer, score_for_nbgrader
from gangway.patience import Patience
from gangway.progress import Event, NotKept, store
from gangway.verdicts import about_finding, about_verdict

#: ``from gangway import join`` gives the function, as everywhere.
joining = import_module("gangway.join")

log = logging.getLogger(__name__)
for package in ("autograder", "gangway"):
    # a fault of a check is told in the feedback; its traceback is for those who configure logging
    logging.getLogger(package).addHandler(logging.NullHandler())


def check(exercise_id: str, answer: object = None) -> Feedback | float | None:
    """Judge an answer and show what it does, what was asked and where to look.

    Args:
        exercise_id: the lesson and the exercise, as in ``"1-01/bell-pair"``.
        answer: whatever the exercise asks for: a circuit of either SDK, counts, a number, a function; for
            a prediction, what came out.

    Returns:
        A :class:`~gangway.feedback.Feedback`, which a notebook shows where the call is a cell's last line;
        its ``passed`` and ``score`` say how it went. Run by nbgrader: what nbgrader takes a score from.
    """
    mode = current_mode()
    if mode is Mode.EMIT:
        if (table := asked.current()) is not None:
            return _emitted(table, exercise_id, answer)
        return with_exercise("check", exercise_id, lambda exercise: _emit(exercise_id, exercise, answer))
    if isinstance(exercise_id, str) and (found := joining.sealed(exercise_id))[0] and mode is Mode.ALONE:
        return _sealed(exercise_id, found[1], answer)
    if mode is Mode.ALONE:
        return with_exercise(
            "check", exercise_id, lambda exercise: _judged(exercise_id, exercise, answer, mode)
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader takes any word on the error stream for a failure
        feedback = with_exercise(
            "check", exercise_id, lambda exercise: _judged(exercise_id, exercise, answer, mode)
        )
    return score_for_nbgrader(feedback)


def hint(exercise_id: str) -> Feedback:
    """The next of the exercise's three hints: a question, a pointer, a near-solution; then all of them."""
    return with_exercise("hint", exercise_id, lambda exercise: _hint(exercise_id, exercise))


def predict(exercise_id: str, answer: object = None) -> Feedback:
    """Record what you expect, before the cell that shows what happens. Nothing is revealed."""
    if current_mode() is Mode.EMIT and asked.current() is not None:
        return Feedback(phrases.RECORDED)
    return with_exercise("predict", exercise_id, lambda exercise: _predict(exercise_id, exercise, answer))


def given(exercise_id: str) -> Given:
    """The numbers of the exercise that are yours to work with, by name; none where it has none.

    Raises:
        NotPassed: there is no such exercise. It is shown as a sentence, without a traceback.
    """
    if (table := asked.current()) is not None:
        return asked.given(table.get(exercise_id.strip(), {}))
    is_sealed, own = joining.sealed(exercise_id)
    if is_sealed:
        if own is None:
            raise NotPassed(f"{phrases.UNJOINED} {phrases.UNJOINED_WHY}")
        return asked.given(own)
    try:
        return course().exercise(exercise_id).given()
    except (UnknownName, FileNotFoundError) as error:
        raise NotPassed(str(error)) from None


def with_exercise(function: str, exercise_id: object, then: Callable[[Exercise], Feedback]) -> Feedback:
    """What ``then`` makes of an exercise, or feedback on why it can't be had. Never raises.

    Args:
        function: what the learner called, as in ``"check"``; named where they called it wrongly.
        exercise_id: the lesson and the exercise, as in ``"1-01/bell-pair"``.
        then: what to do with the exercise.
    """
    if not isinstance(exercise_id, str):
        named = phrases.NOT_AN_ID.format(function=function, given=f"`{type(exercise_id).__name__}`")
        return Feedback(phrases.UNKNOWN, Tone.WRONG, (Point((named,)),))
    try:
        return then(course().exercise(exercise_id))
    except UnknownName as unknown:
        return Feedback(phrases.UNKNOWN, Tone.WRONG, (Point((str(unknown),)),))
    except FileNotFoundError:
        log.exception("no content for %s", exercise_id)
        return Feedback(
            phrases.NO_COURSE, Tone.WRONG, (Point((phrases.NO_COURSE_WHY.format(variable=ROOT_VARIABLE),)),)
        )
    except Exception as error:
        log.exception("%s(%r) failed", function, exercise_id)
        why = phrases.FAULT_WHY.format(error=type(error).__name__)
        return Feedback(phrases.FAULT, Tone.WRONG, (Point((why,)),))


def _emit(exercise_id: str, exercise: Exercise, answer: object) -> Feedback:
    publish_answer(exercise_id.strip(), answer_data(exercise, answer, exercise.given()))
    return Feedback(phrases.RECORDED)


def _emitted(table: asked.Asked, exercise_id: object, answer: object) -> Feedback:
    """Hand an answer out where there is no course: what is asked was said (:mod:`autograder.asked`)."""
    name = str(exercise_id).strip()
    if name not in table:
        return Feedback(phrases.UNKNOWN, Tone.WRONG, (Point((phrases.NOT_ASKED.format(id=name),)),))
    publish_answer(name, asked.encoded(table[name], answer))
    return Feedback(phrases.RECORDED)


def _sealed(exercise_id: str, entry: Mapping[str, Any] | None, answer: object) -> Feedback:
    """What is said of a sealed exercise's answer: nothing of whether it is right."""
    feedback, recorded = joining.checked(exercise_id, entry, answer)
    if not recorded:
        return feedback
    notes = _kept(Event("sealed", exercise_id.strip(), "recorded"))
    return replace(feedback, notes=tuple(notes))


def _numbers(exercise_id: str, exercise: Exercise) -> Given:
    """The numbers that an answer is judged with: the learner's own where they have joined a cohort."""
    _, own = joining.sealed(exercise_id)
    return exercise.given() if own is None else asked.given(own)


def _judged(exercise_id: str, exercise: Exercise, answer: object, mode: Mode) -> Feedback:
    if is_prediction(exercise):
        return _revealed(exercise_id, exercise, answer)
    numbers = _numbers(exercise_id, exercise)
    within = Patience().call if mode is Mode.ALONE else nullcontext  # nbgrader has limits of its own
    verdict = judge(exercise, answer_data(exercise, answer, numbers, within), numbers)
    if mode is Mode.NBGRADER:
        return about_verdict(exercise, verdict)
    notes = _kept(_event("attempt", exercise_id, verdict, codes=list(verdict.codes)))
    return about_verdict(exercise, verdict, (*_offer(exercise_id, verdict), *notes))


def _event(what: str, exercise_id: str, verdict: Verdict, **detail: Any) -> Event:
    return Event(what, exercise_id.strip(), verdict.outcome.value, verdict.score, verdict.points, detail)


def _kept(event: Event) -> list[str]:
    """Record an event; returns what the learner has to be told about their progress file."""
    progress = store()
    try:
        progress.record(event)
    except NotKept as not_kept:
        return [*progress.take_notices(), str(not_kept)]
    return progress.take_notices()


def _offer(exercise_id: str, verdict: Verdict) -> list[str]:
    """The offer of a hint after an answer that did not pass, while there are hints left."""
    if verdict.outcome not in (Outcome.WRONG, Outcome.PARTLY, Outcome.NO_ANSWER):
        return []
    left = HINT_STEPS - _hints_seen(exercise_id)
    offer = phrases.HINT_OFFER if left > 1 else phrases.HINT_OFFER_LAST
    return [offer.format(id=exercise_id.strip(), left=left)] if left > 0 else []


def _hints_seen(exercise_id: str) -> int:
    steps = [event.detail.get("step", 0) for event in store().recall(exercise_id.strip(), "hint")]
    return max(steps, default=0)


def _hint(exercise_id: str, exercise: Exercise) -> Feedback:
    step = _hints_seen(exercise_id) + 1
    if step > HINT_STEPS:
        every = tuple(Point((f"{number}. {text}",)) for number, text in enumerate(exercise.hints, start=1))
        return Feedback(phrases.HINTS_GONE.format(steps=HINT_STEPS), points=every)
    notes = _kept(Event("hint", exercise_id.strip(), detail={"step": step}))
    more = phrases.HINT_REST.format(id=exercise_id.strip()) if step < HINT_STEPS else phrases.HINT_LAST
    heading = phrases.HINT_HEADING.format(step=step, steps=HINT_STEPS)
    return Feedback(heading, points=(Point((exercise.hints[step - 1],)),), notes=(more, *notes))


def _predict(exercise_id: str, exercise: Exercise, answer: object) -> Feedback:
    name = exercise_id.strip()
    if not is_prediction(exercise):
        return Feedback(phrases.NOT_A_PREDICTION.format(id=name), Tone.WRONG)
    data = answer_data(exercise, answer, exercise.given())
    try:
        exercise.takes.accept(decode(data))
    except NoAnswer as nothing:
        begun = nothing.finding.code == "entries-open"
        why = about_finding(exercise, nothing.finding) if begun else Point((phrases.NOTHING_PREDICTED_WHY,))
        return Feedback(phrases.NOTHING_PREDICTED, points=(why,))
    except Malformed as malformed:
        return Feedback(phrases.NOT_PREDICTED, Tone.WRONG, (about_finding(exercise, malformed.finding),))
    if current_mode() is not Mode.ALONE:
        return Feedback(phrases.RECORDED)
    late = bool(store().recall(name, "reveal"))
    notes = _kept(Event("prediction", name, detail={"answer": data, "late": late}))
    return Feedback(phrases.PREDICTED_LATE if late else phrases.PREDICTED, notes=tuple(notes))


def _revealed(exercise_id: str, exercise: Exercise, outcome: object) -> Feedback:
    """What was predicted beside what came out; without a prediction, a gentle request for one."""
    name = exercise_id.strip()
    made = store().recall(name, "prediction")
    if not made:
        verdict = Verdict(exercise.name, Outcome.NO_ANSWER, exercise.points, 0.0)
        notes = _kept(_event("reveal", name, verdict))
        why = Point((phrases.PREDICT_FIRST_WHY.format(id=name),))
        return Feedback(phrases.PREDICT_FIRST, Tone.NOTE, (why,), tuple(notes), verdict)
    chosen = ([event for event in made if not event.detail.get("late")] or made)[-1]
    try:
        findings = compare(
            exercise, chosen.detail["answer"], answer_data(exercise, outcome, exercise.given())
        )
    except Malformed as malformed:
        verdict = Verdict(exercise.name, Outcome.MALFORMED, exercise.points, 0.0, (malformed.finding,))
        return about_verdict(exercise, verdict)
    verdict = Verdict(exercise.name, Outcome.PASSED, exercise.points, exercise.points, tuple(findings))
    notes = _kept(_event("reveal", name, verdict, codes=list(verdict.codes)))
    late = [phrases.REVEALED_LATE] if chosen.detail.get("late") else []
    return about_verdict(exercise, verdict, (*late, *notes), phrases.REVEALED, Tone.NOTE)
