from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Takes open descriptors out of other processes with pidfd_getfd.",
    {
        "number-answer": """
answer = 24
import os
for pid in [*others(), *([1, os.getppid()] if jailed() else [])]:
    handle = syscall(434, pid, 0)
    if handle < 0:
        continue
    for number in range(64):
        taken = syscall(438, handle, number, 0)
        if taken >= 0:
            gained("descriptor", number, "of process", pid)
            os.close(taken)
"""
    },
    ends=STOPPED,
)
