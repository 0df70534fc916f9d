"""What has been tried and passed, on this machine: one SQLite file, no account, nothing sent.

Every attempt, prediction, reveal and hint is one row of one table that only grows. Each call opens the
file and closes it again, so that any number of kernels can use it at once; SQLite does the locking. The
standard library's ``sqlite3`` serves: one table needs no mapper, and it costs no start-up time.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

#: Names another folder for the progress file.
FOLDER_VARIABLE = "GANGWAY_DATA"

#: The layout of the table below. A file that says more was written by a newer Gangway.
LAYOUT = 1

#: Seconds to wait for another kernel that is writing.
PATIENCE = 3.0

_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    exercise TEXT NOT NULL,
    outcome TEXT,
    score REAL,
    points REAL,
    detail TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS events_by_exercise ON events (exercise, what);
"""


@dataclass(frozen=True)
class Event:
    """One thing that happened: ``what``: ``attempt``, ``prediction``, ``reveal``, ``hint`` or ``sealed``.

    ``at`` is the time in UTC, ISO 8601. ``detail`` holds plain data: finding codes, a prediction's encoded
    answer, a hint's step.
    """

    what: str
    exercise: str
    outcome: str | None = None
    score: float | None = None
    points: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in one exercise: attempts and hints so far, and the best score."""

    attempts: int = 0
    hints: int = 0
    predicted: bool = False
    passed: bool = False
    score: float = 0.0
    points: float = 0.0


class NotKept(Exception):
    """Progress can't be written or read; the message says why and what to do."""


def folder() -> Path:
    """The folder of the progress file: :data:`FOLDER_VARIABLE`, else the user's data folder."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("gangway", appauthor=False)


class Store:
    """The progress file of one folder.

    Attributes:
        path: the file in use.
        patience: seconds to wait for another kernel that is writing.
        notices: what the learner has to be told, a sentence each: a damaged file that was put aside, a
            newer one that was left alone.
        unsaved: events of this process that could not be written yet, oldest first.
    """

    def __init__(self, where: Path, patience: float = PATIENCE) -> None:
        self.path = where / "progress.sqlite"
        self.patience = patience
        self.notices: list[str] = []
        self.unsaved: list[Event] = []
        self._whole = False

    def record(self, event: Event) -> None:
        """Add an event, now; with it whatever could not be written before.

        Raises:
            NotKept: it could not be written. This process remembers it in :attr:`unsaved`.
        """
        self.unsaved.append(replace(event, at=event.at or _now()))
        with self._open() as database, database:
            database.executemany(
                "INSERT INTO events (at, what, exercise, outcome, score, points, detail)"
                " VALUES (:at, :what, :exercise, :outcome, :score, :points, :detail)",
                [asdict(unsaved) | {"detail": json.dumps(unsaved.detail)} for unsaved in self.unsaved],
            )
        self.unsaved.clear()

    def events(self, exercise: str | None = None, what: str | None = None) -> list[Event]:
        """The events that are kept, oldest first; of one exercise, of one sort, where named.

        Raises:
            NotKept: the file can't be read.
        """
        if not self._has_file():
            return []
        with self._open(write=False) as database:
            rows = database.execute(
                "SELECT what, exercise, outcome, score, points, detail, at FROM events"
                " WHERE (:exercise IS NULL OR exercise = :exercise) AND (:what IS NULL OR what = :what)"
                " ORDER BY id",
                {"exercise": exercise, "what": what},
            ).fetchall()
        return [_event(row) for row in rows]

    def recall(self, exercise: str, what: str) -> list[Event]:
        """The events of one exercise and sort, those not written yet among them; never raises."""
        try:
            kept = self.events(exercise, what)
        except NotKept:
            kept = []
        return kept + [event for event in self.unsaved if (event.exercise, event.what) == (exercise, what)]

    def standings(self) -> dict[str, Standing]:
        """Where the learner stands in each exercise that was touched, by its id."""
        standings: dict[str, Standing] = {}
        for event in self.events():
            standings[event.exercise] = _after(standings.get(event.exercise, Standing()), event)
        return standings

    def export(self) -> dict[str, Any]:
        """Everything that is kept, as plain data: the events, and the standing in each exercise."""
        return {
            "gangway-progress": LAYOUT,
            "exported": _now(),
            "standings": {name: asdict(standing) for name, standing in self.standings().items()},
            "events": [asdict(event) for event in self.events()],
        }

    def erase(self) -> int:
        """Forget everything; returns how many events there were. The space is overwritten, not just freed."""
        if not self._has_file():
            return 0
        with self._open() as database:
            with database:
                database.execute("PRAGMA secure_delete = ON")
                erased = database.execute("DELETE FROM events").rowcount
            database.execute("VACUUM")
        return erased

    def take_notices(self) -> list[str]:
        """The notices that were not taken yet."""
        taken, self.notices = self.notices, []
        return taken

    def _has_file(self) -> bool:
        try:
            return self.path.stat().st_size > 0
        except FileNotFoundError:
            return False
        except OSError as error:
            raise NotKept(_why(self.path, error)) from error

    @contextmanager
    def _open(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection to a file that is whole and of this layout."""
        try:
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._settled()) as database:
                if write:
                    _prepare(database)
                yield database
        except (sqlite3.Error, OSError) as error:
            self._whole = False
            raise NotKept(_why(self.path, error)) from error

    def _settled(self) -> sqlite3.Connection:
        """Open the file after a look at it: a damaged one is put aside, a newer one left alone."""
        database = self._connect()
        try:
            if not self._whole:
                _check(database)
            layout = _layout(database)
        except sqlite3.OperationalError:
            database.close()
            raise
        except sqlite3.DatabaseError:
            database.close()
            self._put_aside()
            return self._connect()
        self._whole = True
        if layout <= LAYOUT:
            return database
        database.close()
        self._leave_alone(layout)
        return self._settled()

    def _connect(self) -> sqlite3.Connection:
        """Open the file; SQLite itself makes it if it is not there, and only reads where it can't write."""
        database = sqlite3.connect(self.path, timeout=self.patience)
        database.row_factory = sqlite3.Row
        return database

    def _put_aside(self) -> None:
        """Rename a damaged file; what can still be read from it stays readable."""
        aside = _free_name(self.path.with_name(f"progress-damaged-{datetime.now(UTC):%Y-%m-%d}.sqlite"))
        for ending in ("", "-journal", "-wal", "-shm"):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        self.notices.append(
            f"Your progress file was damaged. It is kept as {aside}, and a new one has been started."
        )

    def _leave_alone(self, layout: int) -> None:
        """Keep out of a file that a newer Gangway wrote, and use one of our own beside it."""
        newer, self.path = self.path, self.path.with_name(f"progress-layout-{LAYOUT}.sqlite")
        self.notices.append(
            f"Your progress in {newer} was written by a newer Gangway (layout {layout}; this one knows"
            f" {LAYOUT}). It is left untouched; until you update, progress is kept in {self.path}."
        )


