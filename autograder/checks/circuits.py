"""What a circuit is made of: counted on what the learner wrote, before any conversion.

A composite instruction counts as the gates that it contains. Barriers, global phases, resets, noise and
measurements are no gates here. Gate names are the grader's (Braket's in lower case); Qiskit's are translated,
so that ``cx`` is allowed where ``cnot`` is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from autograder.answers import GateList, Operation
from autograder.channels import CHANNELS
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.gates import CONTROLLED, FROM_QISKIT, name_in

Findings = Iterator[Finding]

_NO_GATES = frozenset({"barrier", "gphase", "measure", "reset", "kraus", *CHANNELS})


def reference(circuit: object) -> GateList:
    """An author's circuit (of either SDK) as a gate list, to compare answers with."""
    from autograder.answers import decode, encode

    decoded = decode(encode(circuit))
    if not isinstance(decoded, GateList):
        raise TypeError(f"a reference is a circuit, not {type(circuit).__name__}")
    return decoded


def gates(circuit: GateList) -> list[Operation]:
    """The operations that are gates, in order."""
    return [operation for operation in circuit.operations if operation.name not in _NO_GATES]


def depth(circuit: GateList, at_least: int = 1) -> int:
    """Layers of gates that act on at least so many qubits; gates on other qubits share a layer.

    A barrier separates layers on its qubits (on all where it names none).
    """
    level: dict[int, int] = dict.fromkeys(circuit.qubits, 0)
    for operation in circuit.operations:
        if operation.name in _NO_GATES and operation.name != "barrier":
            continue
        if qubits := operation.qubits or (circuit.qubits if operation.name == "barrier" else ()):
            counts = operation.name != "barrier" and len(qubits) >= at_least
            level |= dict.fromkeys(qubits, max(level[qubit] for qubit in qubits) + counts)
    return max(level.values(), default=0)


def usage(circuit: GateList) -> dict[str, int]:
    """How many gates, gates on two or more qubits, layers, and layers of the latter a circuit has."""
    return {
        "gates": len(gates(circuit)),
        "two_qubit_gates": sum(len(operation.qubits) >= 2 for operation in gates(circuit)),
        "depth": depth(circuit),
        "two_qubit_depth": depth(circuit, at_least=2),
    }


def at_most(
    answer: GateList,
    *,
    gates: int | None = None,
    two_qubit_gates: int | None = None,
    depth: int | None = None,
    two_qubit_depth: int | None = None,
    credit: float = 0.0,
) -> Findings:
    """The circuit uses no more than it may.

    Args:
        answer: the circuit.
        gates: gates in all.
        two_qubit_gates: gates on two or more qubits.
        depth: layers of gates.
        two_qubit_depth: layers of gates on two or more qubits.
        credit: the share of the points kept where one of them is exceeded.
    """
    used = usage(answer)
    limits = {
        "too-many-gates": ("gates", gates),
        "too-many-two-qubit-gates": ("two_qubit_gates", two_qubit_gates),
        "too-deep": ("depth", depth),
        "too-deep-two-qubit": ("two_qubit_depth", two_qubit_depth),
    }
    for code, (name, limit) in limits.items():
        if limit is not None and used[name] > limit:
            yield Finding(code, {"given": used[name], "limit": limit}, credit=credit, rank=PLAUSIBLE)


def at_least(answer: GateList, gates: int, *, credit: float = 0.0) -> Findings:
    """The circuit has at least so many gates."""
    if (given := usage(answer)["gates"]) < gates:
        yield Finding("too-shallow", {"given": given, "limit": gates}, credit=credit)


def width(answer: GateList, qubits: int) -> Findings:
    """The circuit has exactly so many qubits."""
    if answer.width != qubits:
        yield Finding("wrong-qubit-count", {"given": answer.width, "wanted": qubits}, rank=LIKELY)


def only(
    answer: GateList, allowed: Collection[str], *, native: bool = False, credit: float = 0.0
) -> Findings:
    """The circuit uses no other gates than the allowed ones.

    Args:
        answer: the circuit.
        allowed: gate names, Braket's or Qiskit's; a control modifier on ``x`` counts as ``cnot``.
        native: whether they are a device's native gates, which the message then says.
        credit: the share of the points kept otherwise.
    """
    known = {FROM_QISKIT.get(name.lower(), name.lower()) for name in allowed}
    used = dict.fromkeys(plain_name(operation) for operation in gates(answer))
    if others := [name for name in used if name not in known]:
        values = {"given": _names(answer, others), "allowed": _names(answer, sorted(known))}
        yield Finding("gate-not-native" if native else "gate-not-allowed", values, credit=credit)


def uses(answer: GateList, gate: str, *, at_least: int = 1) -> Findings:
    """The circuit uses a gate so many times."""
    name = FROM_QISKIT.get(gate.lower(), gate.lower())
    given = sum(plain_name(operation) == name for operation in gates(answer))
    if given < at_least:
        values = {"wanted": name_in(answer.sdk, name), "given": given, "limit": at_least}
        yield Finding("gate-missing", values, rank=LIKELY)


