"""How the house stands: what imports what, wherever in a file the import is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("autograder", "gangway")


def _modules(root: Path = ROOT) -> dict[str, Path]:
    files = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    named = {".".join(path.relative_to(root).with_suffix("").parts): path for path in files}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


def _imported(path: Path) -> Iterator[str]:
    """Names of the modules, or of things in modules, that a file imports, in functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _arrows(modules: dict[str, Path]) -> dict[str, set[str]]:
    """By module, the project's modules that it imports; a package's face hands on only, and has none."""
    arrows: dict[str, set[str]] = {}
    for name, path in modules.items():
        found = (one if one in modules else one.rpartition(".")[0] for one in _imported(path))
        arrows[name] = {one for one in found if one in modules and modules[one].name != "__init__.py"}
        if path.name == "__init__.py":
            arrows[name] = set()
    return arrows


def test_the_grader_imports_nothing_of_the_learners_package():
    modules = _modules()
    assert len(modules) > 200
    for name, path in modules.items():
        if name.startswith("autograder"):
            assert not [one for one in _imported(path) if one.split(".")[0] == "gangway"], name


def test_no_file_imports_itself_by_way_of_others():
    TopologicalSorter(_arrows(_modules())).prepare()


def test_a_circle_is_found_wherever_its_imports_are_written(tmp_path):
    (tmp_path / "gangway").mkdir()
    (tmp_path / "gangway/one.py").write_text("def late():\n    from gangway.two import name\n")
    (tmp_path / "gangway/two.py").write_text("from gangway import one\n")
    with pytest.raises(CycleError, match=r"gangway\.one"):
        TopologicalSorter(_arrows(_modules(tmp_path))).prepare()
