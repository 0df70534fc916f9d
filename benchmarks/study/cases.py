"""One case of the study: an answer, how it was made from a right one, and what it really is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.answers import encode
from autograder.exercise import Exercise
from autograder.findings import Outcome, Verdict
from autograder.judge import judge
from autograder.messages import sentences


class Really(StrEnum):
    """What an answer is, found out independently of the judge."""

    RIGHT = "right"
    WRONG = "wrong"
    #: Off by more than the tolerance and less than ten times as much: either verdict is fair.
    BETWEEN = "between"


@dataclass(frozen=True)
class Case:
    """An answer to judge. ``change`` is how it was made; ``mutation`` whether that meant to break it."""

    exercise: Exercise
    change: str
    mutation: bool
    really: Really
    answer: Callable[[], object]
    encoded: Callable[[Exercise, object], object] = field(
        default=lambda exercise, answer: encode(answer, exercise.takes.prepare)
    )

    def verdict(self) -> Verdict:
        """What the judge says, by the way that every answer takes."""
        return judge(self.exercise, self.encoded(self.exercise, self.answer()))


@dataclass
class Tally:
    """What came of many cases; ``names`` are the codes that name each kind of mutation."""

    names: Mapping[str, frozenset[str]]
    judged: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    codes: dict[str, Counter[str]] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case) -> None:
        """Judge a case and write down what came of it."""
        label = f"{case.exercise.name}: {case.change}"
        really = case.really
        if case.mutation and really is not Really.WRONG:
            self.judged[f"left out, {really}"] += 1
            return
        if not case.mutation and really is not Really.RIGHT:
            self.faults.append(f"{label}: not right, says Qiskit")
            return
        verdict = case.verdict()
        self.judged["mutants" if case.mutation else "equivalents"] += 1
        if verdict.outcome is Outcome.GRADER_FAULT or not _told(case, verdict):
            self.faults.append(f"{label}: {verdict.outcome} {verdict.codes}")
        if not case.mutation:
            if not verdict.passed:
                self.refused.append(f"{label}: {verdict.codes}")
        elif verdict.passed:
            self.missed.append(label)
        else:
            self._name(case.change, verdict)

    def _name(self, change: str, verdict: Verdict) -> None:
        shown = [finding.code for finding in verdict.shown]
        self.codes.setdefault(change, Counter())[" + ".join(shown)] += 1
        self.named[change] += bool(self.names.get(change, frozenset()).intersection(shown))

    @property
    def cases(self) -> int:
        """How many answers were judged."""
        return self.judged["mutants"] + self.judged["equivalents"]

    def naming(self) -> Iterator[tuple[str, int, float]]:
        """For each kind of mutation how many were caught, and the share that was named, in kinds' order."""
        for change in sorted(self.codes):
            caught = self.codes[change].total()
            yield change, caught, self.named[change] / caught


def tallied(cases: Iterable[Case], names: Mapping[str, frozenset[str]]) -> Tally:
    """What comes of all the cases."""
    tally = Tally(names)
    for case in cases:
        tally.add(case)
    return tally


def _told(case: Case, verdict: Verdict) -> bool:
    """Whether every finding that is shown has its sentences."""
    return all(sentences(finding, case.exercise.messages) for finding in verdict.shown)


_PHASES = frozenset({"relative-phase", "relative-phases"})

#: The codes that say what was done to an answer, by the kind of mutation.
NAMES: dict[str, frozenset[str]] = {
    "dropped gate": frozenset({"one-gate-missing", "not-entangled"}),
    "added gate": frozenset({"one-gate-too-many"}),
    "two gates exchanged": frozenset({"two-gates-exchanged", "reversed-order"}),
    "other gate": frozenset({"one-gate-instead"}),
    "wrong qubit": frozenset({"gate-on-wrong-qubit", "control-target-swapped", "permuted-qubits"}),
    "angle error": frozenset({"one-angle-off", "wrong-weights"}) | _PHASES,
    "angle error of ten tolerances": frozenset({"one-angle-off", "wrong-weights"}) | _PHASES,
    "angle halved": frozenset({"angle-halved"}),
    "every angle halved": frozenset({"angle-halved"}),
    "angle doubled": frozenset({"angle-doubled"}),
    "every angle doubled": frozenset({"angle-doubled"}),
    "sign of an angle": frozenset({"angle-sign"}),
    "sign of every angle": frozenset({"angle-sign"}),
    "degrees": frozenset({"degrees-for-radians"}),
    "reversed order": frozenset({"reversed-order"}),
    "adjoint": frozenset({"adjoint", "reversed-order", "inverse-gate", "angle-sign"}),
    "inverse gate": frozenset({"inverse-gate"}) | _PHASES,
    "control and target exchanged": frozenset({"control-target-swapped", "permuted-qubits"}),
    "all controls and targets exchanged": frozenset({"control-target-swapped", "reversed-qubits"}),
    "control left out": frozenset({"control-missing", "not-entangled"}),
    "control state": frozenset({"control-state", "one-control-state"}),
    "reversed qubits": frozenset({"reversed-qubits"}),
    "permuted qubits": frozenset({"permuted-qubits", "reversed-qubits"}),
    "helper not returned": frozenset({"ancillas-not-returned"}),
}
