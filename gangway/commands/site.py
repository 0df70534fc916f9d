"""gangway site: the course site, built from the committed notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Build the course site."""


Root = Annotated[Path | None, typer.Option(help="The course's clone, if it is not the installed one.")]
Output = Annotated[Path | None, typer.Option(help="Build in this folder's _build, not in book's.")]


@app.command()
def build(root: Root = None, output: Output = None) -> None:
    """Build the site without the network, from stored outputs; a warning fails the build."""
    from autograder.course import course
    from gangway.site.build import build as build_site

    page = build_site(course(root).root, output)
    typer.echo(f"The site stands: {page}")
