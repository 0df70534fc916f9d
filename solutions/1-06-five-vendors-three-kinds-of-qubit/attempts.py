"""Answers to lesson 1-06 that must pass, and wrong ones that must be named."""

import math
from itertools import pairwise

import numpy as np
from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
from braket.circuits import Circuit
from braket.timings import TimeSeries
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions ----------------------------------------------------------------------------------------


@placeholder("any-coupler", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("any-coupler")
def with_the_dead_ones(given):
    return (50, 99.6)


@wrong("any-coupler", "interval-too-narrow")
def round_the_median(given):
    return (98.5, 99.2)


@wrong("any-coupler", "interval-too-narrow")
def working_couplers_only(given):
    return (92, 99.5)


@wrong("any-coupler", "point-value")
def the_median(given):
    return (98.84, 98.84)


@wrong("any-coupler", "interval-off-centre")
def down_to_nothing(given):
    return (0, 97)


@placeholder("blockaded-pair", "no-answer")
def no_chances(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("blockaded-pair")
def turned_further(given):
    stays = math.cos(math.pi / math.sqrt(2)) ** 2
    return {"00": stays, "01": (1 - stays) / 2, "10": (1 - stays) / 2, "11": 0}


@wrong("blockaded-pair", "both-excited")
def both(given):
    return {"00": 0, "01": 0, "10": 0, "11": 1}


@wrong("blockaded-pair", "one-of-the-two")
def either(given):
    return {"00": 0, "01": 50, "10": 50, "11": 0}


@wrong("blockaded-pair", "nothing-excited")
def neither(given):
    return {"00": 1.0}


@wrong("blockaded-pair", "two-coins")
def coins(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


@wrong("blockaded-pair", "half-blocked")
def halfway(given):
    return {"00": 0.5, "01": 0.25, "10": 0.25, "11": 0}


# --- atoms-program and what-follows ---------------------------------------------------------------------


@placeholder("atoms-program", "no-answer")
def no_lines(given):
    return ...


@reference("atoms-program")
def register_then_drive(given):
    return "c f a e d h"


@alternative("atoms-program")
def drive_first(given):
    return "a c f e d h"


@alternative("atoms-program")
def second_atom_after_the_program(given):
    return "c a e f d h"  # the program holds the register itself


@wrong("atoms-program", "metres-for-micrometres")
def five_metres(given):
    return "c b a e d h"


@wrong("atoms-program", "gates-on-atoms")
def a_circuit(given):
    return "c f a g d h"


@wrong("atoms-program", "atom-added-too-late")
def one_atom_ran(given):
    return "c a e d f h"


@wrong("atoms-program", "drive-not-made-yet")
def drive_too_late(given):
    return "c f e a d h"


@wrong("atoms-program", "line-missing")
def nothing_shown(given):
    return "c f a e d"


@placeholder("what-follows", "no-answer")
def no_letter(given):
    return ...


@reference("what-follows")
def what_was_compiled(given):
    return "c"


@wrong("what-follows", "qubit-count-is-quality")
def three_times_as_large(given):
    return "a"


@wrong("what-follows", "emulation-ranks-vendors")
def best_of_the_four(given):
    return "b"


@wrong("what-follows", "physical-is-logical")
def large_enough(given):
    return "d"


# --- native-ghz -----------------------------------------------------------------------------------------

RIGHT = np.pi / 2


def tied(circuit, control, target, sign=1):
    return circuit.prx(target, RIGHT, -sign * RIGHT).cz(control, target).prx(target, RIGHT, sign * RIGHT)


def first_two():
    return tied(Circuit().prx(1, RIGHT, RIGHT), 1, 0)


@placeholder("native-ghz", "too-few-qubits")
def two_of_four(given):
    return first_two()


@reference("native-ghz")
def from_the_middle(given):
    return tied(tied(first_two(), 1, 2), 1, 3)


@alternative("native-ghz")
def from_the_end(given):
    circuit = tied(Circuit().prx(0, RIGHT, RIGHT), 0, 1)
    return tied(tied(circuit, 1, 2), 1, 3)


@alternative("native-ghz")
def in_qiskit(given):
    circuit = QuantumCircuit(4)
    circuit.r(RIGHT, RIGHT, 1)
    for target in (0, 2, 3):
        circuit.r(RIGHT, -RIGHT, target)
        circuit.cz(1, target)
        circuit.r(RIGHT, RIGHT, target)
    return circuit


@wrong("native-ghz", "gate-not-native")
def with_cnot(given):
    return first_two().cnot(1, 2).cnot(1, 3)


@wrong("native-ghz", "gate-not-native")
def as_in_a_textbook(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2).cnot(2, 3)


@wrong("native-ghz", "not-connected")
def along_the_numbers(given):
    return tied(tied(first_two(), 1, 2), 2, 3)


@wrong("native-ghz", "not-connected")
def star_from_zero(given):
    return tied(tied(tied(Circuit().prx(0, RIGHT, RIGHT), 0, 1), 0, 2), 0, 3)


@wrong("native-ghz", "relative-phase")
def one_turned_the_wrong_way(given):
    return tied(tied(first_two(), 1, 2, -1), 1, 3)


@wrong("native-ghz", "too-many-two-qubit-gates")
def with_detours(given):
    circuit = from_the_middle.make({})
    return circuit.cz(1, 2).cz(1, 2)


@wrong("native-ghz", "wrong-basis-state")
def not_turned_back(given):
    circuit = first_two()
    for target in (2, 3):
        circuit.prx(target, RIGHT, -RIGHT).cz(1, target)
    return circuit


@wrong("native-ghz", "relative-phase")
def turned_about_x(given):
    right = np.pi / 2
    circuit = Circuit().prx(1, right, right)
    for qubit in (0, 2, 3):
        angle, axis = (right, 0) if qubit else (-right, right)
        circuit.prx(qubit, angle, axis).cz(1, qubit).prx(qubit, -angle, axis)
    return circuit


# --- plan-cost ------------------------------------------------------------------------------------------

RIGHT_PLAN = {"Forte-Enterprise-1": 801.50, "Garnet": 16.00, "Cepheus-1-108Q": 5.75, "Aquila": 30.90}


def plan(**changed):
    names = {
        "forte": "Forte-Enterprise-1",
        "garnet": "Garnet",
        "cepheus": "Cepheus-1-108Q",
        "aquila": "Aquila",
    }
    costs = RIGHT_PLAN | {names[name]: cost for name, cost in changed.items() if name != "total"}
    return {**costs, "total": changed.get("total", sum(costs.values()))}


@placeholder("plan-cost", "no-answer")
def nothing_computed(given):
    return {**dict.fromkeys(RIGHT_PLAN, ...), "total": ...}


@reference("plan-cost")
def from_the_catalogue(given):
    from gangway import devices

    runs = {
        "Forte-Enterprise-1": (2000, 5),
        "Garnet": (2000, 5),
        "Cepheus-1-108Q": (2000, 5),
        "Aquila": (1000, 3),
    }
    costs = {name: devices.estimate(name, shots=s, tasks=t).total for name, (s, t) in runs.items()}
    return {**costs, "total": sum(costs.values())}


@alternative("plan-cost")
def by_hand(given):
    return plan()


@wrong("plan-cost", "one-task-too-large")
def three_thousand_at_once(given):
    return plan(aquila=30.30)


@wrong("plan-cost", "one-task-only")
def one_circuit(given):
    return plan(forte=160.30, garnet=3.20, cepheus=1.15)


@wrong("plan-cost", "task-fee-forgotten")
def shots_only(given):
    return plan(forte=800.00, garnet=14.50, cepheus=4.25, aquila=30.00)


@wrong("plan-cost", "task-fee-charged-once")
def one_fee(given):
    return plan(garnet=14.80)


@wrong("plan-cost", "shots-of-one-task")
def shots_not_multiplied(given):
    return plan(forte=161.50)


@wrong("plan-cost", "price-of-rigetti")
def prices_exchanged(given):
    return plan(garnet=5.75, cepheus=16.00)


@wrong("plan-cost", "part-left-out")
def aquila_left_out(given):
    return plan(total=823.25)


@wrong("plan-cost", "unsupported-figure")
def guessed(given):
    return plan(garnet=20.00)


@wrong("plan-cost", "all-machines-on-one")
def fifteen_circuits_each(given):
    return plan(forte=2404.50, garnet=48.00, cepheus=17.25)


# --- best-chain -----------------------------------------------------------------------------------------


def every_chain(couplers, length):
    near = {}
    for a, b, _ in couplers:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    found = [[qubit] for qubit in near]
    for _ in range(length - 1):
        found = [[*chain, q] for chain in found for q in near[chain[-1]] if q not in chain]
    return found


def product(chain, couplers, readout):
    fidelity = {frozenset((a, b)): value for a, b, value in couplers}
    value = math.prod(readout[qubit] for qubit in chain)
    return value * math.prod(fidelity[frozenset(pair)] for pair in pairwise(chain))


@placeholder("best-chain", "no-answer")
def no_chain(given):
    return lambda couplers, readout, length: None


@reference("best-chain")
def all_chains_tried(given):
    def best_chain(couplers, readout, length):
        return max(every_chain(couplers, length), key=lambda chain: product(chain, couplers, readout))

    return best_chain


@alternative("best-chain")
def read_from_the_other_end(given):
    return lambda *chip: all_chains_tried.make({})(*chip)[::-1]


@alternative("best-chain")
def by_descent(given):
    def best_chain(couplers, readout, length):
        fidelity = {}
        for a, b, value in couplers:
            fidelity.setdefault(a, {})[b] = value
            fidelity.setdefault(b, {})[a] = value
        best = (0.0, [])

        def grow(chain, value):
            nonlocal best
            if len(chain) == length:
                best = max(best, (value, chain))
                return
            for other, gate in fidelity[chain[-1]].items():
                if other not in chain:
                    grow([*chain, other], value * gate * readout[other])

        for qubit in fidelity:
            grow([qubit], readout[qubit])
        return best[1]

    return best_chain


@wrong("best-chain", "fails-for-some-inputs")
def couplers_only(given):
    def best_chain(couplers, readout, length):
        perfect = [1] * len(readout)
        return max(every_chain(couplers, length), key=lambda chain: product(chain, couplers, perfect))

    return best_chain


@wrong("best-chain", "couplers-forgotten")
def readout_only(given):
    def best_chain(couplers, readout, length):
        chains = every_chain(couplers, length)
        return max(chains, key=lambda chain: math.prod(readout[qubit] for qubit in chain))

    return best_chain


@wrong("best-chain", "greedy-chain")
def greedy(given):
    def best_chain(couplers, readout, length):
        a, b, _ = max(couplers, key=lambda coupler: coupler[2])
        chain = [a, b]
        while len(chain) < length:
            steps = [
                (v, y)
                for p, q, v in couplers
                for x, y in ((p, q), (q, p))
                if x == chain[-1] and y not in chain
            ]
            if not steps:
                return chain
            chain.append(max(steps)[1])
        return chain

    return best_chain


@wrong("best-chain", "worst-chain")
def least_for_most(given):
    def best_chain(couplers, readout, length):
        return min(every_chain(couplers, length), key=lambda chain: product(chain, couplers, readout))

    return best_chain


@wrong("best-chain", "fails-for-some-inputs")
def best_read_qubits(given):
    def best_chain(couplers, readout, length):
        return sorted(range(len(readout)), key=lambda qubit: -readout[qubit])[:length]

    return best_chain


@wrong("best-chain", "wrong-chain-length")
def couplers_for_qubits(given):
    return lambda couplers, readout, length: all_chains_tried.make({})(couplers, readout, length - 1)


@wrong("best-chain", "fails-for-some-inputs")
def one_direction(given):
    def best_chain(couplers, readout, length):
        found = [[qubit] for qubit in range(len(readout))]
        for _ in range(length - 1):
            found = [[*chain, b] for chain in found for a, b, _ in couplers if a == chain[-1]]
        return max(found, key=lambda chain: product(chain, couplers, readout))

    return best_chain


@wrong("best-chain", "visits-twice")
def there_and_back(given):
    def best_chain(couplers, readout, length):
        a, b, _ = max(couplers, key=lambda coupler: coupler[2])
        return ([a, b] * length)[:length]

    return best_chain


def _by(score):
    """The chain that is best by another score of its couplers' fidelities and its qubits' readout."""

    def best_chain(couplers, readout, length):
        fidelity = {frozenset((a, b)): value for a, b, value in couplers}

        def of(chain):
            gates = [fidelity[frozenset(pair)] for pair in pairwise(chain)]
            return score(gates, [readout[qubit] for qubit in chain])

        return max(every_chain(couplers, length), key=of)

    return best_chain


@wrong("best-chain", "fails-for-some-inputs")
def sum_of_all(given):
    return _by(lambda gates, reads: sum(gates) + sum(reads))


@wrong("best-chain", "fails-for-some-inputs")
def best_weakest_part(given):
    return _by(lambda gates, reads: min(gates + reads))


@wrong("best-chain", "fails-for-some-inputs")
def started_with_one(given):
    return _by(lambda gates, reads: math.prod(gates) * math.prod(reads[1:]))


# --- entangled-atoms ------------------------------------------------------------------------------------


PAIR = math.pi / math.sqrt(2)  # the area under Ω(t) that turns a blockaded pair by 180°


def pulse(distance=5.5e-6, rabi=5e6, area=PAIR, ramp=0.1e-6, detuning=(0.0, 0.0), atoms=2):
    """Atoms in a row and a trapezoidal pulse with this area."""
    register = AtomArrangement()
    for place in range(atoms):
        register.add((place * distance, 0))
    end = area / rabi + ramp
    amplitude = TimeSeries.from_lists([0, ramp, end - ramp, end], [0, rabi, rabi, 0])
    phase = TimeSeries.from_lists([0, end], [0, 0])
    sweep = TimeSeries.from_lists([0, end], list(detuning))
    drive = DrivingField(amplitude=amplitude, phase=phase, detuning=sweep)
    return AnalogHamiltonianSimulation(register=register, hamiltonian=drive)


@placeholder("entangled-atoms", "no-answer")
def no_program(given):
    return None


@reference("entangled-atoms")
def shortened_by_root_two(given):
    return pulse()


@alternative("entangled-atoms")
def nearer_and_faster(given):
    return pulse(distance=4.5e-6, rabi=10e6)


@alternative("entangled-atoms")
def three_times_the_area(given):
    return pulse(area=3 * PAIR)


@alternative("entangled-atoms")
def swept_through_resonance(given):
    return pulse(rabi=12e6, area=12e6 * 3.9e-6, detuning=(-40e6, 40e6))


@wrong("entangled-atoms", "pulse-for-one-atom")
def lesson_pulse(given):
    return pulse(area=math.pi)


@wrong("entangled-atoms", "both-excited")
def too_far_apart(given):
    return pulse(distance=20e-6, area=math.pi)


@wrong("entangled-atoms", "micrometres-for-metres")
def in_micrometres(given):
    return pulse(distance=5.5)


@wrong("entangled-atoms", "atoms-too-close")
def too_close(given):
    return pulse(distance=3e-6)


@wrong("entangled-atoms", "rabi-not-zero-at-ends")
def without_ramps(given):
    program = pulse()
    end = PAIR / 5e6
    drive = DrivingField(
        amplitude=TimeSeries.from_lists([0, end], [5e6, 5e6]),
        phase=TimeSeries.from_lists([0, end], [0, 0]),
        detuning=TimeSeries.from_lists([0, end], [0, 0]),
    )
    return AnalogHamiltonianSimulation(register=program.register, hamiltonian=drive)


@wrong("entangled-atoms", "points-too-close")
def ramps_too_short(given):
    return pulse(ramp=0.01e-6)


@wrong("entangled-atoms", "megahertz-for-hertz")
def in_megahertz(given):
    return pulse(rabi=5, area=5 * 3e-6)


@wrong("entangled-atoms", "wrong-number-of-atoms")
def three_atoms(given):
    return pulse(atoms=3)


@wrong("entangled-atoms", "off-resonance")
def far_off_resonance(given):
    return pulse(detuning=(60e6, 60e6))


@wrong("entangled-atoms", "off-resonance")
def detuned(given):
    return pulse(detuning=(5e6, 5e6))


@wrong("entangled-atoms", "target-too-rare")
def half_of_it(given):
    return pulse(area=PAIR / 2)


@wrong("entangled-atoms", "stays-in-ground-state")
def hardly_any_light(given):
    return pulse(rabi=0.1e6, area=0.1e6 * 1e-6)


@wrong("entangled-atoms", "turned-all-the-way-round")
def lengthened_by_root_two(given):
    return pulse(area=math.pi * math.sqrt(2))
