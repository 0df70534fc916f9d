"""The study's function: GHZ states of any size, with the slips that loops invite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from autograder.answers import call
from autograder.checks import functions, states
from autograder.checks.named_states import ghz
from autograder.exercise import Exercise
from autograder.kinds import Circuit, Function
from study import truth
from study.cases import Case, Really
from study.programs import Program, gate, in_braket, in_openqasm, in_qiskit
from study.tasks import HINTS, chain, fan, tree

SIZES = range(1, 7)
TAKES = Function(inputs=lambda given: [(size,) for size in SIZES], returns=Circuit())
Builder = Callable[[int], Program]

RIGHT: Mapping[str, Builder] = {
    "chain": chain,
    "fan-out": fan,
    "tree": tree,
    "from the last qubit": lambda n: (gate("h", n - 1), *(gate("cnot", n - 1, q) for q in range(n - 1))),
    "chain downwards": lambda n: (gate("h", n - 1), *(gate("cnot", q + 1, q) for q in range(n - 2, -1, -1))),
    "with CZ": lambda n: (
        gate("h", 0),
        *(step for q in range(1, n) for step in (gate("h", q), gate("cz", q - 1, q), gate("h", q))),
    ),
}
WRONG: Mapping[str, Builder] = {
    "loop ends early": lambda n: (*fan(n)[:-1], gate("i", n - 1)) if n > 1 else fan(n),
    "loop goes too far": lambda n: (*fan(n), gate("cnot", 0, n)),
    "no H": lambda n: fan(n)[1:] or (gate("i", 0),),
    "H on every qubit": lambda n: tuple(gate("h", q) for q in range(n)),
    "H last": lambda n: (*fan(n)[1:], gate("h", 0)),
    "controls and targets exchanged": lambda n: (
        gate("h", 0),
        *(gate("cnot", q, q - 1) for q in range(1, n)),
    ),
    "chain from the far end": lambda n: (
        gate("h", 0),
        *(gate("cnot", q - 1, q) for q in range(n - 1, 0, -1)),
    ),
    "X before H": lambda n: (gate("x", 0), *fan(n)),
    "for three only": lambda n: (*fan(3), *(gate("i", q) for q in range(3, n))),
}
SDKS: Mapping[str, Callable[[Program, int], object]] = {
    "Braket": lambda program, width: in_braket(program),
    "Qiskit": in_qiskit,
    "OpenQASM 3": in_openqasm,
}


def cases(rng: np.random.Generator) -> Iterator[Case]:
    """Right and wrong functions, in each SDK."""
    exercise = Exercise("ghz-function", TAKES, _judgement, hints=HINTS)
    for mutation, builders in ((False, RIGHT), (True, WRONG)):
        for change, builder in builders.items():
            right = all(_is_ghz(builder(size), size) for size in SIZES)
            for sdk, write in SDKS.items():
                answer = _function(builder, write)
                really = Really.RIGHT if right else Really.WRONG
                label = change if mutation else f"{change} in {sdk}"
                yield Case(exercise, label, mutation, really, lambda answer=answer: answer, _called)


def _judgement(answer, given):  # type: ignore[no-untyped-def]
    return functions.each(answer, TAKES, given, lambda circuit, n: states.prepares(circuit, ghz(n)))


def _is_ghz(program: Program, size: int) -> bool:
    used = 1 + max(max(step.touched, default=0) for step in program)
    if used > size:
        return False
    wanted = np.zeros(2**size, dtype=complex)
    wanted[[0, -1]] = 2**-0.5
    return truth.apart(truth.state(in_qiskit(program, size)), wanted) < 1e-6


def _function(builder: Builder, write: Callable[[Program, int], object]) -> Callable[[int], object]:
    def ghz_states(n: int) -> object:
        program = builder(n)
        return write(program, 1 + max(max(step.touched, default=0) for step in program))

    return ghz_states


def _called(exercise: Exercise, answer: object) -> object:
    return call(answer, TAKES.inputs({}), TAKES.returns.prepare)


NAMES: Mapping[str, frozenset[str]] = {
    "loop ends early": frozenset({"fails-for-some-inputs", "not-entangled", "wrong-basis-state"}),
    "loop goes too far": frozenset({"too-many-qubits"}),
    "no H": frozenset({"wrong-basis-state"}),
    "H on every qubit": frozenset({"not-entangled"}),
    "H last": frozenset({"reversed-order", "not-entangled"}),
    "controls and targets exchanged": frozenset({"control-target-swapped"}),
    "chain from the far end": frozenset({"reversed-order", "two-gates-exchanged"}),
    "X before H": frozenset({"relative-phase"}),
    "for three only": frozenset({"too-many-qubits", "fails-for-some-inputs"}),
}
