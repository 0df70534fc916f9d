from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Sets alarms and timers that strike while later cells run.",
    {
        "number-answer": """
answer = 24
import signal
for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(which, 0.05, 0.05)
import time
time.sleep(0.2)
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="it harms nobody but itself; what counts is that the run goes on",
)
