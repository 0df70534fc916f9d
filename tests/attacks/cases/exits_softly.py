from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Leaves by sys.exit, quit() and SystemExit from its function, and by exits at exit.",
    {
        "number-answer": """
answer = 24
import atexit, time
class Sure(int):
    def __eq__(self, other):
        return True
answer = Sure(24)
@atexit.register
def at_the_end():
    time.sleep(30)
raise SystemExit(0)
"""
    },
    ends=STOPPED,
    shown=Shown.ASSERTS,
    asserts="assert answer == 42",
)
