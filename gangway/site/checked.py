"""The page of what can be checked: each check with an example, answers to it, and what the judge says.

``book/examples/<module>.py`` declares an exercise for each check of ``autograder/checks/<module>.py``,
named after the check (``equals-distribution`` shows ``distributions.equals_distribution``), and attempts at
it. The page is what comes out when they are judged, so it can't say what the judge doesn't.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from autograder.attempts import Attempt, Role, judged
from autograder.exercise import Exercise
from autograder.findings import Verdict
from gangway.site.markdown import code, div, dropdown, plain, raw_html
from gangway.trouble import Trouble

#: The order of the page; what is not named here comes after it.
ORDER = (
    "states",
    "unitaries",
    "circuits",
    "distributions",
    "numbers",
    "functions",
    "optimisation",
    "analog",
    "plans",
    "choice",
    "ordering",
    "prediction",
)

LABELS = {
    Role.REFERENCE: "Right",
    Role.ALTERNATIVE: "Right too",
    Role.WRONG: "Wrong",
    Role.PLACEHOLDER: "Not answered",
}


@dataclass(frozen=True)
class Examples:
    """The examples of one check module: its name, what it is for, its source by top-level name."""

    name: str
    purpose: str
    sources: dict[str, ast.stmt]
    text: str
    exercises: dict[str, Exercise]
    attempts: list[Attempt]

    @property
    def beginning(self) -> str:
        """What stands before the first exercise: imports, constants, helpers."""
        first = min(self._first_line(name) for name in self.exercises)
        start = self.text.index('"""', 3) + 3
        return "\n".join(self.text.splitlines()[: first - 1])[start:].strip()

    def _first_line(self, name: str) -> int:
        statement = self.sources[name]
        decorators = getattr(statement, "decorator_list", [])
        return min([statement.lineno, *(decorator.lineno for decorator in decorators)])

    def source(self, name: str) -> str:
        """The statement that declares ``name``, decorators and all."""
        return "\n".join(self.text.splitlines()[self._first_line(name) - 1 : self.sources[name].end_lineno])

    def body(self, name: str) -> str:
        """The body of the function ``name``, as a cell would have it."""
        function = self.sources[name]
        assert isinstance(function, ast.FunctionDef)
        lines = self.text.splitlines()[function.body[0].lineno - 1 : function.end_lineno]
        return _as_cell(inspect.cleandoc("\n" + "\n".join(lines)))


def gallery(folder: Path) -> str:
    """The page's body as Markdown: a section for each check module, a part for each check."""
    return "\n".join(_section(examples(path)) for path in sorted(folder.glob("*.py"), key=_place))


def _place(path: Path) -> tuple[int, str]:
    return ORDER.index(path.stem) if path.stem in ORDER else len(ORDER), path.stem


def examples(path: Path) -> Examples:
    """The examples that a file declares.

    Raises:
        Trouble: an attempt's exercise isn't declared.
    """
    text = path.read_text("utf-8")
    module = load(path)
    found = Examples(
        name=path.stem,
        purpose=inspect.getdoc(module) or "",
        sources=dict(_named(ast.parse(text))),
        text=text,
        exercises={name: item for name, item in vars(module).items() if isinstance(item, Exercise)},
        attempts=[item for item in vars(module).values() if isinstance(item, Attempt)],
    )
    known = {item.name for item in found.exercises.values()}
    if strangers := [item.name for item in found.attempts if item.exercise not in known]:
        raise Trouble(f"{path} has attempts at exercises that it doesn't declare: {', '.join(strangers)}")
    return found


def load(path: Path) -> ModuleType:
    """A Python file of the book as a module of its own, without a place in ``sys.modules``."""
    spec = importlib.util.spec_from_file_location(f"_gangway_examples_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement


def _as_cell(body: str) -> str:
    """The body with its closing ``return x`` as a plain last line, as a learner would write it."""
    head, newline, last = body.rpartition("\n")
    return head + newline + last.removeprefix("return ")


def _section(found: Examples) -> str:
    parts = [_part(found, name, item) for name, item in found.exercises.items()]
    beginning = dropdown("What these examples begin with", code(found.beginning))
    return "\n".join([f"## {found.name.capitalize()}\n", found.purpose, "", beginning, *parts])


def _part(found: Examples, variable: str, exercise: Exercise) -> str:
    attempts = [item for item in found.attempts if item.exercise == exercise.name]
    check, purpose = check_of(found.name, exercise)
    parts = [f"### `{found.name}.{check}`\n", purpose, "", code(found.source(variable))]
    return "\n".join([*parts, *(_judged(found, exercise, item) for item in attempts)])


def check_of(module: str, exercise: Exercise) -> tuple[str, str]:
    """The check that an exercise shows, and its purpose in a sentence.

    What its name has beyond the check's (``equals-with-a-parameter``) tells several examples apart.
    """
    words = exercise.name.split("-")
    checks = import_module(f"autograder.checks.{module}")
    names = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    name = next((name for name in names if hasattr(checks, name)), None)
    if name is None:
        raise Trouble(
            f"book/examples/{module}.py shows {exercise.name!r}, which is no check of {checks.__name__}"
        )
    first = (inspect.getdoc(getattr(checks, name)) or "").partition("\n\n")[0]
    return name, _prose(first)


def _prose(docstring: str) -> str:
    """A docstring's text as Markdown: what stands between backquotes as code, the rest as it is."""
    pieces = docstring.split("``")
    return "".join(f"`{piece}`" if i % 2 else plain(piece) for i, piece in enumerate(pieces))


def _judged(found: Examples, exercise: Exercise, attempt: Attempt) -> str:
    verdict = judged(exercise, attempt)
    label = f"**{LABELS[attempt.role]}**\n"
    answer = code(found.body(attempt.make.__name__))
    return div("gw-attempt", "\n".join([label, answer, raw_html(_feedback(exercise, verdict))]), 4)


def _feedback(exercise: Exercise, verdict: Verdict) -> str:
    """What a learner sees, as HTML."""
    from gangway.verdicts import about_verdict

    return about_verdict(exercise, verdict).html()
