from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Raises its own priority and claims real time.",
    {
        "number-answer": """
answer = 24
import os
try:
    os.nice(-5)
    gained("a higher priority")
except OSError:
    pass
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    gained("real time")
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
except OSError:
    pass
"""
    },
    ends=STOPPED,
)
