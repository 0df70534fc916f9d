from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Sends signals to its parent, to every other process and to every group.",
    {
        "number-answer": """
answer = 24
import os, signal
for pid in others():
    for kind in (signal.SIGSTOP, signal.SIGKILL):
        try:
            os.kill(pid, kind)
        except OSError:
            pass
if jailed():
    for pid in (1, 2, os.getppid()):
        for send in (os.kill, os.killpg):
            try:
                pid and pid != os.getpid() and send(pid, signal.SIGKILL)
            except OSError:
                pass
"""
    },
    shown=Shown.OUTSIDE,
    ends=STOPPED,
)
