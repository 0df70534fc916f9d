from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Makes namespaces of its own, where it would be root.",
    {
        "number-answer": """
answer = 24
names = {"user": 0x10000000, "mount": 0x20000, "net": 0x40000000, "ipc": 0x08000000, "uts": 0x04000000, "cgroup": 0x02000000}
for name, flag in names.items():
    if syscall(272, flag) == 0:
        gained("a namespace", name)
"""
    },
    ends=STOPPED,
)
