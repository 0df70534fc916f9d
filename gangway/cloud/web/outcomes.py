"""A task's result for the page: histograms with labelled axes, and tables of values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gangway.cloud.web.pictures import Bars

#: How many bars a histogram has, and how many histograms of a program set are shown.
MOST_BARS, MOST_CHARTS, MOST_SITES, MOST_ROWS = 16, 8, 30, 32

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came out.

    Attributes:
        charts: histograms.
        values: result types and their values, as text.
        said: what the result says of itself.
        left_out: how many circuits of a program set are not shown.
    """

    charts: Sequence[Bars]
    values: Sequence[tuple[str, str]]
    said: str
    left_out: int = 0


def outcome(text: str) -> Outcome:
    """What a result document holds."""
    document = json.loads(text)
    name = document["braketSchemaHeader"]["name"]
    if name.endswith("program_set_task_result"):
        return _of_set(document)
    said = document.get("additionalMetadata", {}).get("practiceCloud", {}).get("summary", "")
    if name.endswith("analog_hamiltonian_simulation_task_result"):
        return Outcome(_analog(document), (), said)
    rows, qubits = document.get("measurements") or (), document["measuredQubits"]
    charts = [_counts("Measured", rows, qubits)] if rows else []
    types = document.get("resultTypes") or ()
    charts += [chart for each in types if (chart := _probabilities(each))]
    return Outcome(charts, [_value(each) for each in types], said)


def _of_set(document: Document) -> Outcome:
    charts, said = [], ""
    for number, program in enumerate(document["programResults"]):
        said = program.get("additionalMetadata", {}).get("practiceCloud", {}).get("summary", said)
        for index, found in enumerate(program["executableResults"]):
            title = f"Program {number}, circuit {index}"
            charts.append(_counts(title, found["measurements"], found["measuredQubits"]))
    return Outcome(charts[:MOST_CHARTS], (), said, max(0, len(charts) - MOST_CHARTS))


def _counts(title: str, rows: Sequence[Sequence[int]], qubits: Sequence[int]) -> Bars:
    counts = Counter("".join(map(str, row)) for row in rows)
    named = f"outcome, qubits {_listed(qubits)}"
    return _histogram(f"{title}: {len(rows):,} shots", counts, "counts", named)


def _histogram(title: str, counts: Mapping[str, float], unit: str, names: str) -> Bars:
    """The largest values, in the order of their labels."""
    largest = sorted(counts, key=lambda label: (-counts[label], label))[:MOST_BARS]
    labels = sorted(largest)
    shown = "; ".join(f"{label}: {counts[label]:g}" for label in labels[:MOST_BARS])
    rest = len(counts) - len(labels), sum(counts.values()) - sum(counts[label] for label in labels)
    values = [float(counts[label]) for label in labels]
    return Bars(f"{title}. {shown}.", [_cut(label) for label in labels], values, unit, names, rest=rest)


def _cut(label: str) -> str:
    return label if len(label) <= 20 else f"{label[:9]}…{label[-9:]}"


def _listed(qubits: Sequence[int]) -> str:
    return ", ".join(map(str, qubits)) if len(qubits) <= 12 else f"{qubits[0]} … {qubits[-1]} ({len(qubits)})"


def _probabilities(result: Document) -> Bars | None:
    if result["type"]["type"] != "probability":
        return None
    width = max(1, (len(result["value"]) - 1).bit_length())
    shares = {f"{number:0{width}b}": value for number, value in enumerate(result["value"]) if value > 1e-12}
    targets = result["type"].get("targets") or range(width)
    return _histogram("Probabilities", shares, "probability", f"outcome, qubits {_listed(list(targets))}")


def _value(result: Document) -> tuple[str, str]:
    """A result type and its value, shortened to what a page can hold."""
    about = result["type"]
    name = about["type"]
    parts = [
        f"{key} {about[key]}" for key in ("observable", "targets", "states", "parameters") if about.get(key)
    ]
    value = result["value"]
    if isinstance(value, list) and len(value) > MOST_ROWS:
        return f"{name} {' '.join(parts)}", f"{json.dumps(value[:MOST_ROWS])} … ({len(value)} entries)"
    return " ".join([name, *parts]), json.dumps(value)


# --- atoms -------------------------------------------------------------------------------------------------


def _analog(document: Document) -> list[Bars]:
    shots = [each["shotResult"] for each in document["measurements"]]
    states = ["".join(map(_state, shot["preSequence"], shot["postSequence"])) for shot in shots]
    title = f"Configurations: {len(shots):,} shots"
    names = "g ground, r Rydberg, e empty; by site"
    charts = [_histogram(title, Counter(states), "counts", names)]
    register = document["additionalMetadata"]["action"]["setup"]["ahs_register"]
    atoms = [site for site, filled in enumerate(register["filling"]) if filled]
    if 0 < len(atoms) <= MOST_SITES:
        charts.append(_by_site(states, atoms))
    return charts


def _state(before: int, after: int) -> str:
    return "e" if not before else "g" if after else "r"


def _by_site(states: Sequence[str], atoms: Sequence[int]) -> Bars:
    shares = []
    for site in atoms:
        there = [state[site] for state in states if state[site] != "e"]
        shares.append(there.count("r") / len(there) if there else 0.0)
    said = ", ".join(f"{site}: {share:.3f}" for site, share in zip(atoms, shares, strict=True))
    title = f"Share of shots with the atom in its Rydberg state, by site. {said}."
    return Bars(title, list(map(str, atoms)), shares, "share in the Rydberg state", "site", most=1.0)
