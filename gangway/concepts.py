"""The concept test of a module, as a learner takes it: twelve questions before the module, twelve after it.

There are two forms of equal design (:mod:`autograder.concepts`). Which one comes first is drawn once, when
the learner begins, and kept with their progress: so that, over many learners, what was learned isn't mixed
up with which form is harder. The first answers of each sitting count.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from autograder.answers import Malformed, NoAnswer
from autograder.concepts import FORMS, LEFT_OPEN, RIGHT, Concept, ConceptTest, Item, concept_test
from autograder.course import course
from autograder.messages import text
from gangway.feedback import Feedback, Point, Tone, escaped
from gangway.progress import Event, NotKept, Store, store

BEFORE, AFTER = "before", "after"
#: What a sitting's events are called in the progress file.
DRAWN, SAT = "form", "sitting"

Draw = Callable[[Sequence[str]], str]


def before(module: int | str, ready: object = ...) -> Sitting | NotBegun:
    """The twelve questions before a module, once you are ready; which form you get is drawn and kept."""
    return _sitting(str(module), BEFORE, ready)


def after(module: int | str, ready: object = ...) -> Sitting | NotBegun:
    """The twelve questions after a module, in the other form than the one you had before."""
    return _sitting(str(module), AFTER, ready)


def form_of(module: str, when: str, kept: Store, draw: Draw = secrets.choice) -> str:
    """The learner's form, ``A`` or ``B``: drawn the first time, and from then on the same.

    The first drawing in the file counts, so that two notebooks that begin at once agree.
    """
    exercise = event_name(module)
    drawn = kept.recall(exercise, DRAWN)
    if not drawn:
        first = draw(FORMS)
        with contextlib.suppress(NotKept):  # the store remembers it; handing in says that it isn't kept
            kept.record(Event(DRAWN, exercise, detail={BEFORE: first, AFTER: _other(first)}))
        drawn = kept.recall(exercise, DRAWN)
    return str(drawn[0].detail[when])


def event_name(module: str) -> str:
    """What stands for the module's concept test in the progress file, in the place of an exercise."""
    return f"{module}/concepts"


def _other(form: str) -> str:
    return FORMS[1 - FORMS.index(form)]


def _sitting(module: str, when: str, ready: object) -> Sitting | NotBegun:
    try:
        test = concept_test(course().root, module)
    except FileNotFoundError as missing:
        return NotBegun("There is no such test.", Tone.WRONG, (Point((str(missing),)),))
    if ready is not True:
        lines = (
            f"Twelve questions, about 15 minutes. When you have them, write True in place of the dots:"
            f" `{when}({module}, ready=True)`.",
        )
        return NotBegun("Not begun yet.", points=(Point(lines),))
    return Sitting(test, when, form_of(module, when, store()))


class NotBegun(Feedback):
    """A sitting that its learner has not begun: it asks nothing and takes nothing."""

    def hand_in(self, answers: Mapping[int, object]) -> Feedback:
        """Say again how to begin."""
        return self


