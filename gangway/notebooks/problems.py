"""What an author is told: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a notebook from being publishable.

    ``cell`` is the cell's id, or ``front matter``; empty where the whole file is meant. ``what`` says what
    is wrong and ``remedy`` what to do.
    """

    path: Path
    cell: str
    what: str
    remedy: str

    def line(self, root: Path) -> str:
        """The problem in one line, ``path:cell: what; what to do``."""
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        where = f"{path.as_posix()}:{self.cell}" if self.cell else path.as_posix()
        return f"{where}: {self.what}; {self.remedy}"
