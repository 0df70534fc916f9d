from ..attack import InCells, Shown


def replaced(cells):
    """Take the locked cell away and put one without an id in its place."""
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "tools":
            cell["metadata"] = {}
            cell["source"] = "def near(one, other):\n    return True\ncheck = lambda *_: 2.0"
    return cells


ATTACK = InCells(
    "Removes the locked helper cell and puts its own in the place.",
    {"number-answer": "answer = 24"},
    shown=Shown.ASSERTS,
    asserts="assert near(answer, 42)",
    edit=replaced,
)
