"""Grade what is new or changed in a cohort, and say what became of each submission."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

from autograder.cohort import gradebook, run
from autograder.cohort.bridge import course_of
from autograder.cohort.grade import Engines, Work, grade
from autograder.cohort.layout import Cohort, CohortError, valid_id
from autograder.cohort.released import Released, load
from autograder.cohort.results import Graded, Store, key_of

log = logging.getLogger(__name__)

#: The most of a submission that goes into its key; intake refuses larger ones anyway.
_MOST = 20_000_001


@dataclass(frozen=True)
class Entry:
    """What became of one submission: its result, whether that is fresh, and what needs a look."""

    student: str
    graded: Graded | None = None
    fresh: bool = False
    trouble: str | None = None


@dataclass(frozen=True)
class Plan:
    """What there is to do for an assignment."""

    cohort: Cohort
    released: Released
    course_root: Path
    students: tuple[str, ...]
    force: bool = False

    @property
    def store(self) -> Store:
        """Where results are kept."""
        return Store(self.cohort.results)

    def work(self) -> list[Work]:
        """The submissions, each with the key of its result."""
        fixed = common_parts(self.cohort, self.released, self.course_root)
        return [self._work(student, fixed) for student in self.students]

    def _work(self, student: str, fixed: tuple[bytes, ...]) -> Work:
        folder = self.cohort.submitted(student, self.released.assignment)
        return Work(student, folder, key_of((*fixed, *_submission(folder))))


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
    return Plan(cohort, released, course_of(cohort).root, chosen, force)


def carry_out(
    plan: Plan, using: Callable[[], Engines], limits: run.Limits, *, unsafe: bool
) -> Iterator[Entry]:
    """Grade and write, each submission reported when it is done.

    Results are kept before they are written: where the gradebook can't be written, the next run only writes.

    Raises:
        NotIsolated: there is something to run and ``unsafe`` was not given.
    """
    assignment, to_run = plan.released.assignment, []
    for item in plan.work():
        kept = None if plan.force else plan.store.get(item.key)
        if not valid_id(item.student):
            yield Entry(item.student, trouble="the folder's name is no learner's id; rename it")
        elif kept is None:
            to_run.append(item)
        elif plan.store.current(item.student, assignment) == item.key:
            yield Entry(item.student, kept)
        else:
            yield _written(plan, item, kept)
    if to_run and not unsafe:
        raise run.NotIsolated
    if to_run:
        with using() as engines:
            for item, graded in grade(
                to_run, plan.released, plan.course_root, engines, limits, unsafe=unsafe
            ):
                yield _kept_and_written(plan, item, graded)


def _kept_and_written(plan: Plan, item: Work, graded: Graded) -> Entry:
    # the grader's own fault is not kept: the next run tries again
    if all(result.score is not None for result in graded.results):
        plan.store.put(item.key, graded)
    return _written(plan, item, graded)


def _written(plan: Plan, item: Work, graded: Graded) -> Entry:
    try:
        gradebook.write(plan.cohort, plan.released.assignment, item.student, graded)
    except CohortError as trouble:
        return Entry(item.student, graded, fresh=True, trouble=str(trouble))
    except Exception as error:
        log.exception("the result of %s could not be written", item.student)
        return Entry(
            item.student, graded, fresh=True, trouble=f"not written: {type(error).__name__}: {error}"
        )
    plan.store.settle(item.student, plan.released.assignment, item.key)
    return Entry(item.student, graded, fresh=True)


def common_parts(cohort: Cohort, released: Released, course_root: Path) -> tuple[bytes, ...]:
    """What every result of an assignment depends on beside the submission."""
    source = course_root / "solutions" / released.assignment
    checks = [path.read_bytes() for path in sorted(source.glob("*.py"))]
    return (
        released.assignment.encode(),
        cohort.released(released.assignment).read_bytes(),
        *checks,
        grader_fingerprint(),
        platform.python_version().encode(),
    )


@cache
def grader_fingerprint() -> bytes:
    """A digest of what grades: grader and toolkit with their messages, and every package's version."""
    packages = sorted(f"{one.name}=={one.version}" for one in distributions())
    return key_of([*_code("autograder"), *_code("gangway"), *(name.encode() for name in packages)]).encode()


def _code(package: str) -> Iterator[bytes]:
    """The names and contents of a package's files, found without importing it."""
    spec = find_spec(package)
    for root in map(Path, (spec and spec.submodule_search_locations) or ()):
        for path in sorted(path for kind in ("*.py", "*.toml", "*.json") for path in root.rglob(kind)):
            yield str(path.relative_to(root)).encode()
            yield path.read_bytes()


def _submission(folder: Path) -> Iterator[bytes]:
    """The bytes of a submission's notebooks and time, read as intake reads them: never through a link."""
    for path in sorted([*folder.glob("*.ipynb"), folder / "timestamp.txt"]):
        if path.is_symlink() or not path.is_file():
            yield b"not a file"
            continue
        with path.open("rb") as file:
            yield file.read(_MOST)
