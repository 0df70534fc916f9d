"""What variants are called, and the faults that the blind ones hide."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What ``variant`` calls the machine as published.
PUBLISHED = "published"
BLIND = re.compile(r"blind-[1-9]\d{0,5}")


class UnknownVariant(ValueError):
    """There is no variant of that name; the message says which there are."""


@dataclass(frozen=True)
class Fault:
    """One hidden fault: the answer key of a diagnosis.

    Attributes:
        kind: ``"coupler"``, ``"drift"``, ``"overshoot"``, ``"readout"`` or ``"crosstalk"``; on an analog
            machine ``"rabi"``, ``"detuning"``, ``"position"`` or ``"dephasing"``.
        qubits: where; for crosstalk the pair whose gate does it, then the bystander; empty for the whole
            machine.
        size: the coupler's average fidelity; what T1 and T2 are divided by; the relative overshoot of a
            turn; the probability of reading 1 as 0; the bystander's angle in radians; the relative error of
            the Rabi frequency; the detuning's offset in rad/s; the deviation of places in metres; T2* in
            seconds.
    """

    kind: str
    qubits: tuple[int, ...]
    size: float
