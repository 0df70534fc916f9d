"""AdjointGradient on SV1: an expectation value and its derivatives by the inputs, in one sweep back.

The adjoint method (Jones and Gacon, arXiv:2009.02823): with ψ the state before a gate U(a), and λ what H
makes of the last state, taken back to after that gate, its share is ∂⟨H⟩/∂a = 2 Re⟨λ|∂U/∂a|ψ⟩. The matrices
are those of Braket's own gates; of each, the derivative by its angle is a central difference of eighth order,
which for such small matrices is exact to about 1e-13.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.gradient_request import AdjointGradient

if TYPE_CHECKING:
    import numpy as np

    from gangway.cloud.engine.programs import Executable
    from gangway.cloud.engine.steps import Step

#: Offsets and weights of the central difference of eighth order, and its step in radians.
_WEIGHTS = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
_STEP = 0.02


def value(wanted: AdjointGradient, executable: Executable, count: int) -> dict[str, Any]:
    """The result type and its value, as documents: ``{"expectation": …, "gradient": {name: …}}``.

    Args:
        wanted: the result type.
        executable: the circuit, with its inputs.
        count: how many qubits the state has.

    Raises:
        Rejected: it asks for a derivative by what is no input.
    """
    import numpy as np

    names = _names(wanted, executable)
    steps = [step for step in executable.reading.steps if step.name not in ("barrier", "gphase")]
    bound = [step.bound(_numbers(executable)) for step in steps]
    state = np.zeros((2,) * count, dtype=complex)
    state[(0,) * count] = 1
    for step in bound:
        state = _applied(state, step, _matrix(step))
    back = _observed(wanted, state)
    expectation = float(np.vdot(state, back).real)
    gradient = dict.fromkeys(names, 0.0)
    for free, step in zip(reversed(steps), reversed(bound), strict=True):
        inverse = _matrix(step).conj().T
        state = _applied(state, step, inverse)
        for name, slot, rate in _shares(free, names, executable):
            turned = _applied(state, step, _derivative(step, slot), controlled_only=True)
            gradient[name] += 2 * rate * float(np.vdot(back, turned).real)
        back = _applied(back, step, inverse)
    return {"type": wanted.document(names), "value": {"expectation": expectation, "gradient": gradient}}


def _names(wanted: AdjointGradient, executable: Executable) -> list[str]:
    declared = sorted({name for step in executable.reading.steps for name in step.free})
    if unknown := sorted(set(wanted.parameters) - executable.reading.inputs):
        raise Rejected(f"adjoint_gradient names {unknown[0]!r}, which is no input of the program.")
    return list(wanted.parameters) or declared


def _numbers(executable: Executable) -> Mapping[str, float]:
    return {name: value for name, value in executable.inputs.items() if isinstance(value, int | float)}


def _matrix(step: Step) -> np.ndarray:
    """The gate's matrix on its targets, without its control qubits."""
    import numpy as np
    from braket.default_simulator.gate_operations import BRAKET_GATES

    if step.name == "unitary":
        return np.array(step.parameters[0], dtype=complex)
    targets = step.qubits[len(step.controls) :]
    return BRAKET_GATES[step.name](targets, *step.parameters, power=step.power).matrix


def _derivative(step: Step, slot: int) -> np.ndarray:
    """The derivative of the gate's matrix by one of its angles."""
    from dataclasses import replace

    def at(offset: float) -> np.ndarray:
        angles = list(step.parameters)
        angles[slot] += offset
        return _matrix(replace(step, parameters=tuple(angles)))

    parts = [weight * (at(number * _STEP) - at(-number * _STEP)) / _STEP for number, weight in _WEIGHTS]
    return sum(parts[1:], parts[0])


def _shares(step: Step, names: Sequence[str], executable: Executable) -> Iterator[tuple[str, int, float]]:
    """Which angles of a step turn with which input, and how fast."""
    for slot, angle in enumerate(step.parameters):
        symbols = {symbol.name: symbol for symbol in getattr(angle, "free_symbols", ())}
        for name in names:
            if name in symbols:
                yield name, slot, float(angle.diff(symbols[name]).subs(_numbers(executable)))


def _applied(state: np.ndarray, step: Step, matrix: np.ndarray, controlled_only: bool = False) -> np.ndarray:
    """A matrix on a step's targets, where its control qubits are as they should; ``controlled_only`` has 0
    instead of the state elsewhere.
    """
    import numpy as np

    controls = len(step.controls)
    where: list[Any] = [slice(None)] * state.ndim
    for qubit, wanted in zip(step.qubits[:controls], step.controls, strict=True):
        where[qubit] = wanted
    part = state[tuple(where)]
    left = [qubit for qubit in range(state.ndim) if qubit not in step.qubits[:controls]]
    axes = [left.index(qubit) for qubit in step.qubits[controls:]]
    size = len(axes)
    turned = np.tensordot(matrix.reshape((2,) * (2 * size)), part, (range(size, 2 * size), axes))
    turned = np.moveaxis(turned, range(size), axes)
    if not controls:
        return turned
    found = np.zeros_like(state) if controlled_only else state.copy()
    found[tuple(where)] = turned
    return found


def _observed(wanted: AdjointGradient, state: np.ndarray) -> np.ndarray:
    """H|ψ⟩."""
    import numpy as np

    found = np.zeros_like(state)
    for term in wanted.terms:
        turned, first = state, 0
        for factor in term.factors:
            matrix = _factor(factor)
            size = len(matrix).bit_length() - 1
            axes = list(term.targets[first : first + size])
            first += size
            turned = np.tensordot(matrix.reshape((2,) * (2 * size)), turned, (range(size, 2 * size), axes))
            turned = np.moveaxis(turned, range(size), axes)
        found += term.coefficient * turned
    return found


def _factor(factor: Any) -> np.ndarray:
    import numpy as np

    half = 1 / np.sqrt(2)
    known = {
        "i": [[1, 0], [0, 1]],
        "x": [[0, 1], [1, 0]],
        "y": [[0, -1j], [1j, 0]],
        "z": [[1, 0], [0, -1]],
        "h": [[half, half], [half, -half]],
    }
    if isinstance(factor, str):
        return np.array(known[factor], dtype=complex)
    parts = np.array(factor, dtype=float)
    return parts[..., 0] + 1j * parts[..., 1]
