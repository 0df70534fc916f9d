"""What is right in lesson 1-06, and what to say when it is not."""

import math
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from autograder.answers.analog import TimeSeries
from autograder.checks import analog, choice, circuits, functions, ordering, plans, prediction, states
from autograder.checks.rydberg import probabilities
from autograder.exercise import exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Analog, Array, Circuit, Function, Number, Table
from gangway import devices


def _couplers_of_cepheus():
    """The share of couplers at each published fidelity, in per cent; any value from 0 to 100 may be named."""
    pairs = devices.calibration("Cepheus-1-108Q", "2026-05-05").pairs.values()
    number = Counter(round(100 * pair.fidelity, 2) for pair in pairs)
    return {0.0: 0.0, 100.0: 0.0, **{value: count / len(pairs) for value, count in number.items()}}


any_coupler = prediction.interval(
    "any-coupler",
    truth=_couplers_of_cepheus(),
    unit="% fidelity",
    says={
        "point-value": {
            "does": "You named one value, {low}. Just {coverage} % of the couplers have it.",
            "asked": "{confidence} % of them lie between {truth_low} and {truth_high}.",
            "look": "A median is the middle of many. It says nothing about how far they spread.",
        },
        "interval-misses": {
            "does": "Your interval from {low} to {high} holds {coverage} % of the couplers.",
            "asked": "{confidence} % of them lie between {truth_low} and {truth_high}.",
            "look": "The median, 98.84 per cent, lies in the middle: start from there.",
        },
        "interval-too-narrow": {
            "does": "Your interval from {low} to {high} holds {coverage} % of the couplers.",
            "asked": "{confidence} % of them lie between {truth_low} and {truth_high}.",
            "look": "The median hides a long tail downwards. How many couplers are out of order?",
        },
        "interval-off-centre": {
            "does": "Your interval from {low} to {high} is wide, but leaves out the best couplers: it holds "
            "{coverage} % of all.",
            "asked": "{confidence} % of them lie between {truth_low} and {truth_high}.",
            "look": "Half of the couplers are better than the median.",
        },
        "interval-too-wide": {
            "does": "Your interval from {low} to {high} holds {coverage} % of the couplers.",
            "asked": "{confidence} % of them already lie between {truth_low} and {truth_high}.",
        },
        "interval-calibrated": {
            "does": "Well judged: your interval from {low} to {high} holds {coverage} % of the couplers.",
            "asked": "{confidence} % of them lie between {truth_low} and {truth_high}.",
        },
        "outcomes-inside": {"does": "The dots are the 193 couplers, with the fidelity of 5 May 2026."},
    },
    hints=[
        "The median says that half of the couplers are below 98.84 %. How far below can they be?",
        "On a chip with 193 couplers some are always out of order. Is it one in a hundred, or more? Those "
        "are "
        "listed with 50 %.",
        "If more than one coupler in forty is out of order, the lower end has to be 50. The best ones lie "
        "near 99.5.",
    ],
)

GROUND = math.cos(math.pi * math.sqrt(2) / 2) ** 2

blockaded_pair = prediction.distribution(
    "blockaded-pair",
    width=2,
    misconceptions={
        "both-excited": (
            {"11": 1.0},
            {
                "does": "Both atoms are excited: as if neither noticed the other.",
                "look": "What does it cost to excite the second atom, at this distance? Compare with Ω.",
            },
        ),
        "one-of-the-two": (
            {"01": 0.5, "10": 0.5},
            {
                "does": "Exactly one atom is excited in every shot: the pulse that excites one atom for "
                "certain "
                "excites one of the pair for certain.",
                "look": "The laser drives both atoms at once, and only one excitation fits. Does the pair "
                "turn "
                "as fast as one atom does?",
            },
        ),
        "nothing-excited": (
            {"00": 1.0},
            {
                "does": "No atom is excited: as if the blockade forbade the first excitation too.",
                "look": "The interaction acts only between two Rydberg atoms. What does the first one cost?",
            },
        ),
        "two-coins": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal shares: two independent coins.",
                "look": "One atom alone is excited for certain by this pulse. And what forbids 11?",
            },
        ),
        "half-blocked": (
            {"00": 0.5, "01": 0.25, "10": 0.25},
            {
                "does": "You turned the pair half of the way, and shared what is excited between the two.",
                "look": "That is near. How much faster than one atom does a pair turn that shares one "
                "excitation?",
            },
        ),
    },
    hints=[
        "One atom would be excited for certain. Which of the four results does the blockade take away?",
        "The pair has two states: nothing excited, and one excitation shared by both. The laser couples them "
        "through two atoms, which makes it stronger by √2.",
        "So the pair turns by 180° × √2 ≈ 255°, and overshoots. 00 is left with cos²(127°).",
    ],
)

