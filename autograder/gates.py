"""The matrix of every named gate, in Braket's qubit order: the first target is the most significant bit.

Names are Braket's in lower case, and Qiskit's where Braket has no such gate. Formulas are those of the
Braket documentation of ``braket.circuits.gates`` and of ``qiskit.circuit.library``; the tests compare
every matrix here with both SDKs. Angles are in radians.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np

Matrix = np.ndarray

_I = np.eye(2, dtype=complex)
_X = np.array([[0, 1], [1, 0]], dtype=complex)
_Y = np.array([[0, -1j], [1j, 0]])
_Z = np.diag([1, -1]).astype(complex)
_H = np.array([[1, 1], [1, -1]], dtype=complex) / sqrt(2)
_V = np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2
_SWAP = np.eye(4, dtype=complex)[[0, 2, 1, 3]]

PAULIS: Mapping[str, Matrix] = {"I": _I, "X": _X, "Y": _Y, "Z": _Z}


def _phases(*angles: float) -> Matrix:
    return np.diag([cmath.exp(1j * angle) for angle in angles])


def _rotation(axis: Matrix, angle: float) -> Matrix:
    """exp(−i·angle·axis/2) for an axis whose square is the identity."""
    return cos(angle / 2) * np.eye(len(axis)) - 1j * sin(angle / 2) * axis


def _u(theta: float, phi: float, lam: float) -> Matrix:
    c, s = cos(theta / 2), sin(theta / 2)
    return np.array(
        [[c, -cmath.exp(1j * lam) * s], [cmath.exp(1j * phi) * s, cmath.exp(1j * (phi + lam)) * c]]
    )


def _equator(angle: float) -> Matrix:
    """The Pauli matrix of the axis at ``angle`` from x in the equator: cos·X + sin·Y."""
    return cos(angle) * _X + sin(angle) * _Y


def _inner(block: Matrix, corners: Matrix | None = None) -> Matrix:
    """A two-qubit matrix with ``block`` on |01⟩, |10⟩ and ``corners`` (identity) on |00⟩, |11⟩."""
    matrix = np.eye(4, dtype=complex)
    matrix[1:3, 1:3] = block
    if corners is not None:
        matrix[np.ix_([0, 3], [0, 3])] = corners
    return matrix


def _flip(amount: complex, angle: float) -> Matrix:
    """[[cos, amount·sin], [−conj(amount)·sin, cos]] of half the angle."""
    c, s = cos(angle / 2), sin(angle / 2)
    return np.array([[c, amount * s], [-np.conj(amount) * s, c]])


def _ecr() -> Matrix:
    lower, upper = _I - 1j * _X, _I + 1j * _X
    return np.block([[np.zeros((2, 2)), upper], [lower, np.zeros((2, 2))]]) / sqrt(2)


def _ms(phi_0: float, phi_1: float, theta: float) -> Matrix:
    return _rotation(np.kron(_equator(phi_0), _equator(phi_1)), theta)


def _dcx() -> Matrix:
    """CNOT from the first to the second qubit, then back."""
    return np.eye(4, dtype=complex)[[0, 3, 1, 2]].T


def _rccx() -> Matrix:
    matrix = np.eye(8, dtype=complex)
    matrix[5, 5] = -1
    matrix[6:, 6:] = _Y
    return matrix


def _rcccx() -> Matrix:
    matrix = np.eye(16, dtype=complex)
    matrix[12, 12], matrix[13, 13] = 1j, -1j
    matrix[14:, 14:] = [[0, 1], [-1, 0]]
    return matrix


@dataclass(frozen=True, slots=True)
class Gate:
    """A named gate.

    Attributes:
        name: its name in a gate list.
        qubits: how many targets it takes, its own controls among them.
        parameters: how many angles it takes.
        base: the matrix that acts on the targets after the controls, as a function of the angles.
        controls: how many of the first targets switch the base on, each by being 1.
    """

    name: str
    qubits: int
    parameters: int
    base: Callable[..., Matrix]
    controls: int = 0

    def matrix(self, *angles: float) -> Matrix:
        """The whole matrix on all targets, shape (2**qubits, 2**qubits)."""
        base = self.base(*angles)
        matrix = np.eye(2**self.qubits, dtype=complex)
        matrix[-len(base) :, -len(base) :] = base
        return matrix


def _constant(matrix: Matrix) -> Callable[[], Matrix]:
    return lambda: matrix


_PLAIN: Mapping[str, tuple[int, Callable[..., Matrix]]] = {
    "gphase": (1, lambda angle: _phases(angle)),
    "i": (0, _constant(_I)),
    "h": (0, _constant(_H)),
    "x": (0, _constant(_X)),
    "y": (0, _constant(_Y)),
    "z": (0, _constant(_Z)),
    "s": (0, _constant(np.diag([1, 1j]))),
    "si": (0, _constant(np.diag([1, -1j]))),
    "t": (0, _constant(_phases(0, pi / 4))),
    "ti": (0, _constant(_phases(0, -pi / 4))),
    "v": (0, _constant(_V)),
    "vi": (0, _constant(_V.conj())),
    "rx": (1, lambda angle: _rotation(_X, angle)),
    "ry": (1, lambda angle: _rotation(_Y, angle)),
    "rz": (1, lambda angle: _rotation(_Z, angle)),
    "phaseshift": (1, lambda angle: _phases(0, angle)),
    "u": (3, _u),
    "u2": (2, lambda phi, lam: _u(pi / 2, phi, lam)),
    "gpi": (1, lambda angle: _equator(angle)),
    "gpi2": (1, lambda angle: _rotation(_equator(angle), pi / 2)),
    "prx": (2, lambda theta, phi: _rotation(_equator(phi), theta)),
    "swap": (0, _constant(_SWAP)),
    "iswap": (0, _constant(_inner(1j * _X))),
    "pswap": (1, lambda angle: _inner(cmath.exp(1j * angle) * _X)),
    "xy": (1, lambda angle: _inner(_flip(1j, angle))),
    "cphaseshift00": (1, lambda angle: _phases(angle, 0, 0, 0)),
    "cphaseshift01": (1, lambda angle: _phases(0, angle, 0, 0)),
    "cphaseshift10": (1, lambda angle: _phases(0, 0, angle, 0)),
    "ecr": (0, _constant(_ecr())),
    "xx": (1, lambda angle: _rotation(np.kron(_X, _X), angle)),
    "yy": (1, lambda angle: _rotation(np.kron(_Y, _Y), angle)),
    "zz": (1, lambda angle: _rotation(np.kron(_Z, _Z), angle)),
    "rzx": (1, lambda angle: _rotation(np.kron(_Z, _X), angle)),
    "ms": (3, _ms),
    "dcx": (0, _constant(_dcx())),
    "xx_plus_yy": (2, lambda theta, beta: _inner(_flip(-1j * cmath.exp(1j * beta), theta))),
    "xx_minus_yy": (2, lambda theta, beta: _inner(_I, _flip(-1j * cmath.exp(-1j * beta), theta))),
    "rccx": (0, _constant(_rccx())),
    "rcccx": (0, _constant(_rcccx())),
}

#: Controlled gates: how many controls, and the name of the base.
CONTROLLED: Mapping[str, tuple[int, str]] = {
    "cnot": (1, "x"),
    "cy": (1, "y"),
    "cz": (1, "z"),
    "ch": (1, "h"),
    "cs": (1, "s"),
    "csdg": (1, "si"),
    "cv": (1, "v"),
    "cphaseshift": (1, "phaseshift"),
    "crx": (1, "rx"),
    "cry": (1, "ry"),
    "crz": (1, "rz"),
    "cu3": (1, "u"),
    "cswap": (1, "swap"),
    "ccnot": (2, "x"),
    "ccz": (2, "z"),
    "c3sx": (3, "v"),
}


def _sample(parameters: int, base: Callable[..., Matrix]) -> int:
    return int(np.log2(len(base(*(0.0,) * parameters))))


def _table() -> dict[str, Gate]:
    table = {
        name: Gate(name, _sample(parameters, base), parameters, base)
        for name, (parameters, base) in _PLAIN.items()
    }
    for name, (controls, base_name) in CONTROLLED.items():
        base = table[base_name]
        table[name] = Gate(name, controls + base.qubits, base.parameters, base.base, controls)
    table["cu"] = Gate("cu", 2, 4, lambda t, p, m, g: cmath.exp(1j * g) * _u(t, p, m), 1)
    return table


#: Every gate that a gate list may name.
GATES: Mapping[str, Gate] = _table()

#: Qiskit's name -> ours, where they differ (``u1`` and ``p`` are one gate, as are ``u3`` and ``u``).
FROM_QISKIT: Mapping[str, str] = {
    "id": "i",
    "sdg": "si",
    "tdg": "ti",
    "sx": "v",
    "sxdg": "vi",
    "p": "phaseshift",
    "u1": "phaseshift",
    "u3": "u",
    "r": "prx",
    "global_phase": "gphase",
    "cx": "cnot",
    "ccx": "ccnot",
    "csx": "cv",
    "cp": "cphaseshift",
    "cu1": "cphaseshift",
    "rxx": "xx",
    "ryy": "yy",
    "rzz": "zz",
}
_TO_QISKIT = {ours: theirs for theirs, ours in FROM_QISKIT.items() if theirs not in ("u1", "u3", "cu1")}


def name_in(sdk: str, name: str) -> str:
    """What the SDK that a circuit was written in calls one of our gates."""
    if sdk == "qiskit":
        return _TO_QISKIT.get(name, name)
    return "U" if name == "u" and sdk == "openqasm" else name


def power_of(matrix: Matrix, power: float) -> Matrix:
    """A unitary matrix to a real power; fractional ones on the principal branch, eigenphases in (−π, π]."""
    if power == 1:
        return matrix
    if float(power).is_integer() and abs(power) <= 64:
        return np.linalg.matrix_power(matrix if power >= 0 else matrix.conj().T, abs(int(power)))
    from scipy.linalg import schur

    triangle, basis = schur(matrix, output="complex")
    angles = np.angle(np.diagonal(triangle))
    angles[angles < -pi + 1e-9] = pi
    return basis @ np.diag(np.exp(1j * power * angles)) @ basis.conj().T
