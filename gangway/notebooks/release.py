"""An assignment's solutions -> what learners get, by nbgrader's own preprocessors and without its database.

``nbgrader generate_assignment`` goes the same way: the preprocessors and their settings, and the names of
the files that stay behind, stand in the course's ``nbgrader_config.py`` and nowhere else.
"""

from __future__ import annotations

import copy
import fnmatch
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from gangway.notebooks.text import as_bytes, read_notebook
from gangway.trouble import Trouble

CONFIG = "nbgrader_config.py"


def settings(root: Path) -> Config:
    """The course's nbgrader configuration.

    Raises:
        Trouble: there is none.
    """
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        return PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except ConfigFileNotFound:
        raise Trouble(f"{root / CONFIG} is missing: release needs it to know what learners get") from None


def released(source: NotebookNode, config: Config) -> NotebookNode:
    """The learners' copy of an assignment's notebook: stubs for solutions, no outputs, cells locked.

    Raises:
        Trouble: nbgrader refuses the notebook; the message says why.
    """
    from nbgrader.preprocessors import SaveCells

    notebook, resources = copy.deepcopy(source), {"metadata": {"name": "assignment"}}
    try:
        for preprocessor in config.GenerateAssignment.preprocessors:
            if not issubclass(preprocessor, SaveCells):
                notebook, resources = preprocessor(config=config)(notebook, resources)
    except Exception as error:
        raise Trouble(f"nbgrader can't release it: {error}") from error
    return notebook


def files(assignment: Path, config: Config) -> dict[str, bytes]:
    """Everything that learners get of an assignment: path relative to its folder -> content."""
    return {
        path.relative_to(assignment).as_posix(): (
            as_bytes(released(read_notebook(path), config)) if path.suffix == ".ipynb" else path.read_bytes()
        )
        for path in _handed_out(assignment, list(config.CourseDirectory.ignore))
    }


def write(assignment: Path, target: Path, config: Config) -> bool:
    """Make ``target`` hold exactly the learners' copy of an assignment; returns whether anything changed."""
    wanted = files(assignment, config)
    have = present(target)
    for name in have.keys() - wanted.keys():
        (target / name).unlink()
    for name, data in wanted.items():
        if have.get(name) != data:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
    return wanted != have


def present(target: Path) -> dict[str, bytes]:
    """What a released folder holds now, without what running notebooks leaves there."""
    paths = _handed_out(target, [".ipynb_checkpoints", "__pycache__", "*.pyc"])
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in paths}


def _handed_out(folder: Path, ignore: list[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(fnmatch.fnmatch(part, glob) for part in parts for glob in ignore):
            yield path
