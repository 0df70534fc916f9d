"""Programs, and whether a device takes them: what CreateQuantumTask checks before a task exists.

Everything here is quick and touches no simulator: it runs in the service's own process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gangway import devices
from gangway.cloud.engine import ahs
from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.gradient_request import AdjointGradient
from gangway.cloud.engine.grammar import Reading
from gangway.cloud.engine.reading import read
from gangway.cloud.engine.steps import Step, is_clifford
from gangway.cloud.profiles.capabilities import PROGRAM_SET, document, shots_range
from gangway.cloud.profiles.profile import Profile, profile

#: The widest circuits that the practice cloud simulates, in qubits: exact states and mixed states where there
#: is memory for them, and noisy samples. Clifford circuits go as far as the device does.
STATE_QUBITS = 26
DENSITY_QUBITS = 13
TRAJECTORY_QUBITS = 20
#: How many copies of a state exact simulation holds at its worst, and the share of the free memory for it.
_COPIES, _SHARE = 6, 0.5
#: The most work that exact simulation of one circuit may be: operations times numbers in the state.
EXACT_WORK = 5e10

_PROGRAM, _SET, _AHS = (
    f"braket.ir.{name}" for name in ("openqasm.program", "openqasm.program_set", "ahs.program")
)
_HERE = "The practice cloud is a simulation on this machine:"


@dataclass(frozen=True)
class ProgramInfo:
    """What validation found.

    Attributes:
        kind: ``"openqasm"``, ``"program_set"`` or ``"ahs"``.
        executables: how many circuits will run.
        qubits: of the widest of them; atoms for an analog program.
        seconds_estimate: what a managed simulator would take, roughly; for its bill.
    """

    kind: str
    executables: int
    qubits: int
    seconds_estimate: float


@dataclass(frozen=True)
class Executable:
    """One circuit to run: what its source says, the source, and a number for every input."""

    reading: Reading
    source: str
    inputs: Mapping[str, Any]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps with inputs bound."""
        return self.reading.bound(self.inputs)


def validate(slug: str, action: str, shots: int, device_parameters: str = "{}") -> ProgramInfo:
    """Check a task for a device: its program, shots and device parameters.

    Raises:
        Rejected: the device doesn't take it; the message says what was given and what is allowed.
    """
    device = devices.device(slug)
    content, kind = parse(device, action)
    if kind != "program_set":
        _check_shots(device, shots)
    _check_parameters(device, device_parameters)
    if kind == "ahs":
        program = ahs.check(device, content)
        return ProgramInfo("ahs", 1, program.filled, 0.0)
    groups = executables(content, kind)
    every = [executable for group in groups for executable in group]
    if kind == "program_set":
        _check_set(device, every, shots)
    for reading in dict.fromkeys(executable.reading for executable in every):
        check_reading(device, reading, shots)
    for executable in every:
        executable.steps  # noqa: B018 (raises where an input is missing)
    taken = sum(seconds(executable.reading) for executable in every)
    return ProgramInfo(kind, len(every), max(width(executable.reading) for executable in every), taken)