@dataclass(frozen=True)
class Sitting:
    """The questions of one form, shown where it is a cell's last line; :meth:`hand_in` takes the answers."""

    test: ConceptTest
    when: str
    form: str

    @property
    def items(self) -> list[Item]:
        """The questions, in order."""
        return self.test.form(self.form)

    def hand_in(self, answers: Mapping[int, object]) -> Feedback:
        """Record the letters, by the number of the question.

        Before the module nothing is said about them, so that nothing is given away. After it you hear what
        each wrong answer stands for and where to read. The first answers of a sitting are those that count.
        """
        if problem := _incomplete(answers, len(self.items)):
            return Feedback("Not recorded.", Tone.NOTE, (Point((problem,)),))
        try:
            found = [_found(number, item, answers[number]) for number, item in enumerate(self.items, start=1)]
        except _NotAnAnswer as why:
            return Feedback("Not recorded.", Tone.WRONG, (Point((str(why),)),))
        return self._recorded([str(answers[number]) for number in sorted(answers)], found)

    def _recorded(self, answers: list[str], found: list[str]) -> Feedback:
        kept, exercise = store(), event_name(self.test.module)
        earlier = [event for event in kept.recall(exercise, SAT) if event.detail.get("when") == self.when]
        codes = {item.concept: code for item, code in zip(self.items, found, strict=True)}
        detail = {"when": self.when, "form": self.form, "answers": answers, "found": codes}
        try:
            kept.record(Event(SAT, exercise, detail=detail))
        except NotKept as not_kept:
            notes = [str(not_kept)]
        else:
            notes = [_COUNTS] if earlier else []
        notes = [*kept.take_notices(), *notes]
        if self.when == BEFORE:
            return Feedback("Recorded. Now go on to the module.", notes=(_WHY_SILENT, *notes))
        return self._told(found, notes)

    def _told(self, found: Sequence[str], notes: Sequence[str]) -> Feedback:
        right = found.count(RIGHT)
        points = [
            Point(tuple(_about(number, concept, code)))
            for number, (concept, code) in enumerate(zip(self.test.concepts, found, strict=True), start=1)
            if code != RIGHT
        ]
        heading = f"Recorded. {right} of {len(found)} right."
        gain = f"`gain({self.test.module})` sets it beside what you answered before the module."
        return Feedback(heading, Tone.NOTE, tuple(points), (gain, *notes))

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}

    def text(self) -> str:
        """The questions as plain text."""
        blocks = []
        for number, item in enumerate(self.items, start=1):
            options = "\n".join(f"   {letter}: {option}" for letter, option in item.options.items())
            blocks.append(f"{number}. {item.asks}\n{options}")
        return "\n\n".join([self._heading(), *blocks])

    def html(self) -> str:
        """The questions as one HTML element."""
        blocks = "".join(_question(number, item) for number, item in enumerate(self.items, start=1))
        return (
            f'<div class="gangway-concepts" style="max-width:46em;line-height:1.45">'
            f"<p><strong>{escape(self._heading())}</strong></p>{blocks}</div>"
        )

    def _heading(self) -> str:
        return f"Module {self.test.module}, {self.when} you {_DO[self.when]} it: {len(self.items)} questions"


_DO = {BEFORE: "begin", AFTER: "have finished"}
_COUNTS = "You have handed in before. Your first answers are those that count; these are kept beside them."
_WHY_SILENT = (
    "Which of them are right isn't told now: you will be asked about the same ideas again after the module."
)


class _NotAnAnswer(Exception):
    """One answer can't be taken; the message says which and why."""


def _incomplete(answers: Mapping[int, object], questions: int) -> str:
    """What is missing, in a sentence; empty where nothing is."""
    if not isinstance(answers, Mapping) or set(answers) - set(range(1, questions + 1)):
        return f"Give a dictionary with the numbers 1 to {questions} as its keys, as it stands in the cell."
    missing = [number for number in range(1, questions + 1) if answers.get(number, ...) in (..., None, "")]
    if not missing:
        return ""
    listed = ", ".join(map(str, missing))
    return f'No answer yet to {listed}. Write a letter for each, or "?" where you don\'t know.'


def _found(number: int, item: Item, answer: object) -> str:
    try:
        return item.found(answer)
    except NoAnswer:
        raise _NotAnAnswer(f"Question {number} has no answer yet.") from None
    except Malformed as malformed:
        letters = ", ".join(item.options)
        said = text(malformed.finding) if malformed.finding.code == "unknown-option" else ""
        raise _NotAnAnswer(
            f"Question {number}: {said or f'write one of the letters {letters}, in quotation marks.'}"
        ) from None


def _about(number: int, concept: Concept, code: str) -> list[str]:
    """What is said about an answer that isn't right."""
    said = "You left it open." if code == LEFT_OPEN else concept.says[code]
    return [f"{number}. {concept.title}. {said}", f"Read lesson {concept.lesson}, {concept.where}."]


def _question(number: int, item: Item) -> str:
    options = "".join(
        f'<li style="margin:.15em 0"><code>{letter}</code>&ensp;{escaped(option)}</li>'
        for letter, option in item.options.items()
    )
    return (
        f'<p style="margin:1.1em 0 .2em"><strong>{number}.</strong> {escaped(item.asks)}</p>'
        f'<ul style="list-style:none;padding-left:1.2em;margin:.2em 0">{options}</ul>'
    )
