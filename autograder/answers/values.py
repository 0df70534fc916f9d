"""What an answer is once it is decoded: built-in types, numpy arrays and the few records below.

Qubit order is Braket's everywhere: the qubit with the lowest label is the leftmost character of a
bitstring and the most significant bit of an index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of a gate list.

    Attributes:
        name: Braket's name in lower case (``cnot``, ``phaseshift``), Qiskit's where Braket has none
            (``rzx``), else ``measure``, ``reset``, ``barrier``, ``unitary``, ``gphase`` or a noise channel's.
        targets: the qubits acted on, in the gate's own order, control modifiers not among them.
        parameters: angles in radians or probabilities; each a number, or an expression over free
            parameters as a nested tuple (``("mul", 2.0, ("free", "theta"))``).
        controls: qubits of control modifiers.
        control_state: for each control, the value that switches the gate on.
        power: the exponent of a ``power`` modifier.
        matrices: of ``unitary`` (one) and ``kraus`` (several), each square and complex.
        bits: the classical bits that a measurement writes.
        condition: ``(bits, value)`` where the operation happens only if the bits hold the value, the first
            bit being the least significant.
        verbatim: whether it stands in a verbatim box.
    """

    name: str
    targets: tuple[int, ...] = ()
    parameters: tuple[object, ...] = ()
    controls: tuple[int, ...] = ()
    control_state: tuple[int, ...] = ()
    power: float = 1.0
    matrices: tuple[np.ndarray, ...] = ()
    bits: tuple[int, ...] = ()
    condition: tuple[tuple[int, ...], int] | None = None
    verbatim: bool = False

    @property
    def qubits(self) -> tuple[int, ...]:
        """Every qubit that the operation touches, controls first."""
        return self.controls + self.targets


@dataclass(frozen=True, slots=True)
class GateList:
    """A circuit as a bounded list of operations.

    ``qubits`` are the labels that the circuit declares or uses, ascending; an operation's qubits are
    among them. ``sdk`` says where it was written: ``braket``, ``qiskit`` or ``openqasm``.
    """

    sdk: str
    qubits: tuple[int, ...]
    operations: tuple[Operation, ...]

    @property
    def width(self) -> int:
        """The number of qubits."""
        return len(self.qubits)

    @property
    def free_parameters(self) -> frozenset[str]:
        """The names of the parameters that have no value yet."""
        names: set[str] = set()
        for operation in self.operations:
            for parameter in operation.parameters:
                names |= _free(parameter)
        return frozenset(names)


def _free(parameter: object) -> set[str]:
    if not isinstance(parameter, tuple):
        return set()
    if parameter[0] == "free":
        return {str(parameter[1])}
    return set().union(*(_free(part) for part in parameter[1:]))


@dataclass(frozen=True, slots=True)
class Counts:
    """Measurement counts by bitstring. ``order`` says what the keys mean.

    ``braket``: qubit 0 is the leftmost character, because the answer was an object that knew its order and
    has been turned round where necessary. ``unstated``: a plain dictionary, in the order that the prompt
    asked for.
    """

    counts: Mapping[str, int]
    order: str = "unstated"

    @property
    def shots(self) -> int:
        """The total number of shots."""
        return sum(self.counts.values())

    @property
    def width(self) -> int:
        """The number of bits in each key."""
        return len(next(iter(self.counts), ""))


@dataclass(frozen=True, slots=True)
class Raised:
    """A call of the learner's function that ended in an exception: its type's name and its message."""

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A value that could not be encoded where others could, as one of a function's outputs."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the learner's function returned for each input that the judge chose, in the inputs' order.

    Each item is a decoded answer, a :class:`Raised` or an :class:`Unanswered`.
    """

    name: str
    items: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class QuadraticForm:
    """A quadratic form over variables x_i: Σ factors[i, j] x_i x_j + offset; the diagonal is the linear part.

    ``factors`` is square and need not be symmetric: both triangles count.
    """

    factors: np.ndarray
    offset: float = 0.0
