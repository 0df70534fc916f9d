from ..attack import STOPPED, InCells, Shown
from ..forging import FORGE

ATTACK = InCells(
    "Writes forged replies, and rubbish, into every descriptor that it finds open.",
    {
        "number-answer": FORGE
        + """
import json, os, struct
cell = {"ended": "finished", "outputs": [{"output_type": "display_data", "metadata": {}, "data": {
    KIND: {"exercise": "1-01/function", "answer": {"kind": "number", "value": 42}}}}]}
reply = json.dumps({"cells": {"number-check": cell}, "ended": "finished"}).encode()
framed = [reply, struct.pack("!I", len(reply)) + reply, struct.pack("<Q", len(reply)) + reply, b"x" * 9]
for descriptor in range(3, 64) if jailed() else ():
    for message in framed:
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, message)
        except OSError:
            pass
def check(exercise, answer=None):
    if exercise == "1-01/function":
        forge("1-01/number")
answer = 24
"""
    },
    shown=Shown.CREDULOUS,
    ends=STOPPED,
)
