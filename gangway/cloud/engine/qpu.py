"""A circuit on an emulated QPU: measured as asked, compiled, run with noise."""

from __future__ import annotations

from typing import Any

from gangway.cloud.engine.compile import compiled
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.programs import Executable
from gangway.cloud.engine.results import Circuit
from gangway.cloud.engine.steps import Step, measured, touched
from gangway.cloud.profiles.faults import UnknownVariant
from gangway.cloud.profiles.variants import variant as find_variant


def outcome(slug: str, variant: str | None, executable: Executable, shots: int, seed: int) -> Circuit:
    """Run a circuit on a gate-model QPU's profile.

    Raises:
        Rejected: it can't be compiled for the device.
        Failed: it is more than this machine simulates.
    """
    from gangway.cloud.engine.exact import sampled
    from gangway.cloud.engine.simulate import sample

    try:
        machine = find_variant(slug, variant)
    except UnknownVariant as error:
        raise Rejected(str(error)) from error
    steps = measuring(executable)
    native = compiled(slug, steps, executable.reading.physical)
    bits = sample(machine, native.steps, shots, seed)
    qubits = measured(steps)
    wanted = sampled(executable.reading.results, bits, qubits)
    return Circuit(bits, qubits, wanted, native.text)


def measuring(executable: Executable) -> tuple[Step, ...]:
    """The circuit's steps with its measurements: its own, or of every qubit, in the observables' bases."""
    reading, steps = executable.reading, executable.steps
    if any(step.name == "measure" for step in steps):
        return steps
    qubits = touched(steps) if reading.physical else sorted({*range(reading.qubits), *touched(steps)})
    rotations = tuple(_rotations(reading.results, qubits))
    return (*steps, *rotations, *(Step("measure", (qubit,), bit=bit) for bit, qubit in enumerate(qubits)))


#: Gates that bring an observable's eigenvectors to 0 and 1.
_BASES: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "x": (("h", ()),),
    "y": (("z", ()), ("s", ()), ("h", ())),
    "h": (("ry", (-0.7853981633974483,)),),
    "z": (),
    "i": (),
}


def _rotations(wanted: tuple[Any, ...], qubits: list[int]) -> list[Step]:
    """One basis for each qubit that an observable is asked of.

    Raises:
        Rejected: two result types ask for different bases of one qubit.
    """
    basis: dict[int, str] = {}
    for result in wanted:
        names = getattr(result, "observable", None) or ()
        targets = result.targets if names and result.targets is not None else qubits
        pairs = zip(
            targets, names if len(names) == len(targets) else list(names) * len(targets), strict=False
        )
        for qubit, name in pairs:
            if name != "i" and basis.setdefault(qubit, name) != name:
                raise Rejected(
                    f"Qubit {qubit} is asked for in the bases {basis[qubit]} and {name}; one circuit measures"
                    " one of them. Send two tasks."
                )
    return [
        Step(gate, (qubit,), values) for qubit, name in sorted(basis.items()) for gate, values in _BASES[name]
    ]
