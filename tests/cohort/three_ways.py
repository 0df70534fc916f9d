"""Grade a demonstration cohort by nbgrader itself, with our preprocessors and with nothing of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.cohort import bridge, export
from autograder.cohort.bridge import course_of
from autograder.cohort.demo import Demo
from autograder.cohort.layout import CONFIG, Cohort

STOCK = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "class"
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.md", "checks.py", "attempts.py"]
"""


def copied(cohort: Cohort, folder: Path) -> Cohort:
    return Cohort(Path(shutil.copytree(cohort.root, folder)))


def scores(cohort: Cohort, assignment: str) -> dict[str, dict[str, tuple]]:
    """By learner and grade cell: the automatic score, and whether a person is to look."""
    return {
        row["id"]: {cell["name"]: (cell["auto_score"], cell["needs_manual_grade"]) for cell in row["cells"]}
        for row in export.rows(cohort, [assignment])
    }


def autograde(cohort: Cohort, assignment: str, monkeypatch, course_root: Path) -> None:
    """``nbgrader autograde``, all learners in one call."""
    monkeypatch.setenv("GANGWAY_COURSE", str(course_root))
    result = bridge.api(cohort).autograde(assignment, "*")
    assert result["success"], result


def by_the_plugin(made: Demo, folder: Path, monkeypatch) -> dict:
    """Scores by ``nbgrader autograde`` with the cohort's own configuration."""
    cohort = copied(made.cohort, folder)
    autograde(cohort, made.assignment, monkeypatch, course_of(made.cohort).root)
    return scores(cohort, made.assignment)


def by_stock_nbgrader(made: Demo, folder: Path, monkeypatch) -> dict:
    """Scores by ``nbgrader autograde`` with nbgrader's own configuration."""
    cohort, course_root = copied(made.cohort, folder), course_of(made.cohort).root
    plain = STOCK.format(root=str(cohort.root), source=str(course_root / "solutions"))
    (cohort.root / CONFIG).write_text(plain, "utf-8")
    autograde(cohort, made.assignment, monkeypatch, course_root)
    return scores(cohort, made.assignment)
