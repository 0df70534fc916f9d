from ..attack import InCells

ATTACK = InCells(
    "Reads every descriptor that it was born with.",
    {
        "number-answer": """
answer = 24
import os, stat
for number in range(3, 256):
    try:
        kind = os.fstat(number).st_mode
        if stat.S_ISREG(kind):
            text = os.pread(number, 1000, 0)
            if b"secret" in text or b"canary" in text or b"SQLite" in text:
                gained("descriptor", number, text)
    except OSError:
        pass
"""
    },
)
