"""AdjointGradient as a program asks for it: the pragma, its sum of observables, and the inputs it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gangway.cloud.engine.errors import Rejected

#: How the pragma of this result type begins.
PRAGMA = "braket result adjoint_gradient"
_BODY = re.compile(rf"{PRAGMA}\s+expectation\((?P<sum>.*)\)\s+(?P<names>[\w, ]+)", re.DOTALL)
_COEFFICIENT = re.compile(r"\s*(?P<number>[-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*\*\s*")


@dataclass(frozen=True)
class Term:
    """A coefficient, the factors of an observable (letters, or matrices), and their qubits."""

    coefficient: float
    factors: tuple[Any, ...]
    targets: tuple[int, ...]


@dataclass(frozen=True)
class AdjointGradient:
    """The result type as it was asked for; no ``parameters`` stand for all inputs."""

    terms: tuple[Term, ...]
    parameters: tuple[str, ...]

    @property
    def observable(self) -> tuple[Any, ...]:
        """Every factor."""
        return tuple(factor for term in self.terms for factor in term.factors)

    def document(self, parameters: Sequence[str]) -> dict[str, Any]:
        """The result type as the result's document names it."""
        return {
            "type": "adjoint_gradient",
            "observable": [_written(term) for term in self.terms],
            "targets": [list(term.targets) for term in self.terms],
            "parameters": list(parameters),
        }


def _written(term: Term) -> Any:
    """A term as Braket's schema has it, which has no place for a coefficient: letters, or a matrix."""
    if len(term.factors) == 1 and not isinstance(term.factors[0], str):
        return term.factors[0]
    return " @ ".join(factor if isinstance(factor, str) else "hermitian" for factor in term.factors)


def parse(text: str, expectation: Callable[[str], Any]) -> AdjointGradient:
    """Read the pragma; ``expectation`` reads one without coefficients, as Braket's parser does.

    Raises:
        Rejected: it can't be read.
    """
    found = _BODY.fullmatch(text.strip())
    if not found:
        raise Rejected("an adjoint_gradient needs expectation(…) and the inputs, or 'all'.")
    terms = tuple(_term(part, expectation) for part in _parts(found["sum"]))
    names = tuple(name.strip() for name in found["names"].split(","))
    return AdjointGradient(terms, () if names == ("all",) else names)


def _parts(text: str) -> Iterator[str]:
    """The terms of a sum, each with its sign; signs within brackets and exponents are no ends."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in "+-" and text[:place].strip() and text[place - 1] not in "eE*":
            if text[start:place].strip():
                yield text[start:place]
            start = place
    yield text[start:]


def _term(text: str, expectation: Callable[[str], Any]) -> Term:
    bare = text.strip()
    sign = -1.0 if bare.startswith("-") else 1.0
    bare = bare.lstrip("+-").strip()
    number = _COEFFICIENT.match(bare)
    if number:
        bare = bare[number.end() :]
    read = expectation(f"braket result expectation {bare}")
    if not read.targets:
        raise Rejected("every observable of an adjoint_gradient needs its qubits.")
    return Term(sign * float(number["number"] if number else 1), tuple(read.observable), tuple(read.targets))
