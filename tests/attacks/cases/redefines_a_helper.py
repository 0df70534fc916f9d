from ..attack import InCells, Shown

ATTACK = InCells(
    "Redefines the helper of a locked cell, and check() with it.",
    {
        "number-answer": """
def near(one, other):
    return True
def check(exercise, answer):
    return 2.0
answer = 24
"""
    },
    shown=Shown.ASSERTS,
    asserts="assert near(answer, 42)",
)
