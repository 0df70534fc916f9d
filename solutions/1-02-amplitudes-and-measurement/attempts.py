"""Answers to lesson 1-02 that must pass, and wrong ones that must be named."""

import numpy as np
from braket.circuits import Circuit
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong

# --- after-h and in-x: predictions ----------------------------------------------------------------------


@placeholder("after-h", "no-answer")
def nothing_predicted(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("after-h")
def one_certain_one_random(given):
    return {"00": 0.5, "01": 0.5, "10": 0, "11": 0}


@alternative("after-h")
def in_per_cent(given):
    return {"00": 50, "01": 50}


@wrong("after-h", "both-stay-random")
def four_equal(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


@wrong("after-h", "mixture-is-superposition")
def only_zeros(given):
    return {"00": 1}


@wrong("after-h", "sources-exchanged")
def the_other_source(given):
    return {"00": 0.5, "10": 0.5}


@wrong("after-h", "h-does-nothing")
def like_a_bell_pair(given):
    return {"00": 0.5, "11": 0.5}


@wrong("after-h", "not-normalised")
def more_than_everything(given):
    return {"00": 0.5, "01": 0.5, "10": 0.5}


@placeholder("in-x", "no-answer")
def nothing_predicted_in_x(given):
    return {"0": ..., "1": ...}


@reference("in-x")
def half_and_half(given):
    return {"0": 0.5, "1": 0.5}


@wrong("in-x", "i-dropped")
def amplitudes_added_without_i(given):
    return {"0": 0.98, "1": 0.02}


@wrong("in-x", "i-taken-for-minus")
def amplitudes_subtracted(given):
    return {"0": 0.02, "1": 0.98}


@wrong("in-x", "basis-ignored")
def squared_as_they_stand(given):
    return {"0": 0.36, "1": 0.64}


@wrong("in-x", "amplitude-is-probability")
def shared_out_by_amplitude(given):
    return {"0": 0.43, "1": 0.57}


# --- measure-y: Parsons ---------------------------------------------------------------------------------


@placeholder("measure-y", "no-answer")
def no_lines(given):
    return ...


@reference("measure-y")
def turned_then_measured(given):
    return "e f b c a"


@wrong("measure-y", "s-for-its-inverse")
def turned_the_wrong_way(given):
    return "e d b c a"


@wrong("measure-y", "probability-for-expectation")
def share_of_zeros(given):
    return "e f b c g"


@wrong("measure-y", "h-before-the-turn")
def h_first(given):
    return "e b f c a"


@wrong("measure-y", "run-too-early")
def run_before_h(given):
    return "e f c b a"


# --- which-basis: choice --------------------------------------------------------------------------------


@placeholder("which-basis", "no-answer")
def no_letter(given):
    return ...


@reference("which-basis")
def none_of_them(given):
    return "d"


@wrong("which-basis", "more-shots-will-tell")
def z_with_many_shots(given):
    return "a"


@wrong("which-basis", "x-sees-plus-and-minus")
def x_basis(given):
    return "b"


@wrong("which-basis", "y-is-left")
def y_basis(given):
    return "c"


# --- plus-i: (|0⟩ + i|1⟩)/√2 ----------------------------------------------------------------------------


@placeholder("plus-i", "empty-circuit")
def no_gates(given):
    return Circuit()


@reference("plus-i")
def h_then_s(given):
    return Circuit().h(0).s(0)


@alternative("plus-i")
def in_qiskit(given):
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.s(0)
    return circuit


@alternative("plus-i")
def by_one_rotation(given):
    return Circuit().rx(0, -np.pi / 2)


@alternative("plus-i")
def with_a_global_phase(given):
    return Circuit().h(0).rz(0, np.pi / 2)


@wrong("plus-i", "relative-phase")
def only_h(given):
    return Circuit().h(0)


@wrong("plus-i", "relative-phase")
def the_inverse_of_s(given):
    return Circuit().h(0).si(0)


@wrong("plus-i", "relative-phase")
def z_in_place_of_s(given):
    return Circuit().h(0).z(0)


@wrong("plus-i", "relative-phase")
def t_in_place_of_s(given):
    return Circuit().h(0).t(0)


@wrong("plus-i", "relative-phase")
def s_then_h(given):
    return Circuit().s(0).h(0)


@wrong("plus-i", "wrong-basis-state")
def only_s(given):
    return Circuit().s(0)


@wrong("plus-i", "measured-circuit")
def measured(given):
    return Circuit().h(0).s(0).measure(0)


@wrong("plus-i", "too-many-qubits")
def on_two_qubits(given):
    return Circuit().h(0).s(0).h(1)


@wrong("plus-i", "wrong-type")
def as_amplitudes(given):
    return [1 / np.sqrt(2), 1j / np.sqrt(2)]


# --- chance: Born's rule in three bases -----------------------------------------------------------------


@placeholder("chance", "no-answer")
def no_chance(given):
    return lambda a, b, basis: None


@reference("chance")
def gates_by_hand(given):
    def chance(a, b, basis):
        if basis == "Y":
            b = -1j * b
        return abs(a) ** 2 if basis == "Z" else abs(a + b) ** 2 / 2

    return chance


@alternative("chance")
def by_overlap(given):
    first = {"Z": [1, 0], "X": [2**-0.5, 2**-0.5], "Y": [2**-0.5, 1j * 2**-0.5]}
    return lambda a, b, basis: abs(np.vdot(first[basis], [a, b])) ** 2


@alternative("chance")
def by_density_matrix(given):
    pauli = {"Z": [[1, 0], [0, -1]], "X": [[0, 1], [1, 0]], "Y": [[0, -1j], [1j, 0]]}

    def chance(a, b, basis):
        rho = np.outer([a, b], np.conj([a, b]))
        return (1 + np.trace(rho @ np.array(pauli[basis])).real) / 2

    return chance


@wrong("chance", "fails-for-some-inputs")
def s_in_place_of_its_inverse(given):
    def chance(a, b, basis):
        if basis == "Y":
            b = 1j * b
        return abs(a) ** 2 if basis == "Z" else abs(a + b) ** 2 / 2

    return chance


@wrong("chance", "fails-for-some-inputs")
def overlap_by_dot(given):
    first = {"Z": [1, 0], "X": [2**-0.5, 2**-0.5], "Y": [2**-0.5, 1j * 2**-0.5]}
    return lambda a, b, basis: abs(np.dot(first[basis], [a, b])) ** 2


@wrong("chance", "basis-not-changed")
def z_whatever_is_asked(given):
    return lambda a, b, basis: abs(a) ** 2


@wrong("chance", "magnitudes-added")
def magnitudes(given):
    return lambda a, b, basis: abs(a) ** 2 if basis == "Z" else (abs(a) + abs(b)) ** 2 / 2


@wrong("chance", "second-outcome")
def the_other_outcome(given):
    return lambda a, b, basis: 1 - gates_by_hand.make({})(a, b, basis)


@wrong("chance", "not-squared")
def square_forgotten(given):
    return lambda a, b, basis: gates_by_hand.make({})(a, b, basis) ** 0.5


@wrong("chance", "function-raised")
def bases_in_small_letters(given):
    return lambda a, b, basis: {"z": abs(a) ** 2}[basis]


@wrong("chance", "wrong-type")
def both_outcomes(given):
    def chance(a, b, basis):
        first = gates_by_hand.make({})(a, b, basis)
        return [first, 1 - first]

    return chance


# --- from-counts: a density matrix from counts in three bases -------------------------------------------


def _mean(counts):
    zeros, ones = counts.get("0", 0), counts.get("1", 0)
    return (zeros - ones) / (zeros + ones)


def _matrix(x, y, z):
    return np.array([[1 + z, x - 1j * y], [x + 1j * y, 1 - z]]) / 2


@placeholder("from-counts", "no-answer")
def no_matrix(given):
    return lambda in_x, in_y, in_z: None


@reference("from-counts")
def entry_by_entry(given):
    return lambda in_x, in_y, in_z: _matrix(_mean(in_x), _mean(in_y), _mean(in_z))


@alternative("from-counts")
def as_a_sum_of_paulis(given):
    paulis = [np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]
    return lambda *counts: (np.eye(2) + sum(_mean(c) * p for c, p in zip(counts, paulis, strict=True))) / 2


@alternative("from-counts")
def as_nested_lists(given):
    def from_counts(in_x, in_y, in_z):
        x, y, z = map(_mean, (in_x, in_y, in_z))
        return [[(1 + z) / 2, (x - 1j * y) / 2], [(x + 1j * y) / 2, (1 - z) / 2]]

    return from_counts


@wrong("from-counts", "y-sign")
def y_the_wrong_way(given):
    return lambda in_x, in_y, in_z: _matrix(_mean(in_x), -_mean(in_y), _mean(in_z))


@wrong("from-counts", "half-forgotten")
def trace_two(given):
    return lambda in_x, in_y, in_z: 2 * _matrix(_mean(in_x), _mean(in_y), _mean(in_z))


@wrong("from-counts", "shares-for-expectations")
def shares(given):
    def share(counts):
        return counts.get("0", 0) / sum(counts.values())

    return lambda in_x, in_y, in_z: _matrix(share(in_x), share(in_y), share(in_z))


@wrong("from-counts", "axes-exchanged")
def x_and_y_exchanged(given):
    return lambda in_x, in_y, in_z: _matrix(_mean(in_y), _mean(in_x), _mean(in_z))


@wrong("from-counts", "diagonal-only")
def z_only(given):
    return lambda in_x, in_y, in_z: _matrix(0, 0, _mean(in_z))


@wrong("from-counts", "identity-forgotten")
def without_the_identity(given):
    return lambda *counts: _matrix(*map(_mean, counts)) - np.eye(2) / 2


@wrong("from-counts", "i-forgotten")
def real_y(given):
    def from_counts(in_x, in_y, in_z):
        x, y, z = map(_mean, (in_x, in_y, in_z))
        return np.array([[1 + z, x - y], [x + y, 1 - z]]) / 2

    return from_counts


@wrong("from-counts", "fails-for-some-inputs")
def a_string_that_never_came(given):
    def from_counts(in_x, in_y, in_z):
        x, y, z = ((c["0"] - c["1"]) / (c["0"] + c["1"]) for c in (in_x, in_y, in_z))
        return _matrix(x, y, z)

    return from_counts


# --- glued-coins: agree in Z, not in X ------------------------------------------------------------------


@placeholder("glued-coins", "empty-circuit")
def nothing_glued(given):
    return Circuit()


@reference("glued-coins")
def a_third_that_knows(given):
    return Circuit().h(0).cnot(0, 1).cnot(1, 2)


@alternative("glued-coins")
def coin_on_the_third(given):
    return Circuit().h(2).cnot(2, 0).cnot(2, 1)


@alternative("glued-coins")
def glued_in_qiskit(given):
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.cx(0, 2)
    return circuit


@wrong("glued-coins", "not-gates-only")
def with_noise_in_place_of_a_witness(given):
    return Circuit().h(0).cnot(0, 1).phase_flip(0, 0.5).i(2)


@wrong("glued-coins", "mixture-coherences")
def just_a_bell_pair(given):
    return Circuit().h(0).cnot(0, 1).i(2)


@wrong("glued-coins", "mixture-coherences")
def a_minus_is_no_mixture(given):
    return Circuit().h(0).cnot(0, 1).z(0).i(2)


@wrong("glued-coins", "wrong-mixture")
def everybody_tosses_alone(given):
    return Circuit().h(0).cnot(0, 2).h(1)


@wrong("glued-coins", "not-mixed")
def not_even_a_coin(given):
    return Circuit().x(0).x(1).i(2)


@wrong("glued-coins", "wrong-mixture")
def third_tied_to_the_wrong_thing(given):
    return Circuit().h(0).cnot(0, 2).i(1)


@wrong("glued-coins", "mixture-coherences")
def no_third_qubit(given):
    return Circuit().h(0).cnot(0, 1)
