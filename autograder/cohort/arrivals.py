"""What has come in: a folder or a zip file, as the entries that can be taken from it.

A zip file is hostile until it is read: nothing of it is unpacked. Names are only read, never used as a
path; sizes are capped while reading, whatever the file says about itself.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.cohort import plain_file
from autograder.cohort.layout import CohortError

#: A larger file is not taken.
MAX_BYTES = 20_000_000

#: The most files of one zip, and bytes in all, once unpacked.
MOST_FILES, MOST_BYTES = 20_000, 4_000_000_000

#: Deflate reaches a thousand; honest notebooks with pictures stay below twenty.
MOST_RATIO = 200

#: What operating systems and packers leave behind, of no interest to anybody.
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.(?!\.?(/|$))|Thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True)
class File:
    """One file that came in.

    Attributes:
        path: where it lies in what came in, its parts.
        made: when it was last written.
        trouble: why it can't be read; ``None`` where it can.
    """

    path: tuple[str, ...]
    made: datetime
    trouble: str | None
    _read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path[-1]

    def read(self) -> bytes:
        """Its content; raises ``OSError`` where it can't be had, with a reason to be told."""
        if self.trouble:
            raise OSError(self.trouble)
        data = self._read()
        if len(data) > MAX_BYTES:
            raise OSError(f"larger than {MAX_BYTES // 1_000_000} MB")
        return data


def files_of(source: Path) -> list[File]:
    """The files of a folder or a zip file, in order.

    Raises:
        CohortError: there is no such thing, or it is no zip file, or one that is made to do harm.
    """
    if source.is_dir():
        return sorted(_in_folder(source), key=lambda file: file.path)
    if not source.is_file():
        raise CohortError(f"there is no folder {source} to collect from, and no file of that name")
    return list(_in_zip(source))


def _in_folder(folder: Path) -> Iterator[File]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if _LITTER.search(relative.as_posix()) or (path.is_dir() and not path.is_symlink()):
            continue
        status = path.lstat()
        made = datetime.fromtimestamp(status.st_mtime, UTC)
        parts = tuple(unicodedata.normalize("NFC", part) for part in relative.parts)
        yield File(parts, made, _kind(status.st_mode, status.st_size), _reader(path))


def _kind(mode: int, size: int) -> str | None:
    if stat.S_ISLNK(mode):
        return "it is a link"
    if not stat.S_ISREG(mode):
        return "it is no regular file"
    return f"larger than {MAX_BYTES // 1_000_000} MB" if size > MAX_BYTES else None


def _reader(path: Path) -> Callable[[], bytes]:
    return lambda: plain_file.read(path, MAX_BYTES + 1) or b""


def _in_zip(source: Path) -> Iterator[File]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, NotImplementedError) as error:
        raise CohortError(f"{source} is no zip file that can be read: {error}") from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or total > MOST_BYTES:
        raise CohortError(
            f"{source} holds {len(entries)} files of {total / 1e9:.1f} GB in all; "
            f"at most {MOST_FILES} files and {MOST_BYTES / 1e9:g} GB are read. Split it and collect each part"
        )
    seen: set[str] = set()
    for entry in entries:
        name = _name(entry)
        if not _LITTER.search("/".join(_parts(name))):
            again = name.casefold() in seen
            yield File(_parts(name), _made(entry), _odd(entry, name, again), _unzipper(source, entry))
            seen.add(name.casefold())


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: old packers wrote it in the system's encoding and said nothing."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp949"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("\\", "/").split("/") if part) or ("?",)


def _odd(entry: zipfile.ZipInfo, name: str, again: bool) -> str | None:
    """What is wrong with an entry before it is even read."""
    if ".." in _parts(name) or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "its path leads out of the zip file"
    if any(unicodedata.category(letter) == "Cc" for letter in name):
        return "its name has control characters"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link"
    if again:
        return "the zip file has two files of this name; the first one counts"
    if entry.flag_bits & 1:
        return "it is encrypted"
    if entry.file_size > MAX_BYTES:
        return f"larger than {MAX_BYTES // 1_000_000} MB"
    if entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        return "it is packed so densely that it looks like a zip bomb"
    return None


def _made(entry: zipfile.ZipInfo) -> datetime:
    """When a file was written: in UTC where the packer says so, else by this machine's clock."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == 0x5455 and size >= 5 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack("<i", extra[5:9])[0], UTC)
        extra = extra[4 + size :]
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1, tzinfo=UTC)


def _unzipper(source: Path, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(source) as archive, archive.open(entry) as file:
                return file.read(MAX_BYTES + 1)
        except Exception as error:  # a damaged stream ends in an error of whichever packer
            raise OSError(f"it can't be unpacked ({error})") from error

    return read
