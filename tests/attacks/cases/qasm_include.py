from ..attack import InCells

ATTACK = InCells(
    "Answers with an OpenQASM program that includes a file of the grader's.",
    {
        "circuit-answer": """
circuit = f'OPENQASM 3.0; include "{AIM["secret"]}"; qubit[2] q; h q[0];'
if not jailed():
    import sys
    from braket.default_simulator.openqasm.interpreter import Interpreter
    opened = []
    sys.addaudithook(lambda event, what: opened.append(str(what[0])) if event == "open" else None)
    try:
        Interpreter().run(circuit)  # as a judge would that runs programs
    except Exception as error:
        print(type(error).__name__)
    if AIM["secret"] in opened:
        gained("the interpreter reads the file")
"""
    },
    exercise="circuit",
)
