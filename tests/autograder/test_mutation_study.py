"""Equivalents of right answers are never refused, and mutants of them are all caught.

What an answer really is comes from Qiskit or from brute force; see ``benchmarks/study``.
"""

from dataclasses import replace
from math import pi

import numpy as np
import pytest
from study import truth
from study.cases import Really, Tally, tallied
from study.chance import promises
from study.programs import adjoint, gate, in_braket, in_openqasm, in_qiskit
from study.run import ALL_NAMES, EXCEPTIONS, all_cases
from study.tasks import all_tasks

from autograder.answers import decode, encode
from autograder.simulate import unitary

#: Kinds of mutation that the feedback has to name, and how often at least.
OFTEN_NAMED = {
    "added gate": 0.5,
    "angle error": 0.9,
    "angle halved": 0.8,
    "angle doubled": 0.8,
    "every angle halved": 0.9,
    "sign of an angle": 0.6,
    "degrees": 0.8,
    "reversed order": 0.7,
    "control and target exchanged": 0.7,
    "control left out": 0.6,
    "control state": 0.5,
    "reversed qubits": 0.8,
    "wrong qubit": 0.5,
    "two gates exchanged": 0.4,
    "sign of a model": 1.0,
    "sign of a number": 1.0,
    "a power of ten": 1.0,
}


def assert_clean(tally: Tally) -> None:
    assert tally.faults == []
    assert [label for label in tally.refused if label not in EXCEPTIONS] == []
    assert [label for label in tally.missed if label not in EXCEPTIONS] == []


@pytest.fixture(scope="module")
def thousand():
    return list(all_cases(rounds=1))


def test_a_thousand_cases(thousand):
    tally = tallied(thousand, ALL_NAMES)
    assert_clean(tally)
    assert tally.cases >= 1000
    assert min(tally.judged["equivalents"], tally.judged["mutants"]) >= 400
    named = {change: share for change, _, share in tally.naming()}
    assert {change: share for change, share in named.items() if share < OFTEN_NAMED.get(change, 0)} == {}
    assert OFTEN_NAMED.keys() <= named.keys()


@pytest.mark.soak
def test_ten_thousand_cases():
    tally = tallied(all_cases(rounds=10, seed=7), ALL_NAMES)
    assert_clean(tally)
    assert tally.cases >= 10_000


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.name)
def test_every_right_program_is_right_by_qiskit_too(task):
    assert {task.really(program) for program in task.rights} == {Really.RIGHT}


def test_every_mutation_has_names_and_every_name_a_mutation(thousand):
    seen = {case.change for case in thousand if case.mutation}
    assert seen == ALL_NAMES.keys()


@pytest.mark.parametrize("task", all_tasks()[::4], ids=lambda task: task.name)
def test_the_three_ways_of_writing_a_program_agree(task):
    width = task.width + task.ancillas
    program = task.rights[0]
    wanted = truth.operation(in_qiskit(program, width))
    text = task.exercise.takes.prepare(in_openqasm(program, width))
    for written in (in_braket(program), in_qiskit(program, width), text):
        given = unitary(decode(encode(written)), qubits=range(width))
        assert np.allclose(given, wanted, atol=1e-9)
    undone = truth.operation(in_qiskit((*program, *adjoint(program)), width))
    assert truth.apart(undone, np.eye(2**width)) < 1e-9


def test_the_study_tells_right_from_wrong_by_itself():
    task = next(task for task in all_tasks() if task.name == "plus")
    assert task.really((gate("ry", 0, angle=pi / 2 + 1.9e-3),)) is Really.RIGHT
    assert task.really((gate("ry", 0, angle=pi / 2 + 1e-2),)) is Really.BETWEEN
    assert task.really((gate("ry", 0, angle=pi / 2 + 2e-2),)) is Really.WRONG
    assert task.really((gate("gphase", angle=1.0), gate("h", 0))) is Really.RIGHT


def test_the_tally_sees_a_judge_that_errs(thousand):
    cases = thousand[:40]
    blind = [_with_judgement(case, lambda answer, given: ()) for case in cases]
    assert len(tallied(blind, ALL_NAMES).missed) == sum(
        case.mutation and case.really is Really.WRONG for case in cases
    )
    broken = [_with_judgement(case, lambda answer, given: [1 / 0]) for case in cases]
    assert tallied(broken, ALL_NAMES).faults


def _with_judgement(case, judgement):
    return replace(case, exercise=replace(case.exercise, judgement=judgement))


@pytest.mark.parametrize("promise", promises(), ids=lambda promise: f"{promise.name}-{promise.shots}")
def test_false_rejection_is_computed_for_the_whole_verdict(promise):
    assert promise.false_rejection <= 1e-6
    error = promise.smallest_error
    if error < 1:
        assert promise.region.power(error) >= 0.99


@pytest.mark.soak
@pytest.mark.parametrize("promise", promises(), ids=lambda promise: f"{promise.name}-{promise.shots}")
def test_a_hundred_thousand_right_samples_pass(promise):
    """One in a million at most: two refusals in a hundred thousand would come once in two hundred runs."""
    assert promise.refused(100_000, np.random.default_rng([1, promise.shots])) <= 1


@pytest.mark.soak
def test_a_loose_region_refuses_as_often_as_it_says():
    """The same sampling sees a false rejection of one in a thousand, so that it would see a broken one."""
    for promise in promises():
        loose = replace(promise.region, false_rejection=1e-3)
        refused = replace(promise, region=loose).refused(100_000, np.random.default_rng(promise.shots))
        assert refused <= 140
