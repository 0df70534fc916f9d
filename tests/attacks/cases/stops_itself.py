from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Stops its own process, which then neither works nor ends.",
    {
        "number-answer": """
answer = 24
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
signal.pause()
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
    slow=True,
)
