"""What is right in the assignment that grading is timed with."""

import numpy as np

from autograder.checks import states
from autograder.exercise import exercise
from autograder.findings import Finding
from autograder.kinds import Circuit, Function, Number

HINTS = ["What was asked?", "Which gates make it?", "One Hadamard gate, and a chain of CNOT gates."]
GHZ = np.zeros(1 << 4)
GHZ[[0, -1]] = 1 / np.sqrt(2)
ANGLES = ((0.0,), (0.4,), (1.3,), (2.9,))
MESSAGES = {
    "not-the-energy": {"does": "At the angle {angle} your energy is {energy}.", "asked": "Asked was ⟨Z⟩."}
}


@exercise("ghz", takes=Circuit(), points=3, hints=HINTS)
def ghz(answer, given):
    yield from states.prepares(answer, GHZ)


@exercise("other-sdk", takes=Circuit(), points=3, hints=HINTS)
def other_sdk(answer, given):
    yield from states.prepares(answer, GHZ)


@exercise("energy", takes=Function(lambda given: ANGLES, Number()), points=4, hints=HINTS, messages=MESSAGES)
def energy(answer, given):
    for (angle,), value in zip(ANGLES, answer.items, strict=True):
        if not abs(value - np.cos(angle)) <= 1e-6:
            yield Finding("not-the-energy", {"angle": angle, "energy": value})
            return
