"""Ways to get a circuit wrong, each a slip that people make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import degrees

import numpy as np

from study.equivalents import random_step
from study.programs import CONTROLLED, Program, Step, adjoint, gate, inverse, relabelled
from study.tasks import Task

#: A mutation yields nothing where a program has no place for it.
Mutation = Callable[[Program, Task, np.random.Generator], Program | None]

_DIRECTED = frozenset({"cnot", "cy"})


def _pick(program: Program, rng: np.random.Generator, fits: Callable[[Step], bool]) -> int | None:
    places = [index for index, step in enumerate(program) if fits(step)]
    return int(rng.choice(places)) if places else None


def _put(program: Program, place: int, *steps: Step) -> Program:
    return (*program[:place], *steps, *program[place + 1 :])


def dropped(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """One gate left out."""
    return _put(program, int(rng.integers(len(program)))) if len(program) > 1 else None


def added(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """One gate too many."""
    place = int(rng.integers(len(program) + 1))
    return (*program[:place], random_step(task.width, rng), *program[place:])


def exchanged(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """Two neighbouring gates in the other order."""
    places = [i for i in range(len(program) - 1) if program[i].touched & program[i + 1].touched]
    if not places or program[(place := int(rng.choice(places)))] == program[place + 1]:
        return None
    return (*program[:place], program[place + 1], program[place], *program[place + 2 :])


def other_gate(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """One gate replaced by another on the same qubits."""
    alike = {"h": "xyzst", "x": "hyz", "y": "xz", "z": "xsh", "s": "zt", "t": "sz"}
    pairs = {"cnot": ["cz", "swap"], "cz": ["cnot"], "swap": ["cnot"], "rx": ["ry", "rz"], "ry": ["rx", "rz"],
             "rz": ["rx", "ry"], "zz": ["xx", "yy"], "cphaseshift": ["zz"]}  # fmt: skip
    table = {name: [*others] for name, others in alike.items()} | pairs
    place = _pick(program, rng, lambda step: step.name in table and not step.controls)
    if place is None:
        return None
    return _put(program, place, replace(program[place], name=str(rng.choice(table[program[place].name]))))


def wrong_qubit(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """One gate on another qubit."""
    place = _pick(program, rng, lambda step: bool(step.qubits) and len(step.touched) < task.width)
    if place is None:
        return None
    step = program[place]
    moved = int(rng.integers(len(step.qubits)))
    free = [qubit for qubit in range(task.width) if qubit not in step.touched]
    if not free:
        return None
    qubits = tuple(int(rng.choice(free)) if i == moved else q for i, q in enumerate(step.qubits))
    return _put(program, place, replace(step, qubits=qubits))


def _with_angle(change: Callable[[float, np.random.Generator, Task], float], every: bool) -> Mutation:
    def mutate(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
        place = _pick(program, rng, lambda step: bool(step.angles))
        if place is None:
            return None
        return tuple(
            replace(step, angles=tuple(change(angle, rng, task) for angle in step.angles))
            if step.angles and (every or index == place)
            else step
            for index, step in enumerate(program)
        )

    return mutate


def _off(angle: float, rng: np.random.Generator, task: Task) -> float:
    """Ten tolerances off and up to a hundred times as much, either way."""
    return angle + float(rng.choice([-1, 1]) * 10 * task.tolerance * 10 ** rng.uniform(0, 2))


def _least_off(angle: float, rng: np.random.Generator, task: Task) -> float:
    return angle + float(rng.choice([-10, 10])) * task.tolerance


def reversed_order(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """The gates from last to first."""
    return program[::-1]


def undone(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """The adjoint of the whole."""
    return adjoint(program)


def inverted(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """One gate that has an inverse of its own name replaced by it."""
    place = _pick(program, rng, lambda step: step.name in ("s", "si", "t", "ti", "v", "vi"))
    return None if place is None else _put(program, place, *inverse(program[place]))


def _crossed(step: Step) -> Step:
    if step.name in _DIRECTED and not step.controls:
        return replace(step, qubits=step.qubits[::-1])
    if step.name == "ccnot":
        return replace(step, qubits=(step.qubits[0], step.qubits[2], step.qubits[1]))
    return step


def crossed(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """Control and target of one gate exchanged."""
    place = _pick(program, rng, lambda step: step.name in ("cnot", "cy", "ccnot"))
    return None if place is None else _put(program, place, _crossed(program[place]))


def all_crossed(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """Control and target of every two-qubit gate exchanged."""
    changed = tuple(_crossed(step) if step.name in _DIRECTED else step for step in program)
    return changed if changed != program else None


def uncontrolled(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """A controlled gate without one of its controls."""
    place = _pick(program, rng, lambda step: step.name in CONTROLLED or bool(step.controls))
    if place is None:
        return None
    step = program[place]
    if step.controls:
        less = replace(step, controls=step.controls[1:], control_state=step.control_state[1:])
    else:
        count, base = CONTROLLED[step.name]
        less = Step(base, step.qubits[count:], step.angles, step.qubits[1:count], (1,) * (count - 1))
    return _put(program, place, less)


def without_control_state(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """A control on 0 forgotten, or one on 1 taken for 0."""
    place = _pick(program, rng, lambda step: step.name in CONTROLLED or bool(step.controls))
    if place is None:
        return None
    step = program[place]
    if not step.controls:
        count, base = CONTROLLED[step.name]
        step = Step(base, step.qubits[count:], step.angles, step.qubits[:count], (1,) * count)
    turned = int(rng.integers(len(step.controls)))
    zeros = [index for index, bit in enumerate(step.control_state) if not bit] or [turned]
    state = tuple(1 - bit if index in zeros else bit for index, bit in enumerate(step.control_state))
    return _put(program, place, replace(step, control_state=state))


def reversed_qubits(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """Every qubit numbered from the other end."""
    order = [*reversed(range(task.width)), *range(task.width, task.width + task.ancillas)]
    return relabelled(program, order) if task.width > 1 else None


def permuted_qubits(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """The qubits numbered in another order."""
    if not 2 < task.width <= 4:
        return None
    order = [int(qubit) for qubit in rng.permutation(task.width)]
    return relabelled(program, [*order, *range(task.width, task.width + task.ancillas)])


def helper_left(program: Program, task: Task, rng: np.random.Generator) -> Program | None:
    """A helper qubit that remembers something in the end."""
    return (*program, gate("cnot", 0, task.width)) if task.ancillas else None


MUTATIONS: Mapping[str, Mutation] = {
    "dropped gate": dropped,
    "added gate": added,
    "two gates exchanged": exchanged,
    "other gate": other_gate,
    "wrong qubit": wrong_qubit,
    "angle error": _with_angle(_off, every=False),
    "angle error of ten tolerances": _with_angle(_least_off, every=False),
    "angle halved": _with_angle(lambda angle, rng, task: angle / 2, every=False),
    "every angle halved": _with_angle(lambda angle, rng, task: angle / 2, every=True),
    "angle doubled": _with_angle(lambda angle, rng, task: angle * 2, every=False),
    "every angle doubled": _with_angle(lambda angle, rng, task: angle * 2, every=True),
    "sign of an angle": _with_angle(lambda angle, rng, task: -angle, every=False),
    "sign of every angle": _with_angle(lambda angle, rng, task: -angle, every=True),
    "degrees": _with_angle(lambda angle, rng, task: degrees(angle), every=True),
    "reversed order": reversed_order,
    "adjoint": undone,
    "inverse gate": inverted,
    "control and target exchanged": crossed,
    "all controls and targets exchanged": all_crossed,
    "control left out": uncontrolled,
    "control state": without_control_state,
    "reversed qubits": reversed_qubits,
    "permuted qubits": permuted_qubits,
    "helper not returned": helper_left,
}


def mutants(
    task: Task, rng: np.random.Generator, rounds: int, kinds: Sequence[str] = ()
) -> Iterator[tuple[str, Program]]:
    """Each mutation, ``rounds`` times, of the task's right programs by turns."""
    for index in range(rounds):
        program = task.rights[(index + int(rng.integers(len(task.rights)))) % len(task.rights)]
        for name in kinds or MUTATIONS:
            if (mutant := MUTATIONS[name](program, task, rng)) is not None and mutant:
                yield name, mutant
