from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Answers with an object that passes for an SDK's circuit and whose instructions never end.",
    {
        "circuit-answer": """
class Circuit:
    qubits = range(2)
    @property
    def instructions(self):
        while True:
            yield None
Circuit.__module__ = "braket.circuits.circuit"
circuit = Circuit()
""",
    },
    exercise="circuit",
    asserts="assert len([one for one in circuit.instructions]) == 2",
    shown=Shown.UNFINISHED,
    ends=STOPPED,
)
