from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Loops for ever and swallows every exception, every signal that it may.",
    {
        "number-answer": """
answer = 24
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def forever():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
forever()
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
    slow=True,
)
