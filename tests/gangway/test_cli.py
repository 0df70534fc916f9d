"""What the command says of itself."""

import tomllib
from pathlib import Path

from typer.testing import CliRunner

from autograder.course import course
from gangway.cli import build


def test_it_says_its_version_which_is_the_projects():
    said = CliRunner().invoke(build(), ["--version"])
    project = tomllib.loads(Path(course().root, "pyproject.toml").read_text("utf-8"))["project"]
    assert said.output == f"gangway {project['version']}\n"
    assert said.exit_code == 0
