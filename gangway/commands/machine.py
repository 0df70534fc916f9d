"""The plain commands about this machine."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
