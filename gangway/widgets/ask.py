"""A question to answer by hand: choose, put in order, or predict."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from html import escape
from itertools import islice
from typing import Any

import traitlets
from traitlets import Dict, Int, observe

from autograder.checks.prediction import is_prediction
from autograder.exercise import Exercise
from gangway import phrases
from gangway.feedback import Feedback
from gangway.widgets.instrument import Instrument, module

#: What of an exercise's data is shown as the question; the rest travels sealed.
_SHOWN = ("form", "options", "lines", "width", "low", "high", "unit", "confidence")


class Ask(Instrument):
    """The interactive form of an exercise that is data: a choice, an ordering or a prediction.

    The browser judges at once, with the same findings as :func:`gangway.check`. Where Python runs, what is
    handed in goes through ``check()`` or ``predict()`` as well: that keeps the progress, and has the last
    word.

    Attributes:
        answer: the answer as it stands, in the form that ``check()`` takes: a letter, a list of letters, a
            dictionary of percentages, or two numbers. It may be set from Python, and ``None`` is no answer.
    """

    module_name = "ask"
    _esm = module("ask")

    #: What the browser needs: what is asked, and sealed (see :func:`sealed`) what judges the answer.
    question = Dict().tag(sync=True, kept=True)
    answer: Any = traitlets.Any(None, allow_none=True).tag(sync=True, kept=True)
    #: How often an answer was handed in, and a hint asked for, in the browser.
    handed_in = Int(0).tag(sync=True)
    hinted = Int(0).tag(sync=True)
    #: What check() said to the hand-in of number ``to``.
    feedback = Dict().tag(sync=True)

    def __init__(self, exercise_id: str, exercise: Exercise, **traits: Any) -> None:
        """Ask the exercise; :func:`ask` finds it by its id."""
        super().__init__(question=question(exercise_id, exercise), **traits)
        self._exercise = exercise

    @observe("handed_in")
    def _judge(self, change: dict[str, Any]) -> None:
        from gangway.check import check, predict

        hand_in = predict if is_prediction(self._exercise) else check
        said = hand_in(self.question["id"], self.answer)
        if isinstance(said, Feedback):
            self.feedback = {"to": change["new"], **_plain(said)}

    @observe("hinted")
    def _hint(self, change: dict[str, Any]) -> None:
        from gangway.check import hint

        hint(self.question["id"])

    def as_answer(self) -> Any:
        """What ``check()`` judges where the question itself is handed in."""
        return self.answer

    def words(self) -> str:
        """What is asked, in words."""
        return f"Question {self.question['id']}. {' '.join(self._listed())}"

    def still(self) -> str:
        """What is asked, as a list."""
        entries = "".join(f"<li>{escape(entry)}</li>" for entry in self._listed())
        return f"<ul>{entries}</ul>"

    def _listed(self) -> list[str]:
        asked = self.question
        if asked["form"] == "predict-distribution":
            return [f"Give each outcome of {asked['width']} bits a probability; together 100 %."]
        if asked["form"] == "predict-interval":
            sure = f"{100 * asked['confidence']:g} % sure"
            return [f"Give two numbers between which you are {sure} that it will be ({asked['unit']})."]
        return [f"{letter}: {text}" for letter, text in (asked.get("options") or asked["lines"]).items()]


def ask(exercise_id: str) -> Ask | Feedback:
    """The interactive form of an exercise, as in ``ask("1-01/which-bit")``.

    It takes the place of ``check()`` or ``predict()`` with an answer in code; those work beside it. A
    prediction is revealed by ``check()`` in a cell of its own, as ever.

    Returns:
        An :class:`Ask`, or feedback that says why there is none: no such exercise, or one that is answered
        in code.
    """
    from gangway.check import with_exercise

    return with_exercise("ask", exercise_id, lambda exercise: _asked(exercise_id.strip(), exercise))


def _asked(exercise_id: str, exercise: Exercise) -> Any:
    if exercise.data is None:
        return Feedback(phrases.ANSWERED_IN_CODE.format(id=exercise_id))
    return Ask(exercise_id, exercise)


def question(exercise_id: str, exercise: Exercise) -> dict[str, Any]:
    """What a page needs to ask and to judge an exercise that is data.

    Raises:
        ValueError: it isn't data.
    """
    if exercise.data is None:
        raise ValueError(f"exercise {exercise_id!r} is no data: no page can judge it")
    shown = {name: exercise.data[name] for name in _SHOWN if name in exercise.data}
    rest = {name: value for name, value in exercise.data.items() if name not in _SHOWN}
    judging = {**rest, **_around(exercise)}
    seed = zlib.crc32(exercise_id.encode()) or 1
    return {"id": exercise_id, **shown, "seed": seed, "sealed": sealed(judging, seed)}


def _around(exercise: Exercise) -> dict[str, Any]:
    """What is said besides the findings: hints, points, headings, in the words of ``check()``."""
    headings = {outcome.value: text for outcome, text in phrases.HEADINGS.items()}
    said = {
        "headings": headings,
        "revealed": phrases.REMARKS,
        "sent": phrases.SENT,
        "nothing": phrases.NOTHING_YET,
        "alone": phrases.NOT_KEPT,
    }
    return {
        "expected": exercise.takes.expected,
        "points": exercise.points,
        "hints": list(exercise.hints),
        "phrases": said,
    }


def sealed(data: Mapping[str, Any], seed: int) -> str:
    """Data that nobody reads by accident in a page's source. It is no secret: the page itself opens it.

    The bytes of its JSON, combined with the bytes of a generator that ``seed`` starts, in base 64.
    """
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    return base64.b64encode(
        bytes(a ^ b for a, b in zip(plain, islice(_stream(seed), len(plain)), strict=True))
    ).decode()


def _stream(seed: int) -> Iterator[int]:
    """Bytes of Marsaglia's xorshift32, as in ``src/ask/seal.js``."""
    word = seed & 0xFFFFFFFF or 1
    while True:
        word = (word ^ word << 13) & 0xFFFFFFFF
        word ^= word >> 17
        word = (word ^ word << 5) & 0xFFFFFFFF
        yield word & 0xFF


def _plain(said: Feedback) -> dict[str, Any]:
    return {
        "heading": said.heading,
        "tone": said.tone.name.lower(),
        "points": [list(point.lines) for point in said.points],
        "notes": list(said.notes),
    }
