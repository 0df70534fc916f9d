"""What is loaded and tried once, so that no submission waits for it.

A first simulation compiles kernels, a first plot looks for fonts: without these rehearsals every submission
pays seconds. Nothing here may start a thread, since what is forked afterwards would be without it: so no
Qiskit transpilation, and one thread in every pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from typing import Any


def _numpy() -> None:
    import numpy as np

    np.linalg.eigh(np.eye(4) + 0j)
    np.random.default_rng(1).normal(size=4) @ np.ones(4)


def _matplotlib() -> None:
    import io

    import matplotlib_inline.backend_inline  # noqa: F401
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.bar(["00", "11"], [0.5, 0.5])
    axes.set_title(r"warm $|\psi\rangle$")
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close("all")


def _simulators() -> None:
    """Let numba compile Braket's simulators for one thread, which is all that a submission has.

    What it compiles for several starts threads as soon as it is loaded, even for one, and so could not be
    used before a fork: density matrices, and state vectors of more than ten qubits. Where kernels keep their
    threads, this is left out.
    """
    import numba

    compiled = numba.njit

    @wraps(compiled)
    def njit(*arguments: Any, **options: Any) -> Any:
        return compiled(*arguments, **{**options, "parallel": False})

    numba.njit = njit
    try:
        import braket.default_simulator  # noqa: F401
        from braket.default_simulator import linalg_utils  # noqa: F401
    finally:
        numba.njit = compiled
    from braket.circuits import Circuit
    from braket.devices import LocalSimulator

    # for more qubits there is other code, compiled for each kind of gate: here are the usual ones
    LocalSimulator().run(Circuit().h(range(12)).cnot(0, 11).rx(3, 0.1), shots=10).result()
    noisy = Circuit().h(0).cnot(0, 1).depolarizing(0, 0.1).bit_flip(1, 0.1)
    LocalSimulator("braket_dm").run(noisy, shots=10).result()


def _braket() -> None:
    from braket.circuits import Circuit, Observable
    from braket.devices import LocalSimulator

    from autograder.answers import encode

    circuit = Circuit().h(0).cnot(0, 1)
    str(circuit)
    LocalSimulator().run(circuit, shots=10).result()
    LocalSimulator().run(Circuit().h(0).state_vector(), shots=0).result()
    LocalSimulator().run(Circuit().h(0).expectation(Observable.Z(), 0), shots=0).result()
    encode(circuit)


def _qiskit() -> None:
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Operator, SparsePauliOp, Statevector

    from autograder.answers import encode

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    Statevector(circuit).probabilities_dict()
    Operator(circuit)
    Statevector(circuit).expectation_value(SparsePauliOp("ZZ"))
    str(circuit.draw())
    encode(circuit)


def _gangway() -> None:
    from autograder import asked
    from autograder.answers import encode
    from autograder.kinds import Circuit

    # what learners import; it is told by name, for nothing here builds on it
    for name in ("gangway.check", "gangway.connect"):
        import_module(name)
    encode('OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];', Circuit().prepare)
    asked.current()


_REHEARSALS: dict[str, Callable[[], None]] = {
    "numpy": _numpy,
    "matplotlib": _matplotlib,
    "braket.default_simulator": _simulators,
    "braket": _braket,
    "qiskit": _qiskit,
    "gangway": _gangway,
}

#: What is warmed by default.
WARM = tuple(_REHEARSALS)


def rehearse(names: Iterable[str]) -> None:
    """Load and try each of ``names``: one of :data:`WARM`, or any module's name, which is imported."""
    for name in names:
        if name in _REHEARSALS:
            _REHEARSALS[name]()
        else:
            import_module(name)


#: What a submission's source has in it that will need a module, for modules that it need not name.
_SIGNS = {"braket.default_simulator": ("LocalSimulator", "OPENQASM")}
_LOADED = {"gangway": "gangway.check", "matplotlib": "matplotlib.pyplot", "braket": "braket.circuits"}


def mentioned(names: Iterable[str], source: str) -> list[str]:
    """Those of ``names`` that a submission with that source will need."""
    return [name for name in names if any(sign in source for sign in (name, *_SIGNS.get(name, ())))]


def load(names: Iterable[str]) -> None:
    """Load ``names`` without trying them, for a process that serves once."""
    for name in names:
        import_module(_LOADED.get(name, name))
