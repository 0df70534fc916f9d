"""What is right in lesson 1-01, and what to say when it is not."""

from autograder.checks import choice, functions, ordering, prediction, states
from autograder.checks.named_states import BELL_PHI_PLUS, BELL_PSI_MINUS, ghz
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Circuit, Function, Number

#: The catalogue's messages in the words that this lesson has introduced.
IN_THIS_LESSONS_WORDS = {
    "not-entangled": {
        "does": "Your circuit prepares {given}. Here each qubit has a state of its own: they are not "
        "entangled.",
        "asked": "Asked for was {wanted}, which can't be split into one state for each qubit.",
        "look": "Which gate ties one qubit to another? Ideas A and B of the lesson show when it does "
        "nothing.",
    },
    "wrong-basis-state": {
        "asked": "Asked for was {wanted}: other bitstrings.",
        "look": "Write down the state after each of your gates, beginning with |00⟩. Where does it turn off?",
    },
    "wrong-weights": {
        "asked": "Asked for was {wanted}: the same bitstrings, with other amplitudes.",
        "look": "Look for the gate that splits one bitstring into two.",
    },
    "reversed-order": {
        "asked": "Gates act in the order in which you add them.",
        "look": "Read your drawing from the left. What is the control of CNOT when CNOT acts?",
    },
    "control-target-swapped": {
        "does": "Your circuit would be right if control and target of a CNOT changed places.",
        "look": "CNOT's first number is the control. Which of your qubits has more than one answer when "
        "CNOT acts?",
    },
    "mixture": {
        "does": "Something in your circuit acts at random (noise, a reset or a measurement), so it "
        "prepares no "
        "definite state. Its counts are right; its state is not.",
        "asked": "Asked for was {wanted}.",
        "look": "Build it from gates alone.",
    },
    "not-pure": {
        "does": "Something in your circuit acts at random (noise, a reset or a measurement), so it "
        "prepares no "
        "definite state.",
        "asked": "Asked for was {wanted}.",
        "look": "Build it from gates alone.",
    },
    "wrong-type": {"look": "Hand in the circuit itself: neither its counts nor what a run returned."},
}

one_qubit = prediction.interval(
    "one-qubit",
    truth=prediction.binomial(shots=1000, probability=0.5),
    unit="ones in 1,000 shots",
    hints=[
        "Toss a fair coin 1,000 times in your mind. Would 450 heads surprise you? Would 490?",
        "The number of heads spreads around its average by the standard deviation √(N·p·(1 − p)).",
        "With N = 1000 and p = ½ the standard deviation is about 16. Go nearly two of them down from the "
        "average, and as many up.",
    ],
)

counts = prediction.distribution(
    "counts",
    width=2,
    misconceptions={
        "two-random-coins": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal bars: that is what two separate coins give.",
                "look": "Qubit 1 does not toss a coin of its own. What does CNOT make of it when qubit 0 "
                "is 0, "
                "and when it is 1?",
            },
        ),
        "always-switched-on": (
            {"11": 1.0},
            {
                "does": "Only 11: as if H set qubit 0 to 1 and CNOT then switched qubit 1 on.",
                "look": "H does not set qubit 0 to 1. How often would qubit 0 alone answer 0?",
            },
        ),
        "second-qubit-idle": (
            {"00": 0.5, "10": 0.5},
            {
                "does": "00 and 10 only: qubit 1 would stay 0 whatever qubit 0 does.",
                "look": "CNOT acts on qubit 1 in those shots where qubit 0 is 1.",
            },
        ),
        "second-qubit-random": (
            {"00": 0.5, "01": 0.5},
            {
                "does": "00 and 01 only: qubit 1 would be the coin, and qubit 0 would stay 0.",
                "look": "The left digit is qubit 0, and H acts on qubit 0.",
            },
        ),
        "nothing-happens": (
            {"00": 1.0},
            {
                "does": "Only 00: as if neither gate did anything.",
                "look": "With H alone, you saw about half ones on qubit 0. What could make them disappear?",
            },
        ),
        "always-opposite": (
            {"01": 0.5, "10": 0.5},
            {
                "does": "01 and 10 only: the two qubits would always disagree.",
                "look": "Both start in 0. When qubit 0 is 0, CNOT leaves qubit 1 alone.",
            },
        ),
    },
    hints=[
        "Take the two cases one by one: qubit 0 answers 0, and qubit 0 answers 1. How often does each come?",
        "In each case CNOT says what qubit 1 does. It starts in 0.",
        "If qubit 0 is 0, CNOT does nothing. If it is 1, qubit 1 turns over. So two of the four strings "
        "never come.",
    ],
)

