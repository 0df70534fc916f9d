"""What goes wrong: a native circuit with its errors written in, from a profile or one of its variants.

Errors of gates are depolarising at the published average fidelity; qubits that wait decay with T1 and T2
for as long as they wait, on a schedule by the gate times; readout mistakes 0 for 1 and 1 for 0 at their own
rates. A variant adds what depolarising can't show: turns that overshoot, couplings to bystanders, drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import pi

from gangway.cloud.engine.steps import Step
from gangway.cloud.profiles.variants import Variant

#: Gates that take no time: turns about z are a matter of bookkeeping.
_FREE = frozenset(("rz", "barrier", "i"))
#: Gates that can overshoot: what each is as a turn by an angle, and that angle where the gate has none.
_TURNS: Mapping[str, tuple[str, tuple[float, ...]]] = {
    "rx": ("rx", ()), "prx": ("prx", ()), "cc_prx": ("cc_prx", ()), "zz": ("zz", ()), "xx": ("xx", ()),
    "gpi": ("prx", (pi,)), "gpi2": ("prx", (pi / 2,)), "cz": ("cphaseshift", (pi,)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Error:
    """One error in the circuit.

    Attributes:
        kind: ``"depolarise"`` (value: the probability of a non-identity Pauli), ``"relax"`` (values:
            the time, T1 and T2, in seconds) or ``"zz"`` (value: an angle in radians).
        qubits: physical numbers.
        values: as ``kind`` says.
    """

    kind: str
    qubits: tuple[int, ...]
    values: tuple[float, ...]


Noisy = tuple[Step | Error, ...]


def pauli_error(fidelity: float, qubits: int) -> float:
    """The probability of a non-identity Pauli that gives an average gate fidelity on ``qubits`` qubits.

    (1 − F)(d + 1)/d with d = 2^qubits; see Nielsen, Phys. Lett. A 303, 249 (2002).
    """
    dimension = 2**qubits
    return min((1 - fidelity) * (dimension + 1) / dimension, 1 - 1 / dimension**2)


def noisy(variant: Variant, steps: Sequence[Step]) -> Noisy:
    """The steps with their errors, in order; a variant's turns overshoot already in the steps themselves."""
    return tuple(_Schedule(variant).run(steps))


class _Schedule:
    """Each qubit's own time in seconds; every operation starts when its qubits are free."""

    def __init__(self, variant: Variant) -> None:
        self.variant, self.profile = variant, variant.profile
        self.busy_until: dict[int, float] = {}

    def run(self, steps: Sequence[Step]) -> Iterable[Step | Error]:
        end, together = self._last(steps), 0.0
        for index, step in enumerate(steps):
            if index == end:
                together = max(self.busy_until.values(), default=0.0)
            start = together if index >= end else self._start(step)
            for qubit in step.qubits:
                yield from self._idle(qubit, start)
            yield self._overshot(step)
            yield from self._gate_errors(step)
            for qubit in step.qubits:
                self.busy_until[qubit] = start + self._duration(step)

    @staticmethod
    def _last(steps: Sequence[Step]) -> int:
        """Where the measurements at the end begin: they start together."""
        index = len(steps)
        while index and steps[index - 1].name == "measure":
            index -= 1
        return index

    def _start(self, step: Step) -> float:
        return max((self.busy_until.get(qubit, 0.0) for qubit in step.qubits), default=0.0)

    def _duration(self, step: Step) -> float:
        if step.name in _FREE:
            return 0.0
        if step.name in ("measure", "measure_ff", "reset"):
            return self.profile.readout_time
        return self.profile.two_qubit_gate_time if len(step.qubits) == 2 else self.profile.one_qubit_gate_time

    def _idle(self, qubit: int, until: float) -> Iterable[Error]:
        """Decay while the qubit waited; a qubit that nothing has touched is in its ground state."""
        waited = until - self.busy_until.get(qubit, until)
        if waited > 0:
            yield relaxation(self.variant, qubit, waited)

    def _overshot(self, step: Step) -> Step:
        """The step as the machine does it: a turn by a little too much."""
        by = 1 + self.variant.overshoot(step.qubits)
        if by == 1 or step.name not in _TURNS:
            return step
        name, angles = _TURNS[step.name]
        values = (*angles, *step.parameters)
        return replace(step, name=name, parameters=(values[0] * by, *values[1:]))

    def _gate_errors(self, step: Step) -> Iterable[Error]:
        if step.name in _FREE or step.name in ("measure", "measure_ff", "reset"):
            return
        if len(step.qubits) == 1:
            fidelity = self.profile.qubits[step.qubits[0]].fidelity
        else:
            pair = (min(step.qubits), max(step.qubits))
            fidelity = self.profile.pairs[pair]
        if fidelity < 1:
            yield Error("depolarise", step.qubits, (pauli_error(fidelity, len(step.qubits)),))
        if len(step.qubits) == 2:
            for bystander, angle in self.variant.crosstalk(step.qubits, self.busy_until):
                yield Error("zz", (step.qubits[0], bystander), (angle,))


def relaxation(variant: Variant, qubit: int, seconds: float) -> Error:
    """Decay of one qubit over a time; T2 is held to 2 T1."""
    found = variant.profile.qubits[qubit]
    return Error("relax", (qubit,), (seconds, found.t1, min(found.t2, 2 * found.t1)))


def readout(variant: Variant, qubits: Iterable[int]) -> Mapping[int, tuple[float, float]]:
    """For each qubit the probabilities of reading 0 as 1 and 1 as 0."""
    found = variant.profile.qubits
    return {qubit: (found[qubit].read_0_as_1, found[qubit].read_1_as_0) for qubit in qubits}
