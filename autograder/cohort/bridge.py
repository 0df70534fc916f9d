"""The door to nbgrader: its configuration and its API for one cohort. Importing nbgrader costs seconds."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.cohort.layout import CONFIG, Cohort, CohortError
from autograder.course import Course, course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


class Unavailable(CohortError):
    """The gradebook can't be opened or written at all just now; ``passing`` where waiting may help."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


def course_of(cohort: Cohort) -> Course:
    """The course that a cohort works on, as its configuration names it."""
    return course(Path(_own(cohort).CourseDirectory.source_directory).parent)


def _own(cohort: Cohort) -> Config:
    """What the cohort's file says by itself, for which nbgrader need not be imported; else all of it."""
    try:
        own = _load_own(cohort.root, cohort.config_file.stat().st_mtime_ns)
    except Exception:  # whatever is wrong with it, the whole says it
        return configuration(cohort)
    return own if "source_directory" in own.CourseDirectory else configuration(cohort)


def configuration(cohort: Cohort) -> Config:
    """The cohort's nbgrader configuration; a copy, to be changed at will.

    Raises:
        CohortError: the file is missing or cannot be read.
    """
    try:
        return deepcopy(_load(cohort.root, cohort.config_file.stat().st_mtime_ns))
    except FileNotFoundError as missing:
        raise CohortError(f"{cohort.config_file} is missing; make it with: gangway grade init") from missing
    except Exception as error:
        raise CohortError(f"{cohort.config_file} cannot be read: {type(error).__name__}: {error}") from error


@cache
def _load(root: Path, changed: int) -> Config:
    _import_nbgrader()
    return PyFileConfigLoader(CONFIG, path=str(root)).load_config()


@cache
def _load_own(root: Path, changed: int) -> Config:
    return _Own(CONFIG, path=str(root)).load_config()


class _Own(PyFileConfigLoader):
    """Reads a configuration's own file, and none that it builds on."""

    def load_subconfig(self, fname: str, path: str | None = None) -> None:
        """Leave it out."""


#: What jsonschema would load to check web addresses: compiling their grammars takes two seconds, and no
#: notebook's schema has any. It does without where this is not installed.
_GRAMMARS = "rfc3987_syntax"


@cache
def _import_nbgrader() -> None:
    """Import nbgrader without what it has no use for."""
    unknown = _GRAMMARS not in sys.modules
    if unknown:
        sys.modules[_GRAMMARS] = None  # type: ignore[assignment] # Python's own way to say: not there
    try:
        import nbgrader  # noqa: F401
    finally:
        if unknown:
            sys.modules.pop(_GRAMMARS, None)


def database(config: Config, cohort: Cohort) -> str:
    """The gradebook's URL: the configured one, else SQLite in the cohort's folder."""
    configured = config.CourseDirectory.get("db_url")
    return str(configured) if configured else f"sqlite:///{cohort.root / 'gradebook.db'}"


@contextlib.contextmanager
def open_gradebook(cohort: Cohort) -> Iterator[Gradebook]:
    """The cohort's gradebook, closed afterwards.

    Raises:
        Unavailable: the database can't be opened.
    """
    _import_nbgrader()
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    config = configuration(cohort)
    url = database(config, cohort)
    _find_own_tools()
    try:
        book = Gradebook(url, str(config.CourseDirectory.course_id))
        if book.engine.dialect.name == "sqlite":
            _prepare_sqlite(book)
    except (SQLAlchemyError, ImportError) as error:
        said = f"the gradebook {_shown(url)} can't be opened: {database_trouble(error)}"
        raise Unavailable(said, passing=may_pass(error)) from error
    try:
        yield book
    finally:
        book.close()


def _prepare_sqlite(book: Gradebook) -> None:
    """Readers and the writer of an SQLite gradebook don't wait for one another, and writers wait in turn.

    A file that can't be changed so (read-only, or on a network drive) is used as it is.
    """
    from sqlalchemy.exc import OperationalError

    with contextlib.suppress(OperationalError), book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def _shown(url: str) -> str:
    """A database's URL without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


def database_trouble(error: Exception) -> str:
    """A database's complaint as something to act on."""
    said = str(getattr(error, "orig", error))
    if "locked" in said:
        return (
            "it is locked by another program (a formgrader or another grading run); close that and run again"
        )
    if "unable to open" in said:
        return "its file can't be opened; see that its folder is there and may be written to, and run again"
    if "full" in said:
        return "its disk is full; make room and run again"
    if "readonly" in said or "read-only" in said:
        return "it is read-only; make the file and its folder writable and run again"
    return said.splitlines()[0] if said else type(error).__name__


def may_pass(error: Exception) -> bool:
    """Whether a database's complaint may pass by itself: it is locked, gone, or was cut off."""
    from sqlalchemy.exc import DBAPIError

    said = str(getattr(error, "orig", error)).lower()
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return any(
        sign in said
        for sign in ("locked", "unable to open", "connect", "terminat", "starting up", "shutting down")
    )


def api(cohort: Cohort, **overrides: Any) -> Any:
    """Nbgrader's high-level API (:class:`nbgrader.apps.api.NbGraderAPI`) for the cohort.

    ``overrides`` are sections laid over its configuration: ``CourseDirectory={"source_directory": …}``.
    """
    _import_nbgrader()
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    _find_own_tools()
    config = configuration(cohort)
    config.merge(Config({name: Config(section) for name, section in overrides.items()}))
    log = logging.getLogger("autograder.cohort.nbgrader")
    log.propagate = False
    return NbGraderAPI(CourseDirectory(config=config, log=log), config=config, log=log)


def _find_own_tools() -> None:
    """Let nbgrader find ``alembic``, which it starts by name, where the environment is not activated."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, (tools, os.environ.get("PATH"))))


def succeed(result: dict[str, Any], doing: str) -> None:
    """Raise :class:`CohortError` with nbgrader's own error lines if a call of its API failed."""
    if result["success"]:
        return
    log = result.get("log", "")
    raised = re.findall(r"^\s*([\w.]*(?:Error|Exception|Entry)\b: .*)", log, re.MULTILINE)
    logged = [line.removeprefix("[ERROR] ") for line in log.splitlines() if line.startswith("[ERROR]")]
    reasons = [*raised, *logged, *result.get("error", "").strip().splitlines()[-1:], "no reason given"]
    raise CohortError(f"{doing}: nbgrader says: {reasons[0]}")
