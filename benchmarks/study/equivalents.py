"""Ways to write the same circuit otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import pi

import numpy as np

from study.programs import CONTROLLED, Program, Step, gate, inverse
from study.tasks import Task, swap, toffoli

Rewrite = Callable[[Program, Task, np.random.Generator], Program]

_DIAGONAL = frozenset(
    {"z", "s", "si", "t", "ti", "rz", "phaseshift", "cz", "cphaseshift", "zz", "gphase", "i"}
)


def commuted(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """Neighbours that commute change places, many times."""
    steps = list(program)
    for _ in range(4 * len(steps)):
        place = int(rng.integers(max(len(steps) - 1, 1)))
        if place + 1 < len(steps) and _commute(steps[place], steps[place + 1]):
            steps[place], steps[place + 1] = steps[place + 1], steps[place]
    return tuple(steps)


def _commute(first: Step, second: Step) -> bool:
    return not first.touched & second.touched or {first.name, second.name} <= _DIAGONAL


def with_inverse_pairs(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """Gates and their inverses put in, one pair to four."""
    for _ in range(int(rng.integers(1, 5))):
        place, step = int(rng.integers(len(program) + 1)), random_step(task.width, rng)
        program = (*program[:place], step, *inverse(step), *program[place:])
    return program


def random_step(width: int, rng: np.random.Generator) -> Step:
    """A gate of one, two or three qubits."""
    names = ["h", "x", "y", "z", "s", "t", "v", "rx", "ry", "rz", "phaseshift"]
    names += ["cnot", "cz", "cy", "swap", "cphaseshift", "zz"] * (width > 1) + ["ccnot"] * (width > 2)
    name = str(rng.choice(names))
    count = 3 if name == "ccnot" else 2 if name in ("cnot", "cz", "cy", "swap", "cphaseshift", "zz") else 1
    qubits = [int(qubit) for qubit in rng.permutation(width)[:count]]
    angle = float(rng.uniform(0.3, 2.8)) if name in _TURNS else None
    return gate(name, *qubits, angle=angle)


_TURNS = frozenset({"rx", "ry", "rz", "phaseshift", "cphaseshift", "zz", "xx", "yy"})


def decomposed(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """Gates replaced by others that do the same, up to a global phase where that is free."""
    exact = task.phase in ("exact", "controlled")
    return tuple(
        part for step in program for part in (_parts(step, exact, rng) if rng.random() < 0.7 else (step,))
    )


def _parts(step: Step, exact: bool, rng: np.random.Generator) -> Program:
    if step.controls:
        return (step,)
    choices = [*_PARTS.get(step.name, _same)(step.qubits, step.angles)]
    if not exact:
        choices += [*_UP_TO_PHASE.get(step.name, _same)(step.qubits, step.angles)]
    return choices[int(rng.integers(len(choices)))] if choices else (step,)


def _same(qubits: Sequence[int], angles: Sequence[float]) -> list[Program]:
    return []


Parts = Callable[[Sequence[int], Sequence[float]], list[Program]]

_PARTS: Mapping[str, Parts] = {
    "h": lambda q, a: [(_ry(q[0], pi / 2), gate("x", q[0])), (gate("z", q[0]), _ry(q[0], pi / 2))],
    "x": lambda q, a: [_between("h", q[0], gate("z", q[0])), (gate("v", q[0]), gate("v", q[0]))],
    "z": lambda q, a: [(gate("s", q[0]), gate("s", q[0])), _between("h", q[0], gate("x", q[0]))],
    "s": lambda q, a: [(gate("t", q[0]), gate("t", q[0])), (gate("phaseshift", q[0], angle=pi / 2),)],
    "si": lambda q, a: [(gate("z", q[0]), gate("s", q[0]))],
    "t": lambda q, a: [(gate("phaseshift", q[0], angle=pi / 4),)],
    "rx": lambda q, a: [_between("h", q[0], gate("rz", q[0], angle=a[0]))],
    "ry": lambda q, a: [(gate("si", q[0]), gate("rx", q[0], angle=a[0]), gate("s", q[0]))],
    "cnot": lambda q, a: [_between("h", q[1], gate("cz", *q)), _turned_round(*q)],
    "cz": lambda q, a: [_between("h", q[1], gate("cnot", *q)), (gate("cphaseshift", *q, angle=pi),)],
    "swap": lambda q, a: [swap(*q), swap(q[1], q[0])],
    "ccnot": lambda q, a: [toffoli(*q), toffoli(q[1], q[0], q[2])],
    "zz": lambda q, a: [_parity(*q, a[0]), (gate("zz", q[1], q[0], angle=a[0]),)],
    "cphaseshift": lambda q, a: [_five_gates(*q, a[0]), (gate("cphaseshift", q[1], q[0], angle=a[0]),)],
}

_UP_TO_PHASE: Mapping[str, Parts] = {
    "x": lambda q, a: [(gate("rx", q[0], angle=pi),), (gate("y", q[0]), gate("z", q[0]))],
    "z": lambda q, a: [(gate("rz", q[0], angle=pi),), (gate("x", q[0]), gate("y", q[0]))],
    "t": lambda q, a: [(gate("rz", q[0], angle=pi / 4),)],
    "s": lambda q, a: [(gate("rz", q[0], angle=pi / 2),)],
    "phaseshift": lambda q, a: [(gate("rz", q[0], angle=a[0]),)],
    "rz": lambda q, a: [(gate("phaseshift", q[0], angle=a[0]),)],
}


def _ry(qubit: int, angle: float) -> Step:
    return gate("ry", qubit, angle=angle)


def _between(name: str, qubit: int, step: Step) -> Program:
    """A gate between two of another kind on one qubit."""
    return gate(name, qubit), step, gate(name, qubit)


def _turned_round(control: int, target: int) -> Program:
    """A CNOT from the other side, between four H."""
    around = gate("h", control), gate("h", target)
    return (*around, gate("cnot", target, control), *around)


def _parity(first: int, second: int, angle: float) -> Program:
    """A ZZ rotation from CNOTs and one rotation of the parity."""
    return _between_cnots(first, second, gate("rz", second, angle=angle))


def _between_cnots(control: int, target: int, step: Step) -> Program:
    return gate("cnot", control, target), step, gate("cnot", control, target)


def _five_gates(control: int, target: int, angle: float) -> Program:
    """A controlled phase from phases and two CNOTs."""
    first, last = gate("phaseshift", control, angle=angle / 2), gate("phaseshift", target, angle=angle / 2)
    return (first, *_between_cnots(control, target, gate("phaseshift", target, angle=-angle / 2)), last)


def with_modifiers(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """Named controlled gates written with control modifiers, some of them controlled on 0 between two X."""
    return tuple(part for step in program for part in _modified(step, rng))


def _modified(step: Step, rng: np.random.Generator) -> Program:
    if step.name not in CONTROLLED or step.controls:
        return (step,)
    count, base = CONTROLLED[step.name]
    controls, targets = step.qubits[:count], step.qubits[count:]
    if rng.random() < 0.5:
        return (Step(base, targets, step.angles, controls, (1,) * count),)
    turn = gate("x", controls[0])
    return turn, Step(base, targets, step.angles, controls, (0, *(1,) * (count - 1))), turn


def with_global_phase(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """A global phase where it is free; none in all where it is not."""
    qubit, angle = int(rng.integers(task.width)), float(rng.uniform(-3, 3))
    if task.phase in ("exact", "controlled"):
        extra = [(gate("x", qubit), gate("z", qubit)) * 2 + (gate("gphase", angle=pi),)]
    else:
        extra = [
            (gate("gphase", angle=angle),),
            (gate("rz", qubit, angle=2 * pi),),
            (gate("x", qubit), gate("z", qubit)) * 2,
        ]
    place = int(rng.integers(len(program) + 1))
    return (*program[:place], *extra[int(rng.integers(len(extra)))], *program[place:])


def with_split_rotations(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """Rotations in two parts."""
    return tuple(part for step in program for part in _split(step, rng))


def _split(step: Step, rng: np.random.Generator) -> Program:
    if step.name not in _TURNS:
        return (step,)
    share = float(rng.uniform(-1, 2))
    parts = (step.angles[0] * share, step.angles[0] * (1 - share))
    return tuple(Step(step.name, step.qubits, (part,), step.controls, step.control_state) for part in parts)


def with_rounded_angle(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """One angle off by almost the tolerance."""
    turns = [index for index, step in enumerate(program) if step.name in _TURNS]
    if not turns:
        return program
    place = int(rng.choice(turns))
    step = program[place]
    off = Step(
        step.name, step.qubits, (step.angles[0] + 0.99 * task.tolerance,), step.controls, step.control_state
    )
    return (*program[:place], off, *program[place + 1 :])


def with_permuted_ancillas(program: Program, task: Task, rng: np.random.Generator) -> Program:
    """A helper borrowed and given back, or the exercise's own helper used for something else first."""
    if not task.ancillas:
        return program
    helper, qubit = task.width, int(rng.integers(task.width))
    borrowed = (
        gate("cnot", qubit, helper),
        gate("t", helper),
        gate("cnot", qubit, helper),
        gate("ti", qubit),
    )
    place = int(rng.choice([0, len(program)]))
    return (*program[:place], *borrowed, *program[place:])


REWRITES: Mapping[str, Rewrite] = {
    "commuted": commuted,
    "inverse pairs": with_inverse_pairs,
    "decomposed": decomposed,
    "control modifiers": with_modifiers,
    "global phase": with_global_phase,
    "split rotations": with_split_rotations,
    "ancillas": with_permuted_ancillas,
}


def equivalents(task: Task, rng: np.random.Generator, count: int) -> Iterator[tuple[str, Program]]:
    """Right programs of a task, each by one rewriting to three, with the names of these."""
    for index in range(count):
        program = task.rights[index % len(task.rights)]
        chosen = [str(name) for name in rng.choice([*REWRITES], size=int(rng.integers(1, 4)), replace=False)]
        for name in chosen:
            program = REWRITES[name](program, task, rng)
        if rng.random() < 0.15:
            program = with_rounded_angle(program, task, rng)
            chosen.append("rounded angle")
        yield " + ".join(chosen), program
