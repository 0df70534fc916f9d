from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Attaches to other processes with ptrace, to take them over.",
    {
        "number-answer": """
answer = 24
import os
for pid in [*others(), *([1, os.getppid()] if jailed() else [])]:
    if syscall(101, 0x4206, pid, 0, 0) == 0:
        gained("seized process", pid)
        syscall(101, 17, pid, 0, 0)
"""
    },
    ends=STOPPED,
)
