"""What the practice cloud remembers: accounts, tasks, spending limits and tags, in one SQLite file.

Times are kept as seconds since 1970 on the cloud's own clock (see :mod:`gangway.cloud.clock`), money in
dollars. Nothing here knows the wire or the devices.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import StaticPool

#: Version of the tables; a newer file is refused, not guessed at.
VERSION = 1


class NewerStore(RuntimeError):
    """The file was written by a newer version of the course."""


class Base(DeclarativeBase):
    """The tables."""


class Account(Base):
    """One account: everything below belongs to one. ``id`` has 12 digits; ``access_key`` signs."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(primary_key=True)
    access_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Task(Base):
    """One quantum task, from its creation to its end.

    ``queued_at``, ``starts_at`` and ``ends_at`` are when it enters the queue, leaves it and is done on the
    cloud's clock; ``cost`` is what it will have cost, charged when it completes.
    """

    __tablename__ = "tasks"
    arn: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    region: Mapped[str]
    device: Mapped[str]
    status: Mapped[str]
    client_token: Mapped[str]
    action: Mapped[str]
    device_parameters: Mapped[str]
    shots: Mapped[int]
    bucket: Mapped[str]
    directory: Mapped[str]
    created_at: Mapped[float]
    starts_at: Mapped[float]
    ends_at: Mapped[float | None]
    cost: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    seed: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(default=None)
    successful_shots: Mapped[int | None] = mapped_column(default=None)
    job: Mapped[str | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index("by_account", "account", "created_at"),
        Index("by_device", "device", "status"),
        Index("by_token", "account", "client_token", unique=True),
    )


class Job(Base):
    """One hybrid job, from its creation to its end.

    ``asked`` is the request that made it, ``token`` what its tasks show, ``starts_at`` when it leaves the
    queue at the earliest; ``events`` has the type, the time and the message of each.
    """

    __tablename__ = "jobs"
    arn: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    region: Mapped[str]
    name: Mapped[str]
    device: Mapped[str]
    status: Mapped[str]
    client_token: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[float]
    starts_at: Mapped[float]
    started_at: Mapped[float | None] = mapped_column(default=None)
    ended_at: Mapped[float | None] = mapped_column(default=None)
    seed: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(default=None)
    events: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    __table_args__ = (
        Index("jobs_by_account", "account", "created_at"),
        Index("jobs_by_token", "account", "client_token", unique=True),
    )


class SpendingLimit(Base):
    """What an account may spend on one QPU in a period; what it has spent is summed from its tasks."""

    __tablename__ = "limits"
    arn: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    region: Mapped[str]
    device: Mapped[str]
    client_token: Mapped[str]
    limit: Mapped[float]
    starts_at: Mapped[float]
    ends_at: Mapped[float]
    created_at: Mapped[float]
    updated_at: Mapped[float]


class Tag(Base):
    """One tag of one resource."""

    __tablename__ = "tags"
    resource: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Condition(Base):
    """What an account has asked to go wrong: the document of :class:`gangway.cloud.here.Conditions`."""

    __tablename__ = "conditions"
    account: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class Store:
    """The file, or memory where there is none (``path=None``)."""

    def __init__(self, path: Path | None = None) -> None:
        self.engine = _engine(path)
        # in memory there is one connection for all threads, and so one session at a time
        self._alone = threading.RLock() if path is None else None
        with self.engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found > VERSION:
                raise NewerStore(
                    f"{path} was written by a newer version of the course (tables {found}, this one knows"
                    f" {VERSION}). Update the course, or move the file away."
                )
            Base.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back."""
        with self._alone or nullcontext(), self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _engine(path: Path | None) -> Engine:
    if path is None:
        options: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        return create_engine("sqlite://", **options)
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
    event.listen(engine, "connect", _durable)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    """Readers don't wait for writers, and a killed process loses nothing that was committed."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
