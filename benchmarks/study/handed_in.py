"""The ways in which a circuit is handed in: each SDK's object, OpenQASM 3 text, Qiskit's transpiler.

The transpiler runs in a process of its own: its thread pool would not survive a fork of this one.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from study.programs import Program, Step, in_braket, in_openqasm, in_qiskit
from study.tasks import Task

if TYPE_CHECKING:
    from qiskit import QuantumCircuit

#: Gates that a device might have.
BASES = (["rz", "sx", "x", "cx"], ["u", "cz"], ["rx", "ry", "rz", "rzz"], None)
LEVELS = range(4)

HandIn = Callable[[Program, int], object]

#: How a program is written, by name. Braket's circuit has only the qubits that a gate uses.
WAYS: Mapping[str, HandIn] = {
    "Braket": lambda program, width: in_braket(program),
    "Qiskit": in_qiskit,
    "OpenQASM 3": in_openqasm,
}


def written(program: Program, width: int, rng: np.random.Generator) -> tuple[str, Callable[[], object]]:
    """One of the ways, by chance; text and Qiskit seldomer, because they take longer to read."""
    name = str(rng.choice([*WAYS], p=[0.6, 0.3, 0.1]))
    return name, lambda: WAYS[name](program, width)


def transpiled(tasks: Sequence[Task], seeds: int) -> Iterator[tuple[Task, str, object]]:
    """Every right program of every task, by Qiskit's transpiler at each level with ``seeds`` seeds."""
    jobs = [(task, level, seed) for task in tasks for level in LEVELS for seed in range(seeds)]
    work = [
        {
            "width": task.width + task.ancillas,
            "steps": [_plain(step) for step in task.rights[seed % len(task.rights)]],
            "level": level,
            "seed": seed,
            "basis": BASES[(level + seed) % len(BASES)],
        }
        for task, level, seed in jobs
    ]
    command = [sys.executable, "-c", "from study.handed_in import transpile_all; transpile_all()"]
    home = str(Path(__file__).resolve().parents[1])
    out = subprocess.run(
        command, cwd=home, input=json.dumps(work), capture_output=True, text=True, check=True
    )
    from qiskit import qpy

    circuits = qpy.load(io.BytesIO(base64.b64decode(out.stdout)))
    for (task, level, seed), circuit in zip(jobs, circuits, strict=True):
        yield task, f"transpiled at level {level}, seed {seed}", circuit


def _plain(step: Step) -> list[object]:
    return [step.name, step.qubits, step.angles, step.controls, step.control_state]


def transpile_all() -> None:
    """Read the work from the standard input, write the circuits to the standard output."""
    from qiskit import qpy

    buffer = io.BytesIO()
    qpy.dump([_transpiled(job) for job in json.load(sys.stdin)], buffer)
    sys.stdout.write(base64.b64encode(buffer.getvalue()).decode())


def _transpiled(job: dict[str, Any]) -> QuantumCircuit:
    """One circuit, with the permutation that the transpiler left out put back as gates.

    From level 2 on Qiskit's transpiler leaves swaps out and only notes in ``circuit.layout`` where each qubit
    ends: the gates alone are then another operation, for Qiskit's ``Operator(circuit)`` as for the judge.
    """
    from qiskit import transpile
    from qiskit.circuit.library import PermutationGate

    program = tuple(Step(name, *map(tuple, rest)) for name, *rest in job["steps"])
    circuit = transpile(
        in_qiskit(program, job["width"]),
        basis_gates=job["basis"],
        optimization_level=job["level"],
        seed_transpiler=job["seed"],
    )
    if circuit.layout is not None:
        moved = circuit.layout.routing_permutation()
        if moved != sorted(moved):
            circuit.append(PermutationGate(moved), range(circuit.num_qubits))
    return circuit
