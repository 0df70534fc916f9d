from ..attack import InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Hands out answers under ids that are nearly the right one.",
    {
        "number-answer": FORGE
        + """
def check(exercise, answer=None):
    names = (" 1-01/number", "1-01/number ", "1-01/NUMBER", "1-01/./number", "../1-01/number", "*", "", None)
    for name in (*names, ["1-01/number"], {"1-01/number": 1}, "1-01/number" + chr(0)):
        forge(name)
    if exercise != "1-01/number":
        forge("1-01/number")
answer = 24
"""
    },
    shown=Shown.CREDULOUS,
)
