"""The exercises of the study whose answers are circuits, each with right programs by different ideas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import acos, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from autograder.answers import decode, encode
from autograder.checks import states, unitaries
from autograder.checks.agreement import TOLERANCE
from autograder.exercise import Exercise
from autograder.kinds import Circuit
from study import truth
from study.cases import Really
from study.programs import Program, Step, adjoint, controlled, gate, in_braket, in_qiskit

if TYPE_CHECKING:
    from qiskit import QuantumCircuit

HINTS = ("What is asked?", "What does each gate do?", "Which gate comes first?")
#: Operations up to this many qubits are asked for as matrices, wider ones as reference circuits.
_MATRIX_QUBITS = 6


@dataclass(frozen=True)
class Task:
    """An exercise whose answer is a circuit, and what is right for it, by Qiskit.

    Attributes:
        name: the exercise's name.
        rights: right programs; the first says what is asked.
        width: how many qubits the exercise speaks of.
        ancillas: how many further qubits a right answer may use.
        phase: ``None`` where a state is asked for, else how strictly the operation's phase is taken.
    """

    name: str
    rights: Sequence[Program]
    width: int
    ancillas: int = 0
    phase: str | None = None
    tolerance: float = TOLERANCE

    @cached_property
    def wanted(self) -> np.ndarray:
        """The state or the operation asked for."""
        if self.phase is None:
            return truth.state(in_qiskit(self.rights[0], self.width))
        return truth.operation(in_qiskit(self.rights[0], self.width))

    @cached_property
    def exercise(self) -> Exercise:
        """The exercise, as a lesson would declare it."""
        return Exercise(self.name, Circuit(max_qubits=12), self._judgement, hints=HINTS)

    def _judgement(self, answer, given):  # type: ignore[no-untyped-def]
        if self.phase is None:
            return states.prepares(answer, self.wanted, ancillas=self.ancillas, tolerance=self.tolerance)
        return unitaries.equals(
            answer, self._target, phase=self.phase, ancillas=self.ancillas, tolerance=self.tolerance
        )

    @cached_property
    def _target(self):  # type: ignore[no-untyped-def]
        if self.width <= _MATRIX_QUBITS:
            return self.wanted
        return decode(encode(in_braket(self.rights[0])))

    def really(self, program: Program) -> Really:
        """What a program is, by Qiskit."""
        return self.really_is(in_qiskit(program, self.width + self.ancillas))

    def really_is(self, circuit: QuantumCircuit) -> Really:
        """What a Qiskit circuit is, by Qiskit.

        A rotation that is off by δ moves a state by δ/2 at most; where an operation's phase counts, by δ.
        """
        spare = self.ancillas
        given = truth.state(circuit) if self.phase is None else truth.isometry(circuit, spare)
        wanted = truth.padded(self.wanted, spare)
        apart = truth.apart(given, wanted, phase_free=self.phase in (None, "free"))
        if apart <= (self.tolerance / 2 if self.phase is None else self.tolerance):
            return Really.RIGHT
        return Really.WRONG if apart >= 4.999 * self.tolerance else Really.BETWEEN


def all_tasks() -> list[Task]:
    """Every circuit exercise of the study."""
    return [*_states(), *_operations()]


# --- states ---


def _states() -> Iterator[Task]:
    yield Task("plus", [(gate("h", 0),), (gate("ry", 0, angle=pi / 2),)], 1)
    yield Task("minus-i", [(gate("h", 0), gate("si", 0)), (gate("rx", 0, angle=pi / 2),)], 1)
    yield Task("bell", [(gate("h", 0), gate("cnot", 0, 1)), (gate("h", 1), gate("cnot", 1, 0))], 2)
    yield Task("singlet", [(gate("x", 0), gate("x", 1), gate("h", 0), gate("cnot", 0, 1))], 2)
    yield Task("tilted", [(gate("ry", 0, angle=0.8), gate("cnot", 0, 1), gate("t", 1))], 2)
    for width in (3, 5, 8):
        yield Task(f"ghz-{width}", [chain(width), fan(width), tree(width)], width)
    yield Task("ghz-with-a-helper", [(*fan(3), gate("cnot", 0, 3), gate("cnot", 1, 3)), chain(3)][::-1], 3, 1)
    for width in (3, 4, 6):
        yield Task(f"w-{width}", [w(width)], width)
    for width in (4, 7):
        yield Task(f"cluster-{width}", [cluster(width)], width)
    yield Task("uniform-6", [tuple(gate("h", qubit) for qubit in range(6))], 6)
    yield Task("fourier-of-5", [(gate("x", 1), gate("x", 3), *fourier(4))], 4)
    yield Task("grover-3", [grover(3)], 3)
    for width, seed in ((3, 1), (5, 2), (8, 3)):
        yield Task(f"layers-{width}", [layers(width, 3, seed)], width)


def chain(width: int) -> Program:
    """GHZ, each qubit following its neighbour."""
    return (gate("h", 0), *(gate("cnot", qubit - 1, qubit) for qubit in range(1, width)))


def fan(width: int) -> Program:
    """GHZ, each qubit following the first."""
    return (gate("h", 0), *(gate("cnot", 0, qubit) for qubit in range(1, width)))


def tree(width: int) -> Program:
    """GHZ in logarithmic depth."""
    return (
        gate("h", 0),
        *(gate("cnot", qubit - (1 << qubit.bit_length() - 1), qubit) for qubit in range(1, width)),
    )


def w(width: int) -> Program:
    """W: one excitation handed on from qubit to qubit."""
    steps = [gate("x", 0)]
    for qubit in range(width - 1):
        half = acos(sqrt(1 / (width - qubit)))
        steps += [gate("ry", qubit + 1, angle=half), gate("cz", qubit, qubit + 1)]
        steps += [gate("ry", qubit + 1, angle=-half), gate("cnot", qubit + 1, qubit)]
    return tuple(steps)


def cluster(width: int) -> Program:
    """A linear cluster state."""
    return (*(gate("h", q) for q in range(width)), *(gate("cz", q, q + 1) for q in range(width - 1)))


def layers(width: int, count: int, seed: int) -> Program:
    """An ansatz of rotations and entangling gates at random angles."""
    rng = np.random.default_rng(seed)
    steps: list[Step] = []
    for _ in range(count):
        for qubit in range(width):
            steps.append(gate(str(rng.choice(["rx", "ry"])), qubit, angle=rng.uniform(0.4, 2.6)))
        for qubit in range(width - 1):
            steps.append(gate("cnot", qubit, qubit + 1))
        steps.append(gate("rz", int(rng.integers(width)), angle=rng.uniform(0.4, 2.6)))
    return tuple(steps)


def grover(width: int) -> Program:
    """One Grover iteration on the all-ones string."""
    everywhere = tuple(gate("h", qubit) for qubit in range(width))
    marked = controlled("z", [width - 1], range(width - 1))
    return (*everywhere, marked, *diffuser(width))


# --- operations ---


def _operations() -> Iterator[Task]:
    yield Task("t-gate", [(gate("t", 0),), (gate("rz", 0, angle=pi / 4),)], 1, phase="free")
    yield Task("z-exactly", [(gate("z", 0),), (gate("s", 0), gate("s", 0))], 1, phase="exact")
    yield Task("phase-to-be-controlled", [(gate("phaseshift", 0, angle=0.7),)], 1, phase="controlled")
    yield Task(
        "cnot", [(gate("cnot", 0, 1),), (gate("h", 1), gate("cz", 0, 1), gate("h", 1))], 2, phase="free"
    )
    yield Task("swap", [swap(0, 1), (gate("swap", 0, 1),)], 2, phase="exact")
    yield Task("half-adder", [(gate("ccnot", 0, 1, 2), gate("cnot", 0, 1))], 3, phase="free")
    yield Task("toffoli", [toffoli(0, 1, 2), (gate("ccnot", 0, 1, 2),)], 3, phase="free")
    yield Task(
        "fredkin", [(gate("cnot", 2, 1), gate("ccnot", 0, 1, 2), gate("cnot", 2, 1))], 3, phase="exact"
    )
    yield Task(
        "open-control", [(controlled("x", [2], [0, 1], [0, 1]), gate("t", 0), gate("h", 1))], 3, phase="free"
    )
    yield Task(
        "oracle-0110", [(controlled("z", [3], [0, 1, 2], [1, 0, 0]), gate("cz", 1, 2))], 4, phase="free"
    )
    for width in (3, 4):
        yield Task(f"diffuser-{width}", [diffuser(width)], width, phase="free")
    yield Task(
        "and-of-three", [and_of_three(), (controlled("x", [3], [0, 1, 2]),)][::-1], 4, 1, phase="exact"
    )
    for width in (2, 3, 5, 8):
        yield Task(f"fourier-{width}", [fourier(width)], width, phase="free")
    for width in (4, 6, 7):
        yield Task(f"trotter-{width}", [trotter(width, 2)], width, phase="free")
    yield Task("undone-layers", [adjoint(layers(4, 2, 5))], 4, phase="free")
    yield Task(
        "many-controls", [(gate("h", 5), controlled("x", [5], range(5)), gate("s", 0))], 6, phase="free"
    )


def swap(first: int, second: int) -> Program:
    """SWAP from three CNOTs."""
    return gate("cnot", first, second), gate("cnot", second, first), gate("cnot", first, second)


def toffoli(a: int, b: int, c: int) -> Program:
    """CCNOT from six CNOTs and seven T gates (Nielsen and Chuang, figure 4.9)."""
    return (
        gate("h", c), gate("cnot", b, c), gate("ti", c), gate("cnot", a, c), gate("t", c), gate("cnot", b, c),
        gate("ti", c), gate("cnot", a, c), gate("t", b), gate("t", c), gate("h", c), gate("cnot", a, b),
        gate("t", a), gate("ti", b), gate("cnot", a, b),
    )  # fmt: skip


def diffuser(width: int) -> Program:
    """2|+…+⟩⟨+…+| − 1, up to a sign."""
    around = (*(gate("h", q) for q in range(width)), *(gate("x", q) for q in range(width)))
    return (*around, controlled("z", [width - 1], range(width - 1)), *reversed(around))


def and_of_three() -> Program:
    """The AND of three qubits into the fourth, by way of a helper."""
    return gate("ccnot", 0, 1, 4), gate("ccnot", 4, 2, 3), gate("ccnot", 0, 1, 4)


def fourier(width: int) -> Program:
    """The quantum Fourier transform, qubit 0 most significant."""
    steps: list[Step] = []
    for qubit in range(width):
        steps.append(gate("h", qubit))
        for other in range(qubit + 1, width):
            steps.append(gate("cphaseshift", other, qubit, angle=pi / 2 ** (other - qubit)))
    steps += [gate("swap", qubit, width - 1 - qubit) for qubit in range(width // 2)]
    return tuple(steps)


def trotter(width: int, count: int) -> Program:
    """Steps of a transverse-field Ising chain."""
    step = [gate("zz", q, q + 1, angle=0.5) for q in range(width - 1)]
    step += [gate("rx", q, angle=0.9) for q in range(width)]
    return tuple(step * count)
