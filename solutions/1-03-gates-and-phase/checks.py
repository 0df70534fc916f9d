"""What is right in lesson 1-03, and what to say when it is not."""

import math

import numpy as np

from autograder.checks import choice, circuits, coins, functions, ordering, prediction, states, unitaries
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Circuit, Function, Number

half_angle = prediction.distribution(
    "half-angle",
    width=1,
    tolerance=0.03,
    misconceptions={
        "angle-not-halved": (
            {"0": 0.25, "1": 0.75},
            {
                "does": "You squared the sine of 60°: sin²(60°) = 0.75.",
                "look": "The matrix of Ry(θ) has θ/2 in it. How far does Ry(π) turn |0⟩?",
            },
        ),
        "share-of-the-half-turn": (
            {"0": 0.667, "1": 0.333},
            {
                "does": "You shared out the probability by the angle: 60° of 180° is a third.",
                "look": "Probability is the square of an amplitude, and the amplitude is a sine.",
            },
        ),
        "amplitude-for-probability": (
            {"0": 0.5, "1": 0.5},
            {
                "does": "One half: either the amplitude sin(30°) itself, or the idea that every rotation "
                "makes a fair coin.",
                "look": "Which number in the first column of the matrix belongs to |1⟩, and what has to be "
                "done to it?",
            },
        ),
        "halved-twice": (
            {"0": 0.933, "1": 0.067},
            {
                "does": "You halved the angle twice: sin²(15°) is 0.067.",
                "look": "Which angle is left inside the sine when θ = 60° goes into the matrix?",
            },
        ),
        "nothing-turned": (
            {"0": 1.0},
            {
                "does": "Only zeros: as if a rotation could not be seen in the counts.",
                "look": "Rotations about z can't. This one is about y.",
            },
        ),
    },
    hints=[
        "Which amplitude does |1⟩ get? It is the lower number in the first column of Ry's matrix.",
        "It is sin(θ/2), and θ/2 is π/6, which is 30°.",
        "sin(30°) is ½. Square it.",
    ],
)

full_turn = prediction.distribution(
    "full-turn",
    width=2,
    misconceptions={
        "full-turn-does-nothing": (
            {"00": 1.0},
            {
                "does": "Only 00: a full turn does nothing, so only the two H are left, and they cancel.",
                "look": "Put θ = 2π into the matrix of Rz. What are its two numbers?",
            },
        ),
        "control-unaffected": (
            {"00": 0.5, "10": 0.5},
            {
                "does": "A fair coin on the control: as if the second H came too late to undo the first.",
                "look": "If the gate did nothing at all, H and H would cancel. If it multiplies one term "
                "by −1, what does the second H make of it?",
            },
        ),
        "target-turned-over": (
            {"01": 0.5, "10": 0.5},
            {
                "does": "You let the target change. Rz leaves |0⟩ in |0⟩, whatever its angle is.",
                "look": "Rz only multiplies. By what, and in which of the control's two terms?",
            },
        ),
        "both-turned-over": (
            {"11": 1.0},
            {
                "does": "Only 11: you saw that the control changes, and let the target follow.",
                "look": "Rz leaves |0⟩ in |0⟩, whatever its angle is. Which digit can only be 0?",
            },
        ),
        "target-alone-turned-over": (
            {"01": 1.0},
            {
                "does": "Only 01: as if a full turn worked like an X on the target.",
                "look": "Rz only multiplies. By what, and in which of the control's two terms?",
            },
        ),
        "everything-random": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "Four equal bars: that is what two fair coins give.",
                "look": "The target is never put in a superposition. Which digit can only be 0?",
            },
        ),
    },
    hints=[
        "What is the state of both qubits just before the controlled gate? Write down its two terms.",
        "In the term where the control is 1, the target's |0⟩ is multiplied by e^(−iπ).",
        "e^(−iπ) is −1. So the control is in (|0⟩ − |1⟩)/√2 before the last H.",
    ],
)

