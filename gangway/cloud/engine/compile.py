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


@dataclass(frozen=True)
class Dialect:
    """What Qiskit compiles to for a machine, and how that is said in its native gates.

    Attributes:
        basis: Qiskit's names of the one-qubit gates.
        pair: Qiskit's name of the two-qubit gate; ``native_pair`` the machine's.
        turns: ``"prx"``, ``"gpi"`` or ``"rx"``: the machine's pulses.
        virtual: whether turns about z are kept as a frame (else the machine takes rz).
    """

    basis: tuple[str, ...]
    pair: str
    native_pair: str
    turns: str
    virtual: bool = True


_IQM = Dialect(("u",), "cz", "cz", "prx")
_IONQ = Dialect(("rz", "sx", "x"), "rzz", "zz", "gpi")
_RIGETTI = Dialect(("rz", "sx", "x"), "cz", "cz", "rx", virtual=False)
_AQT = Dialect(("u",), "rzz", "zz", "prx")


def _dialect(slug: str) -> Dialect:
    return {"IQM": _IQM, "IonQ": _IONQ, "Rigetti": _RIGETTI, "AQT": _AQT}[devices.device(slug).vendor]


# --- to Qiskit and back ------------------------------------------------------------------------------------

_QISKIT = {
    "i": "id", "si": "sdg", "ti": "tdg", "v": "sx", "vi": "sxdg", "phaseshift": "p", "cnot": "cx",
    "cphaseshift": "cp", "ccnot": "ccx", "xx": "rxx", "yy": "ryy", "zz": "rzz", "prx": "r",
    **{name: name for name in ["h", "x", "y", "z", "s", "t", "rx", "ry", "rz"]},
    **{name: name for name in ["cy", "cz", "swap", "iswap", "cswap"]},
}  # fmt: skip


def to_qiskit(steps: Sequence[Step], qubits: Sequence[int]) -> QuantumCircuit:
    """A Qiskit circuit of the steps on ``len(qubits)`` qubits, in that order; bit columns as clbits."""
    from qiskit import QuantumCircuit

    at = {qubit: index for index, qubit in enumerate(qubits)}
    columns = 1 + max((step.bit for step in steps if step.bit is not None), default=-1)
    circuit = QuantumCircuit(len(qubits), columns)
    for step in steps:
        _append(circuit, step, [at[qubit] for qubit in step.qubits if qubit in at])
    return circuit


def _append(circuit: QuantumCircuit, step: Step, qubits: list[int]) -> None:
    if step.name == "measure":
        circuit.measure(qubits[0], step.bit)
    elif step.name == "reset":
        circuit.reset(qubits[0])
    elif step.name == "barrier":
        circuit.barrier(*(qubits or range(circuit.num_qubits)))
    elif step.name in ("measure_ff", "cc_prx"):
        _append_feedback(circuit, step, qubits)
    elif step.name in _QISKIT:
        getattr(circuit, _QISKIT[step.name])(*step.parameters, *qubits)
    elif step.name != "gphase":
        circuit.unitary(_matrix(step), qubits[::-1])


def _append_feedback(circuit: QuantumCircuit, step: Step, qubits: list[int]) -> None:
    """A measurement for feedback, or a turn that depends on one: opaque, between barriers."""
    from qiskit.circuit import Gate

    circuit.barrier()
    circuit.append(Gate(step.name, 1, list(step.parameters)), qubits)
    circuit.barrier()


def _matrix(step: Step) -> Any:
    """The unitary of a gate of Braket's, first qubit most significant."""
    from braket.default_simulator.gate_operations import BRAKET_GATES

    return BRAKET_GATES[step.name](list(range(len(step.qubits))), *step.parameters).matrix


@lru_cache(maxsize=16)
def _target(slug: str) -> Any:
    """The device for Qiskit: its gates, pairs and published errors; qubits by position among its numbers."""
    from qiskit.circuit import Gate, Measure, Parameter, Reset
    from qiskit.circuit.library import get_standard_gate_name_mapping
    from qiskit.transpiler import InstructionProperties, Target

    found, dialect, standard = profile(slug), _dialect(slug), get_standard_gate_name_mapping()
    at = {number: index for index, number in enumerate(sorted(found.qubits))}
    target = Target(num_qubits=len(at))
    single = {(at[n],): InstructionProperties(error=1 - q.fidelity) for n, q in found.qubits.items()}
    for name in dialect.basis:
        target.add_instruction(standard[name], dict(single))
    for name, count in (("measure_ff", 1), ("cc_prx", 3)):
        parameters = [Parameter(f"{name}{index}") for index in range(count)]
        target.add_instruction(Gate(name, 1, parameters), dict.fromkeys(single))
    target.add_instruction(standard[dialect.pair], _pair_errors(found, at))
    readout = {
        (at[n],): InstructionProperties(error=(q.read_0_as_1 + q.read_1_as_0) / 2)
        for n, q in found.qubits.items()
    }
    target.add_instruction(Measure(), readout)
    target.add_instruction(Reset(), dict.fromkeys(single))
    return target


