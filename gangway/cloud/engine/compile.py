"""Circuits to a device's native gates and pairs, by Qiskit's transpiler.

Qiskit lays out, routes and merges in the basis that the machine's own pulses form (``u`` or ``rz``, ``sx``
and ``x``, with ``cz`` or ``rzz``); what is left is written in native gates here, with turns about z kept as
a frame where the machine does them that way. Not the vendors' compilers, and every compiled program says so.

Only worker processes and the in-process door call this: Qiskit's threads don't survive a fork.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gangway import devices
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.steps import Step, touched
from gangway.cloud.profiles.profile import Profile, profile

if TYPE_CHECKING:
    from qiskit import QuantumCircuit

#: The transpiler's seed: the same circuit is always compiled alike.
SEED = 7
#: Circuits wider than this get Qiskit's quick level, which chooses less but takes milliseconds.
_CAREFUL_QUBITS = 8


@dataclass(frozen=True)
class Compiled:
    """A circuit in native gates on physical qubits.

    Attributes:
        steps: native gates, measurements, resets, in order; qubits by the device's numbers.
        layout: the physical qubit of each of the program's qubits at the start.
        text: the compiled program as OpenQASM.
    """

    steps: tuple[Step, ...]
    layout: Mapping[int, int]
    text: str


@lru_cache(maxsize=256)
def compiled(slug: str, steps: tuple[Step, ...], physical: bool) -> Compiled:
    """Bring a circuit (inputs bound, measurements included) to the device's gates and pairs.

    Verbatim boxes stay as they are; with physical qubits nothing is moved unless the pairs require it.

    Raises:
        Rejected: a partly verbatim circuit needs a pair that the device lacks.
    """
    found, dialect = profile(slug), _dialect(slug)
    if any(step.verbatim for step in steps):
        native = _around_boxes(found, dialect, steps)
        layout = {qubit: qubit for qubit in touched(native)}
    else:
        native, layout = _transpiled(found, dialect, steps, physical)
    return Compiled(native, layout, text(slug, native))
