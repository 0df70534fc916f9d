from ..attack import InCells, Shown


def claimed(cells):
    """Give every graded cell a thousand points and other flags."""
    for cell in cells:
        marks = cell["metadata"].get("nbgrader")
        if marks and marks.get("grade"):
            marks.update(points=1000, locked=False)
    return cells


ATTACK = InCells(
    "Returns full points from a check cell of its own, which says that it is worth a thousand.",
    {"number-answer": "check = lambda *_: 2.0\nanswer = 24", "number-check": "2.0"},
    shown=Shown.ASSERTS,
    asserts="check(1, answer)",
    edit=claimed,
)