def _pair_errors(found: Profile, at: Mapping[int, int]) -> dict[tuple[int, int], Any]:
    from qiskit.transpiler import InstructionProperties

    both = (
        (pair, fidelity)
        for (a, b), fidelity in found.pairs.items()
        for fidelity in [fidelity]
        for pair in ((a, b), (b, a))
    )
    return {(at[a], at[b]): InstructionProperties(error=1 - fidelity) for (a, b), fidelity in both}


@lru_cache(maxsize=32)
def _free_manager(slug: str, level: int) -> Any:
    from qiskit import generate_preset_pass_manager

    return generate_preset_pass_manager(level, target=_target(slug), seed_transpiler=SEED)


def _transpiled(
    found: Profile, dialect: Dialect, steps: Sequence[Step], physical: bool
) -> tuple[tuple[Step, ...], dict[int, int]]:
    """Laid out, routed and in native gates; with physical qubits, laid out as named."""
    from qiskit import generate_preset_pass_manager

    qubits, numbers = touched(steps), sorted(found.qubits)
    level = 2 if len(qubits) <= _CAREFUL_QUBITS else 1
    if physical:
        places = [numbers.index(qubit) for qubit in qubits]
        manager = generate_preset_pass_manager(
            1, target=_target(found.slug), initial_layout=places, seed_transpiler=SEED
        )
    else:
        manager = _free_manager(found.slug, level)
    done = manager.run(to_qiskit(steps, qubits))
    places = done.layout.initial_index_layout(filter_ancillas=True)
    layout = {qubit: numbers[place] for qubit, place in zip(qubits, places, strict=True)}
    return tuple(_natively(done, numbers, dialect)), layout


def _natively(circuit: QuantumCircuit, numbers: Sequence[int], dialect: Dialect) -> Iterable[Step]:
    """A transpiled circuit's operations in native gates, on the device's numbers."""
    writer = _Writer(dialect)
    for instruction in circuit.data:
        qubits = tuple(numbers[circuit.find_bit(qubit).index] for qubit in instruction.qubits)
        bit = circuit.find_bit(instruction.clbits[0]).index if instruction.clbits else None
        values = tuple(float(value) for value in instruction.operation.params)
        writer.write(instruction.operation.name, qubits, values, bit)
    return writer.steps


class _Writer:
    """Writes native steps, keeping turns about z as a frame for machines that do."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.frames: dict[int, float] = {}
        self.steps: list[Step] = []

    def write(self, name: str, qubits: tuple[int, ...], values: tuple[float, ...], bit: int | None) -> None:
        """Write one operation of Qiskit's."""
        if name == "u":
            theta, phi, lam = values
            self._turn(qubits[0], theta, math.pi / 2 - lam)
            self._frame(qubits[0], phi + lam)
        elif name == "rz":
            self._about_z(qubits[0], values[0])
        elif name in ("sx", "x"):
            self._turn(qubits[0], math.pi / (2 if name == "sx" else 1), 0.0)
        elif name == self.dialect.pair:
            self.steps.append(Step(self.dialect.native_pair, qubits, values))
        elif name == "cc_prx":
            theta, phi, key = values
            self.steps.append(Step(name, qubits, (theta, _angle(phi - self.frames.get(qubits[0], 0.0)), key)))
        elif name != "barrier":
            self.steps.append(Step(name, qubits, values, bit=bit))
            if name == "reset":
                self.frames.pop(qubits[0], None)

    def realise_frames(self) -> None:
        """Turn every frame into pulses, so that what follows needs to know of none."""
        for qubit, frame in sorted(self.frames.items()):
            if abs(_angle(frame)) > 1e-12:
                self.steps.append(Step("prx", (qubit,), (math.pi, 0.0)))
                self.steps.append(Step("prx", (qubit,), (math.pi, _angle(frame / 2))))
        self.frames.clear()

    def _about_z(self, qubit: int, angle: float) -> None:
        if self.dialect.virtual:
            self._frame(qubit, angle)
        elif abs(_angle(angle)) > 1e-12:
            self.steps.append(Step("rz", (qubit,), (_angle(angle),)))

    def _frame(self, qubit: int, angle: float) -> None:
        self.frames[qubit] = self.frames.get(qubit, 0.0) + angle

    def _turn(self, qubit: int, theta: float, axis: float) -> None:
        if abs(_angle(theta)) < 1e-12:
            return
        axis = _angle(axis - self.frames.get(qubit, 0.0))
        if self.dialect.turns == "prx":
            self.steps.append(Step("prx", (qubit,), (theta, axis)))
        elif self.dialect.turns == "gpi":
            name = "gpi2" if theta < 2 else "gpi"
            self.steps.append(Step(name, (qubit,), (axis,)))
        else:
            self.steps.append(Step("rx", (qubit,), (theta,)))


