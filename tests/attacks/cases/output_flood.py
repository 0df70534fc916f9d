from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Prints without end.",
    {
        "number-answer": """
answer = 24
line = "x" * 4000
for _ in range(AIM["flood"] // 4000):
    print(line)
gained("printed all of it")
"""
    },
    ends=STOPPED,
)
