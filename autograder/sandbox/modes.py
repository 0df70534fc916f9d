"""The ways to isolate learners' code, and what is told of each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum


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