def _angle(value: float) -> float:
    """The same angle between −π and π."""
    return math.remainder(value, 2 * math.pi)


# --- verbatim boxes ----------------------------------------------------------------------------------------


def _around_boxes(found: Profile, dialect: Dialect, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Boxes as they are; what stands around them translated in place, gate by gate."""
    from itertools import groupby

    native: list[Step] = []
    for verbatim, group in groupby(steps, key=lambda step: step.verbatim or step.name in _AS_THEY_ARE):
        part = list(group)
        native.extend(part if verbatim else _in_place(found, dialect, part))
    return tuple(step for step in native if step.name != "barrier")


_AS_THEY_ARE = ("measure", "barrier", "reset", "measure_ff")


def _in_place(found: Profile, dialect: Dialect, steps: Sequence[Step]) -> Iterable[Step]:
    from qiskit import generate_preset_pass_manager
    from qiskit.transpiler.exceptions import TranspilerError

    for step in steps:
        if len(step.qubits) == 2 and tuple(sorted(step.qubits)) not in found.pairs:
            raise Rejected(
                f"line {step.line}: {step.name} on ${step.qubits[0]} and ${step.qubits[1]}, which are not"
                " coupled; beside a verbatim box nothing is moved, so name coupled qubits."
            )
    qubits, numbers = touched(steps), sorted(found.qubits)
    places = [numbers.index(qubit) for qubit in qubits]
    manager = generate_preset_pass_manager(
        1, target=_target(found.slug), initial_layout=places, routing_method="none", seed_transpiler=SEED
    )
    try:
        done = manager.run(to_qiskit(steps, qubits))
    except TranspilerError as error:
        raise Rejected(
            f"line {steps[0].line}: beside a verbatim box nothing is moved, and these gates need qubits that"
            " are not coupled."
        ) from error
    writer = _Writer(dialect)
    for instruction in done.data:
        operands = tuple(numbers[done.find_bit(qubit).index] for qubit in instruction.qubits)
        writer.write(
            instruction.operation.name, operands, tuple(map(float, instruction.operation.params)), None
        )
    writer.realise_frames()
    return writer.steps


# --- the compiled program, for the reader ------------------------------------------------------------------


def text(slug: str, steps: Sequence[Step]) -> str:
    """The compiled program as OpenQASM, saying that it is emulated."""
    device = devices.device(slug)
    columns = 1 + max((step.bit for step in steps if step.bit is not None), default=-1)
    ends = [step for step in steps if step.name == "measure"]
    body = [line for step in steps if step.name != "measure" for line in [f"    {_line(step)}"]]
    return "\n".join(
        [
            "OPENQASM 3.0;",
            f"// Gangway practice cloud: EMULATED {device.name}, compiled by Qiskit's transpiler, not by"
            f" {device.vendor}.",
            *([f"bit[{columns}] b;"] if columns else []),
            "#pragma braket verbatim",
            "box{",
            *body,
            "}",
            *(f"b[{step.bit}] = measure ${step.qubits[0]};" for step in ends),
        ]
    )


def _line(step: Step) -> str:
    values = f"({', '.join(f'{value:.12g}' for value in step.parameters)})" if step.parameters else ""
    return f"{step.name}{values} {', '.join(f'${qubit}' for qubit in step.qubits)};"
