"""A circuit as the engine carries it from reading to simulation: a flat tuple of steps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

#: Rotation gates that are Clifford gates at multiples of π/2, with the positions of those angles.
_CLIFFORD_AT_QUARTERS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("rx", "ry", "rz", "phaseshift", "gpi", "gpi2", "xx", "yy", "zz"), (0,)),
    "prx": (0, 1),
    "cc_prx": (0, 1),
}
_CLIFFORD = frozenset(
    ["i", "h", "x", "y", "z", "s", "si", "v", "vi", "cnot", "cy", "cz", "swap", "iswap", "measure", "barrier"]
)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a circuit.

    Attributes:
        name: the gate's OpenQASM name on Braket, or ``measure``, ``reset``, ``barrier``, ``unitary``,
            ``noise``, ``measure_ff``.
        qubits: the operands, controls first, by the program's own numbers (physical ones after compiling).
        parameters: angles in radians, a feedback key last for ``cc_prx`` and ``measure_ff``; an expression
            of the inputs until it is bound.
        bit: the column of the result that a ``measure`` writes.
        controls: the state (0 or 1) of each control qubit of a controlled gate.
        power: the exponent of the gate; −1 for its inverse.
        verbatim: whether it stands in a verbatim box.
        line: where it stands in the source; 0 where it was added.
    """

    name: str
    qubits: tuple[int, ...]
    parameters: tuple[Any, ...] = ()
    bit: int | None = None
    controls: tuple[int, ...] = ()
    power: float = 1
    verbatim: bool = False
    line: int = 0

    @property
    def free(self) -> set[str]:
        """The names of inputs that its parameters still depend on."""
        symbols = (getattr(value, "free_symbols", ()) for value in self.parameters)
        return {symbol.name for found in symbols for symbol in found}

    def bound(self, inputs: Mapping[str, float]) -> Step:
        """The same step with inputs replaced by numbers."""
        if not self.free:
            return self
        return replace(self, parameters=tuple(_number(value, inputs) for value in self.parameters))


def _number(value: Any, inputs: Mapping[str, float]) -> float:
    return float(value.subs(inputs)) if hasattr(value, "subs") else value


def is_clifford(steps: Iterable[Step], tolerance: float = 1e-9) -> bool:
    """Whether every step is a Clifford operation, so that stabilisers suffice to follow it."""
    return all(_clifford(step, tolerance) for step in steps)


def _clifford(step: Step, tolerance: float) -> bool:
    if step.controls or step.power not in (1, -1):
        return False
    if step.name in _CLIFFORD:
        return True
    angles = _CLIFFORD_AT_QUARTERS.get(step.name)
    return angles is not None and all(is_quarter(step.parameters[at], tolerance) for at in angles)


def is_quarter(angle: Any, tolerance: float = 1e-9) -> bool:
    """Whether an angle is a multiple of π/2; an unbound one is not."""
    if not isinstance(angle, float | int):
        return False
    turns = angle / (math.pi / 2)
    return abs(turns - round(turns)) < tolerance


def touched(steps: Iterable[Step]) -> list[int]:
    """The qubits that the steps act on, ascending; a barrier acts on none."""
    return sorted({qubit for step in steps if step.name != "barrier" for qubit in step.qubits})


def measured(steps: Sequence[Step]) -> list[int]:
    """The qubit that each column of the result holds, by column."""
    columns = {step.bit: step.qubits[0] for step in steps if step.name == "measure"}
    return [qubit for bit, qubit in sorted((b, q) for b, q in columns.items() if b is not None)]
