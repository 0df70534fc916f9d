from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Answers with an OpenQASM program that loops a billion times, and one whose loop never ends.",
    {
        "circuit-answer": """
circuit = "OPENQASM 3.0; qubit[2] q; for int i in [0:1000000000] { x q[0]; } while (true) { h q[1]; }"
if not jailed():
    from braket.default_simulator.openqasm.interpreter import Interpreter
    Interpreter().run(circuit)
"""
    },
    exercise="circuit",
    shown=Shown.UNFINISHED,
    ends=STOPPED,
    slow=True,
)
