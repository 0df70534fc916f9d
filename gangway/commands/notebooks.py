"""gangway notebooks: what authors need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.progress import Progress

    from autograder.course import Course
    from gangway.notebooks.pairs import Pair
    from gangway.notebooks.problems import Problem
    from gangway.notebooks.sync import Side

app = typer.Typer(no_args_is_help=True)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Text notebooks, notebooks, checks.py files or folders; by default everything."),
]
Keep = Annotated[
    str | None,
    typer.Option(help="Where both sides of a pair were changed, the one to keep: text or notebook."),
]
Rerun = Annotated[bool, typer.Option("--rerun", help="Execute even what has not changed.")]


Solutions = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Your own folder of private assignments.")
]


def _course() -> Course:
    from autograder.course import course
    from gangway.trouble import Trouble

    try:
        return course()
    except FileNotFoundError as missing:
        raise Trouble(str(missing)) from None


@app.command()
def sync(paths: Paths = None, keep: Keep = None, rerun: Rerun = False) -> None:
    """Bring text, notebooks and released exercises in step; execute what changed. Twice changes nothing."""
    from rich.console import Console
    from rich.progress import Progress

    from gangway.notebooks.pairs import chosen

    prefer, course = _side(keep), _course()
    selected = chosen(course, paths or [])
    console = Console()
    with Progress(console=console, transient=True) as progress:
        done = [_sync_one(pair, course, prefer, rerun, progress) for pair in selected]
    console.print(f"{len(selected)} notebooks in step, {sum(done)} of them changed.", highlight=False)


def _side(keep: str | None) -> Side | None:
    from gangway.notebooks.sync import Side
    from gangway.trouble import Trouble

    if keep is None:
        return None
    try:
        return Side(keep)
    except ValueError:
        raise Trouble(f"--keep takes text or notebook, not {keep!r}") from None


def _sync_one(pair: Pair, course: Course, prefer: Side | None, rerun: bool, progress: Progress) -> bool:
    from gangway.notebooks.sync import release_exercises
    from gangway.notebooks.sync import sync as bring_in_step

    name = pair.text.relative_to(course.root).as_posix()
    task = progress.add_task(name, total=None)

    def advance(completed: int, total: int) -> None:
        progress.update(task, completed=completed, total=total)

    done = bring_in_step(pair, course.root, prefer=prefer, rerun=rerun, progress=advance)
    done += release_exercises(pair, course)
    progress.remove_task(task)
    if done:
        progress.console.print(f"{name}: {', '.join(done)}", highlight=False, soft_wrap=True)
    return bool(done)


@app.command()
def new(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[assignment] ID TITLE",
            help="The id and title of a lesson, 1-02 Amplitudes; or of a private assignment, after the word.",
        ),
    ],
    solutions: Solutions = None,
) -> None:
    """Begin a lesson: its notebook, its assignment, checks.py and attempts.py, small but whole.

    Or a private assignment of your own: gangway notebooks new assignment 1-07 "Ones" --solutions ~/exams
    """
    from gangway.notebooks.new import new_assignment, new_lesson
    from gangway.trouble import Trouble

    kind, words = (what[0], what[1:]) if what[0] in ("lesson", "assignment") else ("lesson", what)
    if len(words) != 2:
        raise Trouble(f'an id and a title are needed, such as 1-02 "Amplitudes", not {" ".join(words)!r}')
    if (kind == "assignment") != (solutions is not None):
        raise Trouble(
            "a private assignment goes into a folder of your own, a lesson into the course. Write either\n"
            '  gangway notebooks new assignment 1-07 "Its title" --solutions ~/exams\n'
            '  gangway notebooks new 1-02 "Its title"'
        )
    if solutions is not None:
        made, root = new_assignment(solutions.expanduser(), *words), Path.cwd()
    else:
        course = _course()
        made, root = new_lesson(course, *words), course.root
    for path in made:
        print((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())


@app.command()
def check(paths: Paths = None, solutions: Solutions = None) -> None:
    """Say what keeps notebooks from being published; never executes. Exit status 1 if anything does.

    With --solutions, look at private assignments instead, and try their attempts.
    """
    from gangway.notebooks import inspection, private
    from gangway.notebooks.pairs import chosen

    course = _course()
    if solutions is not None:
        own = _private(solutions.expanduser())
        _told(private.problems(own, course), own.root)
        print(f"Cells, checks and attempts fit together: {', '.join(own.lessons)}.")
        return
    selected = chosen(course, paths or [])
    left = [] if paths else inspection.leftovers(course)
    _told([*inspection.problems(course, selected), *left], course.root)
    print(f"{len(selected)} notebooks are in step, executed and keep the contract.")


def _private(folder: Path) -> Course:
    from autograder.course import course
    from gangway.trouble import Trouble

    try:
        return course(folder)
    except FileNotFoundError:
        begin = f'gangway notebooks new assignment 1-07 "Its title" --solutions {folder}'
        raise Trouble(f"there are no private assignments in {folder}. Begin one with:\n  {begin}") from None


def _told(problems: Iterable[Problem], root: Path) -> None:
    """Print what was found, and end there if anything was."""
    found = list(problems)
    for problem in found:
        print(problem.line(root))
    if found:
        raise typer.Exit(1)


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Count lessons, exercises, attempts, hints and findings (exercise and code, proved by an attempt)."""
    import json

    from gangway.notebooks.stats import stats as counted

    figures = counted(_course())
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        _table(figures)


def _table(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "module",
        "lessons",
        "exercises",
        *figures["total"]["attempts"],
        "hints",
        "findings",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for name, row in {**figures["modules"], "all": figures["total"]}.items():
        cells = [row["lessons"], row["exercises"], *row["attempts"].values(), row["hints"], row["findings"]]
        table.add_row(name, *map(str, cells))
    Console().print(table)
