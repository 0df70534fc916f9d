"""The circuit composer: gates on wires, and what they do to the state, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from traitlets import Dict, Int, List, Unicode

from gangway.widgets import programs
from gangway.widgets.instrument import Instrument, module
from gangway.widgets.words import outcomes

if TYPE_CHECKING:
    from braket.circuits import Circuit
    from qiskit import QuantumCircuit

    from autograder.answers import GateList

#: The gates on offer, unless a lesson chooses.
PALETTE = ("h", "x", "y", "z", "s", "t", "v", "rx", "ry", "rz", "phaseshift", "cnot", "cz", "swap", "ccnot")
#: What is shown of the state.
SHOWS = ("amplitudes", "bloch")
#: Qubits that the browser computes.
MOST_QUBITS = 10


class Composer(Instrument):
    """Compose a circuit by hand, see its state, and take it from ``circuit``, or hand the composer in.

    What can't be shown (too many qubits, an unknown gate, a parameter without a value) is said inside the
    instrument; ``circuit`` still returns it.
    """

    module_name = "composer"
    _esm = module("composer")

    program = Dict().tag(sync=True, kept=True)
    #: How many gates have acted in what is shown; -1 for all.
    steps = Int(-1).tag(sync=True, kept=True)
    palette = List(Unicode()).tag(sync=True, kept=True)
    shows = List(Unicode()).tag(sync=True, kept=True)
    #: A sentence shown in place of the circuit.
    notice = Unicode("").tag(sync=True, kept=True)

    def __init__(
        self,
        circuit: object = None,
        *,
        qubits: int = 2,
        palette: Sequence[str] = PALETTE,
        shows: Sequence[str] = SHOWS,
        **traits: Any,
    ) -> None:
        """Start with a circuit of Braket or Qiskit, with OpenQASM 3 text, or with ``qubits`` empty wires.

        Args:
            circuit: what to start with.
            qubits: how many wires there are at least.
            palette: Braket's names of the gates on offer.
            shows: what to show of the state: ``"amplitudes"``, ``"bloch"``, or both.
            traits: initial values of other traits.
        """
        super().__init__(palette=list(palette), shows=list(shows), program=programs.empty(qubits), **traits)
        if circuit is not None:
            self._show(circuit, qubits)

    @property
    def circuit(self) -> Circuit:
        """The circuit as it stands, as a Braket ``Circuit``; set it to show another, of either SDK.

        It is a copy: what you do to it shows when you set it. A qubit on which nothing acts has an
        identity gate, so that the circuit keeps its width.
        """
        return programs.braket(self.program)

    @circuit.setter
    def circuit(self, circuit: object) -> None:
        self._show(circuit, 1)

    def _show(self, circuit: object, qubits: int) -> None:
        """Show a circuit, or the sentence that says why it can't be shown."""
        try:
            shown, notice = programs.program(circuit, qubits), ""
        except programs.NotShown as why:
            shown, notice = self.program, str(why)
        with self.hold_sync():
            self.program, self.steps, self.notice = shown, -1, notice

    def as_answer(self) -> GateList:
        """What ``check()`` judges where the composer itself is handed in: its gates, on all of its wires.

        Raises:
            Unreadable: the circuit has something in it that can't be written down.
        """
        from autograder.answers import Malformed
        from autograder.answers.unreadable import Unreadable

        try:
            return programs.gate_list(self.program)
        except Malformed as malformed:
            raise Unreadable(malformed.finding.code, **malformed.finding.values) from None

    def to_qiskit(self) -> QuantumCircuit:
        """The circuit as Qiskit's, without measurements."""
        from qiskit_braket_provider import to_qiskit

        return to_qiskit(self.circuit, add_measurements=False)

    def openqasm(self) -> str:
        """The circuit as an OpenQASM 3 program."""
        from braket.circuits.serialization import IRType

        return str(self.circuit.to_ir(IRType.OPENQASM).source)

    def words(self) -> str:
        """The circuit's size and its state, in words."""
        if self.notice:
            return self.notice
        qubits, gates = self.program["qubits"], len(self.program["operations"])
        size = f"A circuit of {_counted(qubits, 'qubit')} and {_counted(gates, 'gate')}"
        if qubits > MOST_QUBITS:
            return f"{size}: more than the composer's {MOST_QUBITS} qubits."
        try:
            amplitudes = programs.state(self.program)
        except programs.NotShown as why:
            return f"{size}. {why}"
        return f"{size}. Measured, it answers {outcomes(abs(amplitudes) ** 2)}."

    def still(self) -> str:
        """The words, and the circuit as code."""
        return f"<p>{escape(self.words())}</p><pre>{escape(programs.code(self.program))}</pre>"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
