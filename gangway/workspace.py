"""The learner's own copy of the course, outside the clone; an update never overwrites their work.

A notebook counts as touched when the sources of its cells differ from what was delivered: running one
changes only outputs, which is no change. Everything else is compared whole. What was delivered, and in
which state, stands in a hidden file of the workspace, the manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.version import Version

import gangway
from gangway.trouble import Trouble

FRONT_PAGE = "start-here.ipynb"
MANIFEST = ".gangway/workspace.json"

#: Of a delivered file: the digest of the ``whole`` and of the ``sources`` of its cells.
_State = dict[str, str]
_Manifest = dict[str, _State]

_FORMAT = 1
_NOT_FOR_LEARNERS = {".md", ".toml"}  # the authors' text and its pairing


def default_folder() -> Path:
    """Where a learner's workspace is unless they choose another."""
    return Path.home() / "gangway-course"


@dataclass
class Delivery:
    """What one update did, each as a path within the workspace.

    Attributes:
        new: files delivered for the first time.
        updated: files the learner had not touched, replaced by the course's newer ones.
        beside: for a file changed on both sides, the learner's (kept) and the course's, put beside it.
        refused: files that would have been written through a link that leaves the workspace.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Workspace:
    """A learner's folder, filled from the course at ``root``.

    Args:
        folder: where it is, or will be.
        root: the course, with ``modules/`` and ``exercises/``.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        """Know both places; nothing is written yet."""
        self.folder = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 (a link at its end is kept)
        self.root = root.resolve()
        if self.folder.exists() and not self.folder.is_dir():
            raise Trouble(f"{self.folder} is a file: choose a folder for your workspace with --workspace.")
        if self.folder.resolve().is_relative_to(self.root):
            raise Trouble(
                f"the workspace {self.folder} is inside the course's own clone, which updates may change:"
                " choose a folder outside it with --workspace."
            )

    def update(self) -> Delivery:
        """Deliver what is new and replace what the learner has not touched.

        Raises:
            Trouble: the folder can't be written, or a newer Gangway filled it. Nothing is lost either way.
        """
        with _writing_in(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            manifest, delivery = self._read_manifest(), Delivery()
            before = self._still_known(manifest)
            for name, source in delivered_files(self.root):
                manifest[name] = self._deliver(name, source, before.get(name), delivery)
            self._write_manifest(manifest)
        return delivery

    def restore(self, name: str) -> str | None:
        """Put the course's own ``name`` back; what stood there is kept beside it under the name returned."""
        sources = dict(delivered_files(self.root))
        wanted = self._within(name)
        if wanted not in sources:
            known = ", ".join(list(sources)[:5])
            raise Trouble(f"the course has no {wanted!r} to restore. It has for example: {known}.")
        with _writing_in(self.folder):
            manifest, target, kept = self._read_manifest(), self.folder / wanted, None
            if target.exists() and sources_of(target.read_bytes()) != sources_of(_learners(sources[wanted])):
                kept = self._free_name(wanted, "yours")
                target.rename(self.folder / kept)
            target.unlink(missing_ok=True)
            manifest[wanted] = self._deliver(wanted, sources[wanted], None, Delivery())
            self._write_manifest(manifest)
        return kept

    def show(self, call: str, bundle: Mapping[str, str]) -> None:
        """Make ``bundle`` the stored output of the front page's cells that end with ``call``.

        So the page shows it before anything is run. An output is no change of the learner's. A front page
        that is gone, is no notebook any more, or holds what Jupyter doesn't trust is left alone.
        """
        page = self.folder / FRONT_PAGE
        try:
            content = page.read_bytes()
            notebook = json.loads(content)
            cells = [cell for cell in notebook["cells"] if _ends_with(cell, call)]
        except (OSError, ValueError, KeyError, TypeError):
            return
        if not cells or not self._is_inside(page) or not _is_trusted(content):
            return
        output = {"output_type": "execute_result", "execution_count": None, "data": bundle, "metadata": {}}
        for cell in cells:
            cell |= {"outputs": [output], "execution_count": None}
        with _writing_in(self.folder):
            self._write(page, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())

    def _within(self, name: str) -> str:
        """A name as the manifest writes it, from a path that may be absolute or the system's own."""
        path = Path(name).expanduser()
        if path.is_absolute() and path.is_relative_to(self.folder):
            path = path.relative_to(self.folder)
        return PurePosixPath(*path.parts).as_posix()

    def _still_known(self, manifest: _Manifest) -> _Manifest:
        """The manifest as far as it counts: an emptied workspace is new, a front page is always there."""
        if not any((self.folder / name).exists() for name in manifest):
            return {}
        gone = not (self.folder / FRONT_PAGE).exists()
        return {name: state for name, state in manifest.items() if not (gone and name == FRONT_PAGE)}

    def _deliver(self, name: str, source: Path, known: _State | None, done: Delivery) -> _State:
        """Bring one file up to date; what the manifest is to say of it."""
        content = _learners(source)
        fresh = {"whole": _digest(content), "sources": sources_of(content)}
        target = self.folder / name
        if known and known["whole"] == fresh["whole"]:
            return known
        if not self._is_inside(target):
            done.refused.append(name)
        elif target.exists():
            self._bring_up(name, content, known, done)
        elif known is None:  # and what a learner has removed stays removed
            self._write(target, content)
            done.new.append(name)
        return fresh

    def _bring_up(self, name: str, content: bytes, known: _State | None, done: Delivery) -> None:
        """Replace a file if its learner has not touched it; else put the course's beside it."""
        theirs, ours = sources_of((self.folder / name).read_bytes()), sources_of(content)
        base = known["sources"] if known else None
        if theirs == base:
            self._write(self.folder / name, content)
            done.updated.append(name)
        elif theirs != ours and base != ours:
            beside = self._free_name(name, "new")
            self._write(self.folder / beside, content)
            done.beside.append((name, beside))

    def _is_inside(self, target: Path) -> bool:
        """Whether writing there stays in the workspace: no folder on the way is a link that leaves it."""
        return target.resolve().is_relative_to(self.folder.resolve()) and not target.is_symlink()

    def _free_name(self, name: str, label: str) -> str:
        """``01-bell-pair (new 2026-01-31).ipynb``, numbered if that is taken."""
        path, today = PurePosixPath(name), date.today().isoformat()
        labels = [f"{label} {today}", *(f"{label} {today} {number}" for number in range(2, 1000))]
        names = (path.with_name(f"{path.stem} ({text}){path.suffix}").as_posix() for text in labels)
        return next(name for name in names if not (self.folder / name).exists())

    def _write(self, target: Path, content: bytes) -> None:
        """Write a file in one step; of a notebook, trust the outputs that the course stored in it."""
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(content)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        if target.suffix == ".ipynb":
            _trust(content)

    def _read_manifest(self) -> _Manifest:
        """What was delivered, by name; empty where nothing was or the file can't be read."""
        path = self.folder / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            newer, delivered = is_newer(data), dict(data["delivered"])
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            path.replace(path.with_suffix(".unreadable"))  # all that is there then counts as the learner's
            return {}
        if newer:
            raise Trouble(
                f"the workspace {self.folder} was filled by Gangway {data['course']},"
                f" and this is {gangway.__version__}. Nothing was changed. Bring this clone up to date"
                " (git pull), or choose another folder with --workspace."
            )
        return delivered

    def _write_manifest(self, delivered: _Manifest) -> None:
        data = {"format": _FORMAT, "course": gangway.__version__, "delivered": delivered}
        self._write(self.folder / MANIFEST, json.dumps(data, indent=1, sort_keys=True).encode())


def is_newer(manifest: Mapping[str, Any]) -> bool:
    """Whether a newer Gangway than this one wrote a workspace's manifest.

    Raises:
        KeyError, TypeError, ValueError: it is damaged.
    """
    written_by = (int(manifest["format"]), Version(manifest["course"]))
    return written_by > (_FORMAT, Version(gangway.__version__))


def delivered_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file that learners get, as its name in the workspace and where it is in the course."""
    for top in ("modules", "exercises"):
        for source in sorted((root / top).rglob("*")):
            path = source.relative_to(root)
            hidden = any(part.startswith((".", "_")) for part in path.parts)
            if source.is_file() and not hidden and source.suffix not in _NOT_FOR_LEARNERS:
                name = path.as_posix()
                yield FRONT_PAGE if name == f"modules/{FRONT_PAGE}" else name, source


def sources_of(content: bytes) -> str:
    """The digest of a notebook's cells as they were typed; of anything else, of the whole."""
    try:
        cells = json.loads(content)["cells"]
        typed = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return _digest(content)
    return _digest(json.dumps(typed).encode())


def _learners(source: Path) -> bytes:
    """A file as learners get it: a notebook without what ties it to the authors' text.

    Outputs of cells tagged ``hide-output`` are left out too: they reveal what is to be predicted first.
    """
    content = source.read_bytes()
    if source.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    for authors in ("jupytext", "gangway_run"):
        notebook["metadata"].pop(authors, None)
    for cell in notebook["cells"]:
        if "hide-output" in cell["metadata"].get("tags", []):
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _ends_with(cell: Mapping[str, Any], call: str) -> bool:
    return cell["cell_type"] == "code" and "".join(cell["source"]).rstrip().endswith(call)


def _is_trusted(content: bytes) -> bool:
    """Whether Jupyter trusts the outputs of a notebook: it made them, or they were delivered."""
    import sqlite3

    import nbformat
    from nbformat.sign import NotebookNotary

    try:
        return NotebookNotary().check_signature(nbformat.reads(content.decode(), as_version=4))
    except (OSError, sqlite3.Error, ValueError):
        return False


def _trust(content: bytes) -> None:
    """Sign a notebook for JupyterLab, which otherwise shows stored HTML and drawings as plain text."""
    import sqlite3

    import nbformat
    from nbformat.sign import NotebookNotary

    try:
        NotebookNotary().sign(nbformat.reads(content.decode(), as_version=4))
    except (OSError, sqlite3.Error, ValueError):
        return  # it opens all the same, and running it shows everything


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """What the system refuses, in words."""
    try:
        yield
    except OSError as error:
        raise Trouble(
            f"the workspace {folder} can't be written: {error.strerror or error} ({error.filename}). Your"
            " work in it is as it was. Free space or allow writing there, or choose another folder with"
            " --workspace."
        ) from None
