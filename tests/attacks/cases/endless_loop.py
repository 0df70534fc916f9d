from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Loops for ever.",
    {
        "number-answer": """
answer = 24
while True:
    pass
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
)
