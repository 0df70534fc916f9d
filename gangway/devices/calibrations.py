"""What a calibration table holds: a row a qubit, a row a pair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Qubit:
    """One qubit's row: times in seconds, fidelities and probabilities as fractions; None is not published."""

    qubit: int
    t1_s: float | None
    t2_s: float | None
    f1q: float | None
    f1q_simultaneous: float | None
    readout: float | None
    readout_0_to_1: float | None
    readout_1_to_0: float | None


@dataclass(frozen=True)
class Pair:
    """One coupled pair's row: the qubits, the native gate and its fidelity with standard error."""

    a: int
    b: int
    gate: str
    fidelity: float
    standard_error: float | None


@dataclass(frozen=True)
class Calibration:
    """A device's published calibration of one date: ``qubits`` by number, ``pairs`` by (a, b) with a < b."""

    device: str
    date: str
    qubits: dict[int, Qubit]
    pairs: dict[tuple[int, int], Pair]
