"""The context in which Braket's interpreter leaves a program's operations with the engine.

Imported when a program has to be interpreted, not before: it loads Braket's simulator.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from braket.default_simulator.openqasm.parser.braket_pragmas import BraketPragmaNodeVisitor
from braket.default_simulator.openqasm.parser.generated.BraketPragmasLexer import BraketPragmasLexer
from braket.default_simulator.openqasm.parser.generated.BraketPragmasParser import BraketPragmasParser
from braket.default_simulator.openqasm.program_context import AbstractProgramContext

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.gradient_request import PRAGMA, parse
from gangway.cloud.engine.grammar import MAX_QUBITS, MAX_STEPS, Reading, arity, check_finite, strict
from gangway.cloud.engine.steps import Step


class Recorder(AbstractProgramContext):
    """The context in which Braket's interpreter leaves its operations with us."""

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
        if pragma_body.startswith(PRAGMA):
            return parse(pragma_body, lambda text: _pragma(text, self.qubit_mapping))
        return _pragma(pragma_body, self.qubit_mapping)

    def add_qubits(self, name: str, num_qubits: int | None = 1) -> None:
        count = num_qubits or 0
        if not 1 <= count <= MAX_QUBITS or self.num_qubits + count > MAX_QUBITS:
            raise Rejected(f"a program has 1 to {MAX_QUBITS:,} qubits; this register asks for {count:,}.")
        self.qubit_arrays += 1
        super().add_qubits(name, count)

    def declare_variable(self, name: str, symbol_type: Any, value: Any = None, const: bool = False) -> None:
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
        check_finite(gate_name, values)
        self._add(Step(gate_name, tuple(target), values, controls=tuple(ctrl_modifiers), power=float(power)))

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


def _pragma(text: str, qubits: Any) -> Any:
    """One of Braket's pragmas, read strictly."""
    lexer = BraketPragmasLexer(InputStream(text))
    strict(lexer, "the pragma can't be read: {message}")
    parser = BraketPragmasParser(CommonTokenStream(lexer))
    strict(parser, "the pragma can't be read: {message}")
    return BraketPragmaNodeVisitor(qubits).visit(parser.braketPragma())
