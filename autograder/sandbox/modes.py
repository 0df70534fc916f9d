"""The ways in which this machine can isolate learners' code, and why it can't."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from autograder.sandbox.ran import NotIsolated


class Mode(StrEnum):
    """How a submission is isolated. Both modes give the same verdicts; the first is the faster."""

    FORK = "fork in jail"
    SINGLE = "one jail per submission"


@dataclass(frozen=True)
class Finding:
    """Whether a mode works here, and why not. ``why`` is empty where it works."""

    mode: Mode
    why: str = ""

    @property
    def works(self) -> bool:
        """Whether it works."""
        return not self.why


def advice() -> str:
    """What to do where no mode works."""
    if sys.platform == "win32":
        return "Grade inside WSL 2: wsl --install, and install Gangway there."
    if sys.platform == "darwin":
        return "Grade inside a Linux virtual machine (Lima: limactl start; or Multipass, UTM)."
    return (
        "Install bubblewrap, libseccomp and setpriv (Debian, Ubuntu: apt-get install bubblewrap libseccomp2"
        " util-linux), and allow user namespaces: outside a container, or in one that may make them."
    )


def probe() -> tuple[Finding, ...]:
    """Try each mode on this machine, for real, once for this process."""
    return tuple(map(_tried, Mode))


@cache
def _tried(mode: Mode) -> Finding:
    from autograder.sandbox.box import attempt

    return Finding(mode, attempt(mode))


def choose() -> Mode:
    """The fastest mode that works here.

    Raises:
        NotIsolated: none does; it says why.
    """
    for mode in Mode:
        if _tried(mode).works:
            return mode
    raise NotIsolated([*(f"{finding.mode}: {finding.why}" for finding in probe()), advice()])
