"""The kinds of answer that an exercise can take, and when one of them is well-formed.

A kind is a small declarative thing. ``accept`` returns the answer in the one form that checks work with,
or raises :class:`~autograder.answers.Malformed` with what came and what is expected. Whether the answer
is *right* is the exercise's business.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import numpy as np

from autograder.answers.analog import AnalogProgram
from autograder.answers.fields import Malformed, NoAnswer
from autograder.answers.values import Counts as CountsAnswer
from autograder.answers.values import GateList, Outputs, QuadraticForm, Raised, Unanswered

#: Shots of one set of counts.
MAX_SHOTS = 10**9
#: The largest factor of a quadratic form.
MAX_FACTOR = 1e100

#: What a decoded value is called when it is not what was expected.
_NAMES: Sequence[tuple[type, str]] = (
    (bool, "True or False"),
    (int, "a number"),
    (float, "a number"),
    (complex, "a complex number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a dictionary"),
    (np.ndarray, "an array"),
    (GateList, "a circuit"),
    (AnalogProgram, "an analog program"),
    (CountsAnswer, "measurement counts"),
    (Outputs, "a function"),
)


class Kind(ABC):
    """What kind of answer an exercise takes. ``expected`` completes "this exercise expects …"."""

    expected: ClassVar[str] = "an answer"

    def prepare(self, answer: object) -> object:
        """What to encode for an answer, on the learner's side.

        Raises:
            Unreadable: it can't be read.
        """
        return answer

    @abstractmethod
    def accept(self, answer: object) -> Any:
        """The answer in its checked form.

        Raises:
            Malformed: the answer is of another kind, or not well-formed.
            NoAnswer: it is the placeholder.
        """

    def wrong_type(self, answer: object) -> Malformed:
        """The complaint about an answer of another kind."""
        return Malformed("wrong-type", given=name_of(answer), expected=self.expected)


def name_of(answer: object) -> str:
    """What to call a decoded answer in a sentence."""
    return next((name for cls, name in _NAMES if isinstance(answer, cls)), type(answer).__name__)


@dataclass(frozen=True)
class Circuit(Kind):
    """A circuit of Braket, Qiskit or OpenQASM 3, as a :class:`~autograder.answers.GateList`.

    Attributes:
        max_qubits: wider circuits are refused before anything is computed.
        empty: whether a circuit without operations is an answer; by default it is the placeholder.
        parameters: whether free parameters may be left.
    """

    max_qubits: int = 12
    empty: bool = False
    parameters: bool = False
    expected: ClassVar[str] = "a circuit (Braket's Circuit, Qiskit's QuantumCircuit, or OpenQASM 3 text)"

    def prepare(self, answer: object) -> object:
        """The gate list of OpenQASM 3 text; anything else as it is."""
        if not isinstance(answer, str) or not answer.strip():
            return answer
        from autograder.answers.openqasm import gate_list

        return gate_list(answer)

    def accept(self, answer: object) -> GateList:
        if isinstance(answer, str) and not answer.strip():
            raise NoAnswer("no-answer")
        if not isinstance(answer, GateList):
            raise self.wrong_type(answer)
        if not answer.operations and not self.empty:
            raise NoAnswer("empty-circuit")
        if answer.width > self.max_qubits:
            raise Malformed("too-wide", given=answer.width, limit=self.max_qubits)
        if answer.free_parameters and not self.parameters:
            raise Malformed("unbound-parameters", names=", ".join(sorted(answer.free_parameters)))
        return answer


@dataclass(frozen=True)
class Number(Kind):
    """A finite real number (``complex_=True``: a complex one)."""

    complex_: bool = False
    expected: ClassVar[str] = "a number"

    def accept(self, answer: object) -> int | float | complex:
        value = answer.item() if isinstance(answer, np.ndarray) and answer.size == 1 else answer
        allowed = (int, float, complex) if self.complex_ else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed):
            raise self.wrong_type(answer)
        return value


@dataclass(frozen=True)
class Array(Kind):
    """A numpy array, or nested lists of numbers, of a given shape (``None`` in it is any length)."""

    shape: tuple[int | None, ...] | None = None
    complex_: bool = False
    expected: ClassVar[str] = "an array of numbers"

    def accept(self, answer: object) -> np.ndarray:
        array = answer if isinstance(answer, np.ndarray) else _array(answer)
        if array is None or (array.dtype.kind == "c" and not self.complex_):
            raise self.wrong_type(answer)
        if self.shape is not None and not _fits(array.shape, self.shape):
            raise Malformed("wrong-shape", given=_shape(array.shape), expected=_shape(self.shape))
        return array.astype(complex if self.complex_ else float)


def _array(answer: object) -> np.ndarray | None:
    if not isinstance(answer, list):
        return None
    try:
        array = np.array(answer)
    except ValueError:
        return None
    return array if array.dtype.kind in "iufc" else None


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(w in (None, s) for s, w in zip(shape, wanted, strict=True))


def _shape(shape: Sequence[int | None]) -> str:
    return "×".join("any" if size is None else str(size) for size in shape) or "a single number"


@dataclass(frozen=True)
class Text(Kind):
    """A text of bounded length; white space at its ends is dropped."""

    most: int = 2000
    expected: ClassVar[str] = "text"

    def accept(self, answer: object) -> str:
        if not isinstance(answer, str):
            raise self.wrong_type(answer)
        if not (stripped := answer.strip()):
            raise NoAnswer("no-answer")
        if len(stripped) > self.most:
            raise Malformed("too-large", given=len(stripped), limit=self.most)
        return stripped


@dataclass(frozen=True)
class Option(Kind):
    """One of a few named options, as text: ``"b"``. Capitals and a full stop or bracket are forgiven."""

    options: tuple[str, ...]
    expected: ClassVar[str] = "the letter of one option"

    def accept(self, answer: object) -> str:
        if not isinstance(answer, str):
            raise self.wrong_type(answer)
        chosen = answer.strip().strip("().").lower()
        if not chosen:
            raise NoAnswer("no-answer")
        if chosen not in self.options:
            raise Malformed("unknown-option", given=answer[:40], options=", ".join(self.options))
        return chosen


@dataclass(frozen=True)
class Lines(Kind):
    """Some of the given lines, each once, in an order.

    A list of their letters, or text: ``"b a d"`` or ``"bad"``.
    """

    lines: tuple[str, ...]
    expected: ClassVar[str] = "a list of the lines' letters, in your order"

    def accept(self, answer: object) -> tuple[str, ...]:
        chosen = self._letters(answer) if isinstance(answer, str) else answer
        if not isinstance(chosen, list) or not all(isinstance(line, str) for line in chosen):
            raise self.wrong_type(answer)
        letters = [line.strip().lower() for line in chosen]
        if not letters:
            raise NoAnswer("no-answer")
        if unknown := [letter for letter in letters if letter not in self.lines]:
            raise Malformed("unknown-option", given=unknown[0][:40], options=", ".join(self.lines))
        if repeated := sorted({letter for letter in letters if letters.count(letter) > 1}):
            raise Malformed("repeated-line", given=", ".join(repeated))
        return tuple(letters)

    def _letters(self, text: str) -> list[str]:
        words = text.replace(",", " ").split()
        joined = (
            len(words) == 1
            and words[0].lower() not in self.lines
            and set(words[0].lower()) <= set(self.lines)
        )
        return list(words[0]) if joined else words


@dataclass(frozen=True)
class Counts(Kind):
    """Measurement counts by bitstring, turned into Braket's bit order.

    ``order`` is what the prompt asks of a plain dictionary: ``"braket"`` (qubit 0 leftmost) or ``"qiskit"``
    (qubit 0 rightmost). SDK objects bring their own order along.
    """

    width: int | None = None
    order: str = "braket"
    expected: ClassVar[str] = "counts: a dictionary from bitstrings to whole numbers, or an SDK's result"

    def accept(self, answer: object) -> CountsAnswer:
        counts = answer if isinstance(answer, CountsAnswer) else self._from_dictionary(answer)
        if not counts.counts or not counts.shots:
            raise NoAnswer("no-counts")
        if counts.shots > MAX_SHOTS:
            raise Malformed("too-large", given="more shots", limit=MAX_SHOTS)
        if self.width is not None and counts.width != self.width:
            raise Malformed("wrong-width", given=counts.width, expected=self.width)
        return counts

    def _from_dictionary(self, answer: object) -> CountsAnswer:
        if not isinstance(answer, dict):
            raise self.wrong_type(answer)
        counts = {check_bits(key.replace(" ", "")): _count(value) for key, value in answer.items()}
        check_widths(counts)
        if self.order == "qiskit":
            counts = {key[::-1]: value for key, value in counts.items()}
        return CountsAnswer(counts, order="braket")


def check_bits(key: str) -> str:
    """The key if it is a bitstring, else :class:`Malformed`."""
    if not key or set(key) - {"0", "1"}:
        raise Malformed("not-a-bitstring", given=key[:40])
    return key


def check_widths(keys: Mapping[str, object]) -> None:
    """Refuse bitstrings of different lengths."""
    if len({len(key) for key in keys}) > 1:
        shortest, longest = min(keys, key=len), max(keys, key=len)
        raise Malformed("mixed-widths", given=f"{shortest!r} and {longest!r}")


def _count(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Malformed("not-a-count", given=str(value)[:40])
    return value


@dataclass(frozen=True)
class Distribution(Kind):
    """Probabilities by bitstring that sum to one; outcomes left out have probability zero.

    Percentages (summing to 100) and counts are scaled, an SDK's or whole numbers that make ten or more.
    ``width`` is the number of bits, qubit 0 leftmost.
    """

    width: int
    expected: ClassVar[str] = "a dictionary from bitstrings to probabilities"
    TOLERANCE: ClassVar[float] = 0.005
    LEAST_SHOTS: ClassVar[int] = 10

    def accept(self, answer: object) -> dict[str, float]:
        if isinstance(answer, CountsAnswer):
            answer = {key: count / max(answer.shots, 1) for key, count in answer.counts.items()}
        if not isinstance(answer, dict):
            raise self.wrong_type(answer)
        values = {check_bits(key): _probability(value) for key, value in answer.items()}
        check_widths(values)
        if not values or all(value == 0 for value in values.values()):
            raise NoAnswer("no-answer")
        if (given := len(next(iter(values)))) != self.width:
            raise Malformed("wrong-width", given=given, expected=self.width)
        return self._scaled(values)

    def _scaled(self, values: dict[str, float]) -> dict[str, float]:
        total = sum(values.values())  # infinite where the values are huge: not normalised
        whole = next((whole for whole in (1.0, 100.0) if abs(total - whole) <= self.TOLERANCE * whole), None)
        counted = self.LEAST_SHOTS <= total < math.inf and all(
            value.is_integer() for value in values.values()
        )
        if whole is None and not counted:
            raise Malformed("not-normalised", given=f"{total:.4g}")
        return {key: value / total for key, value in values.items()}


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("not-a-probability", given=name_of(value))
    if value < 0:
        raise Malformed("negative-probability", given=value)
    return float(value)


@dataclass(frozen=True)
class Interval(Kind):
    """Two numbers, the lower end first, both ends inside ``low … high``."""

    low: float = -math.inf
    high: float = math.inf
    expected: ClassVar[str] = "two numbers, the lower end first"

    def accept(self, answer: object) -> tuple[float, float]:
        ends = answer.tolist() if isinstance(answer, np.ndarray) else answer
        if not isinstance(ends, list) or len(ends) != 2 or not all(type(end) in (int, float) for end in ends):
            raise self.wrong_type(answer)
        if ends[0] > ends[1]:
            raise Malformed("reversed-interval", low=ends[0], high=ends[1])
        if ends[0] < self.low or ends[1] > self.high:
            raise Malformed("outside-range", low=self.low, high=self.high)
        return float(ends[0]), float(ends[1])


@dataclass(frozen=True)
class Analog(Kind):
    """An analog program of Braket; ``max_atoms`` bounds what a check has to simulate.

    ``drive=False`` takes a register alone (an ``AtomArrangement``), ``register=False`` a drive alone.
    """

    max_atoms: int = 10
    register: bool = True
    drive: bool = True
    expected: ClassVar[str] = "an analog program (Braket's AnalogHamiltonianSimulation)"

    def accept(self, answer: object) -> AnalogProgram:
        if not isinstance(answer, AnalogProgram):
            raise self.wrong_type(answer)
        if not answer.sites and not answer.drives:
            raise NoAnswer("empty-program")
        if self.register and not answer.atoms:
            raise Malformed("no-register")
        if self.drive and not answer.drives:
            raise Malformed("no-drive")
        if len(answer.atoms) > self.max_atoms:
            raise Malformed("too-many-sites", given=len(answer.atoms), limit=self.max_atoms)
        return answer


@dataclass(frozen=True)
class Bits(Kind):
    """A bitstring of given width: text such as ``"0110"``, or a list of zeros and ones; variable 0 first."""

    width: int
    expected: ClassVar[str] = "a bitstring, as in '0110'"

    def accept(self, answer: object) -> str:
        listed = answer.tolist() if isinstance(answer, np.ndarray) else answer
        if isinstance(listed, list) and all(type(bit) in (int, bool) for bit in listed):
            listed = "".join(str(int(bit)) for bit in listed)
        if not isinstance(listed, str):
            raise self.wrong_type(answer)
        if not (bits := listed.strip()):
            raise NoAnswer("no-answer")
        if len(check_bits(bits)) != self.width:
            raise Malformed("wrong-width", given=len(bits), expected=self.width)
        return bits


@dataclass(frozen=True)
class Quadratic(Kind):
    """A QUBO or an Ising model of so many variables, as a :class:`~autograder.answers.QuadraticForm`.

    A square matrix (entry i, j is the factor of x_i x_j, the diagonal that of x_i), or a dictionary:
    ``(i, j)`` for the factor of a product, ``i`` or ``(i, i)`` for that of one variable, ``"offset"`` for the
    constant.
    """

    variables: int
    expected: ClassVar[str] = "a square matrix, or a dictionary such as {(0, 1): 2.0, (0, 0): -1.0}"

    def accept(self, answer: object) -> QuadraticForm:
        if isinstance(answer, dict):
            return self._from_dictionary(answer)
        array = answer if isinstance(answer, np.ndarray) else _array(answer)
        if array is None or array.dtype.kind not in "iuf":
            raise self.wrong_type(answer)
        if array.shape != (size := (self.variables, self.variables)):
            raise Malformed("wrong-shape", given=_shape(array.shape), expected=_shape(size))
        return _bounded(QuadraticForm(np.array(array, dtype=float), 0.0))

    def _from_dictionary(self, answer: dict[str, object]) -> QuadraticForm:
        if not answer:
            raise NoAnswer("no-answer")
        factors, offset = np.zeros((self.variables, self.variables)), 0.0
        for key, value in answer.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise Malformed("wrong-type", given=name_of(value), expected="a number for each key")
            if key == "offset":
                offset = float(value)
            else:
                factors[self._place(key)] += float(value)
        return _bounded(QuadraticForm(factors, offset))

    def _place(self, key: str) -> tuple[int, int]:
        """The variables that a key such as ``"0,2"`` or ``"1"`` names."""
        parts = [part.strip() for part in key.strip("()").split(",") if part.strip()]
        places = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 6]
        if len(places) != len(parts) or len(places) not in (1, 2) or max(places) >= self.variables:
            raise Malformed("unknown-variable", given=key[:40], limit=self.variables - 1)
        return places[0], places[-1]


def _bounded(form: QuadraticForm) -> QuadraticForm:
    """Refuse factors whose sums could overflow."""
    largest = float(np.max(np.abs([*form.factors.ravel(), form.offset])))
    if not largest <= MAX_FACTOR:
        raise Malformed("too-large", given=f"{largest:g}", limit=f"{MAX_FACTOR:g}")
    return form


@dataclass(frozen=True)
class Date(Kind):
    """A calendar date as text: ``"2031-12-31"``."""

    expected: ClassVar[str] = "a date, as in '2031-12-31'"

    def accept(self, answer: object) -> date:
        if not isinstance(answer, str):
            raise self.wrong_type(answer)
        try:
            return date.fromisoformat(answer.strip())
        except ValueError:
            raise Malformed("not-a-date", given=answer[:40]) from None


@dataclass(frozen=True)
class Rows(Kind):
    """A list of dictionaries with the same keys; ``values`` says what each entry must be."""

    values: Mapping[str, Kind]
    least: int = 1
    most: int = 100
    expected: ClassVar[str] = "a list of dictionaries, one for each row"

    def prepare(self, answer: object) -> object:
        return list(map(Table(self.values).prepare, answer)) if isinstance(answer, list) else answer

    def accept(self, answer: object) -> list[dict[str, Any]]:
        if not isinstance(answer, list):
            raise self.wrong_type(answer)
        if not answer:
            raise NoAnswer("no-answer")
        if not self.least <= len(answer) <= self.most:
            raise Malformed("number-of-rows", given=len(answer), least=self.least, most=self.most)
        return [Table(self.values).accept(row) for row in answer]


@dataclass(frozen=True)
class Table(Kind):
    """A dictionary with given keys; ``values`` says what each must be. Further keys are refused by name."""

    values: Mapping[str, Kind]
    expected: ClassVar[str] = "a dictionary"

    def prepare(self, answer: object) -> object:
        if not isinstance(answer, Mapping):
            return answer
        return {
            key: self.values[key].prepare(value) if key in self.values else value
            for key, value in answer.items()
        }

    def accept(self, answer: object) -> dict[str, Any]:
        if not isinstance(answer, dict):
            raise self.wrong_type(answer)
        if unknown := [key for key in answer if key not in self.values]:
            raise Malformed("unknown-key", given=unknown[0][:40], keys=", ".join(self.values))
        if missing := [key for key in self.values if key not in answer]:
            raise Malformed("missing-key", keys=", ".join(missing))
        return {key: self._entry(key, answer[key]) for key in self.values}

    def _entry(self, key: str, value: object) -> object:
        """One entry in its checked form; one of another kind is refused under its key."""
        try:
            return self.values[key].accept(value)
        except Malformed as malformed:
            if malformed.finding.code != "wrong-type":
                raise
            raise Malformed("wrong-entry", **{**malformed.finding.values, "key": key}) from None


@dataclass(frozen=True)
class Function(Kind):
    """A function, judged on what it returns for inputs that the judge chooses.

    ``inputs`` gives the argument lists from the exercise's numbers; they may go to the learner's process,
    what is expected of them never does. ``returns`` is the kind of each output.
    """

    inputs: Callable[[Mapping[str, Any]], Sequence[Sequence[Any]]]
    returns: Kind
    expected: ClassVar[str] = "a function"

    def accept(self, answer: object) -> Outputs:
        if not isinstance(answer, Outputs):
            raise self.wrong_type(answer)
        if answer.items and all(_is_placeholder(item) for item in answer.items):
            raise NoAnswer("no-answer")
        return answer


def _is_placeholder(output: object) -> bool:
    """Whether a function's output is that of a body not written yet."""
    if isinstance(output, Raised):
        return output.type == "NotImplementedError"
    return isinstance(output, Unanswered) and output.code == "no-answer"