atoms_program = ordering.ordering(
    "atoms-program",
    lines={
        "a": "drive = DrivingField(amplitude=omega, phase=zero, detuning=zero)",
        "b": "register.add((5.5, 0))",
        "c": "register = AtomArrangement().add((0, 0))",
        "d": 'result = LocalSimulator("braket_ahs").run(program, shots=100).result()',
        "e": "program = AnalogHamiltonianSimulation(register=register, hamiltonian=drive)",
        "f": "register.add((5.5e-6, 0))",
        "g": "program = Circuit().h(0).cnot(0, 1)",
        "h": "print(result.get_counts())",
    },
    needed="acdefh",
    before=["cf", "ce", "ae", "fd", "ed", "dh"],
    distractors="bg",
    says={
        "b": (
            "metres-for-micrometres",
            {
                "does": "Line b puts the second atom 5.5 metres away.",
                "look": "In which unit does Braket take positions?",
            },
        ),
        "g": (
            "gates-on-atoms",
            {
                "does": "Line g is a circuit of gates.",
                "asked": "Aquila has no gates: its program is a register of atoms and a drive.",
                "look": "Which line puts register and drive together?",
            },
        ),
        ("d", "f"): (
            "atom-added-too-late",
            {
                "does": "Line f adds the second atom after the program has run.",
                "look": "How many atoms were there when line d ran?",
            },
        ),
        ("e", "a"): (
            "drive-not-made-yet",
            {
                "does": "Line e uses the drive before line a has made it.",
                "look": "Read line by line which names are known.",
            },
        ),
    },
    hints=[
        "What does an analog program consist of, and what has to exist before what?",
        "A register with two atoms and a drive; then the program; then the run; then the counts.",
        "Start with line c. Two lines say where the second atom is: which of them is in metres, as Braket "
        "wants it, and on the chip?",
    ],
)

what_follows = choice.choice(
    "what-follows",
    options={
        "a": "Rigetti's machine has 107 qubits and IonQ's 36, so it runs circuits about three times as "
        "large.",
        "b": "IonQ's profile gave the largest share of good shots here, so IonQ's machine is the best of the "
        "four.",
        "c": "Compiled by Qiskit, our star needs 5 two-qubit gates where all pairs are connected, and 8 "
        "to 11 "
        "where only neighbours are coupled.",
        "d": "A machine with 107 qubits is large enough for our algorithm, which needs 100 error-corrected "
        "qubits.",
    },
    right="c",
    says={
        "a": (
            "qubit-count-is-quality",
            {
                "does": "It counts qubits, and leaves out how good and how well connected they are.",
                "look": "Look at the table of how long a chain may be before half of the shots go wrong.",
            },
        ),
        "b": (
            "emulation-ranks-vendors",
            {
                "does": "It takes an emulation for a measurement. What came out is what was put in: "
                "published "
                "figures, and the course's assumptions.",
                "look": "How far did IBM's result move when nothing but the snapshot was changed?",
            },
        ),
        "d": (
            "physical-is-logical",
            {
                "does": "It takes physical qubits for error-corrected ones.",
                "look": "How many physical qubits made up one logical qubit in the experiment of 2025?",
            },
        ),
    },
    hints=[
        "Which sentence says no more than what a cell of this lesson has shown?",
        "Two sentences speak about machines, although only profiles were run. One mixes two kinds of qubit.",
        "One sentence is about what a compiler made of a circuit. That was computed here, and anybody can "
        "compute it again.",
    ],
)