def plain_name(operation: Operation) -> str:
    """A gate's name; one under a plain control modifier is called by the name of the controlled gate."""
    if not operation.controls:
        return operation.name
    if all(operation.control_state) and operation.power == 1:
        for name, (controls, base) in CONTROLLED.items():
            if (len(operation.controls), operation.name) == (controls, base):
                return name
    return f"controlled {operation.name}"


def _names(answer: GateList, names: Iterable[str]) -> str:
    return ", ".join(name_in(answer.sdk, name) for name in names)


def connected(answer: GateList, edges: Iterable[Collection[int]], *, credit: float = 0.0) -> Findings:
    """Every gate on two or more qubits acts on qubits that the device connects, in either direction.

    Args:
        answer: the circuit, with the device's qubit labels.
        edges: pairs of qubits.
        credit: the share of the points kept otherwise.
    """
    pairs = {frozenset(edge) for edge in edges}
    for operation in gates(answer):
        if missing := [pair for pair in combinations(operation.qubits, 2) if frozenset(pair) not in pairs]:
            shown = "; ".join("–".join(map(str, sorted(pair))) for pair in sorted(map(sorted, pairs))[:12])
            values = {"given": " and ".join(map(str, missing[0])), "edges": shown}
            yield Finding("not-connected", values, credit=credit)
            return


def good_couplers(
    answer: GateList, fidelities: Mapping[tuple[int, int], float], at_least: float, *, credit: float = 0.0
) -> Findings:
    """Every gate on two qubits acts along one of the device's couplers, and each of these is good enough.

    Args:
        answer: the circuit, with the device's qubit labels.
        fidelities: by coupler, the published fidelity of its gate.
        at_least: the smallest fidelity that will do.
        credit: the share of the points kept otherwise.

    Finds ``not-connected``, else ``weak-coupler`` for the worst one in use.
    """
    apart = list(connected(answer, fidelities, credit=credit))
    yield from apart
    known = {frozenset(pair): fidelity for pair, fidelity in fidelities.items()}
    used = {frozenset(one.qubits) for one in gates(answer) if len(one.qubits) == 2}
    worst = min(used & known.keys(), key=lambda pair: known[pair], default=None)
    if not apart and worst is not None and known[worst] < at_least:
        pair = "–".join(map(str, sorted(worst)))
        yield Finding("weak-coupler", {"pair": pair, "fidelity": known[worst], "good": at_least}, credit)


def measured_at_end(answer: GateList, qubits: Iterable[int] = ()) -> Findings:
    """The circuit measures these qubits, and nothing acts on a measured qubit any more."""
    if early := measured_early(answer):
        yield Finding("unexpected-measurement", {"qubits": _list(early)}, rank=LIKELY)
    if missing := set(qubits) - _measured(answer):
        yield Finding("not-measured", {"qubits": _list(missing)}, rank=LIKELY)


def measured_midway(answer: GateList) -> Findings:
    """The circuit measures before its end: it acts on a measured qubit, or because of what came out."""
    if not measured_early(answer):
        yield Finding("no-mid-circuit-measurement", rank=LIKELY)


def unmeasured(answer: GateList) -> Findings:
    """The circuit has no measurements."""
    if measured := _measured(answer):
        yield Finding("measurement-not-allowed", {"qubits": _list(measured)}, rank=LIKELY)


def measured_early(circuit: GateList) -> set[int]:
    """The qubits measured before something else happens to them, or to others because of what they gave."""
    measured: dict[int, tuple[int, ...]] = {}
    early: set[int] = set()
    for operation in circuit.operations:
        if operation.name == "barrier":
            continue
        early |= measured.keys() & set(operation.qubits)
        read = set(operation.condition[0]) if operation.condition else set()
        early |= {qubit for qubit, bits in measured.items() if read & set(bits)}
        if operation.name == "measure":
            measured |= dict.fromkeys(operation.targets, operation.bits)
    return early


def _measured(circuit: GateList) -> set[int]:
    return {qubit for one in circuit.operations if one.name == "measure" for qubit in one.targets}


def _list(qubits: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(qubits)))


def parameters(answer: GateList, names: Collection[str]) -> Findings:
    """The circuit has exactly these free parameters."""
    if missing := sorted(set(names) - answer.free_parameters):
        yield Finding("missing-parameter", {"names": ", ".join(missing)}, rank=LIKELY)
    if unknown := sorted(answer.free_parameters - set(names)):
        yield Finding("unknown-parameter", {"names": ", ".join(unknown)}, rank=LIKELY)


def verbatim(answer: GateList) -> Findings:
    """Every gate of the circuit stands in a verbatim box."""
    outside = [operation for operation in gates(answer) if not operation.verbatim]
    if outside:
        yield Finding("not-verbatim", {"given": len(outside)}, rank=PLAUSIBLE)
