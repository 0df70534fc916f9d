from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Sleeps past every end, using no processor time at all.",
    {
        "number-answer": """
answer = 24
import time
while True:
    try:
        time.sleep(3600)
    except BaseException:
        pass
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
    slow=True,
)