T_SHAPE = [(0, 1), (1, 2), (1, 3)]


def _ghz(width):
    state = np.zeros(2**width)
    state[[0, -1]] = 1 / math.sqrt(2)
    return state


@exercise(
    "native-ghz",
    takes=Circuit(),
    points=2,
    hints=[
        "The first two qubits are done. Which pairs does the device connect, and from where can the other "
        "two "
        "be reached?",
        "Qubits 2 and 3 both hang on qubit 1. Each of them needs what qubit 0 got: turn, CZ, turn back.",
        "ghz.prx(2, np.pi / 2, -np.pi / 2).cz(1, 2).prx(2, np.pi / 2, np.pi / 2), and the same with 3 for 2.",
    ],
    messages={
        "too-few-qubits": {
            "does": "Your circuit uses {given} of the {wanted} qubits asked for.",
            "look": "The starter code ties qubit 0 to qubit 1. Which two are missing?",
        },
        "relative-phase": {
            "asked": "Asked for was {wanted}. In the Z basis both give the same counts, so counts won't show "
            "you the difference.",
            "look": "Which way do the two turns around each cz go? Compare with those of qubit 0.",
        },
        "wrong-basis-state": {
            "look": "Compare the two turns around each cz with those of qubit 0: the angle θ, and the sign "
            "of φ.",
        },
        "gate-not-native": {
            "does": "Your circuit uses {given}, which this device does not have.",
            "asked": "Its native gates are: {allowed}.",
            "look": "The first lines show how CNOT is made of them.",
        },
    },
)
def native_ghz(answer, given):
    """(|0000⟩ + |1111⟩)/√2 in prx and cz, on the couplers of a T."""
    yield from circuits.only(answer, ["prx", "cz"], native=True)
    if answer.width < 4:
        yield Finding("too-few-qubits", {"given": answer.width, "wanted": 4}, rank=LIKELY)
        return
    yield from circuits.connected(answer, T_SHAPE)
    yield from circuits.at_most(answer, two_qubit_gates=3, credit=0.5)
    yield from states.prepares(answer, _ghz(4))


#: Tasks and shots of each task that the plan asks for.
RUNS = {
    "Forte-Enterprise-1": (5, 2000),
    "Garnet": (5, 2000),
    "Cepheus-1-108Q": (5, 2000),
    "Aquila": (3, 1000),
}


def _price(name):
    price = devices.device(name).price
    return price.task, price.shot


def _cost(tasks, shots, task_fee, shot_fee):
    return lambda plan: tasks * (task_fee + shots * shot_fee)


def _figure(name):
    (tasks, shots), (task_fee, shot_fee) = RUNS[name], _price(name)
    slips = {
        "task-fee-forgotten": _cost(tasks, shots, 0, shot_fee),
        "task-fee-charged-once": lambda plan: task_fee + tasks * shots * shot_fee,
        "shots-of-one-task": lambda plan: tasks * task_fee + shots * shot_fee,
        "one-task-only": _cost(1, shots, task_fee, shot_fee),
        "all-machines-on-one": _cost(3 * tasks, shots, task_fee, shot_fee),
        "task-fee-for-each-shot": _cost(tasks, shots, 0, task_fee + shot_fee),
    }
    if name == "Aquila":
        del slips["task-fee-charged-once"]
        slips = {"one-task-too-large": lambda plan: task_fee + tasks * shots * shot_fee, **slips}
    for other in RUNS:
        if other != name:
            slips[f"price-of-{devices.device(other).vendor.lower()}"] = _cost(tasks, shots, *_price(other))
    return plans.Figure(
        recomputed=_cost(tasks, shots, task_fee, shot_fee),
        source="Amazon Braket's price list",
        slips=slips,
    )


VENDORS = ("IonQ", "IQM", "Rigetti", "QuEra")


def _other_price(vendor):
    return {
        "does": f"Your {{figure}} of {{given}} is what the shots would cost at {vendor}.",
        "look": "Ask the catalogue for each device by its own name.",
    }


