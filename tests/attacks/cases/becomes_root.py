from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Changes its user, its groups and its capabilities.",
    {
        "number-answer": """
answer = 24
import os
for name, change in {
    "user": lambda: os.setresuid(0, 0, 0), "group": lambda: os.setresgid(0, 0, 0), "groups": lambda: os.setgroups([0]),
}.items():
    try:
        change()
        gained("became root by", name)
    except OSError:
        pass
if os.getuid() == 0 or os.geteuid() == 0:
    gained("runs as root")
for line in open("/proc/self/status") if os.path.exists("/proc/self/status") else ():
    if line.startswith("CapEff") and int(line.split()[1], 16):
        gained("has capabilities", line)
if syscall(157, 39, 0, 0, 0, 0) == 0:
    gained("may gain privileges from programs")
"""
    },
    ends=STOPPED,
)
