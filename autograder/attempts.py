"""Answers that prove an exercise: those that must pass, and wrong ones that must be named.

A lesson's ``attempts.py`` declares them beside its ``checks.py``::

    @placeholder("bell-pair", "empty-circuit")
    def untouched(given):
        return Circuit()

    @reference("bell-pair")
    def textbook(given):
        return Circuit().h(0).cnot(0, 1)

    @wrong("bell-pair", "relative-phase")
    def minus(given):
        return Circuit().x(0).h(0).cnot(0, 1)

Each is called with the exercise's numbers and returns the answer as a learner would pass it to ``check()``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum

from autograder.answers import call, encode
from autograder.answers.encode import Within
from autograder.exercise import Exercise, Given
from autograder.findings import Verdict
from autograder.judge import judge
from autograder.kinds import Function

Make = Callable[[Given], object]


class Role(StrEnum):
    """What an attempt is there to show."""

    PLACEHOLDER = "placeholder"
    REFERENCE = "reference"
    ALTERNATIVE = "alternative"
    WRONG = "wrong"


@dataclass(frozen=True)
class Attempt:
    """One attempt at an exercise; ``finds`` is the finding code that must meet it."""

    exercise: str
    role: Role
    make: Make
    finds: str | None = None

    @property
    def name(self) -> str:
        """A readable name, unique within its lesson."""
        return f"{self.exercise}/{self.role}/{self.make.__name__}"


def placeholder(exercise: str, finds: str) -> Callable[[Make], Attempt]:
    """The untouched starter: must not pass, and be met with the finding ``finds``."""
    return lambda make: Attempt(exercise, Role.PLACEHOLDER, make, finds)


def reference(exercise: str) -> Callable[[Make], Attempt]:
    """The worked solution: must earn every point."""
    return lambda make: Attempt(exercise, Role.REFERENCE, make)


def alternative(exercise: str) -> Callable[[Make], Attempt]:
    """Right by other means (the other SDK, another sequence, another phase): must earn every point."""
    return lambda make: Attempt(exercise, Role.ALTERNATIVE, make)


def wrong(exercise: str, finds: str) -> Callable[[Make], Attempt]:
    """A mistake that people make: the likeliest finding must be ``finds``."""
    return lambda make: Attempt(exercise, Role.WRONG, make, finds)


def answer_data(
    exercise: Exercise, answer: object, given: Given, within: Within = nullcontext
) -> dict[str, object]:
    """An answer in its plain-data form; a function is called on the inputs that the exercise chooses.

    Each of those calls runs in what ``within`` makes: a limit on its time.
    """
    if isinstance(exercise.takes, Function):
        return call(answer, exercise.takes.inputs(given), exercise.takes.returns.prepare, within)
    return encode(answer, exercise.takes.prepare)


def judged(exercise: Exercise, attempt: Attempt, seed: str | None = None) -> Verdict:
    """The verdict on an attempt, for the numbers drawn from ``seed``."""
    given = exercise.given(seed)
    return judge(exercise, answer_data(exercise, attempt.make(given), given), given)