@exercise(
    "plan-cost",
    takes=Table({**dict.fromkeys(RUNS, Number()), "total": Number()}),
    points=3,
    hints=[
        "How many tasks does the plan send to each machine, and how many shots are in each of them?",
        "devices.estimate(name, shots=…, tasks=…).total computes one line. On Aquila 3,000 shots don't fit "
        "into one task.",
        "Gate machines: shots=2000, tasks=5. Aquila: shots=1000, tasks=3. The total is the sum of the four.",
    ],
    messages={
        "wrong-type": {
            "asked": "This exercise expects a dictionary of five plain numbers, in dollars. The number of an "
            "estimate is its .total.",
        },
        "one-task-only": {
            "does": "Your {figure} of {given} pays for one task.",
            "look": "How many tasks does the plan send there?",
        },
        "all-machines-on-one": {
            "does": "Your {figure} of {given} pays for three times as many tasks as the plan sends there.",
            "look": "The five circuits go to each of three machines. How many of these runs are on this one?",
        },
        "one-task-too-large": {
            "does": "Your {figure} of {given} pays for all 3,000 shots in one task.",
            "asked": "Aquila takes at most 1,000 shots a task, and each task has its fee.",
            "look": "Into how many tasks must the shots be divided?",
        },
        **{
            f"price-of-{vendor.lower()}": _other_price(vendor)
            for vendor in ("IonQ", "IQM", "Rigetti", "QuEra")
        },
    },
)
def plan_cost(answer, given):
    """What five circuits on three gate machines, and one analog program, cost."""
    yield from plans.recomputed(answer, {name: _figure(name) for name in RUNS})
    yield from plans.adds_up(answer, "total", list(RUNS))


def _garnet():
    table = devices.calibration("Garnet", "2026-05-05")
    place = {qubit: at for at, qubit in enumerate(sorted(table.qubits))}
    couplers = [[place[pair.a], place[pair.b], pair.fidelity] for pair in table.pairs.values()]
    return couplers, [table.qubits[qubit].readout for qubit in place]


@cache
def _chips():
    """Couplers, readout and length of the chips that the function is tried on."""
    line = [[0, 1, 0.99], [1, 2, 0.98], [2, 3, 0.97], [3, 4, 0.99]]
    # the best single coupler, 0-1, leads nowhere good
    trap = [[0, 1, 0.999], [1, 2, 0.90], [0, 5, 0.90], [2, 3, 0.99], [3, 4, 0.99], [4, 5, 0.98], [2, 5, 0.5]]
    # good couplers between qubits that are read badly
    deaf = [[0, 1, 0.99], [1, 2, 0.99], [2, 3, 0.985], [3, 4, 0.985], [4, 5, 0.985]]
    ring = [[1, 0, 0.97], [2, 1, 0.99], [3, 2, 0.99], [3, 0, 0.99]]
    # four islands: the largest product, the largest sum, the best couplers, the best readout
    uneven = [[0, 1, 0.90], [1, 2, 0.90], [4, 3, 0.93], [5, 4, 0.93]]
    uneven += [[6, 7, 0.99], [7, 8, 0.99], [9, 10, 0.70], [10, 11, 0.70]]
    uneven_read = [0.90, 0.90, 0.90, 0.995, 0.995, 0.66, 0.70, 0.70, 0.70, 0.95, 0.95, 0.95]
    garnet, read = _garnet()
    return [
        (line, [0.98, 0.97, 0.98, 0.99, 0.96], 3),
        (trap, [0.98] * 6, 3),
        (deaf, [0.97, 0.80, 0.96, 0.98, 0.98, 0.98], 3),
        (ring, [0.97, 0.97, 0.98, 0.97], 3),
        (trap, [0.98] * 6, 2),
        (uneven, uneven_read, 3),
        (garnet, read, 4),
    ]


CHAINS = Function(inputs=lambda given: _chips(), returns=Array(shape=(None,)))


def chains(couplers, length):
    """Every chain of so many qubits along couplers, without repeats, in both directions."""
    neighbours = {}
    for a, b, _ in couplers:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    found = [[qubit] for qubit in sorted(neighbours)]
    for _ in range(length - 1):
        found = [[*chain, q] for chain in found for q in sorted(neighbours[chain[-1]]) if q not in chain]
    return found


