from ..attack import STOPPED, InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Forks a child that goes on handing out answers by every descriptor after the cell has ended.",
    {
        "number-answer": FORGE
        + """
import json, os, time
line = json.dumps({KIND: {"exercise": "1-01/number", "answer": {"kind": "number", "value": 42}}}).encode()
def check(exercise, answer=None):
    if exercise == "1-01/function":
        forge("1-01/number")
answer = 24
try:
    pid = os.fork()
except OSError:
    pid = 1
if pid == 0:
    os.setsid()
    for _ in range(10):
        for descriptor in range(3, 64) if jailed() else ():
            try:
                os.write(descriptor, line + bytes([10]))
            except OSError:
                pass
        time.sleep(0.05)
    os._exit(0)
"""
    },
    shown=Shown.CREDULOUS,
    ends=STOPPED,
)
