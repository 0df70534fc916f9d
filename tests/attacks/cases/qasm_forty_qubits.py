from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Answers with OpenQASM programs that declare too many qubits to simulate.",
    {
        "circuit-answer": """
circuit = "OPENQASM 3.0; qubit[40] q; " + "".join(f"h q[{i}]; " for i in range(40))
if not jailed():
    from braket.devices import LocalSimulator
    from braket.ir.openqasm import Program
    try:
        print(LocalSimulator().run(Program(source=circuit), shots=1).result())
    except (MemoryError, ValueError, Exception) as error:
        gained("the simulator gives up:", type(error).__name__)
"""
    },
    exercise="circuit",
    ends=STOPPED,
)
