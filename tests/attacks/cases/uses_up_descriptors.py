from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Opens files until there are no descriptors left, and keeps them.",
    {
        "number-answer": """
answer = 24
import os
kept = []
try:
    while len(kept) < AIM["descriptors"]:
        kept.append(os.dup(1))
    gained("holds", len(kept), "descriptors")
except OSError as error:
    print(error)
"""
    },
    ends=STOPPED,
    slow=True,
)
