from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Waits for somebody to type.",
    {
        "number-answer": """
answer = 24
import sys
text = sys.stdin.read()
answer = 24
input("?")
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="stock nbgrader refuses input as well",
    slow=True,
)
