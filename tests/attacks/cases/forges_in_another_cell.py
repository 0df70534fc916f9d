from ..attack import InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Hands out an answer from its own cell, not from the check.",
    {
        "number-answer": FORGE
        + """
forge("1-01/number")
def check(*_):
    pass
answer = 24
"""
    },
    shown=Shown.CREDULOUS,
)
