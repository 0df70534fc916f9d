"""Hybrid jobs: the practice cloud doesn't run them, and says so to whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gangway.cloud.errors import invalid

if TYPE_CHECKING:
    from gangway.cloud.here import Here, Parameters, Result


def refuse(here: Here, asked: Parameters) -> Result:
    """Refuse, with what to do instead."""
    raise invalid(
        "The practice cloud doesn't run hybrid jobs. Run the job's script on this machine instead: as a plain"
        " function of your notebook."
    )
