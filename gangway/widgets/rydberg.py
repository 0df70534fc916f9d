"""The Rydberg bench: atoms in the plane, a drive, and what a measurement at the end gives."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from traitlets import Dict, Unicode

from gangway import devices
from gangway.widgets.instrument import Instrument, module
from gangway.widgets.words import outcomes

if TYPE_CHECKING:
    from braket.ahs import AnalogHamiltonianSimulation

    from autograder.answers.analog import AnalogProgram

#: The limits that the bench draws within, by their names in the catalogue; SI units.
LIMITS = (
    "c6", "width", "height", "spacing_min", "rabi_frequency_max", "rabi_slew_rate_max", "detuning_max",
    "detuning_slew_rate_max", "time_max", "time_step_min",
)  # fmt: skip
#: Atoms that the browser computes.
MOST_ATOMS = 8
#: Where the bench starts: two atoms, and a pulse of Ω with Δ swept through resonance. Metres, seconds, rad/s.
START = {
    "positions": [[0.0, 0.0], [5.5e-6, 0.0]],
    "amplitude": {"times": [0.0, 0.5e-6, 3.5e-6, 4e-6], "values": [0.0, 15e6, 15e6, 0.0]},
    "detuning": {"times": [0.0, 0.5e-6, 3.5e-6, 4e-6], "values": [-30e6, -30e6, 30e6, 30e6]},
    "phase": {"times": [0.0, 4e-6], "values": [0.0, 0.0]},
}


class RydbergBench(Instrument):
    """Place atoms, draw Ω(t) and Δ(t), see the final distribution; take it as a program for Braket.

    ``program`` is a Braket ``AnalogHamiltonianSimulation``, ready for ``LocalSimulator("braket_ahs")`` or
    for a device; set it to show another. What the bench can't show is said inside it.
    """

    module_name = "rydberg"
    _esm = module("rydberg")

    #: Positions (metres), and the series of amplitude, detuning and phase (seconds, rad/s and rad).
    design = Dict().tag(sync=True, kept=True)
    limits = Dict().tag(sync=True, kept=True)
    #: A sentence shown above the bench.
    notice = Unicode("").tag(sync=True, kept=True)

    def __init__(
        self, program: AnalogHamiltonianSimulation | None = None, *, device: str = "Aquila", **traits: Any
    ) -> None:
        """Start with a program, or with a pair of atoms; the limits are those of a device of the catalogue.

        Raises:
            UnknownDevice: the catalogue has no such device.
        """
        super().__init__(design=traits.pop("design", START), limits=_limits(device), **traits)
        if program is not None:
            self._show(program)

    @property
    def program(self) -> AnalogHamiltonianSimulation:
        """The design as a program of Braket's: atom 0 is the first site of its register."""
        from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
        from braket.timings import TimeSeries

        register = AtomArrangement()
        for position in self.design["positions"]:
            register.add(tuple(position))
        series = {
            name: TimeSeries.from_lists(self.design[name]["times"], self.design[name]["values"])
            for name in ("amplitude", "phase", "detuning")
        }
        return AnalogHamiltonianSimulation(register=register, hamiltonian=DrivingField(**series))

    @program.setter
    def program(self, program: AnalogHamiltonianSimulation) -> None:
        self._show(program)

    def _show(self, program: object) -> None:
        """Show a program, or the sentence that says why it can't be shown."""
        try:
            shown, notice = _design(program), ""
        except ValueError as why:
            shown, notice = self.design, str(why)
        with self.hold_sync():
            self.design, self.notice = shown, notice

    def as_answer(self) -> AnalogHamiltonianSimulation:
        """What ``check()`` judges where the bench itself is handed in."""
        return self.program

    def probabilities(self) -> dict[str, float]:
        """The exact probability of each bitstring at the end, atom 0 leftmost, 1 for the Rydberg state.

        Raises:
            Malformed: it can't be simulated; two atoms are in one place, for instance.
        """
        from autograder.answers import decode, encode
        from autograder.checks.rydberg import Settings, probabilities

        program: Any = decode(encode(self.program))
        return probabilities(program, Settings(c6=self.limits["c6"]))

    def words(self) -> str:
        """The register, the drive and the likeliest outcomes, in words."""
        if self.notice:
            return self.notice
        atoms, drive = len(self.design["positions"]), self.design["amplitude"]
        said = (
            f"{atoms} atom{'s' * (atoms != 1)}, driven for {1e6 * drive['times'][-1]:g} µs"
            f" at up to {max(drive['values']) / 1e6:g} rad/µs."
        )
        return f"{said} {self._outcome(atoms)}"

    def _outcome(self, atoms: int) -> str:
        from autograder.answers import Malformed
        from autograder.messages import text

        if not 1 <= atoms <= MOST_ATOMS:
            return f"The bench computes 1 to {MOST_ATOMS} atoms."
        try:
            found = self.probabilities()
        except Malformed as malformed:
            return text(malformed.finding)
        shares = [found.get(f"{state:0{atoms}b}", 0.0) for state in range(2**atoms)]
        return f"Measured, it answers {outcomes(shares)}."

    def still(self) -> str:
        """The words."""
        return f"<p>{escape(self.words())}</p>"


def _limits(name: str) -> dict[str, Any]:
    device = devices.device(name)
    return {"device": device.name, **{limit: device.figure(limit).value for limit in LIMITS}}


def _design(program: object) -> dict[str, Any]:
    """A program's register and global drive.

    Raises:
        ValueError: it isn't an analog program, or has what the bench can't show; with a sentence.
    """
    from autograder.answers import Malformed, decode, encode
    from autograder.answers.analog import AnalogProgram

    try:
        found = decode(encode(program))
    except Malformed:
        found = None
    if not isinstance(found, AnalogProgram):
        given = type(program).__name__
        raise ValueError(f"A {given} was given; expected an AnalogHamiltonianSimulation of Braket.")
    if found.local:
        raise ValueError(
            "This program has a local detuning; the bench shows programs with a global drive only."
        )
    if len(found.drives) != 1:
        raise ValueError(f"This program has {len(found.drives)} driving fields; the bench shows one.")
    return {"positions": [[float(x), float(y)] for x, y in found.atoms], **_series(found)}


def _series(program: AnalogProgram) -> dict[str, Any]:
    drive = program.drives[0]
    series = {"amplitude": drive.amplitude, "detuning": drive.detuning, "phase": drive.phase}
    return {
        name: {"times": list(map(float, one.times)), "values": list(map(float, one.values))}
        for name, one in series.items()
    }
