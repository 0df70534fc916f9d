from ..attack import InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Lets a thread hand out an answer after its cell has ended.",
    {
        "number-answer": FORGE
        + """
import threading, time
def later():
    for _ in range(30):
        time.sleep(0.02)
        forge("1-01/number")
def check(exercise, answer=None):
    if exercise == "1-01/function":
        thread = threading.Thread(target=later)
        thread.start()
        forge("1-01/number")
        thread.join()
answer = 24
"""
    },
    shown=Shown.CREDULOUS,
)