def success(chain, couplers, readout):
    """The product of the fidelities of a chain's couplers and of reading its qubits."""
    fidelity = {frozenset((a, b)): value for a, b, value in couplers}
    gates = math.prod(fidelity[frozenset(pair)] for pair in pairwise(chain))
    return gates * math.prod(readout[qubit] for qubit in chain)


def _judge_chain(value, couplers, readout, length):
    chain = [int(qubit) for qubit in value]
    if flaw := _flaw(chain, couplers, length):
        yield flaw
        return
    reached = success(chain, couplers, readout)
    best = max(success(one, couplers, readout) for one in chains(couplers, length))
    if reached >= best - 1e-9:
        return
    shown = {"given": f"{reached:.3f}", "best": f"{best:.3f}"}
    slips = {
        code: _chosen_by(score, couplers, readout, length) if score else _greedy(couplers, length)
        for code, score in _OTHER_SCORES.items()
    }
    yield from functions.named(chain, slips, fits=lambda one, chosen: one in chosen, says=shown)
    yield Finding("not-the-best-chain", shown, rank=PLAUSIBLE)


def _parts(chain, couplers, readout):
    """The fidelities of a chain's couplers, and those of reading its qubits."""
    fidelity = {frozenset((a, b)): value for a, b, value in couplers}
    return [fidelity[frozenset(pair)] for pair in pairwise(chain)], [readout[qubit] for qubit in chain]


#: What another chain was chosen by; ``None`` for growing it step by step.
_OTHER_SCORES = {
    "readout-forgotten": lambda gates, reads: math.prod(gates),
    "couplers-forgotten": lambda gates, reads: math.prod(reads),
    "greedy-chain": None,
    "worst-chain": lambda gates, reads: -math.prod(gates) * math.prod(reads),
    "sum-for-product": lambda gates, reads: sum(gates) + sum(reads),
    "first-readout-forgotten": lambda gates, reads: math.prod(gates) * math.prod(reads[1:]),
    "weakest-link": lambda gates, reads: min(gates + reads),
}


def _chosen_by(score, couplers, readout, length):
    """The chains that are best by another score."""
    scored = [(score(*_parts(chain, couplers, readout)), chain) for chain in chains(couplers, length)]
    best = max(value for value, _ in scored)
    return [chain for value, chain in scored if value >= best - 1e-9]


#: A list that is no chain is told before any idea of how a chain was chosen.
_FLAWED = LIKELY - 10


def _flaw(chain, couplers, length):
    known = {frozenset((a, b)) for a, b, _ in couplers}
    if len(chain) != length:
        return Finding("wrong-chain-length", {"given": len(chain), "wanted": length}, rank=_FLAWED)
    if len(set(chain)) < len(chain):
        return Finding("visits-twice", {}, rank=_FLAWED)
    for a, b in pairwise(chain):
        if frozenset((a, b)) not in known:
            return Finding("no-such-coupler", {"first": a, "second": b}, rank=_FLAWED)
    return None


def _greedy(couplers, length):
    """The chains that grow from the best coupler by the best next one, forwards or at either end."""
    a, b, _ = max(couplers, key=lambda coupler: coupler[2])
    return [_grown(start, couplers, length, ends) for start in ([a, b], [b, a]) for ends in ((-1,), (-1, 0))]


def _grown(chain, couplers, length, ends):
    while len(chain) < length:
        steps = [
            (value, end, other)
            for a, b, value in couplers
            for here, other in ((a, b), (b, a))
            for end in ends
            if here == chain[end] and other not in chain
        ]
        if not steps:
            return chain
        _, end, other = max(steps)
        chain = [*chain, other] if end == -1 else [other, *chain]
    return chain


