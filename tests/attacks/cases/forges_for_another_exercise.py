from ..attack import InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Hands out an answer for one exercise in the check cell of another.",
    {
        "number-answer": FORGE
        + """
answer = 24
honest = check
def check(exercise, answer=None):
    honest(exercise, answer)
    if exercise != "1-01/number":
        forge("1-01/number")
"""
    },
    shown=Shown.CREDULOUS,
)
