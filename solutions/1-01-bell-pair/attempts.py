"""Answers to lesson 1-01 that must pass, and wrong ones that must be named."""

import numpy as np
from braket.circuits import Circuit
from braket.devices import LocalSimulator
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong

# --- one-qubit: an interval for the number of ones ---------------------------------------------------


@placeholder("one-qubit", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("one-qubit")
def central_interval(given):
    return (469, 531)


@alternative("one-qubit")
def rounded_interval(given):
    return [470, 530]


@alternative("one-qubit")
def cautious_interval(given):
    return np.array([400, 600])


@alternative("one-qubit")
def overconfident_interval(given):
    return (495, 505)


@wrong("one-qubit", "wrong-type")
def one_number(given):
    return 500


@wrong("one-qubit", "reversed-interval")
def larger_end_first(given):
    return (530, 470)


@wrong("one-qubit", "outside-range")
def more_ones_than_shots(given):
    return (400, 1600)


# --- counts: which answers, how often ------------------------------------------------------------------


@placeholder("counts", "no-answer")
def no_distribution(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("counts")
def always_agree(given):
    return {"00": 0.5, "01": 0, "10": 0, "11": 0.5}


@alternative("counts")
def two_coins_in_per_cent(given):
    return {"00": 25, "01": 25, "10": 25, "11": 25}


@alternative("counts")
def switched_on(given):
    return {"11": 1}


@alternative("counts")
def as_counts_of_1000_shots(given):
    return {"00": 500, "11": 500}


@wrong("counts", "not-normalised")
def one_for_each_that_comes(given):
    return {"00": 1, "11": 1}


@wrong("counts", "wrong-width")
def one_digit(given):
    return {"0": 0.5, "1": 0.5}


@wrong("counts", "wrong-type")
def in_order_without_names(given):
    return [0.5, 0, 0, 0.5]


@wrong("counts", "not-a-probability")
def with_question_marks(given):
    return {"00": 0.5, "11": "half"}


# --- which-bit: the string in which qubit 0 of 3 is 1 ---------------------------------------------------


@placeholder("which-bit", "no-answer")
def no_letter(given):
    return ...


@reference("which-bit")
def left_and_right(given):
    return "c"


@alternative("which-bit")
def with_a_bracket(given):
    return "C)"


@wrong("which-bit", "bit-order-reversed")
def right_and_left(given):
    return "a"


@wrong("which-bit", "same-order-in-both")
def left_in_both(given):
    return "b"


@wrong("which-bit", "qubit-zero-is-last")
def right_in_both(given):
    return "d"


@wrong("which-bit", "unknown-option")
def the_strings_themselves(given):
    return "100 and 001"


# --- order-lines: a program that prints the counts of a Bell pair --------------------------------------


@placeholder("order-lines", "no-answer")
def no_lines(given):
    return ...


@reference("order-lines")
def make_build_run_print(given):
    return "c f b e a"


@alternative("order-lines")
def as_a_list(given):
    return ["C", "F", "B", "E", "A"]


@wrong("order-lines", "cnot-before-h")
def cnot_first(given):
    return "c b f e a"


@wrong("order-lines", "superposition-everywhere")
def h_on_both(given):
    return "c f d b e a"


@wrong("order-lines", "counts-of-a-circuit")
def prints_the_circuits_counts(given):
    return "c f b e g"


@wrong("order-lines", "line-missing")
def never_prints(given):
    return "c f b e"


@wrong("order-lines", "run-before-built")
def runs_too_early(given):
    return "c e f b a"


@wrong("order-lines", "line-missing")
def never_makes_a_circuit(given):
    return "f b e a"


@wrong("order-lines", "wrong-order")
def prints_before_the_run(given):
    return "c f b a e"


@alternative("order-lines")
def written_together(given):
    return "cfbea"


@wrong("order-lines", "unknown-option")
def the_lines_numbers(given):
    return "3 6 2 5 1"


# --- bell-pair: (|00⟩ + |11⟩)/√2 ------------------------------------------------------------------------


@placeholder("bell-pair", "empty-circuit")
def no_gates(given):
    return Circuit()


@reference("bell-pair")
def h_then_cnot(given):
    return Circuit().h(0).cnot(0, 1)


@alternative("bell-pair")
def roles_exchanged(given):
    return Circuit().h(1).cnot(1, 0)


@alternative("bell-pair")
def in_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


@alternative("bell-pair")
def with_cz(given):
    return Circuit().h(0).h(1).cz(0, 1).h(1)


@alternative("bell-pair")
def with_a_rotation(given):
    return Circuit().ry(0, np.pi / 2).cnot(0, 1)


@alternative("bell-pair")
def minus_in_front_of_the_whole(given):
    return Circuit().h(0).cnot(0, 1).x(0).z(0).x(0).z(0)


@alternative("bell-pair")
def as_openqasm(given):
    return 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n'


@wrong("bell-pair", "wrong-basis-state")
def h_missing(given):
    return Circuit().x(0).cnot(0, 1)


@wrong("bell-pair", "not-entangled")
def cnot_missing(given):
    return Circuit().h(0)


@wrong("bell-pair", "not-entangled")
def h_on_both_then_cnot(given):
    return Circuit().h(0).h(1).cnot(0, 1)


@wrong("bell-pair", "reversed-order")
def cnot_then_h(given):
    return Circuit().cnot(0, 1).h(0)


@wrong("bell-pair", "control-target-swapped")
def control_and_target_exchanged(given):
    return Circuit().h(0).cnot(1, 0)


@wrong("bell-pair", "relative-phase")
def with_a_minus(given):
    return Circuit().x(0).h(0).cnot(0, 1)


@wrong("bell-pair", "wrong-basis-state")
def always_opposite(given):
    return Circuit().h(0).x(1).cnot(0, 1)


@wrong("bell-pair", "measured-circuit")
def measured_in_braket(given):
    return Circuit().h(0).cnot(0, 1).measure([0, 1])


@wrong("bell-pair", "measured-circuit")
def measured_in_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    return circuit


@wrong("bell-pair", "too-many-qubits")
def qubits_counted_from_one(given):
    circuit = QuantumCircuit(3)
    circuit.h(1)
    circuit.cx(1, 2)
    return circuit


@wrong("bell-pair", "degrees-for-radians")
def rotation_in_degrees(given):
    return Circuit().ry(0, 90).cnot(0, 1)


@wrong("bell-pair", "wrong-type")
def counts_of_the_run(given):
    return LocalSimulator().run(Circuit().h(0).cnot(0, 1), shots=100).result()


@wrong("bell-pair", "wrong-type")
def counts_as_a_dictionary(given):
    return {"00": 498, "11": 502}


@wrong("bell-pair", "not-called")
def a_function_instead(given):
    return h_then_cnot.make


# --- singlet: (|01⟩ − |10⟩)/√2 --------------------------------------------------------------------------


@placeholder("singlet", "empty-circuit")
def no_gates_for_the_singlet(given):
    return Circuit()


@reference("singlet")
def both_turned_over_first(given):
    return Circuit().x(0).x(1).h(0).cnot(0, 1)


@alternative("singlet")
def singlet_in_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.x([0, 1])
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


@alternative("singlet")
def global_minus(given):
    return Circuit().x(0).h(0).cnot(0, 1).x(0)


@alternative("singlet")
def sign_by_z(given):
    return Circuit().h(0).cnot(0, 1).x(1).z(0)


@wrong("singlet", "relative-phase")
def with_a_plus(given):
    return Circuit().h(0).x(1).cnot(0, 1)


@wrong("singlet", "relative-phase")
def with_an_i(given):
    return Circuit().h(0).s(0).x(1).cnot(0, 1)


@wrong("singlet", "wrong-basis-state")
def agreeing_with_a_minus(given):
    return Circuit().x(0).h(0).cnot(0, 1)


@wrong("singlet", "wrong-basis-state")
def just_a_bell_pair(given):
    return Circuit().h(0).cnot(0, 1)


@wrong("singlet", "not-entangled")
def cnot_before_h(given):
    return Circuit().x(0).x(1).cnot(0, 1).h(0)


@wrong("singlet", "wrong-basis-state")
def a_single_bitstring(given):
    return Circuit().x(1).i(0)


@wrong("singlet", "measured-circuit")
def measured_singlet(given):
    return Circuit().x(0).x(1).h(0).cnot(0, 1).measure(0).measure(1)


@wrong("singlet", "wrong-type")
def singlets_counts(given):
    return {"01": 50, "10": 50}


# --- ghz: (|00…0⟩ + |11…1⟩)/√2 for every n ------------------------------------------------------------


@placeholder("ghz", "empty-circuit")
def no_gates_for_any_n(given):
    return lambda n: Circuit()


@reference("ghz")
def chain(given):
    def ghz(n):
        circuit = Circuit().h(0)
        for qubit in range(1, n):
            circuit.cnot(qubit - 1, qubit)
        return circuit

    return ghz


@alternative("ghz")
def fan(given):
    def ghz(n):
        circuit = Circuit().h(0)
        for qubit in range(1, n):
            circuit.cnot(0, qubit)
        return circuit

    return ghz


@alternative("ghz")
def fan_in_qiskit(given):
    def ghz(n):
        circuit = QuantumCircuit(n)
        circuit.h(0)
        for qubit in range(1, n):
            circuit.cx(0, qubit)
        return circuit

    return ghz


@alternative("ghz")
def from_the_last_qubit(given):
    def ghz(n):
        circuit = Circuit().h(n - 1)
        for qubit in reversed(range(n - 1)):
            circuit.cnot(qubit + 1, qubit)
        return circuit

    return ghz


@wrong("ghz", "fails-for-some-inputs")
def three_only(given):
    return lambda n: Circuit().h(0).cnot(0, 1).cnot(1, 2)


@wrong("ghz", "fails-for-some-inputs")
def one_forgotten(given):
    def ghz(n):
        circuit = Circuit().h(0).cnot(0, 1)
        for qubit in range(2, n):
            circuit.cnot(0, qubit)
        return circuit

    return ghz


@wrong("ghz", "fails-for-some-inputs")
def one_returns_nothing(given):
    def ghz(n):
        if n > 1:
            return chain.make({})(n)

    return ghz


@wrong("ghz", "not-entangled")
def h_on_every_qubit(given):
    def ghz(n):
        circuit = Circuit()
        for qubit in range(n):
            circuit.h(qubit)
        return circuit

    return ghz


@wrong("ghz", "too-many-qubits")
def one_qubit_too_many(given):
    def ghz(n):
        circuit = Circuit().h(0)
        for qubit in range(n):
            circuit.cnot(qubit, qubit + 1)
        return circuit

    return ghz


@wrong("ghz", "fails-for-some-inputs")
def last_qubit_left_out(given):
    def ghz(n):
        circuit = Circuit().h(0)
        for qubit in range(1, n - 1):
            circuit.cnot(qubit - 1, qubit)
        return circuit

    return ghz


@wrong("ghz", "fails-for-some-inputs")
def h_after_the_cnots(given):
    def ghz(n):
        circuit = Circuit()
        for qubit in range(1, n):
            circuit.cnot(qubit - 1, qubit)
        return circuit.h(0)

    return ghz


@wrong("ghz", "relative-phase")
def minus_for_every_n(given):
    def ghz(n):
        circuit = Circuit().x(0).h(0)
        for qubit in range(1, n):
            circuit.cnot(qubit - 1, qubit)
        return circuit

    return ghz


@wrong("ghz", "no-answer")
def return_forgotten(given):
    def ghz(n):
        chain.make({})(n)

    return ghz


@wrong("ghz", "wrong-type")
def returns_counts(given):
    return lambda n: {"0" * n: 50, "1" * n: 50}


@wrong("ghz", "wrong-type")
def called_already(given):
    return chain.make({})(3)


@wrong("ghz", "function-raised")
def name_misspelt(given):
    return lambda n: Circuit().h(0).cnott(0, 1)


# --- find-the-flip: the qubit whose answers are turned over --------------------------------------------


@placeholder("find-the-flip", "no-answer")
def no_qubit(given):
    return lambda counts, sdk: None


def _odd_one_out(bits):
    return bits.index("1" if bits.count("1") == 1 else "0")


@reference("find-the-flip")
def most_frequent_string(given):
    def find_the_flip(counts, sdk):
        bits = max(counts, key=counts.get)
        return _odd_one_out(bits[::-1] if sdk == "qiskit" else bits)

    return find_the_flip


@alternative("find-the-flip")
def least_agreeing_qubit(given):
    def find_the_flip(counts, sdk):
        order = -1 if sdk == "qiskit" else 1
        shots = np.array([[int(bit) for bit in bits[::order]] for bits in counts])
        agree = (shots[:, :, None] == shots[:, None, :]).sum(axis=2) * np.array(list(counts.values()))[
            :, None
        ]
        return agree.sum(axis=0).argmin()

    return find_the_flip


@wrong("find-the-flip", "bit-order-reversed")
def all_read_as_brakets(given):
    return lambda counts, sdk: _odd_one_out(max(counts, key=counts.get))


@wrong("find-the-flip", "bit-order-reversed")
def braket_turned_instead(given):
    def find_the_flip(counts, sdk):
        bits = max(counts, key=counts.get)
        return _odd_one_out(bits[::-1] if sdk == "braket" else bits)

    return find_the_flip


@wrong("find-the-flip", "off-by-one")
def counted_from_one(given):
    return lambda counts, sdk: most_frequent_string.make({})(counts, sdk) + 1


@wrong("find-the-flip", "fails-for-some-inputs")
def qubits_sorted_as_text(given):
    def find_the_flip(counts, sdk):
        bits = max(counts, key=counts.get)
        bits = bits[::-1] if sdk == "qiskit" else bits
        by_name = {f"q{qubit}": bit for qubit, bit in enumerate(bits)}
        return _odd_one_out("".join(by_name[name] for name in sorted(by_name)))

    return find_the_flip


@wrong("find-the-flip", "fails-for-some-inputs")
def only_a_single_one(given):
    def find_the_flip(counts, sdk):
        bits = max(counts, key=counts.get)
        return (bits[::-1] if sdk == "qiskit" else bits).find("1")

    return find_the_flip


@wrong("find-the-flip", "fails-for-some-inputs")
def five_qubits_only(given):
    def find_the_flip(counts, sdk):
        bits = max(counts, key=counts.get)
        odd = _odd_one_out(bits)
        return 4 - odd if sdk == "qiskit" else odd

    return find_the_flip


@wrong("find-the-flip", "fails-for-some-inputs")
def the_colleagues_qubit(given):
    return lambda counts, sdk: 1


@wrong("find-the-flip", "wrong-type")
def returns_the_string(given):
    return lambda counts, sdk: max(counts, key=counts.get)


@wrong("find-the-flip", "wrong-type")
def answers_for_the_colleagues(given):
    return {"Min-ji": 1, "Lukas": 1, "Amina": 1}


@wrong("find-the-flip", "function-raised")
def asks_for_one_argument(given):
    return lambda counts: 1
