"""OpenQASM source to steps: Braket's own parser and interpreter, held to what managed devices read.

Braket's managed devices read a subset of OpenQASM 3: declarations of bits, qubits and inputs, gates,
measurements, resets, barriers, verbatim boxes and pragmas. Control flow, gate definitions, classical
variables and files are the local simulator's alone, so they are refused here with line and column, before
anything is interpreted; that also bounds the time that a program can take to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from gangway.cloud.engine.errors import Rejected
from gangway.cloud.engine.grammar import PLAIN, Reading, arity, strict

#: The longest source that is read, in characters; what the full parser reads of it takes 0.1 s a kilobyte.
MAX_SOURCE = 2_000_000
MAX_PARSED = 100_000

#: The line before a verbatim box.
VERBATIM = "#pragma braket verbatim"

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


@lru_cache(maxsize=128)
def read(source: str) -> Reading:
    """Read OpenQASM source.

    Raises:
        Rejected: it can't be read, with the line and column.
    """
    if len(source) > MAX_SOURCE:
        raise Rejected(f"The program has {len(source):,} characters; at most {MAX_SOURCE:,} are read.")
    try:
        return _by_lines(source)
    except Rejected as error:
        if len(source) > MAX_PARSED:
            raise Rejected(
                f"{error} A program of more than {MAX_PARSED:,} characters needs a single gate or measurement"
                " on each line, with its numbers written out, as the SDK writes them."
            ) from error
        return _whole(source)  # whatever is wrong is said by the full parser, with its column too


def _whole(source: str) -> Reading:
    """Every statement by Braket's parser and interpreter."""
    context, interpreter = _interpreter()
    _feed(source, context, interpreter)
    return context.reading()


def _by_lines(source: str) -> Reading:
    """Lines with one plain gate or measurement by a pattern, and the rest by Braket's parser.

    Most programs are written by the SDK and consist of such lines, which this reads a hundred times faster.

    Raises:
        Rejected: the program isn't so simple, or is wrong.
    """
    if "/*" in source:
        raise Rejected("A comment of several lines is not read by lines.")
    lines = _Lines()
    for number, line in enumerate(source.split("\n"), start=1):
        try:
            lines.take(number, line)
        except (Rejected, LookupError, ValueError) as error:
            raise Rejected(f"line {number}: {_said(error)}") from error
    return lines.reading()


class _Lines:
    """Reads line after line; what isn't plain waits until it is a whole for the parser."""

    def __init__(self) -> None:
        self.context, self.interpreter = _interpreter()
        self.waiting: list[str] = []
        self.first = 1

    def take(self, number: int, line: str) -> None:
        """Read one more line."""
        bare = line.strip()
        if self.context.boxed:
            self._boxed(number, bare)
        elif (found := _plain(bare)) and not self._open():
            self._feed(number)
            self.context.line = number
            self.context.plain(found)
        elif bare in ("box{", "box {") and self.waiting and self.waiting[-1].strip() == VERBATIM:
            self.waiting.pop()
            self._feed(number)
            self.context.boxed = True
        else:
            self.waiting.append(line)

    def _boxed(self, number: int, bare: str) -> None:
        found = _plain(bare)
        self.context.line = number
        if found:
            self.context.plain(found)
        elif bare == "}":
            self.context.boxed, self.first = False, number + 1
        elif bare:
            raise Rejected("this is no plain gate.")

    def _open(self) -> bool:
        """Whether the lines that wait are a statement that isn't at its end."""
        last = next((line.strip() for line in reversed(self.waiting) if line.strip()), ";")
        return not (last.endswith((";", "}")) or last.startswith(("#pragma", "//"))) or last == VERBATIM

    def _feed(self, number: int) -> None:
        """Have the parser read what waits, at its place in the source; the line ``number`` is taken."""
        if any(self.waiting):
            _feed("\n" * (self.first - 1) + "\n".join(self.waiting), self.context, self.interpreter)
        self.waiting, self.first = [], number + 1

    def reading(self) -> Reading:
        """All that was read."""
        if self.context.boxed:
            raise Rejected("the box is not closed.")
        self._feed(self.first)
        return self.context.reading()


def _plain(line: str) -> re.Match[str] | None:
    found = PLAIN.match(line)
    return found if found and (found["measured"] or found["gate"] in arity()) else None


def _feed(source: str, context: Any, interpreter: Any) -> None:
    for statement, verbatim in _statements(_parsed(source).statements):
        _check(statement, verbatim)
        context.boxed = verbatim
        for part in statement.body if verbatim else [statement]:
            _interpret(part, context, interpreter)
    context.boxed = False


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
    from braket.default_simulator.openqasm.parser.generated.qasm3Lexer import qasm3Lexer
    from braket.default_simulator.openqasm.parser.generated.qasm3Parser import qasm3Parser
    from braket.default_simulator.openqasm.parser.openqasm_parser import QASM3ParsingError, QASMNodeVisitor

    lexer = qasm3Lexer(InputStream(source))
    strict(lexer, "The OpenQASM source can't be read: line {line}, column {column}: {message}")
    parser = qasm3Parser(CommonTokenStream(lexer))
    strict(parser, "The OpenQASM source can't be read: line {line}, column {column}: {message}")
    if not _says_something(source):
        raise Rejected("The program does nothing: its source is empty.")
    try:
        return QASMNodeVisitor().visitProgram(parser.program())
    except QASM3ParsingError as error:
        place = re.sub(r"^L(\d+):C(\d+): ", lambda m: f"line {m[1]}, column {int(m[2]) + 1}: ", str(error))
        raise Rejected(f"The OpenQASM source can't be read: {place}") from error
    except RecursionError as error:
        raise Rejected("The OpenQASM source can't be read: it is nested too deeply.") from error


def _says_something(source: str) -> bool:
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", source, flags=re.DOTALL)
    return bool(bare.strip())


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


def _interpreter() -> tuple[Any, Any]:
    from braket.default_simulator.openqasm.interpreter import Interpreter

    from gangway.cloud.engine.recorder import Recorder

    context = Recorder()
    return context, Interpreter(context)
