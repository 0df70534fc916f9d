"""All cases of the study, and its exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from study import data, functions
from study.cases import NAMES, Case
from study.equivalents import equivalents
from study.handed_in import transpiled, written
from study.mutants import mutants
from study.programs import Program
from study.tasks import Task, all_tasks

SEED = 20_26

#: Answers that the judge is known to take the other way than the study says, with the reason.
EXCEPTIONS: Mapping[str, str] = {}

#: The codes that name each kind of mutation.
ALL_NAMES: Mapping[str, frozenset[str]] = {**NAMES, **data.NAMES, **functions.NAMES}


def all_cases(rounds: int, seed: int = SEED) -> Iterator[Case]:
    """Every kind of case; one round is about a thousand cases."""
    tasks = all_tasks()
    for number, task in enumerate(tasks):
        rng = np.random.default_rng([seed, number])
        yield from _rewritten(task, rng, 4 * rounds)
        yield from _mutated(task, rng, rounds)
    for task, change, circuit in transpiled(tasks, seeds=rounds):
        yield Case(task.exercise, change, False, task.really_is(circuit), lambda circuit=circuit: circuit)
    rng = np.random.default_rng([seed, len(tasks)])
    yield from functions.cases(rng)
    yield from data.cases(rng, rounds)


def _rewritten(task: Task, rng: np.random.Generator, count: int) -> Iterator[Case]:
    for change, program in equivalents(task, rng, count):
        yield _case(task, change, program, False, rng)


def _mutated(task: Task, rng: np.random.Generator, rounds: int) -> Iterator[Case]:
    for change, program in mutants(task, rng, rounds):
        yield _case(task, change, program, True, rng)


def _case(task: Task, change: str, program: Program, mutation: bool, rng: np.random.Generator) -> Case:
    """A program handed in in one of the ways; what it really is comes from Qiskit."""
    way, answer = written(program, task.width + task.ancillas, rng)
    label = change if mutation else f"{change}, in {way}"
    return Case(task.exercise, label, mutation, task.really(program), answer)
