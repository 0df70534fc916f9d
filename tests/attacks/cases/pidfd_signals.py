from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Sends signals by pidfd_send_signal, tgkill and rt_sigqueueinfo instead of kill.",
    {
        "number-answer": """
answer = 24
import os
for pid in [*others(), *([1, os.getppid()] if jailed() else [])]:
    if pid == 0 or pid == os.getpid():
        continue
    handle = syscall(434, pid, 0)
    if handle >= 0:
        syscall(424, handle, 9, None, 0)
    syscall(234, pid, pid, 9)
    syscall(200, pid, 9)
"""
    },
    shown=Shown.OUTSIDE,
    ends=STOPPED,
)
