"""A small course of its own, and a progress folder of its own, for every test."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

CHECKS = '''
"""Exercises that need no quantum SDK."""
from autograder.checks import functions, prediction
from autograder.checks.choice import choice
from autograder.exercise import exercise
from autograder.findings import Finding, Picture
from autograder.kinds import Circuit, Function, Number

HINTS = ("What is asked?", "Look at the units.", "It is the square of the amplitude.")
OWN = {
    "sign": {"does": "You gave {given}.", "asked": "Asked was a positive one.", "look": "Look at the sign."},
    "near": {"does": "Nearly: {given}."},
    "extra": {"does": "A third thing."},
    "neat": {"does": "Neatly done."},
}
SHARES = {"labels": ["0", "1"], "expected": [0.5, 0.5], "given": [1.0, 0.0]}
BARS = Picture("bars", SHARES, "Zero only, not half.")


@exercise("half", takes=Number(), points=2, hints=HINTS, messages=OWN)
def half(answer, given):
    if answer < 0:
        yield Finding("sign", {"given": answer}, picture=BARS)
        yield Finding("near", {"given": answer}, rank=60)
        yield Finding("extra", rank=70)
    elif answer != 0.5:
        yield Finding("near", {"given": answer}, credit=0.5)
    else:
        yield Finding("neat", credit=1)


@exercise("plain", takes=Number(), hints=HINTS, messages=OWN)
def plain(answer, given):
    if answer != 1:
        yield Finding("near", {"given": answer})


@exercise("broken", takes=Number(), hints=HINTS)
def broken(answer, given):
    raise RuntimeError("a fault of ours")


@exercise("circuit", takes=Circuit(), hints=HINTS)
def circuit(answer, given):
    return []


DOUBLE = Function(lambda given: [(1,), (2,)], Number())


@exercise("double", takes=DOUBLE, hints=HINTS, messages=OWN)
def double(answer, given):
    yield from functions.each(answer, DOUBLE, given, expected=lambda n: 2 * n)


@exercise("drawn", takes=Number(), hints=HINTS, messages=OWN, variant=lambda draw: {"n": draw.randrange(100)})
def drawn(answer, given):
    if answer != given["n"]:
        yield Finding("near", {"given": answer})


OPTIONS = {"a": "this", "b": "that"}
which = choice("which", options=OPTIONS, right="a", says={"b": ("not-that", "No: {text}.")}, hints=HINTS)
counts = prediction.distribution(
    "counts", width=1, misconceptions={"always-one": ({"1": 1.0}, "You expected only ones.")}, hints=HINTS
)
ones = prediction.interval("ones", truth=prediction.binomial(100, 0.5), hints=HINTS, unit="ones")
'''

FRONT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
gangway:
  lesson: {id}
  title: {title}
  promise: {promise}
  minutes: {{lesson: 45, exercises: 40}}
  prerequisites: []
  objectives: [build, run, read]
  devices: [SV]
  cost: $0
---

# {title}
"""


def write_lesson(root: Path, module: str, stem: str, checks: str = CHECKS, **front: str) -> None:
    """A lesson and its assignment in a course tree."""
    lesson_id = f"{module[0]}-{stem[:2]}"
    source = root / "modules" / module / f"{stem}.md"
    source.parent.mkdir(parents=True, exist_ok=True)
    settings = {"id": lesson_id, "title": "One <lesson>", "promise": "You can do it."} | front
    source.write_text(FRONT.format(**settings), "utf-8")
    folder = root / "solutions" / f"{lesson_id}-{stem[3:]}"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(checks, "utf-8")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the progress file."""
    for variable in ("GANGWAY_ANSWERS", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def course_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, 1-01."""
    root = tmp_path / "course"
    write_lesson(root, "1-education", "01-first")
    monkeypatch.setenv("GANGWAY_COURSE", str(root))
    return root


@pytest.fixture
def add_lesson(course_root: Path) -> Callable[..., None]:
    """Adds a lesson to the course: ``add_lesson("2-use-cases", "01-scoping", checks=…, title=…)``."""
    return partial(write_lesson, course_root)
