"""What the attacks need: the assignment, targets, and a process that protects nothing."""

from __future__ import annotations

import pytest

from .making import make_course, released_in
from .showing import BOUNDS, Unprotected
from .targets import targets


@pytest.fixture(scope="session")
def attacked_course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("attacked") / "course")


@pytest.fixture(scope="session")
def attacked(attacked_course):
    return released_in(attacked_course)


@pytest.fixture(scope="module")
def unprotected(tmp_path_factory):
    process = Unprotected(tmp_path_factory.mktemp("unprotected"))
    yield process
    process.close()


@pytest.fixture
def aims(attacked_course, tmp_path):
    """Targets of the test's own, with a cohort's folder among them."""
    import sqlite3

    cohort = tmp_path / "class"
    (cohort / "submitted" / "victim").mkdir(parents=True)
    (cohort / "submitted" / "victim" / "answers.ipynb").write_text("a victim's answers")
    with sqlite3.connect(cohort / "gradebook.db") as book:
        book.execute("create table grade (auto_score float, manual_score float)")
    book.close()
    repository = attacked_course
    with targets(
        **BOUNDS, course=str(attacked_course), cohort=str(cohort), repository=str(repository)
    ) as made:
        yield made
