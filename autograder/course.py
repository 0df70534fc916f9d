"""Where the course's content is: the only place that finds and loads a lesson's ``checks.py``.

It is loaded from the course's own tree under a unique module name, never from the working directory or a
learner's workspace, so that no file of theirs can take its place.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from autograder.attempts import Attempt
from autograder.exercise import Exercise

#: Names another content root, for an installation whose content is not beside the package.
ROOT_VARIABLE = "GANGWAY_COURSE"

#: How many names are listed where none is near to the one given.
_LISTED = 8

_MODULE = re.compile(r"(\d)-[a-z0-9-]+")
_LESSON = re.compile(r"(\d\d)-[a-z0-9-]+")
_ASSIGNMENT = re.compile(r"(\d-\d\d)-[a-z0-9-]+")


class UnknownName(LookupError):
    """A lesson or exercise that the course does not have; the message suggests the nearest."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: its notebook and its assignment.

    Attributes:
        id: module and number, ``1-01``.
        source: the lesson's text notebook, ``modules/1-education/01-bell-pair.md``.
        assignment: the folder of its assignment, ``solutions/1-01-bell-pair``.
    """

    id: str
    source: Path
    assignment: Path

    @property
    def module(self) -> str:
        """The number of the module, as text."""
        return self.id.partition("-")[0]

    @property
    def notebook(self) -> Path:
        """The lesson's executed notebook."""
        return self.source.with_suffix(".ipynb")

    @property
    def assignment_source(self) -> Path:
        """The assignment's text notebook, with solutions."""
        return self.assignment / f"{self.assignment.name}.md"

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """The exercises that the lesson's ``checks.py`` declares, by name, in its order."""
        declared = vars(_load(self.assignment / "checks.py", self.id)).values()
        return {item.name: item for item in declared if isinstance(item, Exercise)}

    @cached_property
    def attempts(self) -> list[Attempt]:
        """The attempts that the lesson's ``attempts.py`` declares, in its order."""
        declared = vars(_load(self.assignment / "attempts.py", self.id)).values()
        return [item for item in declared if isinstance(item, Attempt)]

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; raises :class:`UnknownName` with the nearest."""
        if name not in self.exercises:
            known = [f"{self.id}/{other}" for other in self.exercises]
            raise UnknownName(_suggest(f"{self.id}/{name}", known))
        return self.exercises[name]


@dataclass(frozen=True)
class Course:
    """A tree with ``modules/`` and ``solutions/``, or an instructor's folder of private assignments alone."""

    root: Path

    @property
    def solutions(self) -> Path:
        """The folder of the assignments with their solutions and checks."""
        inner = self.root / "solutions"
        return inner if inner.is_dir() else self.root

    @cached_property
    def lessons(self) -> dict[str, Lesson]:
        """Every lesson by id, in the course's order; a private assignment stands for its own lesson."""
        if not (self.root / "modules").is_dir():
            return self._private()
        found = [
            Lesson(lesson_id, source, self._assignment(lesson_id, source.stem))
            for source in sorted((self.root / "modules").glob("*/*.md"))
            if (lesson_id := _lesson_id(source))
        ]
        return {lesson.id: lesson for lesson in found}

    def _private(self) -> dict[str, Lesson]:
        folders = sorted(path.parent for path in self.solutions.glob("*/checks.py"))
        named = [(match[1], folder) for folder in folders if (match := _ASSIGNMENT.fullmatch(folder.name))]
        return {name: Lesson(name, folder / f"{folder.name}.md", folder) for name, folder in named}

    def _assignment(self, lesson_id: str, stem: str) -> Path:
        return self.solutions / f"{lesson_id}-{stem.partition('-')[2]}"

    def lesson(self, lesson_id: str) -> Lesson:
        """The lesson of that id; raises :class:`UnknownName` with the nearest."""
        if lesson_id not in self.lessons:
            raise UnknownName(_suggest(lesson_id, list(self.lessons)))
        return self.lessons[lesson_id]

    def exercise(self, exercise_id: str) -> Exercise:
        """The exercise of an id such as ``1-01/bell-pair``; raises :class:`UnknownName` with the nearest."""
        lesson_id, slash, name = str(exercise_id).strip().partition("/")
        if not slash or lesson_id not in self.lessons:
            raise UnknownName(_suggest(str(exercise_id), self.exercise_ids()))
        return self.lessons[lesson_id].exercise(name)

    def exercise_ids(self) -> list[str]:
        """The id of every exercise, in the course's order."""
        return [f"{lesson.id}/{name}" for lesson in self.lessons.values() for name in lesson.exercises]


def course(root: Path | None = None) -> Course:
    """The course at ``root``: by default the one :data:`ROOT_VARIABLE` names, else the package's own clone.

    Raises:
        FileNotFoundError: there is no course there.
    """
    chosen = root or Path(os.environ.get(ROOT_VARIABLE) or Path(__file__).resolve().parent.parent)
    if not (chosen / "solutions").is_dir() and not any(chosen.glob("*/checks.py")):
        raise FileNotFoundError(
            f"no course content in {chosen}: set {ROOT_VARIABLE} to the folder"
            " that holds modules/ and solutions/"
        )
    return Course(chosen.resolve())


def _lesson_id(source: Path) -> str | None:
    module, number = _MODULE.fullmatch(source.parent.name), _LESSON.fullmatch(source.stem)
    return f"{module[1]}-{number[1]}" if module and number else None


def _suggest(given: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(given, known, n=1, cutoff=0.4)
    more = f", … ({len(known)} in all)" if len(known) > _LISTED else ""
    listed = f" Known: {', '.join(known[:_LISTED]) or 'none'}{more}."
    hint = f" Did you mean {nearest[0]!r}?" if nearest else listed
    return f"There is no {given!r} in this course.{hint}"


def _load(path: Path, lesson_id: str) -> ModuleType:
    """Load a content file under a module name that nothing else can have."""
    name = f"_gangway_content_{abs(hash(path.resolve())):x}_{lesson_id.replace('-', '_')}_{path.stem}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
