"""What attacks on intake have in common: to lay a notebook down, and to change one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAME = "1-01-targets.ipynb"


def lay(folder: Path, notebook: bytes) -> Path:
    """Lay a notebook down under the assignment's name."""
    path = folder / NAME
    path.write_bytes(notebook)
    return path


def changed(notebook: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The notebook after ``change`` was made to its plain data."""
    plain = json.loads(notebook)
    change(plain)
    return json.dumps(plain).encode()


def named(plain: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell with an nbgrader id."""
    return next(
        cell for cell in plain["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )
