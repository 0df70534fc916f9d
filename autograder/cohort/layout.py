"""A cohort's folder: where things are in it, and how it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from autograder.course import course

CONFIG = "nbgrader_config.py"

#: What may name a learner, an assignment or a folder of theirs: no separators, no leading dot, no glob.
_ID = re.compile(r"\w[\w.@-]{0,63}")


class CohortError(Exception):
    """Something an instructor can act on; the message says what was given, expected and what to do next."""


def valid_id(text: str) -> bool:
    """Whether ``text`` can be a learner's id: letters of any script, digits, ``_ . @ -``, at most 64."""
    return bool(_ID.fullmatch(text)) and ".." not in text


@dataclass(frozen=True)
class Cohort:
    """The folder of one cohort. Every path in it is absolute."""

    root: Path

    @property
    def config_file(self) -> Path:
        """Nbgrader's configuration."""
        return self.root / CONFIG

    @property
    def roster(self) -> Path:
        """The class list, CSV."""
        return self.root / "roster.csv"

    @property
    def inbox(self) -> Path:
        """Where an instructor drops notebooks for ``collect``."""
        return self.root / "inbox"

    def released(self, assignment: str) -> Path:
        """The notebook that was handed out."""
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, student: str, assignment: str) -> Path:
        """The folder of a learner's current submission."""
        return self.root / "submitted" / student / assignment

    def earlier(self, student: str, assignment: str) -> Path:
        """Where a learner's superseded submissions are kept, a folder for each, named by its time."""
        return self.root / "earlier" / student / assignment

    def autograded(self, student: str, assignment: str) -> Path:
        """The folder of the graded notebook."""
        return self.root / "autograded" / student / assignment

    def feedback(self, student: str, assignment: str) -> Path:
        """The folder of the feedback page."""
        return self.root / "feedback" / student / assignment

    @property
    def results(self) -> Path:
        """Where results are kept, by content and by submission."""
        return self.root / "results"

    def students_with(self, assignment: str) -> list[str]:
        """Who has submitted the assignment, in order."""
        folder = self.root / "submitted"
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if (entry / assignment).is_dir())

    def assignments(self) -> list[str]:
        """What has been handed out, in order."""
        folder = self.root / "release"
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if self.released(entry.name).is_file())


def find(folder: Path) -> Cohort:
    """The cohort in ``folder``.

    Raises:
        CohortError: there is none.
    """
    if not (folder / CONFIG).is_file() or not (folder / "submitted").is_dir():
        raise CohortError(
            f"{folder} is no cohort folder: it has no {CONFIG} and no submitted/. "
            f"Make one with: gangway grade init {folder}"
        )
    return Cohort(folder.resolve())


def create(folder: Path, course_root: Path | None = None, course_id: str | None = None) -> Cohort:
    """Make a cohort folder; what is there already is left as it is.

    Args:
        folder: where; made if missing.
        course_root: the tree with ``solutions/`` and ``exercises/``; by default the installed course.
        course_id: nbgrader's name of the course; by default the folder's.

    Raises:
        CohortError: the folder has an ``nbgrader_config.py`` already.
    """
    cohort = Cohort(folder.resolve())
    if cohort.config_file.exists():
        raise CohortError(f"{folder} has an {CONFIG} already; edit that one, or name another folder")
    for name in ("inbox", "submitted", "exchange"):
        (cohort.root / name).mkdir(parents=True, exist_ok=True)
    if not cohort.roster.exists():
        cohort.roster.write_text("id,first_name,last_name,email\n", "utf-8")
    root = course(course_root).root if course_root else None
    cohort.config_file.write_text(_config(course_id or cohort.root.name, root), "utf-8")
    return cohort


def _config(course_id: str, course_root: Path | None) -> str:
    template = Template(files(__package__).joinpath("nbgrader_config.template").read_text("utf-8"))
    where = f"Path({str(course_root)!r})" if course_root else "course().root"
    return template.substitute(course_id=repr(course_id), course_root=where)
