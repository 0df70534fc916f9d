from ..attack import InCells, Shown

ATTACK = InCells(
    "Answers with a number that is another one each time it is looked at.",
    {
        "number-answer": """
class Shifting(float):
    looks = 0
    def __float__(self):
        Shifting.looks += 1
        return float(Shifting.looks)
    def __eq__(self, other):
        return float(self) < 1000
    __hash__ = float.__hash__
answer = Shifting(24)
"""
    },
    shown=Shown.ASSERTS,
    asserts="assert answer == 42",
)
