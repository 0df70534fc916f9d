"""Clifford circuits on many qubits, by stim, with every error as a Pauli error.

What is no Pauli error is twirled into one: decay, and the part of a turn that overshoots. That keeps the
rates and loses the coherence, so a coherent fault on a wide Clifford circuit looks like a random one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gangway.cloud.engine.errors import Failed
from gangway.cloud.engine.noise import Error, Noisy
from gangway.cloud.engine.steps import Step

if TYPE_CHECKING:
    import numpy as np

#: stim's names of gates without parameters.
_PLAIN = {
    "i": "I", "h": "H", "x": "X", "y": "Y", "z": "Z", "s": "S", "si": "S_DAG", "v": "SQRT_X",
    "vi": "SQRT_X_DAG", "cnot": "CX", "cy": "CY", "cz": "CZ", "swap": "SWAP", "iswap": "ISWAP",
}  # fmt: skip
#: stim's names of a quarter turn, a half turn and three quarters, by the axis.
_TURNS = {
    "rx": ("SQRT_X", "X", "SQRT_X_DAG"),
    "ry": ("SQRT_Y", "Y", "SQRT_Y_DAG"),
    "rz": ("S", "Z", "S_DAG"),
    "xx": ("SQRT_XX", "X", "SQRT_XX_DAG"),
    "yy": ("SQRT_YY", "Y", "SQRT_YY_DAG"),
    "zz": ("SQRT_ZZ", "Z", "SQRT_ZZ_DAG"),
}
Line = tuple[str, tuple[int, ...], tuple[float, ...]]


def sample(circuit: Noisy, qubits: Sequence[int], shots: int, seed: int) -> np.ndarray:
    """Bits of a Clifford circuit with errors: an array of 0 and 1, (shots, columns).

    Raises:
        Failed: stim has no build for this machine.
    """
    import numpy as np

    try:
        import stim
    except ImportError as error:
        raise Failed("Wide Clifford circuits need stim, which has no build for this machine.") from error
    at = {qubit: index for index, qubit in enumerate(qubits)}
    written = stim.Circuit()
    columns: list[int] = []
    for operation in circuit:
        places = tuple(at[qubit] for qubit in operation.qubits if qubit in at)
        for name, targets, values in _lines(operation, places):
            _append(written, stim, name, targets, values)
        if isinstance(operation, Step) and operation.bit is not None:
            columns.append(operation.bit)
    bits = written.compile_sampler(seed=seed % 2**63).sample(shots)
    return bits[:, np.argsort(columns)].astype(np.uint8)


def _append(written: Any, stim: Any, name: str, targets: tuple[int, ...], values: tuple[float, ...]) -> None:
    if name == "E":
        written.append(name, [stim.target_z(target) for target in targets], values)
    else:
        written.append(name, targets, values)


def _lines(operation: Step | Error, places: tuple[int, ...]) -> Iterator[Line]:
    if isinstance(operation, Error):
        yield from _error(operation, places)
    elif operation.name == "measure":
        yield ("M", places, ())
    elif operation.name != "barrier":
        yield from _gate(operation, places)


def _error(error: Error, places: tuple[int, ...]) -> Iterator[Line]:
    if error.kind == "depolarise":
        yield (f"DEPOLARIZE{len(places)}", places, error.values)
    elif error.kind == "zz":
        yield ("E", places, (math.sin(error.values[0] / 2) ** 2,))
    else:
        seconds, t1, t2 = error.values
        flip = -math.expm1(-seconds / t1) / 4
        phase = max(0.0, -math.expm1(-seconds / t2) / 2 - flip)
        yield ("PAULI_CHANNEL_1", places, (flip, flip, phase))


def _gate(step: Step, places: tuple[int, ...]) -> Iterator[Line]:
    if step.name in _PLAIN:
        yield (_PLAIN[step.name], places, ())
    elif step.name == "cphaseshift":
        yield ("CZ", places, ())
        rest = math.sin((step.parameters[0] - math.pi) / 2) ** 2 / 4
        for targets in ((places[0],), (places[1],), places):
            yield ("E", targets, (rest,))
    elif step.name in ("prx", "gpi", "gpi2"):
        yield from _about_an_axis(step, places)
    else:
        yield from _turn("rz" if step.name == "phaseshift" else step.name, step.parameters[0], places)


def _about_an_axis(step: Step, places: tuple[int, ...]) -> Iterator[Line]:
    """A turn about an axis in the equator: to x, the turn, and back."""
    fixed = {"gpi": (math.pi,), "gpi2": (math.pi / 2,)}.get(step.name, ())
    angle, axis = (*fixed, *step.parameters)[:2]
    yield from _turn("rz", -axis, places)
    yield from _turn("rx", angle, places)
    yield from _turn("rz", axis, places)


def _turn(name: str, angle: float, places: tuple[int, ...]) -> Iterator[Line]:
    """The nearest quarter turn; what is left of the angle as a Pauli error about the same axis."""
    quarters = round(angle / (math.pi / 2))
    if quarters % 4:
        yield (_TURNS[name][quarters % 4 - 1], places, ())
    rest = math.sin((angle - quarters * math.pi / 2) / 2) ** 2
    if rest > 1e-12:
        pauli = _TURNS[name][1]
        if len(places) == 1:
            yield (f"{pauli}_ERROR", places, (rest,))
        else:
            others = {"X": 4, "Y": 9, "Z": 14}[pauli]  # IX IY IZ XI XX … ZZ
            yield ("PAULI_CHANNEL_2", places, tuple(rest * (at == others) for at in range(15)))