@exercise(
    "best-chain",
    takes=CHAINS,
    points=4,
    hints=[
        "How would you list every chain of three qubits along the couplers, by hand?",
        "Begin with every chain of one qubit. Make each chain longer by each neighbour of its last qubit "
        "that "
        "it doesn't hold yet; a coupler works in both directions. Do that until the length is reached.",
        "Then take max(chains, key=…) of the product of all the chain's coupler fidelities and of the "
        "readout "
        "of all its qubits.",
    ],
    messages={
        "wrong-type": {
            "asked": "This exercise expects a list of qubit numbers and nothing else, such as [3, 4, 5].",
        },
        "wrong-shape": {
            "asked": "This exercise expects one list of qubit numbers, such as [3, 4, 5], and no couplers.",
        },
        "wrong-chain-length": {
            "does": "Your function returns {given} qubits where {wanted} are asked for.",
            "look": "A chain of n qubits has n − 1 couplers.",
        },
        "visits-twice": {
            "does": "Your function returns a chain that visits a qubit twice.",
            "look": "Before you add a neighbour, ask whether the chain holds it already.",
        },
        "no-such-coupler": {
            "does": "Your function goes from qubit {first} to qubit {second}, which no coupler connects.",
            "look": "Only the listed couplers exist; each can be used in both directions.",
        },
        "readout-forgotten": {
            "does": "Your chain has the best couplers, but its qubits are read badly: success {given}, and "
            "another chain reaches {best}.",
            "asked": "Reading each qubit of the chain counts as well.",
        },
        "couplers-forgotten": {
            "does": "Your chain has the best readout, but poor couplers: success {given}, and another chain "
            "reaches {best}.",
            "asked": "Each coupler along the chain counts as well.",
        },
        "greedy-chain": {
            "does": "Your function starts at the best coupler and always takes the best next one. Here that "
            "reaches {given}; another chain reaches {best}.",
            "look": "A good first step may lead to a bad last one. These chips are small enough to try "
            "all chains.",
        },
        "sum-for-product": {
            "does": "Your chain has the largest sum of fidelities: success {given}; the best reaches {best}.",
            "asked": "All of it has to go right, so the fidelities are multiplied.",
        },
        "first-readout-forgotten": {
            "does": "Your function doesn't count how well the first qubit of the chain is read: success "
            "{given}; the best reaches {best}.",
            "look": "With what value does your product start?",
        },
        "weakest-link": {
            "does": "Your function looks for the chain whose weakest part is best: success {given}; the best "
            "chain reaches {best}.",
            "asked": "Every part lowers the success, not only the weakest.",
        },
        "worst-chain": {
            "does": "Your function returns the worst chain: success {given}; the best reaches {best}.",
            "look": "Is it max or min? Are the numbers fidelities or errors?",
        },
        "not-the-best-chain": {
            "does": "Your chain's success is {given}; another reaches {best}.",
            "look": "Are all chains tried, from every qubit and through couplers in both directions?",
        },
        "function-raised": {
            "look": "Does every qubit have a neighbour list, and does each coupler appear in both of its "
            "qubits' "
            "lists?",
        },
    },
)
def best_chain(answer, given):
    """A chain of coupled qubits with the largest product of fidelities."""
    yield from functions.each(answer, CHAINS, given, _judge_chain)


def _aquila():
    value = {name: figure.value for name, figure in devices.device("Aquila").figures.items()}
    return analog.Limits(
        width=value["width"],
        height=value["height"],
        spacing_min=value["spacing_min"],
        atoms_max=int(value["qubits"]),
        rabi_max=value["rabi_frequency_max"],
        detuning_max=value["detuning_max"],
        time_max=value["time_max"],
        rabi_slew_max=value["rabi_slew_rate_max"],
        detuning_slew_max=value["detuning_slew_rate_max"],
        time_step_min=value["time_step_min"],
    )


ENOUGH = 0.95


