"""What there is to grade: submissions, and the keys under which their results are kept."""

from __future__ import annotations

import json
import os
import platform
import stat
import sysconfig
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

from autograder.cohort import plain_file, sealing
from autograder.cohort.bridge import course_of
from autograder.cohort.layout import Cohort, CohortError
from autograder.cohort.released import Released, load
from autograder.cohort.results import Store, key_of
from autograder.cohort.sealing import Numbers, Seal
from autograder.course import Course, course

#: The most of a submission that goes into its key; intake refuses larger ones anyway.
_MOST = 20_000_001


@dataclass(frozen=True)
class Plan:
    """What there is to do for an assignment."""

    cohort: Cohort
    released: Released
    course_root: Path
    students: tuple[str, ...]
    force: bool = False

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.released.assignment

    @property
    def store(self) -> Store:
        """Where results are kept."""
        return Store(self.cohort.results)

    @cached_property
    def common(self) -> tuple[bytes, ...]:
        """What every result of the assignment depends on beside the submission."""
        return common_parts(self.cohort, self.released, self.course_root)

    @cached_property
    def version(self) -> str:
        """A digest of :attr:`common`."""
        return key_of(self.common)

    def work(self) -> Iterator[Work]:
        """The submissions, one after the other, each with the key of its result."""
        for student in self.students:
            folder = self.cohort.submitted(student, self.assignment)
            yield Work(self, student, folder, self.key(folder))

    @cached_property
    def seal(self) -> Seal | None:
        """What was sealed for this cohort; ``None`` where everybody works with the same numbers."""
        return sealing.load(self.cohort, self.assignment)

    def numbers(self, student: str) -> Numbers:
        """A learner's own numbers by exercise, in plain data; none where nothing is sealed."""
        if self.seal is None:
            return {}
        return sealing.numbers_of(self.cohort, course(self.course_root), self.seal, student)

    def key(self, folder: Path) -> str:
        """The key of the result of the submission that lies in a folder now."""
        own = self.numbers(folder.parent.name)
        parts = (json.dumps(own, sort_keys=True).encode(),) if own else ()
        return key_of((self.version.encode(), *_submission(folder), *parts))


@dataclass(frozen=True, eq=False)
class Work:
    """One submission to grade: whose it is, where it lies, and the key of its result."""

    plan: Plan
    student: str
    folder: Path
    key: str

    @property
    def current(self) -> bool:
        """Whether the submission is still the one that the key was made from."""
        return self.plan.key(self.folder) == self.key

    def renewed(self) -> Work:
        """The same for the submission that is there now."""
        return Work(self.plan, self.student, self.folder, self.plan.key(self.folder))


def plan(cohort: Cohort, assignment: str, students: Collection[str] = (), *, force: bool = False) -> Plan:
    """What there is to grade.

    Args:
        cohort: whose.
        assignment: which assignment.
        students: only these; by default everybody who has submitted.
        force: whether to grade again what is graded and unchanged.

    Raises:
        CohortError: the assignment was not handed out, or a learner named has submitted nothing.
    """
    released = load(cohort.released(assignment))
    submitted = cohort.students_with(assignment)
    if missing := sorted(set(students) - set(submitted)):
        raise CohortError(
            f"no submission of {assignment} by {', '.join(missing)}. Collect it first: gangway grade collect"
        )
    chosen = tuple(name for name in submitted if not students or name in students)
    return Plan(cohort, released, course_for(cohort, assignment).root, chosen, force)


def course_for(cohort: Cohort, assignment: str) -> Course:
    """The course that an assignment comes from: the cohort's, or a folder of private assignments.

    Raises:
        CohortError: that folder is gone.
    """
    seal = sealing.load(cohort, assignment)
    if seal is None or not seal.course:
        return course_of(cohort)
    try:
        return course(Path(seal.course))
    except FileNotFoundError as missing:
        raise CohortError(
            f"the private assignments of {assignment} are gone from {seal.course}; put them back, "
            f"or name where they are now: gangway grade release {assignment} --solutions DIR"
        ) from missing


def common_parts(cohort: Cohort, released: Released, course_root: Path) -> tuple[bytes, ...]:
    """What every result of an assignment depends on beside the submission."""
    return (
        released.assignment.encode(),
        cohort.released(released.assignment).read_bytes(),
        *checks_of(course_root, released.assignment),
        grader_fingerprint(),
        platform.python_version().encode(),
    )


def checks_of(course_root: Path, assignment: str) -> list[bytes]:
    """The Python files beside an assignment's source: its checks and attempts."""
    return [path.read_bytes() for path in sorted((course(course_root).solutions / assignment).glob("*.py"))]


@cache
def grader_fingerprint() -> bytes:
    """A digest of what grades: grader and toolkit with their messages, and every package's version."""
    # the environment's own: on sys.path there may be more, as what setuptools brings along once imported
    places = list({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    packages = sorted({f"{one.name}=={one.version}" for one in distributions(path=places)})
    return key_of([*_code("autograder"), *_code("gangway"), *(name.encode() for name in packages)]).encode()


def _code(package: str) -> Iterator[bytes]:
    """The names and contents of a package's files, found without importing it."""
    spec = find_spec(package)
    for root in map(Path, (spec and spec.submodule_search_locations) or ()):
        for path in sorted(path for kind in ("*.py", "*.toml", "*.json") for path in root.rglob(kind)):
            yield str(path.relative_to(root)).encode()
            yield path.read_bytes()


def _submission(folder: Path) -> Iterator[bytes]:
    """What intake goes by: names, and the bytes of notebooks and time, never read through a link.

    A folder that is a link is none: it must never be given the result of the folder that it points to.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        yield b"a link"
        return
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    yield key_of(map(os.fsencode, names)).encode()
    for name in names:
        if not name.endswith(".ipynb") and name != "timestamp.txt":
            continue
        try:
            data = plain_file.read(folder / name, _MOST)
            # a link, a pipe and a folder are refused for different reasons
            kind = "" if data is not None else str(stat.S_IFMT((folder / name).lstat().st_mode))
        except OSError as error:
            data, kind = None, f"unreadable: {error.errno}"
        yield kind.encode() if data is None else data
