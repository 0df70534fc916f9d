"""``gangway progress``: what was tried and passed on this machine, and how to take it along or erase it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gangway.gains import Gain
    from gangway.progress import Store

app = typer.Typer(invoke_without_command=True)


@app.callback()
def show(context: typer.Context) -> None:
    """Show the course map with your progress."""
    if context.invoked_subcommand is not None:
        return
    from gangway.front import progress
    from gangway.trouble import Trouble

    try:
        typer.echo(progress().text())
    except FileNotFoundError as error:
        raise Trouble(str(error)) from error
    typer.echo(f"\nKept in {_store().path}; nothing is sent anywhere.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The JSON file to write; - for the terminal.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write everything that is kept to a JSON file."""
    import json

    from gangway.progress import NotKept
    from gangway.trouble import Trouble

    try:
        text = json.dumps(_store().export(), indent=2, ensure_ascii=False) + "\n"
    except NotKept as error:
        raise Trouble(str(error)) from error
    _tell_notices()
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    try:
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise Trouble(f"{file} is there already. Choose another name, or replace it with --force.") from None
    except OSError as error:
        raise Trouble(f"{file} can't be written ({error.strerror}). Choose another place.") from error
    typer.echo(f"Your progress is in {file}.")


@app.command()
def gain(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Progress files that learners have exported; without any, your own progress."),
    ] = None,
    module: Annotated[str, typer.Option("--module", help="The module's number.")] = "1",
    picture: Annotated[Path | None, typer.Option("--picture", help="Draw it into this PNG file.")] = None,
) -> None:
    """Show what was gained between the concept tests before and after a module, idea by idea."""
    from gangway import gains
    from gangway.progress import NotKept
    from gangway.trouble import Trouble

    try:
        gained = gains.gain_of(module, files) if files else gains.gain(module)
    except (NotKept, FileNotFoundError) as error:
        raise Trouble(str(error)) from error
    _tell_notices()
    typer.echo(gained.text())
    if picture and gained.complete:
        _draw(gained, picture)


def _draw(gained: Gain, picture: Path) -> None:
    from gangway.trouble import Trouble

    try:
        gained.figure().savefig(picture, format="png", dpi=110)
    except OSError as error:
        raise Trouble(f"{picture} can't be written ({error.strerror}). Choose another place.") from error
    typer.echo(f"\nThe picture is in {picture}.")


@app.command()
def erase(
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
) -> None:
    """Forget everything on this machine, for good."""
    from gangway.progress import NotKept
    from gangway.trouble import Trouble

    try:
        events = len(_store().events())
        _tell_notices()
        if not events:
            typer.echo("There is no progress to erase.")
            return
        if not yes and not typer.confirm(f"Erase {events} attempts, predictions and hints for good?"):
            typer.echo("Nothing was erased.")
            return
        typer.echo(f"Erased: {_store().erase()} attempts, predictions and hints.")
    except NotKept as error:
        raise Trouble(str(error)) from error


def _store() -> Store:
    from gangway.progress import store

    return store()


def _tell_notices() -> None:
    for notice in _store().take_notices():
        typer.echo(notice, err=True)