def parse(device: devices.Device, action: str) -> tuple[dict[str, Any], str]:
    """The action's content and its kind, if the device takes that kind.

    Raises:
        Rejected: it is no program, or none for this device.
    """
    try:
        content = json.loads(action)
        name = content["braketSchemaHeader"]["name"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Rejected("The action is no JSON document with a braketSchemaHeader.") from error
    supported = _document(device.slug)["action"]
    if name not in supported:
        raise Rejected(
            f"{device.name} does not take programs of type {name}; it takes: {', '.join(supported)}."
        )
    return content, {_PROGRAM: "openqasm", _SET: "program_set", _AHS: "ahs"}[name]


@lru_cache(maxsize=32)
def _document(slug: str) -> dict[str, Any]:
    return json.loads(document(slug))


def executables(content: Mapping[str, Any], kind: str) -> list[list[Executable]]:
    """The circuits of an OpenQASM action: one group for each program of a set, else a single one.

    Raises:
        Rejected: the content doesn't fit Braket's schema, or a source can't be read.
    """
    if kind == "openqasm":
        return [[_executable(content, content.get("inputs") or {})]]
    programs = content.get("programs")
    if not isinstance(programs, list) or not programs:
        raise Rejected("A program set needs at least one program.")
    return [_expanded(program) for program in programs]


def _executable(program: Mapping[str, Any], inputs: Mapping[str, Any]) -> Executable:
    source = program.get("source")
    if not isinstance(source, str):
        raise Rejected("The program has no source: OpenQASM text is expected there.")
    return Executable(read(source), source, inputs)


def _expanded(program: Mapping[str, Any]) -> list[Executable]:
    """A program of a set, once for each value of its inputs."""
    inputs = program.get("inputs") or {}
    if not any(isinstance(values, list) for values in inputs.values()):
        return [_executable(program, inputs)]
    lengths = {len(values) if isinstance(values, list) else -1 for values in inputs.values()}
    if len(lengths) > 1 or lengths == {0}:
        raise Rejected("Every input of a program in a set needs a list of values, all of the same length.")
    return [
        _executable(program, dict(zip(inputs, row, strict=True)))
        for row in zip(*inputs.values(), strict=True)
    ]


def _check_shots(device: devices.Device, shots: int) -> None:
    fewest, most = shots_range(device)
    if not fewest <= shots <= most:
        raise Rejected(f"{device.name} takes {fewest:,} to {most:,} shots a task, not {shots:,}.")


def _check_set(device: devices.Device, every: Sequence[Executable], shots: int) -> None:
    most, total = PROGRAM_SET["maximumExecutables"], PROGRAM_SET["maximumTotalShots"]
    if len(every) > most:
        raise Rejected(f"A program set has at most {most} executables, not {len(every)}.")
    if shots > total:
        raise Rejected(f"A program set takes at most {total:,} shots in all, not {shots:,}.")
    if shots == 0 or shots % len(every):
        raise Rejected(
            f"The {shots:,} shots of a program set are shared equally: they must be a multiple of its"
            f" {len(every)} executables."
        )
    fewest, largest = shots_range(device)
    if not fewest <= shots // len(every) <= largest:
        raise Rejected(
            f"{device.name} takes {fewest:,} to {largest:,} shots an executable, not {shots // len(every):,}."
        )


def _check_parameters(device: devices.Device, device_parameters: str) -> None:
    try:
        found = json.loads(device_parameters or "{}")
        paradigm = found.get("paradigmParameters") or {}
        rewiring = paradigm.get("disableQubitRewiring")
    except (ValueError, AttributeError) as error:
        raise Rejected("The device parameters are no JSON document.") from error
    if rewiring and device.paradigm == "gate":
        raise Rejected(
            f"{device.name} does not support disableQubitRewiring; put the circuit into a verbatim box."
        )


def width(reading: Reading) -> int:
    """How many qubits a circuit uses."""
    return max(reading.qubits, len({qubit for step in reading.steps for qubit in step.qubits}))


def seconds(reading: Reading) -> float:
    """About how long a managed simulator would take, in seconds: the course's own rule of thumb."""
    return len(reading.steps) * 2 ** min(width(reading), 40) * 2e-9


def check_reading(device: devices.Device, reading: Reading, shots: int) -> None:
    """Check a circuit for a gate-model device or simulator.

    Raises:
        Rejected: the device doesn't take it.
    """
    if not reading.steps:
        raise Rejected("The program does nothing: it has no gate and no measurement.")
    supported = _document(device.slug)["action"][_PROGRAM]
    _check_operations(device, reading, supported)
    _check_results(device, reading, supported, shots)
    if device.paradigm == "simulator":
        _check_simulator(device, reading, shots)
    else:
        _check_qpu(device, reading)


def _check_operations(device: devices.Device, reading: Reading, supported: Mapping[str, Any]) -> None:
    allowed = {name.lower() for name in supported["supportedOperations"]}
    allowed |= {"measure", "barrier", *(["reset"] if device.vendor == "IQM" else [])}
    pragmas = set(supported["supportedPragmas"])
    for step in reading.steps:
        if step.name in ("unitary", "noise"):
            name = f"braket_noise_{step.parameters[0]}" if step.name == "noise" else "braket_unitary_matrix"
            if name not in pragmas:
                hint = " DM1 runs circuits with noise." if step.name == "noise" else ""
                raise Rejected(f"line {step.line}: {device.name} does not support the pragma {name}.{hint}")
        elif step.name not in allowed and not step.verbatim:
            raise Rejected(
                f"line {step.line}: {device.name} does not support {step.name}; it supports:"
                f" {', '.join(sorted(allowed))}."
            )
        if (step.controls or step.power != 1) and not supported["supportedModifiers"]:
            raise Rejected(
                f"line {step.line}: {device.name} does not support gate modifiers (ctrl, inv, pow)."
            )


def _check_results(
    device: devices.Device, reading: Reading, supported: Mapping[str, Any], shots: int
) -> None:
    kinds = {kind["name"].lower(): kind for kind in supported["supportedResultTypes"]}
    if shots == 0 and not reading.results:
        raise Rejected("shots=0 asks for exact results, so the program needs a result type; it has none.")
    if reading.results and any(step.name == "measure" for step in reading.steps):
        raise Rejected("A program has result types or measure statements, not both.")
    for result in reading.results:
        name = type(result).__name__
        kind = kinds.get(name.lower())
        if kind is None:
            raise Rejected(
                f"{device.name} does not support the result type {name}; it supports:"
                f" {', '.join(found['name'] for found in kinds.values())}."
            )
        fewest, most = kind.get("minShots") or 0, kind.get("maxShots")
        if shots < fewest or (most is not None and shots > most):
            raise Rejected(f"The result type {name} takes {fewest} to {most} shots, not {shots}.")
        _check_observable(device, result, kind)
    _check_gradient(reading)


def _check_gradient(reading: Reading) -> None:
    gradients = [result for result in reading.results if isinstance(result, AdjointGradient)]
    if len(gradients) > 1:
        raise Rejected("A program has at most one result type AdjointGradient.")
    for name in (name for wanted in gradients for name in wanted.parameters):
        if name not in reading.inputs:
            raise Rejected(
                f"AdjointGradient asks for the derivative by {name!r}, which is no input of the program; its"
                f" inputs are: {', '.join(sorted(reading.inputs)) or 'none'}."
            )


def _check_observable(device: devices.Device, result: Any, kind: Mapping[str, Any]) -> None:
    allowed = kind.get("observables")
    for factor in getattr(result, "observable", None) or ():
        name = factor if isinstance(factor, str) else "hermitian"
        if allowed is not None and name not in allowed:
            raise Rejected(
                f"{device.name} does not measure the observable {name}; it measures: {', '.join(allowed)}."
            )


def _check_simulator(device: devices.Device, reading: Reading, shots: int) -> None:
    if reading.physical:
        raise Rejected(f"{device.name} has no physical qubits: name qubits by a register, not with $.")
    if name := next((s.name for s in reading.steps if s.name in ("measure_ff", "cc_prx", "reset")), None):
        raise Rejected(f"{device.name} does not support {name}.")
    _check_end(device, reading)
    count = width(reading)
    most = int(device.figures["qubits"].value)
    if count > most:
        raise Rejected(f"{device.name} takes up to {most} qubits, not {count}.")
    _check_exact(device, reading, count, shots)


def widest(mixed: bool) -> int:
    """How many qubits' exact state this machine has memory for now, as far as the practice cloud goes."""
    import psutil

    numbers = _SHARE * psutil.virtual_memory().available / (_COPIES * 16)
    room = max(0, int(numbers).bit_length() - 1)
    return min(DENSITY_QUBITS, room // 2) if mixed else min(STATE_QUBITS, room)


def wide(slug: str, reading: Reading, shots: int) -> bool:
    """Whether a circuit is too wide for its exact state, and stabilisers follow it."""
    clifford = slug != "dm1" and shots and not reading.results and is_clifford(reading.steps)
    return bool(clifford) and width(reading) > widest(mixed=False)


def _check_exact(device: devices.Device, reading: Reading, count: int, shots: int) -> None:
    """Refuse what fills this machine's memory, or keeps it for hours."""
    mixed = device.slug == "dm1"
    most = widest(mixed)
    if count > most and not wide(device.slug, reading, shots):
        more = "" if mixed else ", or more of Clifford circuits with shots and without result types"
        raise Rejected(
            f"{_HERE} for {device.name} it takes up to {most} qubits with the memory that is free now{more};"
            f" this circuit has {count}."
        )
    work = len(reading.steps) * 2.0 ** (2 * count if mixed else count)
    if count <= most and work > EXACT_WORK:
        raise Rejected(
            f"{_HERE} {len(reading.steps):,} operations on {count} qubits are more than it takes for"
            f" {device.name}. Use fewer of one or the other."
        )


def _check_end(device: devices.Device, reading: Reading) -> None:
    """Refuse operations on a qubit after its measurement."""
    done: set[int] = set()
    for step in reading.steps:
        if step.name != "barrier" and (again := done.intersection(step.qubits)):
            raise Rejected(
                f"line {step.line}: qubit {min(again)} is used after its measurement; {device.name} measures"
                " at the end only."
            )
        if step.name == "measure":
            done.update(step.qubits)


# --- QPUs --------------------------------------------------------------------------------------------------


def _check_qpu(device: devices.Device, reading: Reading) -> None:
    found = profile(device.slug)
    if reading.arrays[0] > 1:
        raise Rejected(f"{device.name} takes one qubit register, not {reading.arrays[0]}.")
    if reading.physical and reading.virtual:
        raise Rejected("The program names qubits both by $ and by a register; use one of them.")
    if reading.physical:
        _check_exist(device, reading, found)
    elif reading.qubits > len(found.qubits):
        raise Rejected(
            f"{device.name} has {len(found.qubits)} qubits; the program declares {reading.qubits}."
        )
    _check_dynamic(device, reading)
    _check_verbatim(device, reading, found)
    count = width(reading)
    if count > TRAJECTORY_QUBITS and not is_clifford(reading.steps):
        raise Rejected(
            f"{_HERE} it takes up to {TRAJECTORY_QUBITS} qubits of any circuit, and more of Clifford"
            f" circuits; this circuit has {count} and is no Clifford circuit."
        )


def _check_exist(device: devices.Device, reading: Reading, found: Profile) -> None:
    for step in reading.steps:
        for qubit in step.qubits:
            if qubit not in found.qubits:
                raise Rejected(f"line {step.line}: {device.name} has no qubit ${qubit}; {_range(found)}.")


def _range(found: Profile) -> str:
    numbers = sorted(found.qubits)
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    gap = f", without {', '.join(f'${number}' for number in missing)}" if missing else ""
    return f"its qubits are ${numbers[0]} to ${numbers[-1]}{gap}"


def _check_dynamic(device: devices.Device, reading: Reading) -> None:
    if device.vendor != "IQM":
        _check_end(device, reading)
        return
    known: set[float] = set()
    for step in reading.steps:
        if step.name == "measure_ff":
            known.add(step.parameters[0])
        elif step.name == "cc_prx" and step.parameters[2] not in known:
            raise Rejected(
                f"line {step.line}: cc_prx waits for feedback key {step.parameters[2]:g}, but no measure_ff"
                " before it writes that key."
            )


def _check_verbatim(device: devices.Device, reading: Reading, found: Profile) -> None:
    boxed = [step for step in reading.steps if step.verbatim]
    if not boxed:
        return
    gates = [step for step in reading.steps if step.name not in ("measure", "barrier")]
    if not reading.physical:
        raise Rejected(f"line {boxed[0].line}: a verbatim box needs physical qubits: $0, not q[0].")
    partial = _document(device.slug)["action"][_PROGRAM]["supportsPartialVerbatimBox"]
    if not partial and (outside := [step for step in gates if not step.verbatim]):
        raise Rejected(
            f"line {outside[0].line}: {outside[0].name} stands outside the verbatim box; {device.name} takes"
            " circuits that are verbatim as a whole or not at all."
        )
    for step in boxed:
        _check_native(device, step, found)


def _check_native(device: devices.Device, step: Step, found: Profile) -> None:
    native = (*found.native_gates, "measure", "barrier", *(["reset"] if device.vendor == "IQM" else []))
    if step.name not in native:
        listed = ", ".join(found.native_gates) or "not published for this device"
        raise Rejected(
            f"line {step.line}: {step.name} is no native gate of {device.name}, so it can't stand in a"
            f" verbatim box. Native gates: {listed}."
        )
    if step.name == "rx" and device.vendor == "Rigetti" and not _half_turns(step):
        raise Rejected(
            f"line {step.line}: {device.name} does rx natively at π/2, −π/2, π and −π only, not at"
            f" {step.parameters[0]}. Turn with rz and rx(π/2)."
        )
    if len(step.qubits) == 2 and step.name != "barrier" and tuple(sorted(step.qubits)) not in found.pairs:
        raise Rejected(_unconnected(device, step, found))


def _half_turns(step: Step) -> bool:
    from math import isclose, pi

    angle = step.parameters[0]
    return isinstance(angle, float) and any(isclose(abs(angle), turn, abs_tol=1e-9) for turn in (pi / 2, pi))


def _unconnected(device: devices.Device, step: Step, found: Profile) -> str:
    a, b = step.qubits
    return (
        f"line {step.line}: {step.name} on ${a} and ${b}: {device.name} has no working coupler between them."
        f" {' '.join(_partners(found, (a, b)))}"
    )


def _partners(found: Profile, qubits: Sequence[int]) -> Iterator[str]:
    for qubit in qubits:
        others = ", ".join(f"${other}" for other in found.neighbours(qubit)) or "no qubit"
        yield f"${qubit} is coupled with {others}."
