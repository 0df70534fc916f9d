"""Programs: circuits as the plain data that instruments show, from and to the SDKs' own circuits.

A program is ``{"qubits": n, "operations": [...]}``; its operations are those of an encoded answer
(:mod:`autograder.answers.gatelist`). Qubit 0 is the leftmost bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from braket.circuits import Circuit

    from autograder.answers import GateList

Program = dict[str, Any]
Operation = Mapping[str, Any]

#: Modifiers of an operation, and what each is where it is left out.
_PLAIN: Mapping[str, Any] = {"controls": [], "control_state": [], "power": 1.0}


class NotShown(ValueError):
    """A circuit that can't be written as a program; its message is a sentence for a person."""


def empty(qubits: int) -> Program:
    """A program without gates."""
    return {"qubits": qubits, "operations": []}


def program(circuit: object, qubits: int = 1) -> Program:
    """The program of a circuit: Braket's, Qiskit's, or OpenQASM 3 text.

    Args:
        circuit: what to write as a program.
        qubits: how many qubits the program has at least.

    Raises:
        NotShown: it is no circuit, or has something in it that can't be written down.
    """
    from autograder.answers import encode

    encoded = encode(_as_program_text(circuit))
    if encoded.get("kind") != "circuit":
        raise NotShown(_why_not(circuit, encoded))
    used = [*encoded["qubits"], qubits - 1]
    return {"qubits": max(used) + 1, "operations": _plain(encoded["operations"])}


def _as_program_text(circuit: object) -> object:
    """OpenQASM as the object that the encoder knows; anything else as it is."""
    if not isinstance(circuit, str):
        return circuit
    from braket.ir.openqasm import Program as OpenQasm

    return OpenQasm(source=circuit)


def _why_not(circuit: object, encoded: Mapping[str, Any]) -> str:
    reason = encoded.get("values", {}).get("error")
    if isinstance(circuit, str) and reason and circuit.lstrip().startswith("OPENQASM"):
        return f"This OpenQASM text can't be read: {reason.rstrip('.')}."
    if encoded.get("kind") != "unreadable" or encoded["code"] in ("wrong-type", "not-openqasm"):
        given = type(circuit).__name__
        return f"Given was {given!r}; expected is a circuit of Braket or Qiskit, or OpenQASM 3 text."
    what = encoded["code"].replace("-", " ")
    said = encoded.get("values", {}).get("given")
    return f"This circuit can't be shown here: {what}{f' ({said})' if said else ''}."


def _plain(value: Any) -> Any:
    """JSON's own types: lists for tuples."""
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def braket(of: Program) -> Circuit:
    """The Braket circuit of a program.

    Qubits on which nothing acts get an identity gate, so that the circuit is as wide as the program.

    Raises:
        NotShown: the program names a gate that nobody knows, or lacks a parameter's value.
    """
    from braket.circuits import Circuit

    circuit = Circuit()
    for operation in of["operations"]:
        if operation["name"] != "barrier":
            _add(circuit, operation)
    for qubit in sorted(set(range(of["qubits"])) - {int(qubit) for qubit in circuit.qubits}):
        circuit.i(qubit)
    return circuit


def _add(circuit: Circuit, operation: Operation) -> None:
    from braket.circuits import Instruction

    from autograder.gates import CONTROLLED

    name, targets = operation["name"], list(operation["targets"])
    operator = _operator(operation)
    if operator is not None:
        circuit.add_instruction(Instruction(operator, targets, **_modifiers(operation)))
        return
    if name not in CONTROLLED:
        raise NotShown(f"{name!r} is no gate that is known here.")
    controls, base = CONTROLLED[name]
    inner = {**operation, "name": base, "targets": targets[controls:]}
    inner["control_state"] = [1] * controls + _state(operation)
    inner["controls"] = targets[:controls] + list(operation.get("controls", []))
    _add(circuit, inner)


def _operator(operation: Operation) -> Any:
    """Braket's gate or noise channel, or a matrix where Braket has none of that name; None if neither."""
    from braket.circuits import Gate, Noise

    from autograder.gates import CONTROLLED, GATES

    name = operation["name"]
    parameters = [_bound(name, value) for value in operation.get("parameters", [])]
    if name == "unitary":
        return Gate.Unitary(_matrix(operation))
    for family in (Gate, Noise):
        named = {key.lower(): kind for key, kind in vars(family).items() if isinstance(kind, type)}
        if kind := named.get(name.replace("_", "")):
            return kind(*parameters)
    if name in GATES and name not in CONTROLLED:
        return Gate.Unitary(GATES[name].matrix(*parameters))
    return None


def _bound(name: str, value: object) -> float:
    if not isinstance(value, int | float):
        raise NotShown(f"{name!r} has a parameter without a value. Give it one first: circuit(theta=0.5).")
    return float(value)


def _state(operation: Operation) -> list[int]:
    controls = operation.get("controls", [])
    return list(operation.get("control_state") or [1] * len(controls))


def _modifiers(operation: Operation) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if operation.get("controls"):
        given = {"control": list(operation["controls"]), "control_state": _state(operation)}
    power = operation.get("power", 1.0)
    return given if power == 1 else given | {"power": power}


def _matrix(operation: Operation) -> np.ndarray:
    import numpy as np

    flat = np.asarray(operation["matrices"][0], dtype=float).view(complex)
    size = round(len(flat) ** 0.5)
    return flat.reshape(size, size)


def gate_list(of: Program) -> GateList:
    """A program as the gate list that a check reads, as wide as the program.

    Raises:
        Malformed: it has something in it that can't be read.
    """
    from autograder.answers.gatelist import decode_circuit

    return decode_circuit({"kind": "circuit", "sdk": "braket", **of, "qubits": list(range(of["qubits"]))})


def state(of: Program) -> np.ndarray:
    """The state that a program prepares from |0…0⟩, shape ``(2**qubits,)``.

    Raises:
        NotShown: it can't be simulated; the message says why.
    """
    from autograder.answers import Malformed
    from autograder.simulate import NotUnitary, state_vector

    try:
        return state_vector(gate_list(of))
    except (Malformed, NotUnitary, KeyError) as trouble:
        raise NotShown(_why_no_state(of)) from trouble


def _why_no_state(of: Program) -> str:
    """What stands in the way of a state, in a sentence."""
    from autograder.gates import CONTROLLED, GATES

    for operation in of["operations"]:
        name = operation["name"]
        if name == "measure":
            return "This circuit measures on the way, so no one state vector comes of it: leave that out."
        if not all(_number(value) for value in operation.get("parameters", [])):
            return f"{name!r} has a parameter without a value: give it one first, circuit(theta=0.5)."
        if name not in GATES and name not in CONTROLLED and name != "unitary":
            return f"{name!r} in this circuit has no state vector: only gates have."
    return "This circuit has something in it that has no state vector."


def code(of: Program) -> str:
    """The program as Braket code, one gate to a line."""
    return "\n    .".join(
        ["Circuit()", *(_call(one) for one in of["operations"] if one["name"] != "barrier")]
    )


def _call(operation: Operation) -> str:
    parameters: Sequence[Any] = operation.get("parameters", [])
    parts = [*map(str, operation["targets"]), *(f"{value:.12g}" for value in parameters if _number(value))]
    parts += [
        f"{name.removesuffix('s')}={operation[name]}"
        for name, usual in _PLAIN.items()
        if operation.get(name, usual) != usual
    ]
    return f"{operation['name']}({', '.join(parts)})"


def _number(value: object) -> bool:
    return isinstance(value, int | float)
