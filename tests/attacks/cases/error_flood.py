from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Raises an error with a message of many megabytes, from deep within.",
    {
        "number-answer": """
answer = 24
def deep(n):
    if n:
        deep(n - 1)
    raise ValueError("<script>alert(1)</script>" + "x" * 30_000_000)
deep(500)
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="it harms only a grader that keeps the text whole; the output's limit shows that ours does not",
)
