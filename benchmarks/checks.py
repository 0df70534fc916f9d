"""How long a verdict takes, beside the naive way of comparing whole matrices.

The answer is a Braket circuit of two layers of rotations and CNOTs, four gates for each qubit. The naive ways
are given the wanted matrix for nothing: Braket's ``to_unitary`` and Qiskit's ``Operator`` build the answer's
and compare, MQT's QCEC compares circuits. All take turns in one run, each on one thread, as in the judge.
Times are the processor's, so that other work on the machine does not count.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from report import Figure, median, percentile_95, run
from study import truth
from study.programs import Program, gate, in_braket, in_qiskit
from study.tasks import HINTS, layers

from autograder.answers import QuadraticForm, decode, encode
from autograder.checks import circuits, distributions, optimisation, states, unitaries
from autograder.exercise import Exercise, Judgement
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.kinds import Circuit, Counts, Kind, Quadratic

WIDTHS = (2, 4, 8, 10, 12)
#: Milliseconds that a verdict may take, by width.
AIMS: Mapping[int, str] = {8: "<= 50", 12: "<= 300"}
#: From this width on, a verdict is to be so much faster than each naive way.
FASTER, FROM = ">= 5", 8
#: Verdicts of each kind, and how often the naive ways are run beside them.
VERDICTS = 60
NAIVE: Mapping[int, int] = {2: 30, 4: 30, 8: 10, 10: 3, 12: 1}

#: Each pool has one thread, as in the judge's own process.
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")

Action = Callable[[], object]


def measure() -> Iterator[Figure]:
    """All figures, width by width."""
    for width in WIDTHS:
        yield from _at(width)


def _at(width: int) -> Iterator[Figure]:
    """The verdicts and the naive ways at one width, by turns."""
    verdicts, naive = dict(_verdicts(width)), dict(_naive_ways(width))
    for action in verdicts.values():
        action()  # what a first use loads or compiles is no part of a verdict
    times: dict[str, list[float]] = {name: [] for name in (*verdicts, *naive)}
    every = VERDICTS // NAIVE[width]
    for turn in range(VERDICTS):
        for name, action in verdicts.items():
            times[name].append(_milliseconds(action))
        if turn % every == 0:
            for name, action in naive.items():
                times[name].append(_milliseconds(action))
    yield from _figures(width, times, [*naive])


def _figures(width: int, times: Mapping[str, list[float]], naive: list[str]) -> Iterator[Figure]:
    for name, values in times.items():
        label = f"{width} qubits: {name}"
        aim = "" if name in naive else AIMS.get(width, "")
        yield Figure(f"{label}, median", median(values), "ms", aim)
        if len(values) > 1:
            yield Figure(f"{label}, 95th percentile", percentile_95(values), "ms", aim)
    for name in naive:
        ratio = median(times[name]) / median(times["unitaries.equals, right"])
        yield Figure(f"{width} qubits: faster than {name}", ratio, "times", FASTER if width >= FROM else "")


def _milliseconds(action: Action) -> float:
    start = time.process_time()
    action()
    return 1000 * (time.process_time() - start)


# --- the judge ---


def _verdicts(width: int) -> Iterator[tuple[str, Action]]:
    """A verdict by each check, on a right answer and on a wrong one."""
    program, wrong = _program(width), _with_a_wrong_gate(_program(width), width)
    reference = decode(encode(in_braket(program)))
    target = truth.state(in_qiskit(program, width))
    shares = {f"{index:0{width}b}": p for index, p in enumerate(np.abs(target) ** 2)}
    form = QuadraticForm(np.triu(np.random.default_rng(width).normal(size=(width, width))))
    asked: list[tuple[str, Kind, Judgement, object, object]] = [
        (
            "unitaries.equals",
            Circuit(),
            lambda answer, given: unitaries.equals(answer, reference),
            in_braket(program),
            in_braket(wrong),
        ),
        (
            "states.prepares",
            Circuit(),
            lambda answer, given: states.prepares(answer, target),
            in_braket(program),
            in_braket(wrong),
        ),
        (
            "circuits.at_most",
            Circuit(),
            lambda answer, given: circuits.at_most(answer, depth=8 * width),
            in_braket(program),
            in_braket(program * 20),
        ),
        (
            "distributions.close_to",
            Counts(),
            lambda answer, given: distributions.close_to(answer, shares, resolution=1.0),
            _drawn(shares, width),
            _drawn({key[::-1]: p for key, p in shares.items()}, width),
        ),
        (
            "optimisation.same_energies",
            Quadratic(width),
            lambda answer, given: optimisation.same_energies(answer, form),
            form.factors,
            -form.factors,
        ),
    ]
    for name, kind, judgement, right, other in asked:
        exercise = Exercise("timed", kind, judgement, hints=HINTS)
        yield f"{name}, right", _judging(exercise, encode(right), Outcome.PASSED)
        yield f"{name}, wrong", _judging(exercise, encode(other), Outcome.WRONG)


def _judging(exercise: Exercise, data: object, outcome: Outcome) -> Action:
    def verdict() -> None:
        given = judge(exercise, data)
        if given.outcome is not outcome:
            raise SystemExit(f"{exercise.name}: {given.outcome} {given.codes} instead of {outcome}")

    return verdict


def _program(width: int) -> Program:
    return layers(width, 2, seed=width)


def _with_a_wrong_gate(program: Program, width: int) -> Program:
    """Two gates too many: no single change makes it right, so that every explanation is tried."""
    half = len(program) // 2
    extra = gate("ry", 0, angle=0.3), gate("rx", width - 1, angle=0.7)
    return (*program[:half], extra[0], *program[half:], extra[1])


def _drawn(shares: Mapping[str, float], seed: int) -> dict[str, int]:
    weights = np.array([*shares.values()])
    sample = np.random.default_rng(seed).multinomial(4000, weights / weights.sum())
    return {key: int(count) for key, count in zip(shares, sample, strict=True) if count}


# --- the naive ways ---


def _naive_ways(width: int) -> Iterator[tuple[str, Action]]:
    program = _program(width)
    braket, qiskit = in_braket(program), in_qiskit(program, width)
    wanted = truth.operation(qiskit)
    yield "Braket's to_unitary", lambda: _compared(braket.to_unitary(), wanted)
    yield "Qiskit's Operator", lambda: _compared(truth.operation(qiskit), wanted)
    try:
        from mqt.qcec import verify
    except ImportError:
        return
    yield "QCEC", lambda: verify(qiskit, qiskit.copy(), parallel=False)


def _compared(given: np.ndarray, wanted: np.ndarray) -> None:
    overlap = np.vdot(wanted, given)
    if not np.allclose(given, wanted * overlap / abs(overlap), atol=1e-3):
        raise SystemExit("the naive way refuses the right answer")


if __name__ == "__main__":
    if any(os.environ.get(pool) != "1" for pool in POOLS):  # they are read when numpy is loaded
        command = [sys.executable, *sys.argv]
        raise SystemExit(subprocess.call(command, env=os.environ | dict.fromkeys(POOLS, "1")))
    run("The judge: how long a verdict takes", measure)
