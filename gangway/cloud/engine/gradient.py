"""AdjointGradient on SV1: an expectation value and its derivatives by the inputs, in one sweep back.

The adjoint method (Jones and Gacon, arXiv:2009.02823): with ψ the state before a gate U(a), and λ what H
makes of the last state, taken back to after that gate, its share is ∂⟨H⟩/∂a = 2 Re⟨λ|∂U/∂a|ψ⟩. The matrices
are those of Braket's own gates; of each, the derivative by its angle is a central difference of eighth order,
which for such small matrices is exact to about 1e-13.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gangway.cloud.engine.errors import Rejected

if TYPE_CHECKING:
    import numpy as np

    from gangway.cloud.engine.programs import Executable
    from gangway.cloud.engine.steps import Step

#: How the pragma of this result type begins.
PRAGMA = "braket result adjoint_gradient"
#: Offsets and weights of the central difference of eighth order, and its step in radians.
_WEIGHTS = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
_STEP = 0.02
_BODY = re.compile(rf"{PRAGMA}\s+expectation\((?P<sum>.*)\)\s+(?P<names>[\w, ]+)", re.DOTALL)
_COEFFICIENT = re.compile(r"\s*(?P<number>[-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*\*\s*")


@dataclass(frozen=True)
class Term:
    """A coefficient, the factors of an observable (letters, or matrices), and their qubits."""

    coefficient: float
    factors: tuple[Any, ...]
    targets: tuple[int, ...]


@dataclass(frozen=True)
class AdjointGradient:
    """The result type as it was asked for; no ``parameters`` stand for all inputs."""

    terms: tuple[Term, ...]
    parameters: tuple[str, ...]

    @property
    def observable(self) -> tuple[Any, ...]:
        """Every factor."""
        return tuple(factor for term in self.terms for factor in term.factors)

    def document(self, parameters: Sequence[str]) -> dict[str, Any]:
        """The result type as the result's document names it."""
        return {
            "type": "adjoint_gradient",
            "observable": [_written(term) for term in self.terms],
            "targets": [list(term.targets) for term in self.terms],
            "parameters": list(parameters),
        }


def _written(term: Term) -> Any:
    """A term as Braket's schema has it, which has no place for a coefficient: letters, or a matrix."""
    if len(term.factors) == 1 and not isinstance(term.factors[0], str):
        return term.factors[0]
    return " @ ".join(factor if isinstance(factor, str) else "hermitian" for factor in term.factors)


def parse(text: str, expectation: Callable[[str], Any]) -> AdjointGradient:
    """Read the pragma; ``expectation`` reads one without coefficients, as Braket's parser does.

    Raises:
        Rejected: it can't be read.
    """
    found = _BODY.fullmatch(text.strip())
    if not found:
        raise Rejected("an adjoint_gradient needs expectation(…) and the inputs, or 'all'.")
    terms = tuple(_term(part, expectation) for part in _parts(found["sum"]))
    names = tuple(name.strip() for name in found["names"].split(","))
    return AdjointGradient(terms, () if names == ("all",) else names)


def _parts(text: str) -> Iterator[str]:
    """The terms of a sum, each with its sign; signs within brackets and exponents are no ends."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in "+-" and text[:place].strip() and text[place - 1] not in "eE*":
            if text[start:place].strip():
                yield text[start:place]
            start = place
    yield text[start:]


def _term(text: str, expectation: Callable[[str], Any]) -> Term:
    bare = text.strip()
    sign = -1.0 if bare.startswith("-") else 1.0
    bare = bare.lstrip("+-").strip()
    number = _COEFFICIENT.match(bare)
    if number:
        bare = bare[number.end() :]
    read = expectation(f"braket result expectation {bare}")
    if not read.targets:
        raise Rejected("every observable of an adjoint_gradient needs its qubits.")
    return Term(sign * float(number["number"] if number else 1), tuple(read.observable), tuple(read.targets))


# --- computing ---------------------------------------------------------------------------------------------


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