fringe = ordering.ordering(
    "fringe",
    lines={
        "a": "circuit.h(0)",
        "b": "print(result.values[0][1])",
        "c": "circuit.phaseshift(0, 60)",
        "d": "circuit = Circuit().h(0)",
        "e": "result = device.run(circuit.probability(), shots=0).result()",
        "f": "circuit.phaseshift(0, np.pi / 3)",
        "g": 'print(result.measurement_counts["1"])',
    },
    needed="abdef",
    before=["df", "fa", "ae", "eb"],
    distractors="cg",
    says={
        "c": (
            "degrees-in-a-line",
            {
                "does": "Line c turns the phase by 60 radians: nine full turns, a half, and a bit.",
                "asked": "Asked for were 60 degrees.",
                "look": "Braket's angles are in radians. Which other line has 60 degrees in it?",
            },
        ),
        "g": (
            "counts-without-shots",
            {
                "does": "Line g asks for counts. With shots=0 there are none.",
                "look": "With shots=0, results come as values[0], the first thing that was asked for.",
            },
        ),
        ("a", "f"): (
            "phase-after-the-last-h",
            {
                "does": "Your program turns the phase after the last H. Nothing follows that could show it, "
                "so it prints 0 whatever the phase is.",
                "look": "The two H have to embrace the phase.",
            },
        ),
        ("e", "a"): (
            "run-too-early",
            {
                "does": "Your program runs the circuit before it is complete.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
        ("e", "f"): (
            "run-before-the-phase",
            {
                "does": "Your program runs the circuit before the phase is in it.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
    },
    hints=[
        "Split, turn, bring together, run, print: which line is which?",
        "The phase must stand between the two H, and the run after both.",
        "The line that makes the circuit has the first H in it already. 60 degrees are π/3 radians.",
    ],
)

who_shows = choice.choice(
    "who-shows",
    options={
        "a": "Ann adds x, z, x, z on the last qubit, which together multiply the state by −1",
        "b": "Bora replaces rz(θ) by phaseshift(θ), in a circuit that uses it without a control",
        "c": "Chris replaces rz(θ) by phaseshift(θ) inside a gate that is controlled by another qubit",
        "d": "Dana adds z on every qubit just before they are measured",
    },
    right="c",
    says={
        "a": (
            "minus-of-the-whole",
            {
                "does": "Ann's four gates multiply every amplitude by −1. Probabilities are squares of "
                "magnitudes: they all stay.",
                "look": "Whose change multiplies some amplitudes, but not all?",
            },
        ),
        "b": (
            "rz-is-phaseshift",
            {
                "does": "Without a control, rz and phaseshift differ by a factor in front of everything. "
                "Bora's change can't be seen.",
                "look": "When does such a factor stand in front of only a part of the state?",
            },
        ),
        "d": (
            "phase-before-measuring",
            {
                "does": "Dana's gates change signs, and then comes a measurement in the Z basis, which "
                "doesn't see signs.",
                "look": "A phase shows only if a gate follows that lets amplitudes meet.",
            },
        ),
    },
    hints=[
        "For each change ask: which amplitudes are multiplied, and does anything come after it?",
        "A factor in front of the whole state is never seen. One just before the measurement is not seen "
        "either.",
        "A control turns a factor of the whole into a factor of half of the terms.",
    ],
)

H = np.array([[1, 1], [1, -1]]) / math.sqrt(2)
ROTATIONS = ("rx", "ry", "rz")


@exercise(
    "h-from-rotations",
    takes=Circuit(),
    points=2,
    hints=[
        "Compare the columns: what does Ry(π/2) make of |0⟩, and of |1⟩? What does H make of them?",
        "For |0⟩ they agree; for |1⟩ there is a minus too many. Which rotation changes the sign of |1⟩ and "
        "leaves |0⟩ alone, but for a phase? And must it act before or after?",
        "Rz(π) multiplies |1⟩ by −1 relative to |0⟩. Let it act first, and then Ry(π/2).",
    ],
    messages={
        "gate-not-allowed": {
            "does": "Your circuit uses {given}.",
            "asked": "Asked for are rotations alone: rx, ry and rz.",
            "look": "Every gate on one qubit is a rotation. What are H's axis and angle?",
        },
        "reversed-order": {
            "does": "Your rotations are the right ones, in the wrong order.",
            "look": "The gate that you add first acts first.",
        },
        "angle-halved": {
            "does": "Your circuit would be right if a rotation in it turned twice as far.",
            "look": "The angle of a rotation is the one on the sphere. How far is it there from a pole to "
            "the equator, and how far from |+⟩ to |−⟩?",
        },
        "angle-doubled": {
            "does": "Your circuit would be right if a rotation in it turned half as far.",
            "look": "The angle of a rotation is the one on the sphere. How far is it there from a pole to "
            "the equator, and how far from |+⟩ to |−⟩?",
        },
        "degrees-for-radians": {
            "does": "Your angles are right in degrees.",
            "asked": "Braket and Qiskit take radians.",
            "look": "A half turn is np.pi.",
        },
    },
)
def h_from_rotations(answer, given):
    """H up to a global phase, from rotations alone."""
    yield from unitaries.equals(answer, H)
    yield from circuits.only(answer, ROTATIONS)


SPOTS = Function(
    inputs=lambda given: [
        (0.0, 0.0),
        (np.pi / 2, 0.0),
        (np.pi / 2, np.pi / 2),
        (1.1, 0.4),
        (0.3, 2.5),
        (2.2, -0.9),
        (2.9, 4.0),
    ],
    returns=Circuit(empty=True),  # for θ = 0 there may be nothing to do
)


def spot(theta, phi):
    """cos(θ/2)|0⟩ + e^(iφ) sin(θ/2)|1⟩."""
    return np.array([math.cos(theta / 2), np.exp(1j * phi) * math.sin(theta / 2)])


def _judge_spot(circuit, theta, phi):
    found = list(states.prepares(circuit, spot(theta, phi)))
    if found and not any(one.rank == LIKELY and one.code == "wrong-type" for one in found):
        yield from _spot_slips(circuit, theta, phi)
    yield from found


def _spot_slips(circuit, theta, phi):
    slips = {
        "angle-doubled": spot(2 * theta, phi),
        "phase-sign": spot(theta, -phi),
        "phase-missing": spot(theta, 0),
        "phase-halved": spot(theta, phi / 2),
        "theta-sign": spot(-theta, phi),
        "theta-ignored": spot(np.pi / 2, phi),
        "angles-exchanged": spot(phi, theta),
        "turned-about-x": spot(theta, phi - np.pi / 2),
    }
    right = spot(theta, phi)
    apart = {code: slip for code, slip in slips.items() if abs(np.vdot(slip, right)) < 1 - 1e-6}
    return functions.named(circuit, apart, fits=lambda one, state: not list(states.prepares(one, state)))


@exercise(
    "any-state",
    takes=SPOTS,
    points=3,
    hints=[
        "Two gates: one sets the magnitudes, the other sets the phase. Which of them must come second?",
        "Ry(θ) makes cos(θ/2)|0⟩ + sin(θ/2)|1⟩. Then |1⟩ has to be multiplied by e^(iφ).",
        "Circuit().ry(0, theta) and then phaseshift(0, phi), or rz(0, phi).",
    ],
    messages={
        "angle-doubled": {
            "does": "Your circuit turns by 2θ.",
            "asked": "The state has θ/2 in its cosine, and so has the matrix of Ry(θ).",
            "look": "Which of the two halves did you make up for?",
        },
        "angle-halved": {
            "does": "Your circuit turns by θ/2.",
            "asked": "The state has θ/2 in its cosine, and so has the matrix of Ry(θ).",
            "look": "You have halved what Ry halves by itself.",
        },
        "phase-sign": {
            "does": "Your phase is −φ.",
            "look": "Compare the lower right numbers of phaseshift's matrix and of what you need.",
        },
        "phase-missing": {
            "does": "Your circuit has the right magnitudes, and no phase.",
            "asked": "|1⟩ carries the factor e^(iφ).",
            "look": "Does your phase gate act on |1⟩ and not on |0⟩? And is there a |1⟩ when it acts?",
        },
        "theta-sign": {
            "does": "Your circuit turns by −θ: the two terms have the opposite sign.",
            "look": "Which sign has the lower left number in the matrix of Ry(θ)?",
        },
        "theta-ignored": {
            "does": "Your circuit prepares two equal terms, whatever θ is.",
            "asked": "Their magnitudes are cos(θ/2) and sin(θ/2).",
            "look": "For θ = 0 the state is |0⟩. What is yours?",
        },
        "angles-exchanged": {
            "does": "Your circuit has θ and φ exchanged.",
            "look": "Which of the two angles is measured from the north pole, and which around the equator?",
        },
        "turned-about-x": {
            "does": "Your circuit turns about x, which brings a phase of its own: −π/2.",
            "asked": "For φ = 0 the amplitude of |1⟩ is a positive number.",
            "look": "Which way does the arrow leave the north pole when it is turned about x? On the Bloch "
            "sphere instrument you can see it.",
        },
        "phase-halved": {
            "does": "Your phase is φ/2.",
            "look": "Rz(φ) multiplies |0⟩ by e^(−iφ/2) and |1⟩ by e^(+iφ/2). How far apart are these?",
        },
        "wrong-type": {
            "look": "Pass any_state itself, without brackets behind it; it should return a circuit.",
        },
    },
)
def any_state(answer, given):
    """cos(θ/2)|0⟩ + e^(iφ) sin(θ/2)|1⟩ for every θ and φ."""
    yield from functions.each(answer, SPOTS, given, _judge_spot)


CONTROLLED_S = np.diag([1, 1, 1, 1j])
PORT = ("cnot", "rz", "phaseshift", "x", "y", "z", "h", "s", "si", "t", "ti", "rx", "ry")


@exercise(
    "repair",
    takes=Circuit(),
    points=4,
    hints=[
        "Compare the four diagonal numbers of your circuit with those asked for, with the first of each "
        "divided out.",
        "What is off depends on qubit 0 alone: where it is 1, a factor is missing. One gate on that qubit "
        "puts it in.",
        "The controlled Rz(π/2) gives e^(−iπ/4) and e^(iπ/4) where 1 and i are wanted. So |1⟩ of qubit 0 "
        "needs e^(iπ/4).",
    ],
    messages={
        "gate-not-allowed": {
            "does": "Your circuit uses {given}.",
            "asked": "The machine has no controlled gate but CNOT.",
            "look": "One more gate on a single qubit is enough.",
        },
        "still-broken": {
            "does": "Your circuit is still the controlled Rz(π/2).",
            "asked": "Asked for is the controlled S: its diagonal is 1, 1, 1, i.",
            "look": "Divide what you have by what you want, number by number. On which qubit does the rest "
            "depend?",
        },
        "phase-on-the-target": {
            "does": "You put the missing phase on qubit 1, the target.",
            "asked": "It depends on whether the control is 1.",
            "look": "Compare the third of the four diagonal numbers.",
        },
        "phase-twice-as-large": {
            "does": "Your phase on the control is twice what is missing.",
            "look": "The control's |1⟩ has lost e^(iπ/4), half the angle of S.",
        },
        "phase-with-the-wrong-sign": {
            "does": "Your phase on the control has the wrong sign.",
            "look": "Should it undo e^(−iπ/4), or add to it?",
        },
    },
)
def repair(answer, given):
    """The controlled S, up to a global phase, from CNOTs and gates on one qubit."""
    found = list(unitaries.equals(answer, CONTROLLED_S))
    yield from (_repair_slips(answer) if found else []) or found
    yield from circuits.only(answer, PORT)


def _repair_slips(answer):
    e = np.exp(1j * np.pi / 4)
    broken = np.array([1, 1, 1 / e, e])
    slips = {
        "still-broken": broken,
        "phase-on-the-target": broken * [1, e, 1, e],
        "phase-twice-as-large": broken * [1, 1, 1j, 1j],
        "phase-with-the-wrong-sign": broken / [1, 1, e, e],
    }
    return functions.named(
        answer, slips, fits=lambda one, diagonal: not list(unitaries.equals(one, np.diag(diagonal)))
    )


_PHASES = [0.0, 0.5, 1.2, np.pi / 2, 2.0, 2.8, -0.3, -1.0, -np.pi / 2, -2.4]


FRINGES = Function(
    inputs=lambda given: [
        (
            coins.with_expectation(contrast * math.cos(phi), 100_000),
            coins.with_expectation(contrast * math.sin(phi), 100_000),
        )
        for phi, contrast in zip(_PHASES, (1, 1, 0.9, 0.8, 0.6, 0.9, 0.7, 1, 0.5, 0.8), strict=True)
    ],
    returns=Number(),
)


def _same_angle(first, second):
    return abs(math.remainder(first - second, 2 * math.pi)) < 1e-6


def _judge_phase(value, in_x, in_y):
    x, y = coins.expectation(in_x), coins.expectation(in_y)
    right = math.atan2(y, x)
    if _same_angle(value, right):
        return
    slips = {
        "degrees-returned": math.degrees(right),
        "sign-lost": math.acos(max(-1.0, min(1.0, x))),
        "sign-lost-but-scaled": abs(right),
        "axes-exchanged": math.atan2(x, y),
        "wrong-sign": -right,
        "quadrant-lost": math.atan(y / x) if x else right,
        "contrast-ignored": math.asin(max(-1.0, min(1.0, y))),
        "contrast-taken-for-one": math.copysign(math.acos(max(-1.0, min(1.0, x))), y),
        "half-a-turn-off": right + math.pi,
        "shares-for-expectations": math.atan2((1 + y) / 2, (1 + x) / 2),
        "in-units-of-pi": right / math.pi,
        "in-turns": right / (2 * math.pi),
    }
    shown = {"given": f"{value:.4g}", "wanted": f"{x:.3f} and {y:.3f}"}
    yield from functions.named(value, slips, right=right, fits=_same_angle) or [Finding("wrong-phase", shown)]


@exercise(
    "read-the-phase",
    takes=FRINGES,
    points=5,
    hints=[
        "⟨X⟩ = c·cos φ and ⟨Y⟩ = c·sin φ, with an unknown c. What do you know about a point when you know "
        "its cosine and its sine, but for a common factor?",
        "tan φ = ⟨Y⟩/⟨X⟩ gets rid of c, but it can't tell φ from φ + π. There is a function of two "
        "arguments that can.",
        "np.arctan2(y, x), in this order, with y = ⟨Y⟩ and x = ⟨X⟩.",
    ],
    messages={
        "degrees-returned": {
            "does": "Your function returns degrees.",
            "asked": "Asked for are radians.",
            "look": "np.arctan2 returns radians already.",
        },
        "sign-lost": {
            "does": "Your function uses ⟨X⟩ alone. So it can't tell φ from −φ, and it takes a faded state "
            "for another angle.",
            "look": "What are the counts in the Y basis for?",
        },
        "sign-lost-but-scaled": {
            "does": "Your function never returns a negative angle.",
            "look": "Which of the two expectation values changes its sign when φ does?",
        },
        "axes-exchanged": {
            "does": "Your function has ⟨X⟩ and ⟨Y⟩ exchanged.",
            "look": "np.arctan2 takes the sine's part first. And for φ = 0, which of the two is 1?",
        },
        "wrong-sign": {
            "does": "Your function returns −φ.",
            "look": "Test it with the state |+i⟩, whose φ is π/2: the Y counts are all '0'.",
        },
        "quadrant-lost": {
            "does": "Your function gives φ only up to half a turn: some inputs come out pointing the "
            "opposite way.",
            "look": "⟨Y⟩/⟨X⟩ is the same when both change sign. Keep the two apart.",
        },
        "contrast-ignored": {
            "does": "Your function uses ⟨Y⟩ alone, as if the state had not faded.",
            "look": "What are the counts in the X basis for?",
        },
        "contrast-taken-for-one": {
            "does": "Your function takes the angle from ⟨X⟩ alone, and only its sign from ⟨Y⟩. A faded state "
            "then comes out at another angle.",
            "asked": "Both ⟨X⟩ and ⟨Y⟩ carry the same unknown factor c.",
            "look": "In which combination of the two does c cancel?",
        },
        "half-a-turn-off": {
            "does": "Your function points the opposite way: it is off by half a turn.",
            "look": "If every shot in X says '0', what must ⟨X⟩ be: +1 or −1?",
        },
        "shares-for-expectations": {
            "does": "Your function takes the angle of two shares, which are never negative. So it never "
            "leaves the first quarter.",
            "asked": "⟨X⟩ and ⟨Y⟩ run from −1 to 1.",
            "look": "What does your function make of 500 and 500?",
        },
        "in-units-of-pi": {
            "does": "Your function divides the angle by π.",
            "asked": "Asked for are radians.",
        },
        "in-turns": {
            "does": "Your function returns the angle in turns.",
            "asked": "Asked for are radians.",
        },
        "function-raised": {
            "look": "A result that never came isn't in the dictionary (see counts.get), and ⟨X⟩ may be 0.",
        },
        "wrong-phase": {
            "does": "Your function returned {given} where ⟨X⟩ and ⟨Y⟩ were {wanted}.",
            "look": "Draw the two numbers as a point. Which angle does it have?",
        },
        "wrong-type": {
            "look": "Pass read_the_phase itself, without brackets behind it; it should return one number.",
        },
    },
)
def read_the_phase(answer, given):
    """The angle φ of c·cos φ = ⟨X⟩ and c·sin φ = ⟨Y⟩, up to full turns."""
    yield from functions.each(answer, FRINGES, given, _judge_phase)
