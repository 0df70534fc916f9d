from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Kills its own process by a signal.",
    {
        "number-answer": """
answer = 24
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
)
