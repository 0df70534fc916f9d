"""gangway notebooks: what authors need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from autograder.course import Course
    from gangway.notebooks.pairs import Pair
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
    lesson: Annotated[str, typer.Argument(help="The lesson's id, such as 1-02.")],
    title: Annotated[str, typer.Argument(help="Its title; the names of its files come from it.")],
) -> None:
    """Begin a lesson: its notebook, its assignment, checks.py and attempts.py, small but whole."""
    from gangway.notebooks.new import new_lesson

    course = _course()
    for path in new_lesson(course, lesson, title):
        print(path.relative_to(course.root).as_posix())


@app.command()
def check(paths: Paths = None) -> None:
    """Say what keeps notebooks from being published; never executes. Exit status 1 if anything does."""
    from gangway.notebooks.inspection import leftovers, problems
    from gangway.notebooks.pairs import chosen

    course = _course()
    selected = chosen(course, paths or [])
    found = [*problems(course, selected), *([] if paths else leftovers(course))]
    for problem in found:
        print(problem.line(course.root))
    if found:
        raise typer.Exit(1)
    print(f"{len(selected)} notebooks are in step, executed and keep the contract.")


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
