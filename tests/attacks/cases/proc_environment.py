from ..attack import InCells

ATTACK = InCells(
    "Reads the environment, the command line and the memory maps of every other process.",
    {
        "number-answer": """
answer = 24
for pid in others():
    for name in ("environ", "maps", "auxv", "stack"):
        try:
            text = open(f"/proc/{pid}/{name}", "rb").read()
            if text:
                gained(name, "of process", pid, text[:200])
        except OSError:
            pass
"""
    },
)
