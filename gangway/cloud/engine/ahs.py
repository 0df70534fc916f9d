"""Analog Hamiltonian simulation programs, checked against the machine's limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gangway import devices


@dataclass(frozen=True)
class Checked:
    """A checked program: Braket's schema object, and how many sites are filled."""

    program: Any
    filled: int


def check(device: devices.Device, content: dict[str, Any]) -> Checked:
    raise NotImplementedError
