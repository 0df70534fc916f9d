"""OpenQASM 3 text as a gate list, on the learner's side of the wall.

Braket's own interpreter reads the text, with a context that writes operations down and with guards: it
opens no file, runs no endless loop, declares no endless register. No text of a learner's is ever parsed
where answers are judged.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from braket.default_simulator.openqasm.interpreter import Interpreter, VerbatimBoxDelimiter
from braket.default_simulator.openqasm.parser import openqasm_ast as ast
from braket.default_simulator.openqasm.program_context import AbstractProgramContext

from autograder.answers import expressions, limits
from autograder.answers.unreadable import Unreadable
from autograder.answers.values import GateList, Operation
from autograder.gates import FROM_QISKIT, GATES

#: Characters of a program; the parser takes about a second for so many.
MAX_CHARACTERS = 20_000
#: Brackets inside each other.
MAX_BRACKETS = 32
#: Steps of interpretation, each of them a node of the program.
MAX_STEPS = 400_000
#: Statements that gate definitions hold once they are written out.
MAX_DEFINED = 5_000
#: The largest exponent, shift or register size.
MAX_SIZE = 4096
#: Seconds after which interpretation ends.
MAX_SECONDS = 10.0

_STANDARD = """
p x y z h s sdg t tdg sx rx ry rz cx cy cz cp crx cry crz ch cu swap ccx cswap id u1 u2 u3 CX phase cphase
"""
#: The gates of ``stdgates.inc``, which is never read: their names are known here.
STANDARD_GATES = frozenset(_STANDARD.split())
_STANDARD_NAMES = {**FROM_QISKIT, "CX": "cnot", "phase": "phaseshift", "cphase": "cphaseshift"}
_ABSENT = frozenset({"ch", "crx", "cry", "crz", "cs", "csdg", "cu", "cu3", "ccz", "c3sx", "u2"})
#: What Braket's dialect knows without an include.
_BRAKET_GATES = frozenset(GATES) - _ABSENT - {
    "dcx",
    "rzx",
    "xx_plus_yy",
    "xx_minus_yy",
    "rccx",
    "rcccx",
    "u",
} | {"U"}


def gate_list(program: str) -> GateList:
    """The circuit that an OpenQASM 3 program writes, its qubits numbered as they are declared.

    Raises:
        Unreadable: it is no such program, or breaks a limit; the code says which.
    """
    _check_text(program)
    context = _Context()
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # the parser's own words, which we put in ours
            _Interpreter(context).run(program)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("nested-too-deep", limit=MAX_BRACKETS) from None
    except Exception as error:
        raise Unreadable("not-openqasm", error=_complaint(error)) from None
    declared = set(range(context.num_qubits))
    physical = {qubit for operation in context.operations for qubit in operation.qubits}
    return GateList("openqasm", tuple(sorted(declared | physical)), tuple(context.operations))


def _complaint(error: Exception) -> str:
    """What is wrong with a program, in one sentence: the parser's place, or the interpreter's words."""
    reason = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    if token := getattr(reason, "offendingToken", None):
        near = token.text.replace("<EOF>", "the end")
        return f"line {token.line} is not understood near {near[:40]}."
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:200].rstrip(".") + "."


def _check_text(program: str) -> None:
    if len(program) > MAX_CHARACTERS:
        raise Unreadable("too-large", given=len(program), limit=MAX_CHARACTERS)
    depth = deepest = 0
    for character in program:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > MAX_BRACKETS:
        raise Unreadable("nested-too-deep", limit=MAX_BRACKETS)


class _Interpreter(Interpreter):
    """Braket's interpreter, which counts what it does and refuses files and huge numbers."""

    def __init__(self, context: _Context) -> None:
        super().__init__(context)
        self.steps, self.defined = 0, 0
        self.deadline = time.monotonic() + MAX_SECONDS

    def visit(self, node: Any) -> Any:
        self.steps += 1
        if self.steps > MAX_STEPS or time.monotonic() > self.deadline:
            raise Unreadable("program-too-long")
        if isinstance(node, ast.Include):
            return self.context.include(node.filename)
        if isinstance(node, ast.BinaryExpression):
            self._check_growth(node)
        result = super().visit(node)
        self._check_size(result)
        return result

    def inline_gate_def_body(self, body: list[Any]) -> list[Any]:
        inlined = super().inline_gate_def_body(body)
        self.defined += len(inlined)
        if self.defined > MAX_DEFINED:
            raise Unreadable("program-too-long")
        return inlined

    def _check_growth(self, node: Any) -> None:
        """Refuse powers and shifts whose result would fill the memory."""
        if node.op.name in ("**", "<<"):
            node.lhs, node.rhs = self.visit(node.lhs), self.visit(node.rhs)
            base, exponent = (getattr(side, "value", 0) for side in (node.lhs, node.rhs))
            bits = base.bit_length() if isinstance(base, int) and node.op.name == "**" else 1
            _check_limit(max(bits, 1) * exponent if isinstance(exponent, int | float) else 0)

    @staticmethod
    def _check_size(result: Any) -> None:
        if isinstance(result, ast.RangeDefinition):
            _check_limit(_length(result))
        elif isinstance(result, ast.ClassicalType):
            _check_limit(getattr(getattr(result, "size", None), "value", 0))
            for dimension in getattr(result, "dimensions", None) or ():
                _check_limit(getattr(dimension, "value", 0))


