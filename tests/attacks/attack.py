"""What an attack is: data that makes a submission, a folder or a reply, and what must come of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.findings import Outcome

Cells = list[dict[str, Any]]


class Shown(StrEnum):
    """Where an attack is shown to work."""

    ASSERTS = "full marks where asserts grade, as nbgrader's do"
    IN_PROCESS = "full marks where check() judges in the learner's process"
    CREDULOUS = "full marks from a collector that believes every output"
    GAINED = "does without a jail what it says"
    OUTSIDE = "is seen from outside to work without a jail"
    UNFINISHED = "without limits it takes the whole run along"
    NOT = "can't be shown here"


#: What the judge may say of an exercise whose answer is wrong, or never came.
NOTHING = frozenset({Outcome.WRONG, Outcome.NO_ANSWER, Outcome.MALFORMED})
#: ... and where the attack may also end the learner's own run.
STOPPED = NOTHING | {Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.CRASHED}
PASSED = frozenset({Outcome.PASSED})


@dataclass(frozen=True)
class InCells:
    """An attack by what stands in a notebook's cells.

    Attributes:
        what: what it does, in a sentence.
        cells: by the id of a cell of the assignment, the source that takes its place.
        shown: where it works.
        ends: what the judge may say of ``exercise``.
        exercise: the exercise whose points it is after, or in whose answer cell it runs.
        edit: changes the notebook's list of cells, after ``cells``.
        beside: files laid beside the notebook.
        asserts: what nbgrader's test cell holds where it is shown against asserts.
        kernel: whether showing it takes a real kernel, not a warm shell.
        unshown: why it can't be shown.
        slow: whether it is left to the soak.
    """

    what: str
    cells: Mapping[str, str] = field(default_factory=dict)
    shown: Shown = Shown.GAINED
    ends: frozenset[Outcome] = NOTHING
    exercise: str = "number"
    edit: Callable[[Cells], Cells] | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    asserts: str = "import numpy as np\nassert np.isclose(answer, 42)"
    kernel: bool = False
    unshown: str = ""
    slow: bool = False


@dataclass(frozen=True)
class HandedIn:
    """An attack by what is handed in: the files of a submission.

    Attributes:
        what: what it does, in a sentence.
        lay: makes the submission: called with its folder, a right notebook's bytes, and the targets.
        refused: a part of the reason that intake gives; ``None`` where it takes the submission in.
        note: a part of a note that intake makes.
        ends: by exercise, what the judge may say where it was taken in.
        show: shows that it works on a careless grader; called with a folder, a right notebook's bytes and the
            targets, it raises ``AssertionError`` if not.
        unshown: why it can't be shown.
    """

    what: str
    lay: Callable[[Path, bytes, Any], None]
    refused: str | None = None
    note: str | None = None
    ends: Mapping[str, frozenset[Outcome]] = field(default_factory=dict)
    show: Callable[[Path, bytes, Any], None] | None = None
    unshown: str = ""


@dataclass(frozen=True)
class Replied:
    """An attack on the judge by what a runner, wholly in a cheat's hands, may reply.

    Attributes:
        what: what it does, in a sentence.
        answers: what is handed out as the answer of ``exercise``, one after the other.
        replies: or whole replies: the cells of a run as the runner hands them over.
        exercise: the exercise that is answered.
        ends: what the judge may say.
        show: shows that it works on a careless judge, or raises ``AssertionError``.
        unshown: why it can't be shown.
    """

    what: str
    answers: Callable[[], list[Any]] = list
    replies: Callable[[], list[Any]] = list
    exercise: str = "number"
    ends: frozenset[Outcome] = NOTHING
    show: Callable[[], None] | None = None
    unshown: str = ""


Attack = InCells | HandedIn | Replied


def attacks(kind: type | None = None) -> dict[str, Any]:
    """Every attack by name, in order; of one kind only where it is named."""
    from . import cases

    found = {}
    for module in pkgutil.iter_modules(cases.__path__):
        attack = importlib.import_module(f"{cases.__name__}.{module.name}").ATTACK
        if kind is None or isinstance(attack, kind):
            found[module.name.replace("_", "-")] = attack
    return found
