from ..attack import InCells, Shown

ATTACK = InCells(
    "Answers with a function that is right when it is first asked and wrong afterwards.",
    {
        "function-answer": """
class Doubles:
    calls = 0
    def __call__(self, x):
        Doubles.calls += 1
        return 2 * x if Doubles.calls == 1 else None
double = Doubles()
""",
    },
    exercise="function",
    shown=Shown.ASSERTS,
    asserts="assert double(21) == 42",
)
