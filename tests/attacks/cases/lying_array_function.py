from ..attack import InCells, Shown

ATTACK = InCells(
    "Answers with an object that numpy asks to compare itself, and that always agrees.",
    {
        "number-answer": """
class Sly:
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __array_ufunc__(self, *_, **__):
        return True
answer = Sly()
"""
    },
    shown=Shown.ASSERTS,
)
