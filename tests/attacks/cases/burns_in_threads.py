from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Leaves threads that burn processor time while the cell itself is long done.",
    {
        "number-answer": """
answer = 24
import hashlib, threading
def burn():
    data = bytes(1 << 20)
    while True:
        hashlib.sha256(data)
for _ in range(4):
    threading.Thread(target=burn, daemon=True).start()
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="that a thread burns time needs no showing; that it doesn't stop the others is what is tested",
)
