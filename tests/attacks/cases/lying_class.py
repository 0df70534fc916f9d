from ..attack import InCells, Shown

ATTACK = InCells(
    "Answers with an object that says it is a number, by its __class__, and agrees with everything.",
    {
        "number-answer": """
class Actor:
    @property
    def __class__(self):
        return int
    def __eq__(self, other):
        return True
    __hash__ = None
answer = Actor()
"""
    },
    shown=Shown.ASSERTS,
    asserts="assert isinstance(answer, int) and answer == 42",
)
