"""What the last lab's warm parent did, kept in a file that ``gangway doctor`` reads."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "warm-kernel.json"


@dataclass
class Status:
    """How it stands with the warm parent of one lab.

    Attributes:
        lab: the lab's process id.
        state: ``starting``, ``ready``, ``off`` or ``gone``.
        why: why it is off or gone.
        seconds: what it took to be ready.
        warm: kernels that were forked.
        cold: kernels that were started cold.
        why_cold: why the last of them was.
    """

    lab: int
    state: str = "starting"
    why: str = ""
    seconds: float = 0.0
    warm: int = 0
    cold: int = 0
    why_cold: str = ""

    def keep(self) -> None:
        """Write it down; without a folder to write to, it is not kept."""
        try:
            _path().parent.mkdir(parents=True, exist_ok=True)
            partial = _path().with_suffix(f".{os.getpid()}")
            partial.write_text(json.dumps(asdict(self)), encoding="utf-8")
            partial.replace(_path())
        except OSError:
            return


def _path() -> Path:
    from gangway.progress import folder

    return folder() / _FILE


def last() -> Status | None:
    """How it stood with the last lab's."""
    try:
        return Status(**json.loads(_path().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