@cache
def _store(where: Path) -> Store:
    return Store(where)


def store() -> Store:
    """The store in :func:`folder`, the same object for the same folder."""
    return _store(folder())


def _event(row: sqlite3.Row) -> Event:
    return Event(**dict(row) | {"detail": json.loads(row["detail"])})


def _after(standing: Standing, event: Event) -> Standing:
    """The standing after one more event."""
    changes: dict[str, Any] = {}
    if event.what == "hint":
        changes["hints"] = max(standing.hints, int(event.detail.get("step", 0)))
    elif event.what == "prediction":
        changes["predicted"] = True
    elif event.outcome in ("passed", "partly", "wrong"):  # an untouched placeholder is no attempt
        changes["attempts"] = standing.attempts + 1
        changes["score"] = max(standing.score, event.score or 0.0)
        changes["points"] = event.points or standing.points
        changes["passed"] = standing.passed or event.outcome == "passed"
    return Standing(**asdict(standing) | changes)


def _layout(database: sqlite3.Connection) -> int:
    """The layout number that a file states; 0 in an empty one."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _prepare(database: sqlite3.Connection) -> None:
    """Make the table in a new file, and wait for the disk no more often than keeping the file whole takes."""
    database.execute("PRAGMA synchronous = NORMAL")
    if _layout(database) < LAYOUT:
        database.executescript(f"BEGIN IMMEDIATE; {_TABLE} PRAGMA user_version = {LAYOUT}; COMMIT;")


def _check(database: sqlite3.Connection) -> None:
    """Raise :class:`sqlite3.DatabaseError` if the file is damaged."""
    result = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if result != "ok":
        raise sqlite3.DatabaseError(result)


def _free_name(path: Path) -> Path:
    """``path``, or the first name with a number behind it that is not taken."""
    names = [path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, 1000))]
    return next(name for name in names if not name.exists())


def _why(path: Path, error: Exception) -> str:
    if "locked" in str(error):
        reason = "another process keeps the file busy"
    else:
        reason = getattr(error, "strerror", None) or str(error)
    return (
        f"Progress isn't kept: {path} can't be used ({reason}). Your answers are checked all the same;"
        f" set {FOLDER_VARIABLE} to a folder that you can write to keep it."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