@exercise(
    "entangled-atoms",
    takes=Analog(max_atoms=6),
    points=5,
    hints=[
        "The lesson's pulse left 37 % in 00. Did it turn the pair too far, or not far enough?",
        "A blockaded pair turns √2 times as fast as one atom. One atom needs the area π under Ω(t); what "
        "does "
        "the pair need?",
        "Two atoms 5.5e-6 m apart; Ω up to 5e6 rad/s and down again, ramps of 0.1e-6 s. The area of such a "
        "trapezium is Ω·(T − ramp), and it has to be π/√2. So T = π/(√2·5e6) + 0.1e-6 s; no detuning.",
    ],
    messages={
        "pulse-for-one-atom": {
            "does": "Your pulse would excite one atom for certain. The pair turns further: {stay} % are "
            "back in "
            "the ground state.",
            "look": "How much faster than one atom does a blockaded pair turn?",
        },
        "turned-all-the-way-round": {
            "does": "Your pulse turns the pair a whole turn: {stay} % are back in the ground state.",
            "look": "The pair turns faster than one atom. Does it need more area under Ω(t) than one atom, "
            "or less?",
        },
        "both-excited": {
            "does": "Your program excites both atoms in {both} % of the shots.",
            "asked": "Asked for is one excitation, shared by the two.",
            "look": "Compare the distance of your atoms with the blockade radius at your Ω.",
        },
        "rabi-not-zero-at-ends": {
            "does": "Your Rabi frequency starts at {start} and ends at {end} million rad/s.",
            "asked": "The device switches the drive on from zero and off to zero.",
            "look": "Begin and end with a ramp. Then the area under Ω(t) is that of a trapezium.",
        },
        "target-too-rare": {
            "does": "Your program ends with just one of the two excited in {given} % of the shots.",
            "asked": "At least {asked} % is asked for.",
            "look": "Most often it ends in {most}. The area under Ω(t) is the angle that one atom turns "
            "by; a "
            "blockaded pair turns √2 times as far. Where does yours stop?",
        },
        "off-resonance": {
            "does": "Your pulse has the right area, but your detuning keeps the laser from turning the "
            "pair all "
            "the way: one of the two is excited in {given} % of the shots.",
            "look": "What does Δ add to the energy of a single excitation? When is that energy the same "
            "as that "
            "of 00?",
        },
        "unsymmetric-pair": {
            "does": "Your program excites one of the two atoms much more often than the other: {first} % "
            "against {second} %.",
            "look": "A drive that acts on both alike can't do that. What in your program tells them apart?",
        },
    },
)
def entangled_atoms(answer, given):
    """Two atoms and one pulse within Aquila's limits that leave (|01⟩ + |10⟩)/√2."""
    refused = list(analog.allowed(answer, _aquila()))
    yield from refused
    if refused:
        return
    if len(answer.atoms) != 2:
        yield Finding("wrong-number-of-atoms", {"given": len(answer.atoms), "expected": 2}, rank=LIKELY)
        return
    found = probabilities(answer)
    one, other = found.get("01", 0.0), found.get("10", 0.0)
    if one + other >= ENOUGH:
        if abs(one - other) > 0.1:
            values = {"first": f"{100 * other:.0f}", "second": f"{100 * one:.0f}"}
            yield Finding("unsymmetric-pair", values, rank=LIKELY)
        return
    if found.get("11", 0.0) > 0.25:
        yield Finding("both-excited", {"both": f"{100 * found['11']:.0f}"}, rank=LIKELY)
    elif abs(found.get("00", 0.0) - GROUND) < 0.02 and abs(_area(answer) - math.pi) < 0.1:
        yield Finding("pulse-for-one-atom", {"stay": f"{100 * found['00']:.0f}"}, rank=LIKELY)
    elif found.get("00", 0.0) > 0.9 and _area(answer) > math.pi:
        yield Finding("turned-all-the-way-round", {"stay": f"{100 * found['00']:.0f}"}, rank=LIKELY)
    elif _shared(probabilities(_on_resonance(answer))) >= ENOUGH:
        yield Finding("off-resonance", {"given": f"{100 * (one + other):.0f}"}, rank=LIKELY)
    else:
        yield from analog.at_least(answer, ["01", "10"], ENOUGH)


def _shared(found):
    """The probability that just one of two atoms is excited."""
    return found.get("01", 0.0) + found.get("10", 0.0)


def _on_resonance(program):
    """The program with its detuning set to zero."""
    drive = program.drives[0]
    flat = TimeSeries(drive.detuning.times, (0.0,) * len(drive.detuning.times))
    return replace(program, drives=(replace(drive, detuning=flat),))


def _area(program):
    """The area under Ω(t): the angle by which one atom turns."""
    series = program.drives[0].amplitude
    return np.trapezoid(series.values, series.times)
