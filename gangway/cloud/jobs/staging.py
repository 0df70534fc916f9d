"""What a job needs in its folder before it starts, and what is taken from there afterwards."""

from __future__ import annotations

import contextlib
import io
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gangway.cloud.jobs.objects import Inside, Place, place

#: The most that a source may unpack to, in bytes and in files.
MOST_BYTES, MOST_FILES = 512 << 20, 20_000


class Unfit(ValueError):
    """Something that a job needs is missing, or not as it should be; its message is the job's reason."""


@dataclass(frozen=True)
class Folders:
    """A job's own folders, below one."""

    root: Path

    @property
    def code(self) -> Path:
        """Where its source is unpacked, and where it starts."""
        return self.root / "code"

    @property
    def data(self) -> Path:
        """Where its input data is: a folder for each channel."""
        return self.root / "input" / "data"

    @property
    def hyperparameters(self) -> Path:
        """Its hyperparameters, as JSON."""
        return self.root / "input" / "config" / "hyperparameters.json"

    @property
    def results(self) -> Path:
        """What is here at its end is its result."""
        return self.root / "model"

    @property
    def checkpoints(self) -> Path:
        """What is here is copied to S3 while it runs."""
        return self.root / "checkpoints"

    def make(self) -> None:
        """Make them all."""
        for folder in (self.code, self.data, self.hyperparameters.parent, self.results, self.checkpoints):
            folder.mkdir(parents=True, exist_ok=True)


# --- the source --------------------------------------------------------------------------------------------


def source(inside: Inside, script: dict[str, Any], folder: Path) -> None:
    """Bring a job's source.

    Raises:
        Unfit: it isn't there, or can't be unpacked.
    """
    at = place(script["s3Uri"])
    content = inside.get(at)
    if content is None:
        raise Unfit(f"the source {at} does not exist")
    if script.get("compressionType", "NONE") == "NONE":
        (folder / PurePosixPath(at.key).name).write_bytes(content)
        return
    unpack(content, folder, str(at))


def unpack(content: bytes, folder: Path, name: str) -> None:
    """Unpack a tar archive that may be hostile: only files and folders, and only below ``folder``.

    Raises:
        Unfit: it names another place, holds links or devices, is too large, or is no archive.
    """
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as archive:
            for count, member in enumerate(archive, start=1):
                total += member.size
                if total > MOST_BYTES or count > MOST_FILES:
                    raise Unfit(
                        f"{name} unpacks to more than {MOST_BYTES >> 20} MB or {MOST_FILES} files; keep data"
                        " out of the source and pass it as input_data"
                    )
                _extract(archive, member, folder, name)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise Unfit(f"{name} can't be unpacked: {error}") from error


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, name: str) -> None:
    path = below(folder, member.name, name)
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        raise Unfit(f"{name} holds {member.name!r}, which is neither a file nor a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.read())


def below(folder: Path, name: str, source: str) -> Path:
    """The path of a name below a folder.

    Raises:
        Unfit: the name leads out of it.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0].startswith("/") or ".." in parts or ":" in parts[0]:
        raise Unfit(f"{source} holds {name!r}, which would be written outside the job's folder")
    return folder.joinpath(*parts)


# --- data and checkpoints ----------------------------------------------------------------------------------


def channels(inside: Inside, asked: Iterable[dict[str, Any]], folder: Path) -> None:
    """Bring the input data, each channel into a folder of its name.

    A place that is a folder in S3 gives what is in it; any other gives all objects that begin with it.

    Raises:
        Unfit: a channel has no data.
    """
    for channel in asked:
        at = place(channel["dataSource"]["s3DataSource"]["s3Uri"])
        if not bring(inside, at, folder / channel["channelName"]):
            raise Unfit(f"the input channel {channel['channelName']!r} has no data: {at} does not exist")


def bring(inside: Inside, at: Place, folder: Path) -> int:
    """Bring the objects of a place into a folder; how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = [key for key in inside.keys(at) if not key.endswith("/")]
    directory = at.key.rstrip("/") + "/" if at.key else ""
    whole = all(key.startswith(directory) for key in keys)
    top = directory if whole else at.key.rpartition("/")[0] + "/" * ("/" in at.key)
    for key in keys:
        path = below(folder, key.removeprefix(top), str(at))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(inside.get(Place(at.bucket, key)) or b"")
    return len(keys)


class Checkpoints:
    """Copies to S3 what is new in a folder."""

    def __init__(self, inside: Inside, folder: Path, at: Place | None) -> None:
        self._inside, self._folder, self._at = inside, folder, at
        self._seen = self._state()

    def fetch(self) -> None:
        """Bring what is in S3 already: from a job before this one."""
        if self._at is not None:
            bring(self._inside, self._at, self._folder)
            self._seen = self._state()

    def copy(self) -> None:
        """Copy files that are new or have changed.

        Raises:
            Refused: they can't be written.
        """
        state = self._state()
        for path, written in state.items():
            if self._at is not None and self._seen.get(path) != written:
                with contextlib.suppress(FileNotFoundError):  # the job has taken it away again
                    content = path.read_bytes()
                    self._inside.put(self._at.within(path.relative_to(self._folder).as_posix()), content)
        self._seen = state

    def _state(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for path in files(self._folder):
            with contextlib.suppress(FileNotFoundError):
                found[path] = (path.stat().st_mtime_ns, path.stat().st_size)
        return found


# --- the results -------------------------------------------------------------------------------------------


def results(inside: Inside, folder: Path, output: str) -> bool:
    """Put what is in the results folder where the SDK looks for it, as one archive; whether there was any.

    Raises:
        Refused: it can't be written.
        OSError: it can't be read.
    """
    if not files(folder):
        return False
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, arcname=path.name, filter=_without_links)
    inside.put(place(output).within("output/model.tar.gz"), packed.getvalue())
    return True


def _without_links(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return member if member.isfile() or member.isdir() or member.islnk() else None


def files(folder: Path) -> list[Path]:
    """All files below a folder; links are passed by."""
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
