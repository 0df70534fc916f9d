"""Hybrid jobs: the practice cloud doesn't run them yet, and says so to whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gangway.cloud.errors import invalid, not_found

if TYPE_CHECKING:
    from gangway.cloud.service import Here, Parameters, Result


def create(here: Here, asked: Parameters) -> Result:
    """Refuse, with what to do instead."""
    raise invalid(
        "The practice cloud doesn't run hybrid jobs. Run the job's script on this machine: with"
        " LocalQuantumJob, or as a plain function of your notebook."
    )


def get(here: Here, asked: Parameters) -> Result:
    """There is none."""
    raise not_found(f"There is no hybrid job {asked['jobArn']}.")


cancel = get


def search(here: Here, asked: Parameters) -> Result:
    """None."""
    return {"jobs": []}
