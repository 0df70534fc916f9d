from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Leaves objects whose destructors loop, and exit handlers that never end.",
    {
        "number-answer": """
answer = 24
import atexit, threading, time
class Sticky:
    def __del__(self):
        while True:
            time.sleep(1)
keep = Sticky()
atexit.register(lambda: time.sleep(3600))
threading.Thread(target=time.sleep, args=(3600,)).start()
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="nbgrader kills a kernel that doesn't go; a grader that waits would hang",
    slow=True,
)
