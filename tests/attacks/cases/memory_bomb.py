from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Allocates memory without end.",
    {
        "number-answer": """
answer = 24
held = []
while len(held) * 32 < AIM["megabytes"]:
    held.append(bytearray(32 << 20))
gained("allocated", len(held) * 32, "MB")
"""
    },
    ends=STOPPED,
)
