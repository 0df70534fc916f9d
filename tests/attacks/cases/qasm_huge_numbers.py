from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Answers with an OpenQASM program of towering exponents, shifts, registers and nested gates.",
    {
        "circuit-answer": """
gates = "gate g0 a { x a; } " + "".join(f"gate g{i} a {{ {f'g{i - 1} a; ' * 40} }} " for i in range(1, 7))
circuit = f"OPENQASM 3.0; int[64] big = 9 ** 9 ** 9; bit[4000000000] b; {gates} qubit[2] q; g6 q[0]; rx(1 << 99999999999) q[1];"
if not jailed():
    from braket.default_simulator.openqasm.interpreter import Interpreter
    Interpreter().run(f"OPENQASM 3.0; {gates} qubit[2] q; g6 q[0];")
"""
    },
    exercise="circuit",
    shown=Shown.UNFINISHED,
    ends=STOPPED,
    slow=True,
)
