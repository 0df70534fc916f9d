"""The ``gangway`` command."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from gangway.trouble import Trouble

#: Group or command name -> the module under gangway.commands that has its Typer application as ``app``.
GROUPS = {
    "notebooks": "For authors: text and notebook in step, executed, released, checked.",
    "grade": "For instructors: release, collect, run, feedback and export for a cohort.",
    "cloud": "The practice cloud: managed quantum devices, emulated on this machine.",
    "site": "Build the course site.",
    "progress": "What you have tried and passed, on this machine.",
}

app = typer.Typer(
    help="Gangway: a hands-on quantum computing course on Amazon Braket and Qiskit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from gangway import __version__

        print(f"gangway {__version__}")
        raise typer.Exit


_VERSION = typer.Option(
    False, "--version", callback=_say_version, is_eager=True, help="Say which Gangway it is."
)


@app.callback()
def _whole(version: bool = _VERSION) -> None:
    """Gangway: a hands-on quantum computing course on Amazon Braket and Qiskit."""


def build() -> typer.Typer:
    """The application with every group and command added."""
    for name, summary in GROUPS.items():
        app.add_typer(import_module(f"gangway.commands.{name}").app, name=name, help=summary)
    import_module("gangway.commands.machine").add_to(app)
    return app


def main() -> None:
    """Run the command; expected trouble is one clear message and exit status 1."""
    try:
        build()()
    except Trouble as trouble:
        print(f"gangway: {trouble}", file=sys.stderr)
        raise SystemExit(1) from None
