"""OpenQASM source to steps: Braket's own parser and interpreter, held to what managed devices read.

Braket's managed devices read a subset of OpenQASM 3: declarations of bits, qubits and inputs, gates,
measurements, resets, barriers, verbatim boxes and pragmas. Control flow, gate definitions, classical
variables and files are the local simulator's alone, so they are refused here with line and column, before
anything is interpreted; that also bounds the time that a program can take to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from typing import Any

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.steps import Step

#: The longest source that is read, in characters, and the most operations and qubits that it may come to.
MAX_SOURCE = 400_000
MAX_STEPS = 50_000
MAX_QUBITS = 1_000

_NAMES = {
    "ForInLoop": "a for loop",
    "WhileLoop": "a while loop",
    "BranchingStatement": "an if statement",
    "SubroutineDefinition": "a subroutine",
    "ExternDeclaration": "an extern declaration",
    "QuantumGateDefinition": "a gate definition",
    "Include": "include",
    "ConstantDeclaration": "a constant",
    "ClassicalAssignment": "an assignment to a variable",
    "AliasStatement": "an alias",
    "RangeDefinition": "a range of indices",
    "DiscreteSet": "a set of indices",
    "Concatenation": "a concatenation",
    "CalibrationDefinition": "a calibration",
    "CalibrationGrammarDeclaration": "a calibration grammar",
    "DelayInstruction": "a delay",
    "SubroutineCall": "a subroutine call",
    "ExpressionStatement": "an expression on its own",
}
_READ = frozenset(
    [
        "QubitDeclaration",
        "QuantumGate",
        "QuantumPhase",
        "QuantumMeasurementStatement",
        "QuantumReset",
        "QuantumBarrier",
        "Pragma",
    ]
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
            return tuple(step.bound(numbers) for step in self.steps)
        except TypeError as error:
            raise Rejected(f"An input of the program is no number: {error}") from error


@lru_cache(maxsize=128)
def read(source: str) -> Reading:
    """Read OpenQASM source.

    Raises:
        Rejected: it can't be read, with the line and column.
    """
    if len(source) > MAX_SOURCE:
        raise Rejected(f"The program has {len(source):,} characters; at most {MAX_SOURCE:,} are read.")
    program = _parsed(source)
    context, interpreter = _interpreter()
    for statement, verbatim in _statements(program.statements):
        _check(statement, verbatim)
        context.boxed = verbatim
        for part in statement.body if verbatim else [statement]:
            _interpret(part, context, interpreter)
    return context.reading()


def _interpret(statement: Any, context: Any, interpreter: Any) -> None:
    """Have one statement interpreted; whatever is wrong with it is told with its place."""
    context.line = statement.span.start_line
    try:
        interpreter.visit(statement)
    except Rejected as error:
        raise Rejected(f"{_at(statement)}: {error}") from error
    except RecursionError as error:
        raise Rejected(f"{_at(statement)}: the expression is nested too deeply.") from error
    except Exception as error:
        raise Rejected(f"{_at(statement)}: {_said(error)}") from error


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{str(error.args[0]).removeprefix('Undefined key: ')!r} is not declared."
    if isinstance(error, ValueError | NameError | TypeError | IndexError) and str(error):
        return str(error)
    return f"this can't be read ({type(error).__name__}: {error})"


def _at(node: Any) -> str:
    return f"line {node.span.start_line}, column {node.span.start_column + 1}"


def _parsed(source: str) -> Any:
    """The syntax tree; raises Rejected with the place of the first thing that is no OpenQASM."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4.error.ErrorListener import ErrorListener
    from braket.default_simulator.openqasm.parser.generated.qasm3Lexer import qasm3Lexer
    from braket.default_simulator.openqasm.parser.generated.qasm3Parser import qasm3Parser
    from braket.default_simulator.openqasm.parser.openqasm_parser import QASM3ParsingError, QASMNodeVisitor

    class Listener(ErrorListener):
        def syntaxError(  # noqa: N802 (ANTLR's name)
            self, _recognizer: Any, symbol: Any, line: int, column: int, message: str, _: Any
        ) -> None:
            raise Rejected(
                f"The OpenQASM source can't be read: line {line}, column {column + 1}: {_readable(message)}"
            )

    lexer = qasm3Lexer(InputStream(source))
    lexer.removeErrorListeners()
    lexer.addErrorListener(Listener())
    parser = qasm3Parser(CommonTokenStream(lexer))
    parser.removeErrorListeners()
    parser.addErrorListener(Listener())
    try:
        return QASMNodeVisitor().visitProgram(parser.program())
    except QASM3ParsingError as error:
        place = re.sub(r"^L(\d+):C(\d+): ", lambda m: f"line {m[1]}, column {int(m[2]) + 1}: ", str(error))
        raise Rejected(f"The OpenQASM source can't be read: {place}") from error
    except RecursionError as error:
        raise Rejected("The OpenQASM source can't be read: it is nested too deeply.") from error