which_bit = choice.choice(
    "which-bit",
    options={
        "a": "Braket 001, Qiskit 100",
        "b": "Braket 100, Qiskit 100",
        "c": "Braket 100, Qiskit 001",
        "d": "Braket 001, Qiskit 001",
    },
    right="c",
    says={
        "a": (
            "bit-order-reversed",
            {
                "does": "Your answer says that Braket writes qubit 0 on the right and Qiskit on the left.",
                "asked": "",
                "look": "Look again at what x(0) on two qubits gave in each of them: which digit became 1?",
            },
        ),
        "b": (
            "same-order-in-both",
            {
                "does": "Your answer has the digit of qubit 0 on the left in both SDKs.",
                "look": "One of the two printed 01 for x(0) on two qubits. Which one?",
            },
        ),
        "d": (
            "qubit-zero-is-last",
            {
                "does": "Your answer has the digit of qubit 0 on the right in both SDKs, as the ones "
                "digit of a "
                "number stands on the right.",
                "look": "One of the two printed 10 for x(0) on two qubits. Which one?",
            },
        ),
    },
    hints=[
        "What did each SDK print for x(0) on two qubits?",
        "In each printout one digit is 1, and it belongs to qubit 0. Is it the first or the last?",
        "Where qubit 0 stood first of two, it stands first of three; where it stood last, it stands last.",
    ],
)

