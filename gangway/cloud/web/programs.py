"""A task's program for the page: its circuit as the SDK draws it, or its atoms and their drive."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gangway.cloud.web.pictures import Drive, Register

#: The largest circuit that is drawn, in operations and qubits, and how much of a source is shown.
MOST_STEPS, MOST_QUBITS, MOST_SOURCE = 400, 40, 20_000
#: How many circuits of a program set are shown.
MOST_PROGRAMS = 6

_drawing = threading.Lock()


@dataclass(frozen=True)
class Shown:
    """One program.

    Attributes:
        title: which one it is.
        source: its text, as much of it as is shown.
        inputs: by name.
        diagram: the circuit drawn in text; empty where there is none, and ``why`` says why.
        about: what a diagram shows, in words.
        pictures: of an analog program.
    """

    title: str
    source: str
    inputs: dict[str, Any]
    diagram: str = ""
    why: str = ""
    about: str = ""
    pictures: Sequence[Register | Drive] = ()


@dataclass(frozen=True)
class Programs:
    """What a task runs, and how many programs of a set have no place on the page."""

    kind: str
    shown: Sequence[Shown]
    left_out: int = 0


def programs(action: str) -> Programs:
    """The programs of an action."""
    content = json.loads(action)
    kind = content["braketSchemaHeader"]["name"].removeprefix("braket.ir.").removesuffix(".program")
    if kind == "ahs":
        return Programs("Analog program", [_analog(content)])
    if kind == "openqasm":
        return Programs("OpenQASM program", [_circuit("Circuit", content)])
    every = content.get("programs") or []
    shown = [_circuit(f"Program {number}", each) for number, each in enumerate(every[:MOST_PROGRAMS])]
    return Programs("Program set", shown, max(0, len(every) - MOST_PROGRAMS))


def _circuit(title: str, content: dict[str, Any]) -> Shown:
    source = str(content.get("source") or "")
    diagram, said = drawn(source)
    cut = source if len(source) <= MOST_SOURCE else source[:MOST_SOURCE] + "\n…"
    inputs = dict(content.get("inputs") or {})
    return Shown(title, cut, inputs, diagram, "" if diagram else said, said)


@lru_cache(maxsize=128)
def drawn(source: str) -> tuple[str, str]:
    """The circuit of an OpenQASM source as the SDK draws it, and in words; or nothing, and why."""
    from gangway.cloud.engine.programs import width
    from gangway.cloud.engine.reading import read

    try:
        with _drawing:
            reading = read(source)
            count, steps = width(reading), len(reading.steps)
            said = f"{steps} operations on {count} qubits"
            if steps > MOST_STEPS or count > MOST_QUBITS:
                return "", f"The circuit is too large to be drawn here: {said}."
            return _diagram(source), f"Circuit of {said}."
    except Exception:  # whatever the SDK can't draw, its source still stands on the page
        return "", "The SDK has no drawing of this program."


def _diagram(source: str) -> str:
    from braket.circuits import Circuit
    from braket.circuits.text_diagram_builders.unicode_circuit_diagram import UnicodeCircuitDiagram

    return str(Circuit.from_ir(source).diagram(UnicodeCircuitDiagram))


def _analog(content: dict[str, Any]) -> Shown:
    register = content["setup"]["ahs_register"]
    sites = [(float(x), float(y)) for x, y in register["sites"]]
    filling = [int(filled) for filled in register["filling"]]
    title = f"Register: {sum(filling)} atoms on {len(sites)} sites, places in micrometres."
    fields = content["hamiltonian"]["drivingFields"][0]
    drives = [
        _drive(name, fields[key], size, unit)
        for key, name, size, unit in (
            ("amplitude", "Rabi frequency Ω", 1e-6, "Ω in rad/µs"),
            ("detuning", "Detuning Δ", 1e-6, "Δ in rad/µs"),
            ("phase", "Phase φ", 1.0, "φ in rad"),
        )
    ]
    pictures: list[Register | Drive] = [Register(title, sites, filling), *drives]
    return Shown("Atoms and drive", json.dumps(content, indent=1)[:MOST_SOURCE], {}, pictures=pictures)


def _drive(name: str, field: dict[str, Any], size: float, unit: str) -> Drive:
    series = field["time_series"]
    times = [float(time) for time in series["times"]]
    values = [size * float(value) for value in series["values"]]
    title = f"{name} over {1e6 * times[-1]:g} µs, between {min(values):.4g} and {max(values):.4g} ({unit})."
    return Drive(title, times, values, unit, steps=name.startswith("Phase"))
