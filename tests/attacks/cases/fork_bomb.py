from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Forks as many children as it can.",
    {
        "number-answer": """
answer = 24
import os, time
children = 0
try:
    while children < AIM["forks"]:
        if os.fork() == 0:
            time.sleep(2)
            os._exit(0)
        children += 1
    gained("forked", children)
except OSError as error:
    print(error)
"""
    },
    ends=STOPPED,
)
