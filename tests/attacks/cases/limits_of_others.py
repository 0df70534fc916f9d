from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Changes other processes' limits and their place with the scheduler (prlimit, nice, affinity).",
    {
        "number-answer": """
answer = 24
import os
for pid in [*others(), *([1, os.getppid()] if jailed() else [])]:
    if pid in (0, os.getpid()):
        continue
    try:
        import resource
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (16, 16))
        gained("limits of process", pid)
    except (OSError, ValueError):
        pass
    try:
        os.setpriority(os.PRIO_PROCESS, pid, 19)
        gained("priority of process", pid)
    except OSError:
        pass
"""
    },
    ends=STOPPED,
)
