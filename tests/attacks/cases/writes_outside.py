from ..attack import InCells, Shown

ATTACK = InCells(
    "Writes to files and folders that anybody may write to.",
    {
        "number-answer": """
answer = 24
for path in (AIM["precious"], AIM["shared"] + "/planted"):
    try:
        open(path, "w").write("forged")
    except OSError:
        pass
"""
    },
    shown=Shown.OUTSIDE,
)
