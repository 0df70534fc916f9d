"""What a program may be made of, and what reading it comes to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.steps import Step

#: The most operations and qubits that a program may come to.
MAX_STEPS = 50_000
MAX_QUBITS = 1_000

_QUBIT = r"(?:\$\d+|\w+\[\d+\])"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
#: One line with a plain gate (numbers for parameters, single qubits for operands) or measurement.
PLAIN = re.compile(
    rf"\s*(?:(?P<gate>[a-z]\w*)(?:\((?P<values>{_NUMBER}(?:\s*,\s*{_NUMBER})*)\))?"
    rf"\s+(?P<qubits>{_QUBIT}(?:\s*,\s*{_QUBIT})*)"
    rf"|(?P<bits>\w+)\[(?P<bit>\d+)\]\s*=\s*measure\s+(?P<measured>{_QUBIT}))\s*;\s*$"
)


@dataclass(frozen=True, eq=False)
class Reading:
    """What a source says.

    Attributes:
        steps: in program order; a measurement's ``bit`` is its column in the result.
        results: the result types asked for, as Braket's schema classes.
        qubits: how many virtual qubits are declared.
        physical: whether qubits are named by ``$`` numbers.
        virtual: whether a declared register is used.
        inputs: the declared inputs.
        arrays: how many qubit registers and how many bit registers are declared.
    """

    steps: tuple[Step, ...]
    results: tuple[Any, ...]
    qubits: int
    physical: bool
    virtual: bool
    inputs: frozenset[str]
    arrays: tuple[int, int]

    def bound(self, inputs: Mapping[str, Any]) -> tuple[Step, ...]:
        """The steps with a number for every input.

        Raises:
            Rejected: an input is missing, or is no number.
        """
        if missing := sorted({name for step in self.steps for name in step.free} - set(inputs)):
            raise Rejected(
                f"The program's input {missing[0]!r} has no value. Give it with inputs={{{missing[0]!r}: …}}."
            )
        numbers = {name: value for name, value in inputs.items() if isinstance(value, int | float)}
        try:
            steps = tuple(step.bound(numbers) for step in self.steps)
        except TypeError as error:
            raise Rejected(f"An input of the program is no number: {error}") from error
        for step in steps:
            check_finite(f"line {step.line}: {step.name}", step.parameters)
        return steps


def check_finite(name: str, values: Iterable[Any]) -> None:
    """Refuse a parameter that is no finite number."""
    for value in values:
        if isinstance(value, float) and not math.isfinite(value):
            raise Rejected(f"{name} is given {value}, which is no finite angle.")


def strict(recogniser: Any, template: str) -> None:
    """Have one of ANTLR's lexers or parsers raise Rejected where it would print and guess.

    Args:
        recogniser: the lexer or parser.
        template: the refusal, with ``{line}``, ``{column}`` and ``{message}``.
    """
    from antlr4.error.ErrorListener import ErrorListener

    class Listener(ErrorListener):
        def syntaxError(  # noqa: N802 (ANTLR's name)
            self, _recognizer: Any, symbol: Any, line: int, column: int, message: str, _: Any
        ) -> None:
            short = re.sub(r" expecting \{.*\}$", "", message)
            short = re.sub(r"no viable alternative at input '(.*)'", r"this is no statement: '\1'", short)
            raise Rejected(template.format(line=line, column=column + 1, message=short))

    recogniser.removeErrorListeners()
    recogniser.addErrorListener(Listener())


@cache
def arity() -> Mapping[str, tuple[int, int]]:
    """How many parameters and how many qubits each of Braket's gates takes."""
    import inspect
    import math

    from braket.default_simulator.gate_operations import BRAKET_GATES

    found = {"measure_ff": (1, 1), "cc_prx": (3, 1), "gphase": (1, 0)}
    for name, gate in BRAKET_GATES.items():
        if name in found or name == "unitary":
            continue
        parameters = len(
            [
                p
                for p in inspect.signature(gate.__init__).parameters
                if p not in ("self", "targets", "ctrl_modifiers", "power")
            ]
        )
        matrix = gate(list(range(4)), *([0.1] * parameters))._base_matrix
        found[name] = (parameters, round(math.log2(len(matrix))))
    return found
