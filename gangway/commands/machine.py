"""The plain commands about this machine: ``lab`` and ``doctor``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gangway.workspace import Delivery

_WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", metavar="FOLDER", help="Your own copy of the course.  [~/gangway-course]"
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(lab)
    app.command()(doctor)


def lab(
    workspace: _WorkspaceOption = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where to listen.  [the first free one from 8888]")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the front page in your browser.")] = True,
    cold: Annotated[
        bool, typer.Option("--cold", help="Start each notebook's Python afresh, with nothing loaded ahead.")
    ] = False,
    update_only: Annotated[
        bool, typer.Option("--update-only", help="Update your copy, start nothing.")
    ] = False,
    restore: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="Put the course's own copy of a file back; yours is kept beside it."
        ),
    ] = None,
) -> None:
    """Start the course in JupyterLab, on your own copy of it.

    The copy is brought up to date first. What you have changed is never overwritten; what you have removed
    stays removed (--restore brings it back).
    """
    from gangway import lab as jupyter
    from gangway.front import progress
    from gangway.workspace import Workspace, default_folder

    own = Workspace(workspace or default_folder(), _course_root())
    if restore:
        _tell_restored(restore, own.restore(restore))
        return
    if address := jupyter.running(own.folder):
        typer.echo(f"The lab is running already on {own.folder}. Open:\n\n    {address}\n")
        _open(address, browser)
        return
    chosen = jupyter.choose_port(port)
    _tell(own.update(), own.folder)
    own.show("gangway.progress()", progress(own.folder)._repr_mimebundle_())
    if update_only:
        return
    if port is None and chosen != jupyter.FIRST_PORT:
        typer.echo(f"Port {jupyter.FIRST_PORT} is in use, so this lab takes {chosen}.")
    jupyter.serve(own.folder, chosen, lambda address: _welcome(address, browser), warm=not cold)
    typer.echo(f"\nThe lab has stopped. Your work is in {own.folder}.")


def _course_root() -> Path:
    from autograder.course import course
    from gangway.trouble import Trouble

    try:
        return course().root
    except FileNotFoundError as missing:
        raise Trouble(str(missing)) from None


def _welcome(address: str, browser: bool) -> None:
    typer.echo(f"The lab is ready. Open:\n\n    {address}\n\nCtrl-C stops it.")
    _open(address, browser)


def _open(address: str, browser: bool) -> None:
    if browser and not webbrowser.open(address):
        typer.echo("No browser could be opened from here: copy the address into yours.")


def _tell_restored(name: str, kept: str | None) -> None:
    typer.echo(f"{name} is the course's own again." + (f" Yours is kept as {kept}." if kept else ""))


def _tell(delivery: Delivery, folder: Path) -> None:
    """What the update did, in a few lines; nothing where nothing changed."""
    if delivery.new or delivery.updated:
        counts = {"new": len(delivery.new), "updated": len(delivery.updated)}
        words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        typer.echo(f"Your copy of the course, {folder}: {words} file{'s' * (sum(counts.values()) > 1)}.")
    for yours, course in delivery.beside:
        typer.echo(f"You changed {yours} and so did the course: yours is kept, the course's is {course}.")
    for name in delivery.refused:
        typer.echo(f"{name} was left as it is: a link there leads out of {folder}.")


def doctor(
    workspace: _WorkspaceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell what this machine has for the course, what is missing, and what to do about it."""
    from gangway.doctor import examine, report
    from gangway.workspace import default_folder

    notes = examine(workspace or default_folder())
    typer.echo(report(notes, as_json=as_json))
    raise typer.Exit(1 if any(note.stops_the_lab for note in notes) else 0)