order_lines = ordering.ordering(
    "order-lines",
    lines={
        "a": "print(result.measurement_counts)",
        "b": "bell.cnot(0, 1)",
        "c": "bell = Circuit()",
        "d": "bell.h(1)",
        "e": "result = LocalSimulator().run(bell, shots=1000).result()",
        "f": "bell.h(0)",
        "g": "print(bell.measurement_counts)",
    },
    needed="abcef",
    before=["cf", "fb", "be", "ea"],
    distractors="dg",
    says={
        "d": (
            "superposition-everywhere",
            {
                "does": "Line d puts H on qubit 1. Before the run it spoils the counts of a Bell pair; "
                "after the run "
                "it comes too late to do anything.",
                "look": "Compare with idea A: what did H on both qubits give?",
            },
        ),
        "g": (
            "counts-of-a-circuit",
            {
                "does": "Line g asks the circuit for counts. A circuit is a list of gates; it has none.",
                "look": "Which object do counts come from, once something has been run?",
            },
        ),
        ("b", "f"): (
            "cnot-before-h",
            {
                "does": "Your program lets CNOT act before H. Then the control is still 0 and CNOT does "
                "nothing: "
                "you get 00 and 10, and no Bell pair.",
                "look": "Compare with idea B. What must be true of qubit 0 before CNOT acts?",
            },
        ),
        ("e", "f"): (
            "run-before-built",
            {
                "does": "Your program runs the circuit first and adds H afterwards. What was run had no H.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
        ("e", "b"): (
            "run-before-built-cnot",
            {
                "does": "Your program runs the circuit first and adds CNOT afterwards. What was run had "
                "no CNOT.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
    },
    hints=[
        "What has to exist before a gate can be added, and what before counts can be printed?",
        "Three stages: make an empty circuit and add its gates; run it; print what came back.",
        "The gates are H on qubit 0 and then CNOT. With the line that makes the circuit before them and "
        "two lines "
        "after them, that makes five.",
    ],
)

SAME_COUNTS = "Asked for was {wanted}. Both give the same counts, so counts won't show you the difference."


@exercise(
    "bell-pair",
    takes=Circuit(),
    points=2,
    hints=[
        "Which gate of the lesson turns one bitstring into a sum of two?",
        "From the first row to the second, only the first digit is split: that is a gate on qubit 0 "
        "alone. From the "
        "second to the third, the second digit follows the first: that takes a gate on both.",
        "The first gate is H on qubit 0. The second has qubit 0 as its control and qubit 1 as its target.",
    ],
    messages=IN_THIS_LESSONS_WORDS
    | {
        "relative-phase": {
            "asked": SAME_COUNTS,
            "look": "Look for what sets the sign in front of |11⟩. H has one rule for |0⟩ and another "
            "for |1⟩.",
        }
    },
)
def bell_pair(answer, given):
    """(|00⟩ + |11⟩)/√2."""
    yield from states.prepares(answer, BELL_PHI_PLUS)


@exercise(
    "singlet",
    takes=Circuit(),
    points=3,
    hints=[
        "Where does a minus sign come from? Look at H's two rules.",
        "H must act on a qubit that is 1, so begin with X there. Then see which bitstrings CNOT gives "
        "you, and which "
        "qubit to turn over so that they disagree.",
        "X on both qubits, then the two gates of the Bell pair. Write down the four rows: |11⟩ comes first.",
    ],
    messages=IN_THIS_LESSONS_WORDS
    | {
        "relative-phase": {
            "asked": SAME_COUNTS + " Measuring in another way would: see lesson 1-02.",
            "look": "Look for what sets the sign between the two terms. H has one rule for |0⟩ and "
            "another for |1⟩.",
        }
    },
)
def singlet(answer, given):
    """(|01⟩ − |10⟩)/√2."""
    yield from states.prepares(answer, BELL_PSI_MINUS)


SIZES = Function(inputs=lambda given: [(n,) for n in range(1, 9)], returns=Circuit())


@exercise(
    "ghz",
    takes=SIZES,
    points=4,
    hints=[
        "A Bell pair takes one H and one CNOT. What does a third qubit need, to agree with the other two?",
        "After H on qubit 0, each further qubit needs one CNOT whose control agrees with qubit 0 "
        "already. A loop over "
        "the qubits 1 to n − 1 adds them.",
        "Before the loop: circuit.h(0). In the loop: a CNOT from qubit 0, or from the neighbour before, "
        "to this "
        "qubit. For n = 1 the loop has nothing to do, and H alone is right.",
    ],
    messages=IN_THIS_LESSONS_WORDS
    | {
        "relative-phase": {"asked": SAME_COUNTS, "look": "Look for what sets the sign of the second term."},
        "wrong-basis-state": {
            "asked": "Asked for was {wanted}: other bitstrings.",
            "look": "Write down the state after each of your gates, beginning with all zeros. Where does "
            "it turn off?",
        },
        "too-many-qubits": {
            "look": "The qubits are 0 to n − 1. Print ghz(1): which qubits do its gates touch?"
        },
        "too-few-qubits": {
            "look": "The qubits are 0 to n − 1. Print ghz(2): which qubits do its gates touch?"
        },
        "wrong-type": {
            "look": "Pass ghz itself, without brackets behind it; what it returns should be a circuit."
        },
        "no-answer": {
            "does": "There is nothing to judge: your function returns nothing.",
            "look": "Does it end with return, and reach it for every n?",
        },
        "empty-circuit": {
            "does": "Your function returns a circuit without gates.",
            "look": "Which state of that many qubits was asked for, and does it differ from all zeros?",
        },
    },
)
def ghz_states(answer, given):
    """(|00…0⟩ + |11…1⟩)/√2 for every n."""
    yield from functions.each(answer, SIZES, given, lambda circuit, n: states.prepares(circuit, ghz(n)))


#: (qubits, the one that is turned over, SDK): most in Qiskit's order, some that read the same from both ends.
MACHINES = [
    (5, 1, "qiskit"),
    (5, 1, "braket"),
    (3, 0, "qiskit"),
    (3, 2, "braket"),
    (4, 3, "qiskit"),
    (6, 1, "qiskit"),
    (7, 3, "qiskit"),
    (8, 6, "braket"),
    (9, 2, "qiskit"),
    (10, 7, "qiskit"),
    (11, 10, "braket"),
    (12, 2, "qiskit"),
    (12, 9, "qiskit"),
]


def _measured(qubits: int, culprit: int, sdk: str) -> dict[str, int]:
    """Counts of a GHZ circuit where one qubit's answers are turned over and a few shots err once more."""
    zeros = ["1" if qubit == culprit else "0" for qubit in range(qubits)]
    counts = {
        "".join(_turned(bit) if place == qubit else bit for place, bit in enumerate(zeros)): 1 + qubit % 3
        for qubit in range(qubits)
        if qubit != culprit
    }
    few, many = 217 + qubits, 242 - qubits
    counts["".join(map(_turned, zeros))] = many if culprit % 2 else few
    counts["".join(zeros)] = few if culprit % 2 else many
    return {bits[::-1] if sdk == "qiskit" else bits: number for bits, number in counts.items()}


def _turned(bit: str) -> str:
    return "0" if bit == "1" else "1"


FLIPS = Function(
    inputs=lambda given: [(_measured(*machine), machine[2]) for machine in MACHINES],
    returns=Number(),
)


@exercise(
    "find-the-flip",
    takes=FLIPS,
    points=5,
    hints=[
        "Without the fault and without errors, which two bitstrings come? What does turning over one "
        "qubit make of "
        "them?",
        "Take the bitstring with the most shots: one digit differs from all the others. Before you count "
        "its place, "
        "bring the string into the order with qubit 0 on the left.",
        "max(counts, key=counts.get) is that string; for Qiskit, turn it round with [::-1]. If it holds "
        "a single 1, "
        "its place is .index('1'), else .index('0').",
    ],
    messages={
        "bit-order-reversed": {
            "does": "For {qubits} qubits and {sdk}, your function returns {given}: the right place, "
            "counted from the wrong "
            "end of the bitstring.",
            "asked": "Asked for was the qubit's own number; sdk says at which end qubit 0 stands.",
            "look": "When you ran x(0) in each SDK, which digit was qubit 0's?",
        },
        "fails-for-some-inputs": {
            "does": "Your function names the wrong qubit for {failing} of the {all} machines tried.",
            "look": "Make up counts to try it on: with more than ten qubits, and with a 0 as the odd one "
            "out.",
        },
        "off-by-one": {
            "does": "For {qubits} qubits and {sdk}, your function returns {given}: one more than the "
            "qubit's number.",
            "asked": "Qubits are counted from 0.",
            "look": "Where does your counting start?",
        },
        "wrong-type": {
            "look": "Pass find_the_flip itself, without brackets behind it; what it returns should be a "
            "whole number."
        },
        "no-answer": {
            "does": "There is nothing to judge: your function returns None.",
            "look": "Does it set the qubit, and reach its return, for both SDKs?",
        },
        "wrong-output": {
            "does": "For {qubits} qubits and {sdk}, your function returns {given}: not the qubit that is "
            "turned over.",
            "look": "Look at the bitstring with the most shots. Which digit is the odd one out?",
        },
    },
)
def find_the_flip(answer, given):
    """The number of the qubit whose answers are turned over, for counts of either SDK."""
    yield from functions.each(answer, FLIPS, given, _right_qubit)


def _right_qubit(named, counts, sdk):
    """Findings about one named qubit."""
    bits = max(counts, key=counts.get)
    turned = bits.index(min(bits, key=bits.count))
    right, mirrored = (turned, len(bits) - 1 - turned)[:: -1 if sdk == "qiskit" else 1]
    if named == right:
        return
    code = {mirrored: "bit-order-reversed", right + 1: "off-by-one"}.get(named, "wrong-output")
    yield Finding(code, {"given": named, "qubits": len(bits), "sdk": sdk}, rank=LIKELY)
