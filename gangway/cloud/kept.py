"""Buckets and objects as files, so that they outlast the practice cloud's process.

A folder for each bucket of each account, with the bucket's own record and a file for each object: one line
of JSON about it, then its bytes. Of a versioned object the newest version is kept, of an upload in parts
nothing before it is complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_BUCKET, _OBJECT = "bucket.json", ".object"


@dataclass(frozen=True)
class Setting:
    """The request that set something of a bucket (its policy, its tags, …), to be made again."""

    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Bucket:
    """One bucket of one account; ``settings`` by the query of the request that set them."""

    account: str
    name: str
    region: str
    created: float
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Object:
    """What is kept of an object beside its bytes; ``modified`` in seconds since 1970."""

    key: str
    modified: float
    storage: str | None = None
    etag: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    checksum: Mapping[str, Any] = field(default_factory=dict)


class Kept:
    """The files of one practice cloud, under ``folder``. Every method may raise :class:`OSError`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def buckets(self) -> Iterator[Bucket]:
        """Every bucket."""
        for file in sorted(self.folder.glob(f"*/*/{_BUCKET}")):
            yield _record(file)

    def objects(self, account: str, bucket: str) -> Iterator[tuple[Object, bytes]]:
        """Every object of a bucket, the oldest first."""
        found = [_read(file) for file in self._place(account, bucket).glob(f"*{_OBJECT}")]
        yield from sorted(found, key=lambda each: (each[0].modified, each[0].key))

    def keys(self, account: str, bucket: str) -> Iterator[str]:
        """The key of every object of a bucket, without reading their bytes."""
        for file in self._place(account, bucket).glob(f"*{_OBJECT}"):
            with file.open("rb") as lines:
                yield json.loads(lines.readline())["key"]

    def object(self, account: str, bucket: str, key: str) -> tuple[Object, bytes] | None:
        """One object, or None."""
        file = self._file(account, bucket, key)
        return _read(file) if file.is_file() else None

    def keep_bucket(self, bucket: Bucket) -> None:
        """Write a bucket's record."""
        text = json.dumps(asdict(bucket), indent=1)
        _write(self._place(bucket.account, bucket.name) / _BUCKET, text.encode())

    def bucket(self, account: str, bucket: str) -> Bucket | None:
        """One bucket, or None."""
        file = self._place(account, bucket) / _BUCKET
        return _record(file) if file.is_file() else None

    def drop_bucket(self, account: str, bucket: str) -> None:
        """Remove a bucket's files."""
        shutil.rmtree(self._place(account, bucket), ignore_errors=True)

    def keep(self, account: str, bucket: str, about: Object, content: bytes) -> None:
        """Write an object, whole or not at all."""
        head = json.dumps(asdict(about)).encode()
        _write(self._file(account, bucket, about.key), head + b"\n" + content)

    def drop(self, account: str, bucket: str, key: str) -> None:
        """Remove an object's file, if there is one."""
        self._file(account, bucket, key).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, account: str, bucket: str) -> Path:
        return self.folder / account / _hashed(bucket)

    def _file(self, account: str, bucket: str, key: str) -> Path:
        return self._place(account, bucket) / f"{_hashed(key)}{_OBJECT}"


def _hashed(name: str) -> str:
    """A name as a file's: keys and buckets may be called what no file system takes."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _record(file: Path) -> Bucket:
    about: dict[str, Any] = json.loads(file.read_text("utf-8"))
    settings = {query: Setting(**each) for query, each in about.pop("settings").items()}
    return Bucket(**about, settings=settings)


def _read(file: Path) -> tuple[Object, bytes]:
    head, _, content = file.read_bytes().partition(b"\n")
    about: dict[str, Any] = json.loads(head)
    return Object(**about), content


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
