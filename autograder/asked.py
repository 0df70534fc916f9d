"""What a graded run is told about the exercises: plain data, made by who grades, used where answers are made.

A learner's code runs where there is no course: no ``checks.py``, no solutions, no expected values. To hand an
answer out, ``check()`` needs to know only which exercises there are, how an answer to each is read, on
which inputs a function is called, and the exercise's numbers. This is that table.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.kinds import Kind

#: By exercise id, what is asked: ``{"reads": …, "inputs": [[…], …] or None, "given": {…}}``.
Asked = Mapping[str, Mapping[str, Any]]

#: Names a file that holds the table as JSON, for a process that is told by its environment.
VARIABLE = "GANGWAY_ASKED"

_handed: list[Asked] = []


class NotPlain(ValueError):
    """A function's input, or a number of an exercise, that is no plain data."""


# --- where grading starts ----------------------------------------------------------------------------------


def table(
    course: Course,
    exercises: Iterable[str],
    seed: Callable[[str], str] | None = None,
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> Asked:
    """The table of some exercises of a course.

    Args:
        course: where they are.
        exercises: their ids, ``1-01/bell-pair``; one that the course doesn't have is left out, and what is
            handed in for it is judged as nothing.
        seed: the seed of an exercise's numbers, by its id; without, those of a learner on their own.
        given: numbers that were drawn already, by exercise id; they go before those of a seed.

    Raises:
        NotPlain: an input or a number of an exercise can't be written as plain data.
    """
    from autograder.course import UnknownName

    asked = {}
    for name in exercises:
        try:
            exercise = course.exercise(name)
        except UnknownName:
            continue
        own = (given or {}).get(name)
        asked[name] = _entry(
            exercise.takes, exercise.given(seed(name) if seed else None) if own is None else own
        )
    return asked


def of_lesson(course: Course, lesson: str, seed: Callable[[str], str] | None = None) -> Asked:
    """The table of a lesson's exercises; :func:`table` says the rest. Empty where there is no such lesson."""
    from autograder.course import UnknownName

    try:
        names = [f"{lesson}/{name}" for name in course.lesson(lesson).exercises]
    except UnknownName:
        return {}
    return table(course, names, seed)


def _entry(takes: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    from autograder.kinds import Function

    numbers = {name: plain(value) for name, value in given.items()}
    if not isinstance(takes, Function):
        return {"reads": reading(takes), "inputs": None, "given": numbers}
    inputs = [[plain(value) for value in arguments] for arguments in takes.inputs(given)]
    return {"reads": reading(takes.returns), "inputs": inputs, "given": numbers}


def reading(kind: Kind) -> Any:
    """How a kind reads an answer before it is encoded: what :meth:`Kind.prepare` does, as plain data."""
    from autograder.kinds import Circuit, Rows, Table
    from autograder.kinds import Kind as Base

    if isinstance(kind, Circuit):
        return "circuit"
    if isinstance(kind, Table | Rows):
        form = "table" if isinstance(kind, Table) else "rows"
        return {form: {name: reading(value) for name, value in kind.values.items()}}
    if type(kind).prepare is not Base.prepare:
        raise NotPlain(f"{type(kind).__name__} prepares answers in a way that can't be written as plain data")
    return "as it is"


def plain(value: object) -> Any:
    """A value as JSON's own types; tuples, complex numbers, arrays and dictionaries are marked as such.

    Raises:
        NotPlain: it is anything else.
    """
    import numpy as np

    if isinstance(value, np.generic):
        return plain(value.item())
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        items = [plain(item) for item in value.ravel().tolist()]
        return {"array": items, "shape": list(value.shape), "type": value.dtype.str}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple | range):
        return {"tuple": [plain(item) for item in value]}
    if isinstance(value, Mapping):
        return {"pairs": [[plain(key), plain(item)] for key, item in value.items()]}
    kinds = "numbers, text, lists, tuples, dictionaries and arrays of numbers"
    raise NotPlain(f"{type(value).__name__} can't go where learners' code runs; {kinds} can")


# --- where a learner's code runs ---------------------------------------------------------------------------


def hand_in(asked: Asked) -> None:
    """Say to this process what is asked."""
    _handed[:] = [asked]


def current() -> Asked | None:
    """What is asked of this process; ``None`` where nobody said, as where there is a course to ask."""
    if _handed:
        return _handed[0]
    return _read(os.environ[VARIABLE]) if VARIABLE in os.environ else None


@cache
def _read(path: str) -> Asked:
    return json.loads(Path(path).read_text("utf-8"))


def encoded(entry: Mapping[str, Any], answer: object) -> dict[str, object]:
    """An answer in its plain-data form; a function is called on the inputs that the table has for it.

    The same as :func:`autograder.attempts.answer_data`, which knows the exercise itself.
    """
    from autograder.answers import call, encode

    prepare = _kind(entry["reads"]).prepare
    if entry["inputs"] is None:
        return encode(answer, prepare)
    return call(answer, [[value_of(item) for item in arguments] for arguments in entry["inputs"]], prepare)


def given(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The exercise's numbers."""
    return {name: value_of(value) for name, value in entry.get("given", {}).items()}


def value_of(written: Any) -> Any:
    """The value that :func:`plain` wrote."""
    if isinstance(written, list):
        return [value_of(item) for item in written]
    if not isinstance(written, dict):
        return written
    if "complex" in written:
        return complex(*written["complex"])
    if "tuple" in written:
        return tuple(value_of(item) for item in written["tuple"])
    if "pairs" in written:
        return {value_of(key): value_of(item) for key, item in written["pairs"]}
    import numpy as np

    items = [value_of(item) for item in written["array"]]
    return np.array(items, dtype=written["type"]).reshape(written["shape"])


def _kind(reads: Any) -> Kind:
    """A kind that prepares an answer as written; what it accepts is nobody's business here."""
    from autograder.kinds import Circuit, Number, Rows, Table

    if reads == "circuit":
        return Circuit()
    if isinstance(reads, dict):
        ((form, entries),) = reads.items()
        values = {name: _kind(value) for name, value in entries.items()}
        return Table(values) if form == "table" else Rows(values)
    return Number()
