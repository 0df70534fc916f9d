from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Forks twice and leaves a process behind, which waits for the next learner.",
    {
        "number-answer": """
answer = 24
import os, time
def wait_for_the_next():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for _ in range(60):
        for place in [AIM["shared"], *(["/tmp", "/dev/shm"] if jailed() else [])]:
            try:
                open(place + "/daemon", "a").write(AIM["mark"])
            except OSError:
                pass
        time.sleep(0.05)
    os._exit(0)
wait_for_the_next()
time.sleep(0.3)
"""
    },
    shown=Shown.OUTSIDE,
    ends=STOPPED,
)
