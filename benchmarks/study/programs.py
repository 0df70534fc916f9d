"""A circuit as a tuple of steps, and the same circuit in Braket, in Qiskit and as OpenQASM 3 text.

The study rewrites steps because they belong to no SDK. Gate names are Braket's; nothing of the judge's own
tables is used, so that a slip there can't hide itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from braket.circuits import Circuit
    from qiskit import QuantumCircuit


@dataclass(frozen=True)
class Step:
    """A gate on its qubits, under control modifiers if it has ``controls``."""

    name: str
    qubits: tuple[int, ...] = ()
    angles: tuple[float, ...] = ()
    controls: tuple[int, ...] = ()
    control_state: tuple[int, ...] = ()

    @property
    def touched(self) -> frozenset[int]:
        """Every qubit that it acts on or reads."""
        return frozenset(self.qubits + self.controls)


Program = tuple[Step, ...]

#: Braket's name -> Qiskit's class.
_QISKIT = {
    "i": "IGate", "h": "HGate", "x": "XGate", "y": "YGate", "z": "ZGate", "s": "SGate", "si": "SdgGate",
    "t": "TGate", "ti": "TdgGate", "v": "SXGate", "vi": "SXdgGate", "rx": "RXGate", "ry": "RYGate",
    "rz": "RZGate", "phaseshift": "PhaseGate", "swap": "SwapGate", "iswap": "iSwapGate", "cnot": "CXGate",
    "cy": "CYGate", "cz": "CZGate", "cphaseshift": "CPhaseGate", "ccnot": "CCXGate", "cswap": "CSwapGate",
    "xx": "RXXGate", "yy": "RYYGate", "zz": "RZZGate", "gphase": "GlobalPhaseGate",
}  # fmt: skip
#: Gates whose first qubits are controls: how many, and the base.
CONTROLLED = {
    "cnot": (1, "x"), "cy": (1, "y"), "cz": (1, "z"), "cphaseshift": (1, "phaseshift"),
    "ccnot": (2, "x"), "cswap": (1, "swap"),
}  # fmt: skip
SELF_INVERSE = frozenset({"i", "h", "x", "y", "z", "swap", "cnot", "cy", "cz", "ccnot", "cswap"})
_INVERSES = {"s": "si", "si": "s", "t": "ti", "ti": "t", "v": "vi", "vi": "v"}


def gate(name: str, *qubits: int, angle: float | None = None) -> Step:
    """A step without modifiers."""
    return Step(name, qubits, () if angle is None else (float(angle),))


def controlled(name: str, qubits: Sequence[int], controls: Sequence[int], state: Sequence[int] = ()) -> Step:
    """A step under control modifiers, all of them 1 unless ``state`` says otherwise."""
    return Step(name, tuple(qubits), (), tuple(controls), tuple(state) or (1,) * len(controls))


def inverse(step: Step) -> Program:
    """The steps that undo one."""
    if step.name == "iswap":
        a, b = step.qubits
        return (gate("s", a), gate("s", b), gate("z", a), gate("z", b), gate("h", b), gate("cnot", b, a),
                gate("cnot", a, b), gate("h", a))  # fmt: skip
    if step.angles:
        return (Step(step.name, step.qubits, tuple(-angle for angle in step.angles), *_modifiers(step)),)
    return (Step(_INVERSES.get(step.name, step.name), step.qubits, (), *_modifiers(step)),)


def adjoint(program: Program) -> Program:
    """The steps that undo a program."""
    return tuple(undone for step in reversed(program) for undone in inverse(step))


def _modifiers(step: Step) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return step.controls, step.control_state


def width_of(program: Program) -> int:
    """One more than the highest qubit."""
    return 1 + max((max(step.touched, default=0) for step in program), default=0)


def relabelled(program: Program, order: Sequence[int]) -> Program:
    """Qubit i becomes qubit ``order[i]``."""
    return tuple(
        Step(
            step.name,
            tuple(order[q] for q in step.qubits),
            step.angles,
            tuple(order[q] for q in step.controls),
            step.control_state,
        )
        for step in program
    )


def in_braket(program: Program) -> Circuit:
    """The program as a Braket circuit."""
    from braket.circuits import Circuit

    circuit = Circuit()
    for step in program:
        modifiers = (
            {"control": list(step.controls), "control_state": list(step.control_state)}
            if step.controls
            else {}
        )
        getattr(circuit, step.name)(*step.qubits, *step.angles, **modifiers)
    return circuit


def in_qiskit(program: Program, width: int) -> QuantumCircuit:
    """The program as a Qiskit circuit, its qubits numbered alike."""
    from qiskit import QuantumCircuit
    from qiskit.circuit import library

    circuit = QuantumCircuit(width)
    for step in program:
        operation = getattr(library, _QISKIT[step.name])(*step.angles)
        if step.controls:  # Qiskit reads control states from the right
            state = "".join(map(str, reversed(step.control_state)))
            operation = operation.control(len(step.controls), ctrl_state=state)
        circuit.append(operation, [*step.controls, *step.qubits])
    return circuit


def in_openqasm(program: Program, width: int) -> str:
    """The program as OpenQASM 3 text with Braket's gate names."""
    lines = ["OPENQASM 3.0;", f"qubit[{width}] q;"]
    for step in program:
        modifiers = "".join("ctrl @ " if bit else "negctrl @ " for bit in step.control_state)
        angles = f"({', '.join(map(repr, step.angles))})" if step.angles else ""
        operands = ", ".join(f"q[{qubit}]" for qubit in (*step.controls, *step.qubits))
        lines.append(f"{modifiers}{step.name}{angles} {operands};")
    return "\n".join(lines)
