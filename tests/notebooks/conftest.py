"""A course of one tiny lesson, in a folder of its own for every test."""

import shutil
from pathlib import Path

import pytest

from autograder.course import Course, course
from gangway.notebooks import contract
from gangway.notebooks.pairs import Pair, Role, pairs
from gangway.notebooks.sync import release_exercises, sync

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GOLDEN = HERE / "golden"

#: The tiny lesson has one exercise inside and one in its assignment, and no sections but its sources.
TINY = contract.Limits(in_lesson=1, in_assignment=1, sections=("sources",))


def copy_course(root: Path) -> Course:
    shutil.copytree(HERE / "course", root)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("modules", "solutions"):
        shutil.copy(ROOT / folder / "jupytext.toml", root / folder)
    return course(root)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course, never synced."""
    monkeypatch.setitem(contract.EXCEPTIONS, "1-01", TINY)
    return copy_course(tmp_path / "course")


@pytest.fixture(scope="session")
def synced_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copy_course(tmp_path_factory.mktemp("synced") / "course")
    for pair in pairs(made):
        sync(pair, made.root)
        release_exercises(pair, made)
    return made.root


@pytest.fixture
def synced(synced_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course, every notebook executed and released."""
    monkeypatch.setitem(contract.EXCEPTIONS, "1-01", TINY)
    shutil.copytree(synced_once, tmp_path / "course")
    return course(tmp_path / "course")


@pytest.fixture
def page(synced: Course) -> Pair:
    """Its one page without a lesson, which runs in no time."""
    return one(synced, Role.PAGE)


def one(made: Course, role: Role) -> Pair:
    """The pair of that role."""
    return next(pair for pair in pairs(made) if pair.role is role)


@pytest.fixture
def lesson_pair(synced: Course) -> Pair:
    return one(synced, Role.LESSON)


@pytest.fixture
def assignment_pair(synced: Course) -> Pair:
    return one(synced, Role.ASSIGNMENT)


@pytest.fixture
def golden():
    """Compare with a golden file; ``GANGWAY_GOLDEN=write`` in the environment writes it anew."""
    import os

    def compare(name: str, data: bytes) -> None:
        path = GOLDEN / name
        if os.environ.get("GANGWAY_GOLDEN") == "write":
            path.write_bytes(data)
        assert data.decode() == path.read_text("utf-8")

    return compare
