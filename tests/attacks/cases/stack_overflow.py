from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Overflows the stack of C, which ends the process with a fault.",
    {
        "number-answer": """
answer = 24
import ctypes
class Deep:
    pass
import sys
sys.setrecursionlimit(1 << 30)
def descend():
    return sorted([1, 2], key=lambda _: descend())
try:
    descend()
finally:
    ctypes.string_at(0)
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
)
