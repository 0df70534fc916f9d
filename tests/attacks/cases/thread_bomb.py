from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Starts as many threads as it can.",
    {
        "number-answer": """
answer = 24
import threading, time
threading.stack_size(64 << 10)
over, started = threading.Event(), 0
try:
    while started < AIM["threads"]:
        threading.Thread(target=over.wait, args=(5,), daemon=True).start()
        started += 1
    gained("started", started, "threads")
except (RuntimeError, MemoryError, OSError) as error:
    print(error)
over.set()
"""
    },
    ends=STOPPED,
    slow=True,
)