def _length(steps: Any) -> float:
    start, end, step = (getattr(part, "value", None) for part in (steps.start, steps.end, steps.step))
    return abs((end or 0) - (start or 0)) / (abs(step) if step else 1)


def _check_limit(value: Any) -> None:
    if isinstance(value, int | float) and abs(value) > MAX_SIZE:
        raise Unreadable("size-too-large", given=f"{value:g}", limit=MAX_SIZE)


class _Context(AbstractProgramContext):
    """Writes down the operations of a program as it is interpreted."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[Operation] = []
        self.bits: dict[tuple[str, int], int] = {}
        self.sizes: dict[str, int] = {}
        self.condition: tuple[tuple[int, ...], int] | None = None
        self.standard, self.verbatim = False, False

    @property
    def circuit(self) -> list[Operation]:
        return self.operations

    @property
    def supports_midcircuit_measurement(self) -> bool:
        return True

    def include(self, filename: str) -> None:
        """Accept the standard gates by name; no file is opened for them or for anything else."""
        if filename != "stdgates.inc":
            raise Unreadable("text-include", given=filename[:60])
        self.standard = True

    def is_builtin_gate(self, name: str) -> bool:
        known = name in _BRAKET_GATES or (self.standard and name in STANDARD_GATES)
        return known and not self.is_user_defined_gate(name)

    def add_qubits(self, name: str, num_qubits: int | None = 1) -> None:
        if (num_qubits or 1) + self.num_qubits > limits.MAX_QUBIT_LABEL + 1:
            raise Unreadable("size-too-large", given=str(num_qubits), limit=limits.MAX_QUBIT_LABEL + 1)
        super().add_qubits(name, num_qubits)

    def declare_variable(self, name: str, symbol_type: Any, value: Any = None, const: bool = False) -> None:
        if isinstance(symbol_type, ast.BitType) and self.in_global_scope:
            self.sizes[name] = getattr(symbol_type.size, "value", 1)
        super().declare_variable(name, symbol_type, value, const)

    def add_phase_instruction(self, target: Any, phase_value: float) -> None:
        self._add(Operation("gphase", (), (self._angle(phase_value),), condition=self.condition))

    def add_gate_instruction(
        self, gate_name: str, target: tuple[int, ...], params: Any, ctrl_modifiers: list[int], power: float
    ) -> None:
        name, controls = _STANDARD_NAMES.get(gate_name, gate_name).lower(), len(ctrl_modifiers)
        gate = GATES[name]
        if len(target) - controls != gate.qubits or len(params) != gate.parameters:
            expected = f"{gate_name} takes {gate.qubits} qubits and {gate.parameters} angles"
            raise Unreadable("not-openqasm", error=expected)
        self._add(
            Operation(
                name,
                tuple(target[controls:]),
                tuple(self._angle(angle) for angle in params),
                controls=tuple(target[:controls]),
                control_state=tuple(int(bit) for bit in ctrl_modifiers),
                power=float(power),
                condition=self.condition,
                verbatim=self.verbatim,
            )
        )

    def add_custom_unitary(self, unitary: np.ndarray, target: tuple[int, ...]) -> None:
        matrix = (np.asarray(unitary, dtype=complex),)
        self._add(Operation("unitary", tuple(target), matrices=matrix, condition=self.condition))

    def add_noise_instruction(
        self, noise_instruction: str, target: list[int], probabilities: list[float]
    ) -> None:
        rates = tuple(float(rate) for rate in probabilities)
        self._add(Operation(noise_instruction, tuple(target), rates))

    def add_kraus_instruction(self, matrices: list[np.ndarray], target: list[int]) -> None:
        kraus = tuple(np.asarray(matrix, dtype=complex) for matrix in matrices)
        self._add(Operation("kraus", tuple(target), matrices=kraus))

    def add_measure(
        self, target: tuple[int], classical_targets: Iterable[int] | None = None, **kwargs: Any
    ) -> None:
        destination = kwargs.get("classical_destination")
        name = "" if destination is None else _identifier(destination)
        elements = list(range(len(target)) if classical_targets is None else classical_targets)
        for qubit, element in zip(target, elements, strict=True):
            bits = (self._bit(name, int(element)),) if name else ()
            self._add(
                Operation("measure", (qubit,), bits=bits, condition=self.condition, verbatim=self.verbatim)
            )

    def add_reset(self, target: list[int]) -> None:
        for qubit in target:
            self._add(Operation("reset", (qubit,), condition=self.condition))

    def add_barrier(self, target: list[int] | None = None) -> None:
        self._add(Operation("barrier", tuple(target or range(self.num_qubits))))

    def add_verbatim_marker(self, marker: Any) -> None:
        self.verbatim = marker == VerbatimBoxDelimiter.START_VERBATIM

    def add_result(self, result: Any) -> None:
        """Result types ask for something to be computed; they change no circuit."""

    def add_output_declaration(self, name: str, var_type: Any) -> None:
        """Outputs name what a run returns; they change no circuit."""

    def evaluate_condition(self, condition: Any) -> Iterator[bool]:
        bits, value = self._tested(condition)
        outer = self.condition
        before, base = outer or ((), 0)
        for branch, wanted in ((True, value), (False, 1 - value)):
            if branch or len(bits) == 1:
                self.condition = ((*before, *bits), base | wanted << len(before))
                written = len(self.operations)
                yield branch
            else:
                self.condition, written = None, len(self.operations)
                yield branch
                if len(self.operations) > written:
                    raise Unreadable(
                        "unsupported-operation", given="an else branch of a condition on several bits"
                    )
        self.condition = outer

    def _tested(self, condition: Any) -> tuple[tuple[int, ...], int]:
        """The bits that a condition tests, the least significant first, and the value that fulfils it."""
        if isinstance(condition, ast.UnaryExpression) and condition.op.name == "!":
            bits, value = self._tested(condition.expression)
            if len(bits) == 1:
                return bits, 1 - value
        elif isinstance(condition, ast.BinaryExpression) and condition.op.name == "==":
            return self._read(condition.lhs), int(condition.rhs.value)
        elif isinstance(condition, ast.Identifier | ast.IndexedIdentifier | ast.IndexExpression):
            bits = self._read(condition)
            if len(bits) == 1:
                return bits, 1
        raise Unreadable("unsupported-operation", given="a classical condition that is no plain equality")

    def _read(self, expression: Any) -> tuple[int, ...]:
        """The classical bits that an identifier stands for."""
        if isinstance(expression, ast.Identifier):
            size = self.sizes.get(expression.name) or 1
            return tuple(self._bit(expression.name, element) for element in range(size))
        if isinstance(expression, ast.IndexExpression):
            return (self._bit(expression.collection.name, int(expression.index[0].value)),)
        return (self._bit(expression.name.name, int(expression.indices[0][0].value)),)

    def _bit(self, name: str, element: int) -> int:
        return self.bits.setdefault((name, element), len(self.bits))

    def _angle(self, value: Any) -> object:
        return expressions.from_sympy(getattr(value, "value", value))

    def _add(self, operation: Operation) -> None:
        if len(self.operations) >= limits.MAX_OPERATIONS:
            raise Unreadable("too-many-operations", given="more", limit=limits.MAX_OPERATIONS)
        self.operations.append(operation)


def _identifier(destination: Any) -> str:
    name = destination.name
    return name if isinstance(name, str) else name.name