def _readable(message: str) -> str:
    """ANTLR's message without its list of every token that it would have taken."""
    short = re.sub(r" expecting \{.*\}$", "", message)
    return re.sub(r"no viable alternative at input '(.*)'", r"this is no statement: '\1'", short)


def _statements(statements: list[Any]) -> Iterator[tuple[Any, bool]]:
    """Each statement, and whether it is the box of a verbatim pragma."""
    verbatim = False
    for statement in statements:
        kind = type(statement).__name__
        if verbatim and kind != "Box":
            raise Rejected(f"{_at(statement)}: '#pragma braket verbatim' must be followed by a box.")
        yield statement, verbatim
        verbatim = kind == "Pragma" and statement.command.strip().startswith("braket verbatim")
    if verbatim:
        raise Rejected("'#pragma braket verbatim' must be followed by a box.")


def _check(statement: Any, verbatim: bool) -> None:
    """Refuse a statement that managed devices don't read."""
    kind = type(statement).__name__
    if kind == "Box":
        if not verbatim:
            raise Rejected(f"{_at(statement)}: a box needs '#pragma braket verbatim' on the line before it.")
        for inner in statement.body:
            _check(inner, verbatim=False)
    elif kind == "ClassicalDeclaration":
        _check_declaration(statement)
    elif kind == "IODeclaration":
        if statement.io_identifier.name != "input":
            raise Rejected(f"{_at(statement)}: output variables are not read by managed devices.")
    elif kind not in _READ:
        raise _unread(statement, _NAMES.get(kind, kind))
    for node in _nodes(statement):
        name = type(node).__name__
        if name in ("RangeDefinition", "DiscreteSet", "Concatenation"):
            raise _unread(statement, _NAMES[name])
        _check_power(statement, node)


def _check_declaration(statement: Any) -> None:
    init = type(statement.init_expression).__name__
    if type(statement.type).__name__ != "BitType" or init not in ("NoneType", "QuantumMeasurement"):
        raise _unread(statement, "a classical variable")


def _unread(statement: Any, what: str) -> Rejected:
    return Rejected(
        f"{_at(statement)}: {what} is not read by managed devices, only by the local simulator. Write the"
        " gates out (braket.circuits.Circuit does)."
    )


def _check_power(statement: Any, node: Any) -> None:
    """Refuse integer powers and shifts whose result could fill the memory."""
    if type(node).__name__ == "BinaryExpression" and node.op.name in ("**", "<<"):
        exponent = getattr(node.rhs, "value", None)
        simple = type(node.lhs).__name__ != "BinaryExpression"
        if not simple or not isinstance(exponent, int | float) or exponent > 64:
            raise Rejected(f"{_at(statement)}: write powers as numbers, with exponents up to 64.")


def _nodes(node: Any) -> Iterator[Any]:
    """A syntax node and everything within it."""
    from braket.default_simulator.openqasm.parser.openqasm_ast import QASMNode

    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting.extend(found)
        elif isinstance(found, QASMNode):
            yield found
            waiting.extend(getattr(found, field.name) for field in fields(found) if field.name != "span")


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
def _recorder() -> type[Any]:
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
            self._add(
                Step(gate_name, tuple(target), values, controls=tuple(ctrl_modifiers), power=float(power))
            )

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


def _interpreter() -> tuple[Any, Any]:
    from braket.default_simulator.openqasm.interpreter import Interpreter

    context = _recorder()()
    return context, Interpreter(context)
