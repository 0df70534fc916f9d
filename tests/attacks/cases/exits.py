from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Ends its process at once, without a word.",
    {
        "number-answer": """
answer = 24
import os
os._exit(0)
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
)
