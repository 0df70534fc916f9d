"""The context in which Braket's interpreter leaves a program's operations with the engine."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from gangway.cloud.engine import gradient
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
            _check_finite(f"line {step.line}: {step.name}", step.parameters)
        return steps


def _check_finite(name: str, values: Iterable[Any]) -> None:
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


def _pragma(text: str, qubits: Any) -> Any:
    """One of Braket's pragmas, read strictly."""
    from antlr4 import CommonTokenStream, InputStream
    from braket.default_simulator.openqasm.parser.braket_pragmas import BraketPragmaNodeVisitor
    from braket.default_simulator.openqasm.parser.generated.BraketPragmasLexer import BraketPragmasLexer
    from braket.default_simulator.openqasm.parser.generated.BraketPragmasParser import BraketPragmasParser

    lexer = BraketPragmasLexer(InputStream(text))
    strict(lexer, "the pragma can't be read: {message}")
    parser = BraketPragmasParser(CommonTokenStream(lexer))
    strict(parser, "the pragma can't be read: {message}")
    return BraketPragmaNodeVisitor(qubits).visit(parser.braketPragma())


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


@cache
def recorder() -> type[Any]:
    """The context in which Braket's interpreter leaves its operations with us."""
    from braket.default_simulator.openqasm.program_context import AbstractProgramContext

    class Recorder(AbstractProgramContext):
        def __init__(self) -> None:
            super().__init__()
            self.line = 0
            self.steps: list[Step] = []
            self.slots: list[tuple[int, int] | None] = []
            self.results: list[Any] = []
            self.registers: dict[str, int] = {}
            self.input_names: set[str] = set()
            self.boxed = self.physical = self.virtual = False
            self.qubit_arrays = 0

        circuit = property(lambda self: None)
        supports_midcircuit_measurement = property(lambda self: True)

        def is_builtin_gate(self, name: str) -> bool:
            return name in arity()

        def _add(self, step: Step, slot: tuple[int, int] | None = None) -> None:
            if len(self.steps) >= MAX_STEPS:
                raise Rejected(f"the program has more than {MAX_STEPS:,} operations.")
            if len(set(step.qubits)) < len(step.qubits):
                raise Rejected(f"{step.name} is given the same qubit twice: {list(step.qubits)}.")
            self.steps.append(replace(step, verbatim=self.boxed, line=self.line))
            self.slots.append(slot)

        def parse_pragma(self, pragma_body: str) -> Any:
            if pragma_body.startswith(gradient.PRAGMA):
                return gradient.parse(pragma_body, lambda text: _pragma(text, self.qubit_mapping))
            return _pragma(pragma_body, self.qubit_mapping)

        def add_qubits(self, name: str, num_qubits: int | None = 1) -> None:
            count = num_qubits or 0
            if not 1 <= count <= MAX_QUBITS or self.num_qubits + count > MAX_QUBITS:
                raise Rejected(f"a program has 1 to {MAX_QUBITS:,} qubits; this register asks for {count:,}.")
            self.qubit_arrays += 1
            super().add_qubits(name, count)

        def declare_variable(
            self, name: str, symbol_type: Any, value: Any = None, const: bool = False
        ) -> None:
            if type(symbol_type).__name__ == "BitType":
                self.registers[name] = len(self.registers)
            else:
                self.input_names.add(name)
            super().declare_variable(name, symbol_type, value, const)

        def get_qubits(self, qubits: Any) -> tuple[int, ...]:
            name = getattr(qubits.name, "name", qubits.name)
            if name.startswith("$"):
                self.physical = True
            else:
                self.virtual = True
                if name not in self.qubit_mapping:
                    raise Rejected(f"there is no qubit {name!r}.")
            return super().get_qubits(qubits)

        def add_gate_instruction(
            self, gate_name: str, target: Any, params: Any, ctrl_modifiers: Any, power: Any
        ) -> None:
            parameters, count = arity()[gate_name]
            if len(params) != parameters or len(target) != count + len(ctrl_modifiers):
                raise Rejected(
                    f"{gate_name} takes {parameters} parameter(s) and {count} qubit(s), not {len(params)} and"
                    f" {len(target) - len(ctrl_modifiers)}."
                )
            values = tuple(
                value if hasattr(value, "free_symbols") and value.free_symbols else float(value)
                for value in params
            )
            _check_finite(gate_name, values)
            self._add(
                Step(gate_name, tuple(target), values, controls=tuple(ctrl_modifiers), power=float(power))
            )

        def plain(self, line: re.Match[str]) -> None:
            """Add the gate or measurement of a line that :data:`PLAIN` matches."""
            if line["measured"]:
                name = line["bits"]
                register = self.registers[name]
                size = getattr(getattr(self.get_type(name), "size", None), "value", 1)
                if int(line["bit"]) >= size:
                    raise IndexError(name)
                self._add(Step("measure", (self._numbered(line["measured"]),)), (register, int(line["bit"])))
                return
            qubits = [self._numbered(name.strip()) for name in line["qubits"].split(",")]
            values = [float(value) for value in (line["values"] or "").split(",") if value]
            self.add_gate_instruction(line["gate"], qubits, values, [], 1)

        def _numbered(self, name: str) -> int:
            if name.startswith("$"):
                self.physical = True
                return int(name[1:])
            self.virtual = True
            register, _, index = name.rstrip("]").partition("[")
            return self.qubit_mapping[register][int(index)]

        def add_phase_instruction(self, target: Any, phase_value: Any) -> None:
            value = phase_value if getattr(phase_value, "free_symbols", None) else float(phase_value)
            self._add(Step("gphase", (), (value,)))

        def add_custom_unitary(self, unitary: Any, target: Any) -> None:
            self._add(Step("unitary", tuple(target), (tuple(map(tuple, unitary)),)))

        def add_noise_instruction(self, noise_instruction: str, target: Any, probabilities: Any) -> None:
            self._add(Step("noise", tuple(target), (noise_instruction, *probabilities)))

        def add_kraus_instruction(self, matrices: Any, target: Any) -> None:
            self._add(Step("noise", tuple(target), ("kraus", len(matrices))))

        def add_measure(
            self, target: Any, classical_targets: Any = None, classical_destination: Any = None, **_: Any
        ) -> None:
            register, elements = self._destination(classical_destination, classical_targets, len(target))
            for qubit, element in zip(target, elements, strict=True):
                self._add(Step("measure", (qubit,)), (register, element))

        def _destination(self, destination: Any, elements: Any, count: int) -> tuple[int, list[int]]:
            if destination is None:
                start = sum(slot is not None and slot[0] == -1 for slot in self.slots)
                return -1, list(range(start, start + count))
            name = getattr(destination.name, "name", destination.name)
            if name not in self.registers:
                raise Rejected(f"there is no bit register {name!r}.")
            size = getattr(getattr(self.get_type(name), "size", None), "value", 1)
            chosen = list(elements) if elements is not None else list(range(count))
            if any(not 0 <= element < size for element in chosen) or (elements is None and count != size):
                raise Rejected(f"{count} qubit(s) don't fit into bit register {name!r} of length {size}.")
            return self.registers[name], chosen

        def add_barrier(self, target: Any = None) -> None:
            self._add(Step("barrier", tuple(dict.fromkeys(target or ()))))

        def add_reset(self, target: Any) -> None:
            for qubit in target:
                self._add(Step("reset", (qubit,)))

        def add_result(self, result: Any) -> None:
            self.results.append(result)

        def reading(self) -> Reading:
            used = sorted({slot for slot in self.slots if slot is not None})
            if len({register for register, _ in used}) > 1:
                raise Rejected(
                    "Measurements go into more than one bit register; declare one and measure into it."
                )
            column = {slot: index for index, slot in enumerate(used)}
            steps = tuple(
                step if slot is None else replace(step, bit=column[slot])
                for step, slot in zip(self.steps, self.slots, strict=True)
            )
            return Reading(
                steps, tuple(self.results), self.num_qubits, self.physical, self.virtual,
                frozenset(self.input_names), (self.qubit_arrays, len(self.registers)),
            )  # fmt: skip

    return Recorder
